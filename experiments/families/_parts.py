"""Parts that several estimators are built of; saved models hold them, so their names and attributes stay."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin, clone

Matrix = NDArray[np.float64]


class RelativeGamma(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A kernel machine whose gamma is a factor times 1 / (columns · variance), scikit-learn's "scale".

    Attributes:
        machine_: the fitted machine.
    """

    def __init__(self, machine: Any, factor: float = 1.0) -> None:
        self.machine = machine
        self.factor = factor

    def fit(self, X: Matrix, y: NDArray[Any]) -> "RelativeGamma":
        """Fit the machine with the gamma that this matrix (n_rows, n_columns) calls for."""
        variance = float(X.var())
        gamma = self.factor / (X.shape[1] * variance) if variance > 0 else self.factor
        self.machine_ = clone(self.machine).set_params(gamma=gamma).fit(X, y)
        if hasattr(self.machine_, "classes_"):
            self.classes_ = self.machine_.classes_
        return self

    def predict(self, X: Matrix) -> NDArray[Any]:
        """Prediction per row, shape (n_rows,)."""
        return np.asarray(self.machine_.predict(X))

    def decision_function(self, X: Matrix) -> Matrix:
        """The machine's decision values."""
        return np.asarray(self.machine_.decision_function(X))

    def __sklearn_tags__(self) -> Any:
        return self.machine.__sklearn_tags__()


class CalibratedDecision(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier with decision values, given probabilities by a logistic model of them (Platt, 1999).

    The logistic model sees decision values of rows that the classifier was not fitted on, from three folds. Where
    a class is too rare for that, the classifier's own decision values are used.

    Attributes:
        machine_: the classifier fitted on all rows; it alone decides the predicted class.
        link_: the logistic model from decision values to probabilities.
    """

    def __init__(self, machine: Any, seed: int = 0) -> None:
        self.machine = machine
        self.seed = seed

    def fit(self, X: Matrix, y: NDArray[Any]) -> "CalibratedDecision":
        """Fit the classifier, then its link to probabilities."""
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold, cross_val_predict

        self.classes_, counts = np.unique(y, return_counts=True)
        self.machine_ = clone(self.machine).fit(X, y)
        if counts.min() >= 3:
            folds = StratifiedKFold(3, shuffle=True, random_state=self.seed)
            values = cross_val_predict(self.machine, X, y, cv=folds, method="decision_function")
        else:
            values = self.machine_.decision_function(X)
        self.link_ = LogisticRegression(max_iter=200).fit(self._two_dimensional(values), y)
        return self

    @staticmethod
    def _two_dimensional(values: Matrix) -> Matrix:
        clipped = np.clip(values, -30.0, 30.0)  # one wild value must not flatten the link
        return clipped.reshape(-1, 1) if clipped.ndim == 1 else clipped

    def predict(self, X: Matrix) -> NDArray[Any]:
        """Predicted class per row, shape (n_rows,)."""
        return np.asarray(self.machine_.predict(X))

    def predict_proba(self, X: Matrix) -> Matrix:
        """Probability per row and class, shape (n_rows, n_classes), rows sum to 1."""
        return np.asarray(self.link_.predict_proba(self._two_dimensional(self.machine_.decision_function(X))))


class EquallyWeighted(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier fitted with row weights that make all classes count the same.

    It does what `class_weight="balanced"` does, which the forests of scikit-learn 1.9 refuse where classes are written
    as digits.

    Attributes:
        classifier_: the fitted classifier.
    """

    def __init__(self, classifier: Any) -> None:
        self.classifier = classifier

    def fit(self, X: Matrix, y: NDArray[Any]) -> "EquallyWeighted":
        """Weigh each row by rows / (classes · rows of its class), then fit."""
        self.classes_, place, counts = np.unique(y, return_inverse=True, return_counts=True)
        weights = len(y) / (len(counts) * counts)
        self.classifier_ = clone(self.classifier).fit(X, y, sample_weight=weights[place])
        return self

    def predict(self, X: Matrix) -> NDArray[Any]:
        """Predicted class per row, shape (n_rows,)."""
        return np.asarray(self.classifier_.predict(X))

    def predict_proba(self, X: Matrix) -> Matrix:
        """Probability per row and class, shape (n_rows, n_classes)."""
        return np.asarray(self.classifier_.predict_proba(X))


class ColumnSplines(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Splines of the columns that have enough different values; the others stay as they are.

    Attributes:
        curved_: which columns are expanded, shape (n_columns,).
        splines_: the fitted expansion, None where no column is expanded.
    """

    def __init__(self, knots: int = 5) -> None:
        self.knots = knots

    def fit(self, X: Matrix, y: Any = None) -> "ColumnSplines":
        """Choose the columns and place the knots at quantiles."""
        from sklearn.preprocessing import SplineTransformer

        self.curved_ = np.array([len(np.unique(column)) > self.knots + 2 for column in X.T], dtype=bool)
        self.splines_ = None
        if self.curved_.any():
            self.splines_ = SplineTransformer(
                n_knots=self.knots, degree=3, knots="quantile", extrapolation="linear", include_bias=False
            ).fit(X[:, self.curved_])
        return self

    def transform(self, X: Matrix) -> Matrix:
        """The plain columns, then the expanded ones, shape (n_rows, n_expanded)."""
        if self.splines_ is None:
            return X
        return np.hstack([X[:, ~self.curved_], self.splines_.transform(X[:, self.curved_])])


class TransformedTarget(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A regressor fitted on a transformed target, whose predictions are transformed back.

    `standard` takes off the mean and divides by the deviation, `log` is sign(y)·log(1 + |y| / scale), standardised,
    `quantile` maps to a normal distribution. Predictions stay within the range seen, widened by its half.

    Attributes:
        regressor_: the fitted regressor.
    """

    def __init__(self, regressor: Any, method: str = "standard") -> None:
        self.regressor = regressor
        self.method = method

    def fit(self, X: Matrix, y: NDArray[Any]) -> "TransformedTarget":
        """Learn the transform of the target, then fit the regressor on it."""
        target = np.asarray(y, dtype=float)
        self.low_, self.high_ = float(target.min()), float(target.max())
        self.scale_ = float(np.median(np.abs(target))) or 1.0
        self.quantiles_ = None
        if self.method == "quantile":
            from sklearn.preprocessing import QuantileTransformer

            self.quantiles_ = QuantileTransformer(
                n_quantiles=min(200, len(target)), output_distribution="normal", subsample=None
            ).fit(target.reshape(-1, 1))
        forward = self._forward(target)
        self.mean_, self.deviation_ = float(forward.mean()), float(forward.std()) or 1.0
        self.regressor_ = clone(self.regressor).fit(X, (forward - self.mean_) / self.deviation_)
        return self

    def _forward(self, target: Matrix) -> Matrix:
        if self.method == "log":
            return np.asarray(np.sign(target) * np.log1p(np.abs(target) / self.scale_))
        if self.quantiles_ is not None:
            return np.asarray(self.quantiles_.transform(target.reshape(-1, 1)).ravel())
        return target

    def _backward(self, values: Matrix) -> Matrix:
        if self.method == "log":
            return np.asarray(np.sign(values) * np.expm1(np.minimum(np.abs(values), 700.0)) * self.scale_)
        if self.quantiles_ is not None:
            return np.asarray(self.quantiles_.inverse_transform(values.reshape(-1, 1)).ravel())
        return values

    def predict(self, X: Matrix) -> Matrix:
        """Prediction per row in the target's own unit, shape (n_rows,)."""
        values = self._backward(np.asarray(self.regressor_.predict(X)).ravel() * self.deviation_ + self.mean_)
        margin = 0.5 * (self.high_ - self.low_)
        return np.clip(values, self.low_ - margin, self.high_ + margin)
