"""What a figure means: "what does 68 of 100 mean?", told in the metric of the goal and beside guessing."""

from __future__ import annotations

import re

from assistant import wording
from assistant.keeping import goal_with_runs
from assistant.visit import Visit
from store.records import Goal, Metric, metric

_FIGURE = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)?)\s*(?:(?P<percent>%|percent|per cent)|(?:out of|of|in|/)\s*(?:every\s+)?(?P<of>\d+))?",
    re.IGNORECASE,
)
_CLOSE = 0.005
"""A figure is a run's score where both are the same to two decimals."""


def figure_explained(visit: Visit, topic: str) -> bool:
    """Answers what a figure means; whether the topic is one that the goal's metric can have.

    Args:
        visit: the turn.
        topic: what is asked about, such as `68 of 100`, `72 %` or `0.87`.
    """
    said, goal = _FIGURE.fullmatch(topic.strip()), visit.state.goal
    if said is None or goal is None:
        return False
    measure = metric(goal.task.metric)
    value = _value(said, measure)
    if value is None:
        return False
    task = goal.task
    meaning = wording.plain_score(value, measure.name, task.positive_class, task.target)
    visit.say(f"{topic.strip()} is the {measure.label} of a model ({wording.score(value, measure)}): {meaning}.")
    best, baseline = _beside(visit, goal)
    if baseline is not None:
        better = measure.gain(value) > measure.gain(baseline)
        guess = wording.plain_score(baseline, measure.name, task.positive_class, task.target)
        visit.say(
            f"Guessing without looking at the columns gives {wording.score(baseline, measure)} ({guess}), so it is "
            + ("better than guessing." if better else "no better than guessing.")
        )
    if best is not None and abs(best - value) > _CLOSE:
        visit.say(f"The best run so far reached {wording.score(best, measure)}.")
    return True


def _value(said: re.Match[str], measure: Metric) -> float | None:
    """The figure in the metric's unit; None where the metric has no such values."""
    number = float(said["n"].replace(",", "."))
    if said["percent"]:
        number /= 100
    elif said["of"]:
        number = number / int(said["of"]) if int(said["of"]) else -1.0
    elif measure.unit == "share" and 1 < number <= 100:
        number /= 100  # "what does 68 mean?"
    if measure.unit == "share":
        return number if 0 <= number <= 1 else None
    return None if said["percent"] or said["of"] else number


def _beside(visit: Visit, goal: Goal) -> tuple[float | None, float | None]:
    """The best score so far and that of guessing; None where there are none."""
    if not visit.state.experiments:
        return None, None
    from experiments.results import results

    ran = goal_with_runs(visit.services, goal) or goal
    found = results(visit.store, visit.services.home, ran.id)
    return (found.best.score if found.best else None), found.baseline
