"""Rows as clients send them: checked against what the model expects, with an error for each value that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_NUMBERS = ("int", "Int", "uint", "UInt", "float", "Float", "timedelta")
MOST_TROUBLES = 50


class Invalid(Exception):
    """Rows that cannot be predicted; holds what is wrong with which value."""

    def __init__(self, troubles: list[dict[str, Any]]) -> None:
        super().__init__(f"{len(troubles)} values cannot be used")
        self.troubles = troubles


def table_of(rows: Sequence[Any], signature: Mapping[str, str]) -> pd.DataFrame:
    """Rows as a table of the model's input columns.

    Args:
        rows: objects with a value for each column; a value may be null, other columns are ignored.
        signature: input column to the dtype it was fitted with.

    Raises:
        Invalid: a row is no object, lacks a column, or holds what is no number where a number is expected.
    """
    import pandas as pd

    troubles: list[dict[str, Any]] = []
    for i, row in enumerate(rows):
        if len(troubles) >= MOST_TROUBLES:
            break
        troubles += _troubles(i, row, signature)
    if troubles:
        raise Invalid(troubles[:MOST_TROUBLES])
    made: dict[str, Any] = {}
    for column, dtype in signature.items():
        values = [row[column] for row in rows]
        if dtype.startswith(_NUMBERS):
            made[column] = pd.Series([None if v is None else float(v) for v in values], dtype=float)
        elif dtype.startswith("bool"):
            made[column] = pd.Series(values, dtype=object)
        elif dtype.startswith("datetime"):
            made[column] = _dates(values)
        else:
            made[column] = pd.Series([None if v is None else str(v) for v in values], dtype=object)
    return pd.DataFrame(made)


def _dates(values: Sequence[Any]) -> pd.Series:
    """Dates without a zone: those with one at their place in universal time."""
    import pandas as pd

    texts = pd.Series([None if v is None else str(v).strip() for v in values], dtype=object)
    return pd.to_datetime(texts, errors="coerce", format="ISO8601", utc=True).dt.tz_localize(None)


def _is_date(value: Any) -> bool:
    """Whether a value is a date with the year first: of 01.03.2024 nobody can tell whether March or January is meant.

    Words such as "now", which pandas would take, are none either: the same row must always get the same answer.
    """
    import pandas as pd

    text = str(value).strip()
    return text[:4].isdigit() and not pd.isna(pd.to_datetime(text, errors="coerce", format="ISO8601", utc=True))


def _troubles(i: int, row: Any, signature: Mapping[str, str]) -> list[dict[str, Any]]:
    if not isinstance(row, Mapping):
        return [{"row": i, "column": None, "value": _short(row), "expected": "an object with a value for each column"}]
    found = []
    for column, dtype in signature.items():
        if column not in row:
            expected = f"{kind_of(dtype)}, or null where it is not known"
            found.append({"row": i, "column": column, "value": None, "expected": expected, "missing": True})
        elif not _fits(row[column], dtype):
            found.append({"row": i, "column": column, "value": _short(row[column]), "expected": kind_of(dtype)})
    return found


def kind_of(dtype: str) -> str:
    """What a value of a dtype is, in words."""
    if dtype.startswith(_NUMBERS):
        return "a number"
    if dtype.startswith("bool"):
        return "true or false"
    return "a date such as 2026-03-01" if dtype.startswith("datetime") else "text"


def json_type(dtype: str) -> str:
    """The same as JSON Schema names it."""
    if dtype.startswith(_NUMBERS):
        return "number"
    return "boolean" if dtype.startswith("bool") else "string"


def _fits(value: Any, dtype: str) -> bool:
    if value is None:
        return True
    if isinstance(value, list | dict):
        return False
    if dtype.startswith(_NUMBERS):
        return _is_number(value)
    if dtype.startswith("bool"):
        return isinstance(value, bool) or str(value).casefold() in ("true", "false", "0", "1", "yes", "no")
    if dtype.startswith("datetime"):
        return _is_date(value)
    return _is_text(value)


def _is_number(value: Any) -> bool:
    """Whether a value is a finite number as other programs write one; Python alone takes 1_000, and true for 1."""
    if isinstance(value, bool) or (isinstance(value, str) and "_" in value):
        return False
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):  # a whole number may have more digits than a number can hold
        return False
    return isfinite(number)


def _is_text(value: Any) -> bool:
    """Whether a text can be written: JSON allows halves of characters, which nothing else does."""
    return str(value).isascii() or not any("\ud800" <= c <= "\udfff" for c in str(value))


def _short(value: Any) -> Any:
    """A value as an answer can repeat it."""
    if value is None or isinstance(value, bool) or (isinstance(value, int | float) and _is_number(value)):
        return value
    return str(value)[:80].encode("utf-8", "replace").decode()
