"""What is asked of what the replies before showed or changed, and whether a column gives the answer away."""

import pytest

from assistant.understanding import Context, understand

COLUMNS = ("account", "months_open", "calls", "closing_form", "closed")
LISTED = Context(columns=COLUMNS, target="closed", kind="binary", recommendations=5)
DONE = LISTED.model_copy(update={"results": 3})
SHOWN = DONE.model_copy(update={"row": "37"})
CHANGED = LISTED.model_copy(update={"changed": True})
KEPT = DONE.model_copy(update={"models": ("closing",)})


def said(text, context, encoder=None):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    "text",
    [
        "and why was it so sure there?",
        "why that account?",
        "how come it said that?",
        "what misled it?",
        "explain this one",
        "Why?",
        "what went wrong with that one?",
    ],
)
def test_that_one_is_the_row_shown_as_wrong(text, encoder):
    assert said(text, SHOWN, encoder) == [("explain_prediction", {"key": "37"})]
    assert said(text, DONE, encoder) != [("explain_prediction", {"key": "37"})]


@pytest.mark.parametrize(
    "text",
    [
        "why the third one?",
        "why did that take so long?",
        "why not a forest?",
        "why that metric?",
        "why do calls matter?",
        "why did you recommend that?",
        "explain the model",
    ],
)
def test_what_else_is_asked_why_is_no_row(text):
    assert all(name != "explain_prediction" for name, _ in said(text, SHOWN))


@pytest.mark.parametrize(
    "text",
    [
        "so did it change anything?",
        "has my answer changed the list?",
        "what is different now?",
        "does that make any difference",
        "any effect?",
        "did leaving it out help?",
        "what did that change?",
    ],
)
def test_after_a_rule_a_change_is_one_of_the_list(text, encoder):
    assert [name for name, _ in said(text, CHANGED, encoder)] == ["ask_numbers"]


@pytest.mark.parametrize(
    "text",
    [
        "what has changed in the new rows?",
        "did anything change since March?",
        "has the data changed?",
        "what would change with an hour more?",
        "did that change the model in production?",
    ],
)
def test_changes_of_other_things_are_asked_elsewhere(text):
    assert all(name != "ask_numbers" for name, _ in said(text, CHANGED))


@pytest.mark.parametrize(
    "text",
    [
        "might closing_form be cheating?",
        "is closing_form leaking something?",
        "closing_form gives it away, doesn't it?",
        "I'm not sure whether closing_form is a leak",
        "does closing_form reveal too much?",
        "could it be that closing_form tells the answer in advance",
    ],
)
def test_a_suspicion_is_looked_at_and_rules_nothing_out(text, encoder):
    assert said(text, DONE, encoder) == [("look_at_data", {"columns": ["closing_form"]})]


@pytest.mark.parametrize(
    "text",
    [
        "closing_form is a leak",
        "closing_form leaks, drop it",
        "could you leave closing_form out? it leaks",
        "closing_form is known only afterwards, don't use it",
    ],
)
def test_a_leak_that_is_stated_is_ruled_out(text, encoder):
    assert said(text, DONE, encoder) == [("constrain", {"columns_forbidden": ["closing_form"]})]


def test_a_leak_is_explained_and_looked_for_among_all(encoder):
    assert said("what is a leak?", LISTED, encoder) == [("help", {"topic": "leak"})]
    assert said("which columns could be cheating?", LISTED, encoder) == [("look_at_data", {})]


@pytest.mark.parametrize(
    "text",
    ["no, not now", "not yet", "no, maybe later", "never mind", "No. Some other time", "no, that's not necessary"],
)
def test_a_no_to_nothing_is_no_riddle(text, encoder):
    assert said(text, DONE, encoder) == [("small_talk", {})]
    assert said(text, DONE.model_copy(update={"running": True}), encoder) == [("small_talk", {})]
    assert ("small_talk", {}) not in said(text, DONE.model_copy(update={"proposal": True}), encoder)


@pytest.mark.parametrize("text", ["not now, first the results", "no forests", "forget the forests", "leave calls out"])
def test_a_request_behind_a_no_is_one(text, encoder):
    assert ("small_talk", {}) not in said(text, DONE, encoder)


@pytest.mark.parametrize("text", ["what about may.csv?", "and may.csv?", "how about the new file may.csv then"])
def test_a_file_that_is_only_pointed_to_beside_a_kept_model_is_asked_about(text, encoder):
    asked = understand(text, KEPT, encoder)
    assert not asked.commands and asked.question is not None
    offered = [said(o.says, KEPT, encoder) for o in asked.question.options]
    assert offered == [
        [("score_data", {"source": "may.csv", "model": "closing"})],
        [("check_drift", {"source": "may.csv"})],
        [("use_data", {"source": "may.csv"})],
    ]
    assert said(text, DONE, encoder) == [("use_data", {"source": "may.csv"})]


@pytest.mark.parametrize(
    "text",
    ["what about may.csv, is it still fine?", "score may.csv", "has may.csv drifted?", "predict closed in may.csv"],
)
def test_a_file_with_an_act_is_not_asked_about(text, encoder):
    assert understand(text, KEPT, encoder).question is None


@pytest.mark.parametrize(
    "text", ["go on with the runs", "continue with those runs, please", "carry on with the experiment"]
)
def test_going_on_with_runs_is_no_yes_to_a_plan_beside_them(text, encoder):
    both = LISTED.model_copy(update={"running": True, "proposal": True})
    assert said(text, both, encoder) == [("resume", {})]
    assert said("yes, go ahead", both, encoder) == [("approve", {})]
