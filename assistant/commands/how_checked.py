"""How a model is checked before anybody relies on it: on rows it has not learned from, and why so."""

from __future__ import annotations

import re

from assistant import wording
from assistant.cards import Option
from assistant.goal_card import task_validation_words
from assistant.plain import plain_metric
from assistant.visit import Visit
from store.records import DatasetVersion, Goal, Task, metric

TOPIC = "how it is checked"
"""The topic of help under which this is asked for."""
ASKED = re.compile(
    r"\bhow (?:it|this|they|models?) (?:is|are|will be|gets?) (?:checked|tested|validated|verified|evaluated|judged)\b"
    r"|^(?:the )?(?:validation|checking|testing|evaluation|cross.?validation|hold.?out)$",
    re.IGNORECASE,
)
_BY_HEART = (
    "Never on rows it learned from: a model can learn those by heart, and would then look better than it will be on "
    "new ones."
)


def say_how_checked(visit: Visit, goal: Goal) -> None:
    """Says how rows are held back, why, what is measured on them, and how to have it otherwise."""
    task = goal.task
    rows = visit.store.get(DatasetVersion, task.version_id).rows
    visit.say(_parts(task, rows, plain=visit.plain))
    visit.say(_BY_HEART)
    asked = plain_metric(task.metric) if visit.plain else f"{metric(task.metric).in_words}, averaged over the folds"
    visit.say(f"On the rows held back I measure {asked}, beside what guessing without looking at the columns gets.")
    if visit.plain:
        visit.say("The model you save learns from all rows; once it is in use, real outcomes show whether that held.")
    else:
        why = task.validation.reason or goal.why.get("validation", "")
        visit.say(
            f"Whatever is learned from data (filling, scaling, encoding) is fitted inside of each fold. {why}".strip()
        )
    if task.validation.method == "cv" and task.forecast is None:
        visit.suggestions.append(Option(label="Keep a fifth aside instead", says="Use a 20% holdout"))


def _parts(task: Task, rows: int, *, plain: bool) -> str:
    """Which rows are held back, and what predicts them."""
    how, words = task.validation, task_validation_words(task)
    named = "" if plain else f" ({words})"
    ordered = f"put in the order of {how.column}" if how.column else "taken as they stand"
    if task.forecast is not None:
        steps = wording.count(task.forecast.horizon, "step")
        return (
            f"I stop the series {wording.count(how.folds, 'time')} before its end, forecast the next {steps} from what "
            f"came before, and compare that with what really came{named}."
        )
    if how.method == "holdout":
        share = how.holdout_fraction or 0.2
        return (
            f"By chance {share:.0%} of the {rows:,} rows are put aside; a model that learned from the others predicts "
            f"them{named}."
        )
    if how.method == "time" and how.holdout_fraction is not None:
        return (
            f"The rows are {ordered}; a model that learned from the earlier ones predicts the latest "
            f"{how.holdout_fraction:.0%}, as it will be in use{named}."
        )
    if how.method == "time":
        return (
            f"The rows are {ordered} and cut into "
            f"{how.folds + 1} parts; each part is predicted "
            f"by a model that learned from earlier rows only, as it will be in use{named}."
        )
    together = (
        f"Rows of the same {how.column} stay together, so that it is asked about new ones; they are put"
        if how.method == "group"
        else f"The {rows:,} rows are put by chance"
    )
    return (
        f"{together} into {how.folds} parts; each is predicted by a model that learned from the other {how.folds - 1} "
        f"only, so every row is asked about once as if it were new{named}."
    )
