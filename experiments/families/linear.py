"""Linear models with a squared penalty: logistic regression and ridge regression."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, number


def build(choices: Choices, setting: Setting) -> Any:
    """Logistic regression for classes, ridge regression for numbers."""
    from sklearn.linear_model import LogisticRegression, Ridge

    if setting.classifies:
        return LogisticRegression(C=1.0 / choices["penalty"], max_iter=300, class_weight=setting.class_weight)
    return Ridge(alpha=choices["penalty"], random_state=setting.seed)


ESTIMATOR = Estimator(
    name="linear",
    family="linear",
    words="linear model",
    build=build,
    kinds=AND_FORECAST,
    points=(number("penalty", 1e-3, 1e3, 1.0),),
    weight=2.0,
    interpretable=lambda _: True,
    phrase=lambda c: f"penalty {c['penalty']:.3g}",
)
