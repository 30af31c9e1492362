"""What a score means on its dataset: standing among variants, and the way back to the metric's own unit.

A standing is a Gaussianised rank within the dataset, comparable between datasets whatever their scale, plus a term that
tells the very best apart: the squared share of the way from the median to the best variant. The way back is
a location (the median variant), a scale (best minus median) and a shape (how scores spread between), each of which
differs by dataset and is predicted with its uncertainty.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from recommender.features import Floats

TOP_TERM = 5.0
"""Weight of the squared gain in a standing."""
GRID = np.linspace(-3.0, 3.0 + TOP_TERM, 65)
"""Standings at which shapes are kept."""
MIN_SHAPE = 8
"""Runs on a dataset that its own shape needs; with fewer it gets the mean shape."""
ROUNDS = 3
LOOSE = 0.6
"""Standard deviation of log scales between datasets, where too few are known to measure it."""
FEW_SCALES = 10
SPANS = 2.3
"""Distance from the median to the best variant in standard deviations of the scores, about."""
_NODES, _SHARES = np.polynomial.hermite_e.hermegauss(5)
_SHARES = _SHARES / _SHARES.sum()


@dataclass(frozen=True)
class Unit:
    """A monotone map under which scores of different datasets compare: the score, or minus the log of minus it."""

    log: bool
    sign: float
    low: float
    """Least score worth predicting."""
    high: float

    @classmethod
    def of(cls, score: Floats) -> "Unit":
        """Chooses the map: logarithmic for errors (or gains) whose size differs by orders between datasets."""
        seen = score[np.isfinite(score)]
        if len(seen) == 0:
            return cls(False, 1.0, -np.inf, np.inf)
        top, bottom = _bound(score, float(seen.max())), _bound(score, float(seen.min()))
        middles = np.array([np.median(r[np.isfinite(r)]) for r in score if np.isfinite(r).any()])
        sign = 1.0 if (middles > 0).all() else -1.0
        sizes = sign * middles
        # errors are sizes by nature: a few datasets in larger units suffice to compare them by their ratios
        spread = (sizes.max(), 8 * sizes.min()) if sign < 0 else (np.quantile(sizes, 0.9), 20 * np.quantile(sizes, 0.1))
        wide = (sizes > 0).all() and spread[0] > spread[1] and (sign * seen >= 0).all()
        low, high = (bottom if bottom is not None else -np.inf), (top if top is not None else np.inf)
        if wide and sign < 0:
            high = min(high, 0.0)
        return cls(bool(wide), sign, float(low), float(high))

    def forward(self, score: Floats) -> Floats:
        """Score to unit, increasing."""
        if not self.log:
            return score
        return np.asarray(self.sign * np.log(np.maximum(self.sign * score, 1e-12)))

    def back(self, value: Floats) -> Floats:
        """Unit to score, within the bounds seen."""
        score = self.sign * np.exp(np.clip(self.sign * value, -27.0, 300.0)) if self.log else value
        return np.clip(score, self.low, self.high)


def _bound(score: Floats, end: float) -> float | None:
    """The extreme score if two datasets reached it, else None: then it is no bound."""
    return end if (np.abs(score - end) < 1e-9).any(1).sum() >= 2 else None


@dataclass(frozen=True)
class Standings:
    """Scores of past datasets as standings, with the way back."""

    z: Floats
    """(n_datasets, n_variants), NaN where not run."""
    place: Floats
    """Location and log scale of each dataset, (n_datasets, 2)."""
    shapes: Floats
    """Unit values relative to location and scale at each standing of `GRID`, (n_datasets, len(GRID))."""
    loose: Floats
    """Standard deviation of each log scale that its own runs leave open, (n_datasets,)."""


def standings(values: Floats) -> Standings:
    """Standings of unit values, (n_datasets, n_variants), NaN where not run.

    Where few variants were run on a dataset, their ranks say little by themselves: ranks are stretched over the
    standings that those variants usually have.
    """
    known = np.isfinite(values)
    ranks = np.full(values.shape, np.nan)
    for i, row in enumerate(known):
        if row.any():
            ranks[i, row] = ndtri((rankdata(values[i, row]) - 0.5) / row.sum())
    z = ranks.copy()
    if not known.all():
        for _ in range(ROUNDS):
            z = _stretched(ranks, z, known)
    z = _topped(values, z, known)
    place, shapes = _shapes(values, z, known)
    own = known.sum(1) >= MIN_SHAPE
    usual = float(place[own, 1].std()) if own.sum() >= FEW_SCALES else LOOSE
    return Standings(z, place, shapes, np.where(own, 0.0, usual))


def _topped(values: Floats, z: Floats, known: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Floats:
    """Adds the squared gain; where few variants were run, what it usually is at their rank."""
    steps = np.linspace(-3.0, 3.0, 49)
    out, curves = z.copy(), []
    many = known.sum(1) >= MIN_SHAPE
    for i in np.flatnonzero(many):
        y = values[i, known[i]]
        middle, top = float(np.median(y)), float(y.max())
        gain = np.clip((y - middle) / max(top - middle, 1e-12), 0.0, 1.0) ** 2
        order = np.argsort(z[i, known[i]], kind="stable")
        curves.append(np.interp(steps, z[i, known[i]][order], gain[order]))
        out[i, known[i]] += TOP_TERM * gain
    usual = np.mean(curves, 0) if curves else np.clip(steps / 2.5, 0.0, 1.0) ** 2
    for i in np.flatnonzero(~many):
        out[i, known[i]] += TOP_TERM * np.interp(z[i, known[i]], steps, usual)
    return out


def _stretched(ranks: Floats, z: Floats, known: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Floats:
    count = known.sum(0)
    usual = np.where(known, z, 0).sum(0) / (count + 1.0)
    left = float(np.mean(np.where(known, z - usual, 0)[known] ** 2)) if known.any() else 1.0
    # standings of all variants have variance 1: what few runs a dataset show of it is too little
    left = max(left, 1.0 - float(usual[count > 0].var())) if known.any() else left
    out = np.full_like(z, np.nan)
    for i, row in enumerate(known):
        if not row.any():
            continue
        n, share = row.sum(), row.mean()
        middle = usual[row].mean() * (1 - share)
        spread = np.sqrt(usual[row].var() + left)
        full = np.sqrt(max(np.mean(ranks[i, row] ** 2), 1e-9)) if n > 1 else 1.0
        stretch = (1 - share) * min(spread / full, 2.0) + share
        out[i, row] = middle + ranks[i, row] * stretch
    return out


def _shapes(values: Floats, z: Floats, known: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> tuple[Floats, Floats]:
    n = len(values)
    place, shapes = np.full((n, 2), np.nan), np.full((n, len(GRID)), np.nan)
    for i in np.flatnonzero(known.sum(1) >= MIN_SHAPE):
        y, at = np.sort(values[i, known[i]]), np.sort(z[i, known[i]])
        curve = np.interp(GRID, at, y)
        middle, top = float(np.median(y)), float(y[-1])
        place[i] = middle, top - middle
        shapes[i] = curve
    some = np.isfinite(place[:, 0])
    floor = max(0.02 * float(np.median(place[some, 1])), 1e-9) if some.any() else 1e-9
    place[some, 1] = np.log(np.maximum(place[some, 1], floor))
    shapes[some] = np.maximum((shapes[some] - place[some, :1]) / np.exp(place[some, 1:]), -40.0)
    mean = np.median(shapes[some], 0) if some.any() else np.tanh(GRID * 0.4) / np.tanh(1.6)
    usual = float(np.median(place[some, 1])) if some.any() else _usual_scale(values, known)
    for i in np.flatnonzero(~some):
        row = known[i]
        expected = np.interp(z[i, row], GRID, mean)
        place[i] = (np.median(values[i, row] - np.exp(usual) * expected) if row.any() else np.nan), usual
        shapes[i] = mean
    lost = ~np.isfinite(place[:, 0])
    place[lost, 0] = np.median(place[~lost, 0]) if not lost.all() else 0.0
    return place, shapes


def _usual_scale(values: Floats, known: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> float:
    """Log of the scale by the pooled spread within datasets, where none has enough runs for a shape of its own."""
    parts = [values[i, k] for i, k in enumerate(known) if k.sum() > 1]
    squares, free = sum(float(((p - p.mean()) ** 2).sum()) for p in parts), sum(len(p) - 1 for p in parts)
    usual = SPANS * float(np.sqrt(squares / free)) if free else 0.0
    return float(
        np.log(usual if usual > 1e-9 else 0.1 * float(np.abs(values[known]).mean() if known.any() else 1) + 1e-9)
    )


def on_shapes(shapes: Floats, z: Floats) -> Floats:
    """Shape values of standings: (n_worlds, len(GRID)) and (n_worlds, n) give (n_worlds, n); ends go on level."""
    step = GRID[1] - GRID[0]
    position = np.clip((z - GRID[0]) / step, 0.0, len(GRID) - 1.000001)
    below = position.astype(np.int64)
    share = position - below
    row = np.arange(len(shapes))[:, None]
    return np.asarray(shapes[row, below] * (1 - share) + shapes[row, below + 1] * share)


def linearised(shapes: Floats, z: Floats, spread: float) -> tuple[Floats, Floats, Floats]:
    """The line that fits shapes best around each standing, where standings are normal about it.

    Statistical linear regression (Särkkä, Bayesian Filtering and Smoothing, 2013) by Gauss–Hermite quadrature: a
    tangent says nothing of a plateau's end near by.

    Args:
        shapes: (n_worlds, len(GRID)).
        z: standings, (n_worlds, n).
        spread: their standard deviation.

    Returns:
        Mean shape value, slope ≥ 0 by the standing, and the variance that the line misses, (n_worlds, n) each.
    """
    values = np.stack([on_shapes(shapes, z + spread * node) for node in _NODES])
    level = np.tensordot(_SHARES, values, 1)
    slope = np.maximum(np.tensordot(_SHARES * _NODES, values, 1) / spread, 0.0)
    missed = np.tensordot(_SHARES, (values - level) ** 2, 1) - (spread * slope) ** 2
    return level, slope, np.maximum(missed, 0.0)
