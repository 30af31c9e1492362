"""Measuring predictions: every metric of a task's kind, wherever it is defined."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.records import METRICS, TaskKind

Values = NDArray[Any]


def measure(
    kind: TaskKind,
    truth: Values,
    prediction: Values,
    probability: NDArray[np.float64] | None = None,
    classes: Sequence[str] = (),
    positive: str | None = None,
) -> dict[str, float]:
    """Every metric of `store.records.METRICS` for this kind of task that these rows define.

    A metric that the rows leave undefined (ROC AUC with one class only, R² of a single row) is left out; nothing is
    ever NaN. Precision, recall and F1 without a single positive are 0. Definitions are scikit-learn's, except that
    the absolute percentage error leaves out rows whose truth is 0 (it would be infinite there).

    Args:
        kind: of the task.
        truth: true values, shape (n_rows,): class texts or numbers; of several targets (n_rows, n_targets), over which
            each metric is averaged.
        prediction: predicted values, the same shape and type.
        probability: shape (n_rows, n_classes), columns in the order of `classes`; None leaves out what needs it.
        classes: all classes of the task as texts, also those absent from these rows.
        positive: the positive class (binary); None for the last of `classes`.
    """
    if not len(truth):
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a class that these rows lack is no cause for alarm
        if kind in ("regression", "forecast"):
            found = _of_targets(np.asarray(truth, dtype=float), np.asarray(prediction, dtype=float))
        else:
            found = _of_classes(kind, truth, prediction, probability, classes, positive)
    return {name: METRICS[name].clip(value) for name, value in found.items() if np.isfinite(value)}


def scored(
    metric: str,
    kind: TaskKind,
    truth: Values,
    prediction: Values,
    probability: NDArray[np.float64] | None = None,
    classes: Sequence[str] = (),
    positive: str | None = None,
) -> float | None:
    """One metric as `measure` gives it, None where it is undefined; the frequent ones without measuring the others."""
    if metric == "rmse" and len(truth):
        squared = (np.asarray(truth, dtype=float) - np.asarray(prediction, dtype=float)) ** 2
        return float(np.mean(np.sqrt(np.mean(squared, axis=0))))
    if metric == "accuracy" and len(truth):
        return float(np.mean(truth == prediction))
    if metric in ("log_loss", "brier", "roc_auc", "average_precision") and probability is not None and len(truth):
        known = list(classes)
        named = positive if positive in known else known[-1]
        value = _of_probabilities(kind, truth, probability, known, named, metric).get(metric)
        return METRICS[metric].clip(value) if value is not None and np.isfinite(value) else None
    return measure(kind, truth, prediction, probability, classes, positive).get(metric)


def average(folds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Mean of each metric over the folds that define it, equal weights."""
    names = dict.fromkeys(name for fold in folds for name in fold)
    return {name: float(np.mean([fold[name] for fold in folds if name in fold])) for name in names}


def _of_targets(truth: NDArray[np.float64], prediction: NDArray[np.float64]) -> dict[str, float]:
    if truth.ndim == 1:
        return _of_numbers(truth, prediction)
    return average([_of_numbers(truth[:, i], prediction[:, i]) for i in range(truth.shape[1])])


def _of_numbers(truth: NDArray[np.float64], prediction: NDArray[np.float64]) -> dict[str, float]:
    error = np.abs(truth - prediction)
    found = {
        "rmse": float(np.sqrt(np.mean(error**2))),
        "mae": float(np.mean(error)),
        "median_ae": float(np.median(error)),
    }
    spread = float(np.sum((truth - truth.mean()) ** 2))
    if len(truth) > 1 and spread > 0:
        found["r2"] = 1.0 - float(np.sum(error**2)) / spread
    nonzero = truth != 0
    if nonzero.any():
        found["mape"] = float(np.mean(error[nonzero] / np.abs(truth[nonzero])))
    return found


def _of_classes(
    kind: TaskKind,
    truth: Values,
    prediction: Values,
    probability: NDArray[np.float64] | None,
    classes: Sequence[str],
    positive: str | None,
) -> dict[str, float]:
    from sklearn.metrics import matthews_corrcoef, precision_recall_fscore_support, recall_score

    known = list(classes) or sorted({*truth.tolist(), *prediction.tolist()})
    positive = positive if positive in known else known[-1]
    present = [c for c in known if (truth == c).any()]
    if kind == "binary":
        shape: dict[str, Any] = {"labels": [positive], "average": "macro"}
    else:  # classes that neither occur nor are predicted say nothing
        shape = {"labels": [c for c in known if c in present or (prediction == c).any()], "average": "macro"}
    precision, recall, f1, _ = precision_recall_fscore_support(truth, prediction, zero_division=0, **shape)
    found = {
        "accuracy": float(np.mean(truth == prediction)),
        "balanced_accuracy": float(recall_score(truth, prediction, labels=present, average="macro", zero_division=0)),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        # one class alone, in truth and prediction, is defined as 0, which scikit-learn says with a warning
        "mcc": float(matthews_corrcoef(truth, prediction)) if len({*truth, *prediction}) > 1 else 0.0,
    }
    if probability is not None:
        found |= _of_probabilities(kind, truth, probability, known, positive)
    return found


def _of_probabilities(
    kind: TaskKind,
    truth: Values,
    probability: NDArray[np.float64],
    known: list[str],
    positive: str,
    only: str | None = None,
) -> dict[str, float]:
    """Metrics of probabilities; where only one is wanted, what is dear and not wanted is left out."""
    hit = truth[:, None] == np.array(known)[None, :]
    safe = np.clip(np.nan_to_num(probability, nan=0.0), 1e-15, 1.0)
    safe = safe / safe.sum(axis=1, keepdims=True)
    found = {"log_loss": float(-np.mean(np.log(safe[hit]))) if hit.any() else np.nan}
    squared = np.sum((safe - hit) ** 2, axis=1)
    # The usual Brier score of two classes looks at the positive class only, which is half of the sum over both.
    found["brier"] = float(np.mean(squared)) / (2.0 if kind == "binary" else 1.0)
    if only in found:
        return found
    decidable = [i for i in range(len(known)) if hit[:, i].any() and not hit[:, i].all()]
    if kind == "binary":
        decidable = [i for i in decidable if known[i] == positive]
    if decidable:
        columns = [(hit[:, i], safe[:, i]) for i in decidable]
        if only != "average_precision":
            found["roc_auc"] = float(np.mean([_area_under_roc(h, p) for h, p in columns]))
        if only != "roc_auc":
            found["average_precision"] = float(np.mean([_average_precision(h, p) for h, p in columns]))
    return found


def _area_under_roc(hit: NDArray[np.bool_], value: NDArray[np.float64]) -> float:
    """Chance that a row that hits has the greater value than one that does not, ties half (Mann and Whitney, 1947).

    scikit-learn gives the same; computed here it takes a twentieth of the time, which many classes make felt.
    """
    _, place, count = np.unique(value, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2.0)[place]
    hits, others = int(hit.sum()), int((~hit).sum())
    return float((ranks[hit].sum() - hits * (hits + 1) / 2.0) / (hits * others))


def _average_precision(hit: NDArray[np.bool_], value: NDArray[np.float64]) -> float:
    """Precision averaged over the steps of recall, rows of equal value taken together, as in scikit-learn."""
    order = np.argsort(-value, kind="stable")
    last = np.append(np.diff(value[order]) != 0, True)
    found = np.cumsum(hit[order])[last]
    precision = found / (np.flatnonzero(last) + 1)
    return float(np.sum(np.diff(found, prepend=0) / found[-1] * precision))
