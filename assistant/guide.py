"""The first five minutes: where a newcomer is on the way from a table to a better model, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.records import Conversation, Experiment, Feedback, Record

if TYPE_CHECKING:
    from assistant.state import State
    from store.knowledge import KnowledgeStore

STEPS = ("Give a table", "Say what to predict", "Choose what to run", "Approve it", "Look at the results", "Judge them")
_NEXT = (
    "Drop a file into the box below, type its path, or take one of the tables that come along.",
    "Name the column to predict, and anything that matters: time, costs of errors, what must not be used.",
    "Say “run the first three”, or ask “why the second one?” first. Nothing has run yet.",
    "Read the plan, change it if you like, then say yes. Until then nothing runs.",
    "The runs are under way. You can go on asking; the results come here by themselves.",
    "Say what you think, such as “too slow” or “never use that column”: it changes what I recommend.",
)


class Guide(Record):
    """The step of the way that a newcomer is at."""

    at: int
    """Place of the present step in `steps`, from 0."""
    steps: tuple[str, ...] = STEPS
    next: str
    """What to do now, in a sentence."""


def guide(store: KnowledgeStore, person: str, state: State | None) -> Guide | None:
    """The guide for a conversation; None for a person who has been the whole way once.

    Args:
        store: the knowledge store.
        person: whose guide it is.
        state: of the conversation at hand; None before the first message.
    """
    if store.find(Feedback, person=person) and _has_run(store, person):
        return None
    if state is not None and state.goal is not None and state.goal.task.kind == "declared":
        return None  # the way of an experiment from a file is the file's
    return Guide(at=(at := _at(state, store)), next=_NEXT[at])


def _at(state: State | None, store: KnowledgeStore) -> int:
    from assistant.state import is_running

    if state is None or state.draft.version_id is None:
        return 0
    if state.goal is None:
        return 1
    if state.proposal is not None:
        return 3
    if not state.experiments:
        return 2
    return 4 if any(is_running(store, e.id) for e in state.experiments) else 5


def _has_run(store: KnowledgeStore, person: str) -> bool:
    mine = {c.id for c in store.find(Conversation, person=person)}
    return bool(mine) and any(e.approved_by == person for e in store.find(Experiment))
