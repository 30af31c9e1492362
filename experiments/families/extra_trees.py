"""Extremely randomised trees: many trees with random cuts, averaged."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting
from experiments.families._forest import forest, forest_points


def build(choices: Choices, setting: Setting) -> Any:
    """Extremely randomised trees (Geurts, Ernst and Wehenkel, 2006)."""
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    return forest(ExtraTreesClassifier, ExtraTreesRegressor, choices, setting)


ESTIMATOR = Estimator(
    name="extra_trees",
    family="extra_trees",
    words="extremely randomised trees",
    build=build,
    kinds=AND_FORECAST,
    points=forest_points(columns_share=0.6),
    weight=3.0,
    categories="onehot",
    scaling=None,
    takes_missing=True,
    monotonic="monotonic_cst",
    phrase=lambda c: f"{c['trees']} trees",
)
