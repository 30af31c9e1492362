"""A whole forecaster: moments, gaps, known columns, a scale, and a method that continues the series."""

import copy
from dataclasses import astuple
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin

from experiments.series.timeline import ROW, Timeline, when_of
from store.errors import BadData
from store.records import Forecast

Floats = NDArray[np.float64]

FARTHEST = 20_000
"""Steps beyond the last known value that are ever forecast."""
_YEAR_S = 365.2425 * 86_400.0


class Forecaster(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Continues one series; a scikit-learn regressor on a table of moments and columns known in advance.

    Values of one moment are averaged, steps without one are filled on a straight line between their neighbours. A
    prediction for a moment after the last one learned from looks no further than that; for an earlier moment it is
    what would have been said one step before.

    Args:
        method: unfitted, with `fit`, `ahead` and `one_step`.
        forecast: what says when, steps, horizon and season, as a mapping.
        calendar: `none`, `parts` of the date (for trees) or `waves` over season, week and year (for linear models).
        transform: `none` or `log` (of values that are never negative).
        preparation: unfitted, turns known columns into numbers; None where there are none.

    Attributes:
        values_: what is known, one a step, on the transformed scale.
        timeline_: of the values.
    """

    def __init__(
        self, method: Any, forecast: dict[str, Any], calendar: str = "none", transform: str = "none",
        preparation: Any = None,
    ) -> None:  # fmt: skip
        self.method = method
        self.forecast = forecast
        self.calendar = calendar
        self.transform = transform
        self.preparation = preparation

    def fit(self, X: pd.DataFrame, y: Any) -> "Forecaster":
        """Learn the series of rows (n_rows,) in any order, moments and known columns in `X`."""
        self._take(X, np.asarray(y, dtype=float))
        if len(self.values_) < 3:
            raise BadData("Fewer than 3 moments have a value: too few to learn how the series goes on.")
        self.method.fit(self.values_, self._extra(len(self.values_)))
        return self

    def extended(self, X: pd.DataFrame, y: Any) -> "Forecaster":
        """The same model with later values: nothing is learned anew, but forecasts start from their end.

        Values of moments that were known already replace those; earlier ones than all are left out.
        """
        later = copy.copy(self)
        when = when_of(X[self._forecast.column or ROW], self.dated_)
        if self._forecast.unit == "row":
            later.moments_ = np.unique(np.append(self.moments_, when))
            later.line_ = [*self.line_[:5], len(later.moments_) - 1, float(later.moments_[-1]), self.dated_]
        place = later.timeline_.steps(when, later.moments_)
        y, when = np.asarray(y, dtype=float)[place >= 0], when[place >= 0]
        X, place = X[place >= 0], place[place >= 0]
        count = max(int(place.max(initial=0)) + 1, len(self.values_))
        seen = np.append(np.arange(len(self.values_)), np.full(count - len(self.values_), -1)) >= 0
        values = np.append(self.values_, np.zeros(count - len(self.values_)))
        values[place], seen[place] = self._forth(y), True
        later.values_ = np.interp(np.arange(count), np.flatnonzero(seen), values[seen])
        if self.known_.shape[1]:
            longer = np.full((count, self.known_.shape[1]), np.nan)
            longer[: len(self.known_)] = self.known_
            later.known_ = _placed(self._prepared(X), place, longer)
        else:
            later.known_ = np.zeros((count, 0))
        return later

    def predict(self, X: pd.DataFrame) -> Floats:
        """The value at each row's moment, shape (n_rows,).

        Raises:
            BadData: a moment cannot be read, or lies too far ahead.
        """
        place = self._places(X)
        steps = int(place.max()) - len(self.values_) + 1
        if steps > FARTHEST:
            raise BadData(
                f"A moment lies {steps:,} steps after the last known value; at most {FARTHEST:,} can be told."
            )
        extra = self._extra(max(int(place.max()) + 1, len(self.values_)), X, place)
        said = np.empty(len(place))
        later = place >= len(self.values_)
        if later.any():
            ahead = self.method.ahead(self.values_, extra, steps)
            said[later] = ahead[place[later] - len(self.values_)]
        if not later.all():
            before = self.method.one_step(self.values_, extra)
            said[~later] = before[np.maximum(place[~later], 0)]
        return self._back(said)

    def steps_ahead(self, X: pd.DataFrame) -> NDArray[np.int64]:
        """How many steps after the last known value rows lie, shape (n_rows,); 0 and less is the past."""
        return np.asarray(self._places(X) - len(self.values_) + 1)

    def _take(self, X: pd.DataFrame, y: Floats) -> None:
        """Puts a history on its timeline."""
        forecast = self._forecast
        column = X[forecast.column or ROW]
        line = Timeline.of(forecast, column)
        self.dated_ = bool(line.dated)
        when = when_of(column, self.dated_)
        self.moments_ = np.unique(when) if forecast.unit == "row" else np.array([])
        self.line_: list[Any] = list(astuple(line))
        place = self.timeline_.steps(when, self.moments_)
        count = int(place.max()) + 1
        if count > 50 * len(place) + 1000:
            raise BadData(f"The series spans {count:,} steps, of which only {len(place):,} have a value.")
        self.logged_ = bool(self.transform == "log" and y.min() >= 0.0)
        sums, counts = np.bincount(place, y, count), np.bincount(place, minlength=count)
        seen = np.flatnonzero(counts)
        self.values_ = self._forth(np.interp(np.arange(count), seen, sums[seen] / counts[seen]))
        self.known_ = np.zeros((count, 0))
        if forecast.known and self.preparation is not None:
            numbers = np.asarray(self.preparation.fit_transform(X[list(forecast.known)]), dtype=float)
            self.known_ = _placed(numbers, place, np.full((count, numbers.shape[1]), np.nan))

    @property
    def _forecast(self) -> Forecast:
        return Forecast.model_validate(self.forecast)

    @property
    def timeline_(self) -> Timeline:
        """The steps of the values."""
        return Timeline(*self.line_)

    def _places(self, X: pd.DataFrame) -> NDArray[np.int64]:
        return self.timeline_.steps(when_of(X[self._forecast.column or ROW], self.dated_), self.moments_)

    def _prepared(self, X: pd.DataFrame) -> Floats:
        """The known columns of rows as numbers."""
        return np.asarray(self.preparation.transform(X[list(self._forecast.known)]), dtype=float)

    def _extra(self, count: int, X: pd.DataFrame | None = None, place: Any = None) -> Floats:
        """What is known of each of so many steps beside the values: known columns, then the calendar."""
        known = self.known_
        if X is not None and known.shape[1]:
            longer = np.full((count, known.shape[1]), np.nan)
            longer[: len(known)] = known
            inside = place >= len(known)
            known = _placed(self._prepared(X)[inside], place[inside], longer)
        elif len(known) < count:
            known = np.vstack([known, np.repeat(known[-1:], count - len(known), axis=0)])
        return np.hstack([known[:count], self._calendar(count)])

    def _calendar(self, count: int) -> Floats:
        forecast = self._forecast
        if self.calendar == "none":
            return np.zeros((count, 0))
        line = self.timeline_
        dates = pd.DatetimeIndex(line.written(np.arange(count))) if line.dated else None
        step_s = {"second": line.size, "month": line.size * 30 * 86_400, "weekday": 86_400.0}.get(line.unit, 0.0)
        place = np.arange(count, dtype=float)
        if self.calendar == "parts":
            columns = [place % forecast.season] if forecast.season > 1 else []
            columns += _parts(dates, step_s) if dates is not None else []
        else:
            columns = _waves(place / forecast.season, 3 if forecast.season > 6 else 1) if forecast.season > 1 else []
            if dates is not None and 0 < step_s <= 86_400:
                columns += [(dates.day_of_week == d).astype(float) for d in range(6)]
            if dates is not None and 0 < step_s <= 8 * 86_400:
                columns += _waves(line.moments(np.arange(count)) / _YEAR_S, 2)
        return np.column_stack(columns) if columns else np.zeros((count, 0))

    def _forth(self, values: Floats) -> Floats:
        return np.asarray(np.log1p(np.maximum(values, 0.0)) if self.logged_ else values)

    def _back(self, values: Floats) -> Floats:
        return np.asarray(np.expm1(np.minimum(values, 700.0)) if self.logged_ else values)


def _placed(numbers: Floats, place: NDArray[np.int64], whole: Floats) -> Floats:
    """Rows put at their places of `whole`; a place without one has the row before, the first ones the first."""
    whole[place] = numbers
    return pd.DataFrame(whole).ffill().bfill().fillna(0.0).to_numpy(float)


def _parts(dates: pd.DatetimeIndex, step_s: float) -> list[Any]:
    columns = [dates.month.to_numpy(float)]
    if 0 < step_s <= 8 * 86_400:
        columns += [dates.day_of_year.to_numpy(float), dates.day.to_numpy(float)]
    if 0 < step_s <= 86_400:
        columns.append(dates.day_of_week.to_numpy(float))
    if 0 < step_s < 86_400:
        columns.append(dates.hour.to_numpy(float) + dates.minute.to_numpy(float) / 60.0)
    return columns


def _waves(turns: Floats, count: int) -> list[Any]:
    return [wave(2 * np.pi * k * turns) for k in range(1, count + 1) for wave in (np.sin, np.cos)]
