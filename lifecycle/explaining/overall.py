"""What a model does over all rows: which columns matter, how it answers to one of them, a small tree that mimics it.

Permutation importance is Breiman's (2001), with an interval over repetitions and rows; accumulated local effects are
Apley and Zhu's (2020), which unlike partial dependence do not ask the model about rows that cannot be; the surrogate is
a shallow decision tree fitted on what the model says, with how much of it the tree reproduces on rows held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lifecycle.explaining._said import Predict, is_number, numbers
from lifecycle.measuring import Measuring, Truth
from store.errors import BadRequest

_BOOTSTRAPS = 60


@dataclass(frozen=True)
class Important:
    """How much of the metric is lost when a column's values are shuffled; more is more important."""

    column: str
    loss: float
    low: float
    """Ends of the 90 % interval, over rows and repetitions."""
    high: float


@dataclass(frozen=True)
class Effect:
    """How the model's word changes along one column, other columns as they are in the rows."""

    column: str
    at: tuple[object, ...]
    """Values of the column: numbers in order, or categories."""
    change: tuple[float, ...]
    """Accumulated local effect there, centred on 0, in the unit of what is explained."""
    average: tuple[float, ...]
    """Partial dependence: the mean word with the column set to that value in every row."""


@dataclass(frozen=True)
class Surrogate:
    """A small tree in place of the model."""

    rules: tuple[str, ...]
    """Its lines, indented."""
    fidelity: float
    """R² of the tree against the model on rows it was not fitted on, 1 is a perfect mimic."""


def importance(
    frame: pd.DataFrame, truth: Truth, predict: Predict, measuring: Measuring, *, repeats: int = 5, seed: int = 0
) -> tuple[Important, ...]:
    """Permutation importance of every column, the most important first.

    Args:
        frame: rows the model was not fitted on, if such are to be had; shape (n_rows, n_columns).
        truth: their true values as `measuring.truth` gives them.
        predict: the model.
        measuring: the metric.
        repeats: shuffles of each column.
        seed: of the shuffles.
    """
    rng = np.random.default_rng(seed)
    before = measuring.predicted(predict(frame))
    draws = [rng.integers(0, len(frame), len(frame)) for _ in range(_BOOTSTRAPS)]
    found = []
    for column in frame.columns:
        losses = []
        for repeat in range(repeats):
            mixed = frame.copy()
            mixed[column] = frame[column].to_numpy()[rng.permutation(len(frame))]
            after = measuring.predicted(predict(mixed))
            rows = draws[repeat::repeats]
            losses += [measuring.gain(truth[r], before.take(r)) - measuring.gain(truth[r], after.take(r)) for r in rows]
        known = np.array(losses)[np.isfinite(losses)]
        if len(known):
            low, high = np.quantile(known, [0.05, 0.95])
            found.append(Important(str(column), float(known.mean()), float(low), float(high)))
    return tuple(sorted(found, key=lambda i: -i.loss))


def effect_of(
    frame: pd.DataFrame, column: str, predict: Predict, of_class: str | None = None, *, most: int = 12
) -> Effect:
    """How the model answers to one column: accumulated local effects and partial dependence.

    Args:
        frame: rows as they come, shape (n_rows, n_columns).
        column: which.
        predict: the model.
        of_class: the class whose probability is looked at; None for numbers.
        most: values looked at.

    Raises:
        BadRequest: there is no such column, or it has one value only.
    """
    if column not in frame.columns:
        raise BadRequest(f"The model has no column {column!r}; it has {', '.join(map(str, frame.columns[:12]))}.")
    known = frame[column].dropna()
    if known.nunique() < 2:
        raise BadRequest(f"{column} has one value only in these rows, so nothing can be said about its effect.")
    if is_number(frame[column]):
        ends = np.unique(np.quantile(known.to_numpy(dtype=float), np.linspace(0.02, 0.98, most)))
        average = _averages(frame, column, list(ends), predict, of_class)
        return Effect(
            column, tuple(float(e) for e in ends), _accumulated(frame, column, ends, predict, of_class), average
        )
    values = list(known.value_counts().index[:most])
    average = _averages(frame, column, values, predict, of_class)
    middle = float(np.mean(average))
    return Effect(column, tuple(map(str, values)), tuple(a - middle for a in average), average)


def _averages(
    frame: pd.DataFrame, column: str, values: Sequence[object], predict: Predict, of_class: str | None
) -> tuple[float, ...]:
    found = []
    for value in values:
        same = frame.copy()
        same[column] = pd.Series([value] * len(frame), index=frame.index)
        found.append(float(np.mean(numbers(predict(same), of_class))))
    return tuple(found)


def _accumulated(
    frame: pd.DataFrame, column: str, ends: np.ndarray, predict: Predict, of_class: str | None
) -> tuple[float, ...]:
    values = frame[column].to_numpy(dtype=float)
    place = np.clip(np.searchsorted(ends, values, side="left"), 1, len(ends) - 1)
    place = np.where(np.isnan(values), 0, place)
    rows = frame[place > 0]
    at = place[place > 0]
    low, high = rows.copy(), rows.copy()
    low[column], high[column] = ends[at - 1], ends[at]
    steps = numbers(predict(high), of_class) - numbers(predict(low), of_class)
    means = np.array([steps[at == i].mean() if (at == i).any() else 0.0 for i in range(1, len(ends))])
    curve = np.concatenate([[0.0], np.cumsum(means)])
    counts = np.array([(at == i).sum() for i in range(1, len(ends))])
    middle = float(np.sum((curve[1:] + curve[:-1]) / 2 * counts) / max(counts.sum(), 1))
    return tuple(float(c - middle) for c in curve)


def surrogate(
    frame: pd.DataFrame, predict: Predict, of_class: str | None = None, *, depth: int = 3, seed: int = 0
) -> Surrogate:
    """A small tree that mimics the model, and how well it does.

    Args:
        frame: rows as they come, shape (n_rows, n_columns).
        predict: the model.
        of_class: the class whose probability is mimicked; None for numbers.
        depth: of the tree.
        seed: of the split into rows to fit and rows to check.
    """
    from sklearn.tree import DecisionTreeRegressor, export_text

    inputs = _plain(frame)
    said = numbers(predict(frame), of_class)
    order = np.random.default_rng(seed).permutation(len(frame))
    fit, check = order[: len(order) * 2 // 3], order[len(order) * 2 // 3 :]
    least = max(5, len(fit) // 50)
    tree = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=least, random_state=seed)
    tree.fit(inputs.iloc[fit], said[fit])
    spread = float(np.sum((said[check] - said[check].mean()) ** 2))
    left = float(np.sum((said[check] - tree.predict(inputs.iloc[check])) ** 2))
    fidelity = 1.0 - left / spread if spread > 0 else 1.0
    text = export_text(tree, feature_names=list(inputs.columns), decimals=2)
    return Surrogate(tuple(line for line in text.splitlines() if line.strip()), fidelity)


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as they are with gaps at the median, categories as a column for each of the most frequent."""
    parts: dict[str, np.ndarray] = {}
    for column in frame.columns:
        values = frame[column]
        if is_number(values):
            filled = values.astype(float)
            parts[str(column)] = filled.fillna(filled.median() if filled.notna().any() else 0.0).to_numpy()
        else:
            for value in values.value_counts().index[:6]:
                parts[f"{column} = {value}"] = (values == value).to_numpy(dtype=float)
    return pd.DataFrame(parts)
