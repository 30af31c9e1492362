"""What stands beside a request: runs that go on, a second act, what a message is called, and how its items are counted."""

# ruff: noqa: E501 - one case a line reads better than one broken over several

import pytest

from assistant.understanding import Context, understand

OFFERED = Context(columns=("crop", "rain_mm", "yield_t"), target="yield_t", kind="regression", recommendations=5)
RUNNING = OFFERED.model_copy(update={"running": True})
RAN = Context(columns=OFFERED.columns, target="yield_t", kind="regression", results=4)
KEPT = Context(models=("yield_gb",))


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("stop the second, leave the others running", [("stop", {"ranks": [2]})]),
        ("pause 1 and 4, let the third finish", [("pause", {"ranks": [1, 4]})]),
        ("kill the first, the rest may go on", [("stop", {"ranks": [1]})]),
        ("drop 4 and resume the rest", [("stop", {"ranks": [4]}), ("resume", {})]),
        ("halt the second, then unpause the others", [("stop", {"ranks": [2]}), ("resume", {})]),
        ("pause the second and resume the first", [("pause", {"ranks": [2]}), ("resume", {"ranks": [1]})]),
        ("resume the others", [("resume", {})]),
    ],
)
def test_runs_that_only_go_on_are_not_resumed(text, commands):
    assert said(text, RUNNING) == commands


@pytest.mark.parametrize(
    ("text", "ups", "downs"),
    [("thumbs up for nr 1, down for nr 4", [1], [4]), ("thumbs down to 3, up for 2", [2], [3])],
)
def test_a_thumb_is_said_once_for_two(text, ups, downs, encoder):
    found = [a for n, a in said(text, OFFERED, encoder) if n == "feedback"]
    assert [a["rank"] for a in found if a["sentiment"] == "positive"] == ups
    assert [a["rank"] for a in found if a["sentiment"] == "negative"] == downs


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("explain no. 3, then run it along with no. 5", [3, 5]),
        ("why number 2? run it and the fourth", [2, 4]),
        ("explain number 2 and run 3 and 4", [3, 4]),
    ],
)
def test_what_was_asked_about_is_run_with_others(text, ranks):
    assert dict(said(text, OFFERED))["propose_runs"] == {"ranks": ranks}


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("run the important ones", OFFERED),
        ("can you do it a little differently please", OFFERED),
        ("something about these figures seems off", RAN),
        ("not rmse, please", RAN),
    ],
)
def test_what_names_nothing_is_asked_about(text, context, encoder):
    found = understand(text, context, encoder)
    assert not found.commands and found.question is not None


@pytest.mark.parametrize(
    ("text", "context", "name"),
    [
        ("run the best ones", OFFERED, "propose_runs"),
        ("something is wrong with the second, it is far too slow", RAN, "feedback"),
        ("could you use mae instead", RAN, "set_goal"),
    ],
)
def test_what_names_something_is_not(text, context, name, encoder):
    assert name in dict(said(text, context, encoder))


@pytest.mark.parametrize(
    ("text", "context", "commands"),
    [
        ("these are all forests, something more varied please", OFFERED, [("recommend", {"wish": "diverse"})]),
        ("these are all slow, give me boosting", OFFERED, [("recommend", {"families": ["boosting"]})]),
        ("3 new ideas, forests only", OFFERED, [("recommend", {"n": 3, "families": ["forest"]})]),
        ("4 ideas, and only trees are allowed", OFFERED, [("constrain", {"families_allowed": ["tree"]}), ("recommend", {"n": 4})]),
        ("two quick ideas, and leave svms alone", OFFERED, [("constrain", {"families_forbidden": ["svm"]}), ("recommend", {"n": 2, "wish": "fast"})]),
        ("explain the second of those", OFFERED, [("explain_recommendation", {"rank": 2})]),
        ("explain row 17, then the whole of the third model", RAN, [("explain_prediction", {"key": "17"}), ("explain_model", {"rank": 3})]),
        ("which was the 2nd best on mae, and does it beat the one in third place?", RAN, [("show_results", {"metric": "mae"}), ("compare", {"ranks": [2, 3]})]),
        ("promote the first to staging, retrain it? no, only promote", RAN, [("promote", {"rank": 1, "alias": "staging"})]),
        ("sedn me the reuslts as csv and the converastion as pdf", RAN, [("export", {"what": "results", "format": "csv"}), ("export", {"what": "conversation", "format": "pdf"})]),
        ("watch june.csv with yield_gb and check that file for drift too", KEPT, [("watch", {"source": "june.csv", "model": "yield_gb"}), ("check_drift", {"model": "yield_gb", "source": "june.csv"})]),
        ("run june.csv through yield_gb and thanks", KEPT, [("score_data", {"source": "june.csv", "model": "yield_gb"})]),
        ("score june.csv with yield_gb and hand me the results as excel", KEPT, [("score_data", {"source": "june.csv", "model": "yield_gb"}), ("export", {"what": "results", "format": "excel"})]),
        ("I need 1) the results as html 2) the conversation as pdf", RAN, [("export", {"what": "results", "format": "html"}), ("export", {"what": "conversation", "format": "pdf"})]),
        ("just a quick one: open the wine sample", Context(), [("use_data", {"source": "wine"})]),
        ("~/archive holds all our old trials, please learn from them", Context(), [("import_history", {"source": "~/archive"})]),
        ("write a blog post about our store", Context(), [("out_of_scope", {})]),
        ("write a poem and export the results as csv", RAN, [("out_of_scope", {}), ("export", {"what": "results", "format": "csv"})]),
        ("are you a robot or what?", Context(), [("small_talk", {})]),
        ("wow, that was fast", OFFERED, [("small_talk", {})]),
        ("suppose we were not given crop and rain_mm, what then?", OFFERED, [("what_if", {"columns_forbidden": ["crop", "rain_mm"]})]),
        ("so, red or blue, who do you root for?", Context(), [("small_talk", {})]),
        ("Interpretable please, always, whatever data I bring", Context(), [("prefer", {"wish": "interpretable", "scope": "always"})]),
        ("it must always be interpretable here", OFFERED, [("constrain", {"interpretable": True})]),
        ("soil.csv please, cu content is the target column Cu_ppm, mae", Context(), [("use_data", {"source": "soil.csv"}), ("set_goal", {"target": "Cu_ppm", "metric": "mae"})]),
        ("what did Eva run last month, forests only", Context(), [("history", {"families": ["forest"], "person": "Eva", "since_days": 30})]),
    ],
)  # fmt: skip
def test_each_part_asks_for_its_own(text, context, commands, encoder):
    assert said(text, context, encoder) == commands


PEOPLE = Context(
    columns=("applicant", "sex", "age_band", "load_a", "load_b", "invited"), target="invited", kind="binary", models=("door",)
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("be fair with regard to sex and age band; the applicant is just a running number, leave it aside", {"protected_columns": ["sex", "age_band"], "columns_forbidden": ["applicant"]}),
        ("load_a and load_b say the same thing, bin the second", {"columns_forbidden": ["load_b"]}),
        ("load_a and load_b tell the same, drop the first one", {"columns_forbidden": ["load_a"]}),
        ("drop load_a and load_b", {"columns_forbidden": ["load_a", "load_b"]}),
        ("a black box is no option here", {"interpretable": True}),
        ("a black box is fine here", {"interpretable": False}),
    ],
)  # fmt: skip
def test_each_column_has_its_own_rule(text, rules, encoder):
    assert said(text, PEOPLE, encoder) == [("constrain", rules)]


def test_what_is_ignored_beside_another_act_is_ruled_out(encoder):
    text = "The load_a column is broken since June. Ignore it and check the drift of door"
    assert said(text, PEOPLE, encoder) == [
        ("constrain", {"columns_forbidden": ["load_a"]}),
        ("check_drift", {"model": "door"}),
    ]
