"""Metrics by group of rows, with intervals, and how far the groups lie apart by the usual definitions.

The counting is fairlearn's (Weerts and others, 2023); intervals are percentile bootstraps over rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lifecycle.measuring import Measuring, Predicted, Truth
from store.errors import BadRequest

CONFIDENCE = 0.9
LEAST_GROUP = 20
"""Rows below which a group is counted among the others: its figures would be noise."""
OTHERS = "(smaller groups)"


@dataclass(frozen=True)
class Figure:
    """A figure with the ends of its 90 % interval; None where the rows do not define it."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Spread:
    """How far groups lie apart in one measure."""

    measure: str
    groups: dict[str, Figure]
    """Group to its figure."""
    difference: Figure
    """Largest minus smallest, 0 is equal; its interval reaches below 0 where chance may have made the difference."""
    ratio: Figure
    """Smallest over largest, 1 is equal; None where a figure is not above 0."""


@dataclass(frozen=True)
class Fairness:
    """How a model treats the groups of one column."""

    column: str
    rows: dict[str, int]
    """Group to its rows; smaller groups that are too few even together are counted here and compared nowhere."""
    spreads: tuple[Spread, ...]
    """The metric first, then what a binary task adds: share predicted positive, true and false positive rate."""
    demographic_parity: float | None = None
    """Difference of the shares predicted positive, 0 is equal; binary tasks only."""
    equalized_odds: float | None = None
    """The larger of the differences of true and false positive rate, 0 is equal; binary tasks only."""
    sentences: tuple[str, ...] = ()


def fairness(
    column: str,
    groups: Sequence[object],
    truth: Truth,
    predicted: Predicted,
    measuring: Measuring,
    *,
    resamples: int = 200,
    seed: int = 0,
) -> Fairness:
    """Measures a model in each group of a column.

    Args:
        column: its name.
        groups: its value in each row; a number of many values is best cut into ranges first.
        truth: true values, as `measuring.truth` gives them.
        predicted: what the model says.
        measuring: the metric.
        resamples: of the bootstrap.
        seed: of the bootstrap.

    Raises:
        BadRequest: the lengths differ, or fewer than two groups are left.
    """
    if not len(groups) == len(truth) == len(predicted):
        raise BadRequest(f"{column!r} has {len(groups)} values for {len(truth)} true values and {len(predicted)} rows.")
    names = _gathered(groups)
    every = dict(zip(*(part.tolist() for part in np.unique(names, return_counts=True)), strict=True))
    if every.get(OTHERS, LEAST_GROUP) < LEAST_GROUP:  # even together they are too few to be told from noise
        enough = np.flatnonzero(names != OTHERS)
        names, truth, predicted = names[enough], truth[enough], predicted.take(enough)
    known = np.unique(names)
    if len(known) < 2:
        raise BadRequest(f"{column!r} has fewer than two groups of {LEAST_GROUP} rows, so there is nothing to compare.")
    rng = np.random.default_rng(seed)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(resamples)]
    spreads = [
        _spread(name, measure, names, known, draws) for name, measure in _measures(measuring, truth, predicted).items()
    ]
    by_name = {s.measure: s.difference.value for s in spreads}
    odds = [by_name.get("true positive rate"), by_name.get("false positive rate")]
    worst = [o for o in odds if o is not None]
    return Fairness(
        column=column,
        rows=every,
        spreads=tuple(spreads),
        demographic_parity=by_name.get("share predicted positive"),
        equalized_odds=max(worst) if len(worst) == 2 else None,
        sentences=tuple(_words(column, s) for s in spreads if s.difference.value is not None),
    )


Measure = Callable[[np.ndarray], float]
"""Row numbers in, a figure out; NaN where those rows do not define it."""


def _measures(measuring: Measuring, truth: Truth, predicted: Predicted) -> dict[str, Measure]:
    found: dict[str, Measure] = {
        measuring.metric.label: lambda rows: measuring.of(truth[rows], predicted.take(rows)),
    }
    if measuring.kind == "binary":
        positive = measuring.positive_place
        said, true = predicted.value == positive, truth == positive
        found["share predicted positive"] = lambda rows: _mean(said[rows])
        found["true positive rate"] = lambda rows: _mean(said[rows][true[rows]])
        found["false positive rate"] = lambda rows: _mean(said[rows][~true[rows]])
    return found


def _spread(name: str, measure: Measure, groups: np.ndarray, known: np.ndarray, draws: Sequence[np.ndarray]) -> Spread:
    from fairlearn.metrics import MetricFrame

    rows = np.arange(len(groups))
    # row numbers go through as both true and predicted values, so that any measure of rows can be asked for
    frame = MetricFrame(
        metrics=lambda r, _: measure(np.asarray(r)), y_true=rows, y_pred=rows, sensitive_features=groups
    )
    drawn = np.array([[measure(r[groups[r] == g]) for g in known] for r in draws]).reshape(len(draws), len(known))
    by_group = {str(g): _figure(float(frame.by_group[g]), drawn[:, i]) for i, g in enumerate(known)}
    most, least = _ends(drawn, [f.value for f in by_group.values()])
    difference = _figure(float(frame.difference(errors="coerce")), most - least)
    ratio = Figure(None)
    if all(f.value is not None and f.value > 0 for f in by_group.values()):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = _figure(float(frame.ratio(errors="coerce")), least / most)
    return Spread(name, by_group, difference, ratio)


def _ends(drawn: np.ndarray, values: Sequence[float | None]) -> tuple[np.ndarray, np.ndarray]:
    """In each resample, the figures of the groups that have the largest and the smallest one in all rows.

    The largest minus the smallest of each resample would be above 0 also where groups are alike: its interval could
    never tell that chance made the difference.
    """
    known = np.array([np.nan if v is None else v for v in values], dtype=float)
    if np.isnan(known).all():
        nothing = np.full(len(drawn), np.nan)
        return nothing, nothing
    return drawn[:, np.nanargmax(known)], drawn[:, np.nanargmin(known)]


def _gathered(groups: Sequence[object]) -> np.ndarray:
    names = np.array(["(missing)" if g is None or g != g else str(g) for g in groups], dtype=object)
    known, counts = np.unique(names, return_counts=True)
    small = set(known[counts < LEAST_GROUP].tolist())
    return np.array([OTHERS if n in small else n for n in names], dtype=object)


def _figure(value: float, drawn: np.ndarray) -> Figure:
    if not np.isfinite(value):
        return Figure(None)
    known = drawn[np.isfinite(drawn)]
    if len(known) < 20:
        return Figure(float(value))
    low, high = np.quantile(known, [0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2])
    return Figure(float(value), float(low), float(high))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _words(column: str, spread: Spread) -> str:
    known = {g: f.value for g, f in spread.groups.items() if f.value is not None}
    most, least = max(known, key=lambda g: known[g]), min(known, key=lambda g: known[g])
    d = spread.difference
    between = "" if d.low is None else f" (90 % interval {d.low:.3g} to {d.high:.3g})"
    ratio = "" if spread.ratio.value is None else f", ratio {spread.ratio.value:.2f}"
    chance = " Chance alone can make that difference." if d.low is not None and d.low <= 0 < (d.value or 0) else ""
    return (
        f"By {column}, {spread.measure} goes from {known[least]:.3g} ({least}) to {known[most]:.3g} ({most}): "
        f"difference {d.value:.3g}{between}{ratio}.{chance}"
    )
