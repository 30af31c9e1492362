"""A Dask cluster as back end: a real scheduler and real worker processes on this machine, one of them killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from experiments.backends.dask_cluster import DaskBackend
from experiments.launcher import Launcher
from store.errors import BadRequest
from store.records import ExperimentSignal, Limits, Run, RunEnd, RunStart
from tests.experiments.backends.contract import BackendContract
from tests.experiments.laboratory import SOON_S, Laboratory, alive, begun, ended, until

pytest.importorskip("distributed", reason="the extra `dask` is not installed")
ROOT = Path(__file__).resolve().parents[3]


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._folder = folder
        address = folder / "scheduler.json"
        self.scheduler = self._python("dask_scheduler", "--scheduler-file", str(address), "--port", "0")
        until(lambda: address.exists() and address.stat().st_size > 0)
        import json

        self.address = json.loads(address.read_text())["address"]
        self.workers = [self.worker() for _ in range(workers)]

    def worker(self) -> "subprocess.Popen[bytes]":
        made = self._python(
            "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(self._folder), "--preload", "experiments.worker",
        )  # fmt: skip
        return made

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _python(self, tool: str, *args: str) -> "subprocess.Popen[bytes]":
        quiet = {"--no-dashboard"} & set(args) or tool == "dask_worker"
        more = () if quiet else ("--no-dashboard",)
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{tool}", *args, *more], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"},
        )  # fmt: skip


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("dask"))
    yield made
    made.close()


@pytest.fixture
def backend(cluster: Cluster) -> Iterator[DaskBackend]:
    made = DaskBackend(cluster.address)
    yield made
    made.close()


@pytest.mark.slow
class TestDaskBackend(BackendContract):
    pass


@pytest.mark.slow
def test_limits_hold_on_the_worker(backend: DaskBackend, laboratory: Laboratory) -> None:
    slow, greedy = laboratory.spec("endless", run_s=1.0), laboratory.spec("hoarding", memory_mb=350)
    backend.start(slow)
    backend.start(greedy)
    assert ended(backend, slow.run.id).outcome == "timeout"
    ending = ended(backend, greedy.run.id, timeout_s=60)
    assert ending.outcome == "memory" and "the limit for one run is 350 MB" in ending.error


@pytest.mark.slow
def test_a_remote_run_under_way_is_stopped_and_gone(backend: DaskBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("endless")
    backend.start(spec)
    pid = begun(backend, spec.run.id)
    backend.stop(spec.run.id, "stopped", "Ana had seen enough.")
    assert until(lambda: not alive(pid)) < SOON_S
    ending = ended(backend, spec.run.id)
    assert (ending.outcome, ending.error) == ("stopped", "Ana had seen enough.")


@pytest.mark.slow
def test_a_failure_keeps_its_traceback(backend: DaskBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("breaking")
    backend.start(spec)
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "failed" and "ZeroDivisionError" in ending.traceback and ending.output


def test_a_killed_worker_loses_no_run_and_none_counts_twice(laboratory: Laboratory, tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, workers=3)
    backend = DaskBackend(cluster.address)
    launcher = Launcher(
        laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, backend, places=3,
        entry="tests.experiments.behaviours:lasting",
    )  # fmt: skip
    names = ("linear", "naive_bayes", "decision_tree", "knn", "lightgbm", "random_forest")
    experiment, proposal = laboratory.approved(names, parallel=3, limits=Limits(run_s=60))
    try:
        launcher.launch(experiment, proposal.plan)
        until(lambda: len(laboratory.store.find(RunStart)) >= 2, 60)
        victim, child = _busy(cluster)
        os.kill(victim.pid, signal.SIGKILL)
        until(lambda: not alive(child))
        until(lambda: len(laboratory.store.find(RunEnd)) == 6, 90)
        ends = laboratory.store.find(RunEnd)
        assert [e.outcome for e in ends] == ["ok"] * 6, [(e.outcome, e.error, e.traceback, e.output) for e in ends]
        runs = laboratory.store.find(Run, experiment_id=experiment.id)
        assert {e.run_id for e in ends} == {r.id for r in runs} and len(runs) == 6
        assert not laboratory.store.find(ExperimentSignal)
    finally:
        launcher.close()
        cluster.close()


def _busy(cluster: Cluster) -> "tuple[subprocess.Popen[bytes], int]":
    """A worker that has a run's process, and that process."""
    while True:
        for worker in cluster.workers:
            children = psutil.Process(worker.pid).children()
            if children:
                return worker, children[0].pid


@pytest.mark.slow
def test_an_address_where_nobody_answers_is_said() -> None:
    with pytest.raises(BadRequest, match="No Dask scheduler answers"):
        DaskBackend("tcp://127.0.0.1:9")


def test_a_run_ordered_before_any_worker_is_there_waits_for_one(laboratory: Laboratory, tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, workers=0)
    backend = DaskBackend(cluster.address)
    try:
        spec = laboratory.spec("quick", run_s=80)
        backend.start(spec)
        assert backend.poll(spec.run.id).ending is None
        cluster.workers.append(cluster.worker())
        assert ended(backend, spec.run.id).outcome == "ok"
    finally:
        backend.close()
        cluster.close()


@pytest.mark.slow
def test_a_scheduler_that_dies_interrupts_the_runs_and_closing_comes_to_an_end(
    laboratory: Laboratory, tmp_path: Path
) -> None:
    cluster = Cluster(tmp_path, workers=1)
    backend = DaskBackend(cluster.address)
    launcher = Launcher(
        laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, backend, places=2,
        entry="tests.experiments.behaviours:endless",
    )  # fmt: skip
    experiment, proposal = laboratory.approved(("linear", "knn", "lightgbm"), parallel=2, limits=Limits(run_s=600))
    try:
        launcher.launch(experiment, proposal.plan)
        until(lambda: laboratory.store.find(RunStart))
        pid = laboratory.store.find(RunStart)[0].pid
        cluster.scheduler.kill()
        until(lambda: len(laboratory.store.find(RunEnd)) == 3)
        ends = laboratory.store.find(RunEnd)
        assert {e.outcome for e in ends} == {"interrupted"} and all("resume" in e.error for e in ends)
        until(lambda: not alive(pid))
        until(lambda: backend._client.status == "closed")
        late = laboratory.spec("quick")
        backend.start(late)
        ending = ended(backend, late.run.id)
        assert ending.outcome == "interrupted" and "does not answer any more" in ending.error
    finally:
        cluster.close()
        launcher.close()
