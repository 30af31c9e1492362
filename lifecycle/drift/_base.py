"""The contract of a drift test, and how its threshold is learned by drawing from the reference.

An effect says how different a batch is (0 is the same), in a unit a person can read. How large an effect is by chance
alone is learned from batches of the same size that are drawn from the reference itself, so the rate of false alarms is
the same for ten rows and for a million; the least effect that counts keeps trifles out where batches are large.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from lifecycle.drift.encoding import Encoded
from lifecycle.measuring import Floats

WHOLE = "all columns"
"""Subject of a test that looks at all columns at once."""

Draw = Callable[[int], Encoded]
"""Draws that many rows from the reference as a batch without drift would come."""


@dataclass(frozen=True)
class Seen:
    """What a test saw of one subject in one batch."""

    test: str
    subject: str
    """A column, or `WHOLE`."""
    effect: float
    """≥ 0, 0 is the same; its unit is the test's."""
    usual: float
    """Effect that chance alone brings on average."""
    z: float
    """How far beyond chance, in standard deviations of a normal distribution."""
    sentence: str
    """What was seen, in words."""


class Usual(ABC):
    """What chance alone brings for batches of one size."""

    @abstractmethod
    def z(self, subject: str, effect: float) -> float:
        """How far beyond chance the effect is, as standard normal deviate."""

    @abstractmethod
    def mean(self, subject: str) -> float:
        """Effect that chance brings on average."""


class Learned(ABC):
    """A test that has seen the reference."""

    @abstractmethod
    def effects(self, batch: Encoded) -> dict[str, float]:
        """Effect of each subject, ≥ 0; a subject on which the batch says nothing is left out."""

    @abstractmethod
    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        """What chance brings for batches of `n` rows; `draw` gives such batches."""


class DriftTest(ABC):
    """One way to see that a batch differs from the reference."""

    name: ClassVar[str]
    least: ClassVar[float]
    """Effects below count as none, however sure."""

    @abstractmethod
    def learn(self, reference: Encoded) -> Learned:
        """Takes from the reference what the test needs."""

    @abstractmethod
    def words(self, subject: str, effect: float) -> str:
        """What an effect means, one sentence without its final stop."""


@dataclass(frozen=True)
class Resampled(Usual):
    """Chance as seen in resamples: the cube root of such effects is nearly normal (Wilson and Hilferty, 1931)."""

    means: dict[str, float]
    middle: dict[str, float]
    """Mean of the cube roots."""
    spread: dict[str, float]
    """Standard deviation of the cube roots."""
    most: dict[str, float]
    """Largest effect seen."""

    def z(self, subject: str, effect: float) -> float:
        if subject not in self.middle:
            return 0.0
        return float((np.cbrt(effect) - self.middle[subject]) / self.spread[subject])

    def mean(self, subject: str) -> float:
        return self.means.get(subject, 0.0)


def resampled(learned: Learned, n: int, reference_n: int, draw: Draw, resamples: int, grain: float = 1e-6) -> Resampled:
    """Learns what chance brings from batches drawn from the reference, with replacement.

    A new batch differs from the reference by the chance of both; one drawn from the reference only by its own. For
    effects that grow with the distance of two distributions the ratio is the square root of 1 + n / reference_n.

    Args:
        learned: the test that has seen the reference.
        n: rows of a batch.
        reference_n: rows of the reference.
        draw: gives batches.
        resamples: how many.
        grain: an effect that is never surprising, such as that of a single row of a kind too rare to be resampled.
    """
    wider = float(np.sqrt(1.0 + n / reference_n))
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        for subject, effect in learned.effects(draw(n)).items():
            drawn.setdefault(subject, []).append(effect * wider)
    means, middle, spread, most = {}, {}, {}, {}
    for subject, values in drawn.items():
        array: Floats = np.array(values)
        roots = np.cbrt(array)
        means[subject], most[subject] = float(array.mean()), float(array.max())
        middle[subject] = float(max(roots.mean(), np.cbrt(grain)))
        spread[subject] = float(max(roots.std(ddof=1), np.cbrt(grain) / 5.0))
    return Resampled(means, middle, spread, most)


def shares(codes: pd.Series | np.ndarray, k: int) -> Floats:
    """Share of each code from 0 to k - 1, shape (k,); all zero where there is no row."""
    counts = np.bincount(np.asarray(codes, dtype=np.int64), minlength=k)[:k].astype(float)
    return np.asarray(counts / max(counts.sum(), 1.0), dtype=float)
