import json

import pytest

from assistant.cli import chat
from assistant.cli.chat import _message, _object
from assistant.understanding.lines import _parsed
from store.errors import BadRequest


def test_a_line_has_words_or_attachments():
    assert _message({"text": "help"}) == ("help", [])
    assert _message({"attachments": ["a.csv"]}) == ("", ["a.csv"])
    assert _message({"text": "hi", "attachments": None, "wait": True}) == ("hi", [])


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"text": None},
        {"text": "  "},
        {"text": ["yes"]},
        {"text": {"approve": True}},
        {"commands": [{"name": "approve"}]},
        {"text": "hi", "attachments": "a.csv"},
        {"text": "hi", "attachments": [None]},
        {"text": "hi", "attachments": 5},
        {"text": "hi", "attachments": [""]},
        {"text": "half a letter: \ud800"},
    ],
)
def test_a_line_of_another_shape_is_refused_with_a_reason(line):
    with pytest.raises(BadRequest, match=r"such as|or attachments|in UTF-8"):
        _message(line)


@pytest.mark.parametrize("read", [_object, _parsed])
def test_a_line_of_brackets_alone_does_not_end_the_talk(read):
    with pytest.raises(BadRequest, match="JSON"):
        read("[" * 50_000)


def test_a_fault_of_one_message_does_not_end_the_talk(app, monkeypatch, capsys, caplog):
    said = iter([KeyError("oops")])

    def say(*_):
        raise next(said, BadRequest("no such column"))

    monkeypatch.setattr(app.assistant, "say", say)
    monkeypatch.setattr(chat, "_lines", lambda: ['{"text": "hi"}', '{"text": "hi"}'])
    chat._Talk(app, "me", None).json_lines()
    caplog.clear()  # it was meant
    first, second = [json.loads(line)["reply"] for line in capsys.readouterr().out.splitlines()]
    assert "a fault of its own" in first and second == "no such column"
