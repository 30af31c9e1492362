"""One quantity (standing, cost, failure) of variants on datasets, carried over to new datasets and new variants."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recommender.completion import OWN_SHARE, complete
from recommender.features import Floats
from recommender.kriging import Kriging, distances, leave_out


@dataclass(frozen=True)
class Surroundings:
    """Where datasets and variants lie, shared by all quantities."""

    datasets: Floats
    """Encoded meta-features, (n_datasets, width)."""
    variants: Floats
    """Encoded choices, (n_variants, width)."""
    groups: NDArray[np.int64]
    weight: Floats
    """(n_datasets,)."""
    similarity: Floats
    """Of the variants' choices before anything is learned, (n_variants, n_variants), 0 to 1."""
    seed: int

    @classmethod
    def of(
        cls, datasets: Floats, variants: Floats, groups: NDArray[np.int64], weight: Floats, seed: int
    ) -> "Surroundings":
        """Measures the similarity of variants, every choice counting alike."""
        distance = distances(variants, variants)
        apart = distance[distance > 0]
        length = float(np.median(apart)) * 0.7 if len(apart) else 1.0
        return cls(datasets, variants, groups, weight, np.asarray(np.exp(-distance / length)), seed)


@dataclass(frozen=True)
class Transfer:
    """A fitted quantity."""

    across: Kriging
    """Over datasets; outputs are the known variants."""
    along: Kriging
    """Over variants; outputs are the known datasets."""
    expected: Floats
    """The known values, missing cells filled by their expectation, (n_datasets, n_variants)."""
    rows: Floats
    """Residuals of datasets predicted without their groups, unseen cells with spread, (n_datasets, n_variants)."""
    new_sd: float
    """Standard deviation that a variant never seen adds, on the scale of `along`'s relative spread."""
    own: Floats
    """Share of a single run in what is expected of its variant elsewhere, (n_variants,), above 0 where few ran."""
    trust: float = 1.0
    """0 to 1: by how much expectations follow the dataset's meta-features rather than the mean over past datasets."""

    @classmethod
    def fit(cls, values: Floats, where: Surroundings, linear: tuple[float, ...] = (0.0,)) -> "Transfer":
        """Learns one quantity.

        Args:
            values: (n_datasets, n_variants), NaN where nothing is known; at least one cell is known.
            where: the datasets and variants.
            linear: weights to try for a linear trend.
        """
        expected, drawn, own = complete(values, where.similarity, where.seed)
        across = Kriging.fit(where.datasets, expected, where.groups, where.weight, linear, where.seed)
        alone = np.arange(values.shape[1])
        along = Kriging.fit(where.variants, expected.T, alone, None, linear, where.seed)
        rows = across.left_out + (drawn - expected)
        # a new variant differs from its neighbours by what known ones differ from theirs
        apart, sd = leave_out(along.precision, rows.T, alone)
        return cls(across, along, expected, rows, float(np.sqrt(np.mean((apart / sd[:, None]) ** 2))), own)

    def trusting(self, trust: float) -> "Transfer":
        """The same with another trust in the meta-features."""
        moved = (trust - self.trust) * (self.across.left_out - self.across.plain_left_out)
        return replace(self, trust=trust, rows=self.rows + moved)

    def at(self, profile: Floats) -> tuple[Floats, Floats]:
        """Expectation for a dataset, (n_variants,), and by what to scale each residual row for it, (n_datasets,)."""
        mean, sd = self.across.predict(profile[None, :])
        ratio = np.clip(sd[0] / self.across.left_out_sd, 0.3, 3.0)
        return self.trust * mean[0] + (1 - self.trust) * self.across.plain, ratio**self.trust

    def at_left_out(self, row: int) -> tuple[Floats, Floats]:
        """What `at` would say of a past dataset, were it and its group not known."""
        left_out = self.trust * self.across.left_out[row] + (1 - self.trust) * self.across.plain_left_out[row]
        sd = self.across.left_out_sd
        return self.expected[row] - left_out, np.clip(sd[row] / sd, 0.3, 3.0) ** self.trust

    def onto(self, variants: Floats) -> tuple[Floats, Floats]:
        """Weights that turn known variants' values into new ones', (n_new, n_variants), and added spread (n_new,)."""
        weights, sd = self.along.weights(variants)
        return weights, sd * self.new_sd

    def similarity(self, a: Floats, b: Floats) -> Floats:
        """Learned similarity of variants, without each one's own share, (n_a, n_b)."""
        return (1 - OWN_SHARE) * self.along.between(a, b)
