"""Moments as whole numbers of steps, and back: what lies between two values of a series, whatever its calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from store.errors import BadData
from store.records import Forecast

Whole = NDArray[np.int64]
Unit = Literal["second", "month", "weekday", "number", "row"]

ROW = "(row)"
"""The column that stands for the order of the rows, where no column says when."""
_DAY_S = 86_400.0
_REGULAR = 0.9
"""Share of the gaps that must be whole numbers of steps."""
_FILLED = 0.5
"""Share of the steps that must have a value."""
_MONTHS = ((27.5, 31.5, 1), (88.0, 93.0, 3), (179.0, 185.0, 6), (363.0, 368.0, 12))
"""Days between values, from and to, that are so many months."""


@dataclass(frozen=True)
class Pace:
    """How far apart the values of a series are."""

    unit: Unit
    size: float = 1.0

    @property
    def words(self) -> str:
        """One step, such as `day`, `3 months`, `15 minutes`."""
        if self.unit != "second":
            usual = {"month": {1: "month", 3: "quarter", 12: "year"}, "weekday": {1: "working day"}}
            named = usual.get(self.unit, {}).get(round(self.size))
            plain = {"month": "month", "weekday": "working day", "number": "step", "row": "row"}[self.unit]
            return named or (plain if self.size == 1 or self.unit in ("row", "number") else f"{self.size:g} {plain}s")
        for seconds, word in ((7 * _DAY_S, "week"), (_DAY_S, "day"), (3600.0, "hour"), (60.0, "minute")):
            if self.size % seconds == 0:
                count = round(self.size / seconds)
                return word if count == 1 else f"{count} {word}s"
        return f"{self.size:g} seconds" if self.size != 1 else "second"


def seconds(column: "pd.Series[Any]") -> NDArray[np.float64]:
    """A column of dates as seconds since 1970, NaN where there is none, shape (n_rows,)."""
    from experiments.workflows.columns import moments, use_of

    read = moments(column, use_of(column)[1])
    return np.where(read.isna(), np.nan, read.astype("int64").to_numpy().astype(float) / 1e6)


def says_when(column: "pd.Series[Any]") -> bool:
    """Whether a column holds dates, as such or written as text."""
    from experiments.workflows.columns import use_of

    return use_of(column)[0] == "date"


def pace_of(column: "pd.Series[Any]") -> Pace:
    """How far apart the moments of a column are: of dates by the calendar, of numbers by their own step.

    Where gaps are no whole numbers of steps, or most steps would have no value, the rows themselves are the steps.

    Args:
        column: moments in any order; missing ones and repetitions are left out.
    """
    if not says_when(column):
        known = pd.to_numeric(column.dropna().astype("object"), errors="coerce").dropna().to_numpy(float)
        return _fixed(np.unique(known), "number")
    when = np.unique(seconds(column.dropna()))
    if len(when) < 3:
        return Pace("row")
    days = float(np.median(np.diff(when))) / _DAY_S
    for low, high, months in _MONTHS:
        if low <= days <= high and _is_regular(_months(when) / months):
            return Pace("month", float(months))
    whole_days = bool((when % _DAY_S == when[0] % _DAY_S).all())
    if whole_days and round(days) == 1 and (pd.to_datetime(when, unit="s").day_of_week < 5).all() and len(when) >= 10:
        return Pace("weekday")
    return _fixed(when, "second")


def _fixed(when: NDArray[np.float64], unit: Unit) -> Pace:
    if len(when) < 3:
        return Pace("row")
    gaps = np.diff(when)
    values, counts = np.unique(np.round(gaps, 9), return_counts=True)
    size = float(values[int(np.argmax(counts))])
    steps = gaps / size
    regular = float(np.mean(np.abs(steps - np.round(steps)) < 0.02)) >= _REGULAR
    filled = len(when) / (1.0 + (when[-1] - when[0]) / size) >= _FILLED
    return Pace(unit, size) if regular and filled else Pace("row")


def _is_regular(steps: NDArray[np.float64]) -> bool:
    place = np.floor(steps)
    return bool(len(np.unique(place)) == len(place) and len(place) / (place[-1] - place[0] + 1) >= _FILLED)


def _months(when: NDArray[np.float64]) -> NDArray[np.float64]:
    read = pd.to_datetime(when, unit="s")
    return np.asarray(read.year * 12 + read.month - 1, dtype=float)


@dataclass(frozen=True)
class Timeline:
    """The steps of one series, counted from the first moment that was learned from."""

    unit: str
    size: float
    first: float
    """The first moment: seconds since 1970, or the column's own number."""
    month_end: bool = False
    """Of months: whether moments are the last days of their months."""
    spacing: float = 1.0
    """Of rows: the usual distance of moments, for those to come."""
    last_row: int = 0
    """Of rows: place of the last one."""
    last: float = 0.0
    """Of rows: the last moment."""
    dated: bool = True
    """Whether moments are dates."""

    @classmethod
    def of(cls, forecast: Forecast, column: "pd.Series[Any]") -> "Timeline":
        """The timeline that begins with the earliest moment of a column, none of which is missing."""
        dated = says_when(column)
        when = seconds(column) if dated else numbers_of(column)
        distinct = np.unique(when)
        gaps = np.diff(distinct)
        ends = pd.to_datetime(distinct, unit="s").is_month_end if dated else np.array([False])
        return cls(
            unit=forecast.unit, size=forecast.size, first=float(distinct[0]), month_end=bool(np.all(ends)),
            spacing=float(np.median(gaps)) if len(gaps) else 1.0, last_row=len(distinct) - 1, last=float(distinct[-1]),
            dated=dated,
        )  # fmt: skip

    def steps(self, when: NDArray[np.float64], known: NDArray[np.float64] | None = None) -> Whole:
        """The place of moments, 0 for the first learned from, shape (n_rows,).

        Args:
            when: moments as numbers, none missing.
            known: of rows: the moments learned from, in their order.
        """
        if self.unit == "second" or self.unit == "number":
            return np.asarray(np.round((when - self.first) / self.size), dtype=np.int64)
        if self.unit == "month":
            there = np.floor(_months(when) / self.size)
            return np.asarray(there - np.floor(_months(np.array([self.first])) / self.size), dtype=np.int64)
        if self.unit == "weekday":
            days = (when // _DAY_S).astype("int64").astype("datetime64[D]")
            return np.asarray(np.busday_count(np.datetime64(int(self.first // _DAY_S), "D"), days), dtype=np.int64)
        return self._rows(when, known)

    def _rows(self, when: NDArray[np.float64], known: NDArray[np.float64] | None) -> Whole:
        """Later moments follow in their order, whatever lies between them."""
        learned = np.array([self.first, self.last]) if known is None else known
        place = np.searchsorted(learned, when, side="right") - 1
        later = np.unique(when[when > self.last])
        return np.where(when > self.last, self.last_row + 1 + np.searchsorted(later, when), place).astype(np.int64)

    def moments(self, steps: Sequence[int] | Whole) -> NDArray[np.float64]:
        """The moments of places as numbers, shape (n_steps,)."""
        place = np.asarray(steps, dtype=float)
        if self.unit in ("second", "number"):
            return np.asarray(self.first + place * self.size)
        if self.unit == "month":
            return self._month_moments(place)
        if self.unit == "weekday":
            start = np.datetime64(int(self.first // _DAY_S), "D")
            days = np.busday_offset(start, place.astype(int), roll="forward")
            return np.asarray(days.astype("int64") * _DAY_S + self.first % _DAY_S, dtype=float)
        return np.asarray(self.last + (place - self.last_row) * self.spacing)

    def _month_moments(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        begin = pd.Timestamp(self.first, unit="s")
        made = [begin + pd.DateOffset(months=int(n * self.size)) for n in place]
        if self.month_end:
            made = [m + pd.offsets.MonthEnd(0) for m in made]
        return np.array([m.timestamp() for m in made])

    def written(self, steps: Sequence[int] | Whole) -> "pd.Series[Any]":
        """The moments of places as a column: dates, or numbers."""
        values = self.moments(steps)
        if self.dated:
            return pd.Series(pd.to_datetime(np.round(values), unit="s"))
        return pd.Series(values.astype("int64") if (values == np.round(values)).all() else values)


def numbers_of(column: "pd.Series[Any]") -> NDArray[np.float64]:
    """A column of numbers, shape (n_rows,).

    Raises:
        BadData: one of them is none.
    """
    read = pd.to_numeric(column.astype("object"), errors="coerce").to_numpy(float)
    if np.isnan(read).any():
        raise BadData(f"The column {column.name!r} orders the series, but has values that are no numbers or dates.")
    return np.asarray(read)


def when_of(column: "pd.Series[Any]", dated: bool) -> NDArray[np.float64]:
    """The moments of a column as numbers, shape (n_rows,).

    Raises:
        BadData: one of them cannot be read.
    """
    when = seconds(column) if dated else numbers_of(column)
    if np.isnan(when).any():
        raise BadData(
            f"{int(np.isnan(when).sum()):,} row(s) have no moment in {column.name!r} that can be read. Fill them in."
        )
    return when
