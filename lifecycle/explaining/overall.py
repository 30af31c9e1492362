"""What a model does over all rows: which columns matter, how it answers to one of them, a small tree that mimics it.

Permutation importance is Breiman's (2001), with an interval over repetitions and rows; accumulated local effects are
Apley and Zhu's (2020), which unlike partial dependence do not ask the model about rows that cannot be; the surrogate is
a shallow decision tree fitted on what the model says, with how much of it the tree reproduces on rows held out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.explaining._categories import accumulated, order_of_alike
from lifecycle.explaining._said import Predict, is_number, numbers
from lifecycle.measuring import Measuring, Truth
from store.errors import BadRequest

_BOOTSTRAPS = 60
_IS = " = "
_INDENT = "\u2003"
"""A wide space: pages fold plain ones."""


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
    """Values of the column: numbers in order, or categories so that neighbours are alike in all other columns."""
    change: tuple[float, ...]
    """Accumulated local effect there, centred on 0, in the unit of what is explained."""
    average: tuple[float, ...]
    """Partial dependence: the mean word with the column set to that value in every row."""
    low: tuple[float, ...] = ()
    """Ends of the 90 % interval of `change`, over rows."""
    high: tuple[float, ...] = ()


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
        average = _said_at(frame, column, list(ends), predict, of_class).mean(axis=1)
        change, low, high = _accumulated(frame, column, ends, predict, of_class)
        return Effect(column, tuple(float(e) for e in ends), change, _floats(average), low, high)
    values = list(known.value_counts().index[:most])
    place = pd.Index(values).get_indexer(pd.Index(frame[column]))
    order = order_of_alike(frame, column, place, len(values))
    values = [values[i] for i in order]
    place = pd.Index(values).get_indexer(pd.Index(frame[column]))
    said = _said_at(frame, column, values, predict, of_class)
    curve = accumulated(said, place, np.arange(len(frame)))
    low, high = _ends([accumulated(said, place, rows) for rows in _draws(len(frame))])
    return Effect(column, tuple(map(str, values)), _floats(curve), _floats(said.mean(axis=1)), low, high)


def _said_at(
    frame: pd.DataFrame, column: str, values: Sequence[object], predict: Predict, of_class: str | None
) -> np.ndarray:
    """What the model says of every row with the column set to each value: shape (n_values, n_rows)."""
    found = []
    for value in values:
        same = frame.copy()
        same[column] = pd.Series([value] * len(frame), index=frame.index)
        found.append(numbers(predict(same), of_class))
    return np.array(found)


def _draws(n: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.integers(0, n, n) for _ in range(_BOOTSTRAPS)]


def _ends(curves: Sequence[np.ndarray]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Ends of the 90 % interval at each value of resampled curves."""
    low, high = np.quantile(np.array(curves), [0.05, 0.95], axis=0)
    return _floats(low), _floats(high)


def _floats(values: np.ndarray) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _accumulated(
    frame: pd.DataFrame, column: str, ends: np.ndarray, predict: Predict, of_class: str | None
) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """The curve at the ends of the stretches, centred on 0, with its interval."""
    values = frame[column].to_numpy(dtype=float)
    place = np.clip(np.searchsorted(ends, values, side="left"), 1, len(ends) - 1)
    place = np.where(np.isnan(values), 0, place)
    rows = frame[place > 0]
    at = place[place > 0]
    low, high = rows.copy(), rows.copy()
    low[column], high[column] = ends[at - 1], ends[at]
    steps = numbers(predict(high), of_class) - numbers(predict(low), of_class)

    def curve(of: np.ndarray) -> np.ndarray:
        counts = np.bincount(at[of], minlength=len(ends))[1:]
        sums = np.bincount(at[of], weights=steps[of], minlength=len(ends))[1:]
        made = np.concatenate([[0.0], np.cumsum(np.where(counts > 0, sums / np.maximum(counts, 1), 0.0))])
        middle = np.sum((made[1:] + made[:-1]) / 2 * counts) / max(counts.sum(), 1)
        return np.asarray(made - middle)

    low_ends, high_ends = _ends([curve(drawn) for drawn in _draws(len(rows))])
    return _floats(curve(np.arange(len(rows)))), low_ends, high_ends


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
    from sklearn.tree import DecisionTreeRegressor

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
    return Surrogate(tuple(_rules(tree.tree_, list(inputs.columns))), fidelity)


def _rules(tree: Any, names: Sequence[str], node: int = 0, depth: int = 0) -> list[str]:
    """A tree in words, a line a branch, indented by its depth."""
    left, right = tree.children_left[node], tree.children_right[node]
    said = float(tree.value[node].ravel()[0])
    if left < 0:
        return [f"{_INDENT * depth}it says {said:.3g} ({int(tree.n_node_samples[node]):,} rows)"]
    name, at = names[tree.feature[node]], float(tree.threshold[node])
    column, equal, value = name.partition(_IS)
    ask = (
        (f"{column} is not {value}", f"{column} is {value}") if equal else (f"{name} ≤ {at:.4g}", f"{name} > {at:.4g}")
    )
    found = []
    for words, child in zip(ask, (left, right), strict=True):
        below = _rules(tree, names, child, depth + 1)
        leaf = tree.children_left[child] < 0
        found += (
            [f"{_INDENT * depth}if {words}: {below[0].strip()}"] if leaf else [f"{_INDENT * depth}if {words}:", *below]
        )
    return found


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
                parts[f"{column}{_IS}{value}"] = (values == value).to_numpy(dtype=float)
    return pd.DataFrame(parts)
