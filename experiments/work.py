"""An experiment under way: what waits, what runs, what is left of its budget. Pure bookkeeping."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from experiments.strategies import Choice, Tried, Wait, stages_of
from experiments.strategies.pareto import cost_of
from store.records import Budget, Experiment, Measurement, Plan, PlannedRun, Run, RunEnd, metric

_FAILURES = ("failed", "timeout", "memory")


@dataclass
class Work:
    """One experiment as its supervisor sees it; only ever touched under the supervisor's lock."""

    experiment: Experiment
    plan: Plan
    """What was approved, with a budget that a person may have made smaller since."""
    queue: list[Run]
    """Runs that wait, the next first."""
    known: list[Run] = field(default_factory=list)
    """All runs of the experiment, in the order they were queued."""
    running: dict[str, Run] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    """Ids of runs whose process was seen."""
    ends: dict[str, RunEnd] = field(default_factory=dict)
    folds: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """The task's metric of each fold of whole runs, by run id."""
    paused: bool = False
    stopped: bool = False
    """Whether a person stopped it, or Sextant is closing."""
    exhausted: bool = False
    """Whether the strategies have nothing more to choose."""
    held: set[str] = field(default_factory=set)
    """Ids of waiting runs that a person holds back."""
    insisted: set[str] = field(default_factory=set)
    """Ids of runs that a person wants: they are neither pruned nor skipped."""
    used_s: float = 0.0
    """Wall seconds of the budget that are spent."""
    choosing: "Future[Choice | Wait | None] | None" = None
    """The strategies' answer to come."""
    asked_at: tuple[int, int] | None = None
    """What was known when the strategies last said that they must wait."""

    @property
    def busy(self) -> bool:
        """Whether the budget's clock goes: something runs, or could."""
        return bool(self.running) or (not self.paused and (self.startable is not None or self.choosing is not None))

    @property
    def startable(self) -> Run | None:
        """The first waiting run that nobody holds back."""
        return next((r for r in self.queue if r.id not in self.held), None)

    @property
    def left_s(self) -> float | None:
        """Wall seconds of the budget that are left; None without one."""
        return None if self.plan.budget.seconds is None else self.plan.budget.seconds - self.used_s

    @property
    def affords_another(self) -> bool:
        """Whether the budget's cost is enough for one run more beside those under way, at what runs cost so far."""
        budget = self.plan.budget
        if budget.cost is None:
            return True
        return affords(budget.cost, costs(budget, self.known, self.ends), len(self.running))

    @property
    def spent(self) -> str | None:
        """Why no run may begin any more, in words; None where something is left of the budget."""
        budget = self.plan.budget
        if self.left_s is not None and self.left_s <= 0:
            return f"the experiment's budget of {budget.seconds:g} s was used up"
        if silent(budget, self.known, self.ends):
            return f"its runs do not say what they cost, so that its budget of {budget.cost_in_words} cannot be kept"
        if budget.cost is None or self.affords_another:
            return None
        over = not self.running or sum(costs(budget, self.known, self.ends)) >= budget.cost
        return f"the experiment's budget of {budget.cost_in_words} was used up" if over else None

    @property
    def positions(self) -> int:
        """Runs so far, a run and the one that does it again counted once."""
        return len({r.position for r in self.known})

    @property
    def may_grow(self) -> bool:
        """Whether runs may come that are not queued yet."""
        return not (self.stopped or self.exhausted or self.spent) and self.positions < self.plan.most_runs

    @property
    def moment(self) -> tuple[int, int]:
        """Changes whenever a strategy may answer otherwise."""
        return len(self.known), len(self.ends)

    @property
    def wants_more(self) -> bool:
        """Whether the strategies are to be asked for another variant now."""
        return (
            self.may_grow and not (self.queue or self.paused) and self.choosing is None and self.asked_at != self.moment
        )

    @property
    def finished(self) -> bool:
        """Whether nothing runs, waits or may still come."""
        return not (self.queue or self.running or self.may_grow)

    def best(self) -> Run | None:
        """The run with the best whole score so far."""
        gain = metric(self.plan.task.metric).gain
        scored = [r for r in self.known if r.id in self.ends and self.ends[r.id].score is not None]
        return max(scored, key=lambda r: gain(self.ends[r.id].score or 0.0), default=None)

    def planned(self, run: Run) -> PlannedRun:
        """The run as the plan lists it, or what is known of it otherwise."""
        line = next((p for p in self.plan.runs if p.variant.id == run.variant.id), None)
        return line or PlannedRun(variant=run.variant, expected_s=run.expected_s)

    def tried(self) -> list[Tried]:
        """What the strategies are told: the latest run of each position."""
        latest = {run.position: run for run in self.known}
        costs = {i: stage.cost for i, stage in enumerate(stages_of(self.plan))}
        return [_tried(run, self.ends.get(run.id), costs.get(run.stage or 0)) for run in latest.values()]


def _tried(run: Run, end: RunEnd | None, cost: str | None) -> Tried:
    if end is None:
        return Tried(run.variant, over=False, fidelity=run.fidelity, stage=run.stage, rung=run.rung)
    metrics = end.partial.metrics if end.partial is not None else end.metrics
    score = end.partial.score if end.partial is not None and end.outcome == "partial" else end.score
    return Tried(
        run.variant,
        score,
        cost=cost_of(end, metrics, cost or "wall_s"),
        fidelity=run.fidelity,
        stage=run.stage,
        rung=run.rung,
        failed=end.outcome in _FAILURES,
        error=end.error,
        wall_s=end.wall_s,
        metrics=metrics,
    )


def affords(cost: float, known: Sequence[float], under_way: int) -> bool:
    """Whether a budget is enough for a run more, at the mean of what runs cost so far.

    Args:
        cost: the budget, > 0.
        known: what each run that ended cost, in the same unit.
        under_way: runs whose cost is not known yet.
    """
    typical = sum(known) / len(known) if known else 0.0
    return sum(known) < cost and sum(known) + typical * (under_way + 1) <= cost


def costs(budget: Budget, runs: Iterable[Run], ends: Mapping[str, RunEnd]) -> list[float]:
    """What each run that has begun and ended cost, in the unit of the budget's cost.

    Of a workflow's own metric, which is a mean over repeats, all repeats count; what failed before it said what it cost
    is not known and left out.
    """
    return [c for r in runs if r.id in ends and (c := _cost(budget, r, ends[r.id])) is not None]


def silent(budget: Budget, runs: Iterable[Run], ends: Mapping[str, RunEnd]) -> bool:
    """Whether a run ended with a score that did not say what it cost, though the budget's cost is for runs to say."""
    if budget.cost is None or budget.cost_of is None:
        return False
    return any(ends[r.id].score is not None and _cost(budget, r, ends[r.id]) is None for r in runs if r.id in ends)


def _cost(budget: Budget, run: Run, end: RunEnd) -> float | None:
    if budget.cost_of is None:
        return end.cpu_s
    part = end.partial
    mean = (part.metrics if part is not None else end.metrics).get(budget.cost_of)
    if mean is None:
        return None
    return max(mean, 0.0) * (part.folds if part is not None else run.task.validation.folds)  # nothing earns more budget


def budget_used(plan: Plan, ends: list[RunEnd]) -> float:
    """Wall seconds of the budget that runs before an interruption have used, as far as is known."""
    return sum(end.wall_s or 0.0 for end in ends) / plan.parallel


def folds_of(run: Run, measured: list[Measurement]) -> tuple[float, ...]:
    """The task's metric of each fold, in the order of the folds."""
    of_task = {m.fold: m.value for m in measured if m.metric == run.task.metric and m.fold >= 0}
    return tuple(of_task[fold] for fold in sorted(of_task))
