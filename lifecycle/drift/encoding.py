"""Tables as drift tests see them: every column as numbers or codes, by what the reference taught.

A reference is drawn from hundreds of times to learn what is usual, so its columns are turned into arrays once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lifecycle.measuring import Floats, Predicted
from store.errors import BadData

Kind = Literal["numeric", "categorical", "text", "date"]
MOST_CATEGORIES = 30
"""Categories of a column told apart, the most frequent first; the others count as one."""
FEW_NUMBERS = 12
"""Whole numbers of at most that many values are looked at as categories."""
_TRUTHS = {"true": "1", "false": "0"}
MISSING, UNSEEN = -1, -2
"""Codes of what is missing, and of a category that the reference never had."""


@dataclass(frozen=True)
class Encoded:
    """Rows as arrays, each of shape (n_rows,)."""

    n: int
    numbers: dict[str, Floats]
    """Numeric columns; missing is NaN. Of texts, their length."""
    codes: dict[str, NDArray[np.int64]]
    """Categorical columns: place of the category, `MISSING` or `UNSEEN`."""
    predicted: Predicted | None = None
    absent: tuple[str, ...] = ()
    """Columns of the reference that these rows lack."""
    unread: Mapping[str, float] = field(default_factory=dict)
    """Numeric column to the share of rows whose value is no number."""
    once: Mapping[str, int] = field(default_factory=dict)
    """Categorical column to its categories that the reference had once."""

    def take(self, rows: NDArray[Any]) -> "Encoded":
        """These rows, by position; what is said of the whole table stays."""
        return Encoded(
            len(rows),
            {c: v[rows] for c, v in self.numbers.items()},
            {c: v[rows] for c, v in self.codes.items()},
            self.predicted.take(rows) if self.predicted is not None else None,
            self.absent,
            self.unread,
            self.once,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that tests look at."""
        return (*self.numbers, *self.codes)

    def missing(self, column: str) -> NDArray[np.bool_]:
        """Which rows have no value, shape (n_rows,)."""
        if column in self.numbers:
            return np.isnan(self.numbers[column])
        return np.asarray(self.codes[column] == MISSING)

    def matrix(self) -> Floats:
        """All columns side by side, shape (n_rows, n_columns); missing is NaN, codes are numbers."""
        codes = [np.where(v == MISSING, np.nan, v.astype(float)) for v in self.codes.values()]
        columns = [*self.numbers.values(), *codes]
        return np.column_stack(columns) if columns else np.empty((self.n, 0))


@dataclass(frozen=True)
class Encoding:
    """What a reference taught of its columns."""

    kinds: dict[str, Kind]
    categories: dict[str, tuple[str, ...]]
    """Categorical column to its categories told apart, the most frequent first; the rest share the next place."""
    rare: dict[str, frozenset[str]]
    """Categorical column to the other categories that the reference had."""
    once: dict[str, int]
    """Categorical column to the number of categories that the reference had once: by Good and Turing, the share of rows
    to expect with a category never seen is that number over the rows."""

    @classmethod
    def of(cls, frame: pd.DataFrame) -> "Encoding":
        """Learns from the reference's inputs.

        Raises:
            BadData: there is no row or no column.
        """
        if not len(frame) or not len(frame.columns):
            raise BadData("A reference needs rows and columns.")
        kinds: dict[str, Kind] = {str(c): kind_of(frame[c]) for c in frame.columns}
        categories, rare, once = {}, {}, {}
        for name in frame.columns:
            if kinds[str(name)] == "categorical":
                counts = _texts(frame[name]).value_counts()
                order = [c for _, c in sorted((-int(n), str(c)) for c, n in counts.items())]
                categories[str(name)] = tuple(order[:MOST_CATEGORIES])
                rare[str(name)] = frozenset(order[MOST_CATEGORIES:])
                once[str(name)] = int((counts == 1).sum())
        return cls(kinds, categories, rare, once)

    def encode(self, frame: pd.DataFrame, predicted: Predicted | None = None) -> Encoded:
        """The rows as arrays. A column that is absent is all missing; columns that are new are ignored.

        Raises:
            BadData: there are no rows.
        """
        if not len(frame):
            raise BadData("There are no rows to look at.")
        given = {str(c): frame[c] for c in frame.columns}
        numbers, codes, unread = {}, {}, {}
        for name, kind in self.kinds.items():
            column = given.get(name, pd.Series([None] * len(frame), dtype=object))
            if kind == "categorical":
                codes[name] = self._codes(name, column)
            elif kind == "numeric":
                numbers[name] = _numbers(column)
                unread[name] = float(np.mean(np.isnan(numbers[name]) & column.notna().to_numpy()))
            elif kind == "text":
                length = column.astype("str").str.len().to_numpy(dtype=float)
                numbers[name] = np.where(column.isna().to_numpy(), np.nan, length)
        absent = tuple(c for c in self.kinds if c not in given)
        strange = {c: s for c, s in unread.items() if s > 0}
        return Encoded(len(frame), numbers, codes, predicted, absent, strange, self.once)

    def _codes(self, name: str, column: pd.Series) -> NDArray[np.int64]:
        known = self.categories[name]
        place = {c: i for i, c in enumerate(known)} | dict.fromkeys(self.rare[name], len(known))
        unique = {v: place.get(v, UNSEEN) for v in _texts(column).dropna().unique()}
        return _texts(column).map(unique).fillna(MISSING).to_numpy(dtype=np.int64)


def kind_of(column: pd.Series) -> Kind:
    """How drift tests look at a column. Dates move by nature, so they are not tested."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return "date"
    if pd.api.types.is_bool_dtype(column):
        return "categorical"
    distinct = column.nunique()
    if pd.api.types.is_numeric_dtype(column):
        whole = distinct <= FEW_NUMBERS and bool((column.dropna() % 1 == 0).all())
        return "categorical" if whole else "numeric"
    present = column.dropna()
    return "text" if distinct > MOST_CATEGORIES and distinct > len(present) / 2 else "categorical"


def _texts(column: pd.Series) -> pd.Series:
    """Values as texts, missing kept; 1, 1.0 and True of a numeric column are the same."""
    if pd.api.types.is_bool_dtype(column):
        column = column.astype(object).map({True: 1, False: 0})
    values, gone = column.to_numpy(dtype=object).tolist(), column.isna().to_numpy()
    try:
        text = {v: _text(v) for v in dict.fromkeys(v for v, g in zip(values, gone, strict=True) if not g)}
    except TypeError:  # lists and objects in the cells, which new rows of JSON or Parquet may have
        return pd.Series([None if g else str(v) for v, g in zip(values, gone, strict=True)], dtype=object)
    return pd.Series([None if g else text[v] for v, g in zip(values, gone, strict=True)], dtype=object)


def _text(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return str(int(value))
    if isinstance(value, str) and value.casefold() in _TRUTHS:  # one file has them as texts, another as yes and no
        return _TRUTHS[value.casefold()]
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _numbers(column: pd.Series) -> Floats:
    plain = column.astype(object) if not pd.api.types.is_numeric_dtype(column) else column
    found = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(np.where(np.isinf(found), np.nan, found), dtype=float)
