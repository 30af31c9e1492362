"""How far to trust the meta-features, measured by the regret of choices on past datasets left out.

Expectations that err less need not choose better: with few datasets, or meta-features that say little, a plain
portfolio can win. So portfolios chosen at several degrees of trust are tried on each past dataset as if it and its
near-duplicates were not known, and the degrees are averaged by how well they did (stacking by held-out loss).
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from recommender.choice import choose
from recommender.features import Floats
from recommender.model import Model
from recommender.outlook import Lineup, Outlook, Seen
from recommender.scene import Scene

TRUSTS = (0.0, 0.35, 0.7, 1.0)
BEFOREHAND = (0.3, 0.6, 1.0, 1.0)
"""How likely each degree is taken to be the best where left-out regret tells nothing."""
FIRST = (1, 2, 4, 8, 16, 32)
"""Numbers of runs that regret is averaged over."""
DATASETS = 150
"""Past datasets tried, at most."""
FEW_GROUPS = 7.0
"""With this many independent datasets trust is halved: left-out regret on them says little."""
FEWEST_GROUPS = 5
"""Independent datasets below which regret is not measured."""
FEWEST_RUNS = 6
"""Scores a past dataset needs for a regret on it to mean something."""


def trusting(model: Model | None) -> Model | None:
    """The model with the trust that left-out regret bears."""
    if model is None:
        return None
    good = np.isfinite(model.history.score)
    rows = np.flatnonzero(good.sum(1) >= FEWEST_RUNS)
    groups = len(np.unique(model.where.groups[rows]))
    caution = 1.0 / (1.0 + (FEW_GROUPS / max(groups, 1)) ** 2)
    if groups < FEWEST_GROUPS:
        return replace(model, score=model.score.trusting(caution))
    if len(rows) > DATASETS:
        rows = np.sort(np.random.default_rng(model.where.seed).choice(rows, DATASETS, replace=False))
    # no budget is at stake here, so costs need not be foreseen
    tried = {t: replace(model, score=model.score.trusting(t), cost=None) for t in TRUSTS}
    regret = np.array([[_regret(m, int(row)) for m in tried.values()] for row in rows])
    return replace(model, score=model.score.trusting(caution * weighed(regret, np.array(TRUSTS), np.array(BEFOREHAND))))


def weighed(regret: Floats, trusts: Floats, beforehand: Floats) -> float:
    """Mean trust, each degree weighed by how surely it is not the worse one.

    Args:
        regret: (n_datasets, n_trusts).
        trusts: (n_trusts,).
        beforehand: weights of the trusts where regrets are alike, (n_trusts,).
    """
    best = int(regret.mean(0).argmin())
    behind = regret - regret[:, [best]]
    error = behind.std(0, ddof=1) / np.sqrt(len(regret)) + 1e-6
    weight = beforehand * np.exp(-0.5 * (behind.mean(0) / error) ** 2)
    return float(weight @ trusts / weight.sum())


def _regret(model: Model, row: int) -> float:
    """Mean regret over the first runs chosen at once on a past dataset: 0 the best variant, 1 the median one."""
    score = model.unit.forward(model.history.score[row])
    at = np.flatnonzero(np.isfinite(model.history.failure[row]))
    scene = Scene.of(model, pd.Series(dtype=float), leave_out=row)
    empty = np.zeros(0)
    outlook = Outlook.of(
        scene, Lineup.of(scene, np.arange(len(score)), pd.DataFrame()), at, empty.astype(np.int64),
        Seen((), empty, empty, empty),
    )  # fmt: skip
    value = score[at][choose(outlook, min(FIRST[-1], len(at))).order]
    good = value[np.isfinite(value)]
    all_good = score[np.isfinite(score)]
    best, middle = float(all_good.max()), float(np.median(all_good))
    got = np.maximum.accumulate(np.where(np.isfinite(value), value, good.min() if len(good) else all_good.min()))
    span = max(best - middle, 1e-12)
    return float(np.mean([min(1.0, (best - got[min(k, len(got)) - 1]) / span) for k in FIRST]))
