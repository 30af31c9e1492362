"""Splitting rows into those to learn from and those to measure on."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from store.errors import BadData
from store.records import Forecast, Task, Validation

Rows = NDArray[np.intp]
Split = tuple[Rows, Rows]


def splits(frame: pd.DataFrame, task: Task) -> list[Split]:
    """Pairs of row positions (to learn from, to measure on), the same for the same table and task.

    - `cv`: shuffled folds, stratified by class.
    - `holdout`: one part set aside (a fifth unless said), stratified where every class has two rows.
    - `time`: rows in the order of the column, or as they stand where there is none; each part is predicted from all
      rows before it (expanding window). Rows without a time come first: they are never measured on before they could
      be known. With a share to hold out, as many of the latest rows are measured on, once.
    - `group`: no group is on both sides.
    - a series that is forecast: each part is as long as the horizon, the last ones of the series, each predicted from
      all that came before it (rolling origin).

    Args:
        frame: rows with a target; positions count from its first row.
        task: its `validation` says how.

    Raises:
        BadData: too few rows, groups or moments, or the column is not in the table.
    """
    how = task.validation
    if len(frame) < 4:
        raise BadData(
            f"{len(frame)} row(s) with a value of {task.target!r} are too few to measure on. Bring at least 4."
        )
    if task.forecast is not None:
        return rolling(frame, task.forecast, how.folds)
    classes = None if task.kind in ("regression", "forecast") else pd.factorize(frame[task.target])[0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes rarer than there are folds are expected and allowed
        if how.method == "cv":
            return _folds(len(frame), classes, max(2, how.folds), how.seed)
        if how.method == "holdout":
            return [_holdout(len(frame), classes, how.holdout_fraction or 0.2, how.seed)]
        if how.method == "time" and how.column is None:
            return _expanding(pd.Series(np.arange(len(frame)), name="place of the row"), how)
        column = _column(frame, how.column, how.method)
        if how.method == "time":
            return _expanding(column, how)
        return _grouped(column, classes, max(2, how.folds), how.seed)


def rolling(frame: pd.DataFrame, forecast: Forecast, folds: int) -> list[Split]:
    """The last parts of a series, each as long as the horizon, with all rows before it.

    Raises:
        BadData: the series is too short for even one part with as much before it.
    """
    from experiments.series.timeline import Timeline, numbers_of, says_when, seconds

    if forecast.column is None:
        place = np.arange(len(frame))
    else:
        column = _column(frame, forecast.column, "time")
        when = seconds(column) if says_when(column) else numbers_of(column)
        place = Timeline.of(forecast, column).steps(when, np.unique(when))
    order = np.argsort(place, kind="stable")
    ordered = place[order]
    found: list[Split] = []
    for back in range(folds, 0, -1):
        start = int(ordered[-1]) + 1 - back * forecast.horizon
        first, last = (int(np.searchsorted(ordered, s)) for s in (start, start + forecast.horizon))
        if first >= 3 and last > first:
            found.append((order[:first], order[first:last]))
    if not found:
        raise BadData(
            f"{len(frame)} values are too few to test a forecast of {forecast.horizon} steps. Look less far ahead."
        )
    return found


def _folds(rows: int, classes: NDArray[np.intp] | None, folds: int, seed: int) -> list[Split]:
    from sklearn.model_selection import KFold, StratifiedKFold

    folds = min(folds, rows // 2)
    if classes is not None and np.bincount(classes).max() >= folds:
        return list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(np.zeros(rows), classes))
    return list(KFold(folds, shuffle=True, random_state=seed).split(np.zeros(rows)))


def _holdout(rows: int, classes: NDArray[np.intp] | None, fraction: float, seed: int) -> Split:
    from sklearn.model_selection import train_test_split

    aside = min(max(round(rows * fraction), 1), rows - 2)
    stratify = None
    if classes is not None:
        counts = np.bincount(classes)
        if counts.min() >= 2 and min(aside, rows - aside) >= len(counts):
            stratify = classes
    learn, measure = train_test_split(np.arange(rows), test_size=aside, random_state=seed, stratify=stratify)
    return np.sort(learn), np.sort(measure)


def _column(frame: pd.DataFrame, name: str | None, method: str) -> "pd.Series[Any]":
    if name is None or name not in frame.columns:
        raise BadData(f"Validation by {method} needs a column of the table, but {name!r} is not there. Name another.")
    return frame[name]


def _moments(column: "pd.Series[Any]") -> NDArray[np.float64]:
    """The column as numbers that grow with time; NaN where there is no time."""
    from experiments.workflows.columns import moments, numbers, use_of

    use, date_format = use_of(column)
    if use == "date":
        read = moments(column, date_format)
        return np.where(read.isna(), np.nan, read.astype("int64").to_numpy().astype(float))
    if use == "numeric":
        return np.asarray(numbers(column.to_frame())[:, 0])
    words = column.astype("str").rank(method="dense")
    return np.where(column.isna(), np.nan, words.to_numpy(dtype=float))


def _expanding(column: "pd.Series[Any]", how: Validation) -> list[Split]:
    """Later rows are tested: in as many equal parts as there are folds, or once a share held out at the end."""
    when = np.nan_to_num(_moments(column), nan=-np.inf)
    order = np.argsort(when, kind="stable")
    ordered = when[order]
    folds = max(1, how.folds)
    parts = [i / (folds + 1) for i in range(1, folds + 1)]
    starts = parts if how.holdout_fraction is None else [1.0 - how.holdout_fraction]
    edges = [min(max(round(start * len(order)), 1), len(order) - 1) for start in starts]
    # Rows of one moment stay together: half of a day must not be predicted from its other half.
    cuts = sorted({int(np.searchsorted(ordered, ordered[e], side="left")) for e in edges} - {0})
    if not cuts:
        raise BadData(f"The column {column.name!r} has too few different moments to validate by time. Name another.")
    return [(order[:start], order[start:stop]) for start, stop in zip(cuts, [*cuts[1:], len(order)], strict=True)]


def _grouped(column: "pd.Series[Any]", classes: NDArray[np.intp] | None, folds: int, seed: int) -> list[Split]:
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    # A row without a group stands for itself.
    groups = pd.factorize(column)[0].astype(np.intp)
    alone = groups < 0
    groups[alone] = groups.max() + 1 + np.arange(int(alone.sum()))
    count = len(np.unique(groups))
    if count < 2:
        raise BadData(f"The column {column.name!r} has only one group; at least 2 are needed. Name another column.")
    folds = min(folds, count)
    blank = np.zeros(len(groups))
    if classes is not None and np.bincount(classes).max() >= folds:
        parts = list(StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(blank, classes, groups))
    else:
        parts = list(GroupKFold(folds, shuffle=True, random_state=seed).split(blank, groups=groups))
    return [(learn, measure) for learn, measure in parts if len(learn) and len(measure)]
