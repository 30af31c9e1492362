"""A table as plain numbers, fast and rough: good enough for meta-features, not for models."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

_LEVELS = 6
_BINS = 8

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Encoded:
    """A table in three views."""

    numbers: Floats
    """`(n_rows, n_numeric)`: numbers, truth values and dates as they are, NaN = missing."""
    matrix: Floats
    """`(n_rows, n_features)`: the numbers first, each of unit spread with the median for missing values and ends drawn
    in; then an indicator for each of the commonest 6 categories of each text column."""
    bins: npt.NDArray[np.int64]
    """`(n_rows, n_columns)`: at most 8 bins of numbers or 20 categories, missing a bin of its own."""


def encode(frame: pd.DataFrame) -> Encoded:
    """Encodes a table `(n_rows, n_columns)` of the kinds that `canonical` gives."""
    rows = len(frame)
    plain = [c for c in frame.columns if _is_plain(frame[c])]
    numbers = np.column_stack([_plain(frame[c]) for c in plain]) if plain else np.empty((rows, 0))
    features, bins = [_scaled(numbers)], [_binned(column) for column in numbers.T]
    for name in frame.columns:
        if name not in set(plain):
            codes = _frequent_first(frame[name])
            features.append((codes[:, None] == np.arange(_LEVELS)[None, :]).astype("float64"))
            bins.append(np.where(codes < 0, 20, np.minimum(codes, 19)))
    matrix = np.column_stack(features) if features else np.empty((rows, 0))
    matrix = matrix[:, matrix.std(axis=0) > 0] if rows else matrix
    stacked = np.column_stack(bins) if bins else np.empty((rows, 0), dtype=np.int64)
    return Encoded(numbers, matrix, np.asarray(stacked, dtype=np.int64))


def _is_plain(values: pd.Series) -> bool:
    dtype = values.dtype
    return pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_datetime64_any_dtype(dtype)


def _plain(values: pd.Series) -> Floats:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        days = values.to_numpy(dtype="datetime64[us]").astype("int64") / 86_400e6
        return np.where(values.isna().to_numpy(), np.nan, days)
    found = values.to_numpy(dtype="float64", na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def _scaled(numbers: Floats) -> Floats:
    """Columns of zero mean and unit spread, drawn in at five spreads, the median for missing values."""
    if not numbers.size:
        return numbers
    filled = numbers.copy()
    for position in range(numbers.shape[1]):
        column = filled[:, position]
        lost = np.isnan(column)
        column[lost] = np.median(column[~lost]) if not lost.all() else 0.0
    spread = filled.std(axis=0)
    scaled = (filled - filled.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.asarray(np.clip(scaled, -5, 5), dtype=np.float64)


def _frequent_first(values: pd.Series) -> npt.NDArray[np.int64]:
    """Codes of the categories, 0 the commonest; of equally common ones the first in the table; -1 missing."""
    codes, distinct = pd.factorize(values)
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    rank = np.empty(len(distinct) + 1, dtype=np.int64)
    rank[np.argsort(-counts, kind="stable")] = np.arange(len(distinct))
    rank[-1] = -1
    return np.asarray(rank[codes], dtype=np.int64)


def _binned(column: Floats) -> npt.NDArray[np.int64]:
    known = column[~np.isnan(column)]
    if not len(known):
        return np.zeros(len(column), dtype=np.int64)
    distinct = np.unique(known)
    edges = distinct[1:]
    if len(distinct) > _BINS:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1]))
    return np.asarray(np.where(np.isnan(column), _BINS, np.searchsorted(edges, column, side="right")), dtype=np.int64)
