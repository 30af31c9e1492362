"""Dates and times written as text, read by exact formats only."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
_ISO = re.compile(rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}{_CLOCK}(?:Z|[+-]\d{{2}}:?\d{{2}})?")
_SLASHED_YEAR_FIRST = re.compile(rf"\d{{4}}[/.]\d{{1,2}}[/.]\d{{1,2}}{_CLOCK}")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_CLOCK}")
_NAMED = re.compile(rf"(?:\d{{1,2}}[ -][A-Za-z]{{3,9}}[ -]\d{{2,4}}|[A-Za-z]{{3,9}} \d{{1,2}},? \d{{4}}){_CLOCK}")
_HOURS = r"^(\d{1,3}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?$"
_MONTH = re.compile(r"(\d{4})[-/](1[0-2]|0?[1-9])$")
_QUARTER = re.compile(r"(\d{4})[- /]?Q([1-4])$")
_NAMED_FORMATS = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y", "%B %d %Y")
_FITTING = 0.99
"""Share of the distinct values that must be dates of the format."""


@dataclass(frozen=True)
class Dates:
    """Dates found in text."""

    values: pd.Series
    """datetime64, on the index of the text; UTC where zones were given."""
    note: str
    order: str = ""
    """Where the year comes last: `day` or `month`, whichever comes first, with a `?` where the values allow either."""


def hours_from_text(words: pd.Series) -> pd.Series | None:
    """The hours that times of the day or durations such as 07:30 or 1:02:30 stand for, None where they are none.

    Args:
        words: distinct, trimmed texts `(n_distinct,)`, none missing.
    """
    if not len(words) or not re.match(_HOURS, words.iloc[0]):  # nearly all columns, at once
        return None
    parts = words.str.extract(_HOURS)
    if parts[0].isna().any():
        return None
    hours, minutes, seconds = (parts[i].fillna("0").astype("float64") for i in range(3))
    return hours + minutes / 60 + seconds / 3600


_Reader = Callable[[pd.Series], Dates | None]


def dates_from_text(words: pd.Series, name: str) -> Dates | None:
    """The dates that distinct texts stand for, None where they are no dates.

    Years alone and plain numbers are no dates, but for eight digits (20240131) in a column whose name says date or
    day. Where day and month cannot be told apart, a point means day first and a slash means month first, and the note
    says so.

    Args:
        words: distinct, trimmed texts `(n_distinct,)`, none missing.
        name: the column's name.
    """
    some = words.iloc[:: max(1, len(words) // 50)]
    shapes = ((_ISO, _iso), (_SLASHED_YEAR_FIRST, _year_first), (_YEAR_LAST, _year_last), (_NAMED, _named),
              (_MONTH, _month), (_QUARTER, _quarter))  # fmt: skip
    for shape, read in shapes:
        if some.map(lambda word, shape=shape: shape.fullmatch(word) is not None).mean() >= _FITTING:
            return read(words)
    if re.search(r"date|day", name, re.IGNORECASE) and some.str.fullmatch(r"(?:19|20)\d{6}").all():
        return _enough(pd.to_datetime(words, format="%Y%m%d", errors="coerce"), "Eight digits were read as dates")
    days = shapes[:4]  # months and quarters beside days would be another thing
    if not some.map(lambda word: any(shape.fullmatch(word) for shape, _ in days)).mean() >= _FITTING:
        return None
    return _mixed(words, days)


def _mixed(words: pd.Series, shapes: Sequence[tuple[re.Pattern[str], _Reader]]) -> Dates | None:
    """Dates that are written in several ways, each way by itself."""
    found, order = [], ""
    for shape, read in shapes:
        mine = words[words.map(lambda word, shape=shape: shape.fullmatch(word) is not None)]
        dates = read(mine) if len(mine) else None
        if dates is not None:
            found.append(dates.values)
            order = order or dates.order
    if len(found) < 2:
        return None
    whole = _enough(pd.concat(found).reindex(words.index), "Dates written in several ways were read as dates")
    return whole and replace(whole, order="" if order.endswith("?") else order)


def _enough(values: pd.Series, note: str) -> Dates | None:
    if values.notna().mean() < _FITTING:
        return None
    if values.dt.tz is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
        note += " (in UTC)"
    return Dates(values, note)


def _iso(words: pd.Series) -> Dates | None:
    zoned = bool(words.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$", regex=True).any() and words.str.contains(":").any())
    return _enough(pd.to_datetime(words, format="ISO8601", errors="coerce", utc=zoned), "Read as dates")


def _year_first(words: pd.Series) -> Dates | None:
    return _iso(words.str.replace(r"[/.]", "-", n=2, regex=True))


def _year_last(words: pd.Series) -> Dates | None:
    parts = words.str.extract(_YEAR_LAST)
    parts.columns = ["first", "sign", "second", "year"]
    if parts["first"].isna().any():
        parts = parts.dropna()
    first, second = parts["first"].astype(int), parts["second"].astype(int)
    if (first > 12).any() and (second > 12).any():
        return None
    sure = True
    if (first > 12).any():
        day_first, note = True, "Read as dates, day first"
    elif (second > 12).any():
        day_first, note = False, "Read as dates, month first"
    else:
        sure, day_first = False, parts["sign"].iloc[0] == "."
        which = "day" if day_first else "month"
        note = f"Read as dates with the {which} first, though the values would allow the other way round"
    day, month = (first, second) if day_first else (second, first)
    year = parts["year"].astype(int)
    year = year.where(parts["year"].str.len() == 4, year + (year < 70) * 100 + 1900)
    clock = words.reindex(parts.index).str.extract(r"[ T](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$")[0]
    text = year.map("{:04d}".format) + "-" + month.map("{:02d}".format) + "-" + day.map("{:02d}".format)
    text += pd.Series([f" {c:0>5}" if isinstance(c, str) else "" for c in clock], index=text.index, dtype="str")
    found = _enough(pd.to_datetime(text.reindex(words.index), format="ISO8601", errors="coerce"), note)
    return found and replace(found, order=("day" if day_first else "month") + ("" if sure else "?"))


def _month(words: pd.Series) -> Dates | None:
    """Years with months; not where they are years with the next one, such as 2011-12."""
    parts = words.str.extract(_MONTH).dropna().astype(int)
    if len(parts) < _FITTING * len(words) or ((parts[0] + 1) % 100 == parts[1]).all():
        return None
    text = parts[0].map("{:04d}".format) + "-" + parts[1].map("{:02d}".format)
    return _enough(pd.to_datetime(text.reindex(words.index), format="%Y-%m", errors="coerce"), "Read as months")


def _quarter(words: pd.Series) -> Dates | None:
    parts = words.str.extract(_QUARTER).dropna().astype(int)
    text = parts[0].map("{:04d}".format) + "-" + (3 * parts[1] - 2).map("{:02d}".format)
    return _enough(pd.to_datetime(text.reindex(words.index), format="%Y-%m", errors="coerce"), "Read as quarters")


def _named(words: pd.Series) -> Dates | None:
    best: Dates | None = None
    for form in _NAMED_FORMATS:
        best = best or _enough(pd.to_datetime(words, format=form, errors="coerce"), "Read as dates")
    return best
