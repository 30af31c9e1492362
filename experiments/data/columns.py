"""What a column is: its kind, its distinct values, a few examples; from one pass of codes over the table."""

import re
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.data.blocks import arrays
from store.records import Column, ColumnKind

T = TypeVar("T")

EXACT_ROWS = 100_000
"""Above this many rows distinct values are counted in a sample of that many."""
_SEED = 0
_known: dict[int, tuple[weakref.ref[pd.DataFrame], pd.Index, dict[str, Any]]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class Coded:
    """A column as integer codes."""

    codes: npt.NDArray[np.int64]
    """`(n_rows,)`: position in `distinct`, -1 = missing."""
    distinct: Any
    """The different values in the order they came `(n_distinct,)`: an array or an index."""


def sample_rows(frame: pd.DataFrame, rows: int, seed: int = _SEED) -> pd.DataFrame:
    """At most `rows` rows, drawn evenly without repetition, in their order; the same at every call."""
    if len(frame) <= rows:
        return frame
    drawn = np.random.default_rng(seed).choice(len(frame), size=rows, replace=False)
    return frame.iloc[np.sort(drawn)]


def code(values: Any) -> Coded:
    """The column's codes and distinct values, of a Series or of an array."""
    codes, distinct = pd.factorize(values)
    return Coded(np.asarray(codes, dtype=np.int64), distinct)


def code_all(frame: pd.DataFrame) -> dict[str, Coded]:
    """Each column's codes and distinct values, counted on at most 100,000 rows."""
    return {name: code(values) for name, values in arrays(sample_rows(frame, EXACT_ROWS))}


def remembered(frame: pd.DataFrame, what: str, compute: Callable[[], T]) -> T:
    """What was computed of that very table before, or now; forgotten with the table, whose cells must not be changed.

    So a table is looked at once, however often a goal is settled on it anew.
    """
    key, columns = id(frame), frame.columns
    with _lock:
        kept = _known.get(key)
        if kept is None or kept[0]() is not frame or kept[1] is not columns:
            kept = (weakref.ref(frame, lambda _gone: _known.pop(key, None)), columns, {})
            _known[key] = kept
        found = kept[2]
    if what not in found:
        found[what] = compute()
    result: T = found[what]
    return result


def kind_of(values: Any, distinct: Any) -> ColumnKind:
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
    known = len(values) - int(np.asarray(pd.isna(values)).sum())
    long = len(some) and (some.str.len().mean() > 60 or (some.str.count(r"\s+") + 1).mean() > 6)
    return "text" if long and len(distinct) > max(20, 0.2 * known) else "categorical"


def describe_columns(frame: pd.DataFrame) -> tuple[Column, ...]:
    """Each column of a table as read by `read_table`, in order."""
    coded = code_all(frame)
    return tuple(_describe(name, values, coded[name]) for name, values in arrays(frame))


def _describe(name: str, values: Any, coded: Coded) -> Column:
    return Column(
        name=name[:400] or "unnamed",
        kind=kind_of(values, coded.distinct),
        dtype=str(values.dtype),
        missing=int(np.asarray(pd.isna(values)).sum()),
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
