"""How an experiment chooses its next variants: one strategy a file, listed here."""

from experiments.strategies._base import Strategy, Tried
from experiments.strategies.bayesian import Bayesian
from experiments.strategies.listed import Listed
from experiments.strategies.random_search import RandomSearch
from store.errors import BadRequest

STRATEGIES: tuple[Strategy, ...] = (Listed(), RandomSearch(), Bayesian())
"""All strategies there are."""

__all__ = ["STRATEGIES", "Strategy", "Tried", "strategy"]


def strategy(name: str) -> Strategy:
    """The strategy of that name.

    Raises:
        BadRequest: there is none; the message lists those that exist.
    """
    for known in STRATEGIES:
        if known.name == name:
            return known
    raise BadRequest(f"There is no strategy called {name!r}. Choose one of: {', '.join(s.name for s in STRATEGIES)}.")
