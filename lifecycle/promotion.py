"""Whether a candidate should take the champion's place: both measured on the same rows or folds, and the gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lifecycle.fair_gates import fair_gates
from lifecycle.measuring import Floats, Measuring, Predicted, Truth
from store.errors import BadRequest
from store.records import GateResult, Gates, GroupDifference, GroupLimit, Metric, PromotionReport

LEAST_GROUP = 20
"""Groups of fewer rows are shown without a gate: their metric says next to nothing."""
MOST_GROUPS = 20
"""Groups of one column that are looked at, the largest first."""


@dataclass(frozen=True)
class Contender:
    """A version of a model, with what was measured of it."""

    version: int
    predicted: Predicted | None = None
    """What it says of the compared rows, where rows are compared."""
    folds: tuple[float, ...] = ()
    """The metric of each fold, in the folds' order, where folds are compared."""
    score: float | None = None
    """Its metric where nothing can be paired."""
    latency_ms: float | None = None
    """Median milliseconds a row."""
    size_bytes: int | None = None


def promotion(
    model: str,
    candidate: Contender,
    champion: Contender | None,
    measuring: Measuring,
    *,
    truth: Truth | None = None,
    groups: Mapping[str, Sequence[object]] | None = None,
    gates: Gates | None = None,
    resamples: int = 500,
    seed: int = 0,
) -> PromotionReport:
    """Compares a candidate with the champion.

    Rows are paired where `truth` and both predictions are given: the gain's interval is the percentile bootstrap over
    rows (Efron and Tibshirani, 1993), the same rows drawn for both. Otherwise folds are paired: the interval is that
    of the corrected resampled t-test (Nadeau and Bengio, 2003), since folds of a cross-validation share training rows
    and a bootstrap over five of them would be far too sure.

    Args:
        model: its name.
        candidate: what would be promoted.
        champion: what it would replace; None where there is none.
        measuring: the metric.
        truth: true values of the compared rows, as `measuring.truth` gives them.
        groups: column to its value in each of the compared rows.
        gates: what the candidate must satisfy; those of `Gates()` where None.
        resamples: of the bootstrap.
        seed: of the bootstrap.

    Raises:
        BadRequest: there is a champion, but neither rows nor folds that both were measured on.
    """
    gates = gates or Gates()
    rng = np.random.default_rng(seed)
    compared = _compared(candidate, champion, measuring, truth, gates.confidence, resamples, rng)
    found: tuple[GroupDifference, ...] = ()
    if compared.basis == "rows" and groups and truth is not None and champion is not None:
        found = _by_group(candidate, champion, measuring, truth, groups, gates.confidence, resamples, rng)
    fair = fair_gates(gates, measuring, truth, candidate.predicted, groups)
    results = (*_gates(gates, measuring.metric, compared, found, candidate, champion), *fair)
    return PromotionReport(
        model=model,
        candidate=candidate.version,
        champion=champion.version if champion else None,
        metric=measuring.metric_name,
        basis=compared.basis,
        n=compared.n,
        candidate_score=compared.candidate,
        champion_score=compared.champion,
        gain=compared.gain,
        low=compared.low,
        high=compared.high,
        chance_better=compared.chance,
        groups=found,
        latency_ms=(candidate.latency_ms, champion.latency_ms if champion else None),
        size_bytes=(candidate.size_bytes, champion.size_bytes if champion else None),
        gates=gates,
        results=results,
        passed=all(r.passed for r in results),
        sentences=(_in_words(measuring.metric, compared), *(r.sentence for r in results if not r.passed)),
    )


@dataclass(frozen=True)
class _Compared:
    basis: Literal["rows", "folds", "none"]
    n: int = 0
    candidate: float | None = None
    champion: float | None = None
    gain: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None


def _compared(
    candidate: Contender,
    champion: Contender | None,
    measuring: Measuring,
    truth: Truth | None,
    confidence: float,
    resamples: int,
    rng: np.random.Generator,
) -> _Compared:
    if champion is None:
        score = candidate.score
        if truth is not None and candidate.predicted is not None:
            score = _finite(measuring.of(truth, candidate.predicted))
        elif score is None and candidate.folds:
            score = float(np.mean(candidate.folds))
        return _Compared("none", candidate=score)
    if truth is not None and candidate.predicted is not None and champion.predicted is not None:
        if not len(truth) == len(candidate.predicted) == len(champion.predicted):
            raise BadRequest(
                f"The compared rows differ in number: {len(truth)} true values, {len(candidate.predicted)} and "
                f"{len(champion.predicted)} predictions."
            )
        return _of_rows(candidate.predicted, champion.predicted, measuring, truth, confidence, resamples, rng)
    if len(candidate.folds) == len(champion.folds) >= 2:
        return _of_folds(np.array(candidate.folds), np.array(champion.folds), measuring.metric, confidence)
    raise BadRequest(
        f"Versions {candidate.version} and {champion.version} have not been measured on the same rows or folds, so "
        "they cannot be compared. Score the same labelled rows with both."
    )


def _of_rows(
    ours: Predicted,
    theirs: Predicted,
    measuring: Measuring,
    truth: Truth,
    confidence: float,
    resamples: int,
    rng: np.random.Generator,
) -> _Compared:
    measure = measuring.metric
    a, b = _finite(measuring.of(truth, ours)), _finite(measuring.of(truth, theirs))
    if a is None or b is None:
        return _Compared("rows", len(truth), a, b)
    drawn = []
    for _ in range(resamples):
        rows = rng.integers(0, len(truth), len(truth))
        drawn.append(measuring.gain(truth[rows], ours.take(rows)) - measuring.gain(truth[rows], theirs.take(rows)))
    gains = np.array(drawn)[np.isfinite(drawn)]
    low, high = _ends(gains, confidence)
    better = float(np.mean(gains > 0) + np.mean(gains == 0) / 2) if len(gains) else None
    return _Compared("rows", len(truth), a, b, measure.gain(a) - measure.gain(b), low, high, better)


def _of_folds(ours: Floats, theirs: Floats, measure: Metric, confidence: float) -> _Compared:
    from scipy.stats import t

    difference = np.array([measure.gain(a) - measure.gain(b) for a, b in zip(ours, theirs, strict=True)])
    k = len(difference)
    gain = float(difference.mean())
    error = float(np.sqrt((1.0 / k + 1.0 / (k - 1)) * difference.var(ddof=1)))
    reach = float(t.ppf(0.5 + confidence / 2, k - 1)) * error
    chance = float(t.cdf(gain / error, k - 1)) if error > 0 else float(np.sign(gain) / 2 + 0.5)
    mean = float(ours.mean()), float(theirs.mean())
    return _Compared("folds", k, *mean, gain, gain - reach, gain + reach, chance)


def _by_group(
    candidate: Contender,
    champion: Contender,
    measuring: Measuring,
    truth: Truth,
    groups: Mapping[str, Sequence[object]],
    confidence: float,
    resamples: int,
    rng: np.random.Generator,
) -> tuple[GroupDifference, ...]:
    assert candidate.predicted is not None and champion.predicted is not None
    found = []
    for column, values in groups.items():
        texts = np.array([str(v) for v in values])
        if len(texts) != len(truth):
            raise BadRequest(f"The groups of {column!r} have {len(texts)} values for {len(truth)} rows.")
        names, counts = np.unique(texts, return_counts=True)
        for name in names[np.argsort(-counts, kind="stable")][:MOST_GROUPS]:
            rows = np.flatnonzero(texts == name)
            there = _of_rows(
                candidate.predicted.take(rows), champion.predicted.take(rows), measuring, truth[rows], confidence,
                resamples if len(rows) >= LEAST_GROUP else 0, rng,
            )  # fmt: skip
            found.append(
                GroupDifference(
                    column=column, value=str(name), rows=len(rows), candidate=there.candidate,
                    champion=there.champion, gain=there.gain, low=there.low, high=there.high,
                )
            )  # fmt: skip
    return tuple(found)


def _gates(
    gates: Gates,
    measure: Metric,
    compared: _Compared,
    groups: Sequence[GroupDifference],
    candidate: Contender,
    champion: Contender | None,
) -> list[GateResult]:
    results = []
    if gates.at_least_as_good and champion is not None:
        results.append(_as_good(gates, measure, compared))
    if gates.group_loss is not None and champion is not None:
        results.append(_no_group_worse(gates.group_loss, groups))
    if champion is not None:
        results += [_named_groups(limit, groups) for limit in gates.group_losses]
    if gates.max_latency_ms is not None:
        results.append(_below("latency", candidate.latency_ms, gates.max_latency_ms, "ms a row"))
    if gates.max_size_bytes is not None:
        results.append(_below("size", candidate.size_bytes, gates.max_size_bytes, "bytes"))
    return results


def _as_good(gates: Gates, measure: Metric, compared: _Compared) -> GateResult:
    figure = compared.low if gates.certain else compared.gain
    what = "The lower end of the gain" if gates.certain else "The gain"
    allowed = f"at least {-gates.tolerance:g} is asked for" if gates.tolerance else "at least 0 is asked for"
    if figure is None:
        sentence = f"{measure.label} cannot be computed on these rows, so whether it is as good is not known."
        return GateResult(gate="at_least_as_good", passed=False, sentence=sentence)
    return GateResult(
        gate="at_least_as_good",
        passed=bool(figure >= -gates.tolerance),
        sentence=f"{what} in {measure.label} is {figure:+.2g}; {allowed}.",
    )


def _named_groups(limit: GroupLimit, groups: Sequence[GroupDifference]) -> GateResult:
    """The same of the groups that a limit names, by columns, by values, or by both."""
    meant = [
        g
        for g in groups
        if (not limit.columns or g.column in limit.columns) and (not limit.values or g.value in limit.values)
    ]
    return _no_group_worse(limit.most, meant, " or ".join(limit.values))


def _no_group_worse(most: float, groups: Sequence[GroupDifference], named: str = "") -> GateResult:
    known = [g for g in groups if g.gain is not None and g.rows >= LEAST_GROUP]
    if not known:
        who = f"No group {named}" if named else "No group"
        sentence = f"{who} has {LEAST_GROUP} rows to compare, so whether one gets worse is not known."
        return GateResult(gate="group_loss", passed=False, sentence=sentence)
    worst = min(known, key=lambda g: g.gain or 0.0)
    gain = worst.gain or 0.0
    where = f"{worst.column} = {worst.value} ({worst.rows} rows)"
    sentence = f"The group that changes worst is {where}: {gain:+.4g}; a loss of at most {most:g} is allowed."
    return GateResult(gate="group_loss", passed=gain >= -most, sentence=sentence)


def _below(gate: str, value: float | None, most: float, unit: str) -> GateResult:
    if value is None:
        return GateResult(
            gate=gate, passed=False, sentence=f"Its {gate} is not known; at most {most:g} {unit} allowed."
        )
    sentence = f"Its {gate} is {value:.4g} {unit}; at most {most:g} is allowed."
    return GateResult(gate=gate, passed=value <= most, sentence=sentence)


def _in_words(measure: Metric, compared: _Compared) -> str:
    if compared.basis == "none":
        score = "not measured" if compared.candidate is None else f"{compared.candidate:.3g}"
        return f"There is no champion to compare with; its {measure.label} is {score}."
    if compared.gain is None:
        return f"{measure.label} cannot be computed on these {compared.n} rows."
    pairs = f"{compared.n:,} rows" if compared.basis == "rows" else f"{compared.n} folds"
    way = "better" if compared.gain > 0 else "worse" if compared.gain < 0 else "different"
    between = ""
    if compared.low is not None and compared.high is not None:
        between = f" (between {gain_words(compared.low)} and {gain_words(compared.high)})"
    return (
        f"On the same {pairs} its {measure.label} is {compared.candidate:.3g} against {compared.champion:.3g}: "
        f"{abs(compared.gain):.2g} {way}{between}."
    )


def gain_words(gain: float) -> str:
    """A gain as a person says it: "0.013 better", "0.008 worse"."""
    return f"{abs(gain):.2g} {'better' if gain >= 0 else 'worse'}"


def _ends(values: NDArray[np.float64], confidence: float) -> tuple[float | None, float | None]:
    if len(values) < 20:
        return None, None
    low, high = np.quantile(values, [0.5 - confidence / 2, 0.5 + confidence / 2])
    return float(low), float(high)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
