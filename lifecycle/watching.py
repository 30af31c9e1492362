"""Watching a model: batches of new rows in, reports of what has changed and what it costs out.

False alarms are rationed: each batch has a small chance of one, shared out among the tests, and among the columns by
how much the model minds them (a weighted Bonferroni correction, Genovese, Roeder and Wasserman, 2006). So a batch
without drift raises an alarm with the same small chance however many columns and rows there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from lifecycle.drift import TESTS, WHOLE, DriftTest, Encoded, Encoding, Learned, Seen, Usual
from lifecycle.drift.quality import unknown_values
from lifecycle.measuring import Floats, Measuring, Predicted, Truth
from lifecycle.performance import Estimator
from lifecycle.realised import Reference, Step, threshold, tilt_threshold
from lifecycle.verdict import Judged, Signs, judge
from lifecycle.waiting import LEAST_ROWS, Labelled, Waiting
from store.errors import BadData, SextantError
from store.records import DriftReport

Predict = Callable[[pd.DataFrame], pd.DataFrame]
"""Rows in, a table with `prediction` (and `probability_<class>`) out, one line a row."""

SHARES = {
    "numeric": 0.11, "categorical": 0.11, "missing": 0.06, "quality": 0.06, "prediction": 0.09, "domain": 0.08,
    "estimated": 0.09, "realised": 0.26, "tilted": 0.14,
}  # fmt: skip
"""How the chance of a false alarm is shared out."""
LEAST_REFERENCE = 200
_SIZES = 6
_POWER, _TOGETHER = 0.8, 3
"""Share of losses of the detectable size that are found, over so many batches."""
_LEADERS = 3
"""Columns along which signed errors are looked at."""
_SKILL = 0.1
"""Without a word from a person, a loss matters when it takes a tenth of what the model gains over guessing."""


@dataclass(frozen=True)
class Settings:
    """How a model is watched."""

    false_alarms: float = 0.006
    """Chance of a false alarm in a batch without drift, all tests together, 0 to 0.5."""
    tolerance: float | None = None
    """The loss that matters, in the metric's unit; None for a tenth of what the model gains over guessing."""
    importance: Mapping[str, float] | None = None
    """Column to how much the model minds it, ≥ 0; None measures it by permuting columns."""
    tests: tuple[DriftTest, ...] = TESTS
    seed: int = 0


@dataclass
class _Kept:
    """What a batch showed before its labels came."""

    said: Predicted
    drifted: tuple[Seen, ...]
    encoded: Encoded
    details: dict[str, Any] = field(default_factory=dict)


class Watch:
    """Watches one model. One thread at a time."""

    def __init__(
        self,
        reference: pd.DataFrame,
        truth: Sequence[Any] | pd.Series,
        predict: Predict,
        measuring: Measuring,
        *,
        monitor_id: str,
        clock: Callable[[], datetime],
        new_id: Callable[[str], str],
        settings: Settings | None = None,
        windows: Sequence[object] | None = None,
    ) -> None:
        """Learns what is usual.

        Args:
            reference: inputs of rows that the model was not fitted on, as they come in use; 1,000 or more are good.
            truth: their true values.
            predict: the model.
            measuring: the metric.
            monitor_id: of the monitor whose reports these are.
            clock: the time.
            new_id: makes ids.
            settings: how it is watched.
            windows: of each reference row, the week, month or site it belongs to. Batches then count as usual when they
                differ no more than whole windows do, so that seasons raise no alarm.

        Raises:
            BadData: there are fewer than 200 rows, rows and true values differ in number, or the metric is not defined
                there.
        """
        _check_size(len(reference), len(truth))
        self.settings, self.measuring = settings or Settings(), measuring
        self._predict, self._monitor, self._clock, self._new_id = predict, monitor_id, clock, new_id
        self._rng = np.random.default_rng(self.settings.seed)
        self._groups = None if windows is None else _groups(windows, len(reference))
        y, said = measuring.truth(truth), measuring.predicted(predict(reference))
        if not np.isfinite(measuring.of(y, said)):
            raise BadData(f"{measuring.metric.label} cannot be computed on the reference with what the model says.")
        self._encoding = Encoding.of(reference)
        self._reference = self._encoding.encode(reference, said)
        self._learned = tuple((t, t.learn(self._reference)) for t in self.settings.tests)
        self._usual: dict[tuple[str, int], Usual] = {}
        self._estimator = Estimator(measuring, self._reference, y, self.settings.seed)
        self.skill = max(0.0, measuring.gain(y, said) - measuring.gain(y, measuring.trivial(y, len(y))))
        self.tolerance = self.settings.tolerance or max(_SKILL * self.skill, 1e-9)
        self.importance = _normal(self.settings.importance or self._minded(reference, said), self._reference.columns)
        self._leaders = sorted(self.importance, key=lambda c: -self.importance[c])[:_LEADERS]
        self._losses = Reference(measuring, y, said, self._rows, self._leading(self._reference))
        self._tilt = tilt_threshold(self._share("tilted"), 2 + len(self._leaders))
        self._ranges = _ranges(self._reference)
        self._known_unknown = self._outside(self._reference)
        self._kept: dict[str, _Kept] = {}
        self._waiting = Waiting()
        self._steps: list[Step] = []
        self._since_drift: list[Step] = []
        self._ongoing: float | None = None

    def observe(
        self, frame: pd.DataFrame, *, batch: str, truth: Sequence[Any] | pd.Series | None = None
    ) -> DriftReport:
        """Looks at a batch of new rows.

        Args:
            frame: their inputs; other columns are ignored.
            batch: its name.
            truth: true values, where they are known already; otherwise give them to `label` once they are.

        Raises:
            BadData: there are no rows, or a true value is missing.
        """
        try:
            said = self.measuring.predicted(self._predict(frame))
        except SextantError as error:
            encoded = self._encoding.encode(frame)
            signs = Signs(self._seen(encoded), None, False, None, None, None, 1.0, str(error))
            return self._report(batch, len(frame), signs, {})
        encoded = self._encoding.encode(frame, said)
        self._kept[batch] = kept = _Kept(said, self._seen(encoded), encoded)
        if truth is not None:
            return self.label(batch, truth)
        return self._report(batch, encoded.n, self._unlabelled(kept), {})

    def label(self, batch: str, truth: Sequence[Any] | pd.Series) -> DriftReport:
        """Takes the true values of a batch seen before, in its order of rows; labels may come late.

        Those of small batches are put together until they are enough to be judged.

        Raises:
            BadData: that batch was not seen, or the number of values is another.
        """
        kept = self._kept.get(batch)
        if kept is None:
            raise BadData(f"Batch {batch!r} was not seen, or its labels have come before.")
        y = self.measuring.truth(truth)
        if len(y) != len(kept.said):
            raise BadData(f"Batch {batch!r} has {len(kept.said)} rows, but {len(y)} true values came.")
        del self._kept[batch]
        if self.measuring.known(y).any():
            report = self._labelled(batch, kept, y)
        else:
            report = self._report(batch, len(y), self._unlabelled(kept), {})
        return report.model_copy(update={"reasons": (*report.reasons, *self.measuring.strange(truth, y))})

    def _labelled(self, batch: str, kept: _Kept, y: Truth) -> DriftReport:
        """What true values show, together with those that waited."""
        ready = self._waiting.take(labelled := Labelled(y, kept.said, self._leading(kept.encoded)))
        if ready is None:
            counted = f"{self._waiting.rows} row{'' if self._waiting.rows == 1 else 's'}"
            more = f"True values of {counted} have come so far; from {LEAST_ROWS} on they are judged."
            wait = {"waiting": self._waiting.rows, "labelled": labelled.content()}
            report = self._report(batch, len(y), self._unlabelled(kept), wait)
            return report.model_copy(update={"reasons": (*report.reasons, more)})
        step = self._losses.step(ready.truth, ready.said, ready.leading)
        self._steps.append(step)
        self._since_drift = [*self._since_drift, step] if kept.drifted else []
        realised = self._losses.judge(self._steps, threshold(self._share("realised")), self._tilt)
        since = self._losses.window(self._since_drift, np.inf, self._tilt) if self._since_drift else None
        self._ongoing = self._still(step)
        signs = replace(self._unlabelled(kept), realised=realised, since_drift=since, ongoing=self._ongoing)
        return self._report(batch, kept.encoded.n, signs, {"step": _step(step)})

    def _unlabelled(self, kept: _Kept) -> Signs:
        """What a batch shows without its true values."""
        estimate = self._estimator.estimate(kept.encoded) if kept.encoded.n >= LEAST_ROWS else None
        alarm = estimate is not None and estimate.z > self._beyond("estimated")
        return Signs(kept.drifted, estimate, alarm, None, None, self._ongoing, self._unknown(kept.encoded))

    def resume(self, reports: Sequence[DriftReport]) -> None:
        """Takes up where earlier reports of the same monitor ended, oldest first."""
        for report in reports:
            if "labelled" in report.details:
                self._waiting.take(Labelled.of(report.details["labelled"]))
            if not (found := report.details.get("step")):
                continue
            self._waiting.clear()
            gain, guess, tilt = _number(found["gain"]), _number(found.get("guess")), tuple(found.get("tilt", ()))
            self._steps.append(step := Step(int(found["n"]), gain, found["rank"], tilt, guess))
            self._since_drift = [*self._since_drift, step] if report.details.get("drifted") else []
            self._after(report.verdict or "none", report.severity, bool(report.details.get("alarm")))

    def detectable(self, rows: int) -> float:
        """The smallest loss that labels would show in most cases, in the metric's unit.

        The metric alone, over three batches, at the threshold of an alarm: four of five such losses are found. Ranks
        and signed errors often find smaller ones; none can find what chance brings as well.

        Args:
            rows: of one batch.
        """
        from scipy.stats import norm

        beyond = threshold(self._share("realised")) + float(norm.ppf(_POWER))
        return beyond * self._losses.gain.error(_TOGETHER * max(rows, 1))

    def forget(self) -> None:
        """Begins anew: what earlier batches showed no longer counts."""
        self._steps, self._since_drift, self._ongoing = [], [], None
        self._waiting.clear()
        self._kept.clear()

    def _report(self, batch: str, n: int, signs: Signs, details: dict[str, Any]) -> DriftReport:
        judged = judge(signs, self.measuring, self.tolerance, self.skill)
        alarm = signs.realised is not None and signs.realised.alarm
        if signs.realised is not None:
            self._after(judged.verdict, judged.severity, alarm)
        return DriftReport(
            id=self._new_id("drift"),
            monitor_id=self._monitor,
            batch=batch,
            drifted=judged.verdict != "none",
            severity=max(float(judged.severity), 0.0),
            details={
                **details,
                "alarm": alarm,
                "tolerance": self.tolerance,
                "detectable": _known(self.detectable(n)),
                **signs.content(),
            },
            verdict=judged.verdict,
            reasons=judged.reasons,
            rows=n,
            made_at=self._clock(),
        )

    def _after(self, verdict: str, severity: float, alarm: bool) -> None:
        """After an alarm the windows begin anew, and a loss counts as going on until a batch shows that it has gone."""
        if verdict == "harmful":
            self._ongoing = max(severity, self._ongoing or 0.0)
        if alarm:
            self._steps = []

    def _still(self, step: Step) -> float | None:
        """The loss found before, unless this batch is nearer to the reference than to it."""
        if self._ongoing is None or not np.isfinite(step.gain):
            return self._ongoing
        return self._ongoing if self._losses.gain.mean - step.gain > self._ongoing / 2 else None

    def _leading(self, batch: Encoded) -> list[Floats]:
        """The columns that the model minds most, as numbers; missing where a batch lacks one."""
        absent = np.full(batch.n, np.nan)
        return [batch.numbers.get(c, batch.codes.get(c, absent)).astype(float) for c in self._leaders]

    def _seen(self, batch: Encoded) -> tuple[Seen, ...]:
        """Tests beyond their thresholds, weighed by how much the model minds the column."""
        found = []
        for test, learned in self._learned:
            usual = self._usual_of(test, learned, batch.n)
            for subject, effect in learned.effects(batch).items():
                z = usual.z(subject, effect)
                if effect >= test.least and z > self._beyond(test.name, subject):
                    words = test.words(subject, effect)
                    found.append(Seen(test.name, subject, effect, usual.mean(subject), z, words))
        # a column that can be named says more than all together
        return tuple(sorted(found, key=lambda s: (s.subject == WHOLE, -s.effect * self.importance.get(s.subject, 1.0))))

    def _usual_of(self, test: DriftTest, learned: Learned, n: int) -> Usual:
        """Learned for each size; where sizes keep changing, the next smaller one, whose chance is larger, is taken."""
        known = [size for name, size in self._usual if name == test.name]
        size = n
        if n not in known and len(known) >= _SIZES:
            size = max((k for k in known if n / 2 <= k <= n), default=n)
        if (test.name, size) not in self._usual:
            self._usual[test.name, size] = learned.usual(size, self._draw, self._rng)
        return self._usual[test.name, size]

    def _share(self, test: str) -> float:
        return self.settings.false_alarms * SHARES.get(test, 0.05)

    def _beyond(self, test: str, subject: str = WHOLE) -> float:
        """The deviate at which a test raises an alarm about a subject."""
        from scipy.stats import norm

        part = 1.0
        if subject in self.importance:
            part = 0.5 / len(self.importance) + 0.5 * self.importance[subject]
        return float(norm.isf(self._share(test) * part))

    def _draw(self, n: int) -> Encoded:
        return self._reference.take(self._rows(n))

    def _rows(self, n: int) -> np.ndarray:
        """Rows of the reference as a batch without drift would have them; of one window, where there are windows."""
        if self._groups is None:
            return self._rng.integers(0, self._reference.n, n)
        window = self._groups[int(self._rng.integers(0, len(self._groups)))]
        return window[self._rng.integers(0, len(window), n)]

    def _minded(self, reference: pd.DataFrame, said: Predicted) -> dict[str, float]:
        """How far predictions move when a column is permuted, for each column."""
        rows = self._rng.permutation(len(reference))[:500]
        frame, before = reference.iloc[rows].reset_index(drop=True), said.take(rows)
        found = {}
        for column in frame.columns:
            mixed = frame.copy()
            mixed[column] = frame[column].to_numpy()[self._rng.permutation(len(frame))]
            found[str(column)] = _moved(before, self.measuring.predicted(self._predict(mixed)))
        return found

    def _outside(self, batch: Encoded) -> float:
        """Share of rows outside of what was known in columns of at least average weight."""
        outside = np.zeros(batch.n, dtype=bool)
        for column, weight in self.importance.items():
            if weight * len(self.importance) >= 1.0:
                outside |= unknown_values(batch, column, self._reference, self._ranges.get(column))
        return float(outside.mean())

    def _unknown(self, batch: Encoded) -> float:
        return max(0.0, self._outside(batch) - self._known_unknown)


def _check_size(rows: int, values: int) -> None:
    if rows < LEAST_REFERENCE or rows != values:
        raise BadData(
            f"A reference needs at least {LEAST_REFERENCE} rows and a true value for each; got {rows} rows and "
            f"{values} true values."
        )


def _ranges(seen: Encoded) -> dict[str, tuple[float, float]]:
    """The least and the greatest value of each column of numbers that has any."""
    known = {c: v for c, v in seen.numbers.items() if not np.isnan(v).all()}
    return {c: (float(np.nanmin(v)), float(np.nanmax(v))) for c, v in known.items()}


def _groups(windows: Sequence[object], n: int) -> list[np.ndarray]:
    names = np.array([str(w) for w in windows])
    if len(names) != n:
        raise BadData(f"The reference has {n} rows, but {len(names)} windows were given.")
    return [np.flatnonzero(names == name) for name in np.unique(names)]


def _normal(importance: Mapping[str, float], columns: Sequence[str]) -> dict[str, float]:
    """Weights of the columns, ≥ 0, that sum to 1."""
    given = {c: max(float(importance.get(c, 0.0)), 0.0) for c in columns}
    total = sum(given.values())
    return {c: v / total if total > 0 else 1.0 / len(given) for c, v in given.items()}


def _moved(before: Predicted, after: Predicted) -> float:
    if before.probability is not None and after.probability is not None:
        return float(np.abs(before.probability - after.probability).sum(axis=1).mean())
    if np.issubdtype(before.value.dtype, np.integer):
        return float(np.mean(before.value != after.value))
    return float(np.abs(before.value - after.value).mean())


def _step(step: Step) -> dict[str, Any]:
    gain = step.gain if np.isfinite(step.gain) else None
    return {"n": step.n, "gain": gain, "rank": step.rank, "tilt": list(step.tilt), "guess": _known(step.guess)}


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


__all__ = ["SHARES", "Judged", "Settings", "Truth", "Watch"]
