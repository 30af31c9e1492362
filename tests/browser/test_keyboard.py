"""The keyboard alone, on a phone's width: it goes to what is seen, and shows where it is."""

from typing import Any

import pytest

from tests.browser.conftest import LATER_MS, Person

pytestmark = [pytest.mark.browser]

_AT = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return {right: box.right, word: at.innerText, what: at.outerHTML.slice(0, 160),
    seen: style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    || at.tagName === 'TEXTAREA' || at.tagName === 'INPUT'};
}"""


def test_a_folded_menu_is_out_of_the_keyboards_way(page: Any, person: Person, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    person.sees("I know my way", LATER_MS)  # the last that is drawn: before it, the keyboard would find less
    found = []
    for _ in range(12):
        page.keyboard.press("Tab")
        found.append(page.evaluate(_AT))
    person.looks("keyboard")
    found = [at for at in found if not at["what"].startswith("<body")]  # between the last and the first
    assert all(at["right"] > 0 for at in found), "none of them lies beside the screen"
    assert not [at["what"] for at in found if not at["seen"]]
    assert any("Breast cancer" in (at["word"] or "") for at in found)
