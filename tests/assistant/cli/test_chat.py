import pytest

from assistant.cli.chat import _message
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
    ],
)
def test_a_line_of_another_shape_is_refused_with_a_reason(line):
    with pytest.raises(BadRequest, match=r"such as|or attachments"):
        _message(line)
