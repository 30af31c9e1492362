"""Discriminant analysis: each class a normal cloud, with shared or with own shape."""

from typing import Any

from experiments.families._base import CLASSIFICATION, Choices, Estimator, Setting, number, one_of


def build(choices: Choices, setting: Setting) -> Any:
    """Linear or quadratic discriminant analysis with shrunken covariances."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis

    if choices["shape"] == "linear":
        return LinearDiscriminantAnalysis(solver="lsqr", shrinkage=choices["shrinkage"])
    return QuadraticDiscriminantAnalysis(solver="eigen", shrinkage=choices["shrinkage"])


ESTIMATOR = Estimator(
    name="discriminant",
    family="linear",
    words="discriminant analysis",
    also_called=("discriminant analysis", "lda", "qda"),
    build=build,
    points=(one_of("shape", "linear", "quadratic"), number("shrinkage", 1e-3, 0.9, 0.05)),
    kinds=CLASSIFICATION,
    weight=1.5,
    weighs_classes=False,
    interpretable=lambda c: c["shape"] == "linear",
    phrase=lambda c: f"{c['shape']}, shrinkage {c['shrinkage']:.2g}",
)
