"""A back end that answers from what was recorded: no process, no waiting, for tests and for demonstrations."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from experiments.backends._base import Backend, Ending, Situation
from experiments.run_folder import FoldProgress, RunResult, RunSpec, write
from store.knowledge import KnowledgeStore
from store.records import Measurement, Outcome, Run, RunEnd


@dataclass
class _Answer:
    spec: RunSpec
    due_s: float
    started_at: float = field(default_factory=time.monotonic)
    ending: Ending | None = None


class ReplayingBackend(Backend):
    """Ends each run as a run of the same variant did before.

    Args:
        recorded: variant id to how its run ended. A variant that is not there fails with a sentence.
        pace: seconds that pass for each second that the recorded run took; 0 answers at once.
    """

    def __init__(self, recorded: Mapping[str, Ending], *, pace: float = 0.0) -> None:
        super().__init__()
        self._recorded, self._pace = dict(recorded), pace
        self._answers: dict[str, _Answer] = {}
        self._lock = threading.RLock()
        self._timers: list[threading.Timer] = []

    @classmethod
    def of(cls, store: KnowledgeStore, *, pace: float = 0.0) -> "ReplayingBackend":
        """Answers with the last whole run of each variant in a store."""
        ends = {end.run_id: end for end in store.find(RunEnd)}
        return cls({r.variant.id: ending_of(store, ends[r.id]) for r in store.find(Run) if r.id in ends}, pace=pace)

    def start(self, spec: RunSpec) -> None:
        """See `Backend.start`."""
        known = self._recorded.get(spec.run.variant.id)
        due_s = self._pace * ((known.wall_s if known else None) or 0.0)
        with self._lock:
            if spec.run.id in self._answers:
                raise ValueError(f"run {spec.run.id} was started here before")
            write(Path(spec.folder), "spec.json", spec)
            self._answers[spec.run.id] = _Answer(spec, due_s)
            timer = threading.Timer(due_s, self._answer, (spec.run.id, known))
            timer.daemon = True
            self._timers.append(timer)
            timer.start()
        self.nudge()

    def poll(self, run_id: str) -> Situation:
        """See `Backend.poll`; there is no process."""
        with self._lock:
            return Situation(pid=None, ending=self._answers[run_id].ending)

    def stop(self, run_id: str, outcome: Outcome = "stopped", reason: str = "Stopped by a person.") -> None:
        """See `Backend.stop`."""
        with self._lock:
            answer = self._answers[run_id]
            wall_s = time.monotonic() - answer.started_at
            self._end(answer, Ending(outcome, wall_s=wall_s, error=reason))

    def close(self) -> None:
        """See `Backend.close`."""
        with self._lock:
            for run_id in self._answers:
                self.stop(
                    run_id, "interrupted", "Sextant was closed while this run was going on; resume to run it again."
                )
            timers = self._timers
            self._timers = []
        for timer in timers:
            timer.cancel()
            timer.join()

    def _answer(self, run_id: str, known: Ending | None) -> None:
        with self._lock:
            answer = self._answers[run_id]
            if answer.ending is not None:
                return
            label = answer.spec.run.variant.label
            ending = known or Ending(
                "failed", error=f"No run of “{label}” was recorded, so there is nothing to replay."
            )
            limit_s = answer.spec.run.limits.run_s
            if (ending.wall_s or 0.0) > limit_s:
                ending = Ending("timeout", wall_s=limit_s, error=f"Stopped after {limit_s:g} s, the limit for one run.")
            if ending.result is not None:
                _leave(Path(answer.spec.folder), ending.result)
            self._end(answer, ending)

    def _end(self, answer: _Answer, ending: Ending) -> None:
        if answer.ending is None:
            answer.ending = ending
            self.nudge()


def ending_of(store: KnowledgeStore, end: RunEnd) -> Ending:
    """The ending that a recorded end came from."""
    if end.outcome != "ok" or end.score is None:
        return Ending(end.outcome, None, end.wall_s, end.cpu_s, end.peak_mb, end.error, end.traceback)
    folds: dict[int, dict[str, float]] = {}
    for one in store.find(Measurement, run_id=end.run_id):
        if one.fold >= 0:
            folds.setdefault(one.fold, {})[one.metric] = one.value
    result = RunResult(
        folds=tuple(folds[i] for i in sorted(folds)), metrics=end.metrics, score=end.score,
        score_std=end.score_std, baseline=end.baseline, latency_ms=end.latency_ms, wall_s=end.wall_s or 0.0,
        cpu_s=end.cpu_s or 0.0, peak_mb=end.peak_mb or 0.0,
    )  # fmt: skip
    return Ending("ok", result, end.wall_s, end.cpu_s, end.peak_mb)


def _leave(folder: Path, result: RunResult) -> None:
    done = len(result.folds)
    progress = FoldProgress(folds_done=done, folds_total=done, metrics=result.metrics, elapsed_s=result.wall_s)
    write(folder, "progress.json", progress)
    write(folder, "result.json", result)
