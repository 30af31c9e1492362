"""One dataset seen through the model: what to expect of every variant there, before and after runs."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.completion import PRIOR_ROWS
from recommender.features import Floats
from recommender.model import Model
from recommender.transfer import Transfer
from recommender.worlds import Worlds

MOST_WORLDS = 256
FEWEST_WORLDS = 96
"""Where past datasets are fewer, worlds drawn from the fitted covariance join them."""
COST_NOISE = 0.15
"""Standard deviation of the log seconds of one run repeated."""
DEARER = "log_dearer"
"""Entry of a profile: by how much more, as a natural logarithm, runs are said to cost on this dataset than past ones
let expect, since it is larger than all of them; no entry, no more."""
DEARER_TOGETHER, DEARER_EACH = 0.3, 0.4
"""Standard deviations, as shares of that entry, of what all variants and what each variant alone may differ from it."""


@dataclass(frozen=True)
class Quantity:
    """Expectation and residual rows of one quantity for one dataset, over the known variants."""

    transfer: Transfer
    mean: Floats
    """(n_variants,)."""
    rows: Floats
    """Scaled to this dataset, (n_worlds, n_variants)."""


@dataclass(frozen=True)
class Scene:
    """A dataset before any run on it."""

    model: Model
    nearest: NDArray[np.int64]
    """Past datasets that give the worlds, nearest first, (n_near,)."""
    nearness: Floats
    """Their similarity, 0 to 1, (n_near,)."""
    weight: Floats
    """Of the worlds, (n_worlds,)."""
    score: Quantity
    cost: Quantity | None
    failure: Quantity | None
    place: Floats
    """Location and log scale in every world, (n_worlds, 2)."""
    shapes: Floats
    place_cover: Floats
    """Covariance of location and log scale, (2, 2)."""

    @classmethod
    def of(cls, model: Model, profile: "pd.Series[float]", leave_out: int | None = None) -> "Scene":
        """Looks at a dataset.

        Args:
            model: the fitted model.
            profile: meta-features.
            leave_out: a past dataset that stands for the new one, predicted as if it and its group were not known.
        """
        x = model.where.datasets[leave_out] if leave_out is not None else model.coordinates(profile)
        nearness = model.score.across.kernel(x[None, :])[0]
        usable = np.arange(len(nearness))
        if leave_out is not None:
            usable = np.flatnonzero(model.where.groups != model.where.groups[leave_out])
        order = usable[np.argsort(-nearness[usable], kind="stable")][:MOST_WORLDS]

        def quantity(transfer: Transfer | None) -> Quantity | None:
            if transfer is None:
                return None
            mean, ratio = transfer.at(x) if leave_out is None else transfer.at_left_out(leave_out)
            return Quantity(transfer, mean, transfer.rows[order] * ratio[order, None])

        mean, sd = model.place.predict(x[None, :])
        ratio, expected = sd[0] / model.place.left_out_sd, mean[0]
        if leave_out is not None:
            scaled = (model.standing.place - model.place_sd[1]) / model.place_sd[0]
            expected = scaled[leave_out] - model.place.left_out[leave_out]
            ratio = model.place.left_out_sd[leave_out] / model.place.left_out_sd
        residual = model.place.left_out[order] * np.clip(ratio[order, None], 0.3, 3.0) * model.place_sd[0]
        loose = model.standing.loose[order]
        if loose.any():  # a scale that few runs leave open is no scale that is known
            residual[:, 1] += loose * np.random.default_rng(model.where.seed).standard_normal(len(order))
        place = expected * model.place_sd[0] + model.place_sd[1] + residual
        score = quantity(model.score)
        assert score is not None
        cost = _dearer(quantity(model.cost), float(profile.get(DEARER, 0.0)), model.where.seed)
        cover = residual.T @ residual / max(len(order), 1) + np.diag(1e-4 * model.place_sd[0] ** 2 + 1e-12)
        counts = model.history.weight[order] * _counts(nearness[order], model.score.trust)
        scene = cls(
            model, order, nearness[order], counts, score,
            cost, quantity(model.failure), place, model.standing.shapes[order], cover,
        )  # fmt: skip
        return scene._peopled(len(order))

    def _peopled(self, n: int) -> "Scene":
        """With worlds drawn from the covariance where past datasets are few."""
        if n >= FEWEST_WORLDS:
            return replace(self, weight=self.weight / self.weight.sum())
        rng = np.random.default_rng(self.model.where.seed)
        extra, v = FEWEST_WORLDS - n, self.score.rows.shape[1]
        everyone = np.arange(v)
        cover = self.cover_of(self.score.rows, self.score.transfer, self.model.where.variants, everyone)
        root = np.linalg.cholesky(cover + 1e-6 * (np.trace(cover) / v + 1e-6) * np.eye(v))
        drawn = rng.standard_normal((extra, v)) @ root.T
        if n:
            which = rng.integers(0, n, extra)
            centre = self.place.mean(0)
            moved = centre + rng.standard_normal((extra, 2)) @ np.linalg.cholesky(self.place_cover).T
            weight = np.full(extra, max(self.weight.sum(), 1e-9) / n)
            shapes = self.shapes[which]
        else:
            place, shape = self.model.standing.place, self.model.standing.shapes
            moved = place.mean(0) + rng.standard_normal((extra, 2)) * np.maximum(self.model.place_sd[0], 1e-3)
            weight, shapes = np.ones(extra), np.repeat(shape.mean(0)[None], extra, 0)
        weight = np.concatenate([self.weight, weight])
        return replace(
            self,
            score=replace(self.score, rows=np.vstack([self.score.rows, drawn])),
            place=np.vstack([self.place, moved]),
            shapes=np.vstack([self.shapes, shapes]),
            weight=weight / weight.sum(),
        )

    def cover_of(self, rows: Floats, transfer: Transfer, coordinates: Floats, among: NDArray[np.int64]) -> Floats:
        """Covariance of variants with those `among` them, (n, n_among).

        Args:
            rows: residual rows of the variants, (n_rows, n).
            transfer: the quantity, for its learned similarity of variants.
            coordinates: of the variants, (n, width).
            among: positions, (n_among,).
        """
        n = len(rows)
        scale = np.sqrt(self.variance_of(rows))
        share = PRIOR_ROWS / (PRIOR_ROWS + n)
        shape = transfer.similarity(coordinates, coordinates[among])
        shape[among, np.arange(len(among))] = 1.0
        seen = rows.T @ rows[:, among] / max(n, 1)
        return np.asarray((1 - share) * seen + share * shape * np.outer(scale, scale[among]))

    def variance_of(self, rows: Floats) -> Floats:
        """Variance of each variant, (n,), those with little of their own drawn towards the mean."""
        if len(rows) == 0:
            return np.ones(rows.shape[1])
        variance = np.mean(rows**2, 0)
        # a variance of few rows is mostly chance
        share = PRIOR_ROWS / (PRIOR_ROWS + len(rows))
        return np.asarray((1 - share) * variance + (share + 0.1) * float(variance.mean()) + 1e-9)

    def worlds(self) -> Worlds:
        """The worlds of this dataset over the known variants."""
        return Worlds(self.score.mean + self.score.rows, self.place, self.shapes, self.weight)


def _counts(nearness: Floats, trust: float) -> Floats:
    """How much each past dataset counts: by its nearness as far as that is trusted, else all alike."""
    return np.asarray(trust * (0.02 + nearness) + (1 - trust) * max(float(nearness.mean()), 0.02))


def _dearer(cost: Quantity | None, by: float, seed: int) -> Quantity | None:
    """Costs beyond what past datasets tell: higher, and less sure, for all variants together and for each alone."""
    if cost is None or by <= 0.0:
        return cost
    together = np.where(np.arange(len(cost.rows)) % 2, 1.0, -1.0)[:, None] * DEARER_TOGETHER
    each = np.random.default_rng(seed).standard_normal(cost.rows.shape) * DEARER_EACH
    return replace(cost, mean=cost.mean + by, rows=cost.rows + by * (together + each))
