"""A change of the goal that cannot be: set aside, so that the goal before it goes on to count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.draft import GOAL_COMMANDS, applied
from store.errors import SextantError
from store.records import Feedback, FeedbackWithdrawal

if TYPE_CHECKING:
    from assistant.draft import Draft
    from assistant.visit import Visit


def set_aside(visit: Visit) -> bool:
    """Refuses those changes of this turn with which no goal can be made; the others of the turn stay.

    What is refused is said, kept with its reason and never folded into the goal, and feedback it left behind is taken
    back: without this one impossible target would stand in the way of all that is said after it.

    Returns:
        Whether there were any; False also where the goal could not be made before this turn either.
    """
    draft, refused = visit.state.draft, False
    if _trouble(visit, draft):
        return False
    for entry in visit.commands:
        if entry.get("refused") or not (entry["name"] in GOAL_COMMANDS or entry.get("feedback_id")):
            continue
        with_it = applied(draft, entry, visit.text, _feedback(visit, entry))
        trouble = _trouble(visit, with_it)
        if trouble and entry["name"] != "use_data":
            entry["refused"] = trouble
            _withdraw(visit, entry)
            visit.say(trouble)
            refused = True
        else:
            draft = with_it
    if refused:
        visit.draft = draft
        _take_back_corrections(visit)
        if visit.state.goal is not None:
            visit.say(f"Your goal stays: predict {wording.listed(visit.state.goal.task.targets)}.")
    return refused


def _trouble(visit: Visit, draft: Draft) -> str:
    """Why no goal can be made of a draft; empty where one can, or where more is to be asked first."""
    from assistant.goals import settle_draft

    if draft.version_id is None:
        return ""
    try:
        settle_draft(visit, draft)
    except SextantError as error:
        return str(error)
    return ""


def _feedback(visit: Visit, entry: dict[str, Any]) -> dict[str, Feedback]:
    key = entry.get("feedback_id")
    return {key: visit.store.get(Feedback, key)} if key else {}


def _withdraw(visit: Visit, entry: dict[str, Any]) -> None:
    if entry.get("feedback_id"):
        _take_back(visit, entry.pop("feedback_id"))


def _take_back_corrections(visit: Visit) -> None:
    """A correction that only passed on what was refused corrected nothing."""
    refused = [e for e in visit.commands if e.get("refused")]
    for entry in visit.commands:
        args = {k: v for k, v in (entry.get("args") or {}).items() if k != "command"}
        if entry["name"] == "correct" and any(args.items() <= (e.get("args") or {}).items() for e in refused):
            entry["refused"] = refused[0]["refused"]
            for said in [f for f in visit.feedback_given if all(e.kind == "correction" for e in f.understood)]:
                _take_back(visit, said.id)


def _take_back(visit: Visit, feedback_id: str) -> None:
    from assistant.effects import profile_facts

    gone = FeedbackWithdrawal(feedback_id=feedback_id, person=visit.person, withdrawn_at=visit.services.clock())
    visit.store.append(gone)
    said = next((f for f in visit.feedback_given if f.id == feedback_id), None)
    visit.feedback_given = [f for f in visit.feedback_given if f.id != feedback_id]
    for key, _ in profile_facts(said.understood) if said is not None else ():
        visit.services.learn(visit.person, key, None, visit.text)
