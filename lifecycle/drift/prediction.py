"""Predictions: how far what the model says has moved. It sums up the inputs as the model sees them."""

from dataclasses import dataclass

import numpy as np

from lifecycle.drift._base import Draw, DriftTest, Learned, Usual, resampled, shares
from lifecycle.drift.categorical import jensen_shannon
from lifecycle.drift.encoding import Encoded
from lifecycle.drift.numeric import RESAMPLES, Grid
from lifecycle.measuring import Floats, Predicted

SUBJECT = "prediction"
_MOST_CLASSES = 10


@dataclass(frozen=True)
class _Learned(Learned):
    grids: dict[int, Grid]
    """Column of the probabilities (or 0 for numbers) to its distribution."""
    classes: Floats | None
    """Shares of the predicted classes, where there is no probability."""
    n: int

    def effects(self, batch: Encoded) -> dict[str, float]:
        if batch.predicted is None or not len(batch.predicted):
            return {}
        if self.classes is not None:
            said = shares(batch.predicted.value, len(self.classes))
            return {SUBJECT: jensen_shannon(self.classes, said)}
        return {SUBJECT: max(grid.distance(_column(batch.predicted, i)) for i, grid in self.grids.items())}

    def usual(self, n: int, draw: Draw, rng: np.random.Generator) -> Usual:
        return resampled(self, n, self.n, draw, RESAMPLES)


class PredictionDrift(DriftTest):
    """Mean shift in percentiles of the prediction; of classes, of the probability that moved most: 0 to 0.5."""

    name = "prediction"
    least = 0.03

    def learn(self, reference: Encoded) -> Learned:  # noqa: D102
        said = reference.predicted
        if said is None:
            return _Learned({}, np.ones(1), reference.n)
        if np.issubdtype(said.value.dtype, np.integer) and said.probability is None:
            return _Learned({}, shares(said.value, int(said.value.max()) + 2), reference.n)
        k = 1 if said.probability is None else said.probability.shape[1]
        columns = [1] if k == 2 else range(min(k, _MOST_CLASSES))
        return _Learned({i: Grid.of(_column(said, i)) for i in columns}, None, reference.n)

    def words(self, subject: str, effect: float) -> str:  # noqa: D102
        return f"What the model says has moved by {100 * effect:.0f} percentiles on average"


def _column(said: Predicted, i: int) -> Floats:
    return said.value.astype(float) if said.probability is None else said.probability[:, i]
