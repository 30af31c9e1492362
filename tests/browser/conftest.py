"""A visit in a real browser: the app as a person starts it, a page in headless Chromium, and what a person does."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-sync",
    "--disable-component-update", "--no-first-run",
]  # fmt: skip
SOON_MS = 20_000
LATER_MS = 60_000
"""For a page's first drawing and for an answer, on a machine with much else to do."""
RUNS_MS = 150_000
"""For runs to end."""
_DRAWN = "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"


@contextmanager
def opened(home: Path, person: str = "ada") -> Iterator[str]:
    """The app on a home, as long as the block lasts; gives its address."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).parent / "sextant"), "app", "--port", str(port)]
    environment = os.environ | {"SEXTANT_HOME": str(home), "SEXTANT_PERSON": person, "OMP_NUM_THREADS": "1"}
    with (home.parent / "app.log").open("a") as log:
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
def home(tmp_path: Path, furnished: Callable[[Path], Path]) -> Path:
    """A home without a word in it."""
    return furnished(tmp_path / "home")


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """The app on a home of its own."""
    with opened(home) as where:
        yield where


@pytest.fixture
def artefacts(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("SEXTANT_ARTEFACTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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


@pytest.fixture
def person(page: Any, artefacts: Path) -> "Person":
    return Person(page, artefacts)


class Person:
    """What a person does at the screen, and looks at."""

    def __init__(self, page: Any, artefacts: Path) -> None:
        self.page, self._folder, self._n = page, artefacts, 0

    def say(self, text: str, file: Path | None = None) -> None:
        if file is not None:
            self.page.locator('[data-testid="stChatInput"] input[type="file"]').set_input_files(str(file))
            self.page.get_by_text(file.name).first.wait_for()
        box = self.page.get_by_test_id("stChatInputTextArea").last
        box.fill(text)
        for attempt in range(400):
            if attempt % 10 == 0:  # while a file is still on its way, the box does not send
                box.press("Enter")
            self.page.wait_for_timeout(50)
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
        with suppress(Exception):  # what is still loading is no fault, only a poorer picture
            self.page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')", timeout=10_000)
        with suppress(Exception):  # a page that is drawn anew all the time is looked at in between
            self.page.wait_for_function(_DRAWN, timeout=1_000)
        self.page.wait_for_timeout(150)  # what moves into its place
        self._n += 1
        self.page.screenshot(path=self._folder / f"{self._n:02d}-{name}.png")
        assert not self.page.get_by_test_id("stException").count()
        assert not self.page.get_by_text("Traceback (most recent call last)").count()
