"""Standing policies: what a person wrote about when to suggest work on a model, and what is approved beforehand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from assistant import wording
from assistant.services import Services
from lifecycle.triggers import policy_of
from store.records import Policy

_UNIT_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0}
_EVERY = re.compile(r"\b(?:every|each)\s+(?:(\d+)\s+)?(hour|day|week|month)s?\b", re.IGNORECASE)
_PLAIN = {"hourly": 1 / 24, "daily": 1.0, "weekly": 7.0, "monthly": 30.0}
_MOST = re.compile(
    r"\b(?:at most|no more than|max(?:imum)?|up to|within)\s+(\d+(?:\.\d+)?)\s*(s|sec\w*|min\w*|m|h|hours?)\b",
    re.IGNORECASE,
)
_FOR = re.compile(r"\b(?:for|until|over) (?:the next )?(\d+)\s+(day|week|month)s?\b", re.IGNORECASE)
_FLOOR = re.compile(
    r"\b(?:falls?|drops?|goes|sinks?|gets?|is|rises?|climbs?|be|are)\b.{0,20}?"
    r"\b(?:below|under|beneath|less than|worse than|lower than|above|over|more than|higher than)\s+(\d*[.,]?\d+)\s*(%)?"
    r"(?!\s*(?:\d|days?|weeks?|months?|hours?|rows?|min|s\b|sec))",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"\b(\d{1,3}(?:[,.]\d{3})+|\d+)\s*(k|thousand)?\s*(?:new|newer|more|fresh|further|additional|labelled|labeled)?\s*"
    r"(?:rows|records|cases|examples)\b",
    re.IGNORECASE,
)
_AGE = re.compile(
    r"\b(?:older than|more than|over|after|is|gets?|reaches)\s+(?:(\d+)|an?|one)\s+(day|week|month)s?(?:\s+old)?\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\b(?:when|whenever|once|if|after|as soon as|should it|every time|unless)\b", re.IGNORECASE)
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
LEAST_EVERY_DAYS = 1 / 24
DEFAULT_MOST_S = 300.0


def said_policy(text: str) -> dict[str, Any]:
    """What a sentence says of when to retrain, and within which bounds; empty where it says nothing of it."""
    found: dict[str, Any] = {}
    every = _EVERY.search(text)
    plain = next((days for word, days in _PLAIN.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
    if every:
        found["every_days"] = int(every.group(1) or 1) * _UNIT_DAYS[every.group(2).casefold()]
    elif plain is not None:
        found["every_days"] = plain
    if _WHEN.search(text):
        found |= _conditions(text)
    most = _MOST.search(text)
    if most:
        found["most_s"] = float(most.group(1)) * _SECONDS[most.group(2)[0].casefold()]
    until = _FOR.search(text)
    if until:
        found["days"] = int(until.group(1)) * _UNIT_DAYS[until.group(2).casefold()]
    return found


def _conditions(text: str) -> dict[str, Any]:
    """What a sentence says of when work is worth suggesting: a floor of the metric, new rows, age."""
    found: dict[str, Any] = {}
    rows, age, floor = _ROWS.search(text), _AGE.search(text), _FLOOR.search(text)
    if rows:
        found["new_rows"] = int(re.sub(r"\D", "", rows.group(1))) * (1000 if rows.group(2) else 1)
    if age and ("old" in text.casefold() or "age" in text.casefold()):
        found["max_age_days"] = int(age.group(1) or 1) * _UNIT_DAYS[age.group(2).casefold()]
    if floor:
        value = float(floor.group(1).replace(",", "."))
        found["floor"] = value / 100 if floor.group(2) else value
    return found


def is_condition(text: str) -> bool:
    """Whether a sentence says when work on a model is to be suggested."""
    return bool(_WHEN.search(text) and _conditions(text))


def write_policy(
    services: Services, model: str, person: str, words: str, conversation_id: str, **changes: Any
) -> Policy:
    """Writes a policy for a model; what is not said stays as in the policy before."""
    before = policy_of(services.store, model)
    kept = before.model_dump() if before is not None else {}
    days = changes.pop("days", None)
    if days is not None:
        changes["until"] = services.clock() + timedelta(days=days)
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


def policy_lines(policy: Policy) -> list[str]:
    """A policy in a few sentences."""
    told = ["when it gets worse"] * policy.on_drift
    if policy.floor is not None:
        told.append(f"when its metric is worse than {policy.floor:g}")
    if policy.new_rows is not None:
        told.append(f"when {policy.new_rows:,} new rows have come")
    if policy.max_age_days is not None:
        told.append(f"when it is older than {policy.max_age_days:g} days")
    lines = [f"I tell you of {policy.model} {wording.listed(told)}."] if told else []
    if policy.every_days is not None:
        every = f"every {policy.every_days:g} days" if policy.every_days >= 1 else "every hour or so"
        if policy.standing:
            most = wording.limit(policy.most_s or DEFAULT_MOST_S)
            until = f" until {policy.until:%Y-%m-%d}" if policy.until else ""
            lines.append(
                f"{policy.model} is retrained {every}{until}, at most {most} each time, without asking again; "
                "promoting always needs your word."
            )
        else:
            lines.append(f"I suggest retraining {policy.model} {every}.")
    return lines
