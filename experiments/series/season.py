"""After how many steps a series is alike again: the calendar proposes, the series' own past decides."""

import numpy as np
from numpy.typing import NDArray

from experiments.series.timeline import Pace

Floats = NDArray[np.float64]

_OF_SECONDS = {60: (60, 1440), 300: (12, 288), 600: (6, 144), 900: (4, 96), 1800: (48, 336), 3600: (24, 168),
               7200: (12, 84), 10_800: (8, 56), 14_400: (6, 42), 21_600: (4, 28), 43_200: (2, 14), 86_400: (7, 365),
               604_800: (52,)}  # fmt: skip
_OF_MONTHS = {1: (12,), 3: (4,), 6: (2,)}
_LEAST = 0.3
"""Autocorrelation from which on a season of the calendar is believed."""
_LEAST_ELSE = 0.6
"""The same where no calendar proposes it."""
_LONGEST = 400
_LATEST = 4000
"""Values that are looked at, the latest."""


def season_of(values: Floats, pace: Pace) -> int:
    """The season of a series in steps, 1 for none.

    A season needs two whole ones in the values, and values that far apart must be alike once the moving average over a
    season is taken off. Where no calendar proposes one it is the first peak of the autocorrelation that is nearly as
    high as the highest.

    Args:
        values: one for each step, none missing, shape (n_steps,): only those that may be known.
        pace: how far apart they are; it names candidates where it is one of a calendar.
    """
    values = values[-_LATEST:]
    if len(values) < 6 or values.std() == 0:
        return 1
    least = max(2.0 / np.sqrt(len(values)), _LEAST)
    candidates = _candidates(pace)
    if not candidates:
        return _peak(values, max(least, _LEAST_ELSE))
    found = {m: _alike(_without_average(values, m), m) for m in candidates if 2 * m <= len(values) - 1}
    best = max(found, key=lambda m: (round(found[m], 2), -m), default=1)
    return best if found.get(best, 0.0) >= least else 1


def _candidates(pace: Pace) -> tuple[int, ...]:
    if pace.unit == "second":
        return _OF_SECONDS.get(round(pace.size), ())
    if pace.unit == "month":
        return _OF_MONTHS.get(round(pace.size), ())
    return (5,) if pace.unit == "weekday" else ()


def _without_average(values: Floats, length: int) -> Floats:
    """Values less the mean of so many around them, a little shorter than they are."""
    mean = np.convolve(values, np.full(length, 1.0 / length), mode="valid")
    start = (length - 1) // 2
    return np.asarray(values[start : start + len(mean)] - mean)


def _peak(values: Floats, least: float) -> int:
    longest = min(len(values) // 4, _LONGEST)
    rest = _without_average(values, max(3, 2 * (len(values) // 6) + 1))
    alike = np.array([_alike(rest, m) for m in range(longest + 2)])
    peaks = [m for m in range(3, longest + 1) if alike[m] >= max(alike[m - 1], alike[m + 1]) and alike[:m].min() < 0]
    high = max((alike[m] for m in peaks), default=0.0)
    return next((m for m in peaks if alike[m] >= 0.9 * high), 1) if high >= least else 1


def _alike(values: Floats, lag: int) -> float:
    if len(values) <= lag + 1:
        return 0.0
    early, late = values[:-lag] if lag else values, values[lag:]
    whole = float(np.sqrt((early @ early) * (late @ late)))
    return float(late @ early) / whole if whole > 0 else 0.0
