"""Runs of one variant on one dataset made one row of experience."""

import pandas as pd

COLUMNS = ["dataset_id", "variant_id", "score", "cost_s", "status", "weight"]
"""What experience knows of a run."""
_PAIR = ["dataset_id", "variant_id"]


def one_a_pair(runs: pd.DataFrame, newest_only: bool = False) -> pd.DataFrame:
    """Repeats as one row: ok if any is, with the mean over those that are; else as the last one ended.

    Args:
        runs: with `COLUMNS`, in the order in which they ended.
        newest_only: whether only those of the highest weight count, which the newest code has.
    """
    if not runs.duplicated(_PAIR).any():
        return runs
    has_ok = (runs["status"] == "ok").groupby([runs[c] for c in _PAIR]).transform("any")
    counted = runs[~has_ok | (runs["status"] == "ok")]
    if newest_only:
        counted = counted[counted["weight"] == counted.groupby(_PAIR)["weight"].transform("max")]
    rules = {"score": "mean", "cost_s": "mean", "status": "last", "weight": "last"}
    return counted.groupby(_PAIR, sort=False).agg(rules).reset_index()[list(runs.columns)]
