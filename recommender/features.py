"""Turns tables of meta-features or of variants' choices into numbers a kernel can compare.

Any columns are welcome: numbers, texts, mixtures of both, values that are missing because they do not apply. Nothing
depends on the names of columns or on their order.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RANK_SPREAD = 3.4
"""A uniform rank times this has about unit standard deviation."""
MAX_LEVELS = 40
"""Texts of a column that get a column of their own; the rarer ones share one."""


def signed_log(x: Floats) -> Floats:
    """Sign times log(1 + |x|): tames heavy tails, keeps zero and the sign."""
    return np.asarray(np.sign(x) * np.log1p(np.abs(x)), dtype=float)


@dataclass(frozen=True)
class NumberScale:
    """How one numeric column becomes two: its rank among known values and its standardised signed logarithm."""

    known: Floats
    """Sorted known values, (n_known,)."""
    middle: float
    centre: float
    spread: float

    @classmethod
    def of(cls, values: Floats) -> "NumberScale":
        """Learns the scale from known values, (n,), NaN where missing."""
        known = np.sort(values[np.isfinite(values)])
        logs = signed_log(known)
        return cls(known, float(np.median(known)), float(logs.mean()), float(logs.std()) + 1e-9)

    def __call__(self, values: Floats) -> tuple[Floats, Floats]:
        """Rank scaled to about unit spread, and log scaled and clipped to ±4; a missing value gets the middle."""
        x = np.where(np.isfinite(values), values, self.middle)
        low = np.searchsorted(self.known, x, "left")
        high = np.searchsorted(self.known, x, "right")
        rank = (low + high) / 2 / max(len(self.known), 1) * RANK_SPREAD
        return rank, np.clip((signed_log(x) - self.centre) / self.spread, -4, 4)


@dataclass(frozen=True)
class ColumnCode:
    """The encoding of one column."""

    name: str
    scale: NumberScale | None
    levels: dict[str, int] = field(default_factory=dict)
    missing: bool = False
    """Whether missing values were seen beside others: they get an indicator of their own."""

    @property
    def width(self) -> int:
        """Columns this one becomes."""
        return 2 * (self.scale is not None) + len(self.levels) + int(self.missing)

    def __call__(self, column: "pd.Series[Any] | None", n: int) -> Floats:
        """The encoded column, (n, width)."""
        out = np.zeros((n, self.width))
        if self.width == 0:
            return out
        numbers, texts = split(column) if column is not None else (np.full(n, np.nan), np.full(n, None, dtype=object))
        at = 0
        if self.scale is not None:
            out[:, 0], out[:, 1] = self.scale(numbers)
            at = 2
        named = np.array([t is not None for t in texts], dtype=bool)
        for row in np.flatnonzero(named):
            if texts[row] in self.levels:
                out[row, at + self.levels[texts[row]]] = 1.0
        if self.missing:
            out[:, -1] = np.isnan(numbers) & ~named
        return out


def split(column: "pd.Series[Any]") -> tuple[Floats, NDArray[np.object_]]:
    """A column's numbers (NaN elsewhere) and its texts (None elsewhere); booleans and number-like texts are numbers."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float, na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    texts = np.full(len(column), None, dtype=object)
    if column.dtype.kind not in "bifu":
        values = column.to_numpy(object)
        for row in np.flatnonzero(np.isnan(numbers) & ~column.isna().to_numpy()):
            texts[row] = str(values[row])
    return numbers, texts


def _code(name: str, column: "pd.Series[Any]") -> ColumnCode:
    numbers, texts = split(column)
    known = numbers[np.isfinite(numbers)]
    named = pd.Series([t for t in texts if t is not None], dtype=object)
    counts = named.value_counts()
    # order by count, then by which rows hold the level: names themselves must not matter
    levels = {t: k for k, t in enumerate(counts.index[:MAX_LEVELS])}
    empty = np.isnan(numbers) & np.array([t is None for t in texts], dtype=bool)
    varied = len(np.unique(known)) > 1
    some = bool(empty.any() and not empty.all())
    if len(levels) == 1 and not some and not len(known):
        levels = {}
    return ColumnCode(name, NumberScale.of(known) if varied else None, levels, some)


@dataclass(frozen=True)
class Encoder:
    """Encodes a table of features as learned from the known rows."""

    codes: tuple[ColumnCode, ...]

    @classmethod
    def of(cls, table: pd.DataFrame) -> "Encoder":
        """Learns the encoding of all columns of a table, (n_rows, n_columns)."""
        codes = [(_code(str(c), table[c])) for c in table.columns]
        return cls(tuple(c for c in codes if c.width))

    def __call__(self, table: pd.DataFrame) -> Floats:
        """The encoded rows, (n_rows, width); columns not known are ignored, missing ones count as not applying."""
        names = {str(c): c for c in table.columns}
        parts = [c(table[names[c.name]] if c.name in names else None, len(table)) for c in self.codes]
        return np.hstack(parts) if parts else np.zeros((len(table), 0))

    @property
    def sources(self) -> tuple[str, ...]:
        """Name of the column that each encoded column came from, (width,)."""
        return tuple(c.name for c in self.codes for _ in range(c.width))


def by_content(table: pd.DataFrame) -> pd.DataFrame:
    """The table with columns and rows in an order that depends on their content alone.

    Names of columns and labels of rows don't matter, so that renaming or shuffling changes nothing downstream.
    """
    marks = {c: [mark(v) for v in table[c].tolist()] for c in table.columns}
    keys = {c: hashlib.sha256("\x1f".join(sorted(m)).encode()).hexdigest() for c, m in marks.items()}
    columns = sorted(table.columns, key=lambda c: keys[c])
    rows = sorted(range(len(table)), key=lambda r: tuple(marks[c][r] for c in columns))
    return table.iloc[rows][columns]


def mark(value: Any) -> str:
    """A text that equal values share, whatever type they came in."""
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_ | int | float | np.integer | np.floating):
        return repr(float(value))
    return str(value)
