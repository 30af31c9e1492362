"""An experiment from a file in a real browser: it is laid out, pauses at a question across a restart, and goes on."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LATER_MS, RUNS_MS, Person, opened
from tests.experiments.declared.workshop import by_steps, write

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILE = """
name: little-one
workflow: workflow.yaml
goal: {metric: score, words: As high as possible}
stages:
  - {strategy: random, runs: 4}
  - ask: How do these look?
    name: review
    show: {text: Four were drawn at random., table: 3}
    form:
      rating: {type: int, low: 1, high: 5}
      model: {type: choice, choices: [sum, product]}
      note: {optional: true}
  - {strategy: grid, runs: 3, when: review.rating >= 3}
parallel: 2
"""


def test_a_question_waits_across_a_restart_and_its_answer_is_followed(
    page: Any, person: Person, home: Path, tmp_path: Path
) -> None:
    page.set_default_timeout(LATER_MS)
    by_steps(tmp_path / "code")
    file = write(tmp_path / "code", experiment_yaml=FILE) / "experiment.yaml"
    with opened(home) as address:
        page.goto(address)
        person.sees("What would you like to predict?", LATER_MS)
        person.say(f"run {file}")
        person.sees("Nothing has run. Say yes to start it.", LATER_MS)
        person.looks("plan")
        person.press(re.compile("^Approve and run"))
        person.sees("The experiment waits for you", RUNS_MS)  # by itself: nothing is pressed
        person.looks("question")
        conversation = page.url.removeprefix(address)
    with opened(home) as address:
        page.goto(f"{address}{conversation}")
        person.sees("The experiment waits for you", LATER_MS)
        person.sees("Four were drawn at random.")
        person.press("Answer")
        person.sees("Rating is needed: a whole number from 1 to 5.", LATER_MS)
        page.get_by_test_id("stRadio").get_by_text("4", exact=True).click()
        page.get_by_test_id("stRadio").get_by_text("product", exact=True).click()
        page.get_by_role("textbox", name="Note").fill("looks fine")
        person.press("Answer")
        person.sees(re.compile("Noted: rating: 4; model: product; note: looks fine"), LATER_MS)
        person.looks("answered")
        person.press(re.compile("^Approve and run"))
        person.sees("7 runs finished", RUNS_MS)
        person.looks("done")
