"""Gates on how a candidate treats groups: fairlearn's definitions, measured on the compared rows."""

from collections.abc import Mapping, Sequence

from lifecycle.fairness import Fairness, fairness
from lifecycle.measuring import Measuring, Predicted, Truth
from store.errors import BadRequest
from store.records import GateResult, Gates

_WORDS = {
    "group_difference": "The metric's difference between groups",
    "demographic_parity": "The demographic parity difference (of the shares predicted positive)",
    "equalized_odds": "The equalized odds difference (the larger of true and false positive rates)",
}


def asks_for_fairness(gates: Gates) -> bool:
    """Whether a person set a gate on how groups are treated."""
    return any(getattr(gates, name) is not None for name in _WORDS)


def fair_gates(
    gates: Gates,
    measuring: Measuring,
    truth: Truth | None,
    predicted: Predicted | None,
    groups: Mapping[str, Sequence[object]] | None,
) -> list[GateResult]:
    """The result of each gate on fairness that is set, for the column where the groups lie farthest apart.

    Args:
        gates: what the candidate must satisfy.
        measuring: the metric.
        truth: true values of the compared rows; None where there are none.
        predicted: what the candidate says of them; None where that is not known.
        groups: column to its value in each row.
    """
    wanted = [name for name in _WORDS if getattr(gates, name) is not None]
    if not wanted:
        return []
    found: list[Fairness] = []
    if truth is not None and predicted is not None:
        for column, values in (groups or {}).items():
            try:
                found.append(fairness(column, values, truth, predicted, measuring, resamples=100))
            except BadRequest:  # one group only: nothing to be unequal
                continue
    return [_result(name, float(getattr(gates, name)), found) for name in wanted]


def _result(name: str, most: float, found: Sequence[Fairness]) -> GateResult:
    known = [(f, value) for f in found if (value := _figure(name, f)) is not None]
    if not known:
        sentence = f"{_WORDS[name]} is not known: name a column of two or more groups, such as sex. At most {most:g}."
        return GateResult(gate=name, passed=False, sentence=sentence)
    worst, value = max(known, key=lambda pair: pair[1])
    spread = worst.spreads[0].difference
    ends = ""
    if name == "group_difference" and spread.low is not None:
        ends = f" (90 % interval {spread.low:.3g} to {spread.high:.3g})"
    sentence = f"{_WORDS[name]} by {worst.column} is {value:.3g}{ends}; at most {most:g} is allowed."
    return GateResult(gate=name, passed=value <= most, sentence=sentence)


def _figure(name: str, found: Fairness) -> float | None:
    if name == "group_difference":
        return found.spreads[0].difference.value
    return found.demographic_parity if name == "demographic_parity" else found.equalized_odds
