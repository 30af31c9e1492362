"""An experiment under way: what waits, what runs, what is left of its budget. Pure bookkeeping."""

from dataclasses import dataclass, field

from experiments.strategies import Strategy, Tried
from store.records import Experiment, Plan, Run, RunEnd, Variant


@dataclass
class Work:
    """One experiment as its supervisor sees it; only ever touched under the supervisor's lock."""

    experiment: Experiment
    plan: Plan
    strategy: Strategy
    queue: list[Run]
    """Runs that wait, the next first."""
    known: list[Run] = field(default_factory=list)
    """All runs of the experiment, in the order they were queued."""
    running: dict[str, Run] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    """Ids of runs whose process was seen."""
    ends: dict[str, RunEnd] = field(default_factory=dict)
    paused: bool = False
    stopped: bool = False
    held: set[str] = field(default_factory=set)
    """Ids of waiting runs that a person holds back."""
    used_s: float = 0.0
    """Wall seconds of the budget that are spent."""

    @property
    def busy(self) -> bool:
        """Whether the budget's clock goes: something runs, or could."""
        return bool(self.running) or (not self.paused and self.startable is not None)

    @property
    def startable(self) -> Run | None:
        """The first waiting run that nobody holds back."""
        return next((r for r in self.queue if r.id not in self.held), None)

    @property
    def over_budget(self) -> bool:
        """Whether the plan's wall seconds are used up."""
        return self.plan.budget.seconds is not None and self.used_s >= self.plan.budget.seconds

    @property
    def positions(self) -> int:
        """Runs so far, a run and the one that resumes it counted once."""
        return len({r.position for r in self.known})

    @property
    def may_grow(self) -> bool:
        """Whether the budget allows for runs that are not queued yet."""
        most = self.plan.budget.runs or len(self.plan.runs)
        return not (self.stopped or self.over_budget) and self.positions < most

    @property
    def wants_more(self) -> bool:
        """Whether the strategy is to be asked for another variant now."""
        return self.may_grow and not (self.queue or self.paused)

    @property
    def finished(self) -> bool:
        """Whether nothing runs, waits or may still come."""
        return not (self.queue or self.running or self.may_grow)

    def next_variant(self) -> Variant | None:
        """What the strategy chooses next; None where it has nothing more."""
        return self.strategy.next_variant(self.plan, self.tried())

    def tried(self) -> list[Tried]:
        """What the strategy is told: the latest run of each position."""
        latest = {run.position: run for run in self.known}
        told = []
        for run in latest.values():
            end = self.ends.get(run.id)
            told.append(Tried(run.variant, None if end is None else end.score, over=end is not None))
        return told


def budget_used(plan: Plan, ends: list[RunEnd]) -> float:
    """Wall seconds of the budget that runs before an interruption have used, as far as is known."""
    return sum(end.wall_s or 0.0 for end in ends) / plan.parallel
