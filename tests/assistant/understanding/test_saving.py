# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Several runs kept in one sentence, each with its name."""

import pytest

from assistant.understanding import Context, understand

DONE = Context(columns=("age", "plan", "churn"), target="churn", kind="binary", recommendations=5, results=5)


def said(text, context=DONE):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("save 2 as b and 3 as c", [{"rank": 2, "alias": "b"}, {"rank": 3, "alias": "c"}]),
        ("please keep the first as north, the second as south!", [{"rank": 1, "alias": "north"}, {"rank": 2, "alias": "south"}]),
        ("save number 4 under the name \"slow\" and the best one as fast", [{"rank": 4, "alias": "slow"}, {"rank": 1, "alias": "fast"}]),
        ("Save the model of run number 2 as credit", [{"rank": 2, "alias": "credit"}]),
        ("store the model from the third run under the name risk, please", [{"rank": 3, "alias": "risk"}]),
        ("keep the model of the best run", [{"rank": 1}]),
        ("save 1, 2 and 3", [{"rank": 1}, {"rank": 2}, {"rank": 3}]),
    ],
)  # fmt: skip
def test_each_run_is_kept_under_its_own_name(text, kept):
    assert said(text) == [("promote", args) for args in kept]


def test_what_else_is_said_holds():
    found = said("Save 2 as b and 3 as c. Then forget about age, it is wrong.")
    assert found[:2] == [("promote", {"rank": 2, "alias": "b"}), ("promote", {"rank": 3, "alias": "c"})]
    assert "promote" not in [name for name, _ in found[2:]] and len(found) > 2


def test_places_of_a_plan_that_waits_are_no_models():
    waits = DONE.model_copy(update={"proposal": True})
    assert "promote" not in [name for name, _ in said("keep 1 and 2", waits)]
    assert said("save 1 as a and 2 as b", waits)[0] == ("promote", {"rank": 1, "alias": "a"})


@pytest.mark.parametrize(
    "text",
    [
        "keep 20 percent and 30 rows",
        "save 2 as b",
        "save 30 minutes and 20 euros",
        "keep 2 and 3 columns",
        "save the model of 2 as onnx",
    ],
)
def test_other_words_are_no_list_of_runs(text):
    assert [name for name, _ in said(text)].count("promote") < 2


def test_before_any_result_there_is_nothing_to_keep():
    assert "promote" not in [n for n, _ in said("save 2 and 3", DONE.model_copy(update={"results": 0}))]
