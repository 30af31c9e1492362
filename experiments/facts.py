"""From how a run ended to the facts that the store keeps of it."""

from datetime import datetime

from experiments.backends._base import Ending
from experiments.run_folder import RunResult
from store.records import Measurement, Outcome, Record, Run, RunEnd


def facts_of(run: Run, ending: Ending, now: datetime) -> tuple[Record, ...]:
    """The end of a run and, where it went well, every metric of every fold and over all (fold -1)."""
    result = ending.result
    if result is not None and ending.outcome in ("partial", "pruned"):
        return (_partly(run, ending, result, now),)
    if ending.outcome != "ok" or result is None:
        outcome: Outcome = "failed" if ending.outcome == "ok" else ending.outcome
        return (
            RunEnd(
                run_id=run.id, outcome=outcome, wall_s=ending.wall_s, cpu_s=ending.cpu_s, peak_mb=ending.peak_mb,
                error=ending.error, traceback=ending.traceback, output=ending.output, artefacts=f"runs/{run.id}",
                ended_at=now,
            ),
        )  # fmt: skip
    end = RunEnd(
        run_id=run.id, outcome="ok", score=result.score, score_std=result.score_std, metrics=result.metrics,
        baseline=result.baseline, wall_s=ending.wall_s, cpu_s=ending.cpu_s, peak_mb=ending.peak_mb,
        latency_ms=result.latency_ms, artefacts=f"runs/{run.id}", ended_at=now,
    )  # fmt: skip
    folds = (*enumerate(result.folds), (-1, result.metrics))
    return (
        end,
        *(Measurement(run_id=run.id, fold=i, metric=m, value=v) for i, values in folds for m, v in values.items()),
    )


def _partly(run: Run, ending: Ending, result: RunResult, now: datetime) -> RunEnd:
    """The end of a run on a part of the task: no score, no measurements, so that nothing takes it for a whole one."""
    return RunEnd(
        run_id=run.id, outcome=ending.outcome, wall_s=ending.wall_s, cpu_s=ending.cpu_s, peak_mb=ending.peak_mb,
        error=ending.error, partial=result.part, saved_s=result.saved_s, artefacts=f"runs/{run.id}", ended_at=now,
    )  # fmt: skip


def never_begun(run: Run, outcome: Outcome, reason: str, now: datetime, saved_s: float | None = None) -> RunEnd:
    """The end of a run that had no process."""
    return RunEnd(run_id=run.id, outcome=outcome, error=reason, saved_s=saved_s, ended_at=now)
