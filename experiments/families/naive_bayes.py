"""Naive Bayes: every column votes by itself."""

from typing import Any

from experiments.families._base import CLASSIFICATION, Choices, Estimator, Setting, number


def build(choices: Choices, setting: Setting) -> Any:
    """Gaussian naive Bayes with variances smoothed by a share of the largest one."""
    from sklearn.naive_bayes import GaussianNB

    return GaussianNB(var_smoothing=choices["smoothing"])


ESTIMATOR = Estimator(
    name="naive_bayes",
    family="naive_bayes",
    words="naive Bayes",
    build=build,
    points=(number("smoothing", 1e-6, 1.0, 1e-2),),
    kinds=CLASSIFICATION,
    weight=0.8,
    weighs_classes=False,
    interpretable=lambda _: True,
    phrase=lambda c: f"smoothing {c['smoothing']:.2g}",
)
