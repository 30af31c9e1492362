"""What kinds of forests share: how many trees, on which share of the columns, down to how few rows."""

from typing import Any

from experiments.families._base import Choices, Setting, number, whole
from store.records import VariationPoint


def forest_points(columns_share: float) -> tuple[VariationPoint, ...]:
    """The open choices of a forest.

    Args:
        columns_share: the usual share of the columns that each cut chooses among, 0.1 to 1.
    """
    return (
        whole("trees", 50, 300, 150),
        number("columns_share", 0.1, 1.0, columns_share, log=False),
        whole("min_rows", 1, 20, 1),
    )


def forest(classifier: Any, regressor: Any, choices: Choices, setting: Setting) -> Any:
    """One of two scikit-learn forests with the choices of `forest_points`, by the task's kind."""
    from experiments.families._parts import EquallyWeighted

    shape = {
        "n_estimators": choices["trees"],
        "max_features": choices["columns_share"],
        "min_samples_leaf": choices["min_rows"],
        "random_state": setting.seed,
        "n_jobs": setting.threads,
    }
    if not setting.classifies:
        return regressor(**shape)
    made = classifier(**shape)
    return EquallyWeighted(made) if setting.balanced else made
