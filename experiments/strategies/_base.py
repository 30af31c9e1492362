"""The port of strategies: how an experiment chooses what to run after the variants it was approved with.

A strategy is asked for the next variant when all runs so far have begun and the plan's budget allows for another. It
is a pure function of the plan and of what happened, so an interrupted experiment goes on as if nothing had been.

Contract, checked for every strategy by `tests/experiments/strategies/contract.py`:

- the same arguments give the same answer;
- a variant that was tried or is running is never chosen again;
- what is chosen is a variant of the plan's workflow that suits the task's kind;
- None says that there is nothing more to run.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from store.records import Plan, Variant


@dataclass(frozen=True)
class Tried:
    """A variant that ran, or still runs, in this experiment."""

    variant: Variant
    score: float | None = None
    """The task's metric in its own unit; None where the run failed or is not over."""
    over: bool = True
    """Whether the run has ended."""


class Strategy(ABC):
    """Chooses the next variant of an experiment."""

    name: ClassVar[str]
    """Its name in `Plan.strategy`."""

    @abstractmethod
    def next_variant(self, plan: Plan, tried: Sequence[Tried]) -> Variant | None:
        """The variant to run next, None where there is nothing more to run.

        Args:
            plan: what was approved; `plan.seed` is the only source of randomness.
            tried: all that ran or runs, in the order it was queued.
        """
