"""Differences between the meta-features that matter most, as further coordinates of a dataset.

Which kind of model wins is often told by how two figures compare (one landmark against another, columns against rows)
rather than by either alone, and a kernel along the single figures learns such a comparison slowly. Differences of
standardised logarithms are such comparisons: ratios for counts, gaps for shares.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from recommender.features import Encoder, Floats, NumberScale
from recommender.kriging import FEWEST_FOR_TREES, importance

TOP = 10
"""Meta-features that are compared with each other."""


@dataclass(frozen=True)
class Contrast:
    """One difference of two encoded columns, as a rank."""

    first: int
    second: int
    scale: NumberScale

    def __call__(self, x: Floats) -> Floats:
        """The coordinate of encoded rows, (n,)."""
        return self.scale(x[:, self.first] - x[:, self.second])[0]


@dataclass(frozen=True)
class DatasetCode:
    """Turns meta-features into coordinates: each by itself, and the most important ones against each other."""

    plain: Encoder
    contrasts: tuple[Contrast, ...]

    @classmethod
    def of(cls, datasets: pd.DataFrame, outcomes: Floats, n_groups: int, seed: int) -> "DatasetCode":
        """Learns the coordinates.

        Args:
            datasets: meta-features of the known datasets, (n_datasets, n_meta_features).
            outcomes: (n_datasets, n_variants), NaN where nothing was run; they say which meta-features matter.
            n_groups: independent datasets; with few of them nothing is compared, trees would pick by chance.
            seed: of the trees.
        """
        plain = Encoder.of(datasets)
        numbers = _logs(plain)
        if n_groups < FEWEST_FOR_TREES or len(numbers) < 2:
            return cls(plain, ())
        x = plain(datasets)
        known = np.isfinite(outcomes)
        middle = np.where(known, outcomes, 0.0).sum(0) / np.maximum(known.sum(0), 1)
        matters = importance(x, np.where(known, outcomes - middle, 0.0), seed)
        weight = {at: float(matters[[at - 1, at]].sum()) for at in numbers}
        chosen = sorted(numbers, key=lambda at: -weight[at])[:TOP]
        made = []
        for first, second in combinations(sorted(chosen), 2):
            difference = x[:, first] - x[:, second]
            if np.ptp(difference) > 1e-9:
                made.append(Contrast(first, second, NumberScale.of(difference)))
        return cls(plain, tuple(made))

    def __call__(self, table: pd.DataFrame) -> Floats:
        """The coordinates of datasets, (n, width)."""
        x = self.plain(table)
        return np.column_stack([x, *(c(x) for c in self.contrasts)]) if self.contrasts else x


def _logs(code: Encoder) -> list[int]:
    """Where the standardised logarithms of the numeric columns lie among the encoded ones."""
    found, at = [], 0
    for column in code.codes:
        if column.scale is not None:
            found.append(at + 1)
        at += column.width
    return found
