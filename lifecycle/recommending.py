"""The recommender watched like any model: what it predicted of runs beside what came, block by block.

Three things are looked at. Calibration: the share of results inside their 80 % interval, against the promise by an
exact binomial test. Regret: how far the runs it placed first stay behind the best known of their task, 0 is none and 1
is no better than the trivial baseline. Cost error: by what factor predicted seconds are off. The last two are compared
with the blocks before by a one-sided rank test (Mann and Whitney, 1947), which asks nothing of their distribution.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lifecycle.verdict import Verdict

PROMISED = 0.8
"""Share of results that an interval is to hold."""
BLOCK = 20
"""Runs looked at together."""
FALSE_ALARM = 0.002
"""Chance of a false alarm of each of the three tests in a block."""
LEAST_LOST = 0.05
"""A higher mean regret matters from here on, and so does a lower share inside the intervals, at twice that."""
LEAST_FACTOR = 1.25
"""A cost error matters when its factor has grown by that factor, or more."""


@dataclass(frozen=True)
class Outcome:
    """One run that was recommended, and what came of it."""

    run_id: str
    inside: bool | None
    """Whether its score lies in the predicted interval; None where none was predicted."""
    cost_error: float | None
    """Absolute logarithm of actual over predicted seconds; None where one is not known."""
    regret: float | None
    """0 to 1, of the best placed run of its set; None of others, and where nothing is known to compare with."""


@dataclass(frozen=True)
class Look:
    """One thing that is looked at in a block."""

    what: Literal["calibration", "regret", "cost"]
    value: float
    """Share inside, mean regret, or the median factor of the cost error."""
    usual: float | None
    """The promise, or the figure of the blocks before; None where there are none."""
    n: int
    chance: float
    """How likely chance alone brings what was seen, or worse, 0 to 1."""
    worse: bool
    """Whether it declined beyond chance and by enough to matter."""
    sentence: str


@dataclass(frozen=True)
class Judged:
    """A block of outcomes, judged."""

    verdict: Verdict
    severity: float
    """By how much the worst of the three declined, ≥ 0, as share (calibration, regret) or logarithm (cost)."""
    reasons: tuple[str, ...]
    details: dict[str, Any]
    """`looks` by what is looked at, and the `values` that later blocks are compared with."""


def judge_block(outcomes: Sequence[Outcome], before: Sequence[Mapping[str, Any]]) -> Judged:
    """Judges a block.

    Args:
        outcomes: of the block, oldest first; about `BLOCK` of them.
        before: `details` of the blocks before.
    """
    values = {
        "regret": [o.regret for o in outcomes if o.regret is not None],
        "cost": [o.cost_error for o in outcomes if o.cost_error is not None],
    }
    inside = [o.inside for o in outcomes if o.inside is not None]
    looks = [_calibration(inside)] if inside else []
    for what in ("regret", "cost"):
        known = [float(v) for d in before for v in d["values"][what]]
        if values[what]:
            looks.append(_regret(values[what], known) if what == "regret" else _cost(values[what], known))
    worse = [look for look in looks if look.worse]
    lost = [_lost(look) for look in worse]
    details = {
        "looks": {look.what: vars(look) for look in looks},
        "values": values,
        "runs": [o.run_id for o in outcomes],
    }
    reasons = tuple(look.sentence for look in (*worse, *(x for x in looks if not x.worse)))
    return Judged("harmful" if worse else "none", max(lost, default=0.0), reasons, details)


def _lost(look: Look) -> float:
    if look.usual is None:
        return 0.0
    if look.what == "calibration":
        return max(look.usual - look.value, 0.0)
    return max(look.value - look.usual if look.what == "regret" else float(np.log(look.value / look.usual)), 0.0)


def _calibration(inside: Sequence[bool]) -> Look:
    from scipy.stats import binom

    n, hits = len(inside), sum(inside)
    share = hits / n
    chance = float(binom.cdf(hits, n, PROMISED))
    worse = chance < FALSE_ALARM and share < PROMISED - 2 * LEAST_LOST
    says = "they are too narrow" if worse else "as promised, as far as chance lets one see"
    sentence = f"{hits} of {n} results lay inside their interval, {PROMISED:.0%} are promised: {says}."
    return Look("calibration", share, PROMISED, n, chance, worse, sentence)


def _regret(values: Sequence[float], before: Sequence[float]) -> Look:
    mean = float(np.mean(values))
    usual, chance = (float(np.mean(before)) if before else None), _more(values, before)
    worse = usual is not None and chance < FALSE_ALARM and mean - usual > LEAST_LOST
    than = "" if usual is None else f", {usual:.3f} before" + (": its first choices have become worse" if worse else "")
    sentence = f"What it places first stays behind the best known by {mean:.3f} of what is to be gained{than}."
    return Look("regret", mean, usual, len(values), chance, worse, sentence)


def _cost(values: Sequence[float], before: Sequence[float]) -> Look:
    factor = float(np.exp(np.median(values)))
    usual = float(np.exp(np.median(before))) if before else None
    chance = _more(values, before)
    worse = usual is not None and chance < FALSE_ALARM and factor > LEAST_FACTOR * usual
    than = "" if usual is None else f", {usual:.2f} before" + (": costs are predicted worse" if worse else "")
    sentence = f"Half of the predicted times are off by a factor of {factor:.2f} or less{than}."
    return Look("cost", factor, usual, len(values), chance, worse, sentence)


def _more(values: Sequence[float], before: Sequence[float]) -> float:
    """How likely chance alone makes these values as large beside those before; 1 where they are too few."""
    if min(len(values), len(before)) < 5:
        return 1.0
    from scipy.stats import mannwhitneyu

    return float(mannwhitneyu(values, before, alternative="greater", method="asymptotic").pvalue)
