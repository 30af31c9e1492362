"""What a set of runs teaches, in sentences that are computed from it."""

import statistics
from collections.abc import Sequence
from typing import TYPE_CHECKING

from store.records import Metric, Record, metric
from store.records.metric import two_digits

if TYPE_CHECKING:
    from experiments.results import Important, LeaderboardRow

_DOMINANT = 0.8
"""Share of all importance from which one column is said to decide alone."""
_MUCH_FASTER = 3.0
_MOST_STEPS = 3
_FEW_LOST = 0.2
"""Share of the runs below which those that gave nothing are few."""


class NextStep(Record):
    """A suggestion: what to say to follow it, and why."""

    says: str
    reason: str


def lessons(rows: Sequence["LeaderboardRow"], measure: Metric, baseline: float | None) -> tuple[str, ...]:
    """Two sentences: who is ahead and how surely; how the predictions compare with what came.

    Args:
        rows: the leaderboard, best first, runs without a score last.
        measure: what it is ranked by.
        baseline: the trivial baseline's score, None where unknown.
    """
    scored = [r for r in rows if r.score is not None]
    if not scored:
        return tuple(filter(None, ("No run has ended with a score.", _without_score(rows))))
    return (_winner(scored, measure, baseline), _predictions(scored, measure) or _without_score(rows) or _cost(scored))


_OF_ANY_WORKFLOW = ("Resume", "Why did it fail?")
"""What can be said of runs that gave nothing, whoever wrote what ran."""
_COSTS = {"wall_s": "s of fitting", "latency_ms": "ms a row", "peak_mb": "MB"}


def front_lesson(front: Sequence["LeaderboardRow"], measure: Metric, cost: str | None) -> tuple[str, ...]:
    """The answer of a search that weighed score against cost: what none beats in both, the cheapest first.

    Args:
        front: rows with a score and a cost.
        measure: of the score.
        cost: None where nothing was weighed.
    """
    if cost is None or not front:
        return ()
    said = [f"{r.label} ({measure.shown(r.score)} at {_paid(r, cost)})" for r in front]
    shown = said if len(said) <= 5 else [said[0], *said[1:-1][:: max(1, len(said[1:-1]) // 3)][:3], said[-1]]
    more = f" and {len(said) - len(shown)} more between them" if len(shown) < len(said) else ""
    return (f"None beats these in both {measure.label} and cost: {'; '.join(shown)}{more}.",)


def _paid(row: "LeaderboardRow", cost: str) -> str:
    from experiments.strategies.pareto import cost_of

    value = cost_of(row, row.metrics, cost) or 0.0
    if cost in _COSTS:
        return f"{two_digits(value)} {_COSTS[cost]}"
    return f"{metric(cost).label} {metric(cost).shown(value)}"


def next_steps(
    rows: Sequence["LeaderboardRow"],
    measure: Metric,
    baseline: float | None,
    important: Sequence["Important"],
    *,
    own: bool = False,
) -> tuple[NextStep, ...]:
    """One to three suggestions, the most urgent first.

    Args:
        rows: the runs.
        measure: of the score.
        baseline: score of the trivial baseline, None where there is none.
        important: columns of the best run, most important first.
        own: whether it is a person's own workflow: what comes next is in its file, and no model is kept of it.
    """
    scored = [r for r in rows if r.score is not None]
    lost, few = _lost(rows)
    if own:
        return (lost,) if lost is not None and lost.says in _OF_ANY_WORKFLOW else ()
    found: list[NextStep | None] = [] if few else [lost]
    if scored and _gain(scored[0], measure, baseline) <= 0:
        found.append(
            NextStep(
                says="What did you see in the data?",
                reason="No variant does better than always giving the most usual answer: the columns may say nothing "
                "about the target, or the wrong ones are left out.",
            )
        )
    elif scored:
        found += [_decided_alone(important), _same_few(scored, measure), _more_of_the_best(scored, measure)]
        if few and len([s for s in found if s is not None]) < _MOST_STEPS - 1:
            found.append(lost)
        found.append(NextStep(says="Save the best model", reason="It can then be used to predict new rows."))
    return tuple(s for s in found if s is not None)[:_MOST_STEPS]


def _winner(scored: Sequence["LeaderboardRow"], measure: Metric, baseline: float | None) -> str:
    best = scored[0]
    spread = measure.shown_spread(best.score_std)
    said = f"“{best.label}” is best with {measure.label} {measure.shown(best.score)}{spread}"
    if baseline is not None and _gain(best, measure, baseline) <= 0:
        return f"{said}, no better than the trivial baseline ({measure.shown(baseline)})."
    if baseline is not None:
        said += f" against {measure.shown(baseline)} of the trivial baseline"
    if len(scored) == 1:
        return f"{said}."
    lead = _gain(best, measure, scored[1].score)
    over = f"its lead over “{scored[1].label}” ({measure.shown_gap(lead)}) is"
    if not spread:
        return f"{said}; {over} measured once, so chance may have made it."
    if lead <= noise(best):
        return f"{said}, but {over} within the spread over folds."
    return f"{said}; {over} more than the spread over folds."


def _predictions(scored: Sequence["LeaderboardRow"], measure: Metric) -> str:
    misses = [abs(r.score - r.expected_score) for r in scored if r.score is not None and r.expected_score is not None]
    factors = [max(r.wall_s, 0.05) / max(r.expected_s, 0.05) for r in scored if r.wall_s and r.expected_s]
    parts = []
    if misses:
        parts.append(f"the score by {measure.shown_gap(statistics.median(misses))}")
    if factors:
        parts.append(f"the time by a factor of {statistics.median([max(f, 1 / f) for f in factors]):.1f}")
    return f"Half of the predictions missed {' and '.join(parts)} or less." if parts else ""


def _without_score(rows: Sequence["LeaderboardRow"]) -> str:
    lost = [r for r in rows if r.score is None]
    if not lost:
        return ""
    counts: dict[str, int] = {}
    for row in lost:
        counts[row.outcome] = counts.get(row.outcome, 0) + 1
    said = ", ".join(f"{n} {_OUTCOMES.get(outcome, outcome)}" for outcome, n in counts.items())
    return f"Of {len(rows)} runs {len(lost)} gave no score: {said}."


_OUTCOMES = {
    "timeout": "over the time limit", "memory": "over the memory limit", "pruned": "given up early",
    "partial": "on a part of the data",
}  # fmt: skip


def _cost(scored: Sequence["LeaderboardRow"]) -> str:
    known = [r for r in scored if r.wall_s is not None]
    if len(known) < 2:
        return "One run alone cannot say yet what matters here."
    fast, slow = min(known, key=lambda r: r.wall_s or 0.0), max(known, key=lambda r: r.wall_s or 0.0)
    return f"Times went from {fast.wall_s:.1f} s (“{fast.label}”) to {slow.wall_s:.1f} s (“{slow.label}”)."


def _lost(rows: Sequence["LeaderboardRow"]) -> tuple[NextStep | None, bool]:
    """What to do about runs that gave nothing, and whether they are so few that what the others say comes first."""
    for outcome, says, what in (
        ("interrupted", "Resume", "ended before their time"),
        ("timeout", "Give each run twice the time", "hit the time limit"),
        ("memory", "Something smaller", "hit the memory limit"),
        ("failed", "Why did it fail?", "failed"),
    ):
        n = sum(r.outcome == outcome for r in rows)
        if n:
            few = outcome != "interrupted" and n < _FEW_LOST * len(rows)
            return NextStep(says=says, reason=f"{n} of {len(rows)} runs {what}."), few
    return None, False


def _decided_alone(important: Sequence["Important"]) -> NextStep | None:
    total = sum(max(i.mean, 0.0) for i in important)
    if not important or total <= 0 or len(important) < 3 or important[0].mean < _DOMINANT * total:
        return None
    top = important[0]
    return NextStep(
        says=f"Do not use {top.column}",
        reason=f"{top.column} alone carries {top.mean / total:.0%} of what matters: if it is not known at the time of "
        "prediction, the score is an illusion.",
    )


def _same_few(scored: Sequence["LeaderboardRow"], measure: Metric) -> NextStep | None:
    """Where the best cannot be told apart, the cheapest of them is the better choice."""
    if len(scored) < 3:
        return None
    best = scored[0]
    tied = [r for r in scored if _gain(best, measure, r.score) <= noise(best)]
    if len(tied) < 3:
        return None
    fast = min(tied, key=lambda r: r.wall_s if r.wall_s is not None else float("inf"))
    reason = f"The scores of the best {len(tied)} overlap, so more runs of these kinds will hardly help"
    if fast is not best and fast.wall_s and best.wall_s and best.wall_s > _MUCH_FASTER * fast.wall_s:
        reason += f"; “{fast.label}” took {fast.wall_s:.1f} s instead of {best.wall_s:.1f} s"
        return NextStep(says="Something faster", reason=f"{reason}.")
    return NextStep(says="Something different", reason=f"{reason}.")


def _more_of_the_best(scored: Sequence["LeaderboardRow"], measure: Metric) -> NextStep | None:
    best = scored[0]
    other = next((r for r in scored if r.family != best.family), None)
    if other is None or _gain(best, measure, other.score) <= noise(best):
        return None
    lead = measure.shown_gap(_gain(best, measure, other.score))
    family = (best.family or "").replace("_", " ")
    sure = ", more than the spread over folds" if best.score_std else ""
    return NextStep(
        says=f"More variants of {family}", reason=f"The best of {family} leads all other families by {lead}{sure}."
    )


def noise(row: "LeaderboardRow") -> float:
    """The standard deviation over folds, in the metric's unit: leads below it may be chance."""
    return row.score_std or 0.0


def _gain(row: "LeaderboardRow", measure: Metric, other: float | None) -> float:
    """By how much a row is better than another score, in the metric's unit; endless where that is unknown."""
    if row.score is None or other is None:
        return float("inf")
    return measure.gain(row.score) - measure.gain(other)
