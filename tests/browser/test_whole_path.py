"""The whole path in a real browser: from a table and a sentence to results, feedback and changed recommendations."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.tables import tables_folder

pytestmark = [pytest.mark.browser]
CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-sync",
    "--disable-component-update", "--no-first-run",
]  # fmt: skip
SOON_MS = 20_000
RUNS_MS = 150_000


@pytest.fixture
def artefacts(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("SEXTANT_ARTEFACTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def table(tmp_path: Path) -> Path:
    import pandas as pd

    frame = pd.read_parquet(tables_folder() / "heart_c.parquet")
    path = tmp_path / "heart.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The app as a person starts it, on a home of its own."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "sextant"), "app", "--port", str(port)]
    environment = os.environ | {"SEXTANT_HOME": str(tmp_path / "home"), "SEXTANT_PERSON": "ada", "OMP_NUM_THREADS": "1"}
    with (tmp_path / "app.log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(f"http://localhost:{port}/_stcore/health", process)
            yield f"http://localhost:{port}/"
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def _wait(url: str, process: "subprocess.Popen[bytes]", patience_s: float = 60.0) -> None:
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        assert process.poll() is None, "the app ended before it was up"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the app did not come up")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(SOON_MS)
        yield context.new_page()
        context.close()
        browser.close()


class Person:
    """What a person does at the screen, and looks at."""

    def __init__(self, page: Any, artefacts: Path) -> None:
        self.page, self._folder, self._n = page, artefacts, 0

    def say(self, text: str, file: Path | None = None) -> None:
        if file is not None:
            self.page.locator('[data-testid="stChatInput"] input[type="file"]').set_input_files(str(file))
            self.page.get_by_text(file.name).first.wait_for()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(text)
        for _ in range(40):  # while a file is still on its way, the box does not send
            box.press("Enter")
            self.page.wait_for_timeout(500)
            if box.input_value() != text:
                break
        self.sees(text[:40])

    def press(self, name: str | re.Pattern[str], *, last: bool = True) -> None:
        found = self.page.get_by_role("button", name=name)
        (found.last if last else found.first).click()

    def sees(self, text: str | re.Pattern[str], within_ms: int = SOON_MS) -> None:
        self.page.get_by_text(text).filter(visible=True).last.wait_for(timeout=within_ms)

    def looks(self, name: str) -> None:
        """Keeps a picture of the screen; nothing on it may be a traceback."""
        self.page.wait_for_timeout(600)
        self._n += 1
        self.page.screenshot(path=self._folder / f"{self._n:02d}-{name}.png")
        assert not self.page.get_by_test_id("stException").count()
        assert not self.page.get_by_text("Traceback (most recent call last)").count()


def test_from_a_table_and_a_sentence_to_changed_recommendations(
    page: Any, address: str, table: Path, artefacts: Path
) -> None:
    person = Person(page, artefacts)
    page.goto(address)
    person.sees("What would you like to predict?", 60_000)
    person.looks("first-screen")

    person.say("Predict num. A missed case costs 5 times a false alarm, keep it under five minutes.", table)
    person.sees("Your goal", 60_000)
    person.sees("Worth trying next", 60_000)
    person.sees("a miss costs 5 times a false alarm")
    person.looks("recommendations")
    assert "conversation=" in page.url

    person.say("Run the first three")
    person.sees("This would run")
    person.looks("plan")
    person.press("Change")
    page.get_by_test_id("stForm").get_by_test_id("stCheckbox").nth(1).locator("label").click()
    person.press("Show the changed plan")
    person.sees("Approve and run these 2")
    person.looks("changed-plan")

    person.press("Approve and run these 2")
    person.sees("Started: 2 runs")
    person.looks("progress")
    page.reload()
    person.sees("Started: 2 runs", 60_000)
    person.looks("after-reload")

    person.sees("What came of it", RUNS_MS)
    person.sees("2 runs finished")
    person.sees(re.compile("baseline"))
    person.looks("results")

    person.say("I don't trust neural nets")
    person.sees("I understood", 60_000)
    person.looks("understood")
    person.say("too slow")
    page.wait_for_function("() => document.body.innerText.split('I understood').length > 2", timeout=60_000)
    person.sees("What changed", 60_000)
    person.looks("changed-recommendations")

    second = page.context.new_page()
    second.goto(page.url)
    Person(second, artefacts).sees("I understood", 60_000)
    for name, words in (
        ("data", "Columns"), ("runs", "Show as"), ("experiment", "What came of it"), ("knowledge", "neural"),
        ("sql", "What there is to ask"),
    ):  # fmt: skip
        second.goto(f"{address}{name}")
        visitor = Person(second, artefacts)
        visitor.sees(words, 60_000)
        visitor.looks(f"page-{name}")


def test_a_domain_experts_visit_in_plain_words_on_a_phone(page: Any, address: str, artefacts: Path) -> None:
    person = Person(page, artefacts)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    person.sees("What would you like to predict?", 60_000)
    person.say("I am a doctor")
    person.sees("plain words", 60_000)
    person.say("Use breast_cancer and predict diagnosis")
    person.sees("Which is worse for you", 60_000)
    person.sees(re.compile("of 100"))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing is wider than a phone"
    person.looks("expert-recommendations")

    person.press("Missing one is worse")
    person.sees("a miss costs 5 times a false alarm", 60_000)
    person.press("Not what I meant")
    person.sees("What did you mean by", 60_000)
    person.say("A missed case costs 20 times a false alarm")
    person.sees("from now on", 60_000)
    person.looks("expert-corrected")

    page.goto(f"{address}knowledge")
    person.sees(re.compile("means: costs of errors"), 60_000)
    person.looks("expert-knowledge")
