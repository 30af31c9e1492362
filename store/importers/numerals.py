"""Numbers that a table has as texts: percentages, thousands set apart, decimal commas, durations with their units."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from store.durations import SECONDS
from store.importers.roles import cost_unit
from store.importers.wording import scalar, whole
from store.records import Scalar

_PERCENT = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*%\s*")
_THOUSANDS = re.compile(r"\s*[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d{1,3})(?:\.\d+)?\s*")
_COMMA = re.compile(
    r"\s*[+-]?(?:\d+(?:,\d+)?(?:[eE][+-]?\d+)?|"
    r"[1-9]\d{0,2}(?:(?:[ \u00a0\u202f'’]\d{3})+(?:,\d+)?|(?:\.\d{3})+,\d+))\s*"
)
"""With a decimal comma; thousands may be set apart by points, blanks or apostrophes."""
_APART = re.compile(r"[.\s'’]")
_CLOCK = re.compile(
    r"(?:(?P<days>\d+) days?,? )?(?P<hours>\d{1,4}):(?P<minutes>\d{2})(?::(?P<seconds>\d{2}(?:\.\d+)?))?"
)
_PART = re.compile(
    r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s*"
    rf"({'|'.join(sorted(SECONDS, key=len, reverse=True))})(?![a-z])",
    re.I,
)


def reading_of(name: str, texts: Sequence[str]) -> Callable[[str], Scalar]:
    """How the texts of a column are read: as one kind of number where all of them are, else each as what it spells,
    where the others are words such as "auto".

    Args:
        name: of the column; durations are looked for where it names one, and come in its unit.
        texts: the cells of the column that are texts, at least one.
    """
    if all(map(_PERCENT.fullmatch, texts)):
        return lambda text: whole(round(float(text.strip().rstrip("%").replace(",", ".")) / 100, 12))
    if any("," in t for t in texts) and all(map(_THOUSANDS.fullmatch, texts)):
        return lambda text: whole(float(text.replace(",", "")))
    if any("," in t for t in texts) and all(map(_COMMA.fullmatch, texts)):
        return lambda text: whole(float(_APART.sub("", text).replace(",", ".")))
    unit = cost_unit(name)
    if unit is not None and all(seconds_of(t) is not None for t in texts):
        return lambda text: whole(round((seconds_of(text) or 0.0) / SECONDS[unit], 9))
    words = {t for t in texts if isinstance(_spelt(t), str)}
    if any(c.isdigit() for word in words for c in word):  # names such as "8-16", of which one may be "8"
        return lambda text: text
    return _spelt


def seconds_of(text: str) -> float | None:
    """Seconds of a duration such as "1m 30s", "1,5 min", "0:02:10" or "1 days 02:00:00"; None where it is none."""
    plain = text.strip()
    clock = _CLOCK.fullmatch(plain)
    if clock is not None:
        days, hours, minutes, seconds = (float(clock[part] or 0) for part in ("days", "hours", "minutes", "seconds"))
        if clock["seconds"] is None:  # two parts are minutes and seconds
            days, hours, minutes, seconds = days, 0.0, hours, minutes
        return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    parts: list[Any] = _PART.findall(plain)
    if not parts or _PART.sub("", plain).strip(" ,"):
        return None
    return math.fsum(_amount(number) * SECONDS[unit.casefold()] for number, unit in parts)


def _amount(number: str) -> float:
    """A number that may have thousands set apart, else a decimal comma."""
    return float(number.replace(",", "" if _THOUSANDS.fullmatch(number) else "."))


def _spelt(text: str) -> Scalar:
    """A number or a truth value as such, so that 3 and 3.0 are one choice; anything else as it is written."""
    value = scalar(text)
    if isinstance(value, float):
        return whole(value) if math.isfinite(value) else text
    return text if value is None else value
