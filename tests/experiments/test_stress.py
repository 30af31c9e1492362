"""Kill -9 at random moments: of the app, of a run, of the process that starts runs. Nothing is lost or counted twice.

`SEXTANT_KILLS` sets how often in the long version; `make stress` runs it 200 times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from store.duck import DuckStore
from store.records import Experiment, Measurement, Run, RunEnd, RunStart
from tests.experiments.app_to_stress import opened, resume_all
from tests.experiments.laboratory import until
from tests.experiments.test_faults import ROOT

MARK = "SEXTANT_TEST_HOME"
"""A variable that all processes of an app inherit."""
VICTIMS = ("app", "run", "nursery")


def mine(home: Path) -> list[int]:
    """Processes that descend from an app on this home."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == str(home) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except (psutil.AccessDenied, psutil.NoSuchProcess):
            continue
    return found


def _app(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.experiments.app_to_stress", str(home)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", MARK: str(home)},
    )  # fmt: skip


def _children(app: int) -> tuple[list[psutil.Process], list[psutil.Process]]:
    """Nursery and runs of an app."""
    try:
        nurseries = psutil.Process(app).children()
        return nurseries, [run for n in nurseries for run in n.children()]
    except psutil.NoSuchProcess:
        return [], []


def _kill_once(home: Path, source: random.Random, kills: dict[str, int]) -> None:
    """Starts the app, kills something at a random moment, and the app soon afterwards."""
    app = _app(home)
    assert app.stdout is not None
    victim = source.choice(VICTIMS)
    if source.random() < 0.8:  # else it dies while it starts or recovers
        assert app.stdout.readline() == "ready\n"
    if victim == "run":
        until(lambda: _children(app.pid)[1] or app.poll() is not None)
    time.sleep(source.uniform(0.0, 0.5 if victim == "run" else 3.0))
    nurseries, runs = _children(app.pid)
    found = {"app": [], "run": runs, "nursery": nurseries}[victim]
    if found:
        try:
            found[0].kill()
        except psutil.NoSuchProcess:
            found = []
        time.sleep(source.uniform(0.0, 1.0))
    kills[victim if found else "app"] += 1
    app.kill()
    app.wait()
    app.stdout.close()
    _gone(home)


def _gone(home: Path) -> None:
    """Waits until nothing of an app is left; a machine that is very busy takes a while to end a process."""
    end = time.monotonic() + 90
    while left := mine(home):
        assert time.monotonic() < end, [_words(pid) for pid in left]
        time.sleep(0.05)


def _words(pid: int) -> str:
    try:
        process = psutil.Process(pid)
        return f"{pid} of {process.ppid()}, {process.status()}: {' '.join(process.cmdline())}"
    except psutil.NoSuchProcess:
        return f"{pid}, gone now"


def _checked(home: Path, before: dict[str, RunEnd]) -> dict[str, RunEnd]:
    """What is on record is whole, and what was there before is there unchanged."""
    store = DuckStore.open(home / "knowledge.duckdb")
    try:
        ends = {e.run_id: e for e in store.find(RunEnd)}
        assert {k: ends.get(k) for k in before} == before
        runs = {r.id: r for r in store.find(Run)}
        assert set(ends) <= set(runs) and {s.run_id for s in store.find(RunStart)} <= set(runs)
        done = [(runs[k].experiment_id, runs[k].position) for k, e in ends.items() if e.outcome == "ok"]
        assert len(set(done)) == len(done), "no place of a plan is done twice"
        for run_id, end in ends.items():
            measured = store.find(Measurement, run_id=run_id)
            assert len(measured) == (3 if end.outcome == "ok" else 0), "two folds and the whole, or nothing"
        return ends
    finally:
        store.close()


def _stress(home: Path, times: int, seed: int) -> dict[str, int]:
    source, kills, ends = random.Random(seed), dict.fromkeys(VICTIMS, 0), {}
    for _ in range(times):
        _kill_once(home, source, kills)
        if (home / "knowledge.duckdb").exists():
            ends = _checked(home, ends)
    _finish(home, ends)
    return kills


def _finish(home: Path, before: dict[str, RunEnd]) -> None:
    """After all that, everything that was broken off goes on to its end when the person says so."""
    laboratory, launcher = opened(home)
    store = laboratory.store
    try:
        resume_all(laboratory, launcher)
        until(lambda: not launcher._supervisor.works, 120)
        latest = {(r.experiment_id, r.position): r for r in store.find(Run)}
        outcomes = [store.get(RunEnd, r.id).outcome for r in latest.values()]
        assert set(outcomes) <= {"ok", "failed"}, "a run that was killed by itself failed; all others are done"
        assert outcomes.count("failed") <= len(before) and "ok" in outcomes
        states = set(store.query("SELECT state FROM experiments").state)
        assert states == {"done"} and len(store.find(Experiment)) >= 1
    finally:
        launcher.close()
        store.close()
    assert not mine(home)


@pytest.mark.timeout(600)
@pytest.mark.slow
def test_three_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    assert sum(_stress(tmp_path, 3, seed=4).values()) == 3


@pytest.mark.slow
@pytest.mark.stress
@pytest.mark.timeout(7200)
def test_many_kills_at_random_moments_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times = int(os.environ.get("SEXTANT_KILLS", "200"))
    kills = _stress(tmp_path, times, seed=random.SystemRandom().randrange(10**6))
    with capsys.disabled():
        print(f"\nkilled: {kills}")
    assert sum(kills.values()) == times


def test_sigterm_lets_the_app_close_in_order(tmp_path: Path) -> None:
    """A friendly end leaves no process either."""
    app = _app(tmp_path)
    assert app.stdout is not None
    app.stdout.readline()
    app.send_signal(signal.SIGTERM)
    app.wait(90)
    app.stdout.close()
    _gone(tmp_path)
    _checked(tmp_path, {})
