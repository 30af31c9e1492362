"""Plausible worlds for a dataset: each says how every variant would do there, and all of them learn from each run.

A world is the expectation for the dataset plus the held-out residuals of one past dataset, which keep how variants
succeed and fail together. Observed runs move every world by Matheron's rule with the map to the metric's unit
linearised over what the world still leaves open (iterated posterior linearisation; García-Fernández et al., 2015), and
weigh the worlds by how well they foresaw them, never so much that only a few are left (adaptive tempering; Jasra et
al., 2011).
"""

from dataclasses import dataclass, replace

import numpy as np

from recommender.features import Floats
from recommender.standing import GRID, linearised, on_shapes

NOISE = 0.5
"""Standard deviation of a run's standing given all others: by another seed, and by what the model has wrong."""
SPREADS = (0.6, 0.3, 0.3, 0.3)
"""Standard deviation of the standings over which shapes are linearised, in each round: less once the runs are heard."""
ROUNDING = 0.02
"""Standard deviation of a run's value, as a share of the dataset's scale, that no standing accounts for."""
TEMPER = 0.25
"""Power on the worlds' likelihoods, at most: they are few and their errors are not independent."""
LEAST_LEFT = 0.2
"""Share of the effective number of worlds that is kept, whatever the runs say; the power shrinks until it is."""
BEYOND = 0.5
"""How far a standing may go beyond the ends of the shapes."""
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
        index = np.arange(len(at))
        for spread_z in SPREADS:
            scale = np.exp(place[:, 1:])
            level, slope, missed = linearised(shapes, z, spread_z)
            slope = np.maximum(slope, 1e-3) * scale
            by_place = np.stack([np.ones_like(level), scale * level], 2)
            predicted = place[:, :1] + scale * level
            # the linearised map, taken back to the worlds before any run
            shift = slope * (z0 - z) + np.einsum("wok,wk->wo", by_place, place0 - place)
            error = values - predicted - shift
            system = slope[:, :, None] * inner * slope[:, None, :]
            system += (by_place @ spread) @ by_place.transpose(0, 2, 1)
            system[:, index, index] += (NOISE * slope) ** 2 + (ROUNDING**2 + missed) * scale**2
            system[:, index, index] *= 1 + JITTER  # locations may be looser than any noise by many orders
            solved = np.linalg.solve(system, error[:, :, None])[:, :, 0]
            pull = slope * solved
            z = _within_shapes(z0 + pull @ inner.T)
            place = place0 + np.einsum("wok,wo->wk", by_place, solved) @ spread
            place[:, 1] = np.clip(place[:, 1], place0[:, 1] - 4, place0[:, 1] + 4)
        logdet = np.linalg.slogdet(system)[1]
        likelihood = -0.5 * (np.einsum("wo,wo->w", error, solved) + logdet)
        return Worlds(_within_shapes(self.z + pull @ cover.T), place, shapes, _weighed(self.weight, likelihood))


def _within_shapes(z: Floats) -> Floats:
    return np.clip(z, GRID[0] - BEYOND, GRID[-1] + BEYOND)


def _weighed(weight: Floats, likelihood: Floats) -> Floats:
    """The weights after runs whose log likelihood in each world is given, (n_worlds,) each."""
    least = LEAST_LEFT / float((weight**2).sum())
    behind = likelihood - likelihood.max()
    power = TEMPER
    while True:
        after = weight * np.exp(power * behind)
        after /= after.sum()
        if 1.0 / float((after**2).sum()) >= least or power < 1e-6:
            return np.asarray(after)
        power *= 0.8
