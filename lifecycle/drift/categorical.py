"""Categories: the Jensen–Shannon distance between their shares (Lin, 1991; Endres and Schindelin, 2003)."""

from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import Draw, DriftTest, Learned, Usual, resampled, shares
from lifecycle.drift.encoding import UNSEEN, Encoded
from lifecycle.measuring import Floats

RESAMPLES = 300


def jensen_shannon(a: Floats, b: Floats) -> float:
    """Distance of two distributions, each of shape (k,) and summing to 1: 0 the same, 1 nothing in common."""
    middle = (a + b) / 2.0
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(a > 0, a * np.log2(a / middle), 0.0)
        right = np.where(b > 0, b * np.log2(b / middle), 0.0)
    return float(np.sqrt(max(0.0, (left.sum() + right.sum()) / 2.0)))


@dataclass(frozen=True)
class _Learned(Learned):
    known: dict[str, Floats]
    n: int

    def effects(self, batch: Encoded) -> dict[str, float]:
        found = {}
        for name, reference in self.known.items():
            codes = _present(batch, name, len(reference))
            if len(codes):
                found[name] = jensen_shannon(reference, shares(codes, len(reference)))
        return found

    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        # the distance that one row of a category too rare to be in the reference makes
        return resampled(self, n, self.n, draw, RESAMPLES, grain=float(np.sqrt(0.5 / n)))


class CategoricalDrift(DriftTest):
    """Jensen–Shannon distance of each categorical column, 0 to 1. Missing values have a test of their own."""

    name = "categorical"
    least = 0.05

    def learn(self, reference: Encoded) -> Learned:  # noqa: D102
        known = {}
        for name, codes in reference.codes.items():
            if (codes >= 0).any():
                k = int(codes.max()) + 2  # a place more, for categories never seen
                known[name] = shares(codes[codes >= 0], k)
        return _Learned(known, reference.n)

    def words(self, subject: str, effect: float) -> str:  # noqa: D102
        return f"The shares of the categories of {subject} have moved (Jensen–Shannon distance {effect:.2f})"


def _present(batch: Encoded, name: str, k: int) -> np.ndarray:
    codes = batch.codes[name]
    return np.asarray(np.where(codes == UNSEEN, k - 1, codes)[(codes >= 0) | (codes == UNSEEN)])
