"""Extremely randomised trees: many trees with random cuts, averaged."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, number, whole


def build(choices: Choices, setting: Setting) -> Any:
    """Extremely randomised trees (Geurts, Ernst and Wehenkel, 2006)."""
    from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

    from experiments.families._parts import EquallyWeighted

    shape = {
        "n_estimators": choices["trees"],
        "max_features": choices["columns_share"],
        "min_samples_leaf": choices["min_rows"],
        "random_state": setting.seed,
        "n_jobs": setting.threads,
    }
    if setting.classifies:
        forest = ExtraTreesClassifier(**shape)
        return EquallyWeighted(forest) if setting.balanced else forest
    return ExtraTreesRegressor(**shape)


ESTIMATOR = Estimator(
    name="extra_trees",
    family="extra_trees",
    words="extremely randomised trees",
    build=build,
    kinds=AND_FORECAST,
    points=(
        whole("trees", 50, 300, 150),
        number("columns_share", 0.1, 1.0, 0.6, log=False),
        whole("min_rows", 1, 20, 1),
    ),
    weight=3.0,
    categories="onehot",
    scaling=None,
    takes_missing=True,
    monotonic="monotonic_cst",
    phrase=lambda c: f"{c['trees']} trees",
)
