"""The names of single stretches of time: months, quarters, seasons, holidays, weekdays, so many weeks ago."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from assistant.calendar_names import MONTHS, WEEKDAYS

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_PLACES = {w: i for i, pair in enumerate((("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th", "last")), 1) for w in pair}  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {w: i for i, w in enumerate(_NUMBERS, 1)}
_COUNTS |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2, "few": 3, "a few": 3}
_ROLLING = {"week": timedelta(7), "month": timedelta(31), "year": timedelta(366)}
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Period:
    """A stretch of time that a person named."""

    words: str
    """`March 2026`, `last week`, `since Easter 2026`."""
    start: datetime
    end: datetime
    """The first moment behind it."""
    joint: str = "in"
    """What stands before the words inside of a sentence; empty where nothing does."""
    back: str = ""
    """`31 DAY` where it reaches from now backwards."""
    at: tuple[int, int] = (0, 0)
    """Where in the text it stands."""

    @property
    def when(self) -> str:
        """`in March 2026`, `last week`."""
        return f"{self.joint} {self.words}".strip()

    @property
    def dates(self) -> str:
        """`1 July to 30 September 2026`, `since 5 April 2026`, `before 1 May 2026`."""
        first, last = _date(self.start), _date(self.end - timedelta(microseconds=1))
        if self.back or self.end == LATEST:
            return f"since {first}"
        if self.start == EARLIEST:
            return f"until {last}"
        same = self.start.year == (self.end - timedelta(microseconds=1)).year
        return first if first == last else f"{first.removesuffix(f' {self.start.year}') if same else first} to {last}"

    @property
    def is_closed(self) -> bool:
        """Whether it has a begin and an end of its own."""
        return not self.back and self.start > EARLIEST and self.end < LATEST

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in it."""
        return self.start <= moment < self.end

    def condition(self, column: str) -> str:
        """SQL of whether a column's moment (UTC, without a zone) lies in it."""
        if self.back:
            return f"{column} >= now()::TIMESTAMP - INTERVAL {self.back}"
        parts = [f"{column} >= TIMESTAMP '{self.start:%Y-%m-%d %H:%M:%S}'"] * (self.start != EARLIEST)
        parts += [f"{column} < TIMESTAMP '{self.end:%Y-%m-%d %H:%M:%S}'"] * (self.end != LATEST)
        return " AND ".join(parts)


_WHICH = ("last", "previous", "past", "this")


def stretches(text: str, now: datetime) -> Iterator[Period]:
    """All stretches that are named, in the order of the text; of those that overlap the one of the first rule."""
    taken: list[Period] = []
    for pattern, read in _RULES:
        for match in pattern.finditer(text):
            period = read(match, now)
            if period and not any(match.start() < p.at[1] and p.at[0] < match.end() for p in taken):
                start, end = match.span("at") if "at" in pattern.groupindex else match.span()
                if "which" in pattern.groupindex and match["which"] in _WHICH:
                    start = match.start("which")
                taken.append(replace(period, at=(start, end)))
    yield from sorted(taken, key=lambda p: p.at)


def _date(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1].capitalize()} {moment.year}"


def midnight(moment: datetime) -> datetime:
    """The first moment of its day."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _days(words: str, first: datetime, days: int = 1, joint: str = "on") -> Period:
    return Period(words, first, first + timedelta(days=days), joint)


def _months(words: str, year: int, month: int, months: int = 1) -> Period:
    first = datetime(year, month, 1, tzinfo=UTC)
    return Period(words, first, first + relativedelta(months=months))


def _year(said: str | None, now: datetime, month: int, day: int = 1) -> int:
    """The year that was said, else the last one in which that day has begun."""
    return int(said) if said else now.year - ((month, day) > (now.month, now.day))


def _named_day(match: re.Match[str], now: datetime) -> Period | None:
    month, day = _month_number(match["month"]), int(match["day"])
    return _whole_day(_year(match["year"], now, month, day), month, day)


def _month_number(name: str) -> int:
    return 1 + next(i for i, m in enumerate(MONTHS) if m.startswith(name[:3]))


def _whole_day(year: int, month: int, day: int) -> Period | None:
    try:
        first = datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # 31 June
        return None
    return _days(_date(first), first)


def _with_slashes(match: re.Match[str], now: datetime) -> Period | None:
    """A date with dots or slashes; 3/4/2026 is one day to some and another to others, so it is none."""
    a, b = int(match["a"]), int(match["b"])
    if match["sign"] == "/" and a <= 12 and b <= 12 and a != b:
        return None
    day, month = (b, a) if match["sign"] == "/" and b > 12 else (a, b)
    return _whole_day(int(match["year"]), month, day)


def _month(match: re.Match[str], now: datetime) -> Period:
    month = _month_number(match["month"])
    year = _year(match["year"], now, month)
    name = f"{MONTHS[month - 1].capitalize()} {year}"
    if not match["part"]:
        return _months(name, year, month)
    first = datetime(year, month, {"early": 1, "mid": 11, "late": 21}[match["part"]], tzinfo=UTC)
    end = datetime(year, month, 1, tzinfo=UTC) + relativedelta(months=1)
    until = end if match["part"] == "late" else first + timedelta(days=10)
    return Period(f"{match['part']} {name}", first, until)


def _of_a_year(match: re.Match[str], figure: str, now: datetime, months: int) -> tuple[int, int]:
    """The number of a quarter or half, which has so many months, and its year."""
    number = int(match[figure]) if match[figure] else _PLACES[match["place"]]
    said = match["y1"] or match["y2"]
    if said and not said[0].isdigit():
        said = str(now.year - ("last" in said or "previous" in said))
    return number, _year(said, now, months * (number - 1) + 1)


def _quarter(match: re.Match[str], now: datetime) -> Period:
    number, year = _of_a_year(match, "q", now, 3)
    return _months(f"Q{number} {year}", year, 3 * number - 2, 3)


def _half(match: re.Match[str], now: datetime) -> Period:
    number, year = _of_a_year(match, "h", now, 6)
    return _months(f"the {('first', 'second')[number - 1]} half of {year}", year, 6 * number - 5, 6)


def _season(match: re.Match[str], now: datetime) -> Period:
    name, month = match["season"], _SEASONS[match["season"]]
    year = _year(match["year"], now, month)
    if match["which"] in ("last", "previous") and _months(name, year, month, 3).holds(now) and not match["year"]:
        year -= 1
    said = f"{year}/{(year + 1) % 100:02}" if name == "winter" else f"{year}"
    return _months(f"{name} {said}", year, month, 3)


def _holiday(match: re.Match[str], now: datetime) -> Period:
    """A holiday with the days that go with it: Easter Sunday and Monday, 24 to 26 December."""
    name = match["holiday"].replace("'s", "").replace(" day", "")

    def first_of(year: int) -> datetime:
        sunday = datetime.combine(easter(year), datetime.min.time(), tzinfo=UTC)
        if name in ("easter", "good friday", "pentecost", "whitsun"):
            return sunday + timedelta(days={"easter": 0, "good friday": -2}.get(name, 49))
        month, day = {"christmas": (12, 24), "xmas": (12, 24), "halloween": (10, 31)}.get(name, (1, 1))
        return datetime(year, month, day, tzinfo=UTC)

    year = int(match["year"]) if match["year"] else now.year - (first_of(now.year) > now)
    days = {"easter": 2, "christmas": 3, "xmas": 3, "pentecost": 2, "whitsun": 2}.get(name, 1)
    return _days(f"{name.title()} {year}", first_of(year), days, "at")


def _weekday(match: re.Match[str], now: datetime) -> Period:
    back = (now.weekday() - WEEKDAYS.index(match["day"])) % 7
    back = 7 if not back and match["which"] in ("last", "previous", "past") else back
    first = midnight(now) - timedelta(days=back)
    return _days(f"{match['day'].capitalize()}, {_date(first)}", first)


def _weekend(match: re.Match[str], now: datetime) -> Period:
    back = (now.weekday() - 5) % 7
    back += 7 if match["which"] in ("last", "previous", "past") and back < 2 else 0
    first = midnight(now) - timedelta(days=back)
    return _days(f"the weekend of {_date(first)}", first, 2, "at")


def _this(match: re.Match[str], now: datetime) -> Period:
    """`this month` is the calendar's, up to now; `last quarter` is the calendar's; `last month` reaches back from now."""
    unit = match["unit"]
    if match["which"] in ("this", "current", "the current"):
        return _present(unit, now)
    if unit == "quarter":
        return _quarter_at(_present(unit, now).start - timedelta(days=1))
    back = _ROLLING[unit]
    return Period(f"last {unit}", now - back, now + timedelta(seconds=1), "", f"{back.days} DAY")


def _present(unit: str, now: datetime) -> Period:
    """The calendar's week, month, quarter or year that it is."""
    today = midnight(now)
    if unit == "quarter":
        return _quarter_at(now)
    if unit == "week":
        return _days("this week", today - timedelta(days=now.weekday()), 7, "")
    month, months = (now.month, 1) if unit == "month" else (1, 12)
    return replace(_months(f"this {unit}", now.year, month, months), joint="")


def _quarter_at(moment: datetime) -> Period:
    number = 1 + (moment.month - 1) // 3
    return _months(f"Q{number} {moment.year}", moment.year, 3 * number - 2, 3)


def _near_day(match: re.Match[str], now: datetime) -> Period:
    said, today = match["day"], midnight(now)
    back = {"the day before yesterday": 2, "day before yesterday": 2, "yesterday": 1, "last night": 1}.get(said, 0)
    days = 2 if said == "last night" else 1
    return Period(said, today - timedelta(days=back), today + timedelta(days=days - back), "")


def _count(said: str | None) -> int | None:
    said = (said or "one").strip()
    return int(said) if said.isdigit() else _COUNTS.get(said)


def _delta(count: int, unit: str) -> relativedelta:
    return relativedelta(months=3 * count) if unit == "quarter" else relativedelta(**{f"{unit}s": count})


def _last_n(match: re.Match[str], now: datetime) -> Period | None:
    count, unit = _count(match["n"]), match["unit"]
    if not count or count > 5000:
        return None
    sql = f"{3 * count} MONTH" if unit == "quarter" else f"{count} {unit.upper()}"
    words = f"the last {count} {unit}s" if count > 1 else f"the last {unit}"
    return Period(words, now - _delta(count, unit), now + timedelta(seconds=1), "in", sql)


def _ago(match: re.Match[str], now: datetime) -> Period | None:
    """`two weeks ago` is that day, week, month or year of the calendar; `since two weeks` begins that day."""
    count, unit = _count(match["n"]), match["unit"]
    since = re.search(r"\bsince (?:about |around )?$", match.string[: match.start()])
    if not count or count > 5000 or not (match["ago"] or since):
        return None
    then = midnight(now - _delta(count, unit))
    if since or unit == "day":
        return _days(_date(then), then)
    if unit == "week":
        first = then - timedelta(days=then.weekday())
        return _days(f"the week of {_date(first)}", first, 7, "in")
    if unit == "month":
        return _months(f"{MONTHS[then.month - 1].capitalize()} {then.year}", then.year, then.month)
    return _months(str(then.year), then.year, 1, 12) if unit == "year" else None


_MONTH_NAMES = "|".join(MONTHS)
_SHORT = "|".join(m[:3] for m in MONTHS if m != "may") + "|sept"
_YEAR = r"(?P<year>20\d\d)(?!\d)"
_COUNTED = "|".join(w for w in _COUNTS if len(w) > 2 and " " not in w and w != "few")
_LEAD = r"(?:in|since|during|of|last|this|for|from|until|till|before|after|between|and|to|through|by|on|early|mid|late|end|start)[ -](?:the )?"
_OF_YEAR = r"20\d\d|(?:this|last|the|the current|the last|previous|the previous) year"
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], datetime], Period | None]]
_RULES: tuple[_Rule, ...] = (
    (re.compile(r"\b(?P<year>20\d\d)-(?P<m>0[1-9]|1[0-2])-(?P<d>\d\d)\b(?:[t ]\d\d:\d\d)?"), lambda m, now: _whole_day(int(m["year"]), int(m["m"]), int(m["d"]))),
    (re.compile(r"(?<![\d.])(?P<a>\d{1,2})(?P<sign>[./])(?P<b>\d{1,2})(?P=sign)(?P<year>20\d\d)\b"), _with_slashes),
    (re.compile(r"\b(?P<year>20\d\d)-(?P<m>0[1-9]|1[0-2])\b(?!-?\d)"), lambda m, now: _months(f"{MONTHS[int(m['m']) - 1].capitalize()} {m['year']}", int(m["year"]), int(m["m"]))),
    (re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH_NAMES}|{_SHORT})\b\.?(?:,? {_YEAR})?"), _named_day),
    (re.compile(rf"\b(?P<month>{_MONTH_NAMES}|{_SHORT})\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d| ?(?:runs?|rows?|%|s\b|percent))(?:,? {_YEAR})?"), _named_day),
    (re.compile(rf"\b(?:q(?P<q>[1-4])|(?:the )?(?P<place>first|second|third|fourth|1st|2nd|3rd|4th|last) quarter(?= of (?:{_OF_YEAR})|(?! of\b)(?<!last quarter)))\b(?:[ /-]*(?:of )?(?:(?P<y1>20\d\d)|(?P<y2>{_OF_YEAR}))\b)?"), _quarter),
    (re.compile(r"\b(?P<y1>20\d\d)[ /-]?q(?P<q>[1-4])(?P<place>)(?P<y2>)\b"), _quarter),
    (re.compile(rf"(?:\bh(?P<h>[12])[ /-]*(?P<y1>20\d\d)\b|\b(?:the )?(?P<place>first|second) half of (?P<y2>{_OF_YEAR})\b)"), _half),
    (re.compile(rf"\b(?P<part>early|mid|late)[ -](?P<month>{_MONTH_NAMES})\b(?:,? (?:of )?{_YEAR})?"), _month),
    (re.compile(rf"(?P<part>)\b(?P<month>{_MONTH_NAMES.replace('|may|', '|')}|{_SHORT})\b\.?,? (?:of )?{_YEAR}"), _month),
    (re.compile(rf"(?P<part>)(?<![\w.-])(?:{_LEAD})?(?P<at>(?P<month>{_MONTH_NAMES.replace('|may|', '|')}))\b(?P<year>)(?!['’])"), _month),
    (re.compile(rf"(?P<part>)\b(?:{_LEAD})(?P<at>(?P<month>may|{_SHORT})\b\.?(?:,? {_YEAR})?)(?! (?:be|i|we|have|not)\b)"), _month),
    (re.compile(rf"\b(?:(?P<which>last|previous|this|in|since|during|of|over|before|after|until|from|between|and) )(?:the )?(?P<at>(?P<season>spring|summer|autumn|winter)\b(?: (?:of )?{_YEAR})?)"), _season),
    (re.compile(rf"\b(?P<which>last|previous|this|in the|since|since the|during the|before|after|of) (?P<at>(?P<season>fall)\b(?: (?:of )?{_YEAR})?)"), _season),
    (re.compile(rf"\b(?P<holiday>easter|good friday|pentecost|whitsun|christmas|xmas|halloween|new year(?:'s(?: day)?)?)\b(?: {_YEAR})?"), _holiday),
    (re.compile(rf"\b(?P<which>last|previous|past|this|since|on|before|after|until|from|between|and|to) (?P<at>(?P<day>{'|'.join(WEEKDAYS)})\b)"), _weekday),
    (re.compile(r"\b(?:(?P<which>last|previous|past|this|the|since) )weekend\b"), _weekend),
    (re.compile(r"\b(?:the )?(?:last|past|previous|recent) (?P<n>\d{1,4}|(?:a )?couple of|few|" + _COUNTED + r") (?P<unit>hour|day|week|month|quarter|year)s?\b"), _last_n),
    (re.compile(r"\b(?:the )?(?:last|past) (?P<n>)(?P<unit>hour|day)\b"), _last_n),
    (re.compile(r"\b(?:the )?(?P<which>this|the current|current|last|past|previous) (?P<unit>week|month|quarter|year)\b(?!['’]s? (?:model|plan))"), _this),
    (re.compile(r"\b(?P<day>(?:the )?day before yesterday|yesterday|today|tonight|this morning|this afternoon|last night)\b"), _near_day),
    (re.compile(r"\b(?P<n>\d{1,4}|(?:a )?couple of|(?:a )?few|an?|" + _COUNTED + r") (?P<unit>day|week|month|year)s?(?P<ago> ago| back)?\b"), _ago),
    (re.compile(r"\b(?:start|beginning|end) of (?:the )(?P<at>(?P<unit>week|month|quarter|year)\b)(?P<which>)"), lambda m, now: _present(m["unit"], now)),
    (re.compile(rf"\b(?:in|since|during|before|after|until|till|from|for|between|and|to|year|all of|end of|start of|beginning of) (?P<at>{_YEAR})(?! ?(?:rows?|runs?|s\b|seconds?|columns?|%|mb\b))(?![.,]\d)"), lambda m, now: _months(m["year"], int(m["year"]), 1, 12)),
)  # fmt: skip
"""What is read, first rule first; a group `at` has the words themselves where others must stand before them."""
