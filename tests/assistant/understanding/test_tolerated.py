"""A metric that would only do as well is asked about; what orders it changes the goal."""

import pytest

from assistant.understanding import Context, understand

GOAL = Context(columns=("age", "ward", "fell"), target="fell", kind="binary", recommendations=4, metric="roc_auc")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("accuracy would do as well", "accuracy"),
        ("F1 is fine too, by the way", "F1"),
        ("we could live with recall", "recall"),
        ("log loss is acceptable as well", "log loss"),
        ("log loss would also be possible", "log loss"),
    ],
)
def test_what_would_do_as_well_is_asked_about(text, label):
    asked = understand(text, GOAL)
    assert asked.commands == () and asked.question is not None
    assert asked.question.text == f"Scores are measured by ROC AUC now. Shall {label} take its place?"
    change, stay = (understand(o.says, GOAL).commands for o in asked.question.options)
    assert [c.name for c in change] == ["set_goal"] and change[0].args["metric"] != "roc_auc"
    assert [(c.name, c.args) for c in stay] == [("set_goal", {"metric": "roc_auc"})]


def test_what_is_asked_beside_it_is_done():
    both = understand("F1 is fine too. Drop ward", GOAL)
    assert [(c.name, c.args) for c in both.commands] == [("constrain", {"columns_forbidden": ["ward"]})]
    assert both.question is not None and "F1" in both.question.text


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("use accuracy instead", GOAL),
        ("accuracy is fine too, so take it", GOAL),
        ("accuracy would be better", GOAL),
        ("accuracy is fine", GOAL),
        ("accuracy is ok too", GOAL.model_copy(update={"question_slot": "metric"})),
        ("predict fell, accuracy is ok too", GOAL.model_copy(update={"target": None, "recommendations": 0})),
    ],
)
def test_what_is_ordered_or_asked_for_changes_the_goal(text, context):
    read = understand(text, context)
    assert [c.args.get("metric") for c in read.commands] == ["accuracy"], read
    assert read.question is None
