"""Several targets predicted together: found by name, all of them numbers."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.structure import Structure
from experiments.tasks.naming import find_column, known_column
from experiments.tasks.target import MIN_ROWS
from experiments.tasks.wish import TaskWish
from store.errors import BadData, BadRequest

_BETWEEN = re.compile(r"\s*(?:,|;|\+|&|\band\b)\s*", re.I)


def with_targets(wish: TaskWish, frame: pd.DataFrame) -> TaskWish:
    """The wish with `a,b` or `a and b` taken apart where that is no column but its parts are."""
    columns = [str(c) for c in frame.columns]
    said = wish.target
    if said is None or wish.further_targets or find_column(said, columns) is not None:
        return wish
    parts = [find_column(p, columns) for p in _BETWEEN.split(said) if p]
    found = [p for p in parts if p is not None]
    if len(parts) < 2 or len(found) < len(parts):
        return wish
    return wish.told(target=found[0], further_targets=tuple(dict.fromkeys(found[1:])))


def check_further(wish: TaskWish, frame: pd.DataFrame, target: str) -> tuple[str, ...]:
    """The further targets by their names in the table.

    Raises:
        BadRequest: one is no column, the wish is for another kind than numbers, or one holds words.
        BadData: too few rows have all of them.
    """
    columns = [str(c) for c in frame.columns]
    found = [known_column(said, columns) for said in wish.further_targets]
    further = tuple(n for n in dict.fromkeys(found) if n != target)
    if not further:
        return ()
    if wish.kind not in (None, "regression"):
        raise BadRequest(f"Several targets are predicted together as numbers only, not as {wish.kind}. Choose one.")
    for name in (target, *further):
        values = frame[name]
        if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
            raise BadRequest(
                f"Several targets are predicted together only where all are numbers; {quote([name])} is none. "
                "Predict it by itself."
            )
        if values.nunique() < 2:
            raise BadData(f"The target {quote([name])} has one value only: there is nothing to predict. Leave it out.")
    rows = int(frame[[target, *further]].notna().all(axis=1).sum())
    if rows < MIN_ROWS:
        raise BadData(f"Only {rows} rows have all of {quote([target, *further])}: at least {MIN_ROWS} are needed.")
    if not np.isfinite(frame.loc[:, list(further)].to_numpy(dtype=float, na_value=0.0)).all():
        raise BadData(f"The targets {quote(further)} have infinite values. Take those rows out.")
    return further


def without(structure: Structure, names: Sequence[str]) -> Structure:
    """The structure of a table without some columns."""
    if not names:
        return structure
    parts = {f: tuple(c for c in getattr(structure, f) if c not in names) for f in structure.__dataclass_fields__}
    return replace(structure, **parts)
