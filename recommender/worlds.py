"""Plausible worlds for a dataset: each says how every variant would do there, and all of them learn from each run.

A world is the expectation for the dataset plus the held-out residuals of one past dataset, which keep how variants
succeed and fail together. Observed runs move every world by Matheron's rule with the map to the metric's unit
linearised (the ensemble form of iterated Gauss–Newton conditioning; Iglesias, Law & Stuart, 2013), and weigh the
worlds by how well they foresaw them.
"""

from dataclasses import dataclass, replace

import numpy as np

from recommender.features import Floats
from recommender.standing import on_shapes, slopes

NOISE = 0.25
"""Standard deviation of a run's standing given all others: what another seed would change."""
TEMPER = 0.25
"""Power on the worlds' likelihoods: they are few and their errors are not independent."""

JITTER = 1e-10
"""Share of a variance that rounding may take."""


@dataclass(frozen=True)
class Worlds:
    """n_worlds ways a dataset may be, for n variants."""

    z: Floats
    """Standings, (n_worlds, n)."""
    place: Floats
    """Location and log scale, (n_worlds, 2)."""
    shapes: Floats
    """(n_worlds, len(GRID))."""
    weight: Floats
    """(n_worlds,), summing to 1."""

    def unit(self) -> Floats:
        """Every variant's value in the unit, (n_worlds, n)."""
        return np.asarray(self.place[:, :1] + np.exp(self.place[:, 1:]) * on_shapes(self.shapes, self.z))

    def columns(self, which: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> "Worlds":
        """The worlds with only these variants."""
        return replace(self, z=self.z[:, which])

    def seen(
        self, at: "np.ndarray[tuple[int], np.dtype[np.int64]]", values: Floats, cover: Floats, spread: Floats
    ) -> "Worlds":
        """The worlds after runs.

        Args:
            at: variants run, (n_seen,).
            values: their unit values, (n_seen,).
            cover: covariance of all variants' standings with those run, (n, n_seen).
            spread: covariance of location and log scale, (2, 2).
        """
        if len(at) == 0:
            return self
        inner = cover[at]
        z0, place0, shapes = self.z[:, at], self.place, self.shapes
        z, place = z0, place0
        for _ in range(2):
            scale = np.exp(place[:, 1:])
            level = on_shapes(shapes, z)
            slope = np.maximum(scale * slopes(shapes, z), 1e-3 * scale)
            by_place = np.stack([np.ones_like(level), scale * level], 2)
            predicted = place[:, :1] + scale * level
            # the linearised map, taken back to the worlds before any run
            shift = slope * (z0 - z) + np.einsum("wok,wk->wo", by_place, place0 - place)
            error = values - predicted - shift
            system = slope[:, :, None] * inner * slope[:, None, :]
            system += (by_place @ spread) @ by_place.transpose(0, 2, 1)
            index = np.arange(len(at))
            system[:, index, index] += (NOISE * slope) ** 2 + (0.02 * scale) ** 2
            system[:, index, index] *= 1 + JITTER  # locations may be looser than any noise by many orders
            solved = np.linalg.solve(system, error[:, :, None])[:, :, 0]
            pull = slope * solved
            z = z0 + pull @ inner.T
            place = place0 + np.einsum("wok,wo->wk", by_place, solved) @ spread
            place[:, 1] = np.clip(place[:, 1], place0[:, 1] - 4, place0[:, 1] + 4)
        logdet = np.linalg.slogdet(system)[1]
        likelihood = -0.5 * (np.einsum("wo,wo->w", error, solved) + logdet) * TEMPER
        weight = self.weight * np.exp(likelihood - likelihood.max())
        moved = self.z + pull @ cover.T
        return Worlds(moved, place, shapes, weight / weight.sum())
