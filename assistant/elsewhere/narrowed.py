"""What holds for the recommendations of an imported workflow in a conversation, derived from its turns alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.visit import Visit
from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import Direction, ImportedRecommendation, Scalar

if TYPE_CHECKING:
    from assistant.elsewhere.limiting import SaidOfSpace
    from assistant.elsewhere.space_words import SpaceWords
    from store.importers.limits import Limit


@dataclass(frozen=True)
class Narrowed:
    """Limits in force, and by what is recommended."""

    limits: tuple[Limit, ...] = ()
    metric: str | None = None
    """None where nobody has said."""
    direction: Direction | None = None
    notes: tuple[str, ...] = ()
    """What was said and changes nothing, one sentence each."""

    def kept(self, workflow: str) -> dict[str, Any]:
        """What is kept with the command that brought it."""
        return {"workflow": workflow, "limits": [limit.content() for limit in self.limits]}


def in_force(visit: Visit, workflow: str) -> Narrowed:
    """What holds for a workflow when the turn begins."""
    history = _limits_so_far(visit, workflow)
    made = visit.store.find(ImportedRecommendation, conversation_id=visit.state.conversation.id, workflow=workflow)
    last = made[-1] if made else None
    limits = history[-1] if history else ()
    return Narrowed(limits, last.metric if last else None, last.direction if last else None)


def before_that(visit: Visit, workflow: str) -> Narrowed | None:
    """What held before limits were changed last; None where they never were."""
    history = _limits_so_far(visit, workflow)
    if not history:
        return None
    now = in_force(visit, workflow)
    return Narrowed(history[-2] if len(history) > 1 else (), now.metric, now.direction)


def after(now: Narrowed, said: SaidOfSpace, words: SpaceWords) -> Narrowed:
    """What holds once a message has changed it.

    Raises:
        BadRequest: it asks for a value of something that was the same in every run.
    """
    from store.importers.limits import joined, without

    limits = joined(without(now.limits, said.lifted, said.freed), said.limits)
    metric, direction = (said.metric, said.direction) if said.metric else (now.metric, now.direction)
    fixed = [limit for limit in limits if limit.of == "parameter" and limit.name in words.constants]
    notes = []
    for limit in fixed:
        value = words.values[limit.name][0]
        if not limit.allows(value):
            raise BadRequest(
                f"{limit.name} was {value} in every run that was imported, so nothing tells how it goes with "
                f"“{limit.words}”. Import runs that vary it."
            )
        notes.append(f"{limit.name} was {value} in every run, so “{limit.words}” leaves all as it is.")
    return Narrowed(tuple(limit for limit in limits if limit not in fixed), metric, direction, tuple(notes))


def narrowed_by(store: KnowledgeStore, workflow: str, rules: Sequence[str]) -> Narrowed:
    """What rules in words, such as "depth at most 8", mean for a workflow.

    Raises:
        BadRequest: one of them is about nothing that the workflow has, or asks for what was the same in every run.
    """
    from assistant.elsewhere.limiting import said_of_space

    by = Narrowed()
    if rules:
        words, best = space_words(store, workflow)
        for rule in rules:
            said = said_of_space(rule, words, best)
            if said is None:
                raise BadRequest(
                    f"“{rule}” is about nothing that {workflow} has. What can be limited: {choices_in_words(words)}, a "
                    "metric, or the time."
                )
            made = after(by, said, words)
            by = replace(made, notes=(*by.notes, *made.notes))
    return by


def space_words(store: KnowledgeStore, workflow: str) -> tuple[SpaceWords, dict[str, Scalar]]:
    """The words of a workflow, and the choices of its best configuration by its usual metric."""
    from assistant.elsewhere.advising import metric_to_learn
    from assistant.elsewhere.space_words import words_of
    from store.importers.experience import imported_directions, imported_runs, measured

    runs = imported_runs(store, workflow)
    words = words_of(runs, imported_directions(store, workflow))
    try:
        metric, way = metric_to_learn(store, workflow)
    except BadRequest:  # nobody has said which way its metrics are better
        return words, {}
    scored = [(s, r.variant) for r in runs if r.variant and r.status == "ok" and (s := measured(r, metric)) is not None]
    best = (max if way == "max" else min)(scored, key=lambda pair: pair[0], default=None)
    return words, dict(best[1].choices) if best else {}


def choices_in_words(words: SpaceWords) -> str:
    """What of a workflow can be limited, with the values seen: "algorithm (CNN, NN or RNN), batch_size (32 to 64)"."""
    from store.importers.wording import in_words

    free = {name: values for name, values in words.values.items() if name not in words.constants}
    return wording.listed([f"{name} ({in_words(values)})" for name, values in free.items()], 8)


def _limits_so_far(visit: Visit, workflow: str) -> list[tuple[Limit, ...]]:
    """The limits after each change of them, the newest last; what was taken back is gone."""
    from store.importers.limits import Limit

    history: list[tuple[Limit, ...]] = []
    for command in (*(c for t in visit.state.turns for c in t.commands), *visit.commands):
        if command["name"] != "recommend" or command.get("workflow") != workflow or command.get("refused"):
            continue
        if command.get("taken_back"):
            history = history[:-1]
            continue
        limits = tuple(map(Limit.of_content, command["limits"]))
        if limits != (history[-1] if history else ()):
            history.append(limits)
    return history
