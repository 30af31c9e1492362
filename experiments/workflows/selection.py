"""Choosing among a matrix's columns."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from experiments.workflows.preparation import one_target

Matrix = NDArray[np.float64]


class KeepColumns(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Keeps the better half of a matrix's columns, or so many of the best.

    Args:
        method: `univariate` (F statistic of each column with the target) or `model` (importance in a small
            extremely randomised forest).
        regression: whether the target is a number.
        seed: of the forest.
        most: how many to keep, where it is not to be half of them.

    Attributes:
        kept_: indices of the columns kept, ascending.
        ranked_: the same, strongest first.
    """

    def __init__(
        self, method: str = "univariate", regression: bool = False, seed: int = 0, most: int | None = None
    ) -> None:
        self.method = method
        self.regression = regression
        self.seed = seed
        self.most = most

    def fit(self, X: Matrix, y: Any) -> "KeepColumns":
        """Rank the columns of X (n_rows, n_columns); at least five are kept where there are as many."""
        y = one_target(y)
        if self.most is not None and X.shape[1] <= self.most:
            self.kept_ = self.ranked_ = np.arange(X.shape[1])
            return self
        filled = np.where(np.isnan(X), np.nanmedian(X, axis=0), X) if np.isnan(X).any() else X
        strength = self._model_strength(filled, y) if self.method == "model" else self._univariate_strength(filled, y)
        keep = self.most or max(min(5, X.shape[1]), (X.shape[1] + 1) // 2)
        self.ranked_ = np.argsort(-strength, kind="stable")[:keep]
        self.kept_ = np.sort(self.ranked_)
        return self

    def transform(self, X: Matrix) -> Matrix:
        """The kept columns."""
        return np.asarray(X[:, self.kept_])

    def _univariate_strength(self, X: Matrix, y: Any) -> Matrix:
        from sklearn.feature_selection import f_classif, f_regression

        values, _ = (f_regression if self.regression else f_classif)(X, y)
        return np.asarray(np.nan_to_num(np.asarray(values), nan=-1.0))

    def _model_strength(self, X: Matrix, y: Any) -> Matrix:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        kind = ExtraTreesRegressor if self.regression else ExtraTreesClassifier
        forest = kind(n_estimators=40, min_samples_leaf=3, random_state=self.seed).fit(X, y)
        return np.asarray(forest.feature_importances_)
