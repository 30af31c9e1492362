"""Gradient boosting by scikit-learn, which stops by itself when more trees no longer help."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, number, whole

FEWEST_FOR_STOPPING = 10
"""Rows that the rarest class needs so that a part of them can be set aside to decide when to stop."""


def build(choices: Choices, setting: Setting) -> Any:
    """Histogram gradient boosting with early stopping on a seventh of the rows, where there are enough."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    shape = {
        "max_iter": 200,
        "learning_rate": choices["learning_rate"],
        "max_leaf_nodes": choices["leaves"],
        "min_samples_leaf": choices["min_rows"],
        "l2_regularization": choices["l2"],
        "early_stopping": min(setting.rows // 10, setting.rarest) >= FEWEST_FOR_STOPPING,
        "validation_fraction": 0.15,
        "n_iter_no_change": 12,
        "random_state": setting.seed,
    }
    if setting.classifies:
        return HistGradientBoostingClassifier(class_weight=setting.class_weight, **shape)
    return HistGradientBoostingRegressor(loss="absolute_error" if setting.absolute else "squared_error", **shape)


ESTIMATOR = Estimator(
    name="hist_boosting",
    family="boosting",
    words="gradient boosting (histogram, early stopping)",
    also_called=("hist boosting", "hist gradient boosting", "histogram gradient boosting", "histgb"),
    build=build,
    kinds=AND_FORECAST,
    points=(
        number("learning_rate", 0.02, 0.3, 0.08),
        whole("leaves", 4, 64, 31),
        whole("min_rows", 2, 60, 15),
        number("l2", 1e-3, 30.0, 0.1),
    ),
    weight=3.0,
    categories="ordinal",
    scaling=None,
    takes_missing=True,
    learns_absolute=True,
    monotonic="monotonic_cst",
    phrase=lambda c: f"learning rate {c['learning_rate']:.2g}",
)
