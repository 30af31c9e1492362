"""Which rows of a table some words mean: "for houses above 40", "older patients", "ward 3 in winter"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.numbers.table.asked import BESIDE
from assistant.numbers.table.conditions import PEOPLE, Condition, conditions
from assistant.numbers.table.names import Names
from assistant.numbers.table.sql import test
from assistant.numbers.table.tokens import Token, compares_to, tokens
from store.rows import query_rows

if TYPE_CHECKING:
    import pandas as pd

_AT = "place_in_table"


@dataclass(frozen=True)
class SomeRows:
    """What some words say of rows."""

    tests: tuple[Condition, ...]
    """All of them hold; none where no word names a column or a value."""
    unknown: tuple[str, ...]
    """Words that do not tell which rows are meant; what rows are called is none of them."""


def rows_meant(words: str, names: Names, of_numbers: str = "") -> SomeRows:
    """The rows that some words mean.

    Args:
        words: such as `for houses above 40`.
        names: the table.
        of_numbers: the column that a comparison is of where none is named; "" for none.
    """
    found = tokens(words, names)
    tests = conditions(found, names)
    tests += [
        c for i, t in enumerate(found) if not t.used and (c := _more_or_less(t, names) or _bare(found, i, of_numbers))
    ]
    nouns = _nouns(found)
    unknown = [
        t.raw
        for i, t in enumerate(found)
        if not t.used and (t.kind in ("column", "value") or (t.kind == "word" and i not in nouns))
        if t.text not in BESIDE | PEOPLE
    ]
    return SomeRows(tuple(tests), tuple(unknown))


def _more_or_less(token: Token, names: Names) -> Condition | None:
    """ "Older patients": those beyond the middle of the column."""
    said = compares_to(token.text, names) if token.kind == "word" else None
    if said is None or names.seen(said[1]).kind != "numeric":
        return None
    token.used = True
    return Condition(said[1], said[0], (names.middle(said[1]),))


def _bare(found: list[Token], i: int, column: str) -> Condition | None:
    """ "Above 40" with no column named."""
    after = next((t for t in found[i + 1 : i + 3] if t.kind == "number" and not t.used), None)
    if found[i].kind != "sign" or not column or after is None:
        return None
    found[i].used = after.used = True
    return Condition(column, found[i].text, (after.value,))


def _nouns(found: list[Token]) -> set[int]:
    """Where the word stands that only calls the rows something, such as "houses" of "for houses above 40"."""
    free = [i for i, t in enumerate(found) if t.kind == "word" and not t.used and t.text not in BESIDE]
    tested = [i for i, t in enumerate(found) if t.used]
    beside = [i for i in free if found[i].text.endswith("s") and any(abs(i - j) <= 2 for j in tested)]
    return set(beside[:1])


def places_of(rows: SomeRows, table: pd.DataFrame) -> np.ndarray:
    """Positions of the rows that fit, shape (n_fitting,)."""
    used = list(dict.fromkeys(t.column for t in rows.tests))
    numbered = table[used].assign(**{_AT: np.arange(len(table))})
    where = " AND ".join(test(t) for t in rows.tests)
    found = query_rows(numbered, "these", f"SELECT {_AT} FROM these WHERE {where}", max_rows=len(table) + 1)
    return found[_AT].to_numpy(dtype=int)
