"""A reply is stopped while it is made, and what was typed meanwhile comes next."""

from pathlib import Path
from typing import Any

import pytest

from tests.assistant.chat_server import ChatServer, text
from tests.browser.conftest import LATER_MS, Person, opened

pytestmark = [pytest.mark.browser]


def test_a_reply_is_stopped_and_what_was_typed_meanwhile_comes_next(
    page: Any, person: Person, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ChatServer([("sleep", 60), text("I look for good models of tables.")])
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("SEXTANT_LLM", "openai:scripted")
    monkeypatch.setenv("SEXTANT_LLM_TIMEOUT_S", "120")
    try:
        with opened(home) as address:
            page.goto(address)
            person.sees("What would you like to predict?", LATER_MS)
            person.say("Tell me all about it")
            person.sees("Asking the language model", LATER_MS)
            for _ in range(LATER_MS // 100):  # stopped before that, the provider would not have been asked at all
                if server.asked:
                    break
                page.wait_for_timeout(100)
            person.looks("under-way")
            person.say("Who are you?")
            person.press("Stop")
            person.sees("You stopped me", LATER_MS)
            person.sees("I look for good models of tables.", LATER_MS)
            person.looks("stopped")
    finally:
        server.close()
