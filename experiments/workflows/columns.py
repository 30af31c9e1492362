"""What each column of a raw table is to a pipeline, and how its values are read as numbers, texts or moments."""

from collections.abc import Hashable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Use = Literal["numeric", "category", "text", "date"]

MOST_CATEGORIES = 40
"""Columns of words with more different values than this are treated as text."""
FEWEST_NUMBERS = 20
"""Words that all read as numbers count as numbers if there are more different ones than this: fewer are codes."""
FEWEST_CODES, MOST_CODES = 3, 20
"""Different values of a column of numbers that may be codes: marks, months, grades, keys of countries."""
_ROWS_A_CODE = 10
"""Rows that each of them has on the average, at least: of fewer nothing can be learned apart."""
LARGEST = 1e30
"""Greater magnitudes are cut to it: trees compute in single precision, which ends at 3.4e38."""
MISSING = "(missing)"
"""How a missing category is written: it is a category of its own."""

_TRUTHS = {"true": 1.0, "false": 0.0}
"""Truth values that a file wrote as words, where the pipeline knows the column as numeric."""

_DATE_FORMATS = ("ISO8601", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M",
                 "%m/%d/%Y %H:%M", "%d %b %Y", "%b %d, %Y")  # fmt: skip


def is_plain_number(dtype: Any) -> bool:
    """Whether a column of that dtype is one of numbers or truth values for sure; very cheap, for wide tables."""
    return isinstance(dtype, np.dtype) and dtype.kind in "iufb"


def use_of(column: "pd.Series[Any]") -> tuple[Use, str]:
    """How a column is used, and the format of its dates ("" for anything else).

    Numbers and booleans are numeric; columns of words are categories (few different values), numbers or dates
    written as words, or text.
    """
    kind = column.dtype
    if isinstance(kind, pd.DatetimeTZDtype | pd.PeriodDtype) or pd.api.types.is_datetime64_any_dtype(kind):
        return "date", ""
    if pd.api.types.is_timedelta64_dtype(kind):
        return "numeric", ""
    if pd.api.types.is_bool_dtype(kind) or (
        pd.api.types.is_numeric_dtype(kind) and not isinstance(kind, pd.CategoricalDtype)
    ):
        return "numeric", ""
    distinct = pd.Series([text_of(v) for v in pd.unique(column.dropna().astype("object"))], dtype="object")
    if len(distinct) > FEWEST_NUMBERS and pd.to_numeric(distinct, errors="coerce").notna().mean() >= 0.98:
        return "numeric", ""
    date_format = _date_format(distinct)
    if date_format:
        return "date", date_format
    return ("category" if len(distinct) <= MOST_CATEGORIES else "text"), ""


def _date_format(distinct: "pd.Series[Any]") -> str:
    sample = distinct.head(200)
    digits = sample.str.contains(r"\d", regex=True)
    if len(sample) < 3 or digits.mean() < 0.95 or sample.str.len().min() < 8:
        return ""
    for date_format in _DATE_FORMATS:
        if pd.to_datetime(sample, errors="coerce", format=date_format, utc=True).notna().mean() >= 0.95:
            return date_format
    return ""


def text_of(value: Hashable) -> str:
    """A category as text; 1.0 and 1 are the same category."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def may_be_codes(distinct: int, rows: int) -> bool:
    """Whether a column of numbers with so many different values in so many rows may be one of codes.

    Codes only name what they stand for: that 3 lies between 2 and 4 may then say nothing.
    """
    return FEWEST_CODES <= distinct <= MOST_CODES and rows >= _ROWS_A_CODE * distinct


def is_code(values: "pd.Series[Any]", codes: Sequence[str]) -> "pd.Series[bool]":
    """Which values are one of the codes, shape (n_rows,): as numbers where both are, else as text without its case."""
    if pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype):
        wanted = pd.to_numeric(pd.Series(codes, dtype="object"), errors="coerce").dropna()
        return values.isin(wanted.astype(float).tolist())
    named = {c.strip().casefold() for c in codes}
    texts = values.map(lambda v: text_of(v).strip().casefold(), na_action="ignore").astype("object")
    return texts.isin(named)


def numbers(frame: pd.DataFrame) -> NDArray[np.float64]:
    """Numeric columns as a matrix (n_rows, n_columns); what does not read as a number is missing (NaN)."""
    matrix = np.empty(frame.shape, dtype=np.float64)
    plain = [i for i, kind in enumerate(frame.dtypes) if is_plain_number(kind)
             or (pd.api.types.is_numeric_dtype(kind) and not isinstance(kind, pd.CategoricalDtype))]  # fmt: skip
    if plain:
        matrix[:, plain] = frame.iloc[:, plain].to_numpy(dtype=np.float64, na_value=np.nan)
    for i in set(range(frame.shape[1])) - set(plain):
        column = frame.iloc[:, i]
        if pd.api.types.is_timedelta64_dtype(column.dtype):
            matrix[:, i] = column.dt.total_seconds().to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            words = column.astype("object")
            read = pd.to_numeric(
                words.map(lambda v: _TRUTHS.get(v.lower(), v) if isinstance(v, str) else v), errors="coerce"
            )
            matrix[:, i] = read.to_numpy(dtype=np.float64, na_value=np.nan)
    matrix[~np.isfinite(matrix)] = np.nan
    return np.clip(matrix, -LARGEST, LARGEST)


def texts(column: "pd.Series[Any]") -> NDArray[np.object_]:
    """A column of words as an object array (n_rows,) without missing values."""
    codes, distinct = pd.factorize(column.astype("object"))
    written = np.array([*(text_of(v) for v in distinct), MISSING], dtype=object)
    return np.asarray(written[codes])


def moments(column: "pd.Series[Any]", date_format: str) -> "pd.Series[Any]":
    """A column of dates as datetime64 without time zone; what does not read as a date is missing."""
    if isinstance(column.dtype, pd.PeriodDtype):
        return pd.Series(column.dt.to_timestamp())
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        read = pd.to_datetime(column, errors="coerce", utc=True)
    else:
        read = pd.to_datetime(column.astype("object"), errors="coerce", format=date_format or "ISO8601", utc=True)
    return pd.Series(read.dt.tz_localize(None).astype("datetime64[us]"))
