"""What stands above and below the rows of a table: names or a first row, totals and remarks."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_TOTAL = re.compile(
    r"(?:grand |sub)?totals?|sum|summe|gesamt(?:summe)?|insgesamt|totale?s?|somme|suma|average|mean|mittelwert|moyenne",
    re.IGNORECASE,
)
_MOST_BELOW = 3
"""Totals and remarks at the end are so few rows."""
_MOSTLY = 0.9
_FEWEST_POSITIONS, _SURELY_RISING = 3, 6
"""So many columns are counted 0, 1, 2 by chance in hardly any row, and so many numbers rise in hardly any."""


def is_first_row(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first line of a file is a row like the others, and no header.

    It is where all of it are numbers; and where it has a number wherever the others do, and its words come again below,
    a number has a point, or there are three. Numbers that only rise or fall, such as years or wavelengths, are names,
    and so are positions (0, 1, 2, ...), as programs write them where columns have no names.

    Args:
        header: cells of the first line.
        rows: cells of some lines below.
    """
    if not header:
        return False
    numeric = [bool(_NUMBER.fullmatch(cell)) for cell in header]
    if all(numeric):
        return not _are_positions(header, rows)
    below = [[row[i] for row in rows if i < len(row) and row[i].strip()] for i in range(len(header))]
    numbers = [bool(b) and sum(map(bool, map(_NUMBER.fullmatch, b))) >= _MOSTLY * len(b) for b in below]
    if not any(numbers) or any(there and not named for there, named in zip(numbers, numeric, strict=True)):
        return False
    found = [cell for cell, there in zip(header, numbers, strict=True) if there]
    steps = [float(b) - float(a) for a, b in pairwise(found)]
    if len(steps) > 1 and (min(steps) > 0 or max(steps) < 0):
        return False
    again = all(cell in set(b) for cell, b, there in zip(header, below, numbers, strict=True) if not there)
    return again or len(found) > 2 or any("." in cell for cell in found)


def _are_positions(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether whole numbers count the columns, or rise over many of them, as no row does."""
    if len(header) < _FEWEST_POSITIONS or not all(cell.strip().isdecimal() for cell in header):
        return False
    found = [int(cell) for cell in header]
    counted = found[0] in (0, 1) and found == list(range(found[0], found[0] + len(found)))
    rising = len(found) >= _SURELY_RISING and all(a < b for a, b in pairwise(found))
    return (counted or rising) and not any(list(row) == list(header) for row in rows)


def numbered(count: int) -> list[str]:
    """Names of the columns of a file without a header: `column_1`, `column_2`, ..."""
    return [f"column_{i}" for i in range(1, count + 1)]


def told_below(count: int, last: Sequence[object]) -> str:
    """What is said of rows that are left out."""
    shown = next((" ".join(str(c).split())[:40] for c in last if c is not None and str(c).strip()), "")
    rows = (
        "The last row is no part of the table and was"
        if count == 1
        else f"The last {count} rows are no part of the table and were"
    )
    return f"{rows} left out (“{shown}”)."


def rows_below(tail: Sequence[Sequence[object]], first_column: Iterable[object]) -> int:
    """How many of the last rows are none of the table: totals, and remarks in a line of their own.

    Args:
        tail: the last rows, at least two more than may be left out.
        first_column: all values of the first column, looked through only beside a word such as "total": one that comes
            more than once is none.
    """
    count = 0
    for place, row in enumerate(list(reversed(tail))[:_MOST_BELOW], 1):
        filled = [str(c).strip() for c in row if c is not None and str(c).strip()]
        if not filled:
            count = place if count else 0
            continue
        word = filled[0].rstrip(" :.")
        total = bool(_TOTAL.fullmatch(word)) and sum(str(c).strip().rstrip(" :.") == word for c in first_column) <= 1
        remark = len(filled) == 1 < len(row) - 1 and len(word.split()) > 1 and str(row[0] or "").strip() != ""
        if not (total or remark):
            break
        count = place
    return count
