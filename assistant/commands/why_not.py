"""Why something is not recommended: what the best variant of that kind is expected to reach here."""

from __future__ import annotations

import re

from assistant import wording
from assistant.advising import NoCandidates
from assistant.cards import TableCard
from assistant.plain import plain_run
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Family, Goal, Recommendation, metric

_ASKED = re.compile(
    r"\bwhy (?:not|no|(?:is|are|do|did|would)n'?t|(?:is|are) there no|is it not|(?:do|did) you not)\b"
    r"|\bwhat (?:speaks |is |about |'s )*against\b",
    re.IGNORECASE,
)


def families_missed(visit: Visit) -> list[Family]:
    """The families that a message asks why they are not recommended; none where it asks something else."""
    from assistant.understanding import Context
    from assistant.understanding.facts import tagged

    if not _ASKED.search(visit.text):
        return []
    words, _ = tagged(visit.text, Context())
    named = [v for w in words if w.entity is not None and w.entity.kind == "FAM" for v in w.entity.values]
    return list(dict.fromkeys(named))


def say_why_not(visit: Visit, goal: Goal, families: list[Family]) -> None:
    """Says of each family what keeps it from the first place: a wish, or what is expected of its best variant."""
    first = visit.state.recommendations[0]
    rows = []
    for family in families[:3]:
        name = wording.plain_family(family)
        best = next((r for r in visit.state.recommendations if r.variant.family == family), None)
        if best is not None:
            visit.say(f"There is one on the list: number {best.rank}.")
        try:
            best = best or _best_of(visit, goal, family)
        except NoCandidates:
            visit.say(f"Your wishes leave none of that kind ({name}): lift the constraint to have it considered.")
            continue
        except BadRequest as error:
            visit.say(str(error))
            continue
        visit.say(_beside(visit, goal, best, first))
        rows += [(r.variant.label, *_figures(r)) for r in (first, best)]
    if rows and not visit.plain:
        columns = ("variant", metric(first.metric).label, "in 8 of 10 cases", "time")
        visit.show(TableCard(title="Beside the first", columns=columns, rows=tuple(dict.fromkeys(rows))))


def _best_of(visit: Visit, goal: Goal, family: Family) -> Recommendation:
    """What would be recommended first if only that family were wanted.

    Raises:
        NoCandidates: the goal's constraints forbid it.
        BadRequest: all of it has been run.
    """
    services = visit.services
    advice = services.advising.advise(
        goal,
        services.data_profile(goal.task),
        person=services.person_profile(visit.person),
        n=1,
        families=(family,),
        scale=services.score_scale(goal.task),
    )
    found: Recommendation = advice.recommendations[0]
    return found


def _figures(item: Recommendation) -> tuple[str, str, str]:
    span = wording.interval(item.score_low, item.score_high, item.metric)
    return wording.score(item.score, item.metric), span or "", wording.seconds(item.cost_s)


def _beside(visit: Visit, goal: Goal, item: Recommendation, first: Recommendation) -> str:
    """The best of a family beside the first recommendation."""
    measure = metric(item.metric)
    if item.score is None or first.score is None:
        return f"I know too little of {item.variant.label} on data like this to say more."
    if visit.plain:
        task = goal.task
        told = plain_run(item.variant.family, item.score, item.metric, task.positive_class, task.target)
        return f"I expect of it: {told}. Number 1 is expected to do {_word(measure.gain(first.score - item.score))}."
    gap = wording.score(abs(first.score - item.score), measure)
    ahead = measure.better(first.score, item.score)
    how = (
        f"{gap} {'behind' if ahead else 'ahead of'} number 1"
        if gap != wording.score(0.0, measure)
        else "as good as number 1"
    )
    return (
        f"The one of that kind that I would run, {item.variant.label}, is expected at {measure.label} "
        f"{wording.score(item.score, measure)}, {how}; it takes {wording.seconds(item.cost_s)} "
        f"where number 1 takes {wording.seconds(first.cost_s)}."
    )


def _word(gain: float) -> str:
    return "better" if gain > 0 else "no better"
