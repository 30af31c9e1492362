"""With the keyboard alone, and while something is under way: a walk, typing during runs, stopping a reply."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.chat_server import ChatServer, text
from tests.browser.conftest import LATER_MS, RUNS_MS, Person, opened

pytestmark = [pytest.mark.browser]

_FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  let seen = false;
  for (let i = 0, n = at; i < 5 && n; i++, n = n.parentElement) {
    const style = getComputedStyle(n);
    seen ||= (style.outlineStyle !== "none" && style.outlineWidth !== "0px") || style.boxShadow !== "none";
  }
  const field = at.closest('[data-testid="stChatInput"]');
  seen ||= !!field && getComputedStyle(field.firstElementChild || field).borderColor !== "";
  const name = at.getAttribute("aria-label") || (at.labels && at.labels[0] && at.labels[0].innerText) || at.innerText
    || at.getAttribute("title") || at.getAttribute("placeholder") || "";
  return {name: name.trim(), seen, what: at.tagName, html: at.outerHTML.slice(0, 200)};
}"""
_MOST_TABS = 160


def walk_to(page: Any, name: str) -> None:
    """Tabs on until something of that name has the focus; all on the way has a name, and shows that it has it."""
    wanted = re.compile(name)
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is None or at["what"] == "IFRAME":
            continue
        assert at["name"], f"nobody can tell what this is: {at['html']}"
        assert at["seen"], f"nobody sees that this has the focus: {at['html']}"
        if wanted.search(at["name"]):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_whole_path_with_the_keyboard_alone(page: Any, person: Person, address: str) -> None:
    page.goto(address)
    person.sees("What would you like to predict?", LATER_MS)
    walk_to(page, "What can you do")
    page.keyboard.press("Enter")
    person.sees("Give me a table and say what to predict", LATER_MS)

    walk_to(page, "Say what to do next|Say what you want to predict")
    page.keyboard.type("Use breast_cancer and predict diagnosis")
    page.keyboard.press("Enter")
    person.sees("Worth trying next", LATER_MS)
    person.looks("recommendations")
    walk_to(page, "^Run the first three")
    page.keyboard.press("Enter")
    person.sees("This would run", LATER_MS)
    walk_to(page, "^Approve and run")
    page.keyboard.press("Enter")
    person.sees("Started", LATER_MS)

    # what is typed while the runs are under way stays in the box when the results come by themselves
    walk_to(page, "Say what to do next")
    page.keyboard.type("a thought not yet sent")
    person.sees("What came of it", RUNS_MS)
    assert page.get_by_test_id("stChatInputTextArea").input_value() == "a thought not yet sent"
    person.looks("results")


def test_a_reply_is_stopped_and_what_was_typed_meanwhile_comes_next(
    page: Any, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ChatServer([("sleep", 60), text("I look for good models of tables.")])
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("SEXTANT_LLM", "openai:scripted")
    monkeypatch.setenv("SEXTANT_LLM_TIMEOUT_S", "120")
    try:
        with opened(tmp_path / "home") as address:
            page.goto(address)
            person.sees("What would you like to predict?", LATER_MS)
            person.say("Tell me all about it")
            person.sees("Asking the language model", LATER_MS)
            person.looks("under-way")
            person.say("Who are you?")
            person.press("Stop")
            person.sees("You stopped me", LATER_MS)
            person.sees("I look for good models of tables.", LATER_MS)
            person.looks("stopped")
    finally:
        server.close()
