"""What survives when processes are killed: the truth about each run, and no process that nobody looks after."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from experiments.launcher import Launcher
from experiments.progress import progress
from store.duck import DuckStore
from store.records import Run, RunEnd
from tests.experiments.laboratory import SOON_S, Laboratory, alive, ticking, until

ROOT = Path(__file__).resolve().parents[2]


def mine(home: Path) -> list[int]:
    """Processes that work for this home: their command line or a file they hold open says so."""
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        try:
            held = [f.path for f in process.open_files()]
        except (psutil.AccessDenied, psutil.NoSuchProcess):
            continue
        if process.pid != os.getpid() and any(str(home) in word for word in (*(process.info["cmdline"] or ()), *held)):
            found.append(process.pid)
    return [pid for pid in found if alive(pid)]


@pytest.mark.slow
def test_a_killed_app_leaves_no_process_and_its_runs_can_be_resumed(tmp_path: Path) -> None:
    app = subprocess.Popen(
        [sys.executable, "-m", "tests.experiments.app_to_kill", str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert app.stdout is not None
    experiment_id, *pids = app.stdout.readline().split()
    assert len(pids) == 2 and all(alive(int(pid)) for pid in pids)
    app.kill()
    app.wait()
    app.stdout.close()
    until(lambda: not any(alive(int(pid)) for pid in pids), SOON_S)
    until(lambda: not mine(tmp_path), SOON_S)

    store = DuckStore.open(tmp_path / "knowledge.duckdb")
    ids = iter(range(1000, 2000))
    clock = ticking()
    launcher = Launcher(
        store, tmp_path, clock, lambda prefix: f"{prefix}-{next(ids)}", entry="tests.experiments.behaviours:quick"
    )
    assert len(launcher.recover()) == 3
    ends = store.find(RunEnd)
    assert [e.outcome for e in ends] == ["interrupted"] * 3 and all("resume" in e.error for e in ends)
    assert progress(store, tmp_path, experiment_id, clock()).state == "interrupted"
    assert len(launcher.resume_experiment(experiment_id, "ana")) == 3
    until(lambda: len(store.find(RunEnd)) == 6)
    after = progress(store, tmp_path, experiment_id, clock())
    assert after.state == "done" and [r.state for r in after.runs] == ["ok"] * 3
    assert len(store.find(Run)) == 6
    launcher.close()
    store.close()
    assert not mine(tmp_path)


@pytest.fixture
def endless(laboratory: Laboratory) -> Launcher:
    return Launcher(
        laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, places=2,
        entry="tests.experiments.behaviours:endless",
    )  # fmt: skip


def test_a_run_killed_from_outside_fails_and_the_next_goes_on(laboratory: Laboratory, endless: Launcher) -> None:
    experiment, proposal = laboratory.approved(("linear", "naive_bayes"))
    endless.launch(experiment, proposal.plan)
    pid = until_running(laboratory, endless, 0)
    os.kill(pid, signal.SIGKILL)
    until_running(laboratory, endless, 1)
    end = laboratory.store.find(RunEnd)[0]
    assert end.outcome == "failed" and "killed from outside" in end.error
    endless.signal(experiment.id, None, "stop", "ana")
    assert until(lambda: len(laboratory.store.find(RunEnd)) == 2) < SOON_S
    endless.close()


def until_running(laboratory: Laboratory, launcher: Launcher, position: int) -> int:
    """Waits for the process of a run, and gives its id."""
    from store.records import RunStart

    run = laboratory.store.find(Run, position=position)[0]
    until(lambda: laboratory.store.find(RunStart, run_id=run.id))
    return laboratory.store.find(RunStart, run_id=run.id)[0].pid


def test_stopping_and_closing_leave_nothing_behind(laboratory: Laboratory, endless: Launcher) -> None:
    experiment, proposal = laboratory.approved(("linear", "naive_bayes"), parallel=2)
    endless.launch(experiment, proposal.plan)
    pids = [until_running(laboratory, endless, position) for position in (0, 1)]
    first = laboratory.store.find(Run, position=0)[0]
    endless.signal(experiment.id, first.id, "stop", "ana")
    assert until(lambda: laboratory.store.find(RunEnd, run_id=first.id)) < SOON_S
    assert not alive(pids[0]) and alive(pids[1])
    started = time.monotonic()
    endless.close()
    assert time.monotonic() - started < SOON_S
    assert not mine(laboratory.home)
    assert [e.outcome for e in laboratory.store.find(RunEnd)] == ["stopped", "interrupted"]
