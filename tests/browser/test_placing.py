"""What is in view: the first screen from its top, every new reply from its question on, wherever one was before."""

from typing import Any

import pytest

from tests.browser.conftest import LATER_MS, Person

pytestmark = [pytest.mark.browser]

_SHOWN = """(words) => {
  const said = [...document.querySelectorAll('[data-testid="stChatMessage"]')].filter(
    (e) => e.querySelector('[data-testid="stChatMessageAvatarUser"]') && e.innerText.includes(words));
  const box = document.querySelector('[data-testid="stBottom"]').getBoundingClientRect();
  const at = said.length ? said[said.length - 1].getBoundingClientRect() : null;
  return at !== null && at.top >= 0 && at.bottom < box.top;
}"""


@pytest.mark.slow
def test_what_is_new_is_in_view(page: Any, person: Person, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    person.sees("What would you like to predict?", LATER_MS)
    page.wait_for_function("() => document.querySelector('h1').getBoundingClientRect().top > 0", timeout=LATER_MS)
    person.say("Use wine and predict cultivar")
    person.sees("Worth trying next", LATER_MS)
    page.wait_for_function(_SHOWN, arg="Use wine", timeout=LATER_MS)
    page.mouse.move(200, 400)
    page.mouse.wheel(0, -600)  # reading what was said before
    for words, answer in (("Why the second one?", "Why number 2"), ("What can you do?", "Look at")):
        person.say(words)
        person.sees(answer, LATER_MS)
        page.wait_for_function(_SHOWN, arg=words, timeout=LATER_MS)
    person.looks("what-is-new")
