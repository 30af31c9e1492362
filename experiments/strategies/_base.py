"""The port of strategies: how an experiment chooses what to run.

A strategy is asked whenever a place is free and the plan's budget allows for another run. It is a pure function of
the plan and of what happened, so an interrupted experiment goes on as if nothing had been.

Contract, checked for every strategy by `tests/experiments/strategies/contract.py`:

- the same arguments give the same answer;
- a variant that was tried or is running is never chosen again at the same fidelity;
- what is chosen suits the task's kind and lies in the plan's space, or was listed in the plan;
- never more runs than the stage allows;
- nothing that the stage's filter drops;
- `WAIT` is only answered while something runs; None says that there is nothing more to run.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from store.errors import BadRequest
from store.records import Fidelity, Metric, Plan, Space, Stage, Variant, metric


@dataclass(frozen=True)
class Tried:
    """A variant that ran, or still runs, in this experiment."""

    variant: Variant
    score: float | None = None
    """The task's metric in its own unit, on as much of the task as the fidelity says; None where the run failed, was
    pruned or is not over."""
    over: bool = True
    """Whether the run has ended."""
    cost: float | None = None
    """What the stage weighs against the score, in its own unit; None where unknown."""
    fidelity: Fidelity | None = None
    stage: int | None = 0
    """The stage that chose it; None where a person did."""
    rung: int | None = None
    failed: bool = False
    """Whether it ended with an error or broke a limit."""
    error: str = ""
    wall_s: float | None = None
    metrics: Mapping[str, float] = field(default_factory=dict)
    """All metrics by the names they are recorded under, on as much of the task as the fidelity says."""


@dataclass(frozen=True)
class Choice:
    """A variant to run next, and why."""

    variant: Variant
    reason: str = ""
    """One sentence."""
    fidelity: Fidelity | None = None
    """None for the whole task."""
    stage: int = 0
    rung: int | None = None


Wait = Literal["wait"]
WAIT: Wait = "wait"
"""The answer of a strategy that must first see how what runs ends."""

Advise = Callable[[Plan, Sequence[Tried]], Sequence[Variant]]
"""Orders variants worth running next by what is known now, the best first."""
Consult = Callable[[Plan, str, Sequence[Tried], Variant | None], Any]
"""Calls a function of the person's own by its name `module:function`, about a variant where it is a filter.

Raises:
    BadRequest: it failed, or gave something else than it should.
"""


@dataclass(frozen=True)
class Scene:
    """What a strategy decides upon."""

    plan: Plan
    stage: Stage
    tried: Sequence[Tried]
    """All that ran or runs, in the order it was queued; also what other stages or a person chose."""
    advice: Advise | None = None
    number: int = 0
    """Place of the stage in the plan, from 0."""
    consult: Consult | None = None

    def ask(self, function: str, variant: Variant | None = None) -> Any:
        """What a function of the person's own says, given all that was tried.

        Raises:
            BadRequest: it failed, or there is nothing here that could call it.
        """
        if self.consult is None:
            raise BadRequest(f"{function} cannot be called here, so what it would choose is not known.")
        return self.consult(self.plan, function, self.tried, variant)

    def keeps(self, variant: Variant) -> bool:
        """Whether the stage's filter keeps a variant; without one all are kept."""
        return not self.stage.filter or bool(self.ask(self.stage.filter, variant))

    @property
    def own(self) -> list[Tried]:
        """What this stage chose."""
        return [t for t in self.tried if t.stage == self.number]

    @property
    def whole(self) -> list[Tried]:
        """What ran, or runs, on the whole task."""
        return [t for t in self.tried if t.fidelity is None]

    @property
    def known(self) -> set[str]:
        """Ids of variants that ran, or run, on the whole task."""
        return {t.variant.id for t in self.whole}

    @property
    def measure(self) -> Metric:
        """The task's metric."""
        return metric(self.plan.task.metric)

    @property
    def space(self) -> Space | None:
        """What may be chosen beyond the list."""
        return self.plan.space

    @property
    def source(self) -> str:
        """Seed of everything random in the next choice."""
        return f"{self.plan.seed} {len(self.tried)}"


class Strategy(ABC):
    """Chooses what an experiment runs next."""

    name: ClassVar[str]
    """Its name in `Stage.strategy`."""
    words: ClassVar[str]
    """What it does, in a sentence that a person reads before approving."""

    @abstractmethod
    def choose(self, scene: Scene) -> Choice | Wait | None:
        """What to run next; None where there is nothing more to run."""

    def lists(self, plan: Plan) -> bool:
        """Whether the plan's listed runs are queued as they are when the experiment begins."""
        return True


def listed(scene: Scene) -> Choice | None:
    """The first of the plan's list that was not tried and that the stage's filter keeps."""
    known = scene.known
    run = next((r for r in scene.plan.runs if r.variant.id not in known and scene.keeps(r.variant)), None)
    return None if run is None else Choice(run.variant, "It is on the list that was approved.", stage=scene.number)
