"""What a column is: its kind, its distinct values, a few examples; from one pass of codes over the table."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from store.records import Column, ColumnKind

EXACT_ROWS = 100_000
"""Above this many rows distinct values are counted in a sample of that many."""
_SEED = 0


@dataclass(frozen=True)
class Coded:
    """A column as integer codes."""

    codes: npt.NDArray[np.int64]
    """`(n_rows,)`: position in `distinct`, -1 = missing."""
    distinct: pd.Index
    """The different values in the order they came."""


def sample_rows(frame: pd.DataFrame, rows: int, seed: int = _SEED) -> pd.DataFrame:
    """At most `rows` rows, drawn evenly without repetition, in their order; the same at every call."""
    if len(frame) <= rows:
        return frame
    drawn = np.random.default_rng(seed).choice(len(frame), size=rows, replace=False)
    return frame.iloc[np.sort(drawn)]


def code(values: pd.Series) -> Coded:
    """The column's codes and distinct values."""
    codes, distinct = pd.factorize(values)
    return Coded(codes.astype(np.int64), pd.Index(distinct))


def kind_of(values: pd.Series, distinct: pd.Index) -> ColumnKind:
    """What a column holds.

    Text is categorical, unless its values are long (over 60 characters, or over 6 words, on average) and mostly
    different: then it is text to read.
    """
    dtype = values.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date"
    if pd.api.types.is_numeric_dtype(dtype):
        return "numeric"
    some = pd.Series(distinct[:: max(1, len(distinct) // 200)]).astype(str)
    long = len(some) and (some.str.len().mean() > 60 or (some.str.count(r"\s+") + 1).mean() > 6)
    return "text" if long and len(distinct) > max(20, 0.2 * values.notna().sum()) else "categorical"


def describe_columns(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Each column of a table as read by `read_table`, in order."""
    some = sample_rows(frame, EXACT_ROWS)
    return tuple(_describe(str(name), frame[name], code(some[name])) for name in frame.columns)


def _describe(name: str, values: pd.Series, coded: Coded) -> Column:
    return Column(
        name=name[:400] or "unnamed",
        kind=kind_of(values, coded.distinct),
        dtype=str(values.dtype),
        missing=int(values.isna().sum()),
        distinct=len(coded.distinct),
        examples=tuple(_short(v) for v in coded.distinct[:3]),
    )


def _short(value: object) -> str:
    return re.sub(r"\s+", " ", as_text(value))[:60]


def as_text(value: object) -> str:
    """A cell's value as people write it: whole numbers without a point, dates without an empty clock."""
    if isinstance(value, float | np.floating):
        return str(int(value)) if np.isfinite(value) and float(value).is_integer() else f"{float(value):.6g}"
    if isinstance(value, pd.Timestamp | np.datetime64):
        return str(pd.Timestamp(value)).removesuffix(" 00:00:00")
    return str(value)
