"""Which feedback counts for a goal, and which is stale: its goal or its data has changed since it was said."""

from __future__ import annotations

from store.errors import UnknownRecord
from store.knowledge import KnowledgeStore
from store.records import Dataset, DatasetVersion, Effect, Feedback, FeedbackWithdrawal, Goal


def feedback_for(store: KnowledgeStore, goal: Goal) -> tuple[Feedback, ...]:
    """The feedback in force that bears on a goal, each with only those of its effects that hold here.

    What was said for a goal counts for goals on the same target of the same dataset in that conversation; for a
    dataset, on that dataset; for everyone, everywhere. What holds always for a person is in their profile, and here
    where they said it in this conversation.
    """
    taken = {w.feedback_id for w in store.find(FeedbackWithdrawal)}
    found = []
    for said in store.find(Feedback):
        if said.id in taken:
            continue
        holding = tuple(e for e in said.understood if _holds(store, said, e, goal))
        if holding or (not said.understood and said.conversation_id == goal.conversation_id):
            found.append(said.model_copy(update={"understood": holding}))
    return tuple(found)


def _holds(store: KnowledgeStore, said: Feedback, effect: Effect, goal: Goal) -> bool:
    if effect.scope == "domain":
        return True
    about = _subject(store, said)
    here = _about(store, goal)
    if effect.scope == "dataset":
        return about is not None and about[0] == here[0] and _column_there(store, effect, goal)
    if said.conversation_id != goal.conversation_id:
        return False
    same = about is None or about == here
    return effect.scope == "always" or (same and _column_there(store, effect, goal))


def stale(store: KnowledgeStore, said: Feedback) -> str:
    """Why a piece of feedback no longer counts though nobody took it back; empty where it does."""
    about = _subject(store, said)
    scopes = {e.scope for e in said.understood}
    if about is None or not said.understood or not scopes <= {"goal", "dataset"}:
        return ""
    now = store.latest(Goal, conversation_id=said.conversation_id)
    if now is None:
        return ""
    here = _about(store, now)
    if about[0] != here[0] and "goal" in scopes:
        return f"it was said about {_name(store, about[0])}; the goal there is on {_name(store, here[0])} now"
    if about[1] != here[1] and "goal" in scopes:
        return f"it was said when {about[1]} was to be predicted; now it is {here[1]}"
    gone = next((e.value for e in said.understood if not _column_there(store, e, now)), None)
    return f"the table has no column {gone} any more" if gone is not None and about[0] == here[0] else ""


def stale_feedback(store: KnowledgeStore, goal: Goal) -> tuple[tuple[Feedback, str], ...]:
    """The feedback of a goal's conversation that is stale, with the reason."""
    taken = {w.feedback_id for w in store.find(FeedbackWithdrawal)}
    mine = (f for f in store.find(Feedback, conversation_id=goal.conversation_id) if f.id not in taken)
    return tuple((f, why) for f in mine if (why := stale(store, f)))


def _subject(store: KnowledgeStore, said: Feedback) -> tuple[str, str] | None:
    """Dataset and target that something was said about."""
    try:
        return _about(store, store.get(Goal, said.goal_id)) if said.goal_id else None
    except UnknownRecord:
        return None


def _about(store: KnowledgeStore, goal: Goal) -> tuple[str, str]:
    try:
        return store.get(DatasetVersion, goal.task.version_id).dataset_id, goal.task.target
    except UnknownRecord:  # knowledge that came without its tables
        return goal.task.version_id, goal.task.target


def _column_there(store: KnowledgeStore, effect: Effect, goal: Goal) -> bool:
    if effect.kind not in ("column_forbidden", "column_required"):
        return True
    try:
        return store.get(DatasetVersion, goal.task.version_id).column(str(effect.value)) is not None
    except UnknownRecord:
        return True


def _name(store: KnowledgeStore, dataset_id: str) -> str:
    try:
        return store.get(Dataset, dataset_id).name
    except UnknownRecord:
        return "another table"
