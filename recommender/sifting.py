"""Finds figures among past runs that can be no measurements, without knowing the metric or the unit of costs.

A score is judged from two sides at once, since either alone would condemn honest runs: it lies far above all others of
its dataset, and far above what other datasets reach. Only the good side matters: standings are ranks, so that failures
however bad do no harm, while one score too good hides what really wins. A cost is judged by its size alone.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.features import Floats

OWN_REACH = 30.0
"""Distance from the dataset's median, in distances from its lowest decile to its upper quartile, that no other has."""
COMMON_REACH = 10.0
"""Distance above the best of all other scores, in distances from there to the worst median of a dataset."""
FEWEST_DATASETS = 3
FEWEST_RUNS = 5
"""Scores of a dataset that tell what is usual there."""
DEAR = 1e8
"""Multiple of the median cost beyond which seconds are none."""


def sifted(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The runs without absurd figures, and which were taken out.

    Args:
        runs: dataset_id, score (higher is better, NaN where there is none), cost_s and status; finite where known.

    Returns:
        The runs: those with an absurd score are gone, an absurd cost is missing. And dataset_id, variant_id and reason
        of each run that was touched.
    """
    too_good, too_dear = _too_good(runs), _too_dear(runs.cost_s.to_numpy(float))
    reason = np.where(too_good, "its score is far above all others", "its cost is beyond all reason")
    touched = too_good | too_dear
    aside = runs.loc[touched, ["dataset_id", "variant_id"]].assign(reason=reason[touched]).reset_index(drop=True)
    return runs.assign(cost_s=runs.cost_s.mask(too_dear))[~too_good], aside


def _too_dear(cost: Floats) -> NDArray[np.bool_]:
    paid = cost[np.isfinite(cost) & (cost > 0)]
    return np.asarray(cost > DEAR * np.median(paid)) if len(paid) else np.zeros(len(cost), dtype=bool)


def _too_good(runs: pd.DataFrame) -> NDArray[np.bool_]:
    found = np.zeros(len(runs), dtype=bool)
    good = np.flatnonzero(((runs.status == "ok") & runs.score.notna()).to_numpy(bool))
    score = runs.score.to_numpy(float)[good]
    of = runs.dataset_id.iloc[good].to_numpy(object)
    usual = pd.Series(score).groupby(of).quantile(np.array([0.1, 0.5, 0.75])).unstack()
    many = pd.Series(score).groupby(of).size() >= FEWEST_RUNS
    if many.sum() < FEWEST_DATASETS:
        return found
    low, middle, high = (usual[q].reindex(of).to_numpy(float) for q in (0.1, 0.5, 0.75))
    own = (score - middle > OWN_REACH * np.maximum(high - low, 1e-12)) & many.reindex(of).to_numpy(bool)
    found[good] = own & (score > _highest(score, own, float(usual[0.5][many].min())))
    return found


def _highest(score: Floats, doubtful: NDArray[np.bool_], bottom: float) -> float:
    """The highest score that others lead up to: beyond it there is a gap that no spread of scores explains."""
    top = float(score[~doubtful].max()) if not doubtful.all() else np.inf
    for value in np.sort(score[doubtful]):
        if value - top > COMMON_REACH * max(top - bottom, 1e-12):
            break
        top = max(top, float(value))
    return top
