"""Directions that a person states: a prediction must not fall, or rise, when a column grows."""

from collections.abc import Sequence

import pandas as pd

from experiments.data.cleaning import quote
from experiments.tasks.naming import known_column
from experiments.tasks.wish import TaskWish
from store.errors import BadRequest
from store.records import Monotonic, TaskKind


def settle_monotonic(
    wish: TaskWish, frame: pd.DataFrame, kind: TaskKind, excluded: Sequence[str]
) -> tuple[Monotonic, ...]:
    """The stated directions by the columns' names in the table.

    Args:
        wish: what was said.
        frame: the rows `(n_rows, n_columns)`.
        kind: of the task.
        excluded: columns that no variant may use.

    Raises:
        BadRequest: a column is not there, not used or no number, or the kind of task has no direction.
    """
    if not wish.monotonic:
        return ()
    if kind not in ("binary", "regression"):
        raise BadRequest(
            "A direction such as “must not fall when it grows” needs a number or two classes to predict, not "
            f"{'several classes' if kind == 'multiclass' else 'a series'}. Take it back, or choose another target."
        )
    columns, found = [str(c) for c in frame.columns], dict[str, Monotonic]()
    for one in wish.monotonic:
        name = known_column(one.column, columns, "for the prediction to follow")
        if name in excluded:
            raise BadRequest(f"{quote([name])} is left out, so the prediction cannot follow it. Require it, too.")
        values = frame[name]
        if not pd.api.types.is_numeric_dtype(values.dtype):
            raise BadRequest(f"{quote([name])} holds no numbers, so there is no way in which it grows. Name a number.")
        found[name] = Monotonic(column=name, direction=one.direction)
    return tuple(found.values())


def monotonic_words(directions: Sequence[Monotonic], positive: str | None) -> str:
    """What is promised, and which models keep it."""
    from experiments.families import FAMILIES

    what = f"the chance of {quote([positive])}" if positive else "the prediction"
    said = "; ".join(
        f"{what} never {'falls' if d.direction == 'rising' else 'rises'} when {quote([d.column])} grows"
        for d in directions
    )
    able = [e.words for e in FAMILIES if e.monotonic]
    return (
        f"You asked that {said}. Only {', '.join(able)} can promise that; other models are left out, as they would "
        "keep to it by chance only."
    )
