"""A single decision tree: readable while shallow."""

from typing import Any

from experiments.families._base import Choices, Estimator, Setting, whole


def build(choices: Choices, setting: Setting) -> Any:
    """A tree of limited depth and leaf size (Breiman et al., 1984)."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    shape = {"max_depth": choices["depth"], "min_samples_leaf": choices["min_rows"], "random_state": setting.seed}
    if setting.classifies:
        return DecisionTreeClassifier(class_weight=setting.class_weight, **shape)
    return DecisionTreeRegressor(**shape)


ESTIMATOR = Estimator(
    name="decision_tree",
    family="tree",
    words="decision tree",
    build=build,
    points=(whole("depth", 2, 20, 5), whole("min_rows", 1, 50, 5)),
    weight=1.5,
    categories="ordinal",
    scaling=None,
    takes_missing=True,
    monotonic="monotonic_cst",
    interpretable=lambda c: c["depth"] <= 5,
    phrase=lambda c: f"depth up to {c['depth']}",
)
