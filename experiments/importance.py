"""What mattered to a fitted pipeline: how much worse it gets when a column is shuffled."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from store.records import Metric

WIDE = 120
"""From so many columns on, groups of them are shuffled first, to find those worth shuffling one by one."""
GROUPS, WIDE_SHUFFLED = 30, 40
"""How many groups, and how many single columns at least."""


def permutation_importance(
    measured: Callable[[pd.DataFrame, NDArray[Any]], Mapping[str, float]],
    X: pd.DataFrame,
    y: NDArray[Any],
    judge: Metric,
    seed: int,
    *,
    columns: Sequence[str] | None = None,
    most_rows: int = 1000,
    most_columns: int = 300,
    repeats: int = 3,
) -> pd.DataFrame:
    """How much worse a metric gets when a column's values are shuffled (Breiman, 2001; Fisher et al., 2019).

    Args:
        measured: rows and their truth in, metrics of the fitted pipeline's predictions out.
        X: rows that it was not fitted on.
        y: their truth, shape (n_rows,).
        judge: the metric that counts.
        seed: of rows drawn and shuffles.
        columns: those worth shuffling, the likeliest first; None takes all of a narrow table and finds those of a wide
            one.
        most_rows: more rows than this are sampled.
        most_columns: columns shuffled one by one at most.
        repeats: shuffles per column; one from 60 columns on.

    Returns:
        column, mean and std over the shuffles, most important first; negative where shuffling helped by chance.
    """
    random = np.random.default_rng(seed)
    if len(X) > most_rows:
        chosen = np.sort(random.choice(len(X), most_rows, replace=False))
        X, y = X.iloc[chosen], y[chosen]
    repeats = 1 if X.shape[1] > 60 else repeats

    def gain(rows: pd.DataFrame) -> float:
        score = measured(rows, y).get(judge.name)
        return np.nan if score is None else judge.gain(score)

    whole = gain(X)
    if np.isnan(whole):
        return pd.DataFrame({"column": [], "mean": [], "std": []})
    found = []
    chosen_columns = list(X.columns if columns is None else columns)
    if columns is None and len(chosen_columns) > WIDE:
        chosen_columns = _telling(X, chosen_columns, lambda rows: whole - gain(rows), seed)
    for name in chosen_columns[:most_columns]:
        losses = [whole - gain(_shuffled(X, name, random)) for _ in range(repeats)]
        found.append((str(name), float(np.nanmean(losses)), float(np.nanstd(losses))))
    table = pd.DataFrame(found, columns=["column", "mean", "std"]).dropna(subset=["mean"])
    return table.sort_values("mean", ascending=False, kind="stable", ignore_index=True)


def _telling(X: pd.DataFrame, names: list[Any], loss: Callable[[pd.DataFrame], float], seed: int) -> list[Any]:
    """The columns worth shuffling one by one: those of the groups that hurt most when shuffled together.

    A wide table has more columns than there is time for; a group that nothing depends on is told by one shuffle.
    """
    random = np.random.default_rng(seed)
    groups = [list(part) for part in np.array_split(np.array(names, dtype=object), GROUPS)]
    losses = []
    for group in groups:
        changed = X.copy(deep=False)
        order = random.permutation(len(X))
        for name in group:
            changed[name] = X[name].array.take(order)
        losses.append(loss(changed))
    kept: list[Any] = []
    for place in np.argsort(-np.nan_to_num(losses, nan=-np.inf), kind="stable"):
        if len(kept) >= WIDE_SHUFFLED:
            break
        kept += groups[place]
    return kept


def _shuffled(X: pd.DataFrame, name: Any, random: np.random.Generator) -> pd.DataFrame:
    order = random.permutation(len(X))
    changed = X.copy(deep=False)
    changed[name] = X[name].array.take(order)
    return changed
