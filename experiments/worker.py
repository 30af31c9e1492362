"""One run in a process of its own: `python -m experiments.worker SPEC.json [PARENT]`.

The process reads the table, evaluates the variant and leaves everything in the run's folder (see
`experiments.run_folder`); it never touches the knowledge store. What it prints is kept in the folder's `log.txt`.
"""

import contextlib
import importlib
import math
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.diagnosis import failure_of
from experiments.fidelity import Enough, in_words, rows_of
from experiments.prospects import Verdict, falls_behind
from experiments.run_folder import FoldProgress, RunFailure, RunResult, RunSpec, Started, write, write_table
from store.errors import BadRequest, SextantError
from store.home import IMPORTANCE, PREDICTIONS
from store.records import Partial, metric

OK, FAILED, CANNOT_WRITE = 0, 1, 74
"""Exit statuses: with a result, with an error that is written down, with no way to write (EX_IOERR of sysexits.h)."""

THREAD_VARIABLES = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "LIGHTGBM_NUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
)  # fmt: skip

_NICE = 5
"""Runs give way to the app, so that it stays responsive while they compute."""
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def main(arguments: list[str]) -> int:
    """Runs the spec file that the first argument names; returns the exit status.

    Args:
        arguments: the spec file and, where the run must not outlive it, the id of the parent process.
    """
    if not 1 <= len(arguments) <= 2:
        print("usage: python -m experiments.worker SPEC.json [PARENT]", file=sys.stderr)
        return 2
    if len(arguments) == 2:
        _die_with(int(arguments[1]))
    spec = RunSpec.model_validate_json(Path(arguments[0]).read_text(encoding="utf-8"))
    for name in THREAD_VARIABLES:
        os.environ[name] = str(spec.run.limits.threads)
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    _first_to_go()
    adopt_orphans()
    return execute(spec)


def execute(spec: RunSpec) -> int:
    """Evaluates the spec's variant in this process; returns the exit status.

    Nothing is raised: whatever goes wrong ends as one sentence in `error.json`, or as the status `CANNOT_WRITE`.
    """
    folder = Path(spec.folder)
    try:
        write(folder, "started.json", Started(pid=os.getpid(), born=born(os.getpid()) or 0.0))
        with _threads(spec.run.limits.threads):
            result = _measured(spec, folder)
        write(folder, "result.json", result)
        return OK
    except Exception as error:
        # every library may raise anything: all of it is an answer to "did this variant work?"
        with contextlib.suppress(OSError):  # the log's disk may be what is full
            traceback.print_exc()
        return _report(folder, spec, error)


def _measured(spec: RunSpec, folder: Path) -> RunResult:
    run = spec.run
    evaluate = _prepared(spec)
    watch = _Folds(folder, spec)
    try:
        evaluation = evaluate(watch)
    except Enough:
        return watch.part()
    if not math.isfinite(evaluation.score):
        raise BadRequest(f"The score came out as {evaluation.score}, so this variant cannot be compared with others.")
    if run.fidelity is not None:
        return watch.part()
    if evaluation.oof is not None:
        write_table(evaluation.oof, folder / PREDICTIONS)
    if evaluation.importance is not None:
        write_table(evaluation.importance, folder / IMPORTANCE)
    return RunResult(
        folds=tuple(_finite(fold) for fold in evaluation.folds),
        metrics=_finite(evaluation.metrics),
        score=evaluation.score,
        score_std=evaluation.score_std,
        baseline=evaluation.baseline,
        latency_ms=evaluation.latency_ms,
        wall_s=watch.wall_s,
        cpu_s=watch.cpu_s,
        peak_mb=_peak_mb(),
    )


def _prepared(spec: RunSpec) -> Callable[["_Folds"], Any]:
    """What measures the variant; the table is read already, so that the clock measures the work alone."""
    run = spec.run
    if run.task.kind == "declared":
        from experiments.declared.execution import measured

        return lambda watch: measured(spec, watch)
    evaluate = _function(spec.entry)
    from experiments.data.versions import load_version

    frame = rows_of(load_version(spec.version, Path(spec.home)), run.task, run.fidelity, run.task.validation.seed)
    return lambda watch: evaluate(
        frame, run.variant, run.task, run.seed, on_fold=watch, threads=run.limits.threads,
        importance=spec.importance and run.fidelity is None,
    )  # fmt: skip


class _Folds:
    """Writes down each fold as it is done, and what the folds took."""

    def __init__(self, folder: Path, spec: RunSpec) -> None:
        self._folder, self._spec = folder, spec
        self._wall, self._cpu = time.perf_counter(), _cpu_s()
        self._sums: dict[str, list[float]] = {}
        self._each: list[dict[str, float]] = []
        self._total = 1
        self._scores: list[float] = []
        self._verdict: Verdict | None = None
        self._took: tuple[float, float] | None = None

    def __call__(self, fold: int, total: int, metrics: Mapping[str, float]) -> None:
        self._took, self._total = self._so_far(), total
        self._each.append(_finite(metrics))
        for name, value in self._each[-1].items():
            self._sums.setdefault(name, []).append(value)
        name = self._spec.run.task.metric
        self._scores += [self._each[-1][name]] if name in self._each[-1] else []
        planned = self._planned(total)
        progress = FoldProgress(
            folds_done=len(self._each), folds_total=planned, metrics=self._means(), elapsed_s=self._took[0],
            scores=tuple(self._scores),
        )  # fmt: skip
        write(self._folder, "progress.json", progress)
        self._verdict = self._judged(total)
        if self._verdict is not None or len(self._each) >= planned < total:
            raise Enough

    def part(self) -> RunResult:
        """What was measured of a part of the task.

        Raises:
            BadRequest: the task's metric is defined on none of the folds done.
        """
        run, means = self._spec.run, self._means()
        score = means.get(run.task.metric)
        if score is None:
            raise BadRequest(f"The metric {run.task.metric} is defined on none of the folds done: too few rows.")
        part = Partial(
            score=score, metrics=means, folds=len(self._each), folds_total=self._total,
            rows=run.fidelity.rows if run.fidelity else 1.0,
        )  # fmt: skip
        pruned = self._verdict
        note = (
            pruned.reason
            if pruned
            else f"Measured on {in_words(run.fidelity, self._total, run.task.kind)}, as planned."
        )
        return RunResult(
            outcome="pruned" if pruned else "partial", part=part, note=note, folds=tuple(self._each), metrics=means,
            saved_s=pruned.saved_s if pruned else None, score=score, score_std=None, baseline=None, latency_ms=None,
            wall_s=self.wall_s, cpu_s=self.cpu_s, peak_mb=_peak_mb(),
        )  # fmt: skip

    def _planned(self, total: int) -> int:
        fidelity = self._spec.run.fidelity
        return min(total, fidelity.folds) if fidelity is not None and fidelity.folds else total

    def _judged(self, total: int) -> Verdict | None:
        """Whether the run falls too far behind the best one; its folds must be the very same ones."""
        rival, run = self._spec.rival, self._spec.run
        if rival is None or run.fidelity is not None or run.insisted or len(rival.folds) != total:
            return None
        if len(self._scores) < len(self._each):
            return None
        return falls_behind(self._scores, rival.folds, rival.label, metric(run.task.metric), self.wall_s)

    def _means(self) -> dict[str, float]:
        return {name: sum(values) / len(values) for name, values in self._sums.items()}

    def _so_far(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, _cpu_s() - self._cpu

    @property
    def wall_s(self) -> float:
        return (self._took or self._so_far())[0]

    @property
    def cpu_s(self) -> float:
        return (self._took or self._so_far())[1]


def _function(entry: str) -> Callable[..., Any]:
    module, _, name = entry.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _report(folder: Path, spec: RunSpec, error: Exception) -> int:
    failure = RunFailure(
        kind="memory" if isinstance(error, MemoryError) else "failed",
        sentence=_sentence(spec, error),
        traceback="".join(traceback.format_exception(error))[-20_000:],
    )
    try:
        write(folder, "error.json", failure)
    except OSError:
        return CANNOT_WRITE
    return FAILED


def _sentence(spec: RunSpec, error: Exception) -> str:
    label = spec.run.variant.label or spec.run.variant.id
    if isinstance(error, SextantError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"“{label}” needed more memory than the machine could give; try a smaller model or fewer rows."
    if spec.run.task.kind == "declared":
        return f"“{label}” could not be evaluated: {failure_of(error, Path(spec.folder)).in_words.rstrip('.')}."
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} could not be read or written: {error.strerror}."
    words = " ".join(str(error).split()) or "no further words"
    cut = words if len(words) <= 300 else words[:297] + "…"
    return f"“{label}” could not be evaluated: {type(error).__name__}: {cut}"


def _finite(metrics: Mapping[str, float]) -> dict[str, float]:
    """Metrics that are numbers; a metric may be undefined on a fold, such as ROC AUC with one class."""
    return {name: float(value) for name, value in metrics.items() if math.isfinite(value)}


@contextlib.contextmanager
def _threads(threads: int) -> Iterator[None]:
    """Sets the threads of numerical libraries that are loaded already, as they are in a forked process."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=threads):
        yield


def _die_with(parent: int) -> None:
    """Sees to it that this process does not outlive the one that made it, even if that is killed."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(FAILED)  # it went away before it could be watched


def adopt_orphans() -> None:
    """Makes this process the parent of what its descendants start and let go of, so that it is found (Linux)."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _first_to_go() -> None:
    """Where the machine runs out of memory, a run is to be ended by the kernel rather than the app."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", encoding="ascii")


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(0, signal.SIGKILL)


def born(pid: int) -> float | None:
    """When a process was created, None where there is none.

    Seconds since the machine's start (Linux), which setting the clock does not change, else since the epoch.
    """
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        return int(after_name.split()[19]) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        if sys.platform.startswith("linux"):
            return None
    except (OSError, ValueError, IndexError):
        pass
    import psutil

    try:
        return float(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def _cpu_s() -> float:
    """CPU seconds of this process and of the commands it ran to their end."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


def _peak_mb() -> float:
    import resource

    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(who).ru_maxrss for who in whose)
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
