"""Why a model says what it says: for all rows, and for one."""

from lifecycle.explaining._said import numbers
from lifecycle.explaining.overall import Effect, Important, Surrogate, effect_of, importance, surrogate
from lifecycle.explaining.single import (
    MOST_EXACT,
    Change,
    Contribution,
    Similar,
    contributions,
    counterfactuals,
    similar_rows,
)
from lifecycle.explaining.trees import Sums, Tree, tree_contributions

__all__ = [
    "MOST_EXACT",
    "Change",
    "Contribution",
    "Effect",
    "Important",
    "Similar",
    "Sums",
    "Surrogate",
    "Tree",
    "contributions",
    "counterfactuals",
    "effect_of",
    "importance",
    "numbers",
    "similar_rows",
    "surrogate",
    "tree_contributions",
]
