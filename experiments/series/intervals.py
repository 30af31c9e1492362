"""How far forecasts of a model were off when it was tested, step by step, and the intervals that follow.

The errors of the backtests are pooled from the first step up to each step, as many as are needed, and their 80 %
quantile is that step's half width, never narrower than that of a step before: split conformal prediction (Vovk et al.,
2005) with the errors of later steps taken as at least as large. Each member of a blend was tested on the same rows.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LEVEL = 0.8
"""Share of the true values that is to lie inside."""
LEAST_ERRORS = 10
"""Errors that a half width rests on, at least; fewer steps ahead are pooled with it until there are as many."""
_FILE = "forecast_errors.json"


def half_widths(tables: Sequence[pd.DataFrame], weights: Sequence[float]) -> list[float]:
    """Half the width of the 80 % interval of each step ahead, from the first on; empty where too little was tested.

    Args:
        tables: out-of-fold forecasts of each member: `row`, `fold`, `truth`, `prediction`.
        weights: of the members, > 0.
    """
    kept = [t.drop_duplicates("row").set_index("row").sort_index() for t in tables]
    rows = kept[0].index
    for table in kept[1:]:
        rows = rows.intersection(table.index)
    whole = sum(weights)
    said = sum(t.loc[rows, "prediction"].to_numpy(float) * w / whole for t, w in zip(kept, weights, strict=True))
    errors = np.abs(kept[0].loc[rows, "truth"].to_numpy(float) - said)
    step = kept[0].loc[rows].groupby("fold").cumcount().to_numpy()
    known = np.isfinite(errors)
    errors, step = errors[known], step[known]
    if len(errors) < LEAST_ERRORS:
        return []
    widths = [_conformal(_pool(errors, step, s)) for s in range(int(step.max()) + 1)]
    return [float(w) for w in np.maximum.accumulate(widths)]


def _pool(errors: NDArray[np.float64], step: NDArray[np.int64], at: int) -> NDArray[np.float64]:
    """The errors of a step and of those next to it, as few as are enough."""
    for reach in range(int(step.max()) + 1):
        found = errors[np.abs(step - at) <= reach]
        if len(found) >= LEAST_ERRORS:
            return found
    return errors


def _conformal(errors: NDArray[np.float64]) -> float:
    """The quantile that holds a new error with the level's probability, the largest where there are too few."""
    place = int(np.ceil((len(errors) + 1) * LEVEL))
    return float(np.sort(errors)[min(place, len(errors)) - 1])


def save_errors(folder: Path, tables: Sequence[pd.DataFrame], weights: Sequence[float]) -> None:
    """Keeps the half widths with a model."""
    widths = half_widths(tables, weights)
    (folder / _FILE).write_text(json.dumps({"level": LEVEL, "half_widths": widths}), encoding="utf-8")


def load_errors(folder: Path) -> list[float]:
    """The half widths kept with a model; empty where none were."""
    try:
        found: Any = json.loads((folder / _FILE).read_text(encoding="utf-8"))["half_widths"]
        return [float(v) for v in found]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def with_interval(table: pd.DataFrame, steps: NDArray[np.int64], widths: Sequence[float]) -> pd.DataFrame:
    """A forecast with `prediction_low` and `prediction_high`.

    Args:
        table: with `prediction`.
        steps: how many steps after the last known value each row lies, from 1; the past has no interval.
        widths: as `half_widths` gives them; steps beyond the last tested one widen with the square root of the steps.
    """
    if not len(widths):
        return table
    last = len(widths)
    tested = np.asarray(widths)[np.clip(steps, 1, last) - 1]
    reach = np.where(steps > last, tested * np.sqrt(np.maximum(steps, 1) / last), tested)
    reach = np.where(steps >= 1, reach, np.nan)
    return table.assign(prediction_low=table["prediction"] - reach, prediction_high=table["prediction"] + reach)
