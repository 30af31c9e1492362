"""Intervals that cover what they say: widened or narrowed by what was seen on datasets left out.

Split-conformal scaling of the worlds' own quantiles (Romano, Patterson & Candès, Conformalized Quantile Regression,
2019), by dataset, for several numbers of observed runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.features import Floats
from recommender.knowledge import History
from recommender.model import Model
from recommender.outlook import Lineup, Outlook, Seen
from recommender.scene import Scene
from recommender.standing import Unit
from recommender.worlds import Worlds

COVER = 0.8
STEPS = (0, 1, 3, 8, 20, 50)
"""Numbers of observed runs that intervals are calibrated for."""
QUARTERS = 4
USUAL_RUNS = 3
"""Runs that the usual stretch counts as beside those seen."""
DATASETS = 60
"""Past datasets used for it, at most; more of them where each has few runs."""
MANY = 20
"""More runs than this take long to hear, so that only one dataset in `SELDOM` is tried with them."""
SELDOM = 3
OWN_TOO_MUCH = 0.05
"""Share of single runs in what is expected of their variants above which leaving out in closed form flatters."""
SPLITS = 2
HELD_OUT = 4
"""One in so many groups is held out of a fit of its own there, for each of `SPLITS`."""


@dataclass(frozen=True)
class Calibration:
    """By how much to stretch the intervals below and above, for each number of `STEPS`."""

    below: Floats
    above: Floats
    cost_below: Floats
    cost_above: Floats
    borne: int = STEPS[-1]
    """Most observed runs for which past datasets had runs enough to measure it."""

    @classmethod
    def of(cls, model: Model | None) -> "Calibration":
        """Learns the stretch from past datasets predicted as if they and their groups were not known."""
        ones = np.ones(len(STEPS))
        if model is None or len(np.unique(model.where.groups)) < 5:
            return cls(1.2 * ones, 1.2 * ones, 1.3 * ones, 1.3 * ones)
        rng = np.random.default_rng(model.where.seed)
        found: list[list[tuple[Floats, Floats]]] = [[] for _ in STEPS]
        for i, (scene, row, own) in enumerate(_held_out(model, rng)):
            steps = [n for n in STEPS if n <= MANY or i % SELDOM == 0]
            for k, errors in _tried(scene, model.history, row, own, steps, rng):
                found[k].append(errors)
        stretches = [_stretches(f) for f in found]
        table = np.array([s if s is not None else stretches[0] or (1.2, 1.2, 1.3, 1.3) for s in stretches])
        below, above, cost_below, cost_above = table.T
        borne = max([n for n, s in zip(STEPS, stretches, strict=True) if s is not None], default=0)
        return cls(below, above, cost_below, cost_above, borne)

    def scores(self, outlook: Outlook, which: NDArray[np.int64], unit: Unit) -> tuple[Floats, Floats, Floats]:
        """Low, middle and high score of the chosen candidates, in the metric's unit, (n,) each."""
        low, middle, high = quantiles(outlook, which)
        below, above = self._at(self.below, outlook.n_seen), self._at(self.above, outlook.n_seen)
        if self.borne < STEPS[-1] and outlook.n_seen > self.borne:
            # no past dataset tells, so the runs seen here do: a quarter of them foreseen from the others, in turn
            below = above = _own_stretch(outlook, max(below, above, 1.2))
        ends = middle - below * (middle - low), middle, middle + above * (high - middle)
        return unit.back(ends[0]), unit.back(ends[1]), unit.back(ends[2])

    def costs(self, outlook: Outlook, which: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """Expected, low and high seconds of the chosen candidates, (n,) each, NaN where no cost is known."""
        if outlook.log_cost is None or outlook.log_cost_sd is None:
            nothing = np.full(len(which), np.nan)
            return nothing, nothing, nothing
        mean, sd = outlook.log_cost[which], 1.2816 * outlook.log_cost_sd[which]
        below, above = self._at(self.cost_below, outlook.n_seen), self._at(self.cost_above, outlook.n_seen)
        if self.borne < STEPS[-1] and outlook.n_seen > self.borne:
            below = above = _own_cost_stretch(outlook, max(below, above))
        low, high = mean - below * sd, mean + above * sd
        return _seconds(mean), _seconds(low), _seconds(high)

    @staticmethod
    def _at(stretch: Floats, n: int) -> float:
        return float(np.interp(np.log1p(n), np.log1p(STEPS), stretch))


def quantiles(outlook: Outlook, which: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """10 %, 50 % and 90 % quantiles over the weighted worlds, in the unit, (n,) each."""
    return _of_worlds(outlook.worlds.columns(which))


def _of_worlds(worlds: Worlds) -> tuple[Floats, Floats, Floats]:
    n = len(worlds.weight)
    # systematic resampling turns weights into counts, so that plain quantiles serve
    chosen = np.minimum(np.searchsorted(np.cumsum(worlds.weight), (np.arange(n) + 0.5) / n), n - 1)
    values = np.sort(worlds.unit()[chosen], axis=0)
    low, middle, high = (np.asarray(values[min(int(q * n), n - 1)]) for q in (0.1, 0.5, 0.9))
    return low, middle, high


def _own_stretch(outlook: Outlook, usual: float) -> float:
    """The stretch that the runs seen on this dataset call for, drawn towards the usual one where they are few."""
    runs = outlook.runs
    if runs is None or len(runs.value) < QUARTERS:
        return usual
    missed = []
    for given, rest in _quarters(runs.value):
        after = runs.worlds.seen(given, runs.value[given], runs.cover[:, given], runs.spread)
        low, middle, high = _of_worlds(after.columns(rest))
        error = runs.value[rest] - middle
        missed.append(
            np.where(error < 0, -error / np.maximum(middle - low, 1e-9), error / np.maximum(high - middle, 1e-9))
        )
    return _drawn(usual, np.concatenate(missed))


def _own_cost_stretch(outlook: Outlook, usual: float) -> float:
    """The same for seconds."""
    paid = outlook.paid
    if paid is None or len(paid.value) < QUARTERS:
        return usual
    missed = []
    for given, rest in _quarters(paid.value):
        mean, sd = paid.foreseen(given, rest)
        missed.append(np.abs(paid.value[rest] - mean) / (1.2816 * sd))
    return _drawn(usual, np.concatenate(missed))


def _quarters(value: Floats) -> "list[tuple[NDArray[np.int64], NDArray[np.int64]]]":
    """A quarter of the runs to foresee and the others to foresee it from, in turn; each spread over all values."""
    part = np.argsort(np.argsort(value, kind="stable")) % QUARTERS
    return [(np.flatnonzero(part != k), np.flatnonzero(part == k)) for k in range(QUARTERS)]


def _drawn(usual: float, missed: Floats) -> float:
    """The stretch that covers enough of what was missed, (n_runs,), drawn towards the usual one."""
    n = len(missed)
    needed = float(np.clip(np.quantile(missed, min(COVER * (n + 1) / n, 1.0)), 0.5, 20.0))
    return (USUAL_RUNS * usual + n * needed) / (USUAL_RUNS + n)


def _seconds(log_cost: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(log_cost, -20.0, 30.0)))


def _held_out(model: Model, rng: np.random.Generator) -> "Iterator[tuple[Scene, int, bool]]":
    """Past datasets seen as if they and their groups were not known, and whether their runs still shine through.

    Left out in closed form where runs are many; where a run has much of a share in what is expected of its variant,
    from fits that never saw it.
    """
    nothing = pd.Series(dtype=float)
    scored = np.isfinite(model.history.score).sum(1)
    own = float(model.score.own.mean())
    if own <= OWN_TOO_MUCH:
        for row in _some(np.flatnonzero(scored >= 2), DATASETS, rng):
            yield Scene.of(model, nothing, leave_out=int(row)), int(row), True
        return
    names = rng.permutation(np.unique(model.where.groups))
    for k in range(SPLITS):
        held = np.isin(model.where.groups, names[k::HELD_OUT])
        part = Model.of(model.history.only(np.flatnonzero(~held)), model.where.seed)
        if part is None:
            continue
        part = replace(part, score=part.score.trusting(model.score.trust))
        for row in _some(np.flatnonzero(held & (scored >= 1)), 2 * DATASETS, rng):
            yield Scene.of(part, model.history.datasets.iloc[row]), int(row), False


def _some(rows: NDArray[np.int64], most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return rows if len(rows) <= most else np.sort(rng.choice(rows, most, replace=False))


def _tried(
    scene: Scene, history: History, row: int, shines: bool, steps: list[int], rng: np.random.Generator
) -> "list[tuple[int, tuple[Floats, Floats]]]":
    """Errors relative to the interval's ends on one dataset, after each of the numbers of observed runs in `steps`."""
    model = scene.model
    value = model.unit.forward(history.score[row])
    cost, failure = history.log_cost[row], history.failure[row]
    run = rng.permutation(np.flatnonzero(np.isfinite(failure)))
    everyone = np.arange(len(value))
    lineup = Lineup.of(scene, everyone, pd.DataFrame())
    out = []
    for k, n in enumerate(steps):
        if n >= len(run):
            break
        at, rest = run[:n], run[n:]
        seen = Seen(tuple(str(a) for a in at), value[at], cost[at], failure[at])
        outlook = Outlook.of(scene, lineup, rest, at, seen)
        low, middle, high = quantiles(outlook, np.arange(len(rest)))
        # the usual standing of a variant was learned with this very run among few others
        error = value[rest] - middle
        if shines:
            error = error / (1 - _by_variant(outlook.worlds) * model.score.own[rest])
        relative = np.where(error < 0, error / np.maximum(middle - low, 1e-9), error / np.maximum(high - middle, 1e-9))
        paid = np.full(len(rest), np.nan)
        if outlook.log_cost is not None and outlook.log_cost_sd is not None:
            own = 0.0 if model.cost is None or not shines else model.cost.own[rest]
            paid = (cost[rest] - outlook.log_cost) / (1.2816 * outlook.log_cost_sd) / (1 - own)
        out.append((k, (relative, paid)))
    return out


def _by_variant(worlds: Worlds) -> float:
    """Share of the values' variance over the worlds that is not the dataset's location's."""
    unit, place = worlds.unit(), worlds.place[:, 0]
    whole = float((worlds.weight @ (unit - worlds.weight @ unit) ** 2).mean())
    location = float(worlds.weight @ (place - worlds.weight @ place) ** 2)
    return float(np.clip(1.0 - location / max(whole, 1e-12), 0.0, 1.0))


def _stretches(found: "list[tuple[Floats, Floats]]") -> tuple[float, float, float, float] | None:
    if len(found) < 5:
        return None
    return *_ends([f[0] for f in found], 1.2), *_ends([f[1] for f in found], 1.3)


def _ends(errors: list[Floats], default: float) -> tuple[float, float]:
    """The stretches below and above within which a share COVER of the errors falls, every dataset counting alike."""
    values, weights = [], []
    for e in errors:
        good = e[np.isfinite(e)]
        values.append(good)
        weights.append(np.full(len(good), 1.0 / max(len(good), 1)))
    x, w = np.concatenate(values), np.concatenate(weights)
    if len(x) < 20:
        return default, default
    order = np.argsort(x)
    share = (np.cumsum(w[order]) - 0.5 * w[order]) / w.sum()
    low, high = np.interp([(1 - COVER) / 2, (1 + COVER) / 2], share, x[order])
    return float(np.clip(-low, 0.05, 20.0)), float(np.clip(high, 0.05, 20.0))
