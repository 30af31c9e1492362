"""From probabilities to a prediction: calibration, and the threshold of a yes, chosen on out-of-fold probabilities.

A rule is kept in the model's folder as `rule.json` and used whenever the model predicts. It has up to two parts:

- `Calibration`, where probabilities themselves are scored: a temperature (Guo et al., 2017) and a share of the classes'
  frequencies mixed in, so that nothing is ever called impossible.
- `Threshold`, of two classes: where errors have stated costs, or the metric judges predicted classes, a yes needs
  another probability than one half. With true probabilities the cheapest threshold is FP / (FP + FN) (Elkan, 2001); the
  out-of-fold rows say whether another one is cheaper beyond chance.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.ensemble import FEWEST_ROWS, OutOfFold
from experiments.evaluation import positive_of
from experiments.metrics import scored
from store.errors import BadData
from store.records import ErrorCosts, Record, Scalar, Task, metric

RULE_FILE = "rule.json"
_CALIBRATED = ("log_loss", "brier")
_BY_CLASS = ("accuracy", "balanced_accuracy", "f1", "mcc")
_TEMPERATURES = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 2.0, 2.5)
_MIXED = (1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.08)
_MOST_THRESHOLDS = 99
_LEAST_GAIN = 0.002
"""A metric must rise by that much, on rows the threshold was not chosen on, to leave one half."""

Floats = NDArray[np.float64]


class Calibration(Record):
    """p → (1 - mixed) · p^(1 / temperature), made to sum to 1, + mixed · shares."""

    temperature: float
    """Above 1 moves probabilities towards each other, below 1 apart."""
    mixed: float
    """Weight of the classes' frequencies, 0 to 1."""
    shares: tuple[float, ...]
    """How frequent each class was."""

    def __call__(self, probability: Floats) -> Floats:
        """Calibrated probabilities, shape (n_rows, n_classes), rows sum to 1."""
        with np.errstate(divide="ignore"):
            bent = np.power(np.clip(probability, 0.0, 1.0), 1.0 / self.temperature)
        whole = bent.sum(axis=1, keepdims=True)
        bent = np.where(whole > 0, bent / np.where(whole > 0, whole, 1.0), np.array(self.shares))
        return np.asarray((1.0 - self.mixed) * bent + self.mixed * np.array(self.shares))


class ExpectedCosts(Record):
    """What 1,000 cases are expected to cost, in the unit of the stated costs, by cross-fitting."""

    chosen: float
    half: float
    """With a threshold of one half."""
    baseline: float
    """Always saying the cheaper of yes and no."""


class Threshold(Record):
    """From which probability on the positive class is predicted."""

    positive: str
    """As written among the classes."""
    value: float
    """0 to 1; a probability of at least that is a yes."""
    reason: str
    costs: ErrorCosts | None = None
    expected: ExpectedCosts | None = None

    @property
    def in_words(self) -> str:
        """The threshold, why it is there, and what it is expected to save."""
        said = f"The threshold is {self.value:.2g}: “{self.positive}” is said from that probability on, because "
        said += self.reason
        if self.expected is not None:
            chosen, half, baseline = (
                _amount(v) for v in (self.expected.chosen, self.expected.half, self.expected.baseline)
            )
            said += (
                f". 1,000 cases are expected to cost {chosen} with it, {half} with a threshold of 0.5, and {baseline} "
                "if the cheaper of always yes and always no were said; another case taken for one costs "
                f"{self.costs.false_positive:g}"
                if self.costs
                else ""
            )
        return f"{said}."


class Rule(Record):
    """How a model's probabilities become what it says."""

    calibration: Calibration | None = None
    threshold: Threshold | None = None


def settle_rule(
    shared: OutOfFold, probability: Floats, task: Task, costs: ErrorCosts | None, calibrate: bool = True
) -> Rule | None:
    """The rule that out-of-fold probabilities call for; None where what the model says is best left alone.

    Args:
        shared: truths, folds and classes of the rows.
        probability: what the model, or the blend, said of them, shape (n_rows, n_classes).
        task: its metric decides what is chosen.
        costs: of a miss and of a false alarm, where stated; they are used for two classes only.
        calibrate: whether probabilities may be changed.
    """
    if not shared.classes or len(shared.truth) < FEWEST_ROWS:
        return None
    calibration = _calibration(shared, probability) if calibrate and task.metric in _CALIBRATED else None
    if calibration is not None:
        probability = calibration(probability)
    threshold = _threshold(shared, probability, task, costs) if task.kind == "binary" else None
    return Rule(calibration=calibration, threshold=threshold) if calibration or threshold else None


def apply_rule(
    rule: Rule | None, table: pd.DataFrame, classes: Sequence[str], written: Sequence[Scalar]
) -> pd.DataFrame:
    """Predictions after a rule.

    Args:
        rule: None leaves them as they are.
        table: `prediction` and `probability_<class>`.
        classes: as texts, in the order of the probabilities.
        written: the same classes as they are written in the table.
    """
    if rule is None or not classes:
        return table
    out = table.copy()
    names = [f"probability_{c}" for c in classes]
    if rule.calibration is not None:
        out[names] = rule.calibration(out[names].to_numpy(float))
    if rule.threshold is not None and rule.threshold.positive in classes:
        yes = classes.index(rule.threshold.positive)
        says = out[names[yes]].to_numpy(float) >= rule.threshold.value
        out["prediction"] = [written[yes] if s else written[1 - yes] for s in says]
    elif rule.calibration is not None:
        out["prediction"] = [written[i] for i in out[names].to_numpy(float).argmax(axis=1)]
    return out


def save_rule(folder: Path, rule: Rule | None) -> None:
    """Keeps a rule with the model of a folder; None takes away one that is there."""
    path = folder / RULE_FILE
    if rule is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(rule.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load_rule(folder: Path) -> Rule | None:
    """The rule of a model's folder, None where it has none.

    Raises:
        BadData: it is there and cannot be read.
    """
    try:
        return Rule.model_validate_json((folder / RULE_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BadData(f"{folder / RULE_FILE} is damaged and cannot be read. Save the model again.") from error


def _calibration(shared: OutOfFold, probability: Floats) -> Calibration | None:
    """The temperature and the mixed share of least log loss; None where they hardly help."""
    hit = shared.truth[:, None] == np.array(shared.classes)[None, :]
    shares = tuple(float(s) for s in hit.mean(axis=0))

    def loss(found: Calibration) -> float:
        return float(-np.mean(np.log(np.clip(found(probability)[hit], 1e-15, 1.0))))

    usual = Calibration(temperature=1.0, mixed=1.0 / (len(shared.truth) + 1.0), shares=shares)
    tried = [Calibration(temperature=t, mixed=m, shares=shares) for t in _TEMPERATURES for m in _MIXED]
    best = min(tried, key=loss)
    return best if loss(best) < 0.998 * loss(usual) else usual


def _threshold(shared: OutOfFold, probability: Floats, task: Task, costs: ErrorCosts | None) -> Threshold | None:
    positive = positive_of(task, shared.classes) or shared.classes[-1]
    chance = probability[:, shared.classes.index(positive)]
    hit = shared.truth == positive
    if not hit.any() or hit.all():
        return None
    if costs is not None:
        return _cheapest(shared, chance, hit, positive, costs)
    if task.metric not in _BY_CLASS:
        return None
    return _best_by_metric(shared, chance, positive, task)


def _cheapest(shared: OutOfFold, chance: Floats, hit: NDArray[np.bool_], positive: str, costs: ErrorCosts) -> Threshold:
    value = _cheapest_value(chance, hit, costs)
    crossed = np.empty(len(chance))
    for fold in np.unique(shared.fold):
        here = shared.fold == fold
        learnt = ~here if (~here).any() else here
        crossed[here] = _costs(chance[here], hit[here], _cheapest_value(chance[learnt], hit[learnt], costs), costs)
    always = min(hit.mean() * costs.false_negative, (~hit).mean() * costs.false_positive)
    expected = ExpectedCosts(
        chosen=1000.0 * float(crossed.mean()),
        half=1000.0 * float(_costs(chance, hit, 0.5, costs).mean()),
        baseline=1000.0 * float(always),
    )
    return Threshold(positive=positive, value=value, reason=costs.in_words(positive), costs=costs, expected=expected)


def _cheapest_value(chance: Floats, hit: NDArray[np.bool_], costs: ErrorCosts) -> float:
    """The threshold nearest to that of true probabilities among those not dearer than the cheapest beyond chance."""
    ideal = costs.false_positive / (costs.false_positive + costs.false_negative)
    offered = np.append(_candidates(chance), ideal)
    each = np.array([_costs(chance, hit, t, costs) for t in offered])
    more = each - each[int(np.argmin(each.mean(axis=1)))]
    error = more.std(axis=1) / np.sqrt(len(chance))
    fair = offered[more.mean(axis=1) <= error + 1e-12]
    return float(fair[int(np.argmin(np.abs(np.log(fair / ideal))))])


def _costs(chance: Floats, hit: NDArray[np.bool_], threshold: float, costs: ErrorCosts) -> Floats:
    """What each row costs, shape (n_rows,)."""
    yes = chance >= threshold
    return np.where(hit & ~yes, costs.false_negative, np.where(~hit & yes, costs.false_positive, 0.0))


def _best_by_metric(shared: OutOfFold, chance: Floats, positive: str, task: Task) -> Threshold | None:
    """A threshold that the metric gains from on rows that it was not chosen on."""
    gain, other = metric(task.metric).gain, next(c for c in shared.classes if c != positive)

    def score(rows: NDArray[np.bool_], threshold: float) -> float:
        says = np.where(chance[rows] >= threshold, positive, other)
        value = scored(task.metric, task.kind, shared.truth[rows], says, None, shared.classes, positive)
        return gain(value) if value is not None else float("-inf")

    def best(rows: NDArray[np.bool_]) -> float:
        offered = _candidates(chance[rows])
        gains = np.convolve([score(rows, t) for t in offered], np.ones(3) / 3, mode="same")
        return float(offered[int(np.argmax(gains[1:-1])) + 1]) if len(offered) > 4 else 0.5

    crossed, plain = [], []
    for fold in np.unique(shared.fold):
        here = shared.fold == fold
        if here.all():
            return None
        crossed.append(score(here, best(~here)))
        plain.append(score(here, 0.5))
    if not np.mean(crossed) > np.mean(plain) + _LEAST_GAIN:
        return None
    label = metric(task.metric).label
    reason = f"{label} is {gain(float(np.mean(crossed))):.3f} with it and {gain(float(np.mean(plain))):.3f} with 0.5"
    return Threshold(positive=positive, value=best(np.ones(len(chance), dtype=bool)), reason=reason)


def _candidates(chance: Floats) -> Floats:
    """Thresholds between 0 and 1, spread as the probabilities are."""
    spread: Any = np.quantile(chance, np.linspace(0.01, 0.99, _MOST_THRESHOLDS))
    return np.unique(np.clip(spread, 1e-4, 1.0 - 1e-4))


def _amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
