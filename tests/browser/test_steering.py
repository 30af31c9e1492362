"""Steering what runs in a real browser: pause, veto, run anyway, pin, budget, a reload and a restart while paused."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import LATER_MS, RUNS_MS, Person, opened
from tests.experiments.laboratory import table

pytestmark = [pytest.mark.browser]


def test_a_running_experiment_is_steered_and_a_restart_keeps_its_queue(
    page: Any, person: Person, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    table(400).to_csv(file, index=False)
    with opened(home) as address:
        page.goto(address)
        person.sees("What would you like to predict?", LATER_MS)
        person.say("Predict churn, measured by accuracy", file)
        person.sees("Worth trying next", LATER_MS)
        person.say("Find the best trade-off between accuracy and training time, at most 12 runs")
        person.sees("weighing score against seconds of fitting", LATER_MS)
        person.looks("plan")
        person.press(re.compile("^Approve and run"))
        person.sees("Started", LATER_MS)
        person.press("Pause")
        person.sees("Paused", 30_000)
        page.get_by_test_id("stToast").wait_for()
        accent = "getComputedStyle(document.documentElement).getPropertyValue('--sx-accent')"
        assert page.evaluate(accent), "what is told for a moment leaves the look as it is"
        person.looks("paused")
        page.reload()
        person.sees("Paused", LATER_MS)
        conversation = page.url.removeprefix(address)
    with opened(home) as address:
        page.goto(f"{address}{conversation}")
        person.sees("Paused", LATER_MS)
        person.looks("paused-after-restart")

        # nothing runs meanwhile: what waits stays as it is until one goes on
        person.press("Leave out")
        person.sees(re.compile("^skipped"), LATER_MS)
        person.press("Run it anyway")
        page.get_by_text(re.compile("^skipped")).wait_for(state="hidden", timeout=LATER_MS)
        person.press("Next")
        person.sees("It runs next.", LATER_MS)
        person.say("Limit it to 6 runs")
        person.sees("of at most 6 runs done", LATER_MS)
        person.looks("steered")

        person.press("Go on")
        person.sees("What does a better accuracy cost in time to fit?", RUNS_MS)  # by itself: nothing is pressed
        person.sees("None beats these in both")
        page.get_by_text("What does a better accuracy cost").last.scroll_into_view_if_needed()
        person.looks("front")
