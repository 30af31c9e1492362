"""How good a model is on new rows: estimated while there are no labels, measured against the usual as they come.

Estimated: labels are drawn for the new rows from what the model's own words are worth on the reference, and the metric
is computed on them, many times. For classes, the model's probabilities are calibrated on the reference (the idea of
confidence-based performance estimation, NannyML); for numbers, the size of the error is learned from the inputs (direct
loss estimation). Either sees that rows have become harder; neither can see that the relation itself has changed, which
only labels show.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lifecycle.drift.encoding import Encoded
from lifecycle.measuring import Floats, Measuring, Predicted, Truth

Rows = np.ndarray
DrawRows = Callable[[int], Rows]
"""Draws that many row numbers of the reference, as a batch without drift would have them."""

CONFIDENCE = 0.9
_LABEL_DRAWS = 40
_USUAL_DRAWS = 120


@dataclass(frozen=True)
class Usual:
    """The metric's gain (higher is better) on batches of the reference."""

    mean: float
    spread: float
    """Standard deviation for a single row: that of n rows is this over the square root of n."""
    skew: float
    """Skewness of the loss for a single row, which n rows divide by the square root of n."""
    n: int
    """Rows of the reference: it is itself a sample."""

    @classmethod
    def of(cls, gains: Floats, rows: int, reference_n: int, mean: float) -> "Usual":
        """From gains of batches of `rows` rows drawn from a reference of `reference_n` rows with gain `mean`."""
        gains = gains[np.isfinite(gains)]
        if len(gains) < 3:
            return cls(mean, float("nan"), 0.0, reference_n)
        spread = float(max(gains.std(ddof=1), 1e-9 * max(1.0, abs(mean))))
        skew = float(np.mean(((gains.mean() - gains) / spread) ** 3))
        return cls(mean, spread * np.sqrt(rows), skew * np.sqrt(rows), reference_n)

    def error(self, rows: int) -> float:
        """Standard deviation of the difference between the gain of that many new rows and the reference's."""
        return self.spread * float(np.sqrt(1.0 / rows + 1.0 / self.n))

    def z(self, loss: float, rows: int) -> float:
        """How far beyond chance a loss on that many rows is, as standard normal deviate, its skewness allowed for."""
        from scipy.stats import norm, pearson3

        error = self.error(rows)
        if not np.isfinite(loss) or not np.isfinite(error):
            return 0.0
        plain = loss / error
        skew = float(np.clip(self.skew / np.sqrt(rows), 0.0, 2.0))
        if skew < 0.05 or plain <= 0:
            return float(plain)
        # a distribution with a longer tail makes the same loss less surprising, never more
        return float(min(plain, norm.isf(max(pearson3.sf(plain, skew), 1e-300))))


@dataclass(frozen=True)
class Estimate:
    """What the metric is expected to be on rows whose labels are not known."""

    score: float
    """The metric in its own unit."""
    low: float
    """Ends of the 90 % interval of what will be measured on these rows, if the relation is unchanged."""
    high: float
    loss: float
    """How much worse than on the reference, in the metric's unit; negative is better."""
    z: float
    """How far beyond chance that is."""


class Estimator:
    """Estimates the metric without labels."""

    def __init__(self, measuring: Measuring, reference: Encoded, truth: Truth, seed: int = 0) -> None:
        """Learns on a half of the reference what the model's words are worth, and on the other what is usual.

        Args:
            measuring: the metric.
            reference: rows with predictions that the model was not fitted on.
            truth: their true values.
            seed: of all draws.
        """
        assert reference.predicted is not None
        self.measuring = measuring
        self._rng = np.random.default_rng(seed)
        order = self._rng.permutation(reference.n)
        teach, rest = order[: reference.n // 2], order[reference.n // 2 :]
        self._labels = _teach(measuring, reference.take(teach), truth[teach], reference.take(rest), truth[rest], seed)
        self._rest, self._n = reference.take(rest), reference.n
        self._gain = measuring.gain(truth, reference.predicted)
        self._usual: dict[int, tuple[Usual, float]] = {}

    def estimate(self, batch: Encoded) -> Estimate | None:
        """The metric on these rows, None where they do not define it."""
        usual, expected = self._of_size(batch.n)
        gains = self._gains(batch, _LABEL_DRAWS)
        if not len(gains) or not np.isfinite(expected):
            return None
        loss = expected - float(gains.mean())
        gain = self._gain - loss
        reach = np.quantile(gains - gains.mean(), [0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2])
        unit = self.measuring.metric
        ends = sorted(unit.clip(unit.gain(gain + float(r))) for r in reach)
        return Estimate(unit.clip(unit.gain(gain)), ends[0], ends[1], loss, usual.z(loss, batch.n))

    def _of_size(self, n: int) -> tuple[Usual, float]:
        """What is usual for batches of about that size, drawn from the half that taught nothing."""
        size = int(2 ** round(np.log2(max(n, 16))))
        if size not in self._usual:
            drawn = []
            for _ in range(_USUAL_DRAWS):
                rows = self._rng.integers(0, self._rest.n, size)
                found = self._gains(self._rest.take(rows), 6)
                drawn.append(float(found.mean()) if len(found) else np.nan)
            gains = np.array(drawn)
            mean = float(np.nanmean(gains)) if np.isfinite(gains).any() else float("nan")
            self._usual[size] = (Usual.of(gains, size, self._rest.n, mean), mean)
        return self._usual[size]

    def _gains(self, rows: Encoded, draws: int) -> Floats:
        assert rows.predicted is not None
        draw = self._labels(rows)
        found = np.array([self.measuring.gain(draw(self._rng), rows.predicted) for _ in range(draws)])
        return np.asarray(found[np.isfinite(found)], dtype=float)


DrawTruth = Callable[[np.random.Generator], Truth]
Labels = Callable[[Encoded], DrawTruth]


def _teach(measuring: Measuring, teach: Encoded, truth: Truth, rest: Encoded, rest_truth: Truth, seed: int) -> Labels:
    if measuring.of_classes:
        return _class_labels(measuring, teach, truth)
    return _number_labels(teach, truth, rest, rest_truth, seed)


def _class_labels(measuring: Measuring, teach: Encoded, truth: Truth) -> Labels:
    """Draws classes from probabilities calibrated by a logistic regression on their logarithms (Platt, 1999)."""
    from sklearn.linear_model import LogisticRegression

    k = len(measuring.classes)

    def seen(said: Predicted) -> Floats:
        if said.probability is None:
            return np.asarray(np.eye(k)[said.value], dtype=float)
        return np.asarray(np.log(np.clip(said.probability, 1e-6, 1.0)), dtype=float)

    assert teach.predicted is not None
    known = truth >= 0
    X, y = seen(teach.predicted)[known], truth[known]
    present = np.unique(y)
    model = None
    if len(present) > 1:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # separable rows need no perfect fit here
            model = LogisticRegression(C=1.0, max_iter=300).fit(X, y)

    def labels(rows: Encoded) -> DrawTruth:
        assert rows.predicted is not None
        if model is None:
            return lambda rng: np.full(rows.n, present[0] if len(present) else 0)
        below = np.cumsum(model.predict_proba(seen(rows.predicted)), axis=1)
        return lambda rng: present[np.minimum((rng.random((rows.n, 1)) > below).sum(axis=1), len(present) - 1)]

    return labels


def _number_labels(teach: Encoded, truth: Truth, rest: Encoded, rest_truth: Truth, seed: int) -> Labels:
    """Draws numbers around the prediction: an error of the reference, times the size of error learned for such rows."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    def seen(rows: Encoded) -> Floats:
        assert rows.predicted is not None
        return np.asarray(np.column_stack([rows.matrix(), rows.predicted.value]), dtype=float)

    assert teach.predicted is not None and rest.predicted is not None
    size = np.abs(truth - teach.predicted.value)
    least = max(float(np.quantile(size, 0.1)), 1e-3 * float(size.mean()), 1e-12)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # columns that are all missing say nothing
        model = HistGradientBoostingRegressor(
            max_iter=60, max_leaf_nodes=8, min_samples_leaf=20, learning_rate=0.1, early_stopping=False,
            random_state=seed,
        ).fit(seen(teach), size)  # fmt: skip
    pool = (rest_truth - rest.predicted.value) / np.maximum(model.predict(seen(rest)), least)

    def labels(rows: Encoded) -> DrawTruth:
        assert rows.predicted is not None
        value, scale = rows.predicted.value, np.maximum(model.predict(seen(rows)), least)
        return lambda rng: value + scale * rng.choice(pool, rows.n)

    return labels
