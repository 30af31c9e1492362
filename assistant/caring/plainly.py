"""What a monitor saw, for somebody who does not build models: no distances, no deviates, no names of metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant import wording
from store.records import DriftReport, GateResult, PromotionReport, StandingGate, Suggestion, metric

if TYPE_CHECKING:
    from lifecycle.fairness import Fairness

_COLUMN_SAYS = {
    "numeric": "the values of {columns} are others than before",
    "categorical": "the kinds of {columns} come more or less often than before",
    "missing": "gaps in {columns} come more or less often than before",
    "quality": "there are values in {columns} that were never seen before",
}
_WHOLE_SAYS = {
    "prediction": "the model answers otherwise than before",
    "domain": "the rows as a whole look otherwise than before",
}
_MOST_NAMED = 3
_SUGGESTED = {
    "drift": "{model} got worse. Fitting it anew on newer rows may mend that.",
    "floor": "{model} is worse than you asked it to be. Fitting it anew on newer rows may mend that.",
    "knowledge": "What was learned since would probably improve {model}.",
    "challenger": "The version of {model} that is on trial was better than the one in use on the same rows.",
}
"""What is suggested by its cause; the others tell of rows, days and schedules, which are everyday words."""


def plain_reasons(
    report: DriftReport, metric_name: str, positive: str | None = None, target: str = "it"
) -> tuple[str, ...]:
    """The reasons of a report in everyday words; its own where they say nothing of statistics.

    Args:
        report: what was seen.
        metric_name: of the model's task.
        positive: the class that is looked for, where there is one.
        target: the column that is predicted.
    """
    known = report.details
    if known.get("unreadable") or "unknown_rows" not in known:
        return report.reasons
    measured, estimated = known.get("realised") or {}, known.get("estimated") or {}
    if not measured and not estimated and report.verdict == "harmful" and not known.get("drifted"):
        return report.reasons  # the model could not predict these rows at all, which is said in words
    moved = _moved(known.get("drifted") or ())
    score = measured.get("score") if measured else estimated.get("score")
    figure = "" if score is None else wording.plain_score(score, metric_name, positive, target)
    return tuple(filter(None, (*moved, _cost(report, bool(measured), bool(moved), figure))))


def _moved(drifted: Any) -> list[str]:
    """What is otherwise in the rows, a sentence for each kind of change."""
    found = []
    for test, says in _COLUMN_SAYS.items():
        columns = list(dict.fromkeys(str(s["subject"]) for s in drifted if s["test"] == test))
        if columns:
            found.append(says.format(columns=wording.listed(columns, _MOST_NAMED)))
    if not found:
        found = [words for test, words in _WHOLE_SAYS.items() if any(s["test"] == test for s in drifted)]
    return [f"{words[0].upper()}{words[1:]}." for words in found]


def _cost(report: DriftReport, measured: bool, moved: bool, figure: str) -> str:
    """What it costs, as far as known outcomes show it."""
    now = f" ({figure})" if figure else ""
    if report.verdict == "harmful":
        how = "more than chance would bring" if measured else "as far as one can tell before the outcomes are known"
        changed = "" if moved or not measured else " The rows look as before, so what they lead to has changed."
        return f"The model is wrong more often, or by more, than when it was made{now}: {how}.{changed}"
    if report.verdict == "harmless":
        other = "" if moved else "It is wrong in other cases, or in another way, than before. "
        return f"{other}So far that does not make its answers worse in a way that matters{now}."
    if measured:
        return f"The rows look as before, and the model is as often right about them as it was{now}."
    return "The rows look as before; whether they still lead to the same outcomes shows only when these are known."


def plain_suggestion(suggestion: Suggestion) -> str:
    """What is suggested, without names of metrics and methods."""
    said = _SUGGESTED.get(suggestion.cause)
    return suggestion.sentence if said is None else said.format(model=suggestion.model)


_GATES = {
    "at_least_as_good": "it is at least as good as the one in use",
    "group_loss": "no group gets worse answers than now",
    "group_difference": "its answers are as good for every group",
    "demographic_parity": "it says yes as often for every group",
    "equalized_odds": "it is right about each kind of case as often for every group",
    "max_latency_ms": "it answers quickly",
    "max_size_bytes": "it is small",
}
_SHUT = {
    "at_least_as_good": "It is not as good as the one in use, or chance alone can make it look so.",
    "group_loss": "Some group of cases would get worse answers than now.",
    "group_difference": "Its answers are better for some groups of cases than for others.",
    "demographic_parity": "It says yes more often for some groups of cases than for others.",
    "equalized_odds": "It is wrong about some groups of cases more often than about others.",
    "latency": "It answers more slowly than is allowed.",
    "size": "It is larger than is allowed.",
}
"""What a shut gate found, by the name of its result."""
_LOSSES = ("at_least_as_good", "group_loss")
_RATES = ("demographic_parity", "equalized_odds")


def plain_gate_name(gate: str) -> str:
    """A kind of gate without terms: what holds of a version that passes it."""
    return _GATES[gate]


def plain_gate(gate: StandingGate, measured: str | None = None) -> str:
    """What a gate asks for, in a sentence without terms.

    Args:
        gate: the gate.
        measured: name of the metric of the model that it is told of, which its limit may be in; None where not known.
    """
    whose = f" of {gate.model}" if gate.model else ""
    who = wording.listed([*(gate.values or gate.columns)])
    about = f" ({who})" if who else ""
    sure = ", beyond what chance can make" if gate.certain else ""
    return f"A version{whose} comes into use only if {_GATES[gate.gate]}{about}{_limit(gate, measured)}{sure}."


def plain_shut(result: GateResult) -> str:
    """Why a gate is shut, without terms; where it could not be looked at, in its own words."""
    return result.sentence if "not known" in result.sentence else _SHUT.get(result.gate, result.sentence)


def _limit(gate: StandingGate, measured: str | None) -> str:
    """How far from it a version may be; empty for not at all."""
    if gate.gate == "max_latency_ms":
        return f": at most {gate.most:g} thousandths of a second a row"
    if gate.gate == "max_size_bytes":
        return f": at most {gate.most / 2**20:.3g} MB"
    if not gate.most:
        return ""
    hundredths = gate.gate in _RATES or in_points(measured)
    most = f"{100 * gate.most:.4g} of 100" if hundredths else f"{gate.most:g}"
    return f", or worse by {most} at most" if gate.gate in _LOSSES else f", or {most} apart at most"


def in_points(measured: str | None) -> bool:
    """Whether a metric is told as so many of a hundred."""
    return measured is not None and metric(measured).unit == "share"


def plain_comparison(report: PromotionReport) -> str:
    """Two versions on the same rows, about cases; empty where they were not compared."""
    ours, theirs = report.candidate_score, report.champion_score
    if report.gain is None or ours is None or theirs is None:
        return ""
    where = f"On the same {report.n:,} rows" if report.basis == "rows" else "On the same rows"
    sides = [f"version {n}: {wording.plain_score(score, report.metric)}"
             for n, score in ((report.candidate, ours), (report.champion, theirs))]  # fmt: skip
    low = None if report.low is None or report.high is None else report.low if report.gain > 0 else -report.high
    return f"{where}, {'; '.join(sides)}. {_by_chance(low)}"


def plain_fairness(found: Fairness, metric_name: str, positive: str | None = None, target: str = "it") -> list[str]:
    """How groups are treated, about cases: how good answers are for each, and how often each is the one looked for."""
    lines = []
    for spread in found.spreads[:2]:
        known = sorted(((f.value, g) for g, f in spread.groups.items() if f.value is not None))
        if len(known) < 2:
            continue
        ends = (known[0], known[-1])
        if spread is found.spreads[0]:
            said = "; ".join(f"for {g}, {wording.plain_score(v, metric_name, positive, target)}" for v, g in ends)
        else:
            said = "it says " + " and ".join(f"“{positive}” of {100 * v:.0f} of 100 ({g})" for v, g in ends)
        lines.append(f"By {found.column}: {said}. {_by_chance(spread.difference.low)}")
    return lines


def _by_chance(low: float | None) -> str:
    """How sure a difference is, by the end of its interval that is nearest to none."""
    if low is None:
        return "How sure that is cannot be told from so few rows."
    return "Chance alone can make that difference." if low <= 0 else "Chance alone hardly makes that difference."
