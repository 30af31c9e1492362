"""Measuring one variant on one table: fit on each fold's rows, predict the others, compare."""

import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.importance import permutation_importance
from experiments.metrics import average, measure, scored
from experiments.validation import splits
from experiments.workflows.building import build, inputs, targets
from store.errors import BadData, SextantError
from store.records import Task, Variant, metric

OnFold = Callable[[int, int, dict[str, float]], None]
"""Told after each fold: its number from 0, how many there are, its metrics."""

MOST_LATENCY_ROWS = 1000
MOST_SHUFFLED_WIDE = 40
"""Columns of a wide table whose importance is measured."""


class RunFailed(SextantError):
    """A variant could not be fitted or measured on this table."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured of a variant on a table."""

    folds: tuple[dict[str, float], ...]
    """Metrics of each fold."""
    metrics: dict[str, float]
    """Mean of each metric over the folds that define it."""
    score: float
    """The task's metric over all folds."""
    score_std: float | None
    """Standard deviation of the task's metric over folds; None for a single fold."""
    baseline: float | None
    """The same metric of a trivial prediction (majority or mean; median for absolute errors) on the same folds."""
    oof: pd.DataFrame
    """Predictions of rows not learnt from: row (position), fold, truth, prediction, probability_<class>."""
    importance: pd.DataFrame | None
    """Permutation importance of columns (column, mean, std): loss of the task's metric, higher is more important."""
    latency_ms: float
    """Median milliseconds to predict one row, measured in batches."""


def evaluate(
    frame: pd.DataFrame,
    variant: Variant,
    task: Task,
    seed: int,
    *,
    on_fold: OnFold | None = None,
    importance: bool = False,
    threads: int = 1,
) -> Evaluation:
    """Measure a variant by the task's validation. The same arguments give identical metrics.

    Args:
        frame: the whole table; rows without a target are left out.
        variant: what to fit.
        task: what to predict, how to validate and which metric counts.
        seed: of everything random in the variant; the split has its own in the task.
        on_fold: told after each fold.
        importance: whether to measure permutation importance on the last fold.
        threads: processor threads that one fit may use.

    Raises:
        BadData: the table does not allow the task (too few rows, one class, nothing to predict from).
        BadRequest: the variant does not fit the task.
        RunFailed: a fold failed, or the task's metric is defined on none; the message says why.
    """
    table = _Usable.of(frame, task)
    parts = splits(table.rows, task)
    folds: list[_Fold] = []
    fitted: Any = None
    for i, (learn, test) in enumerate(parts):
        with _explained(f"Fold {i + 1} of {len(parts)} failed"):
            fitted = build(variant, task, table.rows, seed, threads).fit(table.X.iloc[learn], table.y[learn])
            predicted, latency = _predict(fitted, table.X.iloc[test], table.classes)
        folds.append(_fold_of(table, task, i, (learn, test), predicted, latency))
        if on_fold is not None:
            on_fold(i, len(parts), folds[-1].metrics)
    wanted = importance and (task.forecast is None or task.forecast.known)
    important = _importance(fitted, table, task, parts[-1][1], seed) if wanted else None
    scores = [fold.metrics[task.metric] for fold in folds if task.metric in fold.metrics]
    if not scores:
        raise RunFailed(f"{metric(task.metric).label} is not defined on any fold: too few rows of some class there.")
    return Evaluation(
        folds=tuple(fold.metrics for fold in folds),
        metrics=average([fold.metrics for fold in folds]),
        score=float(np.mean(scores)),
        score_std=float(np.std(scores)) if len(scores) > 1 else None,
        baseline=average([fold.trivial for fold in folds]).get(task.metric),
        oof=pd.concat([fold.oof for fold in folds], ignore_index=True),
        importance=important,
        latency_ms=float(np.median([fold.latency_ms for fold in folds])),
    )


@dataclass(frozen=True)
class _Usable:
    """The rows of a table that can be learned from and measured on."""

    rows: pd.DataFrame
    positions: NDArray[np.int64]
    """Where they stand in the table."""
    X: pd.DataFrame
    y: NDArray[Any]
    classes: list[str]

    @classmethod
    def of(cls, frame: pd.DataFrame, task: Task) -> "_Usable":
        """Raises `BadData` where the table does not allow the task."""
        X, positions = inputs(frame, task), np.flatnonzero(usable_rows(frame, task))
        rows = frame.iloc[positions]
        y = targets(rows, task)
        return cls(rows, positions, X.iloc[positions], y, known_classes(y, task))


@dataclass(frozen=True)
class _Fold:
    """What was measured on the test rows of a fold; fields as in `Evaluation`."""

    metrics: dict[str, float]
    trivial: dict[str, float]
    oof: pd.DataFrame
    latency_ms: float


def _fold_of(
    table: _Usable,
    task: Task,
    number: int,
    split: tuple[NDArray[Any], NDArray[Any]],
    predicted: "_Predicted",
    latency_ms: float,
) -> _Fold:
    test = split[1]
    truth, classes = table.y[test], table.classes
    return _Fold(
        _measured(task, truth, predicted, classes),
        _measured(task, truth, _guessed(task, table.X, table.y, split, classes), classes),
        _out_of_fold(table.positions[test], number, truth, predicted, classes, task),
        latency_ms,
    )


def _importance(fitted: Any, table: _Usable, task: Task, test: NDArray[Any], seed: int) -> pd.DataFrame:
    with _explained("Measuring what mattered failed"):
        return permutation_importance(
            lambda rows, truth: _measured(task, truth, _predict_batch(fitted, rows, table.classes), table.classes),
            table.X.iloc[test],
            table.y[test],
            metric(task.metric),
            seed,
            **_worth_shuffling(fitted, table.X, task),
        )


def fit_final(frame: pd.DataFrame, variant: Variant, task: Task, seed: int, threads: int = 1) -> Any:
    """The variant's pipeline fitted on all rows that have a target, for use on new rows.

    Raises:
        BadData, BadRequest, RunFailed: as `evaluate`.
    """
    X = inputs(frame, task)
    present = usable_rows(frame, task)
    y = targets(frame.loc[present], task)
    known_classes(y, task)
    with _explained("Fitting on all rows failed"):
        return build(variant, task, frame.loc[present], seed, threads).fit(X.loc[present], y)


def trivial_metrics(frame: pd.DataFrame, task: Task) -> dict[str, float]:
    """What the trivial prediction scores on the task's folds, every metric of its kind.

    Raises:
        BadData: as `evaluate`.
    """
    table = _Usable.of(frame, task)
    X, y, classes = table.X, table.y, table.classes
    parts = splits(table.rows, task)
    return average([_measured(task, y[s[1]], _guessed(task, X, y, s, classes), classes) for s in parts])


def usable_rows(frame: pd.DataFrame, task: Task) -> NDArray[np.bool_]:
    """Which rows can be learned from and measured on: those with all targets and, in a series, a moment."""
    known: NDArray[np.bool_] = frame[list(task.targets)].notna().all(axis=1).to_numpy()
    if task.forecast is not None and task.forecast.column is not None:
        known = known & frame[task.forecast.column].notna().to_numpy()
    return known


def _worth_shuffling(fitted: Any, X: pd.DataFrame, task: Task) -> dict[str, Any]:
    """Which columns to shuffle: of a wide table the strongest only, as each costs a prediction; never moments."""
    if task.forecast is not None:
        return {"columns": list(task.forecast.known)}
    narrow = fitted.named_steps.get("narrow")
    if narrow is None:
        return {}
    names = fitted.named_steps["prepare"].names_
    used = [names[i] for i in narrow.ranked_ if names[i] in X.columns]
    return {"columns": used, "most_columns": MOST_SHUFFLED_WIDE}


@contextmanager
def _explained(what: str) -> Iterator[None]:
    """Turns any error of a library into a sentence; its warnings, such as unconverged fits, show in the score."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (SextantError, MemoryError):
        raise
    except Exception as error:
        raise RunFailed(f"{what}: {_sentence(error)}") from error


def known_classes(y: NDArray[Any], task: Task) -> list[str]:
    """The classes of a target as sorted texts; none for numbers.

    Raises:
        BadData: there are no rows, or only one class.
    """
    if not len(y):
        raise BadData(f"No row has a value of {task.target!r}. Choose another target.")
    if task.kind in ("regression", "forecast"):
        return []
    classes = [str(c) for c in np.unique(y)]
    if len(classes) < 2:
        raise BadData(
            f"All rows have the same class {classes[0]!r} of {task.target!r}: there is nothing to tell apart."
        )
    return classes


def positive_of(task: Task, classes: list[str]) -> str | None:
    """The positive class as it is written among the classes; "1.0" finds "1" and "true" finds "True"."""
    wanted = task.positive_class
    if wanted is None or wanted in classes:
        return wanted
    for name in classes:
        if name.lower() == wanted.lower() or _same_number(name, wanted):
            return name
    return None


def _same_number(a: str, b: str) -> bool:
    try:
        return float(a) == float(b)
    except ValueError:
        return False


@dataclass(frozen=True)
class _Predicted:
    values: NDArray[Any]
    probability: NDArray[np.float64] | None


def _predict(fitted: Any, X: pd.DataFrame, classes: list[str]) -> tuple[_Predicted, float]:
    """Predictions of these rows, and the milliseconds per row of a batch."""
    batch = X.iloc[:MOST_LATENCY_ROWS]
    started = time.perf_counter()
    first = _predict_batch(fitted, batch, classes)
    latency = (time.perf_counter() - started) * 1000.0 / max(1, len(batch))
    return (first if len(batch) == len(X) else _predict_batch(fitted, X, classes)), latency


def _predict_batch(fitted: Any, X: pd.DataFrame, classes: list[str]) -> _Predicted:
    """One pass through the preparation gives both predictions and probabilities."""
    matrix = X
    for _, step in fitted.steps[:-1]:
        matrix = step.transform(matrix)
    model = fitted.steps[-1][1]
    values = np.asarray(model.predict(matrix))
    if not classes:
        values = values.astype(float)
        values = values.ravel() if values.size == len(values) else values
        if not np.isfinite(values).all():
            raise RunFailed("Some predictions are not finite numbers. Try another target transform or model.")
        return _Predicted(values, None)
    return _Predicted(values, aligned(model.predict_proba(matrix), [str(c) for c in model.classes_], classes))


def aligned(probability: Any, seen: list[str], classes: list[str]) -> NDArray[np.float64]:
    """Probabilities (n_rows, n_seen) in the order of all classes (n_rows, n_classes); 0 for those never seen."""
    full = np.zeros((len(probability), len(classes)))
    full[:, [classes.index(c) for c in seen]] = probability
    return full


def _measured(task: Task, truth: NDArray[Any], predicted: _Predicted, classes: list[str]) -> dict[str, float]:
    found = measure(task.kind, truth, predicted.values, predicted.probability, classes, positive_of(task, classes))
    if task.further_targets:
        found |= _each(task, truth, predicted.values)
    return found


def _each(task: Task, truth: NDArray[Any], said: NDArray[Any]) -> dict[str, float]:
    """The task's metric of each of several targets, under a name that carries its direction."""
    judge = metric(task.metric)
    each = ((t, scored(judge.name, task.kind, truth[:, i], said[:, i])) for i, t in enumerate(task.targets))
    return {f"{judge.direction} {judge.name} of {name}": value for name, value in each if value is not None}


def _trivial(task: Task, learnt: NDArray[Any], rows: int, classes: list[str]) -> _Predicted:
    """What one would say knowing only the target of the rows learnt from."""
    if not classes:
        robust = task.metric in ("mae", "median_ae", "mape")
        usual = np.median(learnt, axis=0) if robust else np.mean(learnt, axis=0)
        return _Predicted(np.repeat(usual[None], rows, axis=0), None)
    shares = np.array([(learnt == c).mean() for c in classes])
    return _Predicted(np.full(rows, classes[int(np.argmax(shares))]), np.tile(shares, (rows, 1)))


def _guessed(
    task: Task, X: pd.DataFrame, y: NDArray[Any], split: tuple[NDArray[Any], NDArray[Any]], classes: list[str]
) -> _Predicted:
    """What is said of a fold's test rows without a model: a series repeats its last season, or its last value."""
    learn, test = split
    if task.forecast is None:
        return _trivial(task, y[learn], len(test), classes)
    from experiments.workflows.forecasting import repeated

    return _Predicted(repeated(task.forecast).fit(X.iloc[learn], y[learn]).predict(X.iloc[test]), None)


def _out_of_fold(
    positions: NDArray[Any], fold: int, truth: NDArray[Any], predicted: _Predicted, classes: list[str], task: Task
) -> pd.DataFrame:
    if task.further_targets:
        table = {"row": positions, "fold": fold, "truth": truth[:, 0], "prediction": predicted.values[:, 0]}
        for i, name in enumerate(task.further_targets, 1):
            table |= {f"truth_{name}": truth[:, i], f"prediction_{name}": predicted.values[:, i]}
        return pd.DataFrame(table)
    table = {"row": positions, "fold": fold, "truth": truth, "prediction": predicted.values}
    if predicted.probability is not None:
        table |= {f"probability_{c}": predicted.probability[:, i] for i, c in enumerate(classes)}
    return pd.DataFrame(table)


def _sentence(error: Exception) -> str:
    first = str(error).strip().splitlines()[0] if str(error).strip() else ""
    return f"{type(error).__name__}: {first[:300]}" if first else type(error).__name__
