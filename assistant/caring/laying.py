"""From a suggestion to a plan laid before the person: in a conversation of its own, waiting for a yes, running nothing.

A conversation of its own, because a plan that appeared among others could be approved by a yes meant for another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.caring.retraining import propose_retraining
from assistant.services import Services
from assistant.state import is_running
from lifecycle import registry
from store.errors import DuplicateFact, SextantError
from store.namesakes import CARE
from store.records import Conversation, Decision, Experiment, Policy, Proposal, Suggestion, Turn

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.visit import Visit


def care_id(model: str) -> str:
    """The id of the conversation in which plans for a model are laid."""
    return f"{CARE}{model}"


def care_title(model: str) -> str:
    """What that conversation is called."""
    return f"Care of {model}"


def lay_plan(assistant: Assistant, policy: Policy, model: str) -> str | None:
    """Proposes what the newest suggestion asks for, once; returns a sentence where a plan was laid.

    Nothing is laid while an earlier plan waits or runs there; the next round looks again.

    Raises:
        SextantError: it is not known what made the version in use, or its rows are gone.
    """
    services = assistant.services
    suggestion = _due(services, model)
    if suggestion is None or _busy(services, model):
        return None
    conversation = care_conversation(services, model, policy.person)

    def work(visit: Visit) -> None:
        visit.say(suggestion.sentence)
        entry = propose_retraining(visit, model)
        args = {"model": model, "suggestion": suggestion.id}
        visit.commands.append({"name": "retrain", "args": args, **entry})

    assistant.act_alone(conversation.id, policy.person, suggestion.sentence, work)
    return f"A plan for {model} waits for a yes in the conversation “{care_title(model)}”."


def laid(services: Services, suggestion: Suggestion) -> str | None:
    """The id of the proposal that was made of a suggestion; None where none was."""
    for turn in services.store.find(Turn, conversation_id=care_id(suggestion.model)):
        for command in turn.commands:
            if command.get("args", {}).get("suggestion") == suggestion.id:
                return str((command.get("retrains") or {}).get("proposal_id"))
    return None


def _due(services: Services, model: str) -> Suggestion | None:
    """The newest suggestion to fit the version in use anew, where no plan was made of it."""
    number = registry.aliases(services.store, model).get(registry.CHAMPION)
    ours = [
        s for s in services.store.find(Suggestion, model=model) if s.action == "retrain" and s.version == number
    ]  # fmt: skip
    return ours[-1] if ours and laid(services, ours[-1]) is None else None


def _busy(services: Services, model: str) -> bool:
    """Whether a plan waits there for a decision, or runs."""
    store = services.store
    plans = store.find(Proposal, conversation_id=care_id(model))
    if plans and not store.find(Decision, proposal_id=plans[-1].id):
        return True
    ids = tuple(p.id for p in plans)
    return bool(ids) and any(is_running(store, e.id) for e in store.find(Experiment, proposal_id=ids))


def care_conversation(services: Services, model: str, person: str) -> Conversation:
    """The conversation in which plans for a model are laid; begun for that person where there is none yet."""
    known = services.store.find(Conversation, id=care_id(model))
    if known:
        return known[0]
    made = Conversation(
        id=care_id(model), person=person, title=care_title(model), started_at=services.clock()
    )  # fmt: skip
    try:
        services.store.append(made)
    except DuplicateFact:  # another process was quicker
        return services.store.get(Conversation, made.id)
    return made


def laid_plans(assistant: Assistant, policy: Policy | None, model: str) -> list[str]:
    """As `lay_plan`, with what went wrong as a sentence."""
    if policy is None or policy.standing:  # what is approved beforehand needs no plan to wait
        return []
    try:
        said = lay_plan(assistant, policy, model)
    except SextantError as error:
        return [f"No plan could be made for {model}: {error}"]
    return [said] if said else []
