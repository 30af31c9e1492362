"""The list of conversations on the left."""

from datetime import UTC, timedelta

from assistant.views import ConversationLine
from pages.components.sidebar import told_apart
from store.records import Conversation
from tests.pages.made import NOW


def test_conversations_of_one_name_are_told_apart_by_when_they_were_begun() -> None:
    titles = {"a": ("fell in falls", 3), "b": ("fell in falls", 30), "c": ("wait in falls", 1), "d": ("x" * 60, 2)}
    lines = [
        ConversationLine(
            conversation=Conversation(id=key, person="ada", started_at=NOW - timedelta(hours=hours)),
            title=title, last_said_at=NOW, waiting=False, running=False,
        )
        for key, (title, hours) in (titles | {"e": ("x" * 60 + "y", 4)}).items()
    ]  # fmt: skip
    names = told_apart(lines, NOW, UTC)
    assert names["a"] == "fell in falls · 09:00"
    assert names["b"] == "fell in falls · 3 Mar 06:00"
    assert names["c"] == "wait in falls"
    assert names["d"].endswith("… · 10:00") and names["e"].endswith("… · 08:00")
    assert len(names["d"]) <= 34
