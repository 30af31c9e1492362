"""Makes sense of a question over a table that was read, and refuses what cannot be computed or names nothing there."""

from __future__ import annotations

import re

from assistant import wording
from assistant.numbers.table.asked import BESIDE, Asked
from assistant.numbers.table.conditions import Condition
from assistant.numbers.table.names import Names
from assistant.numbers.table.tokens import Token
from store.errors import BadRequest


def settle(asked: Asked, found: list[Token], names: Names) -> None:
    """Makes figures of kinds of columns, shares of their parts, and refuses what cannot be computed."""
    if asked.figure in ("most", "least"):
        asked.figure = "mean" if asked.measured else "count"
    if asked.figure in ("first", "last"):
        asked.figure = _end(asked.figure, asked.measured, names)
    if asked.figure == "share":
        _share_of(asked, found)
        if not asked.of:
            refuse_unknown(found, [], names)
            raise BadRequest(f"I do not see the share of what you want. The columns are {_some(names)}.")
    if asked.figure == "mean" and asked.measured and names.seen(asked.measured[0]).yes is not None:
        asked.of, asked.figure = [Condition(asked.measured[0], "=", (names.seen(asked.measured[0]).yes,))], "share"
        asked.measured = ()
    needed = {"correlation": 2, "count": 0, "share": 0}.get(asked.figure, 1)
    if len(asked.measured) < needed:
        refuse_unknown(found, [], names)
        raise BadRequest(_NOT_SAID[needed].format(columns=_some(names)))
    _refuse_words(asked, names)


_NOT_SAID = {
    1: "I do not see of which column you want that. The columns are {columns}.",
    2: "A correlation is of two columns, and I see fewer in your question. The columns are {columns}.",
}


def _end(figure: str, measured: tuple[str, ...], names: Names) -> str:
    """Which end of a column "oldest" is: the first of dates and years, the highest of ages."""
    if not measured:
        return "min"
    seen = names.seen(measured[0])
    numbers = [v for v in seen.values.values() if isinstance(v, int | float)]
    in_time = (
        seen.kind == "date"
        or (bool(numbers) and all(1500 <= v <= 2200 for v in numbers))
        or bool(
            re.search(r"(?:year|yr|date|built|jahr|since)", seen.name, re.IGNORECASE)
            and not re.search("age|old", seen.name, re.IGNORECASE)
        )
    )
    first = figure == "first"
    return ("min" if first else "max") if in_time else ("max" if first else "min")


def _share_of(asked: Asked, found: list[Token]) -> None:
    """Which test is the part and which say of what: "share of leavers with overtime", "default rate for term 60"."""
    if not asked.where:
        return
    others = asked.where
    spoken = {c.column: i for c in others for i, t in enumerate(found) if t.column == c.column and t.used}
    ordered = sorted(others, key=lambda c: spoken.get(c.column, 0))
    relative = next(
        (i for i, t in enumerate(found) if t.text in ("that", "who", "which", "are", "were", "have", "had", "has")),
        None,
    )
    first = ordered[0]
    if len(ordered) > 1 and relative is not None and spoken.get(first.column, 0) < relative:
        asked.of, asked.where = ordered[1:], [first]
        return
    asked.of, asked.where = [first], ordered[1:]


def _refuse_words(asked: Asked, names: Names) -> None:
    """Refuses averages and sums of words."""
    if asked.figure not in ("mean", "median", "sum", "spread", "correlation"):
        return
    for column in asked.measured:
        seen = names.seen(column)
        if not seen.measures and not (seen.kind == "date" and asked.figure == "median"):
            raise BadRequest(
                f"“{column}” holds {'dates' if seen.kind == 'date' else 'words'}, so that cannot be computed of it. "
                "I can count its rows, or say its most frequent value."
            )


def refuse_unknown(found: list[Token], noun: list[Token], names: Names) -> None:
    """Refuses where a word is left that names nothing: an answer without it would be to another question."""
    excused, known = {id(t) for t in noun}, {t.column for t in found if t.used}
    left = [
        t
        for t in found
        if not t.used and t.kind in ("word", "column", "number") and t.text not in BESIDE and id(t) not in excused
        if t.column not in known - {""} and not (t.kind == "column" and names.seen(t.column).identifies)
    ]
    words = [t for t in left if t.kind != "column"]
    if words and words[0].text in ("not", "no", "without"):
        raise BadRequest(
            f"I do not see what “{words[0].raw}” leaves out. Say for example “where {names.columns[0]} is missing”."
        )
    if words and words[0].kind == "number":
        raise BadRequest(f"I do not see which column “{words[0].raw}” is about. The columns are {_some(names)}.")
    if words:
        raise BadRequest(f"Nothing in the table is called “{words[0].raw}”: {_nearby(found, words[0], names)}")
    if left:
        column = left[0].column
        raise BadRequest(
            f"I do not see what is asked of “{column}”. Say for example “{column} above 5”, or “average {column}”."
        )


def _nearby(found: list[Token], word: Token, names: Names) -> str:
    """What there is instead of a word: columns it may be a part of, values of the column beside it, or all columns."""
    several = names.candidates(word.text)
    if len(several) > 1:
        return f"it may be {wording.listed(several, 8, 'or')}. Say which."
    beside = next((t.column for t in reversed(found[: found.index(word)][-2:]) if t.kind == "column"), "")
    values = list(names.seen(beside).values.values()) if beside else []
    if values and not names.seen(beside).measures:
        return f"{beside} has the values {wording.listed([str(v) for v in values], 8)}."
    return f"no column, and no value of one. The columns are {_some(names)}."


def _some(names: Names) -> str:
    return wording.listed(list(names.columns), 12)
