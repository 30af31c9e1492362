"""Accumulated local effects of categories: the model is asked only about a category next to a row's own.

Categories have no order, so they are put in one in which neighbours are alike in all other columns: distances between
distributions, laid out along one line by classical scaling (Apley and Zhu, 2020, section 5.3).
"""

import numpy as np
import pandas as pd

from lifecycle.explaining._said import is_number
from lifecycle.measuring import Floats, Ints

_GRID = 20
_MOST_VALUES = 30


def order_of_alike(frame: pd.DataFrame, column: str, place: Ints, levels: int) -> list[int]:
    """The levels of a column in an order in which neighbours are alike in the other columns.

    Args:
        frame: rows, shape (n_rows, n_columns).
        column: whose levels they are.
        place: level of each row, shape (n_rows,), -1 for none.
        levels: how many there are, the most frequent first.
    """
    distance = np.zeros((levels, levels))
    for other in frame.columns:
        if other != column:
            shares = _shares(frame[other], place, levels)
            gaps = np.abs(shares[:, None, :] - shares[None, :, :])
            distance += gaps.max(axis=2) if is_number(frame[other]) else gaps.sum(axis=2) / 2.0
    if levels < 3 or not distance.any():
        return list(range(levels))
    middle = np.eye(levels) - 1.0 / levels
    _, vectors = np.linalg.eigh(-0.5 * middle @ distance**2 @ middle)
    line = vectors[:, -1] * (1.0 if vectors[0, -1] <= 0 else -1.0)  # the most frequent one at the lower end
    return [int(i) for i in np.argsort(line.round(12), kind="stable")]


def _shares(values: pd.Series, place: Ints, levels: int) -> Floats:
    """The distribution of another column in each level, cumulated where it is of numbers: (n_levels, n_points)."""
    if is_number(values):
        numbers = values.to_numpy(dtype=float, na_value=np.nan)
        known = numbers[np.isfinite(numbers)]
        if not len(known):
            return np.zeros((levels, 1))
        hits = numbers[:, None] <= np.quantile(known, np.linspace(0.0, 1.0, _GRID))[None, :]
    else:
        words = values.astype("object").map(str).to_numpy()
        names = pd.Series(words).value_counts().index[:_MOST_VALUES].to_numpy()
        hits = words[:, None] == names[None, :]
    found = np.zeros((levels, hits.shape[1]))
    for level in range(levels):
        rows = hits[place == level]
        found[level] = rows.mean(axis=0) if len(rows) else 0.0
    return found


def accumulated(said: Floats, place: Ints, rows: Ints) -> Floats:
    """The curve over levels in their order, centred on 0 over the rows.

    Args:
        said: what the model says of each row at each level, shape (n_levels, n_rows).
        place: level of each row by that order, shape (n_rows,), -1 for none.
        rows: which of them count, each as often as it is named.
    """
    counts = np.bincount(place[rows][place[rows] >= 0], minlength=len(said))
    steps = np.zeros(len(said))
    for level in range(1, len(said)):
        near = rows[(place[rows] == level) | (place[rows] == level - 1)]
        steps[level] = float(np.mean(said[level, near] - said[level - 1, near])) if len(near) else 0.0
    curve = np.cumsum(steps)
    return np.asarray(curve - np.sum(curve * counts) / max(int(counts.sum()), 1))
