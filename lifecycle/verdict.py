"""From what was seen to a verdict: nothing, a change that costs nothing, or a model that got worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lifecycle.drift import Seen
from lifecycle.measuring import Measuring
from lifecycle.performance import Estimate
from lifecycle.realised import Realised

Verdict = Literal["none", "harmless", "harmful"]
SURE = 2.33
"""Where the inputs have drifted, a loss that chance brings once in a hundred is believed: harm is expected there.
Ranks of losses do not count then, for rows that are merely others are easier or harder as well."""
LIKELY = 1.0
"""Where the model also errs to one side there, rows are not merely others: the relation itself has changed, and a loss
that chance brings once in six is believed."""


@dataclass(frozen=True)
class Signs:
    """All that one batch showed."""

    drifted: tuple[Seen, ...]
    """Tests beyond their thresholds, what matters most first."""
    estimate: Estimate | None
    estimate_alarm: bool
    realised: Realised | None
    """None while no label has come."""
    since_drift: Realised | None
    """The labelled batches since the inputs began to differ, together."""
    ongoing: float | None
    """Loss at the last alarm, while the loss has not gone since."""
    unknown: float
    """Share of rows outside of what the model has seen in columns that matter to it, 0 to 1."""
    unscored: str = ""
    """Why the model could not predict these rows, where it could not."""

    def content(self) -> dict[str, Any]:
        """As JSON values."""
        found: dict[str, Any] = {
            "drifted": [
                {"test": s.test, "subject": s.subject, "effect": s.effect, "usual": s.usual, "z": s.z}
                for s in self.drifted
            ],
            "unknown_rows": self.unknown,
        }
        if self.estimate is not None:
            found["estimated"] = vars(self.estimate)
        if self.realised is not None:
            found["realised"] = {k: v for k, v in vars(self.realised).items() if k not in ("alarm", "tilted")}
        return found


@dataclass(frozen=True)
class Judged:
    """The verdict on a batch."""

    verdict: Verdict
    severity: float
    """Expected loss in the metric's unit, ≥ 0."""
    reasons: tuple[str, ...]


def judge(signs: Signs, measuring: Measuring, tolerance: float, skill: float) -> Judged:
    """Weighs what was seen.

    Args:
        signs: what was seen.
        measuring: the metric.
        tolerance: the loss that matters, in the metric's unit, > 0.
        skill: what the model gains over a prediction that ignores the inputs, in the metric's unit, ≥ 0.
    """
    if signs.unscored:
        return Judged("harmful", skill, (f"The model cannot predict these rows: {signs.unscored}",))
    if signs.realised is not None:
        return _with_labels(signs, signs.realised, measuring, tolerance)
    return _without_labels(signs, measuring, tolerance, skill)


def _with_labels(signs: Signs, realised: Realised, measuring: Measuring, tolerance: float) -> Judged:
    inputs = _inputs(signs.drifted)
    # rows that are merely others are easier or harder as well: where inputs moved, the metric itself must show it
    shown = not signs.drifted or _shown(realised)
    if realised.alarm and shown and realised.loss >= tolerance / 2:
        return Judged("harmful", realised.loss, (_loss(realised, measuring), *inputs[:2]))
    since = signs.since_drift
    if signs.drifted and since is not None and _shown(since) and since.loss >= tolerance / 2:
        return Judged("harmful", since.loss, (_loss(since, measuring), *inputs[:2]))
    if signs.ongoing is not None:
        words = f"The loss that was found before ({signs.ongoing:.3g}) has not gone."
        return Judged("harmful", max(realised.loss, 0.0), (words, *inputs[:2]))
    if signs.drifted:
        so_far = since or realised
        words = f"The labels show no loss that matters: {_figure(so_far, measuring)}."
        return Judged("harmless", max(so_far.loss, 0.0), (*inputs[:2], words))
    if realised.alarm:
        words = (
            f"The model errs in other rows, or to another side, than before (mean rank of the losses "
            f"{realised.rank:.2f}, usual 0.50; signed errors {realised.tilt_z:.1f} σ from usual), "
            f"but what it costs is below {tolerance:.3g}: {_figure(realised, measuring)}."
        )
        return Judged("harmless", max(realised.loss, 0.0), (words,))
    score = "" if realised.score is None else f": {measuring.metric.label} {realised.score:.4g}"
    return Judged("none", 0.0, (f"Inputs, predictions and losses are as usual{score}.",))


def _shown(realised: Realised) -> bool:
    """Whether the metric itself shows a loss, among rows that are others than before."""
    return realised.metric_z > (LIKELY if realised.tilted else SURE)


def _without_labels(signs: Signs, measuring: Measuring, tolerance: float, skill: float) -> Judged:
    inputs, estimate = _inputs(signs.drifted), signs.estimate
    loss = max(estimate.loss, 0.0) if estimate is not None else 0.0
    if estimate is not None and signs.estimate_alarm and loss >= tolerance / 2:
        return Judged("harmful", loss, (_estimated(estimate, measuring), *inputs[:2]))
    lost = signs.unknown * skill
    if signs.drifted and lost >= tolerance:
        words = (
            f"{100 * signs.unknown:.0f} % of the rows are outside of what the model has seen, where it may be no "
            f"better than guessing: that would cost {lost:.3g} in {measuring.metric.label}. Labels would tell."
        )
        return Judged("harmful", max(lost, loss), (words, *inputs[:2]))
    if signs.drifted:
        words = "There are no labels" if estimate is None else _estimated(estimate, measuring).rstrip(".")
        return Judged("harmless", loss, (*inputs[:2], f"{words}; only labels would show a changed relation."))
    words = "Inputs and predictions are as usual; only labels would show a changed relation."
    return Judged("none", 0.0, (words,))


def _inputs(drifted: Sequence[Seen]) -> tuple[str, ...]:
    return tuple(f"{s.sentence}." for s in drifted)


def _loss(realised: Realised, measuring: Measuring) -> str:
    batches = "this batch" if realised.batches == 1 else f"the last {realised.batches} batches"
    return f"The model got worse in {batches}: {_figure(realised, measuring)}."


def _figure(realised: Realised, measuring: Measuring) -> str:
    way = "worse" if realised.loss >= 0 else "better"
    return (
        f"{measuring.metric.label} is {abs(realised.loss):.3g} {way} than on the reference "
        f"(90 % interval of the loss {realised.low:+.3g} to {realised.high:+.3g})"
    )


def _estimated(estimate: Estimate, measuring: Measuring) -> str:
    way = "worse" if estimate.loss >= 0 else "better"
    return (
        f"Without labels, {measuring.metric.label} is estimated at {estimate.score:.4g} (90 % interval "
        f"{estimate.low:.4g} to {estimate.high:.4g}), {abs(estimate.loss):.3g} {way} than on the reference."
    )
