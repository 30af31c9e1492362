"""Linear models whose penalty also sets coefficients to zero: the elastic net."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, number


def build(choices: Choices, setting: Setting) -> Any:
    """Elastic-net logistic regression for classes, elastic-net least squares for numbers.

    The penalty is per row in both, so that one value means the same for few rows and for many
    (Zou and Hastie, 2005).
    """
    from sklearn.linear_model import ElasticNet, LogisticRegression

    penalty, share = choices["penalty"], choices["l1_share"]
    if setting.classifies:
        return LogisticRegression(
            C=1.0 / (penalty * setting.rows), l1_ratio=share, solver="saga", max_iter=100, tol=1e-2,
            class_weight=setting.class_weight, random_state=setting.seed,
        )  # fmt: skip
    return ElasticNet(alpha=penalty, l1_ratio=share, max_iter=500, tol=1e-3, random_state=setting.seed)


ESTIMATOR = Estimator(
    name="elastic_net",
    family="linear",
    words="elastic-net linear model",
    also_called=("elastic net", "elasticnet", "lasso"),
    build=build,
    kinds=AND_FORECAST,
    points=(number("penalty", 1e-4, 0.3, 3e-3), number("l1_share", 0.05, 1.0, 0.5, log=False)),
    weight=1.5,
    scales_target=True,
    interpretable=lambda _: True,
    phrase=lambda c: f"penalty {c['penalty']:.3g}",
)
