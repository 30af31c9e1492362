"""What is said of runs that were broken off: never that they are done; and how they go on."""

import time

from assistant.assembly import assemble
from store.records import Run, RunEnd
from tests.assistant.scripted import by_json


def _told(assistant, conversation):
    """The turn that tells of an end, once it is the newest."""
    until = time.monotonic() + 240
    while not (last := assistant.turns(conversation)[-1]).id.endswith("-ended"):
        assert time.monotonic() < until, "the end of the resumed runs was not told"
        time.sleep(0.1)
    return last


def test_runs_broken_off_are_called_so_can_be_resumed_and_their_end_is_told_anew(home, churn, monkeypatch):
    monkeypatch.setenv("SEXTANT_PARALLEL", "1")
    first = assemble(home, understand=by_json)
    say = first.assistant.say
    conversation = say(None, 'set_goal {"target": "churn"}', "ana", [churn]).conversation_id
    say(conversation, 'propose_runs {"ranks": [1, 2, 3]}', "ana")
    say(conversation, "yes", "ana")
    first.close()

    second = assemble(home, understand=by_json)
    try:
        second.warm_up().join(240)
        say = second.assistant.say
        told = second.assistant.turns(conversation)[-1]
        assert told.id.endswith("-ended")
        assert "interrupted, say “resume”" in told.text
        status = say(conversation, "status", "ana").text
        assert "interrupted" in status
        assert "All done" not in status
        assert say(conversation, "resume", "ana").text == "Going on."
        assert _told(second.assistant, conversation).text.startswith("3 runs finished.")
        assert "All done: 3 of 3 runs done." in say(conversation, "status", "ana").text
        assert "nothing to resume" in say(conversation, "resume", "ana").text
        assert len(second.store.find(Run)) == len(second.store.find(RunEnd))
    finally:
        second.close()
