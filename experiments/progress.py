"""How far an experiment is, read from the facts and from what its runs leave in their folders."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, NonNegativeFloat, NonNegativeInt

from experiments.fidelity import in_words
from experiments.run_folder import FoldProgress, folder_of, read
from store.errors import NotApproved
from store.knowledge import KnowledgeStore
from store.records import Experiment, Fidelity, Metric, Outcome, Partial, Plan, Proposal, Record, metric

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
    part: str = ""
    """Which part of the task is done, in words; empty for the whole."""
    part_score: float | None = None
    """The metric on that part: never to be compared with `score`."""
    because: str = ""
    """Why it was chosen."""
    waits: NonNegativeInt | None = None
    """How many runs come before it among those that wait; None where it does not wait."""
    saved_s: NonNegativeFloat | None = None
    """Estimated wall seconds saved by skipping it or giving it up."""

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
    most_runs: NonNegativeInt = 0
    """Runs that there may be in the end."""
    saved_s: NonNegativeFloat = 0.0
    """Estimated wall seconds saved by skipping runs and giving them up."""

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
    plan = plan_now(store, experiment)
    lines = list(store.frame(_RUNS, [experiment_id]).astype(object).itertuples(index=False))
    latest = {line.position: line for line in lines}
    beside = {p.variant.id: p.beside_s or 0.0 for p in plan.runs}
    runs = tuple(_run_progress(line, plan, home, now, beside) for _, line in sorted(latest.items()))
    runs = _with_turns(runs, store, experiment_id)
    signals = _whole_signals(store, experiment_id)
    best = _best(runs, metric(plan.task.metric))
    state = _state(runs, signals, plan.grows)
    most_runs = max(plan.most_runs, len(runs)) if plan.grows and state in _GOING else len(runs)
    elapsed_s = _elapsed_s(list(latest.values()), now)
    return ExperimentProgress(
        experiment_id=experiment_id,
        goal_id=experiment.goal_id,
        metric=plan.task.metric,
        state=state,
        fraction=_fraction(runs, most_runs - len(runs)),
        elapsed_s=elapsed_s,
        eta_s=_eta_s(runs, plan, elapsed_s, most_runs - len(runs)),
        best_score=best.score if best else None,
        best_run_id=best.run_id if best else None,
        runs=runs,
        most_runs=most_runs,
        saved_s=sum(r.saved_s or 0.0 for r in runs),
    )


def _with_turns(runs: Sequence[RunProgress], store: KnowledgeStore, experiment_id: str) -> tuple[RunProgress, ...]:
    """The runs, each that waits with when it comes."""
    from experiments.adoption import signals_of
    from experiments.steering import wished_order

    waiting = [r.position for r in runs if r.state == "queued"]
    if not waiting:
        return tuple(runs)
    turns = wished_order(waiting, signals_of(store, experiment_id), {r.run_id: r.position for r in runs})
    told = {r.run_id: turns[r.position] for r in runs if r.state == "queued"}
    return tuple(r.model_copy(update={"waits": told.get(r.run_id)}) for r in runs)


def plan_now(store: KnowledgeStore, experiment: Experiment) -> Plan:
    """The plan as it stands, where it was enlarged or made smaller since its approval; else as it was approved."""
    from experiments.adoption import plan_of

    if store.frame(_RESIZED, [experiment.id])["n"][0]:
        with suppress(NotApproved):  # what no approval is on record for is shown all the same
            return plan_of(store, experiment)
    return store.get(Proposal, experiment.proposal_id).plan


_GOING = ("queued", "running", "paused")
_RUNS = """
SELECT r.id, r.position, r.label, r.family, r.variant_id, r.expected_s, r.expected_score, r.resumes, r.fidelity,
  r.chosen_because, s.started_at, z.outcome, z.score, z.score_std, z.wall_s, z.error, z.partial, z.saved_s, z.ended_at
FROM facts.run r
  LEFT JOIN facts.run_start s ON s.run_id = r.id
  LEFT JOIN facts.run_end z ON z.run_id = r.id
WHERE r.experiment_id = ? ORDER BY r.seq"""
_SIGNALS = """
SELECT signal FROM facts.experiment_signal WHERE experiment_id = ? AND run_id IS NULL
  AND signal IN ('pause', 'resume', 'stop', 'done', 'interrupted') ORDER BY seq"""
_RESIZED = """
SELECT count(*) AS n FROM facts.experiment_signal WHERE experiment_id = ? AND signal IN ('budget', 'extend')"""
_OPEN = """
SELECT coalesce(any_value(p.grows), false) AS grows,
  (count(r.id) = 0 AND NOT coalesce(any_value(p.grows), false))
    OR coalesce(bool_or(z.run_id IS NULL AND r.id IS NOT NULL), false) AS going
FROM facts.experiment e JOIN facts.proposal p ON p.id = e.proposal_id
  LEFT JOIN facts.run r ON r.experiment_id = e.id LEFT JOIN facts.run_end z ON z.run_id = r.id
WHERE e.id = ?"""


def is_going(store: KnowledgeStore, experiment_id: str) -> bool:
    """Whether an experiment has runs that have not ended, or will choose more. One query, however many runs it has."""
    found = store.frame(_OPEN, [experiment_id])
    if found.empty or bool(found.going[0]):
        return True
    last = _whole_signals(store, experiment_id)[-1:]
    return bool(found.grows[0]) and last not in (["stop"], ["done"], ["interrupted"])


def _whole_signals(store: KnowledgeStore, experiment_id: str) -> list[str]:
    """What was said on whether the whole goes on, oldest first."""
    return [str(s) for s in store.frame(_SIGNALS, [experiment_id]).signal]


def _run_progress(line: Any, plan: Plan, home: Path, now: datetime, beside: Mapping[str, float]) -> RunProgress:
    """Where a run stands; `beside` has the seconds that variants are expected to take beside their folds."""
    started_at, outcome = _moment(line.started_at), _known(line.outcome)
    part = Fidelity.model_validate_json(line.fidelity) if _known(line.fidelity) else None
    shown = {
        "run_id": line.id, "position": line.position, "label": line.label, "family": line.family,
        "variant_id": line.variant_id, "expected_s": _known(line.expected_s),
        "expected_score": _known(line.expected_score), "resumes": _known(line.resumes),
        "part": in_words(part, plan.task.validation.folds, plan.task.kind) if part else "",
        "because": _known(line.chosen_because) or "", "saved_s": _known(line.saved_s),
    }  # fmt: skip
    folds = read(folder_of(home, line.id), "progress.json", FoldProgress) if started_at is not None else None
    if folds is not None:
        shown |= {"folds_done": folds.folds_done, "folds_total": folds.folds_total}
    if outcome is not None:
        partial = Partial.model_validate_json(line.partial) if _known(line.partial) else None
        return RunProgress(
            **shown, state=outcome, fraction=1.0, elapsed_s=_known(line.wall_s), score=_known(line.score),
            score_std=_known(line.score_std), error=_known(line.error) or "",
            part_score=partial.score if partial else None,
        )  # fmt: skip
    expected_s, beside_s = shown["expected_s"], beside.get(line.variant_id, 0.0)
    if started_at is None:
        eta_s = None if expected_s is None else expected_s + beside_s
        return RunProgress(**shown, state="queued", fraction=0.0, eta_s=eta_s)
    elapsed_s = max(0.0, (now - started_at).total_seconds())
    eta_s = _run_eta_s(plan.limits.run_s, expected_s, folds, elapsed_s, beside_s)
    fraction = 0.0 if eta_s is None else elapsed_s / max(elapsed_s + eta_s, 1e-9)
    score = folds.metrics.get(plan.task.metric) if folds else None
    return RunProgress(
        **shown, state="running", fraction=min(fraction, _NEARLY), elapsed_s=elapsed_s, eta_s=eta_s,
        **({"part_score": score} if part else {"score": score}),
    )  # fmt: skip


def _known(value: Any) -> Any:
    """A cell's value, None where it is empty."""
    return None if value is None or value != value else value


def _moment(value: Any) -> datetime | None:
    known = None if str(value) == "NaT" else _known(value)
    return None if known is None else known.to_pydatetime().replace(tzinfo=UTC)


def _run_eta_s(
    limit_s: float, expected_s: float | None, folds: FoldProgress | None, elapsed_s: float, beside_s: float
) -> float | None:
    """What its own folds say counts more than what was predicted; nothing goes beyond the limit."""
    if folds is not None and folds.folds_done:
        whole_s = folds.elapsed_s * folds.folds_total / folds.folds_done + beside_s
    elif expected_s is not None:
        whole_s = expected_s + beside_s
    else:
        return None
    eta_s = max(whole_s - elapsed_s, _LATE * elapsed_s if whole_s < elapsed_s else 0.0)
    return max(0.0, min(eta_s, limit_s - elapsed_s))


def _best(runs: Sequence[RunProgress], measure: Metric) -> RunProgress | None:
    whole = [r for r in runs if r.state == "ok" and r.score is not None]
    return max(whole, key=lambda r: measure.gain(r.score or 0.0), default=None)


def _state(
    runs: Sequence[RunProgress], signals: Sequence[str], grows: bool
) -> Literal["queued", "running", "paused", "done", "stopped", "interrupted"]:
    states = {r.state for r in runs}
    last = signals[-1] if signals else ""
    choosing = grows and last not in ("stop", "done", "interrupted")
    if choosing or states & {"queued", "running"} or not (runs or grows):
        if last == "pause":
            return "paused"
        return "queued" if states <= {"queued"} else "running"
    if "interrupted" in states or last == "interrupted":
        return "interrupted"
    return "stopped" if "stop" in signals else "done"


def _fraction(runs: Sequence[RunProgress], further: int) -> float:
    """Progress of the runs and of those that may be chosen yet, each weighed by the time it is expected to take."""
    if not runs:
        return 0.0
    known = [r.expected_s for r in runs if r.expected_s]
    usual = sum(known) / len(known) if known else 1.0
    weights = [r.expected_s or usual for r in runs]
    return min(1.0, sum(w * r.fraction for w, r in zip(weights, runs, strict=True)) / (sum(weights) + further * usual))


def _elapsed_s(lines: Sequence[Any], now: datetime) -> float:
    begun = [line for line in lines if _moment(line.started_at) is not None]
    if not begun:
        return 0.0
    ends = [_moment(line.ended_at) or now for line in lines]
    return max(0.0, (max(ends) - min(_moment(line.started_at) or now for line in begun)).total_seconds())


def _eta_s(runs: Sequence[RunProgress], plan: Plan, elapsed_s: float, further: int) -> float | None:
    """What is left, spread over the parallel places, at least the longest of it, and never beyond the budget.

    As many runs as may be chosen yet are taken to last as long as those that have ended, before any has as the others.
    """
    took = [r.elapsed_s for r in runs if r.state == "ok" and r.elapsed_s is not None]
    usual = sum(took) / len(took) if took else None
    left = [r.eta_s if r.eta_s is not None else usual for r in runs if not r.over]
    if None in left:
        return None
    known = [s for s in left if s is not None]
    if further and usual is None and not known:
        return None
    known += [usual if usual is not None else sum(known) / max(len(known), 1)] * further
    eta_s = max(sum(known) / plan.parallel, max(known, default=0.0))
    return eta_s if plan.budget.seconds is None else max(0.0, min(eta_s, plan.budget.seconds - elapsed_s))
