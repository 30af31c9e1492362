"""What a sentence says of when to work on a model: how often, how long at most, until when, under which conditions."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from assistant.calendar_names import MONTHS, WEEKDAYS
from assistant.understanding.text.lexicon import WHOLE_NUMBER, number_said
from store.durations import SECONDS
from store.errors import BadRequest

_UNIT_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "quarter": 91.0, "year": 365.0}
_DAYS_OF = {"fortnight": 14.0, "night": 1.0, "evening": 1.0, "morning": 1.0, **dict.fromkeys(WEEKDAYS, 7.0)}
_EVERY = re.compile(
    rf"\b(?:every|each|once an?|once every|once per|once(?= 1 )) (?:(\d+)(?:st|nd|rd|th)?\s+|(other|second|third)\s+)?"
    rf"({'|'.join((*_UNIT_DAYS, *_DAYS_OF))})s?\b",
    re.IGNORECASE,
)
_PLAIN = {"hourly": 1 / 24, "daily": 1.0, "nightly": 1.0, "bi-?weekly": 14.0, "weekly": 7.0, "fortnightly": 14.0,
          "monthly": 30.0, "quarterly": 91.0, "yearly": 365.0, "annually": 365.0}  # fmt: skip
_AT_MOST = (
    r"(?:at (?:the )?most|(?:no|not|never) (?:more|longer) than|max(?:imum|imally|\.)?|up to|within|under|below"
    r"|less than|(?:cap|limit)(?:ped|ed)? (?:of|at|to|is)|(?:may|can|must|should) (?:take|last|run(?: for)?))"
)
_TIME = r"(\d+(?:\.\d+)?)\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?)"
_OFTEN = re.compile(
    rf"\b(?:(twice)|(\d+|{WHOLE_NUMBER}) times) (?:a|an|1|per|each|every) (day|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_ON_DAY = re.compile(rf"(?<!not )(?<!except )(?<!never )\bon ({'|'.join(WEEKDAYS)})s?\b", re.IGNORECASE)
_TIMES = {"other": 2, "second": 2, "third": 3}
_MOST = re.compile(rf"\b{_AT_MOST}\s+{_TIME}\b|\b{_TIME} (?:at (?:the )?most|max(?:imum)?|tops)\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till|up to and including|not after|no later than|through|end(?:s|ing) (?:on|in|by|with))\s+([^,;()]+)",
    re.IGNORECASE,
)
_ENDLESS = re.compile(
    r"\b(?:further notice|i (?:say|tell|stop|revoke|cancel|change)|revoked|stopped|told)\b", re.IGNORECASE
)
_NUMBER = re.compile(rf"\b({WHOLE_NUMBER}|an?)(?= (?:sec|min|hour|day|week|month|fortnight))", re.IGNORECASE)
_HALVES = (
    (re.compile(r"\bthree quarters of an hour\b", re.IGNORECASE), "45 minutes"),
    (re.compile(r"\b(?:a )?quarter of an hour\b", re.IGNORECASE), "15 minutes"),
    (re.compile(r"\bhalf an hour\b", re.IGNORECASE), "30 minutes"),
    (re.compile(r"\b(?:an|one|1) hour and a half\b", re.IGNORECASE), "90 minutes"),
    (re.compile(r"\b(\d+),(\d+)(?=\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b)", re.IGNORECASE), r"\1.\2"),
)
_TWO_UNITS = re.compile(
    r"\b(\d+)\s*(h|hours?|m|mins?|minutes?)(?:\s*and)?\s*(\d+)\s*(m|mins?|minutes?|s|secs?|seconds?)\b", re.IGNORECASE
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
_PROMOTING = re.compile(
    r"(?:\b(?:and|but|or)\s+)?(?:\b(?:never|always|only|don.?t|do not|without)\s+)?"
    r"\b(?:promot\w*|deploy\w*|(?:put|bring|take|make)\b[^,;.]*? (?:production|live|into use|champion))\b[^,;.]*",
    re.IGNORECASE,
)
"""That is never approved beforehand, whatever a sentence says of it."""
_TELLING = re.compile(r"\b(?:tell|let|inform|notify|e?mail|warn|ping|alert|remind)\b[^,;.]*", re.IGNORECASE)
_UNHELD = re.compile(
    rf"\b{_AT_MOST}\s*[^,;|]*\d[^,;|]*"
    r"|\b\d+ (?:times|runs?|variants?|models?|euros?|dollars?|gb|mb|cores?|threads?)\b[^,;|]*"
    r"|\b(?:only|but|except|not|never) (?:on|at|in|during|before|after|between|while|when|if|by|with|for|from)\b[^,;|]*"
    r"|\b(?:unless|except|provided|as long as|outside)\b[^,;|]*"
    r"|\bon (?:weekends?|weekdays?|work\w* days?|holidays?|the (?:first|last|\d+(?:st|nd|rd|th)))\b[^,;|]*"
    r"|\bat (?:night|noon|midnight|\d{1,2}(?::\d\d)?\s*(?:[ap]m|o.clock|h)?)\b[^,;|]*"
    r"|\b(?:starting|beginning|from) (?:on|in|next|tomorrow|the|\d|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\b[^,;|]*",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|when|whenever|while|once|after|before)\b[^,;|]*", re.IGNORECASE)
_WORSE = re.compile(r"\b(?:worse|bad|degrad\w*|drift\w*|declin\w*|drops?|falls?)\b", re.IGNORECASE)


def said_policy(text: str) -> dict[str, Any]:
    """What a sentence says of when to retrain, and within which bounds; empty where it says nothing of it.

    `days` are those it holds for; `until` is how its last day was said (see `last_day`).
    """
    text = in_figures(text)
    found = _schedule(text)
    if _WHEN.search(text):
        found |= _conditions(text)
    most = _MOST.search(text)
    if most:
        number, unit = (most.group(i) or most.group(i + 2) for i in (1, 2))
        found["most_s"] = float(number) * SECONDS[unit[0].casefold()]
    span, until = _FOR.search(text), _UNTIL.search(text)
    if span and "every_days" in found:  # else it is how long something has been so
        found["days"] = int(span.group(1)) * _UNIT_DAYS[span.group(2).casefold()]
    elif until and "every_days" in found and not _ENDLESS.search(until.group(1)):
        found["until"] = until.group(1).strip(" .!")
    return found


def in_figures(text: str) -> str:
    """A sentence with its numbers of seconds, minutes, hours and days as figures of one unit."""
    for pattern, said in _HALVES:
        text = pattern.sub(said, text)
    text = _NUMBER.sub(lambda m: str(int(number_said(m[1]) or 0) if len(m[1]) > len("an") else 1), text)
    return _TWO_UNITS.sub(lambda m: f"{sum(float(m[i]) * SECONDS[m[i + 1][0].casefold()] for i in (1, 3)):g} s", text)


def _schedule(text: str) -> dict[str, Any]:
    """How often, in days; and the day of the week on which it begins, where one is named."""
    every, often = _EVERY.search(text), _OFTEN.search(text)
    if every:
        unit = every.group(3).casefold()
        days = int(every.group(1) or 0) or _TIMES.get((every.group(2) or "").casefold(), 1)
        weekday = {"weekday": WEEKDAYS.index(unit)} if unit in WEEKDAYS else {}
        return {"every_days": days * (_UNIT_DAYS | _DAYS_OF)[unit], **weekday}
    if often:
        times = 2 if often.group(1) else int(number_said(often.group(2)) or 0)
        return {"every_days": _UNIT_DAYS[often.group(3).casefold()] / times} if times else {}
    plain = next((days for word, days in _PLAIN.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
    if plain is None:
        return {}
    day = _ON_DAY.search(text) if plain == _PLAIN["weekly"] else None
    return {"every_days": plain} | ({"weekday": WEEKDAYS.index(day[1].casefold())} if day else {})


def not_a_bound(text: str) -> str:
    """What a sentence says of a schedule that nothing would hold to, such as `only on weekends`; empty for nothing.

    What was approved beforehand must never be wider than what was said, so such a sentence approves nothing.
    """
    rest = _TELLING.sub(" ", _PROMOTING.sub(" ", in_figures(text)))
    spans = re.search("|".join(rf"\b{word}\b" for word in _PLAIN), rest, re.IGNORECASE), _EVERY.search(rest)
    every = said_policy(text).get("every_days")
    for found in (*spans, _OFTEN.search(rest), _MOST.search(rest), _FOR.search(rest), _UNTIL.search(rest)):
        if found is not None:
            rest = rest.replace(found.group(0), " | ", 1)
    per = re.search(
        rf"\|\s*(?:in total |in all )?((?:1|an?|per|each|every) ({'|'.join(_UNIT_DAYS)}))\b", rest, re.IGNORECASE
    )
    if per is not None and _UNIT_DAYS[per.group(2).casefold()] != every:
        return per.group(1).replace("1 ", "a ", 1)
    held = any(_conditions(text)) or _WORSE.search(rest)
    unheld = _UNHELD.search(rest) or (None if held else _IF.search(rest))
    return "" if unheld is None else " ".join(unheld.group(0).replace("|", " ").split())


def last_day(words: str, now: datetime) -> datetime:
    """The moment after which nothing is approved any more: the end of the day, month or year that was said.

    Args:
        words: such as `2026-12-31`, `the end of March`, `next Friday`, `Christmas`.
        now: the moment they were said.

    Raises:
        BadRequest: they name no day to come; a bound that is not understood must not be left out.
    """
    plain = words.casefold()
    day = next((i for i, name in enumerate(WEEKDAYS) if name in plain), None)
    iso = re.search(r"\b(20\d\d)-(\d\d)-(\d\d)\b", plain)
    month = next((i for i, name in enumerate(MONTHS, 1) if re.search(rf"\b{name}\b", plain)), None)
    dotted = re.search(r"\b([0-3]?\d)\.\s?([01]?\d)\.\s?(20\d\d)\b", plain)
    last: date | None = None
    if dotted is not None:
        last = _date(*(int(part) for part in reversed(dotted.groups())))
    elif iso is not None:
        last = _date(*(int(part) for part in iso.groups()))
    elif month is not None:
        last = _in_month(plain, month, now)
    elif day is not None:
        last = (now + timedelta(days=(day - now.weekday()) % 7 or 7)).date()
    elif "tomorrow" in plain:
        last = (now + timedelta(days=1)).date()
    elif re.fullmatch(r"(?:the )?(?:end|rest) of (?:the|this) (?:week|month|year)", plain):
        last = _end_of(plain.rsplit(" ", 1)[1], now)
    elif found := re.fullmatch(r"(?:the )?end of next (week|month|year)", plain):
        last = _end_of(found[1], datetime.combine(_end_of(found[1], now) + timedelta(days=1), time.min, UTC))
    if last is None or (end := datetime.combine(last, time.max, UTC)) <= now:
        raise BadRequest(f"“Until {words}”: which day is that? Say it as a date to come, such as 2026-12-31.")
    return end


def next_day(weekday: int, now: datetime) -> datetime:
    """The beginning of the next such day of the week, 0 for Monday, in universal time."""
    return datetime.combine((now + timedelta(days=(weekday - now.weekday()) % 7 or 7)).date(), time.min, UTC)


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
