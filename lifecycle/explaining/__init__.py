"""Why a model says what it says: for all rows, and for one."""

from lifecycle.explaining.overall import Effect, Important, Surrogate, effect_of, importance, surrogate
from lifecycle.explaining.single import Change, Contribution, Similar, contributions, counterfactuals, similar_rows

__all__ = [
    "Change",
    "Contribution",
    "Effect",
    "Important",
    "Similar",
    "Surrogate",
    "contributions",
    "counterfactuals",
    "effect_of",
    "importance",
    "similar_rows",
    "surrogate",
]
