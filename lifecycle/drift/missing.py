"""Missing values: the share of rows without one has changed, up or down."""

from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import Draw, DriftTest, Learned, Usual
from lifecycle.drift._counts import counted
from lifecycle.drift.encoding import Encoded


@dataclass(frozen=True)
class _Learned(Learned):
    counts: dict[str, int]
    reference: Encoded

    def effects(self, batch: Encoded) -> dict[str, float]:
        n = self.reference.n
        return {c: abs(float(batch.missing(c).mean()) - count / n) for c, count in self.counts.items()}

    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        return counted(self, self.counts, self.reference, n, draw)


class MissingDrift(DriftTest):
    """Change of the share of missing values of each column, 0 to 1."""

    name = "missing"
    least = 0.01

    def learn(self, reference: Encoded) -> Learned:  # noqa: D102
        return _Learned({c: int(reference.missing(c).sum()) for c in reference.columns}, reference)

    def words(self, subject: str, effect: float) -> str:  # noqa: D102
        return f"The share of missing values of {subject} has changed by {100 * effect:.1f} points"
