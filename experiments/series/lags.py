"""Forecasting as regression: what was known at an origin in, the value some steps later out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class LagRegression(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A regressor on lagged values, rolling means, the season's last values and what is known of the moment itself.

    `direct`: one model for all steps up to the horizon, which knows how far ahead it looks and sees no forecast of its
    own. `recursive`: a model of the next step, fed with its own forecasts. What is learned is the value itself, or its
    difference to the last value or to that of a season ago; lags are then taken relative to the same.

    Args:
        regressor: unfitted.
        season: steps of a season, 1 for none.
        horizon: steps that `direct` learns.
        lags: how many of the last values.
        windows: lengths of the rolling means.
        difference: `none`, `last` or `season`.
        reach: `direct` or `recursive`.
        most_pairs: pairs of origin and step to learn from, the latest.

    Attributes:
        regressor_: fitted.
    """

    def __init__(
        self,
        regressor: Any,
        season: int = 1,
        horizon: int = 1,
        lags: int = 6,
        windows: tuple[int, ...] = (),
        difference: str = "none",
        reach: str = "direct",
        most_pairs: int = 6_000,
    ) -> None:
        self.regressor = regressor
        self.season = season
        self.horizon = horizon
        self.lags = lags
        self.windows = windows
        self.difference = difference
        self.reach = reach
        self.most_pairs = most_pairs

    def fit(self, values: Floats, extra: Floats) -> "LagRegression":
        """Learn from values (n_steps,) and what is known of each moment (n_steps, n_known)."""
        n = len(values)
        self.lags_ = int(max(1, min(self.lags, n // 3)))
        self.windows_ = [int(w) for w in self.windows if 1 < w <= n // 3]
        self.season_ = int(self.season) if 1 < self.season <= n // 2 else 1
        first = max(self.lags_, *(self.windows_ or [1]), self.season_ if self.season_ > 1 else 1) - 1
        first = min(first, max(n - 3, 0))
        reach = min(self.horizon, max(n - 1 - first - 2, 1)) if self.reach == "direct" else 1
        origin, target = _pairs(first, n, reach, self.most_pairs)
        z = values[target] - self._base(values, origin, target)
        self.regressor_ = clone(self.regressor).fit(self._features(values, extra, origin, target), z)
        return self

    def ahead(self, values: Floats, extra: Floats, steps: int) -> Floats:
        """What follows values (n_steps,), shape (steps,).

        Args:
            values: all that is known.
            extra: what is known of each moment, of those to come as well, (n_steps + steps, n_known).
            steps: how many.
        """
        known = values.copy()
        block = max(1, self.horizon) if self.reach == "direct" else 1
        while len(known) < len(values) + steps:
            count = min(block, len(values) + steps - len(known))
            origin = np.full(count, len(known) - 1)
            known = np.append(known, self._said(known, extra, origin, len(known) + np.arange(count)))
        return known[len(values) :]

    def one_step(self, values: Floats, extra: Floats) -> Floats:
        """For each step what would have been said of it just before, shape (n_steps,); the first is its own."""
        target = np.arange(1, len(values))
        return np.append(values[:1], self._said(values, extra[: len(values)], target - 1, target))

    def _said(self, values: Floats, extra: Floats, origin: Whole, target: Whole) -> Floats:
        said = np.asarray(self.regressor_.predict(self._features(values, extra, origin, target))).ravel()
        return np.asarray(said + self._base(values, origin, target))

    def _seasonal(self, values: Floats, origin: Whole, target: Whole, seasons_back: int) -> Floats:
        """The latest known value of the target's place in the season, and those of seasons before."""
        ahead = np.ceil((target - origin) / self.season_).astype(int) + seasons_back
        return np.asarray(values[np.maximum(target - self.season_ * ahead, 0)])

    def _base(self, values: Floats, origin: Whole, target: Whole) -> Floats:
        """What the learned value is a difference to."""
        if self.difference == "none":
            return np.zeros(len(origin))
        if self.difference == "season" and self.season_ > 1:
            return self._seasonal(values, origin, target, 0)
        return np.asarray(values[origin])

    def _features(self, values: Floats, extra: Floats, origin: Whole, target: Whole) -> Floats:
        """Shape (n_pairs, n_features); nothing after the origin is looked at but what is known of the moment."""
        level = self._base(values, origin, target)
        columns = [values[np.maximum(origin - k, 0)] - level for k in range(self.lags_)]
        if self.season_ > 1:
            columns += [self._seasonal(values, origin, target, k) - level for k in range(2)]
        sums = np.append(0.0, np.cumsum(values))
        for width in self.windows_:
            start = np.maximum(origin + 1 - width, 0)
            columns.append((sums[origin + 1] - sums[start]) / (origin + 1 - start) - level)
        if self.reach == "direct":
            columns.append((target - origin).astype(float))
        return np.column_stack([*columns, extra[target]])


def _pairs(first: int, n: int, reach: int, most: int) -> tuple[Whole, Whole]:
    """Origins and targets at most `reach` steps later, the latest `most`."""
    step = np.tile(np.arange(1, reach + 1), n - 1 - first)
    origin = np.repeat(np.arange(first, n - 1), reach)
    inside = origin + step < n
    origin, step = origin[inside][-most:], step[inside][-most:]
    return origin, origin + step
