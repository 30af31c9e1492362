"""What was said of the goal, in a few words: repeated where the goal itself cannot be shown yet."""

from __future__ import annotations

from assistant import wording
from assistant.draft import Draft
from assistant.goal_card import constraint_words
from store.records import metric

_WAITING = {"target": "I know what to predict", "data": "there is a table"}


def wish_words(draft: Draft, positive: str | None = None, target: str | None = None) -> list[str]:
    """Each wish of a draft in a few words, in the order of the goal card; the table is not a wish.

    Args:
        draft: what was said.
        positive: the class that is looked for, where it is known.
        target: its column.
    """
    words = [f"predict {draft.target}"] if draft.target else []
    if draft.metric:
        words.append(f"measured by {metric(draft.metric).label}")
    if draft.error_costs is not None:
        words.append(draft.error_costs.in_words(positive or draft.positive_class, target or draft.target))
    if draft.budget.seconds:
        words.append(f"{wording.limit(draft.budget.seconds)} at most")
    if draft.budget.runs:
        words.append(f"{wording.count(draft.budget.runs, 'run')} at most")
    if draft.budget.cost_in_words:
        words.append(f"{draft.budget.cost_in_words} at most")
    words += constraint_words(draft.constraints)
    if draft.constraints.columns_forbidden:
        words.append(f"without {wording.listed(draft.constraints.columns_forbidden)}")
    if draft.preferences:
        words.append(f"preferring {wording.listed([p.wish for p in draft.preferences])}")
    return words


def noted(before: Draft, now: Draft, slot: str) -> str:
    """A sentence that repeats what a message added to the goal while the goal cannot be settled; empty for nothing.

    Args:
        before: the draft before the message.
        now: the draft after it.
        slot: what is asked for: `data`, `target` or another line of the goal card.
    """
    were = wish_words(before)
    added = [w for w in wish_words(now) if w not in were]
    if not added:
        return ""
    until = f" It counts as soon as {_WAITING[slot]}." if slot in _WAITING else ""
    return f"Noted: {'; '.join(added)}.{until}"


def too_early(slot: str) -> str:
    """What to say to a wish for recommendations, runs or results that comes before the goal is settled."""
    return f"That comes as soon as {_WAITING.get(slot, 'the goal is settled')}."
