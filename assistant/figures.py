"""Checks figures in a language model's words against what the tools returned; what has no source is marked.

A figure has a source where a source holds the same value, rounded to the digits that the words give; per cent, thousands
separators, `k` and `M`, number words and units of time are read as the values they stand for. Ordinals of a list, dates
that stand in a source, and digits within names (`F1`, `run-1f0c`) are no figures.
"""
# ruff: noqa: E501 - a pattern or a table of words broken over lines is harder to read than a long one

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from store.durations import SECONDS

MARK = " (no source)"

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {
    w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_WORD_VALUES = {w: i for i, w in enumerate(_UNITS) if i > 1} | _TENS | {"dozen": 12, "half": 0.5}
"""`one` and `zero` are left out: they are pronouns and figures of speech far more often."""
_WORD = "|".join(sorted([*_WORD_VALUES, "hundred", "thousand", "million"], key=len, reverse=True))
_NUMBER = re.compile(
    r"(?P<date>\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?\b)"
    r"|(?<![\w.,-])(?P<digits>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)"
    r"(?P<scale>\s?(?:k|M|million|thousand)\b)?(?P<percent>\s?(?:%|per ?cent\b))?(?P<time>\s?(?:ms|min(?:utes?)?|h(?:ours?)?)\b)?"
    r"(?![\w]|\.\d)"
    rf"|\b(?P<words>(?:a hundred|a thousand|{_WORD})(?:[- ](?:and )?(?:{_WORD}|one))*)\b(?P<percent2>\s?(?:%|per ?cent\b))?",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}


@dataclass(frozen=True)
class Figure:
    """A number that was read from words."""

    start: int
    end: int
    text: str
    values: tuple[tuple[float, float], ...]
    """What it can stand for: value, and half of its last digit (how far a source may be away)."""


def figures(text: str) -> list[Figure]:
    """The figures in a text, in order; dates have no values and count by their letters."""
    items = [m.span() for m in _LIST_ITEM.finditer(text)]
    found = []
    for match in _NUMBER.finditer(text):
        if any(a <= match.start() < b for a, b in items):
            continue
        values = () if match["date"] else _values(match)
        found.append(Figure(match.start(), match.end(), match.group(0).strip(), values))
    return found


def _values(match: re.Match[str]) -> tuple[tuple[float, float], ...]:
    if match["words"]:
        value = _spoken(match["words"].casefold())
        return ((value, 1e-9), (value / 100, 1e-9)) if match["percent2"] else ((value, 1e-9),)
    digits = match["digits"].replace(",", "")
    value, half = float(digits), 0.5 * _last_place(digits)
    if match["scale"]:
        scale = _SCALES[match["scale"].strip().casefold()]
        value, half = value * scale, half * scale
    found = [(value, half)]
    if match["percent"]:
        found.append((value / 100, half / 100))
    if match["time"]:
        scale = SECONDS[match["time"].strip().casefold()]
        found.append((value * scale, half * scale))
    return tuple(found)


def _last_place(digits: str) -> float:
    mantissa, _, exponent = digits.casefold().partition("e")
    places = len(mantissa.partition(".")[2])
    return float(10.0 ** (int(exponent or 0) - places))


def _spoken(words: str) -> float:
    """The value of number words such as `ninety-nine` or `two hundred and five`."""
    total, part = 0.0, 0.0
    for word in re.split(r"[- ]+", words.replace(" and ", " ")):
        if word == "a":
            part = 1
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word in ("thousand", "million"):
            total, part = total + max(part, 1) * _SCALES[word], 0
        elif word == "dozen":
            part = max(part, 1) * 12
        else:
            part += 1 if word == "one" else _WORD_VALUES[word]
    return total + part


def unsourced(text: str, sources: Iterable[str], counts: Iterable[float] = ()) -> list[Figure]:
    """The figures of a text that no source holds.

    Args:
        text: a language model's words.
        sources: what tools returned and the person said, as text.
        counts: further values that count as sources, such as the number of rows that a tool returned.
    """
    held = [str(s) for s in sources]
    # in tables a comma parts columns, in words thousands: a source is read both ways
    read = [f for source in held for f in (*figures(source), *figures(source.replace(",", " , ")))]
    known = [value for f in read for value, _ in f.values] + [float(c) for c in counts]
    missing = []
    for figure in figures(text):
        sourced = any(_near(v, half, k) for v, half in figure.values for k in known)
        if not sourced and not (not figure.values and any(figure.text[:10] in s for s in held)):
            missing.append(figure)
    return missing


def _near(value: float, half: float, known: float) -> bool:
    """Whether a known value rounds, or is cut, to the digits given; signs aside, as losses are told both ways."""
    if not math.isfinite(known):
        return False
    tolerance = max(half * 1.0001, 1e-9 * max(abs(value), 1.0))
    cut = 0.0 <= abs(known) - abs(value) < 2 * half
    return abs(abs(known) - abs(value)) <= tolerance or (cut and half > 1e-9)


def marked(text: str, missing: Iterable[Figure]) -> str:
    """The text with a mark behind each figure that has no source."""
    for figure in sorted(missing, key=lambda f: -f.start):
        text = text[: figure.end].rstrip() + MARK + text[figure.end :]
    return text
