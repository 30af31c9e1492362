# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Second thoughts while a plan waits."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.corrections.hesitating import only_asks

PENDING = Context(columns=("age", "kwh", "churn"), target="churn", recommendations=5, proposal=True)


def said(text, context=PENDING):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("no wait 4", {"ranks": [4]}),
        ("oh no, hang on, 3 and 5", {"ranks": [3, 5]}),
        ("wait, no, the fifth", {"ranks": [5]}),
        ("hmm, sorry, 3 instead", {"ranks": [3]}),
        ("no wait, 3 runs", {"runs": 3}),
        ("nah hold on, without 1", {"exclude_ranks": [1]}),
        ("no wait, a forest", {"families": ["forest"]}),
    ],
)
def test_no_and_wait_in_one_breath_change_the_plan(text, args):
    assert said(text) == [("edit_proposal", args)]


@pytest.mark.parametrize(
    ("text", "name"),
    [("no wait, why 3?", "explain_recommendation"), ("hold on, the target is kwh", "set_goal"), ("no wait, age must stay out", "constrain")],
)  # fmt: skip
def test_what_follows_is_read_by_itself(text, name):
    assert [n for n, _ in said(text)] == [name]


@pytest.mark.parametrize("text", ["no, wait", "hang on a second", "oh, hold on please", "not so fast"])
def test_who_only_wants_time_is_not_taken_to_decline(text):
    understood = understand(text, PENDING)
    assert not understood.commands
    assert understood.question is not None and "the plan waits" in understood.question.text


@pytest.mark.parametrize(
    "text", ["sorry, no", "no, we wait for finance", "no wait, it costs too much", "sorry, we cannot approve this"]
)
def test_a_no_with_a_reason_stays_one(text):
    assert [n for n, _ in said(text)] == ["decline"]


@pytest.mark.parametrize(
    ("text", "args"),
    [("no wait. decline it", {}), ("wait, no, we reject it, it is too dear", {"reason": "it is too dear"})],
)
def test_second_thoughts_are_no_reason_of_a_no(text, args):
    assert said(text) == [("decline", args)]


@pytest.mark.parametrize("text", ["no wait, run it", "actually yes", "wait, go ahead", "no wait yes"])
def test_second_thoughts_start_nothing(text):
    assert "approve" not in dict(said(text))


def test_where_no_plan_waits_nothing_is_thought_over():
    idle = PENDING.model_copy(update={"proposal": False})
    assert "edit_proposal" not in dict(said("no wait 4", idle))


@pytest.mark.parametrize("text", ["0.97?? a bit suspicious, no?", "huh, age that high? leak?", "isn't that just luck?"])
def test_questions_turn_no_plan_down_and_change_none(text, encoder):
    assert only_asks(text)
    said = {c.name for c in understand(text, PENDING, encoder).commands}
    assert not said & {"approve", "decline", "edit_proposal"}


@pytest.mark.parametrize("text", ["not like that, anything cheaper?", "too slow. got something else?", "drop 2"])
def test_a_refusal_before_a_question_is_no_mere_question(text):
    assert not only_asks(text)
