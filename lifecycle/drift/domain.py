"""All columns at once: can a classifier tell the batch from the reference? (Lopez-Paz and Oquab, 2017.)

It sees changes in how columns go together that no single column shows.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import WHOLE, Draw, DriftTest, Learned, Usual
from lifecycle.drift.encoding import Encoded
from lifecycle.measuring import Floats, area_under_roc

FOLDS = 3
MOST_REFERENCE = 1_000
MOST_BATCH = 1_000
"""Rows of each side that are used; more make it slower and hardly better."""
_SPLITS = 12


def told_apart(reference: Floats, batch: Floats, seed: int) -> float:
    """Cross-validated area under the ROC curve of telling the two apart, 0.5 is not at all.

    Args:
        reference: shape (n_reference, n_columns), NaN allowed.
        batch: shape (n_batch, n_columns).
        seed: of the folds.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold

    X = np.vstack([reference, batch])
    side = np.repeat([0, 1], [len(reference), len(batch)])
    chance = np.empty(len(X))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a column that is all missing says nothing, and that is fine
        for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(X, side):
            model = HistGradientBoostingClassifier(
                max_iter=25, max_leaf_nodes=8, min_samples_leaf=20, learning_rate=0.2, max_bins=32,
                early_stopping=False, random_state=seed,
            )  # fmt: skip
            chance[test] = model.fit(X[train], side[train]).predict_proba(X[test])[:, 1]
    return area_under_roc(side == 1, chance)


@dataclass(frozen=True)
class _Usual(Usual):
    middle: float
    spread: float

    def z(self, subject: str, effect: float) -> float:
        return (effect - self.middle) / self.spread

    def mean(self, subject: str) -> float:
        return max(self.middle, 0.0)


@dataclass(frozen=True)
class _Learned(Learned):
    matrix: Floats
    rng_seed: int = 0

    def effects(self, batch: Encoded) -> dict[str, float]:
        """Signed by nature; below chance counts as none."""
        rows = batch.matrix()
        if rows.shape[0] < 2 * FOLDS or rows.shape[1] == 0:
            return {}
        rng = np.random.default_rng(self.rng_seed)
        apart = told_apart(_some(self.matrix, MOST_REFERENCE, rng), _some(rows, MOST_BATCH, rng), self.rng_seed)
        return {WHOLE: max(0.0, 2.0 * apart - 1.0)}

    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        """Batches that share rows with the reference would be told apart by them: both sides are drawn disjoint."""
        n = min(n, MOST_BATCH, len(self.matrix) // 2)
        m = min(MOST_REFERENCE, len(self.matrix) - n)
        found = []
        for split in range(_SPLITS):
            order = rng.permutation(len(self.matrix))
            found.append(2.0 * told_apart(self.matrix[order[n : n + m]], self.matrix[order[:n]], split) - 1.0)
        # the spread of an area under the curve without any signal (Mann and Whitney, 1947); folds make it wider
        alone = 2.0 * float(np.sqrt((n + m + 1) / (12.0 * n * m)))
        return _Usual(max(0.0, float(np.mean(found))), max(alone, float(np.std(found, ddof=1))))


class DomainDrift(DriftTest):
    """How well a classifier tells batch from reference: Gini, 2 AUC - 1, 0 not at all, 1 always."""

    name = "domain"
    least = 0.1

    def learn(self, reference: Encoded) -> Learned:  # noqa: D102
        return _Learned(reference.matrix())

    def words(self, subject: str, effect: float) -> str:  # noqa: D102
        return (
            f"A classifier tells the new rows from the reference with an area under the curve of {(effect + 1) / 2:.2f}"
        )


def _some(rows: Floats, most: int, rng: np.random.Generator) -> Floats:
    return rows if len(rows) <= most else rows[rng.choice(len(rows), most, replace=False)]
