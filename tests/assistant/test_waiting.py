"""What is said while an answer is under way: kept at once, answered in its turn, also after a restart."""

import threading

from assistant.assistant import Assistant
from store.records import Message, Turn


def test_what_is_said_while_an_answer_is_under_way_is_kept_and_answered_in_its_turn_also_after_a_restart(app):
    read, go_on = app.services.understand, threading.Event()

    def slow(text, context):
        assert go_on.wait(20)
        return read(text, context)

    app.services.understand = slow
    conversation, first = app.assistant.begin(None, "ana", "help {}")
    _, second = app.assistant.begin(conversation, "ana", "show_profile {}")
    assert app.assistant.waiting_words(conversation) == ("show_profile {}",)
    (kept,) = app.store.find(Message)
    go_on.set()
    assert first.wait(20)
    assert second.wait(20)
    turns = app.assistant.turns(conversation)
    assert [t.text for t in turns if t.speaker == "person"] == ["help {}", "show_profile {}"]
    assert (turns[2].id, turns[2].said_at) == (kept.id, kept.said_at)

    app.store.append(kept.model_copy(update={"id": "left", "text": "status {}"}))  # Sextant ended before its turn came
    restarted = Assistant(app.services)
    for _ in range(2):  # of a page that is drawn twice
        restarted.take_up(conversation)
        answer = restarted.answering(conversation)
        assert answer is None or answer.wait(20)
    assert [t.id for t in app.store.find(Turn, speaker="person")][2:] == ["left"]
