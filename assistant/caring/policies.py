"""Standing policies: what a person wrote about when to suggest work on a model, and what is approved beforehand."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from assistant import wording
from assistant.services import Services
from lifecycle.triggers import policy_of
from store.errors import BadRequest
from store.records import Policy

_UNIT_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "quarter": 91.0, "year": 365.0}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS_OF = {"fortnight": 14.0, "night": 1.0, "evening": 1.0, "morning": 1.0, **dict.fromkeys(_WEEKDAYS, 7.0)}
_EVERY = re.compile(
    rf"\b(?:every|each|once an?|once every|once per|once(?= 1 )) (?:(\d+|other|second|third)\s+)?"
    rf"({'|'.join((*_UNIT_DAYS, *_DAYS_OF))})s?\b",
    re.IGNORECASE,
)
_PLAIN = {"hourly": 1 / 24, "daily": 1.0, "nightly": 1.0, "weekly": 7.0, "fortnightly": 14.0, "monthly": 30.0,
          "quarterly": 91.0, "yearly": 365.0, "annually": 365.0}  # fmt: skip
_TIMES = {"other": 2, "second": 2, "third": 3}
_MOST = re.compile(
    r"\b(?:at most|(?:no|not) (?:more|longer) than|never (?:more|longer) than|max(?:imum|imally)?|up to|within|under"
    r"|less than)\s+(\d+(?:\.\d+)?)\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b"
    r"|\b(\d+(?:\.\d+)?)\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?) (?:at (?:the )?most|max(?:imum)?|tops)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\b(?:until|till|up to and including|not after|no later than)\s+([^,;()]+)", re.IGNORECASE)
_ENDLESS = re.compile(
    r"\b(?:further notice|i (?:say|tell|stop|revoke|cancel|change)|revoked|stopped|told)\b", re.IGNORECASE
)
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TENS = {"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60}
_SAID_NUMBERS = {**{word: i for i, word in enumerate(_NUMBERS)}, **_TENS}
_NUMBER = re.compile(
    rf"\b({'|'.join(sorted(_SAID_NUMBERS, key=len, reverse=True))}|an?)(?= (?:sec|min|hour|day|week|month|fortnight))",
    re.IGNORECASE,
)
_FOR = re.compile(r"\b(?:for|until|over) (?:the next )?(\d+)\s+(day|week|month)s?\b", re.IGNORECASE)
_FLOOR = re.compile(
    r"\b(?:falls?|drops?|goes|sinks?|gets?|is|rises?|climbs?|be|are)\b.{0,20}?"
    r"\b(?:below|under|beneath|less than|worse than|lower than|above|over|more than|higher than)"
    r"\s+([-−]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?(?![\d,.]*\d)|\d*[.,]?\d+))\s*(%)?"
    r"(?!\s*(?:[\d,.]*\d|days?|weeks?|months?|hours?|rows?|min|s\b|sec))",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"\b(\d+\.\d+(?=\s*(?:k|thousand))|\d{1,3}(?:[,.]\d{3})+|\d+)\s*(k|thousand)?\s*(?:new|newer|more|fresh|further|additional|labelled|labeled)?\s*"
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
MOST_DAYS = 3660.0
"""Of a schedule's span, and of how long one is approved: beyond it nobody knows what there will be."""
DEFAULT_MOST_S = 300.0


def said_policy(text: str) -> dict[str, Any]:
    """What a sentence says of when to retrain, and within which bounds; empty where it says nothing of it.

    `days` are those it holds for; `until` is how its last day was said (see `last_day`).
    """
    found: dict[str, Any] = {}
    text = _NUMBER.sub(lambda m: str(_SAID_NUMBERS.get(m[1].casefold(), 1)), text)
    every = _EVERY.search(text)
    plain = next((days for word, days in _PLAIN.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
    if every:
        said = (every.group(1) or "1").casefold()
        found["every_days"] = _TIMES.get(said) or int(said)
        found["every_days"] *= (_UNIT_DAYS | _DAYS_OF)[every.group(2).casefold()]
    elif plain is not None:
        found["every_days"] = plain
    if _WHEN.search(text):
        found |= _conditions(text)
    most = _MOST.search(text)
    if most:
        number, unit = (most.group(i) or most.group(i + 2) for i in (1, 2))
        found["most_s"] = float(number) * _SECONDS[unit[0].casefold()]
    span, until = _FOR.search(text), _UNTIL.search(text)
    if span and "every_days" in found:  # else it is how long something has been so
        found["days"] = int(span.group(1)) * _UNIT_DAYS[span.group(2).casefold()]
    elif until and "every_days" in found and not _ENDLESS.search(until.group(1)):
        found["until"] = until.group(1).strip(" .!")
    return found


def last_day(words: str, now: datetime) -> datetime:
    """The moment after which nothing is approved any more: the end of the day, month or year that was said.

    Args:
        words: such as `2026-12-31`, `the end of March`, `next Friday`, `Christmas`.
        now: the moment they were said.

    Raises:
        BadRequest: they name no day to come; a bound that is not understood must not be left out.
    """
    plain = words.casefold()
    day = next((i for i, name in enumerate(_WEEKDAYS) if name in plain), None)
    iso = re.search(r"\b(20\d\d)-(\d\d)-(\d\d)\b", plain)
    month = next((i for i, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}\b", plain)), None)
    last: date | None = None
    if iso is not None:
        last = _date(*(int(part) for part in iso.groups()))
    elif month is not None:
        last = _in_month(plain, month, now)
    elif day is not None:
        last = (now + timedelta(days=(day - now.weekday()) % 7 or 7)).date()
    elif "tomorrow" in plain:
        last = (now + timedelta(days=1)).date()
    elif re.fullmatch(r"(?:the )?(?:end|rest) of (?:the|this) (?:week|month|year)", plain):
        last = _end_of(plain.rsplit(" ", 1)[1], now)
    if last is None or (end := datetime.combine(last, time.max, UTC)) <= now:
        raise BadRequest(f"“Until {words}”: which day is that? Say it as a date to come, such as 2026-12-31.")
    return end


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _in_month(plain: str, month: int, now: datetime) -> date | None:
    """A day of a month; its last one where none is said."""
    year, day = re.search(r"\b20\d\d\b", plain), re.search(r"\b([0-3]?\d)(?:st|nd|rd|th|\.)?(?!\d)", plain)
    after = _first_of(now.year if year is None else int(year[0]), month % 12 + 1, month)
    if year is None and after <= now.date():
        after = after.replace(year=after.year + 1)
    if day is None:
        return after - timedelta(days=1)
    return _date((after - timedelta(days=1)).year, month, int(day[1]))


def _first_of(year: int, following: int, month: int) -> date:
    """The first day of the month after."""
    return date(year + (following <= month), following, 1)


def _end_of(span: str, now: datetime) -> date:
    if span == "week":
        return (now + timedelta(days=6 - now.weekday())).date()
    month = now.month if span == "month" else 12
    return _first_of(now.year, month % 12 + 1, month) - timedelta(days=1)


def _conditions(text: str) -> dict[str, Any]:
    """What a sentence says of when work is worth suggesting: a floor of the metric, new rows, age."""
    found: dict[str, Any] = {}
    rows, age, floor = _ROWS.search(text), _AGE.search(text), _FLOOR.search(text)
    if rows:
        found["new_rows"] = _count(rows.group(1), bool(rows.group(2)))
    if age and ("old" in text.casefold() or "age" in text.casefold()):
        found["max_age_days"] = int(age.group(1) or 1) * _UNIT_DAYS[age.group(2).casefold()]
    if floor:
        value = _figure(floor.group(1))
        found["floor"] = value / 100 if floor.group(2) else value
    return found


def _figure(said: str) -> float:
    """A number such as `0.85`, `0,85`, `1,200` or `-0.1`: commas before three digits each set thousands apart."""
    plain = said.replace("−", "-")
    thousands = re.fullmatch(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", plain)
    return float(plain.replace(",", "" if thousands else "."))


def _count(said: str, thousands: bool) -> int:
    """A number of rows such as `10,000`, or `2.5` thousand."""
    return round(float(said) * 1000) if thousands and "," not in said else int(re.sub(r"\D", "", said))


def write_policy(
    services: Services, model: str, person: str, words: str, conversation_id: str, **changes: Any
) -> Policy:
    """Writes a policy for a model; what is not said stays as in the policy before.

    Raises:
        BadRequest: a bound is none: no day to come, no time at all, or a schedule of less than an hour.
    """
    before = policy_of(services.store, model)
    kept = before.model_dump() if before is not None else {}
    if before is not None and before.standing and "every_days" not in changes:
        words = f"{before.words}; {words}"  # what was approved beforehand stays so by the words that approved it
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
                f"{policy.model} is retrained {every}{until}, at most {most} each time, without asking again; "
                "promoting always needs your word."
            )
        else:
            lines.append(f"I suggest retraining {policy.model} {every}.")
    return lines


def _every(days: float) -> str:
    """A schedule's span, such as "every day", "every 12 hours" or "every 14 days"."""
    return "every " + (_span(days, "day") if days >= 1 else _span(24 * days, "hour")).removeprefix("1 ")


def _span(number: float, unit: str) -> str:
    shown = f"{number:.3g}" if number < 100 else f"{number:.0f}"
    return f"{shown} {unit}{'' if shown == '1' else 's'}"
