"""Who objects, who agrees and who wants a stop, while a plan waits or runs go on."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.consent.exact import consent, is_halt, is_unopposed

TABLE = Context(columns=("age", "income", "sex", "churned"), target="churned", recommendations=5)
PENDING = TABLE.model_copy(update={"proposal": True})
RUNNING = TABLE.model_copy(update={"running": True})
BOTH = TABLE.model_copy(update={"running": True, "proposal": True})


def said(text, context=TABLE):
    return [(c.name, c.args) for c in understand(text, context).commands]


def names(text, context=TABLE):
    return [c.name for c in understand(text, context).commands]


@pytest.mark.parametrize("text", [
    "I have no objections, you may begin.", "We have no objection, go ahead", "I don't object, proceed", "nothing against it, begin",
    "I have no problem with it, start", "no reason not to, go ahead", "nobody objects, start it",
])  # fmt: skip
def test_who_objects_to_nothing_agrees(text):
    assert consent(text) == "approve"
    assert said(text, PENDING) == [("approve", {})]


@pytest.mark.parametrize("text", [
    "I have no objections, but wait", "I have nothing against it", "no objections, unless it costs more", "no objections to the first one",
    "I have no objections if finance agrees", "I have no idea",
])  # fmt: skip
def test_no_objection_with_something_open_decides_nothing(text):
    assert consent(text) is None
    assert is_unopposed(text)
    assert not {"approve", "decline"} & set(names(text, PENDING))


@pytest.mark.parametrize("text", ["I have objections", "my objections stand", "no, it costs too much", "decline"])
def test_an_objection_is_no_yes(text):
    assert not is_unopposed(text)
    assert "approve" not in names(text, PENDING)


@pytest.mark.parametrize(("text", "second"), [
    ("go ahead, and tell me when half is through", ("status", {})),
    ("yes, and tell me when the first one is done", ("status", {})),
    ("go, and let me know when it is finished", ("status", {})),
    ("yes! keep me posted after each run", ("status", {})),
    ("approved; while it works, why was rank 2 recommended?", ("explain_recommendation", {"rank": 2})),
    ("approved. In the meantime, show me the results", ("show_results", {})),
    ("yes please. And what does f1 mean?", ("help", {"topic": "f1"})),
])  # fmt: skip
def test_a_yes_with_another_request_does_both(text, second):
    assert said(text, PENDING) == [("approve", {}), second]


@pytest.mark.parametrize("text", [
    "yes, if it takes less than 5 minutes", "go ahead once Anna agrees", "approved as long as it is cheap", "yes, but only if rank 2 is dropped",
    "ok, unless it takes over an hour", "yes, tell me before you start it", "yes, let me know if it is safe to start", "ok, tell me when I can approve it",
    "yes, but tell me when it costs more than planned", "go ahead after you told me the cost", "yes, ping me when it is done, if it may run at all",
    "approved, provided that memory stays under 2 GB", "start when I say so",
])  # fmt: skip
def test_a_yes_with_a_condition_starts_nothing(text):
    assert consent(text) is None
    assert "approve" not in names(text, PENDING)


@pytest.mark.parametrize(
    "text", ["stop", "stop it!", "please stop", "stop everything", "cancel", "abort it", "call it off", "that's enough"]
)
def test_a_bare_stop_while_runs_go_on_and_a_plan_waits_asks_which(text):
    assert is_halt(text)
    question = understand(text, BOTH).question
    assert question is not None
    assert [o.says for o in question.options] == ["stop the runs", "drop the plan"]
    assert [names(o.says, BOTH) for o in question.options] == [["stop"], ["decline"]]


@pytest.mark.parametrize(("text", "context", "meant"), [
    ("stop", PENDING, [("decline", {})]), ("stop it", PENDING, [("decline", {})]), ("stop everything", PENDING, [("decline", {})]),
    ("stop because it is too dear", PENDING, [("decline", {"reason": "it is too dear"})]),
    ("stop", RUNNING, [("stop", {})]), ("stop the runs", BOTH, [("stop", {})]), ("stop run 2", BOTH, [("stop", {"ranks": [2]})]),
    ("stop the plan", BOTH, [("decline", {})]), ("no", BOTH, [("decline", {})]), ("don't stop", BOTH, []),
])  # fmt: skip
def test_a_stop_is_of_what_can_be_stopped(text, context, meant):
    assert said(text, context) == meant


def test_which_to_stop_teaches_nothing():
    question = understand("stop", BOTH).question
    assert question is not None and question.slot != "reading", "a choice there would be remembered for every stop"
