"""The target: found by name, checked for being predictable, never guessed."""

from contextlib import suppress

import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.structure import Structure
from experiments.tasks.naming import close_columns, find_column, likely_targets
from experiments.tasks.wish import Answer, OpenPoint, TaskWish
from store.errors import BadData, BadRequest, SextantError

MIN_ROWS = 6
"""Fewer rows with a target cannot be split into rows to learn from and rows to test on."""
_TOO_MANY_CLASSES = 1_000
_MOST_NAMED = 12
"""Columns that a refusal names."""
_SMALLEST = 1e-100
"""Numbers that differ by less cannot be learned: their squares are nothing."""
_LARGEST = 1e30
"""Greater numbers cannot be learned: trees compute in single precision, and squared errors overflow."""


def find_target(wish: TaskWish, frame: pd.DataFrame, structure: Structure) -> str | OpenPoint:
    """The column that the wish names, or the question which one it is."""
    columns = [str(c) for c in frame.columns]
    if wish.target is not None:
        found = find_column(wish.target, columns)
        if found is not None:
            return found
    unlikely = (*structure.ids, *structure.constant, *structure.dates, *structure.times, *structure.groups)
    if wish.target is None:
        return _which(
            "Which column should be predicted?", _possible(frame, structure, likely_targets(columns, unlikely))
        )
    close = close_columns(wish.target, columns)
    if close:
        return _which(f"There is no column {quote([wish.target])}. Which one did you mean?", close)
    possible = _possible(frame, structure, likely_targets(columns, unlikely))
    there = "" if possible else f" There are: {quote(columns[:_MOST_NAMED])}."
    return _which(f"There is no column {quote([wish.target])}.{there} Which column should be predicted?", possible)


def _possible(frame: pd.DataFrame, structure: Structure, likely: list[str]) -> list[str]:
    """Those of the likely columns that would not be refused if the person took them."""
    found = []
    for column in likely:
        with suppress(SextantError):
            check_target(frame, column, structure)
            found.append(column)
    return found


def _which(question: str, columns: list[str]) -> OpenPoint:
    answers = tuple(Answer(label=c, says=f"Predict {c}", sets={"target": c}) for c in columns)
    return OpenPoint(slot="target", question=question, options=answers)


def check_target(frame: pd.DataFrame, target: str, structure: Structure) -> None:
    """Refuses targets that nothing can be learned of.

    Raises:
        BadData: too few rows have a target, or it has one value or none.
        BadRequest: it is an id, a date or free text.
    """
    values = frame[target]
    known = values.dropna()
    name = quote([target])
    if known.empty:
        raise BadData(
            f"The target {name} has no values at all. Choose another target, or a table in which it is filled."
        )
    if len(known) < MIN_ROWS:
        rows = f"{len(known)} row{'' if len(known) == 1 else 's'}"
        raise BadData(
            f"Only {rows} with a value in {name}: at least {MIN_ROWS} are needed to learn and to test. Add rows."
        )
    distinct = known.nunique()
    if distinct == 1:
        value = quote([known.iloc[0]])
        raise BadData(
            f"The target {name} is {value} in all rows, so there is nothing to predict. "
            "Choose another target, or a table with other outcomes in it too."
        )
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        raise BadRequest(f"The target {name} is a date; Sextant predicts classes and numbers. Choose another target.")
    words = not pd.api.types.is_numeric_dtype(values.dtype)
    if not words and not pd.api.types.is_bool_dtype(values.dtype) and (reach := float(known.abs().max())) > _LARGEST:
        raise BadData(
            f"The target {name} has values up to {reach:.1e}, more than models can compute with ({_LARGEST:.0e}). "
            "Divide them by a power of ten, or choose another target."
        )
    if not words and float(known.astype("float64").std()) < _SMALLEST:
        raise BadData(
            f"The values of the target {name} lie within {float(known.max() - known.min()):.1e} of each other, nearer "
            "than models can compute with. Multiply them by a power of ten, or choose another target."
        )
    counts = known.value_counts()
    if distinct == 2 and counts.iloc[-1] == 1:
        raise BadData(
            f"Only 1 row has {quote([counts.index[-1]])} in {name}: at least 2 are needed, to learn from one and "
            "to test on the other. Add rows, or choose another target."
        )
    if target in structure.ids or (words and distinct > max(20, 0.5 * len(known))):
        raise BadRequest(
            f"The target {name} looks like an id or free text: {distinct:,} different values in {len(known):,} rows, "
            "so nothing carries over to new rows. Choose another target."
        )
    if words and distinct > _TOO_MANY_CLASSES:
        raise BadRequest(
            f"The target {name} has {distinct:,} classes; Sextant tells apart at most {_TOO_MANY_CLASSES:,}. "
            "Group the classes, or choose another target."
        )
