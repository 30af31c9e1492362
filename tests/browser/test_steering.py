"""Steering what runs in a real browser: pause, pin, leave out, run anyway, a reload and a restart while paused."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_whole_path import Person, _wait, artefacts, page  # noqa: F401 - the fixtures of a visit
from tests.experiments.laboratory import table

pytestmark = [pytest.mark.browser]
RUNS_MS = 120_000


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def opened(home: Path, port: int) -> Iterator[None]:
    """The app on a home, as long as the block lasts."""
    command = [str(Path(sys.executable).parent / "sextant"), "app", "--port", str(port)]
    environment = os.environ | {"SEXTANT_HOME": str(home), "SEXTANT_PERSON": "ada", "OMP_NUM_THREADS": "1"}
    with (home.parent / "app.log").open("a") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(f"http://localhost:{port}/_stcore/health", process)
            yield
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)


def test_a_running_experiment_is_steered_and_a_restart_keeps_its_queue(
    page: Any,  # noqa: F811
    artefacts: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    person, port, home = Person(page, artefacts), free_port(), tmp_path / "home"
    file = tmp_path / "customers.csv"
    table(400).to_csv(file, index=False)
    with opened(home, port):
        page.goto(f"http://localhost:{port}/")
        person.sees("What would you like to predict?", 60_000)
        person.say("Predict churn, measured by accuracy", file)
        person.sees("Worth trying next", 60_000)
        person.say("Find the best trade-off between accuracy and training time, at most 12 runs")
        person.sees("weighing score against seconds of fitting", 60_000)
        person.looks("plan")
        person.press(re.compile("^Approve and run"))
        person.sees("Started", 60_000)
        person.press("Pause")
        person.sees("Paused", 30_000)
        person.looks("paused")
        page.reload()
        person.sees("Paused", 60_000)
        address = page.url
    with opened(home, port):
        page.goto(address)
        person.sees("Paused", 60_000)
        person.looks("paused-after-restart")
        person.press("Go on")
        person.sees("What does a better accuracy cost in time to fit?", RUNS_MS)
        person.sees("None beats these in both")
        page.get_by_text("What does a better accuracy cost").last.scroll_into_view_if_needed()
        person.looks("front")
