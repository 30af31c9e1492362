"""What kind of problem a target makes, by exact rules, and whether the rules are sure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.data.columns import as_text
from store.records import TaskKind

FEW_VALUES = 20
"""Whole numbers with up to this many different values may be classes or quantities: doubtful."""
FEW_FRACTIONS = 10
"""The same for numbers with a fraction."""


@dataclass(frozen=True)
class KindGuess:
    """The kind that a target's values speak for."""

    kind: TaskKind
    sure: bool
    why: str


def guess_kind(values: pd.Series, name: str) -> KindGuess:
    """The kind of task a column would make as target.

    Two different values: binary. Text: multiclass. Numbers with many values: regression. Whole numbers with 3 to 20
    values, and fractions with 3 to 10, could be either: the likelier is given and `sure` is False.

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
    if count <= FEW_VALUES and whole:
        likely: TaskKind = "multiclass" if count <= 10 else "regression"
        return KindGuess(likely, False, f"`{name}` has only {count} different whole numbers.")
    if count <= FEW_FRACTIONS:
        return KindGuess("regression", False, f"`{name}` has only {count} different numbers.")
    return KindGuess("regression", True, f"`{name}` is a number with {count:,} different values.")


def class_texts(values: pd.Series) -> pd.Series:
    """A target as class names: text without missing values, `(n_known,)`, on its own index."""
    known = values.dropna()
    codes, distinct = pd.factorize(known)
    names = np.array([as_text(v) for v in distinct], dtype=object)
    return pd.Series(names[codes] if len(known) else [], index=known.index, dtype="str")
