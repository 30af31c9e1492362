"""Random forests: many trees on resampled rows, averaged."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting
from experiments.families._forest import forest, forest_points


def build(choices: Choices, setting: Setting) -> Any:
    """A random forest (Breiman, 2001)."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    return forest(RandomForestClassifier, RandomForestRegressor, choices, setting)


ESTIMATOR = Estimator(
    name="random_forest",
    family="forest",
    words="random forest",
    build=build,
    kinds=AND_FORECAST,
    points=forest_points(columns_share=0.4),
    weight=3.0,
    categories="ordinal",
    scaling=None,
    takes_missing=True,
    monotonic="monotonic_cst",
    phrase=lambda c: f"{c['trees']} trees",
)
