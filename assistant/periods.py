"""Stretches of time as people name them: last quarter, this spring, since Easter, in Q2, between March and May.

All moments are UTC, as in the store. A month, quarter, season or holiday without a year is the last one that has begun.
`last week`, `last month` and `last year` are the last 7, 31 and 366 days; `last quarter`, like Q3, is the calendar's.
Seasons are those of the north, by whole months (spring is March to May).
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from assistant.stretches import EARLIEST, LATEST, Period, midnight, stretches

__all__ = ["Period", "days_back", "period_of"]


def period_of(text: str, now: datetime) -> Period | None:
    """The stretch of time that a text names; None where it names none.

    Args:
        text: what was said.
        now: the present moment, in UTC.
    """
    words = text.casefold().replace("’", "'")
    if len(words) != len(text):  # a few letters change their number when folded, and places would be off
        words = text.lower().replace("’", "'")
    found = next(stretches(words, now), None)
    if found is None:
        return None
    return _joined(words, found, now) or _bounded(words, found, now)


def days_back(days: float, now: datetime) -> Period:
    """The last days, up to now."""
    count = "day" if days == 1 else f"{days:g} days"
    return Period(f"the last {count}", now - timedelta(days=days), now, "in", f"{round(days * 24)} HOUR")


_SINCE = re.compile(r"\b(?P<word>since|from|after|as of|starting(?: in| from)?|before|until|till|up to|through|by|prior to|earlier than|later than)(?: about| around)?(?P<edge> the (?:end|start|beginning) of)?(?: the| last| this| early| on| in)? *$")  # fmt: skip
_EDGE = re.compile(r"\b(?:the )?(?P<edge>end|start|beginning) of (?:the )?$")
_AND = re.compile(r"\s*(?:and|to|until|till|through|thru|-|–)\s*(?:the )?(?:end of )?")
_ONWARDS = re.compile(r"\s*(?:on|onwards?|until now|till now|to now|to date|until today)\b")


def _joined(text: str, first: Period, now: datetime) -> Period | None:
    """`between March and May`, `from Q1 to Q3`: both ends belong to it."""
    begin = re.search(r"\b(?:between|from) (?:the )?$", text[: first.at[0]])
    link = _AND.match(text, first.at[1])
    if not begin or not link:
        return None
    # the second end may need its preposition to be read at all: "from May to June"
    second = next((p for p in stretches(text, now) if first.at[1] < p.at[0] <= link.end() + 1), None)
    if second is None:
        return None
    if second.end <= first.start:  # "between November and February": the first is of the year before
        year, start = first.start.year, first.start - relativedelta(years=1)
        first = replace(first, start=start, words=first.words.replace(str(year), str(start.year)))
    words = f"between {first.words} and {second.words}"
    return Period(words, first.start, second.end, "", "", (begin.start(), second.at[1]))


def _bounded(text: str, found: Period, now: datetime) -> Period:
    """What stands before a stretch: since, after, before, until, or the end of it."""
    before = text[: found.at[0]]
    edge, said = _EDGE.search(before), _SINCE.search(before)
    if (edge or said) and found.words in ("last week", "last month", "last year"):
        found = _calendar(found, now)
    if edge:
        moment = found.end if edge["edge"] == "end" else found.start
        name = f"the {edge['edge']} of {found.words}"
        point = Period(name, moment, moment, "at", "", (edge.start(), found.at[1]))
        said = _SINCE.search(text[: edge.start()])
        if said is None:  # "at the end of March" is its last third
            third = (found.end - found.start) / 3
            edges = (found.end - third, found.end) if edge["edge"] == "end" else (found.start, found.start + third)
            return replace(point, start=edges[0], end=edges[1])
        return _side(said["word"], point, (said.start(), found.at[1]))
    if said is None:
        lead = re.search(r"\b(?:(?:with)?in|during|over|on|at|for|of) (?:the )?$", before)
        return replace(found, at=(lead.start() if lead else found.at[0], found.at[1]))
    end = found.at[1]
    onwards = _ONWARDS.match(text, end)
    if said["word"] == "from" and not onwards:  # "the runs from March"
        return replace(found, at=(said.start(), end))
    return _side(said["word"], found, (said.start(), onwards.end() if onwards else end))


def _calendar(found: Period, now: datetime) -> Period:
    """The calendar's last week, month or year, whose begin and end are days that have a name."""
    unit, today = found.words.removeprefix("last "), midnight(now)
    if unit == "week":
        first = today - timedelta(days=now.weekday() + 7)
        return replace(found, start=first, end=first + timedelta(days=7), back="")
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first, months = (month, 1) if unit == "month" else (today.replace(year=now.year - 1, month=1, day=1), 12)
    return replace(found, start=first, end=first + relativedelta(months=months), back="")


def _side(word: str, found: Period, at: tuple[int, int]) -> Period:
    """All that lies on one side of a stretch; since and until hold the stretch itself, after and before do not."""
    if word in ("after", "later than"):
        return Period(f"after {found.words}", found.end, LATEST, "", "", at)
    if word in ("before", "prior to", "earlier than"):
        return Period(f"before {found.words}", EARLIEST, found.start, "", "", at)
    if word in ("until", "till", "up to", "through", "by"):
        return Period(f"until {found.words}", EARLIEST, found.end, "", "", at)
    return Period(f"since {found.words}", found.start, LATEST, "", "", at)
