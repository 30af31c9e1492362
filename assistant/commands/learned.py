"""What the runs of a goal taught: what did best and how surely, what mattered, what was not as expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant import wording
from assistant.keeping import goal_with_runs
from assistant.plain import plain_lessons, plain_step
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Goal, metric

if TYPE_CHECKING:
    from experiments.results import LeaderboardRow

_MATTERS = 0.05
"""Share of all importance from which a column is said to matter."""


def say_learned(visit: Visit) -> None:
    """Tells what the runs of the goal taught.

    Raises:
        BadRequest: no run has ended with a score.
    """
    from experiments.results import results

    goal = goal_with_runs(visit.services, visit.state.goal)
    if goal is None:
        raise BadRequest(
            "Nothing was learned here yet, since no run has ended with a score. Say “run the first three” to begin."
        )
    found = results(visit.store, visit.services.home, goal.id)
    scored = [r for r in found.rows if r.score is not None and not r.baseline]
    best = scored[0]
    said = wording.plain_score(best.score, found.metric, goal.task.positive_class, goal.task.target)
    how = wording.plain_family(best.family or "") if visit.plain else f"“{best.label}”"
    first = f"Of {wording.count(len(scored), 'run')} with a score, what did best is {how}"
    figure = said if visit.plain else f"{metric(found.metric).label} {wording.score(best.score, found.metric)}"
    visit.say(f"{first}: {figure}.")
    lessons = plain_lessons(found, goal.task.target) if visit.plain else found.lessons[1:]
    visit.say(" ".join(lessons))
    visit.say(_families(scored, goal, plain=visit.plain))
    positive = [i for i in found.importance if i.mean > 0]
    whole = sum(i.mean for i in positive)
    leaders = [i.column for i in positive if i.mean >= _MATTERS * whole]
    if leaders:
        visit.say(f"It looks mostly at {wording.listed(leaders, 4)}; {_idle(len(found.importance) - len(leaders))}.")
    visit.say(
        "These runs are kept as experience: what I recommend next, here and on tables like this one, is drawn from "
        "them too."
    )
    for step in found.next_steps[:2]:
        visit.suggest(plain_step(step)[0] if visit.plain else step.says, step.says)


def _idle(others: int) -> str:
    return (
        f"the other {wording.count(others, 'column')} hardly matter to it"
        if others > 0
        else "no other column was there"
    )


def _families(scored: Sequence[LeaderboardRow], goal: Goal, *, plain: bool) -> str:
    """Which kinds of models did best and worst here, where several were tried and chance did not decide."""
    measure = metric(goal.task.metric)
    best: dict[str, LeaderboardRow] = {}
    for row in scored:  # the best first
        best.setdefault(row.family or "", row)
    if len(best) < 2:
        return ""
    first, *_, last = best.values()
    gap = measure.regret(last.score or 0.0, first.score or 0.0)
    if gap <= max(first.score_std or 0.0, last.score_std or 0.0):
        return "The kinds of models that were tried are within chance of one another here."
    better, worse = (
        wording.plain_family(r.family or "") if plain else wording.family(r.family or "") for r in (first, last)
    )
    by = "" if plain else f", by {wording.score(gap, measure)} in {measure.label}"
    return f"By kind, {better} did clearly better here than {worse}{by}."
