"""How much the place of a row in its table tells of the target: rows may stand in an order that no column tells of."""

import numpy as np
import pandas as pd

from experiments.data.leaks import powers
from store.records import TaskKind

_LEAST = {"regression": 0.3, "binary": 0.8, "multiclass": 0.8}
"""R² (numbers) or ROC AUC (classes) of the place alone from which it tells much."""
_SORTED = 0.9
"""Rank correlation of place and target from which the table was merely sorted by it."""
_CHANGES = 0.1
"""Share of rows that differ from the row before; in fewer, rows were put together by their target."""
_MIN_ROWS = 100


def order_power(frame: pd.DataFrame, target: str, kind: TaskKind) -> float:
    """What the place of a row alone tells of the target on rows not used to learn it, where that is no sorting by it.

    Such rows stand in the order of time or of place: neighbours are alike, and tested by chance a model is helped by
    them. In a table sorted by its target, or class by class, the place tells nothing of new rows and is no sign of it.

    Args:
        frame: rows with a target, in the order of the table.
        target: its name.
        kind: binary and multiclass are measured by ROC AUC, regression by R².

    Returns:
        0 to 1; 0 where it is little, where the rows are sorted by the target, for fewer than 100 rows and other kinds.
    """
    if kind not in _LEAST or len(frame) < _MIN_ROWS:
        return 0.0
    values = frame[target].reset_index(drop=True)
    codes = pd.factorize(values)[0]
    if (np.diff(codes) != 0).mean() < _CHANGES:
        return 0.0
    place = pd.Series(np.arange(len(values)), dtype="float64")
    if kind == "regression":
        numbers = pd.to_numeric(values, errors="coerce")
        if not abs(place.corr(numbers.rank())) < _SORTED:
            return 0.0
    found = powers(pd.DataFrame({"place": place, "target": values}), "target", kind).get("place", 0.0)
    return float(found) if found >= _LEAST[kind] else 0.0
