"""What is explained: one number for each row, from a predictions table."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from lifecycle.measuring import PROBABILITY, Floats

Predict = Callable[[pd.DataFrame], pd.DataFrame]
"""Rows in, a table with `prediction` (and `probability_<class>`) out, one line a row."""


def numbers(table: pd.DataFrame, of_class: str | None) -> Floats:
    """The probability of a class, or the predicted number where `of_class` is None: shape (n_rows,)."""
    column = "prediction" if of_class is None else f"{PROBABILITY}{of_class}"
    return np.asarray(table[column].to_numpy(dtype=float))


def is_number(values: pd.Series) -> bool:
    """Whether values can be moved up and down."""
    return bool(pd.api.types.is_numeric_dtype(values.dtype) and not pd.api.types.is_bool_dtype(values.dtype))
