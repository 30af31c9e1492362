"""Broken input: columns that are gone, values that are no numbers or out of range, categories never seen."""

from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import Draw, DriftTest, Learned, Usual
from lifecycle.drift._counts import counted
from lifecycle.drift.encoding import UNSEEN, Encoded

_ENDS = 2
"""Of a new row to a sample of n, the chance to fall outside its range is 2 / (n + 1), whatever the distribution."""


@dataclass(frozen=True)
class _Learned(Learned):
    ranges: dict[str, tuple[float, float]]
    counts: dict[str, int]
    reference: Encoded

    def effects(self, batch: Encoded) -> dict[str, float]:
        found = {}
        for name in self.counts:
            if name in batch.absent:
                found[name] = 1.0
            elif name in self.ranges:
                found[name] = strange_numbers(batch, name, self.ranges[name]).mean() + batch.unread.get(name, 0.0)
            else:
                found[name] = float(np.mean(batch.codes[name] == UNSEEN))
        return {name: max(0.0, float(e) - self.counts[name] / self.reference.n) for name, e in found.items()}

    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        return counted(self, self.counts, self.reference, n, draw)


class QualityDrift(DriftTest):
    """Share of rows with a value that the reference does not know, for each column, beyond the share to expect."""

    name = "quality"
    least = 0.01

    def learn(self, reference: Encoded) -> Learned:  # noqa: D102
        ranges, counts = {}, {}
        for name, values in reference.numbers.items():
            if not np.isnan(values).all():
                ranges[name] = (float(np.nanmin(values)), float(np.nanmax(values)))
                counts[name] = _ENDS
        counts |= {name: reference.once.get(name, 0) for name in reference.codes}
        return _Learned(ranges, counts, reference)

    def words(self, subject: str, effect: float) -> str:  # noqa: D102
        if effect >= 0.99:
            return f"The column {subject} is gone or holds nothing that was known"
        return f"{100 * effect:.1f} % of the values of {subject} are outside of what was known"


def unknown_values(batch: Encoded, column: str, reference: Encoded, known: tuple[float, float] | None) -> np.ndarray:
    """Which rows of a batch say nothing that the reference knew of a column, shape (n_rows,).

    Args:
        batch: the rows.
        column: where to look.
        reference: what was known; a missing value, or one that cannot be read, is known where it had some.
        known: the range of a column of numbers.
    """
    if column in batch.absent:
        return np.ones(batch.n, dtype=bool)
    gone = np.zeros(batch.n, dtype=bool) if reference.missing(column).any() else batch.missing(column)
    if known is not None:
        return np.asarray(gone | strange_numbers(batch, column, known))
    return np.asarray(gone | (batch.codes[column] == UNSEEN)) if column in batch.codes else gone


def strange_numbers(batch: Encoded, name: str, known: tuple[float, float]) -> np.ndarray:
    """Which values lie outside the range, shape (n_rows,); missing ones do not."""
    values = batch.numbers[name]
    with np.errstate(invalid="ignore"):
        return np.asarray((values < known[0]) | (values > known[1]))
