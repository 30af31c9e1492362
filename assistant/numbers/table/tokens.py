"""The words of a question over a table, with its columns, values, numbers and comparisons found among them."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from assistant.numbers.table.names import Names, day_or_month
from assistant.understanding.text.words import bag, number_of

_LONGEST = 5
_WORDS = re.compile(
    r"(?P<number>-?(?<![\w.])\d+(?:,\d{3})*(?:[.,]\d+)?)(?P<percent> ?%)?|(?P<sign>>=|<=|!=|<>|==|≥|≤|[<>=,?()])|(?P<word>[^\W\d_][\w'’./µ°²³]*[\w²³%]|[^\W\d_]|\w+)|(?P<other>\S)"
)
_SIGNS = {"≥": ">=", "≤": "<=", "==": "=", "!=": "<>"}
_COMPARISONS: tuple[tuple[str, str], ...] = (
    ("greater than or equal to", ">="), ("less than or equal to", "<="), ("more than or equal to", ">="), ("no more than", "<="), ("no less than", ">="), ("no fewer than", ">="), ("not more than", "<="), ("not less than", ">="),
    ("at least", ">="), ("at most", "<="), ("up to", "<="), ("more than", ">"), ("greater than", ">"), ("higher than", ">"), ("larger than", ">"), ("bigger than", ">"), ("less than", "<"), ("fewer than", "<"), ("lower than", "<"), ("smaller than", "<"),
    ("better than", ">"), ("worse than", "<"), ("not equal to", "<>"), ("other than", "<>"), ("different from", "<>"), ("equal to", "="), ("exactly", "="), ("equals", "="), ("exceeding", ">"), ("exceeds", ">"), ("exceed", ">"), ("exceeded", ">"), ("above", ">"), ("over", ">"), ("beyond", ">"),
    ("below", "<"), ("under", "<"), ("beneath", "<"), ("minimum", ">="), ("maximum", "<="), ("after", ">"), ("since", ">="), ("before", "<"), ("until", "<="),
)  # fmt: skip
_ADJECTIVES: dict[str, tuple[str, tuple[str, ...]]] = {
    "older": (">", ("age", "year", "old")), "younger": ("<", ("age",)), "heavier": (">", ("weight", "mass", "kg")), "lighter": ("<", ("weight", "mass", "kg")), "taller": (">", ("height",)), "thicker": (">", ("thickness", "thick")), "thinner": ("<", ("thickness", "thick")),
    "longer": (">", ("length", "duration", "long")), "shorter": ("<", ("length", "duration", "height")), "wider": (">", ("width",)), "narrower": ("<", ("width",)), "deeper": (">", ("depth",)), "shallower": ("<", ("depth",)), "hotter": (">", ("temperature", "temp")), "warmer": (">", ("temperature", "temp")),
    "colder": ("<", ("temperature", "temp")), "cooler": ("<", ("temperature", "temp")), "faster": (">", ("speed", "velocity")), "slower": ("<", ("speed", "velocity")), "dearer": (">", ("price", "cost")), "cheaper": ("<", ("price", "cost")), "richer": (">", ("income", "salary")), "poorer": ("<", ("income", "salary")),
}  # fmt: skip
"""Comparatives with the columns they speak of."""
_NUMBERS = {
    "zero": 0.0,
    "two": 2.0,
    "three": 3.0,
    "four": 4.0,
    "five": 5.0,
    "six": 6.0,
    "seven": 7.0,
    "eight": 8.0,
    "nine": 9.0,
    "ten": 10.0,
    "twelve": 12.0,
    "twenty": 20.0,
    "thirty": 30.0,
    "fifty": 50.0,
    "hundred": 100.0,
}


@dataclass
class Token:
    """A piece of a question."""

    kind: str
    """word, number, sign (a comparison), column, value or break (a comma or bracket)."""
    text: str
    """In lower case; the comparison for a sign."""
    raw: str
    column: str = ""
    """The column, of a column, of a value, and of a comparative such as "older than"."""
    value: Any = None
    """The number or the value; of a day or month, what DuckDB calls its part of a date."""
    used: bool = False


def tokens(question: str, names: Names) -> list[Token]:
    """A question taken apart; what names a column or a value of the table is found first."""
    spoken = re.sub(r"(?i)(?<!\w)w/(?:\s|$)", "with ", question.replace("’", "'"))
    out: list[Token] = []
    at = 0
    for start, end, column in _written(spoken, names):
        out += _plain(spoken[at:start])
        out.append(Token("column", column.lower(), spoken[start:end], column))
        at = end
    found = _named([*out, *_plain(spoken[at:])], names)
    return _compared(found, names)


def _written(text: str, names: Names) -> list[tuple[int, int, str]]:
    """Where columns stand as they are written in the table, and are no plain word: `Fuel (t/day)`, `burner_temp_C`."""
    found: list[tuple[int, int, str]] = []
    for column in sorted(names.columns, key=len, reverse=True):
        if re.fullmatch(r"[^\W\d_]+", column):
            continue  # a plain word: its surroundings decide
        exact = 0 if len(column) < 3 else re.IGNORECASE
        for match in re.finditer(rf"(?<![\w]){re.escape(column)}(?![\w])", text, exact):
            if not any(s < match.end() and match.start() < e for s, e, _ in found):
                found.append((match.start(), match.end(), column))
    return sorted(found)


def _plain(text: str) -> list[Token]:
    out = []
    for match in _WORDS.finditer(text):
        if match["number"]:
            plain = number_of(match["number"].lstrip("-")) or 0.0
            shown = -plain if match["number"].startswith("-") else plain
            out.append(Token("number", match["number"], match.group(), value=shown))
        elif match["sign"] and match["sign"] in ",?()":
            out.append(Token("break", match["sign"], match["sign"]))
        elif match["sign"]:
            out.append(Token("sign", _SIGNS.get(match["sign"], match["sign"]), match["sign"]))
        elif match.group().lower() in _NUMBERS:
            out.append(Token("number", match.group().lower(), match.group(), value=_NUMBERS[match.group().lower()]))
        else:
            out.append(Token("word", match.group().lower().rstrip("."), match.group()))
    return out


def _named(found: list[Token], names: Names) -> list[Token]:
    """The tokens with words made columns and values; a value of the column just named comes before another column."""
    out: list[Token] = []
    i = 0
    while i < len(found):
        if found[i].kind not in ("word", "number"):
            out.append(found[i])
            i += 1
            continue
        named, length = _name_at(found, i, out, names)
        out.append(named or found[i])
        i += length if named else 1
    return out


def _name_at(found: list[Token], i: int, before: list[Token], names: Names) -> tuple[Token | None, int]:
    last = next((t for t in reversed(before[-3:]) if t.kind == "column"), None)
    near = (
        last.column
        if last
        and all(
            t.text in ("is", "was", "=", "are", "of", "type", "class", "group")
            for t in before[before.index(last) + 1 :]
        )
        else None
    )
    windows = [found[i : i + n] for n in range(min(_LONGEST, len(found) - i), 0, -1)]
    windows = [w for w in windows if all(t.kind in ("word", "number") for t in w)]
    for read in (_value_of_near, _column_written, _value_anywhere, _column_alluded):
        for window in windows:
            token = read(window, near, names)
            if token is not None:
                return token, len(window)
    return None, 1


def _value_of_near(window: list[Token], near: str | None, names: Names) -> Token | None:
    if near is None:
        return None
    found = names.value([t.text for t in window], near)
    return _value_token(window, found) if found and found[0] == near else None


def _column_written(window: list[Token], near: str | None, names: Names) -> Token | None:
    if window[0].kind == "number":
        return None
    column = names.column([t.text for t in window], " ".join(t.raw for t in window))
    return _column_token(window, column)


def _value_anywhere(window: list[Token], near: str | None, names: Names) -> Token | None:
    words = [t.text for t in window]
    found = names.value(words) if any(t.kind == "word" for t in window) else None
    if found is None and len(words) == 1 and len(names.dates) == 1 and (part := day_or_month(words[0])):
        return Token("value", words[0], window[0].raw, names.dates[0], part)
    return _value_token(window, found)


def _column_alluded(window: list[Token], near: str | None, names: Names) -> Token | None:
    if window[0].kind == "number" or window[0].text in _VERBS or comparative(window[0].text):
        return None
    return _column_token(window, names.alluded([t.text for t in window])) if len(window) <= 3 else None


_VERBS = bag("exceed exceeds exceeded exceeding equal equals missing empty null nulls known distinct different unique")


def comparative(word: str) -> bool:
    """Whether a word compares: "older", "thinner"."""
    return word in _ADJECTIVES


def compares_to(word: str, names: Names) -> tuple[str, str] | None:
    """The sign and the column of a word that says more or less by itself, such as "older" or "old"; None for others."""
    for form in (word, f"{word}er", f"{word}r"):
        adjective = _ADJECTIVES.get(form)
        column = (
            next((c for w in adjective[1] if (c := names.alluded([w]) or names.column([w], w))), "")
            if adjective
            else ""
        )
        if adjective and column:
            return adjective[0], column
    return None


def _column_token(window: list[Token], column: str | None) -> Token | None:
    raw = " ".join(t.raw for t in window)
    return Token("column", raw.lower(), raw, column) if column else None


def _value_token(window: list[Token], found: tuple[str, Any] | None) -> Token | None:
    raw = " ".join(t.raw for t in window)
    return Token("value", raw.lower(), raw, found[0], found[1]) if found else None


def _compared(found: list[Token], names: Names) -> list[Token]:
    """The tokens with words of comparison made signs: "more than" is >, "older than" is > of the column of ages."""
    out: list[Token] = []
    i = 0
    while i < len(found):
        sign, length = _sign_at(found, i, names)
        out.append(sign or found[i])
        i += length
    return out


def _sign_at(found: list[Token], i: int, names: Names) -> tuple[Token | None, int]:
    if found[i].kind != "word":
        return None, 1
    for words, sign in _COMPARISONS:
        n = len(words.split())
        here = found[i : i + n]
        if (
            " ".join(t.text for t in here) == words
            and all(t.kind == "word" for t in here)
            and _number_after(found, i + n)
        ):
            return Token("sign", sign, words), n
    adjective = _ADJECTIVES.get(found[i].text)
    if adjective and i + 1 < len(found) and found[i + 1].text == "than":
        column = next((c for w in adjective[1] if (c := names.alluded([w]) or names.column([w], w))), "")
        return Token("sign", adjective[0], found[i].raw, column), 2
    return None, 1


def _number_after(found: list[Token], i: int) -> bool:
    """Whether a number, or a value, follows before anything else is said."""
    after = [t for t in found[i : i + 3] if t.text not in ("a", "an", "the", "of", "to")]
    return bool(after) and after[0].kind in ("number", "value")
