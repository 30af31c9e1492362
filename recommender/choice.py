"""Which candidates to run: the set whose best is expected to be best, within a budget if there is one.

Greedy choice by expected improvement over the worlds; for a monotone submodular gain such as this one greedy is within
1 − 1/e of the best set (Nemhauser, Wolsey & Fisher, 1978; for budgets Khuller, Moss & Naor, 1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from recommender.features import Floats
from recommender.outlook import Outlook

GREEDY = 48
"""Candidates chosen as a set; those after them follow by their expected gain alone."""
COST_POWERS = (0.0, 0.3, 0.6, 1.0)
"""Powers on the seconds that a gain is divided by, tried on plans for the whole budget."""
PLAN = 24
"""Runs a trial plan may have."""
SMALLER = (0.5,)
"""Shares of the budget whose plans are tried on for all of it."""
BLOCK = 24
"""Candidates whose improvement is computed together."""


@dataclass(frozen=True)
class Taste:
    """What a person's wishes add to the choice; they order, they never forbid."""

    worth: Floats
    """Factor on each candidate's gain, > 0, (n,)."""
    kinds: NDArray[np.int64]
    """Kind of each candidate, (n,)."""
    floor: float = 1e-6
    """What a run is worth beside its gain, for a share of the way its expectation has gone to the best: so that wishes
    find something to weigh where gains are nil."""
    diversity: float = 0.0
    """0 to 1: by how much a gain shrinks for each candidate of the same kind chosen before."""


@dataclass(frozen=True)
class Choice:
    """Candidates in the order to run them."""

    order: NDArray[np.int64]
    gain: Floats
    """Expected improvement of each, given those before it, in units of best minus median, (n,)."""


def gains(outlook: Outlook) -> tuple[Floats, Floats]:
    """Values of the candidates, (n_worlds, n), and of the best so far, (n_worlds,): 0 median, about 1 best."""
    scale = np.exp(outlook.worlds.place[:, 1:])
    middle = outlook.worlds.place[:, :1]
    value = (outlook.worlds.unit() - middle) / scale
    start = (
        np.zeros(len(value)) if outlook.best is None else np.maximum((outlook.best - middle[:, 0]) / scale[:, 0], 0.0)
    )
    return np.clip(value, -2.0, 4.0), start


def choose(outlook: Outlook, n: int, budget_s: float | None = None, taste: Taste | None = None) -> Choice:
    """The first n candidates to run.

    Args:
        outlook: expectations for the candidates.
        n: how many.
        budget_s: seconds left for all of them; None for no limit.
        taste: wishes of the person.
    """
    value, start = gains(outlook)
    taste = taste or Taste(np.ones(value.shape[1]), np.arange(value.shape[1]))
    weight, mean = outlook.worlds.weight, outlook.worlds.weight @ value
    if budget_s is None or outlook.log_cost is None:
        order, gain = _greedy(value, start, weight, outlook.success, min(n, GREEDY), mean, taste)
    else:
        order, gain = _within(outlook, value, start, mean, n, max(budget_s, 0.0), taste)
    rest = np.setdiff1d(np.arange(len(mean)), order)
    rest = rest[np.argsort(-((mean + 3.0) * outlook.success * taste.worth)[rest], kind="stable")][: n - len(order)]
    improvement = weight @ np.maximum(value[:, rest] - start[:, None], 0) * outlook.success[rest]
    if budget_s is not None:
        improvement = np.zeros(len(rest))  # the budget is spent before they come
    return Choice(np.concatenate([order, rest]).astype(np.int64), np.concatenate([gain, improvement]))


class _Improvements:
    """Expected improvements, computed anew only where they can matter.

    What a candidate adds only shrinks as others join the set, so that a figure from an earlier step bounds it from
    above (lazy greedy; Minoux, 1978). The choice is the same as with every figure computed anew.
    """

    def __init__(self, value: Floats, start: Floats, weight: Floats) -> None:
        self._value, self._now, self._weight = np.ascontiguousarray(value.T), start, weight
        self._add: Floats = self._of(slice(None))

    def again(self) -> "_Improvements":
        """The same at its beginning, for another plan; to be asked for before anything has joined."""
        twin = object.__new__(_Improvements)
        twin._value, twin._now, twin._weight, twin._add = self._value, self._now, self._weight, self._add.copy()
        return twin

    def best(self, chance: Floats, extra: Floats, factor: Floats, open_: NDArray[np.bool_]) -> tuple[int, float]:
        """The open candidate with the most (add × chance + extra) × factor, and its add × chance.

        Args:
            chance: of success, (n,), never above that of an earlier call.
            extra: worth beside the improvement, (n,), never above that of an earlier call.
            factor: above 0, (n,), never above that of an earlier call.
            open_: which may be chosen, (n,).
        """
        rated = np.where(open_, (self._add * chance + extra) * factor, -np.inf)
        stale = open_.copy()
        while stale[j := int(rated.argmax())]:
            some = np.argpartition(-np.where(stale, rated, -np.inf), BLOCK)[:BLOCK] if len(rated) > BLOCK else None
            block = np.flatnonzero(stale) if some is None else np.union1d(some[stale[some]], j)
            self._add[block] = self._of(block)
            rated[block] = (self._add[block] * chance[block] + extra[block]) * factor[block]
            stale[block] = False
        return j, float(self._add[j] * chance[j])

    def join(self, j: int, chance: float) -> None:
        """Adds a candidate that succeeds with a chance to the set."""
        self._now = self._now + chance * np.maximum(self._value[j] - self._now, 0.0)

    def of(self, j: int) -> float:
        """What a candidate would add now."""
        return float(self._of(np.array([j]))[0])

    def _of(self, which: "NDArray[np.int64] | slice") -> Floats:
        return np.asarray(np.maximum(self._value[which] - self._now, 0.0) @ self._weight)


def _greedy(
    value: Floats, start: Floats, weight: Floats, success: Floats, n: int, mean: Floats, taste: Taste
) -> tuple[NDArray[np.int64], Floats]:
    order, gain = [], []
    worth, extra = taste.worth.copy(), taste.floor * (mean + 3.0) * success
    open_, improvements = np.ones(value.shape[1], bool), _Improvements(value, start, weight)
    for _ in range(min(n, value.shape[1])):
        j, add = improvements.best(success, extra, worth, open_)
        order.append(j)
        gain.append(add)
        open_[j] = False
        worth = _told_apart(worth, taste, j)
        improvements.join(j, float(success[j]))
    return np.array(order, dtype=np.int64), np.array(gain)


def _told_apart(worth: Floats, taste: Taste, chosen: int) -> Floats:
    """The worths after a candidate was chosen: more of the same kind is worth less where diversity is wished."""
    if not taste.diversity:
        return worth
    return np.where(taste.kinds == taste.kinds[chosen], worth * (1.0 - taste.diversity), worth)


def _within(
    outlook: Outlook, value: Floats, start: Floats, mean: Floats, n: int, budget_s: float, taste: Taste
) -> tuple[NDArray[np.int64], Floats]:
    """The best of several plans for the budget, by what it is expected to reach.

    A single next run is the first of a plan that spends the whole budget; a set asked for is planned as that set, and
    plans for smaller budgets are tried on, so that more seconds do not make it worse.
    """
    begun = _Improvements(value, start, outlook.worlds.weight)
    most = n if 1 < n <= GREEDY else PLAN

    def best(budget_s: float, *, begin: Sequence[Sequence[int]] = ((),)) -> _Plan:
        tried = [
            _plan(outlook, begun.again(), mean, budget_s, power, most, taste, given)
            for given in begin
            for power in (COST_POWERS if not given else COST_POWERS[:1])
        ]
        return max(tried, key=lambda p: round(p.total, 9))

    smaller = [best(budget_s * share).order for share in SMALLER] if n > 1 else []
    plan = best(budget_s, begin=[(), *smaller])
    return np.array(plan.order[:n], dtype=np.int64), np.array(plan.gain[:n])


@dataclass(frozen=True)
class _Plan:
    """Runs for a budget."""

    total: float
    """What they are expected to reach, weighed by a person's wishes."""
    order: list[int]
    gain: list[float]


def _plan(
    outlook: Outlook,
    improvements: _Improvements,
    mean: Floats,
    budget_s: float,
    power: float,
    most: int,
    taste: Taste,
    given: Sequence[int] = (),
) -> _Plan:
    """Greedy by gain per second^power until the budget is spent, after the runs given."""
    assert outlook.log_cost is not None and outlook.log_cost_sd is not None
    seconds = np.exp(np.clip(outlook.log_cost, -12, 25))
    expected = seconds * np.exp(0.5 * np.minimum(outlook.log_cost_sd, 1.0) ** 2)
    slowness, floor = seconds**power, taste.floor * (mean + 3.0)
    order, gain, total, left = list[int](), list[float](), 0.0, budget_s
    open_, worth = np.ones(len(mean), bool), taste.worth.copy()
    for k in range(min(most, len(mean))):
        fits = ndtr((np.log(max(left, 1e-6)) - outlook.log_cost) / outlook.log_cost_sd)
        chance = outlook.success * fits
        if k < len(given):
            j, add = given[k], improvements.of(given[k]) * float(chance[given[k]])
        else:
            j, add = improvements.best(chance, floor * chance, worth / slowness, open_)
        order.append(j)
        gain.append(add)
        total += add * float(worth[j])
        open_[j] = False
        worth = _told_apart(worth, taste, j)
        improvements.join(j, float(chance[j]))
        left -= float(expected[j])
        if left <= 0:
            break
    return _Plan(total, order, gain)
