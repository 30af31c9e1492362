"""The goal of a search that nobody can be asked about: what is open gets its likeliest answer, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.cards import Command
from assistant.doing import perform_all
from assistant.goals import current_goal, settle_draft, with_answers
from assistant.hurrying import FEW_FOLDS, hurries
from assistant.reading import commands_of
from assistant.state import state_of
from assistant.visit import Visit
from store.errors import BadRequest

if TYPE_CHECKING:
    from assistant.services import Services
    from assistant.wish import Wish
    from store.records import Conversation, Goal

_MOST_ANSWERS = 4


@dataclass(frozen=True)
class SettledGoal:
    """A goal, and what had to be said on the way to it."""

    goal: Goal
    noted: list[str]
    """What was seen in the table, and done about it when it was read."""
    assumed: list[str] = field(default_factory=list)
    """What was open and settled by the likeliest answer."""
    hurried: bool = False
    """Whether something quick has to come first, the budget being small for the table."""


def settled_alone(services: Services, wish: Wish, conversation: Conversation) -> SettledGoal:
    """Reads the data and settles the goal.

    Args:
        services: the store, the data and the clock.
        wish: what is wanted.
        conversation: to which the goal belongs.

    Raises:
        BadData: the table or the target cannot be used.
        BadRequest: something is open that has no likely answer, or a wish contradicts the data.
    """
    words = f"Predict {wish.target} in {wish.data}"
    visit = Visit(services, state_of(services.store, conversation), wish.person, words, channel="flag")
    _do(visit, wish.commands())
    noted, assumed, hurried = list(visit.lines), list[str](), False
    for _ in range(_MOST_ANSWERS):
        goal = current_goal(visit)
        if goal is not None and hurries(services.store, goal, wish.budget.seconds):
            hurried = True
            assumed.append(f"Each run is validated on {FEW_FOLDS} folds, since the budget is small for the table.")
            _do(visit, [Command(name="set_validation", args={"method": "cv", "folds": FEW_FOLDS})])
        elif goal is not None:
            _check(wish, goal)
            noted = _still_true(services, goal, noted)
            return SettledGoal(goal, noted + _findings(services, goal, noted), assumed, hurried)
        else:
            assumed.append(_answer(visit, wish))
    raise BadRequest("The goal could not be settled; state the kind of task, the metric and the positive class.")


def _check(wish: Wish, goal: Goal) -> None:
    """What was wished must have a meaning for the kind of task."""
    said = wish.positive_class
    if said is not None and goal.task.positive_class is None:
        raise BadRequest(f"The positive class “{said}” has no meaning for {goal.task.kind}: leave it out.")
    if wish.error_costs is not None and goal.task.kind != "binary":
        raise BadRequest(f"Costs of misses and false alarms have no meaning for {goal.task.kind}: leave them out.")


def _still_true(services: Services, goal: Goal, noted: Sequence[str]) -> list[str]:
    """What was noted, without what held only while the target might have been a column to predict from."""
    before, after = (services.report(goal.task.version_id, target).findings for target in (None, goal.task.target))
    gone = {f.sentence for f in before} - {f.sentence for f in after}
    return [line for line in noted if line not in gone]


def _findings(services: Services, goal: Goal, noted: Sequence[str]) -> list[str]:
    """What needs care in the goal's table and was not noted yet."""
    report = services.report(goal.task.version_id, goal.task.target)
    found = [f for f in report.findings if not set(f.columns) & set(goal.task.further_targets)]
    return [f.sentence for f in found if f.severity != "info" and f.sentence not in noted]


def _answer(visit: Visit, wish: Wish) -> str:
    """Settles the first open point by its likeliest answer; what was stated is never replaced by an assumption."""
    point = next(p for p in settle_draft(visit, visit.draft).open if p.blocking)
    stated = {"target", *(s for s in ("kind", "metric", "positive_class") if getattr(wish, s) is not None)}
    if not point.options or point.slot in stated:
        raise BadRequest(with_answers(point))
    answer = point.options[0]
    _do(visit, commands_of(answer.sets))
    visit.question = None
    return f"{point.question} Assumed: {answer.label}."


def _do(visit: Visit, commands: Sequence[Command]) -> None:
    perform_all(visit, commands)
    refused = next((c["refused"] for c in visit.commands if c.get("refused")), None)
    if refused is not None:
        raise BadRequest(refused)
