"""Gradient boosting by LightGBM."""

from typing import Any

from experiments.families._base import AND_FORECAST, Choices, Estimator, Setting, number, whole


def build(choices: Choices, setting: Setting) -> Any:
    """Gradient-boosted trees grown leaf by leaf (Ke et al., 2017), made to give the same result every time."""
    from lightgbm import LGBMClassifier, LGBMRegressor

    shape = {
        "n_estimators": choices["trees"],
        "learning_rate": choices["learning_rate"],
        "num_leaves": choices["leaves"],
        "min_child_samples": choices["min_rows"],
        "colsample_bytree": choices["columns_share"],
        "subsample": choices["rows_share"],
        "subsample_freq": 1,
        "reg_lambda": choices["l2"],
        "random_state": setting.seed,
        "n_jobs": setting.threads,
        "deterministic": True,
        "force_col_wise": True,
        "verbosity": -1,
    }
    if setting.classifies:
        return LGBMClassifier(class_weight=setting.class_weight, **shape)
    return LGBMRegressor(objective="regression_l1" if setting.absolute else "regression", **shape)


ESTIMATOR = Estimator(
    name="lightgbm",
    family="boosting",
    words="gradient boosting (LightGBM)",
    also_called=("lightgbm", "lgbm", "light gbm", "lgb"),
    build=build,
    kinds=AND_FORECAST,
    points=(
        whole("trees", 40, 1000, 160),
        number("learning_rate", 0.01, 0.3, 0.06),
        whole("leaves", 4, 64, 20),
        whole("min_rows", 2, 60, 10),
        number("columns_share", 0.3, 1.0, 0.8, log=False),
        number("rows_share", 0.5, 1.0, 0.9, log=False),
        number("l2", 1e-3, 30.0, 1.0),
    ),
    weight=5.0,
    categories="ordinal",
    scaling=None,
    takes_missing=True,
    learns_absolute=True,
    monotonic="monotone_constraints",
    phrase=lambda c: f"{c['trees']} trees, learning rate {c['learning_rate']:.2g}",
)
