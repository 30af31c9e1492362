"""Linear regression that sets its own penalty from the data."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, one_of


def build(choices: Choices, setting: Setting) -> Any:
    """Bayesian ridge regression, with one penalty for all columns or one for each (MacKay, 1992)."""
    from sklearn.linear_model import ARDRegression, BayesianRidge

    return BayesianRidge() if choices["penalties"] == "shared" else ARDRegression(max_iter=50)


ESTIMATOR = Estimator(
    name="bayesian_ridge",
    family="linear",
    words="Bayesian ridge regression",
    also_called=("bayesian ridge",),
    build=build,
    points=(one_of("penalties", "shared", "per_column"),),
    kinds=("regression", "forecast"),
    weight=0.8,
    weighs_classes=False,
    scales_target=True,
    interpretable=lambda _: True,
    phrase=lambda c: "" if c["penalties"] == "shared" else "a penalty per column",
)
