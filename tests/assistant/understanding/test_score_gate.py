"""Promotions that are held to a score are asked about: no gate does that, and it is no bound of the goal at hand."""

import pytest

from assistant.understanding import Context, understand

GOAL = Context(columns=("age", "fell"), target="fell", kind="binary", recommendations=4, results=2, metric="roc_auc")


@pytest.mark.parametrize(
    "text",
    ["never release anything under 0.75", "only deploy what has at least 75 %", "nothing below .75 recall goes live"],
)
def test_a_score_for_every_promotion_is_asked_about_and_each_answer_is_done(text):
    asked = understand(text, GOAL)
    assert asked.commands == () and asked.question is not None
    gate, bound = (understand(o.says, GOAL).commands for o in asked.question.options)
    assert [(c.name, c.args) for c in gate] == [("set_gates", {"at_least_as_good": True})]
    metric = "recall" if "recall" in text else "roc_auc"
    assert [c.args for c in bound] == [{"min_metric": {"metric": metric, "value": 0.75}}]


@pytest.mark.parametrize(
    "text",
    [
        "never promote a model that is worse",
        "never deploy a model over 30 MB",
        "never promote if women fare worse by more than 2 points",
        "the ROC AUC must be at least 0.8",
        "promote number 2",
    ],
)
def test_other_gates_and_bounds_are_read_as_ever(text):
    asked = understand(text, GOAL)
    assert asked.question is None or asked.question.slot != "gate"
    assert asked.commands
