"""Standing policies in a conversation: what a person says of them is written, told back, and revoked."""

from __future__ import annotations

import re
from typing import Any

from assistant import wording
from assistant.caring import kept
from assistant.caring.monitors import monitors, stop_monitor
from assistant.caring.policies import policy_lines, write_policy, written_lines
from assistant.caring.policy_words import not_a_bound
from assistant.caring.slots import next_due, revoked
from assistant.visit import Visit
from lifecycle.triggers import policy_of, schedule_of
from store.errors import BadRequest
from store.home import expanded
from store.records import METRICS, metric

ENDS = re.compile(
    r"\b(?:stop|end|quit|no longer|no more|never|don.?t|do not|revoke|cancel|withdraw|suspend|drop|lift"
    r"|(?:call|switch|turn) off)\b(?![^.;]*\b(?:wait|hesitate|ask)\b)"
    r"[^.;,]{0,40}\b(?:re-?train\w*|re-?fit\w*|polic\w+|schedule)",
    re.IGNORECASE,
)
"""That a model shall not be fitted anew by itself any more, which never writes a policy."""
CAUSES = frozenset({"every_days", "floor", "new_rows", "max_age_days"})
"""What a policy may wait for."""


def end_policy(visit: Visit, name: str) -> None:
    """Revokes what a person approved beforehand; where nothing was, says so and fits nothing.

    Raises:
        BadRequest: a language model speaks.
    """
    _only_by_a_person(visit)
    for line in revoked(visit.services, name, visit.person, visit.text):
        visit.say(line)


def tell_policy(visit: Visit, name: str) -> None:
    """Says which policy stands for a model, who wrote it, and when it is due next."""
    store, now = visit.store, visit.services.clock()
    policy = policy_of(store, name)
    if policy is None:
        visit.say(f"There is no standing policy for {name}: nothing of it is suggested or retrained by itself.")
        visit.say(f"Say “retrain {name} weekly, at most 5 minutes” to approve that beforehand.")
        return
    schedule = schedule_of(store, policy)
    for line in policy_lines(policy):
        visit.say(line)
    due = next_due(schedule, now)
    if due is not None and (policy.until is None or due <= policy.until):
        visit.say(f"It is due next on {due:%Y-%m-%d %H:%M} UTC.")
    elif due is not None:
        visit.say("Its time is over: nothing of it is due any more.")
    for line in written_lines(store, policy):
        visit.say(line)
    visit.suggest("Revoke it", f"Stop retraining {name}")


def _only_by_a_person(visit: Visit) -> None:
    """Refuses a standing policy, or its end, that a language model wants.

    Raises:
        BadRequest: a language model speaks.
    """
    if visit.by_model:
        raise BadRequest(
            "A standing policy must be written by you, not by a language model: say it on the page Monitors."
        )


def keep_policy(visit: Visit, name: str, said: dict[str, Any]) -> None:
    """Writes a standing policy in a person's own words, and says what it means.

    Raises:
        BadRequest: a language model speaks, or a bound is none.
    """
    _only_by_a_person(visit)
    services = visit.services
    loose = not_a_bound(visit.text) if said.get("most_s") and "every_days" in said else ""
    if loose:
        raise BadRequest(
            f"“{loose}” is a bound that I cannot keep, so nothing is approved beforehand. What I keep is how often, "
            "how long it may take each time, and until when: say it with those alone."
        )
    if "every_days" in said:  # another schedule is another approval, with bounds of its own
        said = {"most_s": None, "until": None, **said, "standing": said.get("most_s") is not None}
    policy = write_policy(services, name, visit.person, visit.text, visit.state.conversation.id, **said)
    for line in policy_lines(policy):
        visit.say(line)
    if "floor" in said:
        _say_which_metric(visit, name)
    if policy.every_days is not None and not policy.standing:
        visit.say("Say how long it may take at most (such as “at most 5 minutes”) to approve it beforehand.")
    visit.suggest("Revoke it", f"Stop retraining {name}")


ASKS = re.compile(
    r"^\W*(?:and |so |then )?(?:(?:when|how often)\b.*\b(?:re-?train\w*|re-?fit\w*)"
    r"|(?:what|which|show|list|is there|are there|do we have|who)\b.*\b(?:polic\w+|schedules?|standing approvals?)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""A question for what stands, which never writes a policy nor lays a plan."""


def _say_which_metric(visit: Visit, name: str) -> None:
    """Says what a floor is a floor of, where the sentence names a metric that the model is not measured by."""
    goal = kept.goal_of(visit.services, kept.in_use(visit.services, name))
    if goal is None:
        return
    measure = metric(goal.task.metric)
    words = re.sub(r"[\W_]+", " ", visit.text.casefold())
    named = [m for m in METRICS.values() if re.search(rf"\b{re.escape(m.name.replace('_', ' '))}\b", words)]
    other = max(named, key=lambda m: len(m.name), default=measure)
    if other.name != measure.name:
        visit.say(
            f"The floor is of its {measure.label}, by which {name} is measured, not of {other.label}. Say another "
            "value if that changes it."
        )


_PLACE = re.compile(r"(?:https?:/|~|\.{1,2})?/\S|[A-Za-z]:\\\S")
"""How a place begins that somebody names."""


def stop_watching(visit: Visit, name: str, source: str | None) -> None:
    """Stops watching a place, the one that the message names, or where none is named all of them."""
    known = monitors(visit.services, name)
    source = source or next((part.rstrip(".,;!?") for part in visit.text.split() if _PLACE.match(part)), None)
    meant = None if source is None else {source, str(expanded(source).resolve())}
    found = [m for m in known if meant is None or m.settings.get("source") in meant]
    if not found:
        places = wording.listed([str(m.settings["source"]) for m in known if m.settings.get("source")])
        raise BadRequest(f"I do not watch {source} for {name}, but {places}." if source and places else
                         f"Nothing is watched for {name}.")  # fmt: skip
    for monitor in found:
        stop_monitor(visit.services, monitor, visit.person)
    where = "" if source is None else f"{source} for "
    visit.say(f"I no longer watch {where}{name}; what was seen so far is kept.")
