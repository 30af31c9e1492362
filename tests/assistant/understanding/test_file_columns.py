"""Columns of a file that nobody has looked into yet are those that the message tells by name."""
# ruff: noqa: E501 - one case a line reads better than one broken over several

import pytest

from assistant.understanding import Context, understand


def said(text):
    return [(c.name, c.args) for c in understand(text, Context()).commands]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("open falls.csv, target is fell, leave out ward and bed_no", ("constrain", {"columns_forbidden": ["ward", "bed_no"]})),
        ("use plates.csv, the target is phenotype, validation grouped by plate", ("set_validation", {"method": "group", "column": "plate"})),
        ("open delays.csv, what we want is the delay, column delay_min", ("set_goal", {"target": "delay_min"})),
        ("load plants.csv. we want to know which ones die; that is the column dead.", ("set_goal", {"target": "dead"})),
        ("here is our icu.csv. I am interested in sepsis.", ("set_goal", {"target": "sepsis"})),
        ("cnc.parquet -> tool_broken, 5 folds", ("set_goal", {"target": "tool_broken"})),
        ("read kinase.csv. The thing we want to know is 'active'", ("set_goal", {"target": "active"})),
        ("load yields.csv and tell me what you recommend for yield_t_ha", ("set_goal", {"target": "yield_t_ha"})),
        ("load trips.csv, protect gender_code", ("constrain", {"protected_columns": ["gender_code"]})),
    ],
)  # fmt: skip
def test_what_is_told_by_name(text, command):
    assert command in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "open a.csv, the target is price, drop duplicates",
        "open a.csv, the target is price, ignore missing values",
        "open a.csv, the target is price, don't use trees or svm",
        "open a.csv, the target is price, the column names are fine",
    ],
)
def test_what_is_none(text):
    commands = dict(said(text))
    assert "columns_forbidden" not in commands.get("constrain", {})
    assert commands["set_goal"]["target"] == "price"


@pytest.mark.parametrize(
    "text",
    [
        "load a.csv, we care about speed",
        "open a.csv and tell me what you recommend for nurses",
        "load trips.csv, look at delay_s first",
        "use model_input.csv with extra_trees",
        "load results.csv. I am interested in your opinion",
    ],
)
def test_what_is_no_target(text):
    assert "target" not in dict(said(text)).get("set_goal", {})
