"""Forecasts without a regression: what was there a season ago, or levels, trends and seasons smoothed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

Floats = NDArray[np.float64]

_FEW_SEASONS = 2


class SeasonalNaive(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The mean of the same place in the last seasons, the trend from season to season added where wanted.

    Without a season it is the last value, or the mean of the last ones (Hyndman and Athanasopoulos, 2021, 5.2).

    Attributes:
        drift_: change from one step to the next that is added.
    """

    def __init__(self, season: int = 1, seasons: int = 1, drift: bool = False) -> None:
        self.season = season
        self.seasons = seasons
        self.drift = drift

    def fit(self, values: Floats, extra: Any = None) -> "SeasonalNaive":
        """Learn the drift of values (n_steps,)."""
        self.drift_ = float(values[-1] - values[0]) / (len(values) - 1) if self.drift and len(values) > 1 else 0.0
        return self

    def ahead(self, values: Floats, extra: Any, steps: int) -> Floats:
        """What follows values (n_steps,), shape (steps,)."""
        season = min(self.season, len(values))
        wanted = np.arange(steps)
        found = []
        for back in range(1, self.seasons + 1):
            place = len(values) - back * season + wanted % season
            far = (wanted // season + back) * season
            if place.min() >= 0:
                found.append(values[place] + self.drift_ * far)
        return np.asarray(np.mean(found, axis=0))

    def one_step(self, values: Floats, extra: Any) -> Floats:
        """For each step what would have been said of it just before, shape (n_steps,); the first is its own."""
        season = min(self.season, len(values))
        found = [_shifted(values, back * season) + self.drift_ * back * season for back in range(1, self.seasons + 1)]
        return np.asarray(np.mean(found, axis=0))


def _shifted(values: Floats, by: int) -> Floats:
    place = np.arange(len(values)) - by
    return np.asarray(values[np.where(place < 0, np.arange(len(values)) % max(by, 1), place).clip(0, len(values) - 1)])


class ExponentialSmoothing(BaseEstimator):  # type: ignore[misc]
    """Level, damped trend and season, each smoothed; additive (Holt, 1957; Winters, 1960; Gardner, 1985).

    The weights are those of least squared one-step error, found by L-BFGS-B from a few starts.

    Args:
        season: steps of a season; 1, or fewer than two seasons of values, for none.
        trend: whether there is a trend, `none` or `damped`.

    Attributes:
        weights_: of level, trend and season, and the damping.
    """

    def __init__(self, season: int = 1, trend: str = "damped") -> None:
        self.season = season
        self.trend = trend

    def fit(self, values: Floats, extra: Any = None) -> "ExponentialSmoothing":
        """Find the weights for values (n_steps,)."""
        from scipy.optimize import minimize

        scale = float(values.std()) or 1.0
        self.seasonal_ = self.season > 1 and len(values) >= _FEW_SEASONS * self.season + 1
        self.trending_ = self.trend == "damped" and len(values) >= 6
        bounds = [(1e-3, 0.999), (1e-4, 0.5) if self.trending_ else (0.0, 0.0),
                  (1e-4, 0.6) if self.seasonal_ else (0.0, 0.0), (0.8, 0.995)]  # fmt: skip

        def loss(weights: Floats) -> float:
            return float(np.mean(((values - self._run(values, weights)[0]) / scale) ** 2))

        starts = ([0.5, 0.05, 0.1, 0.95], [0.15, 0.01, 0.3, 0.98])
        tried = [
            minimize(loss, np.clip(s, [b[0] for b in bounds], [b[1] for b in bounds]), bounds=bounds,
                     method="L-BFGS-B", options={"maxiter": 40})
            for s in starts
        ]  # fmt: skip
        self.weights_ = np.asarray(min(tried, key=lambda t: float(t.fun)).x, dtype=float)
        return self

    def ahead(self, values: Floats, extra: Any, steps: int) -> Floats:
        """What follows values (n_steps,), shape (steps,)."""
        _, level, trend, season = self._run(values, self.weights_)
        damping = float(self.weights_[3])
        far = np.arange(1, steps + 1)
        out = level + trend * damping * (1.0 - damping**far) / (1.0 - damping)
        if self.seasonal_:
            out = out + season[(len(values) + far - 1) % self.season]
        return np.asarray(out)

    def one_step(self, values: Floats, extra: Any) -> Floats:
        """For each step what would have been said of it just before, shape (n_steps,)."""
        return self._run(values, self.weights_)[0]

    def _run(self, values: Floats, weights: Floats) -> tuple[Floats, float, float, Floats]:
        """One-step forecasts, and level, trend and season at the end."""
        alpha, beta, gamma, damping = (float(w) for w in weights)
        m = self.season if self.seasonal_ else 1
        level = float(values[:m].mean())
        trend = float((values[m : 2 * m].mean() - level) / m) if self.trending_ and len(values) >= 2 * m else 0.0
        season = [float(v) - level for v in values[:m]] if self.seasonal_ else [0.0]
        said = []
        for i, value in enumerate(values.tolist()):
            place = i % m
            ahead = level + damping * trend
            said.append(ahead + season[place])
            now = alpha * (value - season[place]) + (1.0 - alpha) * ahead
            trend = beta * (now - level) + (1.0 - beta) * damping * trend if self.trending_ else 0.0
            level = now
            if self.seasonal_:
                season[place] = gamma * (value - level) + (1.0 - gamma) * season[place]
        return np.array(said), level, trend, np.array(season)
