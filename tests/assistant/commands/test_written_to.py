"""Where what is handed out is written."""

import pytest

from assistant.assembly import assemble
from store.memory import MemoryStore


@pytest.fixture
def told(home):
    app = assemble(home, store=MemoryStore())
    started = app.assistant.say(None, "hello there", "ann").conversation_id
    yield lambda text: app.assistant.say(started, text, "ann").text
    app.close()


def test_a_file_is_put_where_it_is_said(told, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    assert str(out / "talk.md") in told(f"export the conversation to {out}/talk.md")
    assert "hello there" in (out / "talk.md").read_text(encoding="utf-8")
    told(f"export our conversation to {out}")
    assert len(list(out.glob("conversation-*.md"))) == 1


def test_nothing_is_written_over_and_no_folder_made(told, tmp_path):
    kept = tmp_path / "talk.md"
    kept.write_text("mine", encoding="utf-8")
    assert "not written over" in told(f"export the conversation to {kept}")
    assert kept.read_text(encoding="utf-8") == "mine"
    assert "There is no folder" in told(f"export the conversation to {tmp_path}/nowhere/talk.md")
    assert not (tmp_path / "nowhere").exists()


def test_a_file_ends_with_what_it_is(told, tmp_path):
    assert "written as md" in told(f"export the conversation to {tmp_path}/talk.docx")
    assert (tmp_path / "talk.md").exists()
