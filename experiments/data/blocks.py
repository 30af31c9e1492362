"""The columns of a table without a pandas object for each of them: what makes ten thousand columns take a second.

Making one Series costs about 50 µs whatever its length, so wide tables were slow for that reason alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_AT_ONCE = 512
"""Columns copied at a time: memory stays near that of the table."""


def arrays(frame: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """Each column's name and values in the order of the table: a numpy array `(n_rows,)` or a pandas one.

    Numbers and truth values come as numpy arrays of their own kind, dates as `datetime64`, text as a pandas array.
    """
    for _, part in _parts(frame):
        kinds = set(part.dtypes)
        if len(kinds) == 1 and isinstance(next(iter(kinds)), np.dtype):
            yield from zip(map(str, part.columns), part.to_numpy().T, strict=True)
        else:
            for name, values in part.items():
                plain = isinstance(values.dtype, np.dtype)
                yield str(name), values.to_numpy() if plain else values.array


def number_blocks(
    frame: pd.DataFrame, leave_out: Sequence[str] = ()
) -> Iterator[tuple[list[str], npt.NDArray[np.float64]]]:
    """The columns of numbers, up to 512 at a time: their names and `(n_rows, n_names)` values, NaN = missing."""
    numbers = frame.select_dtypes("number")
    out = set(leave_out)
    if out & set(numbers.columns):
        numbers = numbers[[c for c in numbers.columns if c not in out]]
    for names, part in _parts(numbers):
        yield names, part.to_numpy(dtype="float64", na_value=np.nan)


def _parts(frame: pd.DataFrame) -> Iterator[tuple[list[str], pd.DataFrame]]:
    for start in range(0, frame.shape[1], _AT_ONCE):
        part = frame.iloc[:, start : start + _AT_ONCE]
        yield list(map(str, part.columns)), part
