"""How far an experiment is, read from the facts and from what its runs leave in their folders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt

from experiments.run_folder import FoldProgress, folder_of, read
from store.knowledge import KnowledgeStore
from store.records import (
    Experiment,
    ExperimentSignal,
    Metric,
    Outcome,
    Plan,
    Proposal,
    Record,
    Run,
    RunEnd,
    RunStart,
    metric,
)

RunState = Literal["queued", "running"] | Outcome
_LATE = 0.2
"""Share of the time so far that a run over its expectation is said to need still."""
_NEARLY = 0.98
"""A run that has not ended is never shown as further than this."""


class RunProgress(Record):
    """One run as it stands."""

    run_id: str
    position: NonNegativeInt
    label: str
    family: str
    variant_id: str
    state: RunState
    fraction: float = Field(ge=0, le=1)
    folds_done: NonNegativeInt = 0
    folds_total: NonNegativeInt | None = None
    elapsed_s: NonNegativeFloat | None = None
    """Wall seconds since its process began, or that it took; None before."""
    eta_s: NonNegativeFloat | None = None
    """Seconds it probably still takes; None where nothing is known or it has ended."""
    expected_s: NonNegativeFloat | None = None
    expected_score: float | None = None
    score: float | None = None
    """The metric over all folds, or the mean of those done so far."""
    score_std: NonNegativeFloat | None = None
    error: str = ""
    resumes: str | None = None

    @property
    def over(self) -> bool:
        """Whether the run has ended."""
        return self.state not in ("queued", "running")


class ExperimentProgress(Record):
    """An experiment as it stands."""

    experiment_id: str
    goal_id: str
    metric: str
    state: Literal["queued", "running", "paused", "done", "stopped", "interrupted"]
    fraction: float = Field(ge=0, le=1)
    """Share of the expected work that is done."""
    elapsed_s: NonNegativeFloat
    """Wall seconds from the first run's begin to now, or to the last end."""
    eta_s: NonNegativeFloat | None
    """Seconds until all runs have probably ended; None where nothing is known, 0 when all have."""
    best_score: float | None
    best_run_id: str | None
    runs: tuple[RunProgress, ...]
    """In the order of the plan; of a run and the one that resumes it only the later."""

    @property
    def running(self) -> bool:
        """Whether anything runs or waits to run."""
        return self.state in ("queued", "running", "paused")


def progress(store: KnowledgeStore, home: Path, experiment_id: str, now: datetime) -> ExperimentProgress:
    """How far an experiment is.

    Args:
        store: the facts.
        home: Sextant's folder, in which the runs' folders lie.
        experiment_id: of an approved experiment.
        now: the present moment.

    Raises:
        UnknownRecord: there is no such experiment.
    """
    experiment = store.get(Experiment, experiment_id)
    plan = store.get(Proposal, experiment.proposal_id).plan
    latest = {run.position: run for run in store.find(Run, experiment_id=experiment_id)}
    facts = {run.id: _facts(store, run) for run in latest.values()}
    runs = tuple(_run_progress(run, *facts[run.id], home, now) for _, run in sorted(latest.items()))
    best = _best(runs, metric(plan.task.metric))
    return ExperimentProgress(
        experiment_id=experiment_id,
        goal_id=experiment.goal_id,
        metric=plan.task.metric,
        state=_state(store, experiment_id, runs),
        fraction=_fraction(runs),
        elapsed_s=_elapsed_s(facts, now),
        eta_s=_eta_s(runs, plan, _elapsed_s(facts, now)),
        best_score=best.score if best else None,
        best_run_id=best.run_id if best else None,
        runs=runs,
    )


def _facts(store: KnowledgeStore, run: Run) -> tuple[RunStart | None, RunEnd | None]:
    return store.latest(RunStart, run_id=run.id), store.latest(RunEnd, run_id=run.id)


def _run_progress(run: Run, start: RunStart | None, end: RunEnd | None, home: Path, now: datetime) -> RunProgress:
    folds = read(folder_of(home, run.id), "progress.json", FoldProgress) if start is not None else None
    shown = {
        "run_id": run.id, "position": run.position, "label": run.variant.label, "family": run.variant.family,
        "variant_id": run.variant.id, "expected_s": run.expected_s, "expected_score": run.expected_score,
        "resumes": run.resumes, "folds_done": folds.folds_done if folds else 0,
        "folds_total": folds.folds_total if folds else None,
    }  # fmt: skip
    if end is not None:
        return RunProgress(
            **shown, state=end.outcome, fraction=1.0, elapsed_s=end.wall_s, score=end.score, score_std=end.score_std,
            error=end.error,
        )  # fmt: skip
    if start is None:
        return RunProgress(**shown, state="queued", fraction=0.0, eta_s=run.expected_s)
    elapsed_s = max(0.0, (now - start.started_at).total_seconds())
    eta_s = _run_eta_s(run, folds, elapsed_s)
    fraction = 0.0 if eta_s is None else elapsed_s / max(elapsed_s + eta_s, 1e-9)
    return RunProgress(
        **shown, state="running", fraction=min(fraction, _NEARLY), elapsed_s=elapsed_s, eta_s=eta_s,
        score=folds.metrics.get(run.task.metric) if folds else None,
    )  # fmt: skip


def _run_eta_s(run: Run, folds: FoldProgress | None, elapsed_s: float) -> float | None:
    """What its own folds say counts more than what was predicted; nothing goes beyond the limit."""
    if folds is not None and folds.folds_done:
        whole_s = folds.elapsed_s * folds.folds_total / folds.folds_done
    elif run.expected_s is not None:
        whole_s = run.expected_s
    else:
        return None
    eta_s = max(whole_s - elapsed_s, _LATE * elapsed_s if whole_s < elapsed_s else 0.0)
    return max(0.0, min(eta_s, run.limits.run_s - elapsed_s))


def _best(runs: Sequence[RunProgress], measure: Metric) -> RunProgress | None:
    whole = [r for r in runs if r.state == "ok" and r.score is not None]
    return max(whole, key=lambda r: measure.gain(r.score or 0.0), default=None)


def _state(
    store: KnowledgeStore, experiment_id: str, runs: Sequence[RunProgress]
) -> Literal["queued", "running", "paused", "done", "stopped", "interrupted"]:
    states = {r.state for r in runs}
    whole = [s.signal for s in store.find(ExperimentSignal, experiment_id=experiment_id) if s.run_id is None]
    if not runs or states & {"queued", "running"}:
        if whole and whole[-1] == "pause":
            return "paused"
        return "queued" if states <= {"queued"} else "running"
    if "interrupted" in states:
        return "interrupted"
    return "stopped" if "stop" in whole else "done"


def _fraction(runs: Sequence[RunProgress]) -> float:
    """Progress of the runs, each weighed by the time it is expected to take."""
    if not runs:
        return 0.0
    known = [r.expected_s for r in runs if r.expected_s]
    usual = sum(known) / len(known) if known else 1.0
    weights = [r.expected_s or usual for r in runs]
    return min(1.0, sum(w * r.fraction for w, r in zip(weights, runs, strict=True)) / sum(weights))


def _elapsed_s(facts: Mapping[str, tuple[RunStart | None, RunEnd | None]], now: datetime) -> float:
    starts = [start.started_at for start, _ in facts.values() if start is not None]
    if not starts:
        return 0.0
    ends = [end.ended_at if end is not None else now for _, end in facts.values()]
    return max(0.0, (max(ends) - min(starts)).total_seconds())


def _eta_s(runs: Sequence[RunProgress], plan: Plan, elapsed_s: float) -> float | None:
    """What is left, spread over the parallel places, at least the longest of it, and never beyond the budget."""
    took = [r.elapsed_s for r in runs if r.state == "ok" and r.elapsed_s is not None]
    usual = sum(took) / len(took) if took else None
    left = [r.eta_s if r.eta_s is not None else usual for r in runs if not r.over]
    if None in left:
        return None
    known = [s for s in left if s is not None]
    eta_s = max(sum(known) / plan.parallel, max(known, default=0.0))
    return eta_s if plan.budget.seconds is None else max(0.0, min(eta_s, plan.budget.seconds - elapsed_s))
