"""Numbers: how many percentiles they have moved.

The effect is the mean distance between the two distribution functions over the reference's values: the Wasserstein
distance after each value is replaced by its percentile in the reference. It needs no scale, far outliers do not rule
it, and 0.1 reads as "ten percentiles on average".
"""

from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import Draw, DriftTest, Learned, Usual, resampled
from lifecycle.drift.encoding import Encoded
from lifecycle.measuring import Floats

GRID = 200
"""Values of the reference at which the distributions are compared."""
RESAMPLES = 300


@dataclass(frozen=True)
class Grid:
    """A distribution at some of its values."""

    at: Floats
    """Shape (n_points,), ascending."""
    middle: Floats
    """Share of rows below each, half of its ties counted."""
    weight: Floats
    """Share of rows that each stands for; sums to 1."""

    @classmethod
    def of(cls, values: Floats) -> "Grid":
        """Of values without NaN, shape (n_rows,), at least one."""
        ordered = np.sort(values)
        at = np.unique(ordered[np.linspace(0, len(ordered) - 1, GRID).round().astype(int)])
        below = np.searchsorted(ordered, at, side="right") / len(ordered)
        return cls(at, _middle(ordered, at), np.diff(below, prepend=0.0))

    def distance(self, values: Floats) -> float:
        """Mean distance of the distribution functions, 0 to 1; 0 for no values."""
        if not len(values):
            return 0.0
        return float(np.sum(self.weight * np.abs(_middle(np.sort(values), self.at) - self.middle)))


def _middle(ordered: Floats, at: Floats) -> Floats:
    """Share of the ordered values below each point; ties count half, or values above all others would not be seen."""
    sides = [np.searchsorted(ordered, at, side=side) for side in ("left", "right")]
    return np.asarray((sides[0] + sides[1]) / (2.0 * len(ordered)), dtype=float)


@dataclass(frozen=True)
class _Learned(Learned):
    grids: dict[str, Grid]
    n: int

    def effects(self, batch: Encoded) -> dict[str, float]:
        found = {}
        for name, grid in self.grids.items():
            values = batch.numbers[name]
            values = values[~np.isnan(values)]
            if len(values):
                found[name] = grid.distance(values)
        return found

    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        return resampled(self, n, self.n, draw, RESAMPLES)


class NumericDrift(DriftTest):
    """Mean shift in percentiles of each numeric column, as share: 0 to 0.5."""

    name = "numeric"
    least = 0.03

    def learn(self, reference: Encoded) -> Learned:  # noqa: D102
        values = {name: column[~np.isnan(column)] for name, column in reference.numbers.items()}
        return _Learned({name: Grid.of(v) for name, v in values.items() if len(v)}, reference.n)

    def words(self, subject: str, effect: float) -> str:  # noqa: D102
        return f"The values of {subject} lie {100 * effect:.0f} percentiles from where they used to, on average"
