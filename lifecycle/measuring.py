"""One metric of one task, computed fast: comparing and watching models measure thousands of resamples.

Definitions are those of the metrics that runs are measured with. Classes are whole numbers here (their place in
`classes`), because counting numbers is many times faster than comparing texts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from store.errors import BadData, BadRequest
from store.records import Metric, TaskKind, metric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truth = NDArray[Any]
"""True values, shape (n_rows,): places in `classes` (-1 for a class never seen), or numbers."""

PROBABILITY = "probability_"
"""A predictions table has `prediction` and, for classes, `probability_<class>` for each."""


@dataclass(frozen=True)
class Predicted:
    """What a model said of some rows."""

    value: Truth
    """Shape (n_rows,): places in `classes`, or numbers."""
    probability: Floats | None = None
    """Shape (n_rows, n_classes), columns in the order of `classes`; None for numbers or where there is none."""

    def take(self, rows: NDArray[Any]) -> "Predicted":
        """These rows only, by position or mask."""
        return Predicted(self.value[rows], None if self.probability is None else self.probability[rows])

    def __len__(self) -> int:
        return len(self.value)


@dataclass(frozen=True)
class Measuring:
    """How a model is measured."""

    kind: TaskKind
    metric_name: str
    classes: tuple[str, ...] = ()
    """Classes as texts; empty for numbers."""
    positive: str | None = None
    """The class that counts as positive (binary); None for the last of `classes`."""

    def __post_init__(self) -> None:
        if self.kind not in metric(self.metric_name).kinds:
            raise BadRequest(f"{self.metric_name} is no metric of {self.kind} tasks.")
        if self.of_classes and len(self.classes) < 2:
            raise BadRequest("A classifier is measured with at least two classes.")

    @property
    def metric(self) -> Metric:
        """The metric with its direction."""
        return metric(self.metric_name)

    @property
    def of_classes(self) -> bool:
        """Whether classes are predicted, not numbers."""
        return self.kind in ("binary", "multiclass")

    def truth(self, values: Sequence[Any] | pd.Series) -> Truth:
        """True values as this measures them; a class that is not known becomes -1.

        Raises:
            BadData: a value is missing, or is no number where numbers are predicted.
        """
        series = pd.Series(values).reset_index(drop=True)
        if series.isna().any():
            raise BadData(f"{int(series.isna().sum())} of {len(series)} true values are missing; leave those rows out.")
        if self.of_classes:
            return _places(series, self.classes)
        try:
            return series.to_numpy(dtype=float)
        except (TypeError, ValueError) as error:
            raise BadData(f"The true values are not all numbers: {error}.") from error

    def known(self, truth: Truth) -> NDArray[np.bool_]:
        """Which true values can be compared with predictions, shape (n_rows,): all but classes that are not known."""
        return np.asarray(truth >= 0) if self.of_classes else np.ones(len(truth), dtype=bool)

    def strange(self, values: Sequence[Any] | pd.Series, truth: Truth) -> tuple[str, ...]:
        """A sentence on true values that are no known class, where there are some.

        Args:
            values: as they came.
            truth: the same as `truth` made them.
        """
        lost = np.flatnonzero(~self.known(truth))
        if not len(lost):
            return ()
        first, classes = pd.Series(values).iloc[int(lost[0])], ", ".join(self.classes[:5])
        return (
            f"{len(lost):,} of {len(truth):,} true values are none of the classes the model knows ({classes}), such as "
            f"{str(first)!r}.",
        )

    def predicted(self, table: pd.DataFrame) -> Predicted:
        """A predictions table as this measures it.

        Raises:
            BadData: the table lacks `prediction`, or it predicts what is no known class or no number.
        """
        if "prediction" not in table.columns:
            raise BadData("A predictions table needs a column `prediction`.")
        if not self.of_classes:
            return Predicted(table["prediction"].to_numpy(dtype=float))
        value = _places(table["prediction"].reset_index(drop=True), self.classes)
        if (value < 0).any():
            strange = table["prediction"].iloc[int(np.argmax(value < 0))]
            raise BadData(f"The model predicts {strange!r}, which is none of its classes: {', '.join(self.classes)}.")
        names = [f"{PROBABILITY}{c}" for c in self.classes]
        if not set(names) <= set(table.columns):
            return Predicted(value)
        return Predicted(value, table[names].to_numpy(dtype=float))

    def of(self, truth: Truth, predicted: Predicted) -> float:
        """The metric's value; NaN where these rows do not define it (one class only, no rows)."""
        if not len(truth):
            return float("nan")
        if not self.of_classes:
            return _NUMBERS[self.metric_name](truth, predicted.value)
        if self.metric_name in _CHANCES:
            if predicted.probability is None:
                return float("nan")
            return self._of_probability(truth, predicted.probability)
        return self._of_counts(truth, predicted.value)

    def gain(self, truth: Truth, predicted: Predicted) -> float:
        """The metric so that higher is better; NaN where undefined."""
        return self.metric.gain(self.of(truth, predicted))

    def losses(self, truth: Truth, predicted: Predicted) -> Floats:
        """Loss of each row, shape (n_rows,), 0 is best: absolute error, or 1 minus what the true class was given."""
        if not self.of_classes:
            return np.asarray(np.abs(truth - predicted.value), dtype=float)
        if predicted.probability is None:
            return np.asarray(truth != predicted.value, dtype=float)
        rows = np.arange(len(truth))
        given = np.where(truth >= 0, predicted.probability[rows, np.maximum(truth, 0)], 0.0)
        return np.asarray(1.0 - given, dtype=float)

    def trivial(self, truth: Truth, rows: int) -> Predicted:
        """What a model that ignores its inputs would say, learned from these true values: shape (rows,)."""
        if not self.of_classes:
            middle = float(np.median(truth) if self.metric_name in ("mae", "median_ae", "mape") else np.mean(truth))
            return Predicted(np.full(rows, middle))
        share = np.bincount(truth[truth >= 0], minlength=len(self.classes)) / max(len(truth), 1)
        return Predicted(np.full(rows, int(np.argmax(share))), np.tile(share, (rows, 1)))

    @property
    def positive_place(self) -> int:
        """Place of the positive class in `classes`."""
        return self.classes.index(self.positive) if self.positive in self.classes else len(self.classes) - 1

    def _of_counts(self, truth: Truth, value: Truth) -> float:
        """Metrics that look at the predicted class only, from the table of counts."""
        k = len(self.classes)
        # a class never seen gets a row of its own: always missed, never predicted
        counts = np.bincount((truth % (k + 1)) * k + value, minlength=(k + 1) * k).reshape(k + 1, k)
        hit = np.diag(counts).astype(float)
        if self.metric_name == "accuracy":
            return float(hit.sum() / len(truth))
        if self.metric_name == "mcc":
            return _matthews(counts)
        true, said = counts[:k].sum(axis=1), counts.sum(axis=0)
        if self.metric_name == "balanced_accuracy":
            return float(np.mean(hit[true > 0] / true[true > 0])) if (true > 0).any() else float("nan")
        wanted = np.array([self.positive_place]) if self.kind == "binary" else np.flatnonzero((true > 0) | (said > 0))
        below = {"precision": said, "recall": true, "f1": (true + said) / 2.0}[self.metric_name][wanted]
        return float(np.mean(np.where(below > 0, hit[wanted] / np.maximum(below, 1e-12), 0.0)))

    def _of_probability(self, truth: Truth, probability: Floats) -> float:
        safe = np.clip(np.nan_to_num(probability, nan=0.0), 1e-15, 1.0)
        safe = safe / safe.sum(axis=1, keepdims=True)
        hit = truth[:, None] == np.arange(len(self.classes))[None, :]
        if self.metric_name == "log_loss":
            return float(-np.mean(np.log(safe[hit]))) if hit.any() else float("nan")
        if self.metric_name == "brier":
            return float(np.mean(np.sum((safe - hit) ** 2, axis=1))) / (2.0 if self.kind == "binary" else 1.0)
        over = [self.positive_place] if self.kind == "binary" else range(len(self.classes))
        decidable = [i for i in over if hit[:, i].any() and not hit[:, i].all()]
        area = area_under_roc if self.metric_name == "roc_auc" else _average_precision
        return float(np.mean([area(hit[:, i], safe[:, i]) for i in decidable])) if decidable else float("nan")


_CHANCES = frozenset({"log_loss", "brier", "roc_auc", "average_precision"})


def _places(series: pd.Series, classes: Sequence[str]) -> Ints:
    """The place of each value's text in `classes`, -1 where it is none; 1.0 and 1 are the same class.

    Other capitals are the same class, too, where no two classes differ in them only.
    """
    values = series.to_numpy(dtype=object)
    place = {c: i for i, c in enumerate(classes)}
    folded = {c.strip().casefold(): i for i, c in enumerate(classes)}
    loose = folded if len(folded) == len(place) else {}
    texts = {v: _text(v) for v in dict.fromkeys(values.tolist())}
    unique = {v: place.get(t, loose.get(t.strip().casefold(), -1)) for v, t in texts.items()}
    return np.array([unique[v] for v in values.tolist()], dtype=np.int64)


def _text(value: Any) -> str:
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _r2(truth: Floats, value: Floats) -> float:
    spread = float(np.sum((truth - truth.mean()) ** 2))
    return 1.0 - float(np.sum((truth - value) ** 2)) / spread if spread > 0 else float("nan")


def _mape(truth: Floats, value: Floats) -> float:
    nonzero = truth != 0
    return float(np.mean(np.abs(truth - value)[nonzero] / np.abs(truth[nonzero]))) if nonzero.any() else float("nan")


_NUMBERS: dict[str, Callable[[Floats, Floats], float]] = {
    "rmse": lambda t, v: float(np.sqrt(np.mean((t - v) ** 2))),
    "mae": lambda t, v: float(np.mean(np.abs(t - v))),
    "median_ae": lambda t, v: float(np.median(np.abs(t - v))),
    "mape": _mape,
    "r2": _r2,
}


def _matthews(counts: NDArray[Any]) -> float:
    """Matthews correlation of many classes (Gorodkin, 2004); 0 where one side has one class only."""
    k = counts.shape[1]
    true = counts.sum(axis=1).astype(float)
    said = np.append(counts.sum(axis=0).astype(float), 0.0)
    n, hit = float(counts.sum()), float(np.trace(counts[:k]))
    below = np.sqrt((n * n - np.sum(said**2)) * (n * n - np.sum(true**2)))
    return float((hit * n - np.sum(true * said)) / below) if below > 0 else 0.0


def area_under_roc(hit: NDArray[np.bool_], value: Floats) -> float:
    """Chance that a row that hits has the greater value than one that does not, ties half (Mann and Whitney, 1947)."""
    _, place, count = np.unique(value, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2.0)[place]
    hits, others = int(hit.sum()), int((~hit).sum())
    return float((ranks[hit].sum() - hits * (hits + 1) / 2.0) / (hits * others))


def _average_precision(hit: NDArray[np.bool_], value: Floats) -> float:
    """Precision averaged over the steps of recall, rows of equal value taken together, as in scikit-learn."""
    order = np.argsort(-value, kind="stable")
    last = np.append(np.diff(value[order]) != 0, True)
    found = np.cumsum(hit[order])[last]
    precision = found / (np.flatnonzero(last) + 1)
    return float(np.sum(np.diff(found, prepend=0) / found[-1] * precision))
