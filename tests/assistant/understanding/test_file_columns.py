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
