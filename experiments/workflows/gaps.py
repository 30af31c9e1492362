"""Values that stand for missing ones, made missing before anything else looks at them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin

from experiments.workflows.columns import is_code


class CodesAsMissing(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Makes values that stand for missing ones missing, in the rows to learn from and in those to predict.

    Args:
        codes: column to the values of it that mean missing, as text.
    """

    def __init__(self, codes: Mapping[str, Sequence[str]] | None = None) -> None:
        self.codes = codes

    def fit(self, X: pd.DataFrame, y: Any = None) -> "CodesAsMissing":
        """Nothing is learned; which columns there are is kept."""
        self.columns_ = [str(c) for c in X.columns]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """The same rows, shape (n_rows, n_columns), with the codes missing; a column that is not there is passed by."""
        return codes_as_missing(X, self.codes or {})


def codes_as_missing(frame: pd.DataFrame, codes: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The same rows with values that stand for missing ones missing; the table itself where nothing stands for it.

    Args:
        frame: shape (n_rows, n_columns); it is left as it is.
        codes: column to the values of it that mean missing, as text; a column that is not there is passed by.
    """
    here = {c: values for c, values in codes.items() if c in frame.columns}
    if not here:
        return frame
    out = frame.copy(deep=False)
    for column, values in here.items():
        out[column] = frame[column].mask(is_code(frame[column], values))
    return out
