"""Button presses: each becomes words for the record and a command, or acts at once."""

from __future__ import annotations

from typing import Any

from assistant import wording
from assistant.actions import (
    Action,
    AnswerStep,
    Approve,
    CareFor,
    ChangeProfile,
    Decline,
    DropRun,
    EditPlan,
    Rate,
    Signal,
    Steer,
    Withdraw,
)
from assistant.cards import Command
from assistant.visit import Visit
from store.errors import SextantError
from store.records import AliasProposal, Feedback, FeedbackWithdrawal, Proposal, Recommendation, Run


def pressed(visit: Visit, action: Action) -> tuple[str, Command | None]:
    """What a press means: the words kept as the person's turn ("" for none) and the command to do (None for none)."""
    words, command = _PRESSES[type(action)](visit, action)
    return words, command


def _approve(visit: Visit, action: Approve) -> tuple[str, Command]:
    words = f"Approve {_decided(visit, action.proposal_id)}."
    return words, Command(name="approve", args={"proposal_id": action.proposal_id, "plan_hash": action.plan_hash})


def _decline(visit: Visit, action: Decline) -> tuple[str, Command]:
    args = {"proposal_id": action.proposal_id, "plan_hash": action.plan_hash, "reason": action.reason}
    words = f"Decline {_decided(visit, action.proposal_id)}. {action.reason}".strip()
    return words, Command(name="decline", args=args)


def _decided(visit: Visit, proposal_id: str) -> str:
    """What a decision is on: a plan, or a move of a model's alias."""
    moves = visit.store.find(AliasProposal, id=proposal_id)
    if not moves:
        return "this plan"
    move = moves[0]
    if move.to_version is None:
        return f"taking {move.model} away"
    doing = "going back" if move.kind == "roll_back" else "the move"
    return f"{doing} to version {move.to_version} of {move.model}"


def _drop_run(visit: Visit, action: DropRun) -> tuple[str, Command]:
    plan = visit.store.get(Proposal, action.proposal_id).plan
    label = plan.runs[action.position].variant.label if action.position < len(plan.runs) else "that run"
    args = {"proposal_id": action.proposal_id, "drop_position": action.position}
    return f"Leave out {label}.", Command(name="edit_proposal", args=args)


def _edit_plan(visit: Visit, action: EditPlan) -> tuple[str, Command]:
    runs = visit.store.get(Proposal, action.proposal_id).plan.runs
    labels = [runs[i].variant.label for i in action.drop if i < len(runs)]
    parts = [f"leave out {wording.listed(labels)}"] if labels else []
    if action.run_s is not None:
        parts.append(f"stop each run after {wording.limit(action.run_s)}")
    if action.memory_mb is not None:
        parts.append(f"stop each run above {action.memory_mb:g} MB")
    words = "; ".join(parts) or "leave it as it is"
    args: dict[str, Any] = {"proposal_id": action.proposal_id, "drop_positions": list(action.drop)}
    args |= {k: v for k, v in (("run_s", action.run_s), ("memory_mb", action.memory_mb)) if v is not None}
    return f"Change the plan: {words}.", Command(name="edit_proposal", args=args)


def _signal(visit: Visit, action: Signal) -> tuple[str, None]:
    """Signals act at once and leave no turn: they are facts of their own."""
    try:
        visit.services.confirmation.signal(action.experiment_id, action.signal, visit.person, action.run_id)
        visit.say({"stop": "Stopping.", "pause": "Pausing.", "resume": "Going on."}[action.signal])
    except SextantError as error:
        visit.say(str(error))
    return "", None


def _steer(visit: Visit, action: Steer) -> tuple[str, None]:
    """As signals: done at once, and a fact of its own."""
    try:
        visit.services.confirmation.steer(action.experiment_id, action.act, visit.person, [action.run_id])
        visit.say({"pin": "It runs next.", "skip": "Left out.", "run_anyway": "It runs anyway."}[action.act])
    except SextantError as error:
        visit.say(str(error))
    return "", None


def _answer_step(visit: Visit, action: AnswerStep) -> tuple[str, Command]:
    from assistant.declared.asking import answer_words

    args = {"experiment_id": action.experiment_id, "step": action.step, "answer": action.answer}
    return f"My answer: {answer_words(action.answer)}", Command(name="answer_step", args=args)


def _rate(visit: Visit, action: Rate) -> tuple[str, Command]:
    words = action.words or ("Thumbs up" if action.up else "Thumbs down")
    label = _label(visit, action)
    args: dict[str, Any] = {
        "sentiment": "positive" if action.up else "negative",
        "reason": action.words or None,
        "subject_kind": action.subject_kind,
        "subject_id": action.subject_id,
    }
    return f"{words}: {label}" if label else words, Command(name="feedback", args=args)


def _withdraw(visit: Visit, action: Withdraw) -> tuple[str, Command]:
    return "Take that feedback back.", Command(name="undo", args={"feedback_id": action.feedback_id})


def _change_profile(visit: Visit, action: ChangeProfile) -> tuple[str, None]:
    if action.value is None:
        _untaught(visit, action.key)
    visit.services.learn(visit.person, action.key, action.value, "set on the profile page")
    visit.say("Your profile is changed.")
    return "", None


def _untaught(visit: Visit, key: str) -> None:
    """Takes back the feedback that taught a fact, so that forgetting the fact leaves no trace in any goal."""
    from assistant.commands.judge import withdraw
    from assistant.effects import profile_facts

    taken = {w.feedback_id for w in visit.store.find(FeedbackWithdrawal)}
    for said in visit.store.find(Feedback, person=visit.person):
        if said.id not in taken and any(k == key for k, _ in profile_facts(said.understood)):
            withdraw(visit, said.id)


def _care_for(visit: Visit, action: CareFor) -> tuple[str, Command]:
    words = {
        "promote": f"Put version {action.version} of {action.model} into use.",
        "roll_back": f"Take {action.model} back to the version before.",
        "retrain": f"Propose to retrain {action.model}.",
        "check_drift": f"Is {action.model} still fine?",
    }[action.what]
    args: dict[str, Any] = {"model": action.model}
    if action.version is not None:
        args["version"] = action.version
    return words, Command(name=action.what, args=args)


def _label(visit: Visit, action: Rate) -> str:
    if action.subject_id is None:
        return ""
    if action.subject_kind == "recommendation":
        return visit.store.get(Recommendation, action.subject_id).variant.label
    if action.subject_kind == "run":
        return visit.store.get(Run, action.subject_id).variant.label
    return ""


_PRESSES: dict[type, Any] = {
    Approve: _approve,
    Decline: _decline,
    DropRun: _drop_run,
    EditPlan: _edit_plan,
    Signal: _signal,
    Steer: _steer,
    AnswerStep: _answer_step,
    Rate: _rate,
    Withdraw: _withdraw,
    ChangeProfile: _change_profile,
    CareFor: _care_for,
}
