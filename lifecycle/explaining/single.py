"""Why a model says what it says of one row: contributions of its columns, what would have had to differ, similar cases.

Contributions are Shapley values against rows of a background (Štrumbelj and Kononenko, 2014; Lundberg and Lee, 2017):
sampled permutations, each walked forth and back, so that what they sum to is exactly the row's word minus the mean word
of the background rows used. Counterfactuals are searched one and two columns at a time among values that occur.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.explaining._said import Predict, is_number, numbers
from store.errors import BadRequest

MOST_EXACT = 8
"""Columns up to which every set of them is gone through, so that contributions are exact."""
_EXACT_BACKGROUND = 60
_SURE = 0.07
"""Standard error, as a share of the largest amount, at which enough was sampled."""
_MOST_ROWS = 6_000
"""Rows predicted to sample, about, however unsure it still is."""
_BATCH = 20_000
"""Rows predicted at once."""


@dataclass(frozen=True)
class Contribution:
    """What one column of one row adds to the model's word."""

    column: str
    value: object
    """The row's value."""
    amount: float
    """In the unit of what is explained; all amounts sum to the row's word minus the base."""
    error: float
    """Standard error of the amount, from the sampled permutations; 0 where exact."""


@dataclass(frozen=True)
class Change:
    """What would have had to differ for the model to say something else."""

    changes: Mapping[str, tuple[object, object]]
    """Column to its value now and as it would have to be."""
    word: float
    """What the model would say then."""


@dataclass(frozen=True)
class Similar:
    """A past case like this one."""

    row: int
    """Position in the past rows."""
    distance: float
    """Mean difference of the columns, weighted, 0 to 1."""


def contributions(
    frame: pd.DataFrame,
    background: pd.DataFrame,
    predict: Predict,
    of_class: str | None = None,
    *,
    permutations: int = 40,
    seed: int = 0,
) -> tuple[float, float, tuple[Contribution, ...]]:
    """What each column of a row adds to the model's word.

    Args:
        frame: the row, shape (1, n_columns).
        background: rows to compare with, shape (n_rows, n_columns), 50 or more are good.
        predict: the model.
        of_class: the class whose probability is explained; None for numbers.
        permutations: orders of the columns sampled at a time, each walked forth and back, until the amounts are sure.
        seed: of the sampling.

    Returns:
        The base (mean word of the background rows used), the row's word, and the contributions, the largest first.
    """
    columns = [str(c) for c in frame.columns]
    if len(columns) <= MOST_EXACT:
        return _exact(frame, background.head(_EXACT_BACKGROUND), predict, of_class, columns)
    rng = np.random.default_rng(seed)
    said, steps = np.zeros((0, len(columns) + 1)), np.zeros((0, len(columns)))
    while True:
        more, theirs = _walked(frame, background, predict, of_class, columns, permutations, rng)
        said, steps = np.concatenate([said, more]), np.concatenate([steps, theirs])
        pairs = (steps[0::2] + steps[1::2]) / 2  # forth and back belong together
        error = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs)) if len(pairs) > 1 else np.zeros(len(columns))
        amount = steps.mean(axis=0)
        if error.max() <= _SURE * np.abs(amount).max() or said.size >= _MOST_ROWS:
            break
    found = [
        Contribution(c, frame[c].iloc[0], float(a), float(e)) for c, a, e in zip(columns, amount, error, strict=True)
    ]
    base, word = float(said[:, 0].mean()), float(said[:, -1].mean())
    return base, word, tuple(sorted(found, key=lambda c: -abs(c.amount)))


def _walked(
    frame: pd.DataFrame, background: pd.DataFrame, predict: Predict, of_class: str | None, columns: Sequence[str],
    permutations: int, rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """The model's words along sampled walks, and by column what each step changed: a line a walk."""
    walks = _walks(len(columns), permutations, len(background), rng)
    rows = _mixed(frame, background, columns, walks)
    said = np.concatenate(
        [numbers(predict(rows.iloc[i : i + _BATCH]), of_class) for i in range(0, len(rows), _BATCH)]
    ).reshape(len(walks), len(columns) + 1)
    steps = np.zeros((len(walks), len(columns)))
    for w, (order, _) in enumerate(walks):
        steps[w, order] = np.diff(said[w])
    return said, steps


def _exact(
    frame: pd.DataFrame, background: pd.DataFrame, predict: Predict, of_class: str | None, columns: Sequence[str]
) -> tuple[float, float, tuple[Contribution, ...]]:
    """The same by going through every set of columns: no sampling error against this background."""
    k, n = len(columns), len(background)
    sets = (np.arange(2**k)[:, None] >> np.arange(k)) & 1
    rows = {}
    for i, column in enumerate(columns):
        ours = np.repeat(frame[column].iloc[[0]].to_numpy(dtype=object), len(sets) * n)
        theirs = np.tile(background[column].to_numpy(dtype=object), len(sets))
        rows[column] = pd.Series(np.where(np.repeat(sets[:, i] == 1, n), ours, theirs)).astype(
            _common(frame, background, column)
        )
    table = pd.DataFrame(rows)
    said = np.concatenate(
        [numbers(predict(table.iloc[i : i + _BATCH]), of_class) for i in range(0, len(table), _BATCH)]
    )
    worth = said.reshape(len(sets), n).mean(axis=1)
    size = sets.sum(axis=1)
    found = []
    for i, column in enumerate(columns):
        without = np.flatnonzero(sets[:, i] == 0)
        weight = np.array([factorial(int(s)) * factorial(k - int(s) - 1) / factorial(k) for s in size[without]])
        amount = float(np.sum(weight * (worth[without + 2**i] - worth[without])))
        found.append(Contribution(column, frame[column].iloc[0], amount, 0.0))
    return float(worth[0]), float(worth[-1]), tuple(sorted(found, key=lambda c: -abs(c.amount)))


def _common(frame: pd.DataFrame, background: pd.DataFrame, column: str) -> Any:
    """A dtype that holds the values of both."""
    ours, theirs = frame[column].dtype, background[column].dtype
    if ours == theirs:
        return ours
    return float if is_number(frame[column]) and is_number(background[column]) else object


Walk = tuple[np.ndarray, int]
"""Order in which columns change from those of a background row to the row's, and which background row."""


def _walks(n_columns: int, permutations: int, n_background: int, rng: np.random.Generator) -> list[Walk]:
    found: list[Walk] = []
    for _ in range(permutations):
        order, row = rng.permutation(n_columns), int(rng.integers(0, n_background))
        found += [(order, row), (order[::-1], row)]
    return found


def _mixed(
    frame: pd.DataFrame, background: pd.DataFrame, columns: Sequence[str], walks: Sequence[Walk]
) -> pd.DataFrame:
    """The rows of all walks: the background row, then with one more column of the row each."""
    when = np.empty((len(walks), len(columns)), dtype=int)
    for w, (order, _) in enumerate(walks):
        when[w, order] = np.arange(1, len(columns) + 1)
    steps, starts = np.arange(len(columns) + 1), [start for _, start in walks]
    made = {}
    for i, column in enumerate(columns):
        ours = frame[column].iloc[[0]].to_numpy(dtype=object)
        theirs = background[column].iloc[starts].to_numpy(dtype=object)[:, None]
        mixed = np.where(steps >= when[:, [i]], ours, theirs)
        made[column] = pd.Series(mixed.ravel()).astype(_common(frame, background, column))
    return pd.DataFrame(made)


def counterfactuals(
    frame: pd.DataFrame,
    past: pd.DataFrame,
    predict: Predict,
    wanted: Callable[[float], bool],
    of_class: str | None = None,
    *,
    columns: Sequence[str] | None = None,
    most: int = 3,
    values: int = 9,
) -> tuple[Change, ...]:
    """The smallest changes, of one or two columns to values that occur, after which the model says what is wanted.

    Args:
        frame: the row, shape (1, n_columns).
        past: rows whose values are tried, shape (n_rows, n_columns).
        predict: the model.
        wanted: whether a word is what is wanted.
        of_class: the class whose probability is looked at; None for numbers.
        columns: those that may differ, the most influential first; all where None.
        most: changes given.
        values: values tried of each column.

    Returns:
        The nearest first; empty where no change of two columns is enough.
    """
    names = [c for c in (columns or list(map(str, frame.columns))) if c in frame.columns]
    tried = {c: _tried(frame[c].iloc[0], past[c], values) for c in names}
    singles = [{c: v} for c in names for v in tried[c]]
    found = _enough(frame, past, singles, predict, wanted, of_class)
    if not found:
        few = names[:5]
        pairs = [{a: v, b: w} for a, b in combinations(few, 2) for v in tried[a] for w in tried[b]]
        found = _enough(frame, past, pairs, predict, wanted, of_class)
    best: dict[tuple[str, ...], tuple[float, Change]] = {}
    for distance, change in found:  # of the same columns the nearest value is enough
        key = tuple(change.changes)
        if key not in best or distance < best[key][0]:
            best[key] = (distance, change)
    return tuple(change for _, change in sorted(best.values(), key=lambda pair: pair[0])[:most])


def _tried(now: Any, known: pd.Series, values: int) -> list[object]:
    if is_number(known):
        found = np.unique(np.quantile(known.dropna().to_numpy(dtype=float), np.linspace(0.02, 0.98, values)))
        if pd.api.types.is_integer_dtype(known.dtype) or (known.dropna() % 1 == 0).all():
            found = np.unique(found.round())
        return [float(v) for v in found if v != now]
    return [v for v in known.value_counts().index[:values] if v != now]


def _enough(
    frame: pd.DataFrame,
    past: pd.DataFrame,
    trials: Sequence[Mapping[str, object]],
    predict: Predict,
    wanted: Callable[[float], bool],
    of_class: str | None,
) -> list[tuple[float, Change]]:
    if not trials:
        return []
    rows = frame.iloc[[0] * len(trials)].reset_index(drop=True)
    for column in {c for t in trials for c in t}:
        values = [t.get(column, frame[column].iloc[0]) for t in trials]
        rows[column] = pd.Series(values, dtype=object).astype(
            frame[column].dtype if not is_number(frame[column]) else float
        )
    said = numbers(predict(rows), of_class)
    found = []
    for trial, word in zip(trials, said, strict=True):
        if wanted(float(word)):
            pairs = {c: (frame[c].iloc[0], v) for c, v in trial.items()}
            distance = sum(_apart(past[c], now, new) for c, (now, new) in pairs.items())
            found.append((distance + len(pairs), Change(pairs, float(word))))
    return found


def _apart(known: pd.Series, now: Any, new: Any) -> float:
    """How far two values of a column lie apart: share of rows between them, or 1 for other categories."""
    if not is_number(known) or now is None or pd.isna(now):
        return 1.0
    a, b = sorted((float(now), float(new)))
    return float(((known >= a) & (known <= b)).mean())


def similar_rows(
    frame: pd.DataFrame, past: pd.DataFrame, weights: Mapping[str, float] | None = None, *, most: int = 5
) -> tuple[Similar, ...]:
    """The past rows most like a row, by Gower's distance (1971) with columns weighted by how much the model minds them.

    Args:
        frame: the row, shape (1, n_columns).
        past: rows to look among, shape (n_rows, n_columns).
        weights: column to its weight, ≥ 0; all the same where None or all are 0.
        most: rows given.

    Raises:
        BadRequest: there are no past rows.
    """
    if not len(past):
        raise BadRequest("There are no past rows to compare with.")
    given = {c: max(float((weights or {}).get(str(c), 0.0)), 0.0) for c in frame.columns}
    total = sum(given.values())
    apart = np.zeros(len(past))
    for column in frame.columns:
        weight = given[column] / total if total > 0 else 1.0 / len(given)
        if weight > 0:
            apart += weight * _differences(past[column], frame[column].iloc[0])
    order = np.argsort(apart, kind="stable")[:most]
    return tuple(Similar(int(i), float(apart[i])) for i in order)


def _differences(known: pd.Series, value: Any) -> np.ndarray:
    if is_number(known):
        numbers_, spread = known.to_numpy(dtype=float), float(known.max() - known.min())
        if value is None or pd.isna(value):
            return np.asarray(np.isfinite(numbers_), dtype=float)
        apart = np.abs(numbers_ - float(value)) / spread if spread > 0 else np.zeros(len(known))
        return np.asarray(np.nan_to_num(np.clip(apart, 0.0, 1.0), nan=1.0))
    return np.asarray(known.astype("object") != value, dtype=float)
