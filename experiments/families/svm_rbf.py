"""Support vector machines with a radial kernel."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, number


def build(choices: Choices, setting: Setting) -> Any:
    """A support vector machine, kernel width relative to the spread of the columns (Cortes and Vapnik, 1995)."""
    from sklearn.svm import SVC, SVR

    from experiments.families._parts import CalibratedDecision, RelativeGamma

    if setting.classifies:
        machine = SVC(C=choices["c"], cache_size=400, class_weight=setting.class_weight, random_state=setting.seed)
        return CalibratedDecision(RelativeGamma(machine, choices["gamma"]), seed=setting.seed)
    return RelativeGamma(SVR(C=choices["c"], epsilon=0.05, cache_size=400), choices["gamma"])


ESTIMATOR = Estimator(
    name="svm_rbf",
    family="svm",
    words="support vector machine (radial kernel)",
    also_called=("rbf svm", "svm rbf", "svm with rbf", "radial svm", "rbf kernel svm", "svm with an rbf kernel"),
    build=build,
    kinds=AND_FORECAST,
    points=(number("c", 0.05, 300.0, 3.0), number("gamma", 0.05, 8.0, 0.7)),
    weight=3.5,
    scales_target=True,
    phrase=lambda c: f"C {c['c']:.3g}",
)
