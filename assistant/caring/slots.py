"""What a person approved beforehand by a policy: each slot of its schedule is done once, whatever a clock does."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.cards import ProgressCard
from assistant.caring.alerts import recorded, send_on
from assistant.caring.laying import care_conversation
from assistant.caring.policies import DEFAULT_MOST_S, revoke_policy
from assistant.caring.retraining import propose_retraining
from assistant.services import Services
from assistant.state import is_running
from lifecycle import triggers
from store.errors import SextantError
from store.knowledge import KnowledgeStore
from store.records import Alert, Decision, Experiment, Policy, Run, RunEnd, Suggestion

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.visit import Visit

_SLOT = re.compile(r"(.+)-slot-(\d+)-decision")
"""How the decision of a slot is called: by its schedule and its number."""
_SEARCHING = 0.8
"""Share of the seconds that a policy allows that runs may take; the rest is for the fit on all rows."""
_MOST_TRIES = 3
"""A standing retraining that is broken off is taken up again so often at most."""


def slot_of(policy: Policy, now: datetime) -> int:
    """The number of whole spans of a policy that have passed since it was written; 0 before the first has.

    Where it names a day on which it begins, the first has passed then.
    """
    if not policy.every_days:
        return 0
    span = timedelta(days=policy.every_days)
    begun = policy.written_at if policy.starts_at is None else policy.starts_at - span
    return int((now - begun) / span)


def next_due(schedule: Policy, now: datetime) -> datetime | None:
    """When the next slot of a schedule begins; None where it has none."""
    if not schedule.every_days:
        return None
    span = timedelta(days=schedule.every_days)
    first = schedule.starts_at or schedule.written_at + span
    return first + max(slot_of(schedule, now), 0) * span


def policy_behind(services: Services, experiment: Experiment) -> Policy | None:
    """The policy whose slot an experiment was; None where a person approved it on its own."""
    found = _SLOT.fullmatch(experiment.decision_id)
    known = services.store.find(Policy, id=found[1]) if found else ()
    return known[0] if known else None


def standing_experiments(services: Services, name: str) -> tuple[Experiment, ...]:
    """The retrainings of a model that were approved beforehand and go on now."""
    ours = [e for e in services.store.find(Experiment) if _SLOT.fullmatch(e.decision_id)]
    return tuple(
        e
        for e in ours
        if (policy := policy_behind(services, e)) is not None
        and policy.model == name
        and is_running(services.store, e.id)
    )


def revoked(services: Services, name: str, person: str, words: str) -> list[str]:
    """Takes back what stands for a model and stops what goes on by it; what was done, a sentence each."""
    under_way = standing_experiments(services, name)
    if revoke_policy(services, name, person, words) is None:
        return [f"There is no standing policy for {name}: nothing of it is suggested or retrained by itself."]
    said = [f"The standing policy for {name} is revoked: nothing is suggested or retrained by itself."]
    for experiment in under_way:
        services.confirmation.signal(experiment.id, "stop", person, reason="its policy was revoked")
        said.append("The retraining under way by it is stopped as well.")
    return said


def standing_work(assistant: Assistant, name: str) -> list[str]:
    """Carries out the present slot of a policy that approves retraining beforehand, within its bounds, once."""
    services = assistant.services
    policy, now = triggers.policy_of(services.store, name), services.clock()
    if policy is None or not policy.standing or (policy.until is not None and now > policy.until):
        return []
    schedule = triggers.schedule_of(services.store, policy)
    slot = slot_of(schedule, now)
    decision_id = f"{schedule.id}-slot-{slot}-decision"
    decided = services.store.find(Decision, id=decision_id)
    if decided:
        return _gone_on(services, policy, decided[0])
    if slot < 1 or done_ahead(services.store, schedule, slot):
        return []
    try:
        return [_retrained(assistant, policy, schedule, decision_id)]
    except SextantError as error:
        return [_not_retrained(services, policy, decision_id, str(error))]


def done_ahead(store: KnowledgeStore, schedule: Policy, slot: int) -> bool:
    """Whether a clock that was ahead and put back did this slot's work as that of a later slot.

    It stands for the first slot after the clock was right again; those that follow are done as usual.
    """
    prefix = f"{schedule.id}-slot-"
    done = (d.id.removeprefix(prefix) for d in store.find(Decision, person=schedule.person) if d.id.startswith(prefix))
    later = {n for n in (int(rest.removesuffix("-decision")) for rest in done) if n > slot}
    told = [s.id.removeprefix(prefix) for s in store.find(Suggestion, model=schedule.model) if s.id.startswith(prefix)]
    since = 1 + max((i for i, n in enumerate(told) if int(n) in later), default=-1)
    return bool(later) and not (since and any(int(n) < slot for n in told[since:]))


def _gone_on(services: Services, policy: Policy, decision: Decision) -> list[str]:
    """Takes up a slot's retraining that the end of a process broke off; after a few times it is left to the person."""
    store = services.store
    found = store.find(Experiment, proposal_id=decision.proposal_id)
    if not found:
        return []
    runs = store.find(Run, experiment_id=found[0].id)
    if runs and is_running(store, found[0].id):  # without runs it was killed before it could be launched
        return []
    latest = {run.position: run.id for run in runs}
    ends = {end.run_id: end.outcome for end in store.find(RunEnd, run_id=tuple(latest.values()))}
    tries = max(Counter(run.position for run in runs).values(), default=0)
    if (runs and "interrupted" not in ends.values()) or tries > _MOST_TRIES:
        return []
    services.confirmation.go_on_standing(policy.id, found[0])
    return [f"The retraining of {policy.model} that was broken off goes on."]


def _retrained(assistant: Assistant, policy: Policy, schedule: Policy, decision_id: str) -> str:
    """Proposes the retraining in the conversation “Care of” its model and starts it as approved beforehand.

    In no other conversation, where it would take the place of the goal, and of a plan, that a person is busy with.
    """
    services = assistant.services

    def work(visit: Visit) -> None:
        kept_entry = propose_retraining(visit, policy.model, most_s=_SEARCHING * (policy.most_s or DEFAULT_MOST_S))
        proposal_id = kept_entry["retrains"]["proposal_id"]
        experiment = services.confirmation.approve_standing(proposal_id, policy.id, decision_id)
        visit.commands.append({"name": "retrain", "args": {"model": policy.model}, **kept_entry})
        visit.lines[:] = [f"{policy.model} is being retrained, as {schedule.person} approved by “{schedule.words}”."]
        visit.cards[:] = [ProgressCard(experiment_id=experiment.id)]

    conversation = care_conversation(services, policy.model, schedule.person)
    assistant.act_alone(conversation.id, schedule.person, schedule.words, work)
    return f"{policy.model} is being retrained by its standing policy."


def _not_retrained(services: Services, policy: Policy, decision_id: str, why: str) -> str:
    """Tells once a slot that what was approved beforehand could not be done; each round tries again."""
    sentence = f"{policy.model} could not be retrained by its standing policy: {why}"
    alert = Alert(
        id=f"alert-{decision_id}",
        group=f"{policy.model}-0-schedule-suggestion",
        model=policy.model,
        cause="suggestion",
        sentence=sentence,
        made_at=services.clock(),
    )
    if recorded(services, alert) is not None:
        send_on(services, alert)
    return sentence
