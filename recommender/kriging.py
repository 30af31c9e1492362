"""Kriging of many outputs at once: what is known at some points, carried over to a new one.

A Gaussian process with one kernel for all outputs (Rasmussen & Williams, Gaussian Processes for Machine Learning,
2006). Leaving a group of points out has a closed form (ibid. 5.4.2), so that held-out residuals, and the choice of the
kernel's settings by them, cost one matrix inversion instead of a cross-validation. Which coordinates matter is learned
by extremely randomised trees (Geurts, Ernst & Wehenkel, 2006).
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.spatial.distance import cdist

from recommender.features import Floats

POWERS = (0.0, 0.5, 1.0, 1.5)
"""Exponents on the trees' importances: 0 lets every coordinate count alike."""
LENGTHS = (0.35, 0.5, 1.0, 2.0)
"""Kernel lengths, in medians of the distances."""
SCALES = (0.7, 2.8)
"""The kernel is the mean of one short and one long exponential: these times its length."""
NOISES = (0.1, 0.2, 0.4, 1.0, 3.0)
"""Noise variances relative to the kernel's; a large one falls back on the mean over all points."""
CONSTANT = 4.0
"""Variance of the level that all points share, relative to the kernel's."""
FEW_CONSTANT = 0.7
"""The same where a single group of points is known, growing by the square root of the groups: what few points have in
common is mostly their own."""
CHOOSING_POINTS = 500
"""Points the settings are chosen on, where there are more."""
SUMMARIES = 150
"""Principal components that stand for the outputs while settings are chosen."""
LEADING = 12
"""Those of them that the trees learn from."""
FEWEST_FOR_TREES = 20
"""Groups of points below which every coordinate counts alike: trees see the points left out, and few are overfitted."""


@dataclass(frozen=True)
class Settings:
    """A kernel's settings."""

    power: float
    length: float
    noise: float
    linear: float


@dataclass(frozen=True)
class Kriging:
    """Outputs known at n_points, predicted elsewhere."""

    points: Floats
    """Coordinates, (n_points, width)."""
    relevance: Floats
    """Weight of each coordinate, (width,), summing to 1."""
    length: float
    """Kernel length in units of the weighted L1 distance."""
    settings: Settings
    precision: Floats
    """Inverse of the kernel matrix with noise, (n_points, n_points)."""
    left_out: Floats
    """Residuals of each point predicted without its group, (n_points, n_outputs)."""
    left_out_sd: Floats
    """Relative standard deviation of those predictions, (n_points,)."""
    solved: Floats
    """Precision times outputs less `centre`, (n_points, n_outputs)."""
    plain_left_out: Floats
    """Residuals of each point from the mean over the other groups, (n_points, n_outputs)."""
    plain: Floats
    """Mean over all points, (n_outputs,), where they are few drawn towards `centre`."""
    centre: float | Floats
    """Mean of all outputs, that predictions fall back on far from any point."""
    constant: float
    """Variance of the level that all points share."""
    error: float
    """Mean squared left-out residual, relative to that of the mean over other points."""

    @classmethod
    def fit(
        cls,
        coordinates: Floats,
        outputs: Floats,
        groups: NDArray[np.int64],
        weight: Floats | None = None,
        linear: tuple[float, ...] = (0.0,),
        seed: int = 0,
    ) -> "Kriging":
        """Learns from outputs at points.

        Args:
            coordinates: (n_points, width), each of about unit spread.
            outputs: (n_points, n_outputs), complete.
            groups: points that must not predict each other, (n_points,).
            weight: how much each point counts, (n_points,).
            linear: weights to try for a linear trend in the coordinates.
            seed: of the trees.
        """
        n = len(coordinates)
        weight = np.ones(n) if weight is None else weight
        centre = float(outputs.mean()) if outputs.size else 0.0
        outputs = outputs - centre
        constant = min(CONSTANT, FEW_CONSTANT * len(np.unique(groups)) ** 0.5)
        matters = importance(coordinates, outputs, seed)
        some = _some(n, seed)
        settings = _choose(coordinates[some], _summary(outputs)[some], groups[some], weight[some], matters, linear)
        relevance = _relevance(matters, settings.power)
        distance = distances(coordinates * relevance, coordinates * relevance)
        length = _length(distance) * settings.length
        kernel = _kernel(distance, length) + settings.linear * _inner(coordinates, coordinates, relevance)
        precision = _inverse(kernel, settings.noise / weight, constant)
        left_out, sd = leave_out(precision, outputs, groups)
        level = _inverse(np.zeros((n, n)), 1.0 / weight, constant)
        base, _ = leave_out(level, outputs, groups)
        error = float((left_out**2).mean() / max(float((base**2).mean()), 1e-12)) if outputs.size else 1.0
        return cls(
            coordinates, relevance, length, settings, precision, left_out, sd, precision @ outputs, base,
            centre + constant * (level @ outputs).sum(0), centre, constant, error,
        )  # fmt: skip

    def believed(self) -> "Kriging":
        """With each output drawn towards its mean over all points as far as its left-out predictions err for it.

        The share kept is the slope of what was found on what was predicted, left out; noise that settings chosen for
        all outputs together let through is taken out.
        """
        foreseen, found = self.plain_left_out - self.left_out, self.plain_left_out
        power = np.maximum((foreseen**2).sum(0), 1e-12)
        slope = (foreseen * found).sum(0) / power
        error = ((found - slope * foreseen) ** 2).mean(0) / power
        kept = np.clip(slope - error / np.maximum(slope, 1e-12), 0.0, 1.0)  # James & Stein, 1961, the positive part
        return replace(
            self,
            left_out=kept * self.left_out + (1 - kept) * self.plain_left_out,
            solved=self.solved * kept,
            centre=kept * self.centre + (1 - kept) * self.plain,
        )

    def weights(self, at: Floats) -> tuple[Floats, Floats]:
        """How much each known point's outputs count at new points, and the predictions' relative spread.

        Args:
            at: coordinates of new points, (n_new, width).

        Returns:
            weights (n_new, n_points) and relative standard deviations (n_new,) on the scale of `left_out_sd`.
        """
        kernel = self._full(at, self.points)
        own = 1.0 + self.constant + self.settings.noise
        if self.settings.linear:
            own = own + self.settings.linear * np.einsum("ij,j->i", at**2, self.relevance)
        weights = kernel @ self.precision
        variance = own - np.einsum("ij,ij->i", weights, kernel)
        return weights, np.sqrt(np.maximum(variance, self.settings.noise))

    def predict(self, at: Floats) -> tuple[Floats, Floats]:
        """Outputs at new points, (n_new, n_outputs), and their relative standard deviations (n_new,)."""
        return self.means(at), self.weights(at)[1]

    def means(self, at: Floats) -> Floats:
        """Outputs at new points alone, (n_new, n_outputs)."""
        return np.asarray(self.centre + self._full(at, self.points) @ self.solved)

    def covariance(self, at: Floats) -> Floats:
        """Covariance of the outputs at new points without noise, (n_new, n_new), on the scale of `left_out_sd`."""
        weights, _ = self.weights(at)
        found = self._full(at, at) - weights @ self._full(at, self.points).T
        return np.asarray((found + found.T) / 2)

    def _full(self, a: Floats, b: Floats) -> Floats:
        """The kernel with the level that all share and the trend, (n_a, n_b)."""
        kernel = self.between(a, b) + self.constant
        if self.settings.linear:
            kernel = kernel + self.settings.linear * _inner(a, b, self.relevance)
        return kernel

    def kernel(self, at: Floats) -> Floats:
        """Similarity of new points to the known ones in 0 to 1, (n_new, n_points)."""
        return self.between(at, self.points)

    def between(self, a: Floats, b: Floats) -> Floats:
        """Similarity of points to points in 0 to 1, (n_a, n_b)."""
        return _kernel(distances(a * self.relevance, b * self.relevance), self.length)


def leave_out(precision: Floats, outputs: Floats, groups: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Residuals and relative standard deviations when each group is left out, in closed form."""
    solved, diagonal = precision @ outputs, np.maximum(np.diag(precision), 1e-12)
    residual, variance = solved / diagonal[:, None], 1.0 / diagonal
    order = np.argsort(groups, kind="stable")
    _, starts, counts = np.unique(groups[order], return_index=True, return_counts=True)
    for start, count in zip(starts, counts, strict=True):
        if count > 1:
            block = order[start : start + count]
            inverse = np.linalg.inv(precision[np.ix_(block, block)] + 1e-10 * np.eye(count))
            residual[block], variance[block] = inverse @ solved[block], np.diag(inverse)
    return residual, np.sqrt(np.maximum(variance, 1e-12))


def _choose(
    x: Floats, y: Floats, groups: NDArray[np.int64], weight: Floats, importance: Floats, linear: tuple[float, ...]
) -> Settings:
    """The settings with the least left-out squared error: power and noise first, then length and trend."""
    error = _LeftOutError(x, y, groups, weight, importance)
    powers = POWERS if x.shape[1] and len(np.unique(groups)) >= FEWEST_FOR_TREES else (0.0,)
    best = min((Settings(p, 1.0, n, linear[-1]) for p, n in product(powers, NOISES)), key=error)
    finer = {Settings(best.power, n, m, s) for n, m, s in product(LENGTHS, NOISES, linear)}
    return min([best, *sorted(finer, key=lambda s: (-s.noise, s.linear, s.length))], key=error)


class _LeftOutError:
    """Left-out squared error of settings; each is computed once."""

    def __init__(self, x: Floats, y: Floats, groups: NDArray[np.int64], weight: Floats, importance: Floats) -> None:
        self._x, self._y, self._groups, self._weight, self._importance = x, y, groups, weight, importance
        self._distances: dict[float, tuple[Floats, Floats, float]] = {}
        self._kernels: dict[tuple[float, float], Floats] = {}
        self._found: dict[Settings, float] = {}

    def __call__(self, settings: Settings) -> float:
        if settings not in self._found:
            kernel = self._kernel(settings.power, settings.length)
            if settings.linear:
                kernel = kernel + settings.linear * self._distance(settings.power)[1]
            residual, _ = leave_out(_inverse(kernel, settings.noise / self._weight), self._y, self._groups)
            self._found[settings] = float((residual**2 * self._weight[:, None]).sum())
        return self._found[settings]

    def _kernel(self, power: float, length: float) -> Floats:
        if (power, length) not in self._kernels:
            distance, _, middle = self._distance(power)
            self._kernels[power, length] = _kernel(distance, middle * length)
        return self._kernels[power, length]

    def _distance(self, power: float) -> tuple[Floats, Floats, float]:
        if power not in self._distances:
            relevance = _relevance(self._importance, power)
            distance = distances(self._x * relevance, self._x * relevance)
            self._distances[power] = distance, _inner(self._x, self._x, relevance), _length(distance)
        return self._distances[power]


def _some(n: int, seed: int) -> NDArray[np.int64]:
    """The points that settings are chosen on, in ascending order."""
    if n <= CHOOSING_POINTS:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, CHOOSING_POINTS, replace=False))


def _summary(outputs: Floats) -> Floats:
    """The outputs' leading principal components, scaled so that squared errors add up, (n_points, ≤ SUMMARIES)."""
    n, m = outputs.shape
    if m <= LEADING:
        return outputs
    centred = outputs - outputs.mean(0)
    if n <= m:
        values, vectors = np.linalg.eigh(centred @ centred.T)
        kept = np.argsort(values)[::-1][:SUMMARIES]
        parts = vectors[:, kept] * np.sqrt(np.maximum(values[kept], 0))
    else:
        values, vectors = np.linalg.eigh(centred.T @ centred)
        parts = centred @ vectors[:, np.argsort(values)[::-1][:SUMMARIES]]
    return np.asarray(parts)


def importance(x: Floats, outputs: Floats, seed: int) -> Floats:
    """Share of each coordinate in what extremely randomised trees explain of the outputs, (width,).

    Args:
        x: coordinates, (n_points, width).
        outputs: (n_points, n_outputs), complete.
        seed: of the trees.
    """
    width = x.shape[1]
    if width == 0 or len(x) < 8:
        return np.ones(width)
    from sklearn.ensemble import ExtraTreesRegressor

    y = _summary(outputs)[:, :LEADING]

    trees = ExtraTreesRegressor(100, min_samples_leaf=3, max_features=0.5, random_state=seed, n_jobs=1)
    trees.fit(x, y if y.shape[1] > 1 else y[:, 0])
    found = np.asarray(trees.feature_importances_, dtype=float).clip(0.0)  # rounding can leave -1e-17
    return found if found.sum() > 0 else np.ones(width)


def _relevance(importance: Floats, power: float) -> Floats:
    raised = importance**power
    return np.asarray(raised / raised.sum()) if len(raised) else raised


def distances(a: Floats, b: Floats) -> Floats:
    """City-block distances of points, (n_a, width) and (n_b, width) give (n_a, n_b); 0 where there is no coordinate."""
    return np.asarray(cdist(a, b, "cityblock")) if a.shape[1] else np.zeros((len(a), len(b)))


def _length(distance: Floats) -> float:
    apart = distance[distance > 0]
    return float(np.median(apart)) if len(apart) else 1.0


def _kernel(distance: Floats, length: float) -> Floats:
    slow = np.exp(distance * (-1.0 / (length * SCALES[1])))
    return np.asarray(0.5 * (slow + slow ** (SCALES[1] / SCALES[0])))


def _inner(a: Floats, b: Floats, relevance: Floats) -> Floats:
    return np.asarray((a * relevance) @ b.T)


def _inverse(kernel: Floats, noise: Floats | float, constant: float = CONSTANT) -> Floats:
    matrix = kernel + constant
    matrix[np.diag_indices(len(matrix))] += noise
    if len(matrix) == 0:
        return matrix
    factor, trouble = dpotrf(matrix.T, lower=0, overwrite_a=1)
    if trouble:
        raise np.linalg.LinAlgError("a kernel matrix with noise is not positive definite")
    inverse, _ = dpotri(factor, lower=0, overwrite_c=1)
    upper = np.triu(inverse)
    return np.asarray(upper + np.triu(inverse, 1).T)
