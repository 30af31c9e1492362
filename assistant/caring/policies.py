"""Standing policies: what a person wrote about when to suggest work on a model, and what is approved beforehand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from assistant import wording
from assistant.caring.policy_words import last_day, next_day
from assistant.services import Services
from lifecycle.triggers import policy_of, schedule_of
from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import Policy

LEAST_EVERY_DAYS = 1 / 24
MOST_DAYS = 3660.0
"""Of a schedule's span, and of how long one is approved: beyond it nobody knows what there will be."""
DEFAULT_MOST_S = 300.0


def write_policy(
    services: Services, model: str, person: str, words: str, conversation_id: str, **changes: Any
) -> Policy:
    """Writes a policy for a model; what is not said stays as in the policy before.

    Raises:
        BadRequest: a bound is none: no day to come, no time at all, or a schedule of less than an hour.
    """
    before = policy_of(services.store, model)
    kept = before.model_dump() if before is not None else {}
    if before is not None and before.every_days is not None and "every_days" not in changes:
        changes["schedule_id"] = before.schedule_id or before.id
    elif "every_days" in changes:
        weekday = changes.pop("weekday", None)
        changes |= {"schedule_id": None, "starts_at": None if weekday is None else next_day(weekday, services.clock())}
    days, until = changes.pop("days", None), changes.get("until")
    if days is not None and days > MOST_DAYS:
        raise BadRequest("That is for more than ten years; say for how long, such as “for 6 months”.")
    if days is not None or until is not None:
        now = services.clock()
        changes["until"] = now + timedelta(days=days) if days is not None else last_day(str(until), now)
    if changes.get("every_days") is not None and not LEAST_EVERY_DAYS <= changes["every_days"] <= MOST_DAYS:
        raise BadRequest(
            "A schedule of less than an hour or more than ten years is none; say “hourly”, “daily” or “every 2 weeks”."
        )
    if changes.get("most_s") == 0:
        raise BadRequest(
            "In no time at all nothing can be fitted; say how long it may take, such as “at most 5 minutes”."
        )
    made = Policy.model_validate(
        {
            **kept,
            **changes,
            "id": services.new_id("policy"),
            "model": model,
            "person": person,
            "words": words,
            "conversation_id": conversation_id,
            "revoked": False,
            "written_at": services.clock(),
        }
    )
    services.store.append(made)
    return made


def revoke_policy(services: Services, model: str, person: str, words: str) -> Policy | None:
    """Takes a model's policy back; None where there was none in force."""
    before = policy_of(services.store, model)
    if before is None:
        return None
    ended = before.model_copy(
        update={
            "id": services.new_id("policy"), "revoked": True, "standing": False, "person": person, "words": words,
            "written_at": services.clock(),
        }
    )  # fmt: skip
    services.store.append(ended)
    return ended


def written_lines(store: KnowledgeStore, policy: Policy) -> list[str]:
    """Who wrote a policy in which words: its schedule first, where that was said before the rest."""
    written = dict.fromkeys((schedule_of(store, policy), policy))
    return [f"{one.person} wrote on {one.written_at:%Y-%m-%d}: “{one.words}”." for one in written]


def policy_lines(policy: Policy) -> list[str]:
    """A policy in a few sentences."""
    told = ["when it gets worse"] * policy.on_drift
    if policy.floor is not None:
        told.append(f"when its metric is worse than {policy.floor:g}")
    if policy.new_rows is not None:
        told.append(f"when {policy.new_rows:,} new rows have come")
    if policy.max_age_days is not None:
        told.append(f"when it is older than {_span(policy.max_age_days, 'day')}")
    lines = [f"I tell you of {policy.model} {wording.listed(told)}."] if told else []
    if policy.every_days is not None:
        every = _every(policy.every_days)
        if policy.standing:
            most = wording.limit(policy.most_s or DEFAULT_MOST_S)
            until = f" until {policy.until:%Y-%m-%d}" if policy.until else ""
            lines.append(
                f"{policy.model} is retrained {every}{_begun(policy)}{until}, at most {most} each time, without "
                "asking again; promoting always needs your word."
            )
        else:
            lines.append(f"I suggest retraining {policy.model} {every}{_begun(policy)}.")
    return lines


def _begun(policy: Policy) -> str:
    return "" if policy.starts_at is None else f" from {policy.starts_at:%A %Y-%m-%d} on"


def _every(days: float) -> str:
    """A schedule's span, such as "every day", "every 12 hours" or "every 14 days"."""
    return "every " + (_span(days, "day") if days >= 1 else _span(24 * days, "hour")).removeprefix("1 ")


def _span(number: float, unit: str) -> str:
    shown = f"{number:.3g}" if number < 100 else f"{number:.0f}"
    return f"{shown} {unit}{'' if shown == '1' else 's'}"
