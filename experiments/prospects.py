"""Whether a run is still worth its time: against the best so far after each fold, and before it begins.

Cautious on purpose: a good variant given up costs more than a poor one measured to its end.
"""

import math
import statistics
from collections.abc import Sequence

from store.records import Metric, PlannedRun, Record

LEAST_FOLDS = 2
"""A run is not judged before so many folds."""
_CONFIDENT = {1: 12.7, 2: 4.3, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36, 8: 2.31, 9: 2.26}
"""Student's t for 97.5 % by degrees of freedom; 2.2 beyond."""
_LEAST_SPREAD = 0.25
"""The spread of differences counts as at least that share of the best run's own spread over folds."""
_LEAST_GAP = 0.005
"""A lag below that share of the best score is no reason to give up."""


class Verdict(Record):
    """That a run is not worth going on with."""

    reason: str
    saved_s: float | None = None
    """Wall seconds that this saves, estimated."""


def behind(scores: Sequence[float], rival: Sequence[float], measure: Metric) -> float | None:
    """By how much a run lags behind the best so far, where that is beyond reasonable doubt; else None.

    Both were measured on the same folds, so fold by fold differences are compared, as in racing (Maron & Moore, 1994;
    Birattari et al., 2002): the lower end of the mean difference's 95 % interval must be a lag, all folds must lag, and
    even if all folds to come were as good as the rival's best, the mean must not reach the rival's.

    Args:
        scores: the run's metric on the folds done, in its own unit.
        rival: the best run's metric on all folds, in the same order.
        measure: says the direction.

    Returns:
        The mean lag in the metric's unit, above 0.
    """
    done, folds = len(scores), len(rival)
    if not LEAST_FOLDS <= done < folds:
        return None
    lags = [measure.gain(r) - measure.gain(s) for s, r in zip(scores, rival, strict=False)]
    mean = statistics.fmean(lags)
    whole = [measure.gain(r) for r in rival]
    spread = max(statistics.stdev(lags), _LEAST_SPREAD * statistics.stdev(whole))
    low = mean - _CONFIDENT.get(done - 1, 2.2) * spread / math.sqrt(done)
    if min(lags) <= 0 or low <= _LEAST_GAP * abs(statistics.fmean(whole)):
        return None
    hoped = (sum(measure.gain(s) for s in scores) + (folds - done) * max(whole)) / folds
    return mean if hoped < statistics.fmean(whole) else None


def falls_behind(
    scores: Sequence[float], rival: Sequence[float], label: str, measure: Metric, done_s: float
) -> Verdict | None:
    """The verdict on a run under way, None where it may go on.

    Args:
        scores: see `behind`, as are `rival` and `measure`.
        rival: the best run's metric on all folds.
        label: the rival in words.
        measure: says the direction.
        done_s: wall seconds of the folds done.
    """
    lag = behind(scores, rival, measure)
    if lag is None:
        return None
    done, folds = len(scores), len(rival)
    reason = (
        f"Given up after {done} of {folds} folds: {measure.label} {measure.shown_gap(lag)} behind “{label}” on the "
        "same folds, and nothing the other folds may bring makes up for it."
    )
    return Verdict(reason=reason, saved_s=done_s / done * (folds - done))


def not_worth_starting(
    planned: PlannedRun, best: float | None, spread: float, left_s: float | None, measure: Metric
) -> Verdict | None:
    """The verdict on a run that waits, None where it may begin.

    Args:
        planned: what was predicted of it; what was not predicted is no reason to skip.
        best: best whole score so far, in the metric's unit; None before any.
        spread: standard deviation of that score over folds.
        left_s: wall seconds of the budget that are left; None without one.
        measure: says the direction.
    """
    low_s = planned.expected_low_s
    if left_s is not None and low_s is not None and low_s > left_s:
        reason = f"Skipped: it takes at least {low_s:.0f} s as predicted, and {left_s:.0f} s of the budget are left."
        return Verdict(reason=reason, saved_s=left_s)
    hoped = planned.expected_best
    if best is None or hoped is None or measure.gain(hoped) >= measure.gain(best) - spread:
        return None
    reason = (
        f"Skipped: at the better end of what is predicted it reaches {measure.label} {measure.shown(hoped)}, and the "
        f"best so far has {measure.shown(best)} ± {measure.shown_gap(spread)}."
    )
    return Verdict(reason=reason, saved_s=planned.expected_s)
