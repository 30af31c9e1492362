"""What a better score costs: of what is recommended or has run, whatever nothing beats in both score and time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant import wording
from assistant.cards import TableCard
from assistant.plain import plain_run
from assistant.visit import Visit
from store.records import Goal, Metric, Recommendation, Run, RunEnd, Variant, metric

ASKED = re.compile(
    r"\btrade ?-? ?offs?\b|\bpareto\b|\bworth the (?:extra |additional )?(?:time|seconds|cost)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class _Way:
    """One way to go: its number, what it is, its score in the metric's unit and its seconds."""

    rank: int
    variant: Variant
    score: float
    seconds: float


def expected_ways(items: tuple[Recommendation, ...]) -> list[_Way]:
    """What is recommended, by what is expected of it: seconds of fitting."""
    known = [r for r in items if r.score is not None and r.cost_s is not None]
    return [_Way(r.rank, r.variant, r.score or 0.0, r.cost_s or 0.0) for r in known]


def measured_ways(ranked: list[tuple[Run, RunEnd]]) -> list[_Way]:
    """What ran, by what was measured: wall seconds of the run."""
    return [
        _Way(n, run.variant, end.score, end.wall_s)
        for n, (run, end) in enumerate(ranked, 1)
        if end.score is not None and end.wall_s is not None
    ]


def front(ways: list[_Way], measure: Metric) -> list[_Way]:
    """Those that no other one equals or beats in both score and time, quickest first."""
    kept: list[_Way] = []
    for way in sorted(ways, key=lambda w: (w.seconds, -measure.gain(w.score), w.rank)):
        if not kept or measure.better(way.score, kept[-1].score):
            kept.append(way)
    return kept


def say_trade_off(visit: Visit, goal: Goal, ways: list[_Way], *, measured: bool) -> None:
    """Shows the front and says what the best costs beside the quickest."""
    measure = metric(goal.task.metric)
    kept = front(ways, measure)
    rows = tuple(
        (
            w.rank,
            wording.plain_family(w.variant.family) if visit.plain else w.variant.label,
            wording.score(w.score, measure),
            wording.seconds(w.seconds),
        )
        for w in kept
    )
    title = "What does a better score cost?"
    visit.show(TableCard(title=title, columns=("number", "variant", measure.label, "time"), rows=rows))
    quick, best = kept[0], kept[-1]
    if quick.rank == best.rank:
        how = "is" if measured else "is expected to be"
        visit.say(
            f"Nothing has to be given up: number {best.rank} {how} both the best and the quickest of {len(ways)}."
        )
    else:
        visit.say(f"The quickest, number {quick.rank}: {_told(visit, goal, quick)}, {wording.seconds(quick.seconds)}.")
        visit.say(f"The best, number {best.rank}: {_told(visit, goal, best)}, {wording.seconds(best.seconds)}.")
    if not measured:
        visit.say("These are expectations: nothing of it has run.")


def _told(visit: Visit, goal: Goal, way: _Way) -> str:
    if visit.plain:
        return plain_run(way.variant.family, way.score, goal.task.metric, goal.task.positive_class, goal.task.target)
    measure = metric(goal.task.metric)
    return f"{way.variant.label}, {measure.label} {wording.score(way.score, measure)}"
