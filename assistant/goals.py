"""From what was said to a goal: exact rules settle the task, what they leave open is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.cards import Command, Option
from assistant.caring.new_rows import ask_new_rows
from assistant.draft import Draft
from assistant.goal_card import constraint_words
from assistant.visit import Visit
from store.records import Constraints, DatasetVersion, Family, Goal, Preference, UserProfile

if TYPE_CHECKING:
    from experiments.tasks.wish import OpenPoint, Settled, TaskWish

_NOT_COMPARED = {"id", "statement", "supersedes", "stated_at", "why"}


def current_goal(visit: Visit) -> Goal | None:
    """The goal as it stands in this turn: settled and recorded if something changed, or None with a question asked.

    Raises:
        BadData: the data or the target cannot be used.
        BadRequest: what was said contradicts itself.
    """
    if visit.draft.version_id is None:
        ask_for_data(visit)
        return None
    settled = settle_draft(visit, visit.draft)
    blocking = [p for p in settled.open if p.blocking]
    if settled.task is None or blocking:
        point = (blocking or settled.open)[0]
        if not (point.slot == "target" and ask_new_rows(visit)):
            ask_point(visit, point)
        return None
    goal = _goal(visit, settled)
    before = visit.state.goal
    if before is not None and _same(before, goal):
        if visit.draft.costs_open and visit.goal_changed:
            _ask_costs(visit, before)
        return before
    visit.store.append(goal)
    visit.settled(goal)
    for point in settled.open:
        ask_point(visit, point)
    if visit.draft.costs_open and goal.task.kind == "binary":
        _ask_costs(visit, goal)
    elif before is None and visit.plain and goal.error_costs is None and goal.task.kind == "binary":
        _ask_consequence(visit, goal)
    return goal


def settle_draft(visit: Visit, draft: Draft) -> Settled:
    """What the exact rules make of a draft that has data."""
    from experiments.task import settle

    assert draft.version_id is not None
    version = visit.store.get(DatasetVersion, draft.version_id)
    target = draft.target if draft.target and version.column(draft.target) else None
    report = visit.services.report(version.id, target)
    return settle(version, report, visit.services.frame(version.id), wish_of(visit, draft))


def wish_of(visit: Visit, draft: Draft) -> TaskWish:
    """The part of a draft that the task's rules look at."""
    from experiments.tasks.wish import TaskWish, ValidationWish

    said: dict[str, Any] = {
        "target": draft.target,
        "kind": draft.kind,
        "metric": draft.metric,
        "positive_class": draft.positive_class,
        "horizon": draft.horizon,
        "horizon_unit": draft.horizon_unit,
    }
    return TaskWish(
        **said,
        validation=ValidationWish(**draft.validation),
        error_costs=draft.error_costs,
        columns_forbidden=draft.constraints.columns_forbidden,
        columns_required=draft.constraints.columns_required,
        further_targets=draft.further_targets,
        known=draft.known,
        monotonic=draft.constraints.monotonic,
        missing_codes=draft.constraints.missing_codes,
        words=" ".join(t.text for t in visit.state.turns if t.speaker == "person")[-2000:],
    )


def ask_point(visit: Visit, point: OpenPoint) -> None:
    """Puts an open point to the person."""
    options = tuple(Option(label=a.label, says=a.says) for a in point.options)
    visit.ask(point.question, slot=point.slot, options=options)


def with_answers(point: OpenPoint) -> str:
    """A question with its likely answers, for somebody who cannot be asked back."""
    if not point.options:
        return point.question
    return f"{point.question} Likely: {', '.join(a.label for a in point.options)}."


def _ask_costs(visit: Visit, goal: Goal) -> None:
    positive = goal.task.positive_class
    options = tuple(
        Option(label=f"{times} times", says=f"A missed case costs {times} times a false alarm") for times in (5, 10, 20)
    )
    asked = "How many times worse is a missed case than a false alarm?"
    if positive:
        asked = f"How many times worse is a case of “{positive}” that is not seen than another case taken for one?"
    visit.ask(asked, "error_costs", options)


def _ask_consequence(visit: Visit, goal: Goal) -> None:
    """Asks somebody who does not build models what errors lead to, once: it settles what is optimised."""
    positive = goal.task.positive_class
    options = (
        Option(label="Missing one is worse, say 5 times", says="A missed case costs 5 times a false alarm"),
        Option(label="A false alarm is worse, say 5 times", says="A false alarm costs 5 times a missed case"),
        Option(label="Both are as bad", says="A missed case costs 1 times a false alarm"),
    )
    asked = "Which is worse for you: missing a case, or a false alarm?"
    if positive:
        asked = f"Which is worse for you: missing “{positive}”, or a false alarm, which is another case taken for it?"
    visit.ask(f"{asked} You may say how many times, too.", "error_costs", options)


def ask_for_data(visit: Visit) -> None:
    """Asks for a table, with the samples as likely answers."""
    from experiments.data.samples import SAMPLES

    options = tuple(Option(label=title, says=f"Use {name}") for name, (title, _, _) in SAMPLES.items())
    visit.ask("Which table should I use? Drop a file here, give me a path, or take a sample.", "data", options)


CONFLICT_ANSWERS: dict[str, Command] = {
    "Any kind of model may be used": Command(
        name="constrain", args={"families_allowed": ["any"], "families_forbidden": []}
    ),
    "Models need not be explainable": Command(name="constrain", args={"interpretable": False}),
}
"""What is offered where the wishes leave no model, and what each answer does."""


def ask_conflict(visit: Visit, goal: Goal) -> None:
    """Asks which of the wishes that together leave no model should give way."""
    words = wording.listed(constraint_words(goal.constraints), joint="and")
    options = tuple(
        Option(label=says, says=says)
        for says, command in CONFLICT_ANSWERS.items()
        if "interpretable" not in command.args or goal.constraints.interpretable
    )
    visit.ask(f"No model satisfies all of this together: {words}. What should give way?", "constraints", options)


def say_none_of_kind(visit: Visit, goal: Goal, families: Sequence[Family]) -> None:
    """Says which wishes leave nothing of the kinds that were asked for; the list stays as it is."""
    limits = goal.constraints
    meant = Constraints(
        interpretable=limits.interpretable,
        families_allowed=limits.families_allowed,
        families_forbidden=limits.families_forbidden,
        monotonic=limits.monotonic,
    )
    kinds = wording.listed([wording.plain_family(f) for f in families], joint="or")
    words = wording.listed(constraint_words(meant)) or "it cannot do this kind of task"
    visit.say(f"None of that kind ({kinds}) is left by your wishes: {words}. The list stays as it is.")
    if limits.interpretable:
        visit.suggest("Models need not be explainable")


def with_profile(constraints: Constraints, draft: Draft, profile: UserProfile) -> Constraints:
    """The constraints with what the person never wants, unless they asked for it in this goal."""
    allowed = {*(draft.constraints.families_allowed or ()), *draft.lifted}
    never: list[Any] = [
        f.key.partition(":")[2]
        for f in profile.facts
        if f.key.startswith("family_forbidden:") and f.key.partition(":")[2] not in allowed
    ]
    families = tuple(dict.fromkeys([*constraints.families_forbidden, *never]))
    always = next((bool(f.value) for f in profile.facts if f.key == "interpretable"), None)
    explains = constraints.interpretable if constraints.interpretable is not None else always
    return constraints.model_copy(update={"families_forbidden": families, "interpretable": explains})


def all_preferences(draft: Draft, profile: UserProfile) -> tuple[Preference, ...]:
    """What was wished in this goal, then what the person always wishes."""
    here = {p.wish for p in draft.preferences}
    always = tuple(
        Preference(wish=wish, scope="always", source=f.source)
        for f in profile.facts
        if f.key.startswith("preference:") and (wish := f.key.partition(":")[2]) not in here
    )
    return (*draft.preferences, *always)


def _goal(visit: Visit, settled: Settled) -> Goal:
    assert settled.task is not None
    profile = visit.services.person_profile(visit.person)
    draft, before = visit.draft, visit.state.goal
    return Goal(
        id=visit.services.new_id("goal"),
        conversation_id=visit.state.conversation.id,
        person=visit.person,
        statement=draft.statement or visit.text,
        task=settled.task,
        constraints=with_profile(draft.constraints, draft, profile),
        budget=draft.budget,
        error_costs=draft.error_costs,
        preferences=all_preferences(draft, profile),
        why=settled.why,
        supersedes=before.id if before is not None else None,
        stated_at=visit.services.clock(),
    )


def _same(a: Goal, b: Goal) -> bool:
    return _compared(a) == _compared(b)


def _compared(goal: Goal) -> dict[str, Any]:
    """What makes a goal another one: not the words that say why it is so."""
    content = goal.model_dump(exclude=_NOT_COMPARED)
    content["task"]["validation"].pop("reason")
    return content
