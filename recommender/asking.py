"""What a recommender is asked, checked before anything is computed and brought into one form."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from recommender.choice import Taste
from recommender.knowledge import by_id
from store.errors import BadData, BadRequest

OBSERVED = ("variant_id", "score", "cost_s", "status")


def the_profile(profile: Any) -> "pd.Series[Any]":
    """Meta-features of a dataset by name: a series, a mapping, or a table of one row.

    Raises:
        BadData: it is nothing of these, or names a meta-feature twice.
    """
    if isinstance(profile, pd.DataFrame) and len(profile) == 1:
        profile = profile.iloc[0]
    if profile is None or isinstance(profile, Mapping):
        profile = pd.Series(dict(profile or {}), dtype=object)
    if not isinstance(profile, pd.Series):
        raise BadData(f"A profile is a series of meta-features by name; {type(profile).__name__} was given.")
    twice = profile.index[profile.index.duplicated()]
    if len(twice):
        raise BadData(f"The profile has {twice[0]} twice; give each meta-feature once.")
    return profile


def the_variants(candidates: Any) -> pd.DataFrame:
    """Candidates by id, each once.

    Raises:
        BadData: they are no table, or a column stands in it twice.
    """
    return _once(by_id(candidates, "variant_id", "The candidates"))


def the_runs(observed: Any) -> pd.DataFrame:
    """Runs on this dataset.

    Raises:
        BadData: they are no table or lack a column.
    """
    if observed is None:
        return pd.DataFrame(columns=list(OBSERVED))
    if not isinstance(observed, pd.DataFrame):
        raise BadData(f"Observed runs are a table with {', '.join(OBSERVED)}; {type(observed).__name__} was given.")
    lacking = [c for c in OBSERVED if c not in observed]
    if lacking:
        found = ", ".join(map(str, observed.columns)) or "none"
        raise BadData(f"The observed runs lack the columns {', '.join(lacking)}; they have {found}.")
    return observed


def the_wish(n: Any, budget_s: Any, taste: Taste | None, n_candidates: int) -> tuple[int, float | None]:
    """How many to recommend and the seconds left, None for no limit.

    Raises:
        BadRequest: n is no whole number, the budget no number, or the taste speaks of other candidates.
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise BadRequest(f"n is how many variants to recommend, a whole number; {n!r} was given.")
    if taste is not None and not len(taste.worth) == len(taste.kinds) == n_candidates:
        raise BadRequest(f"The taste weighs {len(taste.worth)} candidates; {n_candidates} different ones were given.")
    if budget_s is None:
        return int(n), None
    try:
        seconds = float(budget_s)
    except (TypeError, ValueError):
        seconds = float("nan")
    if np.isnan(seconds):
        raise BadRequest(f"The budget is a number of seconds, or None for no limit; {budget_s!r} was given.")
    return int(n), None if seconds == float("inf") else seconds


def _once(table: pd.DataFrame) -> pd.DataFrame:
    return table[~table.index.duplicated()]
