"""How an experiment chooses what to run: one strategy a file, listed here."""

from collections.abc import Sequence

from experiments.strategies._base import WAIT, Advise, Choice, Consult, Scene, Strategy, Tried, Wait
from experiments.strategies.bayesian import Bayesian
from experiments.strategies.generated import Generated
from experiments.strategies.grid import Grid
from experiments.strategies.halving import Halving, Hyperband
from experiments.strategies.pareto import Pareto
from experiments.strategies.random_search import RandomSearch
from experiments.strategies.recommended import Recommended
from experiments.strategies.sequence import next_choice, stages_of
from store.errors import BadRequest
from store.records import Plan

STRATEGIES: tuple[Strategy, ...] = (
    Recommended(), Grid(), RandomSearch(), Bayesian(), Halving(), Hyperband(), Pareto(),
    Generated(),
)  # fmt: skip
"""All strategies there are."""
_BY_NAME = {s.name: s for s in STRATEGIES}

__all__ = ["STRATEGIES", "WAIT", "Advise", "Choice", "Consult", "Scene", "Strategy", "Tried", "Wait", "choose_next",
           "stages_of", "strategy"]  # fmt: skip


def strategy(name: str) -> Strategy:
    """The strategy of that name.

    Raises:
        BadRequest: there is none; the message lists those that exist.
    """
    known = _BY_NAME.get(name)
    if known is None:
        raise BadRequest(
            f"There is no strategy called {name!r}. Choose one of: {', '.join(s.name for s in STRATEGIES)}."
        )
    return known


def choose_next(
    plan: Plan, tried: Sequence[Tried], advice: Advise | None = None, consult: Consult | None = None
) -> Choice | Wait | None:
    """What a plan's stages choose next, see `next_choice`."""
    return next_choice(plan, tried, _BY_NAME, advice, consult)
