"""Linear support vector machines."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, number


def build(choices: Choices, setting: Setting) -> Any:
    """A linear support vector machine, its decision turned into probabilities where classes are predicted."""
    from sklearn.svm import LinearSVC, LinearSVR

    from experiments.families._parts import CalibratedDecision

    shape = {"C": choices["c"], "dual": "auto", "max_iter": 2000, "tol": 1e-3, "random_state": setting.seed}
    if setting.classifies:
        return CalibratedDecision(LinearSVC(class_weight=setting.class_weight, **shape), seed=setting.seed)
    return LinearSVR(loss="squared_epsilon_insensitive", epsilon=0.05, **shape)


ESTIMATOR = Estimator(
    name="svm_linear",
    family="svm",
    words="linear support vector machine",
    also_called=("linear svm", "svm linear", "linear support vector machine", "linear svc"),
    build=build,
    points=(number("c", 1e-3, 30.0, 0.1),),
    weight=1.0,
    scales_target=True,
    phrase=lambda c: f"C {c['c']:.3g}",
)
