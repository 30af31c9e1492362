"""How quickly runs start, stop and end: `python -m benchmarks.bench_runs`.

Prints medians and worst cases of: a cold start (nursery included), a warm start (from the order to a live process, and
to the first line of the run's own code), a stop (of a run that obeys and one that does not), limits, and what the
supervisor adds to the time that a run's process takes.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from experiments.backends.local import LocalBackend
from experiments.backends.replaying import ReplayingBackend
from experiments.launcher import Launcher
from experiments.progress import progress
from experiments.run_folder import RunSpec, Started, read
from experiments.workflows.tabular import sample_variants
from store.duck import DuckStore
from store.records import RunEnd
from tests.experiments.laboratory import Laboratory, alive, begun, ended, until

REPEATS = 15


def main() -> None:
    """Runs all measurements in a temporary home."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder))
        backend = LocalBackend(laboratory.home)
        started = time.perf_counter()
        spec = laboratory.spec("quick")
        backend.start(spec)
        ended(backend, spec.run.id)
        print(f"{'cold start to end of an empty run':44s} {time.perf_counter() - started:7.3f} s")
        _times("start to live process", lambda: _start(laboratory, backend))
        _times("start to the run's own code", lambda: _own_code(laboratory, backend))
        _times("start to end of an empty run", lambda: _whole(laboratory, backend))
        _times("stop of a run that obeys", lambda: _stop(laboratory, backend, "endless"))
        _times("stop of a run that ignores it", lambda: _stop(laboratory, backend, "stubborn"), 5)
        _times("over a limit of 0.3 s until gone", lambda: _limit(laboratory, backend), 5)
        _times("five approved empty runs, one after another", lambda: _supervised(laboratory, backend), 3)
        _times("a look at 1,000 queued runs", _crowd, 3)
        backend.close()


def _crowd() -> float:
    """Seconds of a look at the progress of an experiment with a thousand runs that wait, in a store on disk."""
    with tempfile.TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder), DuckStore.open(Path(folder) / "knowledge.duckdb"))
        launcher = Launcher(
            laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, ReplayingBackend({}, pace=1e6)
        )
        variants = tuple(sample_variants("binary", 1000))
        experiment, proposal = laboratory.approved(variants=variants)
        launcher.launch(experiment, proposal.plan)
        launcher.signal(experiment.id, None, "pause", "ana")
        started = time.perf_counter()
        progress(laboratory.store, laboratory.home, experiment.id, laboratory.clock())
        taken = time.perf_counter() - started
        launcher.close()
        laboratory.store.close()
        return taken


def _times(what: str, measure: Callable[[], float], repeats: int = REPEATS) -> None:
    taken = [measure() for _ in range(repeats)]
    print(f"{what:44s} {statistics.median(taken):7.3f} s   worst {max(taken):.3f} s")


def _started(laboratory: Laboratory, backend: LocalBackend, entry: str) -> tuple[RunSpec, int]:
    spec = laboratory.spec(entry)
    backend.start(spec)
    return spec, begun(backend, spec.run.id)


def _start(laboratory: Laboratory, backend: LocalBackend) -> float:
    started = time.perf_counter()
    spec, _ = _started(laboratory, backend, "endless")
    taken = time.perf_counter() - started
    backend.stop(spec.run.id)
    ended(backend, spec.run.id)
    return taken


def _own_code(laboratory: Laboratory, backend: LocalBackend) -> float:
    started = time.perf_counter()
    spec, _ = _started(laboratory, backend, "endless")
    until(lambda: read(Path(spec.folder), "started.json", Started))
    taken = time.perf_counter() - started
    backend.stop(spec.run.id)
    ended(backend, spec.run.id)
    return taken


def _whole(laboratory: Laboratory, backend: LocalBackend) -> float:
    started = time.perf_counter()
    spec = laboratory.spec("quick")
    backend.start(spec)
    ended(backend, spec.run.id)
    return time.perf_counter() - started


def _stop(laboratory: Laboratory, backend: LocalBackend, entry: str) -> float:
    spec, pid = _started(laboratory, backend, entry)
    time.sleep(0.3)
    started = time.perf_counter()
    backend.stop(spec.run.id)
    until(lambda: not alive(pid))
    return time.perf_counter() - started


def _limit(laboratory: Laboratory, backend: LocalBackend) -> float:
    spec = laboratory.spec("stubborn", run_s=0.3)
    backend.start(spec)
    pid = begun(backend, spec.run.id)
    return until(lambda: not alive(pid)) - 0.3


def _supervised(laboratory: Laboratory, backend: LocalBackend) -> float:
    launcher = Launcher(
        laboratory.store, laboratory.home, laboratory.clock, laboratory.new_id, backend,
        entry="tests.experiments.behaviours:quick",
    )  # fmt: skip
    names = ("linear", "naive_bayes", "decision_tree", "knn", "lightgbm")
    experiment, proposal = laboratory.approved(names)
    before = len(laboratory.store.find(RunEnd))
    started = time.perf_counter()
    launcher.launch(experiment, proposal.plan)
    until(lambda: len(laboratory.store.find(RunEnd)) == before + 5)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
