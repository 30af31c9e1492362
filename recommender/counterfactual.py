"""What would change the choice: other values of one meta-feature with which another variant would come first.

Nothing here is written by hand: the recommender is asked anew for each value, and the value told is the nearest one
found to change its choice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

ENDS = (0.1, 0.9)
"""Quantiles over past datasets that a meta-feature is moved to: no further, where little is known."""
HALVINGS = 4
"""Steps by which the nearest value that changes the choice is narrowed down."""
FEWEST = 5
"""Past datasets that must know a meta-feature."""

First = Callable[["pd.Series[Any]"], Any]
"""Id of the variant that comes first on a dataset of a profile."""


@dataclass(frozen=True)
class Change:
    """With this meta-feature at that value another variant would come first."""

    name: str
    value: float
    first: Any
    """Id of the variant that would be first."""
    over: bool
    """Whether the value lies above the dataset's own."""
    moved: dict[str, float] = field(default_factory=dict)
    """Every meta-feature that moves with it, by its value then: `x_per_y` moves with `x`."""


def changes(
    profile: "pd.Series[Any]", known: pd.DataFrame, names: Sequence[str], first: First, most: int
) -> tuple[Change, ...]:
    """The changes of the first variant by one meta-feature each, in the order of the names.

    Args:
        profile: meta-features of the dataset.
        known: those of past datasets, (n_datasets, n_meta_features).
        names: meta-features to move.
        first: asks the recommender.
        most: changes to find at most.
    """
    now, found = first(profile), list[Change]()
    for name in names:
        own = pd.to_numeric(profile.get(name, np.nan), errors="coerce")
        if name not in known or known[name].notna().sum() < FEWEST:
            continue
        start = float(own) if np.isfinite(own) else float(known[name].median())
        for end in known[name].quantile(list(ENDS)):
            if len(found) == most:
                return tuple(found)
            if abs(end - start) < 1e-9 or (end > start) != (end > known[name].median()):
                continue  # the dataset lies beyond this end already
            change = _nearest(profile, name, start, float(end), now, first)
            if change is not None:
                found.append(change)
    return tuple(found)


def _nearest(profile: "pd.Series[Any]", name: str, start: float, end: float, now: Any, first: First) -> Change | None:
    """The value nearest to the dataset's own that changes the choice, by halving; None if the far end does not."""
    near, far = start, end
    then = first(_with(profile, _moved(profile, name, start, far)))
    if then == now:
        return None
    for _ in range(HALVINGS):
        middle = 0.5 * (near + far)
        other = first(_with(profile, _moved(profile, name, start, middle)))
        if other == now:
            near = middle
        else:
            far, then = middle, other
    return Change(name, far, then, end > start, _moved(profile, name, start, far))


def _moved(profile: "pd.Series[Any]", name: str, start: float, value: float) -> dict[str, float]:
    """The meta-feature at its value; on a logarithmic one, ratios to others move as far."""
    moved = {name: value}
    if "_log_" in name:
        for other, was in profile.items():
            if str(other).startswith(f"{name}_per_") and np.isfinite(was):
                moved[str(other)] = float(was) + value - start
    return moved


def _with(profile: "pd.Series[Any]", moved: dict[str, float]) -> "pd.Series[Any]":
    other = profile.copy()
    for name, value in moved.items():
        other[name] = value
    return other
