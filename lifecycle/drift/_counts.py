"""Shares of rows in which something rare happens: chance is that of a beta-binomial distribution.

Resamples of a reference that never had a missing value never have one either; a single one in new rows would then be
infinitely surprising. The predictive distribution (with Jeffreys' prior) knows how little a count of 0 says.
"""

from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import Draw, Learned, Usual
from lifecycle.drift.encoding import Encoded

_DRAWS = 100
_TERMS = 5_000
"""Above its mean the distribution falls so fast that further terms do not count."""
_MOST = 37.0
"""Beyond that many standard deviations the tail is 0 in floating point."""


@dataclass(frozen=True)
class CountedUsual(Usual):
    """Chance of a difference in share, either way."""

    counts: dict[str, int]
    """Subject to the rows of the reference in which it happened."""
    reference_n: int
    n: int
    wider: dict[str, float]
    """How much more the share varies between batches of the reference than chance alone would make it, ≥ 1."""

    def z(self, subject: str, effect: float) -> float:
        from scipy.stats import norm

        if effect <= 0 or subject not in self.counts:
            return 0.0
        x = self.counts[subject]
        share = x / self.reference_n
        tails = [_tail(round(self.n * (share + effect)), self.n, x + 0.5, self.reference_n - x + 0.5)]
        if share - effect > -0.5 / self.n:
            # so few with it are as surprising as so many without it
            fewer = self.n - round(self.n * max(share - effect, 0.0))
            tails.append(_tail(fewer, self.n, self.reference_n - x + 0.5, x + 0.5))
        tail = min(1.0, 2.0 * max(tails))
        return float(np.clip(norm.isf(tail), 0.0, _MOST)) / self.wider.get(subject, 1.0)

    def mean(self, subject: str) -> float:
        p = (self.counts.get(subject, 0) + 0.5) / (self.reference_n + 1.0)
        return float(np.sqrt(p * (1 - p) * (1 / self.n + 1 / self.reference_n) * 2 / np.pi))


def _tail(k: int, n: int, a: float, b: float) -> float:
    """Chance of k or more of n by the beta-binomial distribution; summed upwards, as 1 - F(k) would lose all digits."""
    from scipy.stats import betabinom

    if k <= n * a / (a + b):
        return 1.0
    return float(np.exp(betabinom(n, a, b).logpmf(np.arange(k, min(n, k + _TERMS) + 1))).sum())


def counted(learned: Learned, counts: dict[str, int], reference: Encoded, n: int, draw: Draw) -> CountedUsual:
    """What chance brings to shares, widened where the reference's own batches vary more than chance."""
    drawn: dict[str, list[float]] = {}
    for _ in range(_DRAWS):
        for subject, effect in learned.effects(draw(n)).items():
            drawn.setdefault(subject, []).append(effect)
    wider = {}
    for subject, effects in drawn.items():
        p = (counts[subject] + 0.5) / (reference.n + 1.0)
        wider[subject] = float(max(1.0, np.sqrt(np.mean(np.square(effects)) * n / (p * (1 - p)))))
    # up to a fifth more is what a hundred draws give by luck
    return CountedUsual(counts, reference.n, n, {s: w for s, w in wider.items() if w > 1.2})
