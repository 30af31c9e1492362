"""Labels have come: has the relation between inputs and target changed, and what does it cost?

Three things are looked at, over the last one, two, three, five and eight batches since the last alarm: the metric
itself, the ranks of the rows' losses among the losses of the reference, and to which side the model errs. Ranks see a
change of the relation however heavy the tails are, and their chance does not depend on the data at all. Sides see it
while the losses are hardly larger: where a model errs upwards in one half of the rows and downwards in the other, its
signed errors go along with a column (a score test of parameter stability, Zeileis and Hornik, 2007).

Much of what a metric of few rows varies by is which true values came, whatever the model says of them. What guessing
would have got on the same rows tells, and is taken off as a control variate: of a model that gains little over guessing
a loss is then seen that would drown otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lifecycle.measuring import Floats, Measuring, Predicted, Truth
from lifecycle.performance import CONFIDENCE, DrawRows, Usual

WINDOWS = (1, 2, 3, 5, 8)
"""Batches looked at together: one finds a sudden loss, eight a slow one."""
_SIZE = 500


@dataclass(frozen=True)
class Step:
    """What one labelled batch showed."""

    n: int
    gain: float
    """The metric, higher is better; NaN where the rows do not define it."""
    rank: float
    """Mean rank of the losses among those of the reference, 0 to 1; 0.5 is as usual, more is worse."""
    tilt: tuple[float, ...] = ()
    """Means of the signed errors: alone, along the prediction, and along each leading column."""
    guess: float = float("nan")
    """The gain of guessing on the same rows; NaN where it was not kept."""


@dataclass(frozen=True)
class Realised:
    """How good the model is on labelled rows, against the reference."""

    score: float | None
    """The metric on this batch, in its own unit."""
    loss: float
    """How much worse than on the reference, over the window that shows it best; negative is better."""
    low: float
    """Ends of the 90 % interval of the loss."""
    high: float
    z: float
    """The largest deviate over all windows, of the metric or the ranks."""
    metric_z: float
    """That of the metric alone in that window, as it is or with what guessing got taken off, whichever is larger."""
    rank: float
    """Mean rank of the losses in that window; 0.5 is as usual."""
    batches: int
    """Batches of that window."""
    alarm: bool
    """Whether a deviate is beyond its threshold."""
    tilt_z: float = 0.0
    """The largest deviate of the signed errors in that window, either way."""
    tilted: bool = False
    """Whether that is beyond its threshold: the model errs to a side, so the relation has changed."""


@dataclass(frozen=True)
class Steady:
    """The metric with what guessing got on the same rows taken off."""

    usual: Usual
    """Of the metric so steadied, on batches of the reference."""
    guess: Usual
    share: float
    """How far the metric follows what guessing gets, 0 to 1 and more; 0 where it does not."""

    def loss(self, steps: Sequence[Step]) -> float | None:
        """Mean loss of batches against the reference; None where it is no steadier, or guessing itself fares otherwise.

        Where the true values themselves have changed, what guessing gets is no measure of chance.
        """
        rows = sum(s.n for s in steps)
        if not self.share or any(not np.isfinite(s.guess) for s in steps):
            return None
        guess = sum(s.guess * s.n for s in steps) / rows - self.guess.mean
        if abs(guess) > _SAME * self.guess.error(rows):
            return None
        gain = sum(s.gain * s.n for s in steps) / rows
        return self.usual.mean - (gain - self.share * guess)


_SAME = 2.0
"""Deviates within which guessing counts as faring as before."""
_LEFT = 0.05
"""Share of the metric's spread that is left at least when what guessing got is taken off."""


def usual_gains(
    measuring: Measuring, truth: Truth, said: tuple[Predicted, Predicted], draw: DrawRows, batches: int = 300
) -> tuple[Usual, Steady]:
    """What a model's and guessing's gains are on batches of the reference, and how far they go together.

    Args:
        measuring: the metric.
        truth: true values of the reference, shape (n_rows,).
        said: what the model says of these rows, and what guessing does.
        draw: gives rows of a batch.
        batches: drawn.
    """
    size = min(_SIZE, len(truth))
    drawn = [draw(size) for _ in range(batches)]
    pairs = np.array([[measuring.gain(truth[r], one.take(r)) for one in said] for r in drawn])
    whole = [measuring.gain(truth, one) for one in said]
    ours, guess = (Usual.of(pairs[:, i], size, len(truth), whole[i]) for i in (0, 1))
    both = pairs[np.isfinite(pairs).all(axis=1)]
    spread = float(both[:, 1].var()) if len(both) > 2 else 0.0
    if spread <= 1e-18:  # a metric of ranks gives guessing the same figure always
        return ours, Steady(ours, guess, 0.0)
    share = max(float(np.cov(both.T)[0, 1]) / spread, 0.0)
    steadied = Usual.of(both[:, 0] - share * (both[:, 1] - guess.mean), size, len(truth), ours.mean)
    # of a model that is hardly more than guessing next to nothing is left over, and rounding must not count
    return ours, Steady(replace(steadied, spread=max(steadied.spread, _LEFT * ours.spread)), guess, share)


class Reference:
    """What is usual of losses: learned once."""

    def __init__(
        self, measuring: Measuring, truth: Truth, said: Predicted, draw: DrawRows, columns: Sequence[Floats] = ()
    ) -> None:
        """From the reference's true values, predictions, a way to draw batches of its rows, and its leading columns."""
        self.measuring, self.n = measuring, len(truth)
        guess = measuring.trivial(truth, 1)
        self.gain, self._steady = usual_gains(measuring, truth, (said, guess.take(np.zeros(self.n, int))), draw)
        self._guess = guess
        losses = measuring.losses(truth, said)
        self._sorted = np.sort(losses)
        ranks = self._ranks(losses)
        drawn = np.array([ranks[draw(min(_SIZE, self.n))].mean() for _ in range(200)])
        # windows of the reference may differ among themselves; then a batch may as well
        self._errors = np.sort(_signed(measuring, truth, said))
        self._along = [np.sort(v) for v in (_answer(said), *columns)]
        tilts = self._tilts(truth, said, columns)
        self._tilt = tilts.mean(axis=1), np.maximum(tilts.std(axis=1), 1e-9)
        self.rank_spread = float(max(drawn.std(ddof=1) * np.sqrt(min(_SIZE, self.n)), ranks.std()))

    def step(self, truth: Truth, said: Predicted, columns: Sequence[Floats] = ()) -> Step:
        """One labelled batch, with its leading columns as they were given of the reference."""
        ranks = self._ranks(self.measuring.losses(truth, said))
        tilt = tuple(float(t) for t in self._tilts(truth, said, columns).mean(axis=1))
        guess = self.measuring.gain(truth, self._guess.take(np.zeros(len(truth), int)))
        return Step(len(truth), self.measuring.gain(truth, said), float(ranks.mean()), tilt, guess)

    def judge(self, steps: Sequence[Step], threshold: float, tilt_threshold: float = np.inf) -> Realised:
        """The latest batches together, the last one being the newest; at least one."""
        best: Realised | None = None
        for k in WINDOWS:
            if k > len(steps):
                break
            seen = self.window(steps[-k:], threshold, tilt_threshold)
            if best is None or max(seen.z, seen.tilt_z) > max(best.z, best.tilt_z):
                best = seen
        assert best is not None
        last = steps[-1].gain
        score = self.measuring.metric.gain(last) if np.isfinite(last) else None
        return Realised(
            score,
            best.loss,
            best.low,
            best.high,
            best.z,
            best.metric_z,
            best.rank,
            best.batches,
            best.alarm,
            best.tilt_z,
            best.tilted,
        )

    def window(self, steps: Sequence[Step], threshold: float, tilt_threshold: float = np.inf) -> Realised:
        """These batches together."""
        known = [s for s in steps if np.isfinite(s.gain)]
        rows, n = sum(s.n for s in known), sum(s.n for s in steps)
        loss = self.gain.mean - sum(s.gain * s.n for s in known) / rows if rows else 0.0
        rank = sum(s.rank * s.n for s in steps) / n
        z = (rank - 0.5) / (self.rank_spread * float(np.sqrt(1.0 / n + 1.0 / self.n)))
        reach, of_metric = 0.0, 0.0
        if rows:
            from scipy.stats import norm

            usual, of_metric = self.gain, self.gain.z(loss, rows)
            steadied = self._steady.loss(known)
            if steadied is not None and self._steady.usual.z(steadied, rows) > of_metric:
                usual, loss, of_metric = self._steady.usual, steadied, self._steady.usual.z(steadied, rows)
            z = max(z, of_metric)
            reach = float(norm.isf((1 - CONFIDENCE) / 2)) * usual.error(rows)
        tilt_z = self._tilted(steps, n)
        tilted = bool(tilt_z > tilt_threshold)
        alarm = bool(z > threshold) or tilted
        return Realised(
            None, loss, loss - reach, loss + reach, float(z), of_metric, rank, len(steps), alarm, tilt_z, tilted
        )  # fmt: skip

    def _tilted(self, steps: Sequence[Step], n: int) -> float:
        """The largest deviate of the signed errors; 0 where an older report kept none."""
        usual, spread = self._tilt
        if any(len(s.tilt) != len(usual) for s in steps):
            return 0.0
        mean = np.sum([np.array(s.tilt) * s.n for s in steps], axis=0) / n
        return float(np.max(np.abs(mean - usual) / (spread * np.sqrt(1.0 / n + 1.0 / self.n))))

    def _tilts(self, truth: Truth, said: Predicted, columns: Sequence[Floats]) -> Floats:
        """Signed errors as ranks around 0, alone and times where each row stands: shape (1 + n_along, n_rows)."""
        errors = _around(self._errors, _signed(self.measuring, truth, said))
        along = [_around(known, v) for known, v in zip(self._along, (_answer(said), *columns), strict=True)]
        return np.array([errors, *(2.0 * errors * place for place in along)])

    def _ranks(self, losses: Floats) -> Floats:
        sides = [np.searchsorted(self._sorted, losses, side=side) for side in ("left", "right")]
        return np.asarray((sides[0] + sides[1]) / (2.0 * self.n), dtype=float)


def _signed(measuring: Measuring, truth: Truth, said: Predicted) -> Floats:
    """By how much and to which side each row errs: the number, or the last class's share that came too much."""
    if not measuring.of_classes:
        return np.asarray(truth - said.value, dtype=float)
    place = measuring.positive_place
    true = np.asarray(truth == place, dtype=float)
    if said.probability is None:
        return np.asarray(true - (said.value == place), dtype=float)
    return np.asarray(true - said.probability[:, place], dtype=float)


def _answer(said: Predicted) -> Floats:
    """What the model says of each row, as one number."""
    return np.asarray(said.value if said.probability is None else said.probability[:, -1], dtype=float)


def _around(known: Floats, values: Floats) -> Floats:
    """Ranks among known values, -0.5 to 0.5; 0 for what is missing."""
    sides = [np.searchsorted(known, values, side=side) for side in ("left", "right")]
    ranks = (sides[0] + sides[1]) / (2.0 * len(known)) - 0.5
    return np.asarray(np.where(np.isnan(values), 0.0, ranks), dtype=float)


def tilt_threshold(false_alarms: float, directions: int) -> float:
    """The deviate that signed errors exceed without drift in that share of batches at most."""
    from scipy.stats import norm

    return float(norm.isf(false_alarms / (2 * directions * len(WINDOWS))))


def threshold(false_alarms: float) -> float:
    """The deviate that is exceeded without drift in that share of batches at most, over all windows and looks.

    The looks are the ranks, the metric, and the metric with what guessing got taken off.
    """
    from scipy.stats import norm

    return float(norm.isf(false_alarms / (3 * len(WINDOWS))))


ALLOWANCES = (0.1, 0.25)
"""Half of the shifts, in standard deviations, that a stream is tuned to find fastest: small ones and large ones."""


class LossStream:
    """Finds a change in a stream of single losses: cumulative sums of their ranks (Page, 1954).

    Both sums together raise a false alarm once in `rows_between` rows on average; the thresholds follow Siegmund's
    approximation of the run length (1985). After an alarm it starts anew.
    """

    def __init__(self, reference_losses: Floats, rows_between: float = 100_000.0) -> None:
        """Learns what is usual.

        Args:
            reference_losses: shape (n_rows,), losses of rows that the model was not fitted on.
            rows_between: mean number of rows between two false alarms, at least 1,000.
        """
        self._sorted = np.sort(np.asarray(reference_losses, dtype=float))
        n = len(self._sorted)
        # the reference is a sample: its own error must stay within the allowance
        sure = 2.0 / np.sqrt(n)
        self._allow = tuple(a + sure for a in ALLOWANCES)
        self._limit = tuple(_limit(a, max(rows_between, 1_000.0) * len(ALLOWANCES)) for a in self._allow)
        self._sums, self._since = [0.0] * len(ALLOWANCES), [0] * len(ALLOWANCES)
        self.rows = 0

    def add(self, loss: float) -> int | None:
        """Takes the next loss; where it raises an alarm, the number of rows since the change seems to have begun."""
        self.rows += 1
        left, right = (np.searchsorted(self._sorted, loss, side=side) for side in ("left", "right"))
        deviate = ((left + right) / (2.0 * len(self._sorted)) - 0.5) * np.sqrt(12.0)
        for i, allow in enumerate(self._allow):
            self._sums[i] = max(0.0, self._sums[i] + float(deviate) - allow)
            self._since[i] = self._since[i] + 1 if self._sums[i] > 0 else 0
            if self._sums[i] > self._limit[i]:
                began = self._since[i]
                self._sums, self._since = [0.0] * len(ALLOWANCES), [0] * len(ALLOWANCES)
                return began
        return None


def _limit(allowance: float, rows_between: float) -> float:
    """The sum at which to raise an alarm.

    With b = limit + 1.166 there are (exp(2 a b) - 1 - 2 a b) / (2 a²) rows between two false ones.
    """
    low, high = 0.0, 500.0
    for _ in range(60):
        middle = (low + high) / 2.0
        power = min(2.0 * allowance * (middle + 1.166), 500.0)
        if (np.exp(power) - 1.0 - power) / (2.0 * allowance**2) < rows_between:
            low = middle
        else:
            high = middle
    return high
