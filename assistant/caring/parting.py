"""Why a kept model says what it says of a row, by column: exact where few columns or trees allow it, else sampled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.caring.kept import Loaded
from lifecycle.explaining import MOST_EXACT, Contribution, Sums, Tree, contributions, tree_contributions

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LOG_ODDS = "log-odds"
_MIXTURES = 24
"""Mixtures of the row and others on which it is tried that each number of the matrix comes from one column."""
_APART = 1e-6
"""How far the trees may be from what the model says, as a share of its size: rounding."""
_SEED = 0


@dataclass(frozen=True)
class Parted:
    """What each column of a row adds, from the usual word to the row's."""

    base: float
    """The usual: mean over the rows compared with, in `unit`."""
    word: float
    """The row's, in `unit`."""
    parts: tuple[Contribution, ...]
    """The largest first; they sum to the word minus the base."""
    unit: str = ""
    """`log-odds` where boosted trees say classes, which add up there only; empty for a probability or a number."""
    raw: bool = False
    """Whether it is what the model says before its probabilities are calibrated."""


def parted(whole: Loaded, row: pd.DataFrame, background: pd.DataFrame, of_class: str | None) -> Parted:
    """Shapley values of a row's columns against rows of a background.

    Up to eight columns every set of them is gone through. Of more columns, sums of trees are taken apart exactly; all
    other models are sampled, with the error told.

    Args:
        whole: the model.
        row: shape (1, n_columns).
        background: shape (n_rows, n_columns).
        of_class: the class that is explained; None for numbers.
    """
    if len(row.columns) > MOST_EXACT:
        found = _by_trees(whole, row, background, of_class)
        if found is not None:
            return found
    return Parted(*contributions(row, background, whole, of_class))


@dataclass(frozen=True)
class _Summand:
    """A fitted model that is a sum of trees, as it counts in the whole."""

    matrices: tuple[NDArray[np.float64], NDArray[np.float64]]
    """Of the row, shape (1, n_features), and of the background."""
    column_of: NDArray[np.int64]
    trees: Any
    weight: float
    start: float
    """What it adds whatever the row."""
    estimator: Any


def _by_trees(whole: Loaded, row: pd.DataFrame, background: pd.DataFrame, of_class: str | None) -> Parted | None:
    """Exactly, from the trees; None where it is no sum of trees, or columns are mixed before they come to the trees."""
    found = _summands(whole, row, background)
    boosted = bool(found) and of_class is not None and found[0].trees.boosted
    if not found or (of_class is not None and any(s.trees.boosted for s in found) and len(found) > 1):
        return None  # raw sums become shares one by one, so shares of several do not add up
    columns = [str(c) for c in row.columns]
    total = Sums(0.0, 0.0, np.zeros(len(columns)))
    for one in found:
        place, sign = _place(one, of_class)
        ours, others = one.matrices
        sums = tree_contributions(_of_class(one, place, sign), ours[0], others, one.column_of, len(columns))
        start = sign * (one.start + one.weight * float(one.trees.start[place]))
        if not _agrees(one, place, sign, sums, of_class is not None):
            return None
        total = Sums(total.base + sums.base + start, total.word + sums.word + start, total.amounts + sums.amounts)
    parts = [
        Contribution(c, row[c].iloc[0], float(a), 0.0) for c, a in zip(columns, total.amounts, strict=True)
    ]  # fmt: skip
    rule = whole.whole.rule
    raw = rule is not None and getattr(rule, "calibration", None) is not None
    ordered = tuple(sorted(parts, key=lambda p: -abs(p.amount)))
    return Parted(total.base, total.word, ordered, LOG_ODDS if boosted else "", raw)


def _place(one: _Summand, of_class: str | None) -> tuple[int, float]:
    """Which sum speaks of a class, and whether for or against it: two classes may share one."""
    if of_class is None:
        return 0, 1.0
    number = [str(c) for c in one.estimator.classes_].index(of_class)
    if len(one.trees.start) > 1:
        return number, 1.0
    return 0, 1.0 if number == 1 else -1.0


def _of_class(one: _Summand, place: int, sign: float) -> Iterator[Tree]:
    for feature, threshold, left, right, missing, values in one.trees.trees:
        yield Tree(
            np.asarray(feature, dtype=np.int64), np.asarray(threshold, dtype=np.float64),
            np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64), np.asarray(missing, dtype=bool),
            np.asarray(sign * one.weight * values[:, place], dtype=np.float64),
        )  # fmt: skip


def _agrees(one: _Summand, place: int, sign: float, sums: Sums, classes: bool) -> bool:
    """Whether the trees say of the row and of the background what the fitted model says of them."""
    said = [_said(one, matrix, place, classes) for matrix in one.matrices]
    start = float(one.trees.start[place])
    for mine, theirs in ((sums.word, said[0]), (sums.base, said[1])):
        expected = sign * one.weight * (float(theirs.mean()) - start)
        if abs(mine - expected) > _APART * max(1.0, abs(expected)):
            return False
    return True


def _said(one: _Summand, matrix: NDArray[np.float64], place: int, classes: bool) -> NDArray[np.float64]:
    """What a fitted model says of matrix lines, in the unit of its trees."""
    if not classes:
        return np.asarray(one.estimator.predict(matrix), dtype=float).ravel()
    if not one.trees.boosted:
        return np.asarray(one.estimator.predict_proba(matrix), dtype=float)[:, place]
    if hasattr(one.estimator, "booster_"):
        raw = np.asarray(one.estimator.predict_proba(matrix, raw_score=True), dtype=float)
    else:
        raw = np.asarray(one.estimator.decision_function(matrix), dtype=float)
    return raw if raw.ndim == 1 else raw[:, place]


def _summands(whole: Loaded, row: pd.DataFrame, background: pd.DataFrame) -> list[_Summand]:
    """All sums of trees of a model or blend with their weights; empty where one of its parts is none."""
    total = sum(weight for _, weight in whole.whole.models)
    found: list[_Summand] = []
    for model, weight in whole.whole.models:
        steps = getattr(model.pipeline, "steps", None)
        parts = _unwrapped(steps[-1][1], weight / total) if steps else None
        if not parts:
            return []
        prepared = _prepared(model.pipeline, list(model.meta.signature), row, background)
        if prepared is None:
            return []
        place = [list(map(str, row.columns)).index(c) for c in model.meta.signature]
        for estimator, share, start, trees in parts:
            matrices = prepared[0], prepared[1]
            if trees.single:
                matrices = tuple(m.astype(np.float32).astype(np.float64) for m in matrices)  # type: ignore[assignment]
            column_of = np.array([place[i] for i in prepared[2]], dtype=np.int64)
            found.append(_Summand(matrices, column_of, trees, share, start, estimator))
    return found


def _unwrapped(model: Any, weight: float, start: float = 0.0) -> list[tuple[Any, float, float, Any]]:
    """The trees in a fitted estimator: (estimator, weight, constant, trees); empty where it is no sum of trees."""
    from assistant.serving.exporting.onnx_trees import trees_of
    from experiments.families._parts import EquallyWeighted, TransformedTarget

    if isinstance(model, EquallyWeighted):
        return _unwrapped(model.classifier_, weight, start)
    if isinstance(model, TransformedTarget):
        if model.method == "log" or model.quantiles_ is not None:
            return []
        inner = weight * model.deviation_
        return _unwrapped(model.regressor_, inner, start + weight * model.mean_)
    trees = trees_of(model)
    return [] if trees is None else [(model, weight, start, trees)]


def _prepared(
    pipeline: Any, columns: Sequence[str], row: pd.DataFrame, background: pd.DataFrame
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]] | None:
    """Both as the matrices that the trees see, and the raw column of each feature; None where columns are mixed.

    It is found out by trying: in the background rows one column after the other is set to the row's value.
    """
    import pandas as pd

    n, k = len(background), len(columns)
    both = pd.concat([background[list(columns)], row[list(columns)]], ignore_index=True)
    rng = np.random.default_rng(_SEED)
    own = rng.random((_MIXTURES, k)) < 0.5
    others = rng.integers(0, n, _MIXTURES)
    made = {}
    for i, column in enumerate(columns):
        at = np.concatenate([np.arange(n + 1), *(np.full(n, n) if i == j else np.arange(n) for j in range(k)),
                             np.where(own[:, i], n, others)])  # fmt: skip
        made[column] = both[column].take(at).reset_index(drop=True)
    matrix: Any = pd.DataFrame(made)
    for _, step in pipeline.steps[:-1]:
        matrix = step.transform(matrix)
    lines = np.asarray(matrix, dtype=np.float64)
    theirs, ours, mixtures = lines[:n], lines[n], lines[len(lines) - _MIXTURES :]
    changed = np.array([_differs(lines[n + 1 + j * n : n + 1 + (j + 1) * n], theirs).any(axis=0) for j in range(k)])
    if (changed.sum(axis=0) > 1).any():
        return None
    column_of = changed.argmax(axis=0)
    expected = np.where(own[:, column_of], ours, theirs[others])
    if _differs(mixtures, expected).any():
        return None
    return ours.reshape(1, -1), theirs, column_of.astype(np.int64)


def _differs(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.bool_]:
    return ~np.isclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)
