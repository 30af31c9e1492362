"""Metrics: what a score means, which way is better, and what it can be."""

from typing import Literal

from store.errors import BadRequest
from store.records.base import Name, Record

TaskKind = Literal["binary", "multiclass", "regression", "forecast", "declared"]
"""`declared`: a workflow that a person declared measures itself, whatever its problem is."""


class Metric(Record):
    """A measure of a prediction's quality.

    `better`, `gain` and `regret` are the only places that know a metric's direction.
    """

    name: Name
    direction: Literal["max", "min"]
    low: float | None
    """Least possible value, None where unbounded."""
    high: float | None
    """Greatest possible value, None where unbounded."""
    unit: Literal["share", "target", "target²", "nats", "none"]
    """What one unit is: a share of 1, the target's own unit, its square, nats, or none."""
    kinds: tuple[TaskKind, ...]
    label: str
    """The name as people read it."""

    def gain(self, score: float) -> float:
        """The score so that higher is better, in the metric's unit."""
        return score if self.direction == "max" else -score

    def measures(self, kind: TaskKind) -> bool:
        """Whether tasks of a kind can have it; workflows of a person's own measure whatever they declare."""
        return kind == "declared" or kind in self.kinds

    def better(self, a: float, b: float) -> bool:
        """Whether score `a` is strictly better than score `b`."""
        return self.gain(a) > self.gain(b)

    def regret(self, score: float, best: float) -> float:
        """How far `score` stays behind `best`, ≥ 0, in the metric's unit."""
        return max(0.0, self.gain(best) - self.gain(score))

    def clip(self, value: float) -> float:
        """The value moved into the metric's bounds."""
        if self.low is not None and value < self.low:
            return self.low
        return self.high if self.high is not None and value > self.high else value

    def shown(self, value: float | None) -> str:
        """A value with as many digits as mean something, the same wherever it is shown: `0.871`, `12.4`, `51,263`."""
        if value is None:
            return "unknown"
        if self.unit in _SMALL:
            return f"{value:.3f}"
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"

    def shown_gap(self, gap: float) -> str:
        """A distance between two values, not negative: two digits of it, and never nothing where there is a little."""
        if self.unit in _SMALL:
            return "under 0.001" if 0 < gap < 0.0005 else f"{gap:.3f}"
        return two_digits(gap)

    def shown_spread(self, std: float | None) -> str:
        """What stands behind a score for its spread over folds, " ± 0.012"; nothing where one measurement has none."""
        return f" ± {self.shown_gap(std)}" if std else ""

    @property
    def in_words(self) -> str:
        """Name and direction, such as "ROC AUC (higher is better)"."""
        return f"{self.label} ({'higher' if self.direction == 'max' else 'lower'} is better)"


_SMALL = ("share", "nats")
"""Units of values about as large as 1, of which three decimals say enough."""


def two_digits(value: float) -> str:
    """A number with two digits, or all of those before its point: `0.64`, `12`, `1,240`."""
    return f"{value:,.0f}" if abs(value) >= 99.5 else f"{value:.2g}"


_C: tuple[TaskKind, ...] = ("binary", "multiclass")
_R: tuple[TaskKind, ...] = ("regression", "forecast")


def _share(name: str, label: str, kinds: tuple[TaskKind, ...] = _C, low: float = 0.0) -> Metric:
    return Metric(name=name, direction="max", low=low, high=1.0, unit="share", kinds=kinds, label=label)


def _error(name: str, label: str, unit: Literal["target", "share"] = "target") -> Metric:
    return Metric(name=name, direction="min", low=0.0, high=None, unit=unit, kinds=_R, label=label)


METRICS: dict[str, Metric] = {
    m.name: m
    for m in (
        _share("accuracy", "accuracy"),
        _share("balanced_accuracy", "balanced accuracy"),
        _share("f1", "F1"),
        _share("precision", "precision"),
        _share("recall", "recall"),
        _share("roc_auc", "ROC AUC"),
        _share("average_precision", "average precision"),
        _share("mcc", "Matthews correlation", low=-1.0),
        Metric(name="log_loss", direction="min", low=0.0, high=None, unit="nats", kinds=_C, label="log loss"),
        Metric(name="brier", direction="min", low=0.0, high=2.0, unit="share", kinds=_C, label="Brier score"),
        _error("rmse", "RMSE"),
        _error("mae", "mean absolute error"),
        _error("median_ae", "median absolute error"),
        _error("mape", "mean absolute percentage error", "share"),
        Metric(name="r2", direction="max", low=None, high=1.0, unit="share", kinds=_R, label="R²"),
    )
}
"""Every metric Sextant measures, by name. Multiclass precision, recall and F1 are macro averages, multiclass
ROC AUC is one-vs-rest macro, as in scikit-learn."""


def declared_metric(name: str, direction: Literal["max", "min"]) -> str:
    """The name under which a declared workflow's own metric is recorded; it carries the direction, such as `min delay`.

    A metric that Sextant knows, with the direction it has there, keeps its plain name.
    """
    known = METRICS.get(name)
    return name if known is not None and known.direction == direction else f"{direction} {name}"


def label_of(name: str) -> str:
    """The label of a metric that Sextant measures; any other name as it is."""
    return METRICS[name].label if name in METRICS else name


def metric(name: str) -> Metric:
    """The metric of that name; of a declared workflow's own metrics see `declared_metric`.

    Raises:
        BadRequest: there is none; the message lists those that exist.
    """
    way, _, own = name.partition(" ")
    if own and (way == "max" or way == "min"):
        return Metric(name=name, direction=way, low=None, high=None, unit="none", kinds=("declared",), label=own)
    if name not in METRICS:
        raise BadRequest(f"There is no metric called {name!r}. Choose one of: {', '.join(METRICS)}.")
    return METRICS[name]
