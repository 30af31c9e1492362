"""What kind of problem a target makes, by exact rules, and whether the rules are sure."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.data.columns import as_text
from store.records import TaskKind

FEW_VALUES = 20
"""Whole numbers with up to this many different values may be classes or quantities: doubtful."""
FEW_FRACTIONS = 10
"""The same for numbers with a fraction."""


MOST_CODES = 1_000
"""Whole numbers with up to this many different values, several rows each, may be codes of classes."""
_ROWS_A_CODE = 5
_CALLED_CLASSES = re.compile(
    r"class|label|categor|species|genre|cluster|digit|segment|(?:^|[_ ])(?:type|kind|code)s?$", re.IGNORECASE
)
_CALLED_AMOUNT = re.compile(
    r"(?:^|[_ ])(?:counts?|number|num|nb|quantity|qty|amount|price|cost|sales|age|years?|months?|days?|hours?|minutes?|"
    r"visits?|orders?|clicks?|claims?|rides?|rings?|goals?|accidents?|children|rooms|bedrooms|temperature)(?:[_ ]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class KindGuess:
    """The kind that a target's values speak for."""

    kind: TaskKind
    sure: bool
    why: str


def guess_kind(values: pd.Series, name: str) -> KindGuess:
    """The kind of task a column would make as target.

    Two different values: binary. Text: multiclass. Numbers with many values: regression. Whole numbers with 3 to 20
    values, and fractions with 3 to 10, could be either: the likelier is given and `sure` is False. The name helps: a
    `visits` is an amount, a `category_code` with hundreds of numbers is none.

    Args:
        values: the target `(n_rows,)`; missing values don't count.
        name: the column's name, for the sentence.
    """
    known = values.dropna()
    distinct = known.unique()
    count = len(distinct)
    if count == 2:
        both = " and ".join(f"`{t}`" for t in sorted(as_text(v) for v in distinct))
        return KindGuess("binary", True, f"`{name}` has two values, {both}.")
    if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        return KindGuess("multiclass", True, f"`{name}` has {count:,} classes, written as text.")
    numbers = known.to_numpy(dtype="float64")
    whole = bool((numbers == np.floor(numbers)).all())
    if whole and may_be_codes(known) and _CALLED_CLASSES.search(name):
        return KindGuess(
            "multiclass", False, f"`{name}` has {count:,} different whole numbers and is called as classes are."
        )
    if count <= FEW_VALUES and whole:
        likely: TaskKind = "multiclass" if count <= 10 and not _CALLED_AMOUNT.search(name) else "regression"
        return KindGuess(likely, False, f"`{name}` has only {count} different whole numbers.")
    if count <= FEW_FRACTIONS:
        return KindGuess("regression", False, f"`{name}` has only {count} different numbers.")
    return KindGuess("regression", True, f"`{name}` is a number with {count:,} different values.")


def may_be_codes(known: pd.Series) -> bool:
    """Whether numbers without missing values are few enough, and come often enough, to be codes of classes."""
    return known.nunique() <= min(MOST_CODES, len(known) / _ROWS_A_CODE) and bool((known == np.floor(known)).all())


def percent(share: float) -> str:
    """A share with as many digits as it takes not to be none or all."""
    if 0.001 <= share <= 0.999 or share in (0.0, 1.0):
        return f"{share:.1%}"
    return f"{100 * share:.2g}%" if share < 0.5 else f"{share:.2%}"


def class_texts(values: pd.Series) -> pd.Series:
    """A target as class names: text without missing values, `(n_known,)`, on its own index."""
    known = values.dropna()
    codes, distinct = pd.factorize(known)
    names = np.array([as_text(v) for v in distinct], dtype=object)
    return pd.Series(names[codes] if len(known) else [], index=known.index, dtype="str")
