"""Landmarks: how well a few very cheap learners do on a small sample, cross-validated (Pfahringer et al. 2000)."""

import warnings

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROWS = 1_000
COLUMNS = 100
_FOLDS = 3
_MIN_ROWS = 12


def landmarks(x: Floats, y: npt.NDArray[np.float64], *, classes: int | None, seed: int) -> dict[str, float | None]:
    """Scores of a nearest neighbour, a stump, a shallow tree, and naive Bayes and a linear model.

    Args:
        x: `(n_rows, n_features)`, no missing values, columns of unit spread.
        y: `(n_rows,)`: class numbers, or a number of unit spread.
        classes: how many classes, None for a number.
        seed: decides the folds.

    Returns:
        Name to score: balanced accuracy rescaled so that 0 is guessing and 1 is perfect, or R², cut at -1. None where
        it could not be computed.
    """
    names = ("knn1", "stump", "tree", "linear", "naive_bayes")
    empty: dict[str, float | None] = dict.fromkeys(names)
    if len(y) < _MIN_ROWS or x.shape[1] == 0 or len(np.unique(y)) < 2:
        return empty
    folds = np.random.default_rng(seed).permutation(np.arange(len(y)) % _FOLDS)
    if classes is not None:  # equal class shares: deal the rows out in the order of their class
        order = np.argsort(y + np.random.default_rng(seed).uniform(0, 0.5, len(y)), kind="stable")
        folds = np.empty(len(y), dtype=np.int64)
        folds[order] = np.arange(len(y)) % _FOLDS
    told: dict[str, Floats] = {name: np.zeros(len(y)) for name in names}
    for fold in range(_FOLDS):
        learn, apply = folds != fold, folds == fold
        for name, prediction in _fold(x[learn], y[learn], x[apply], classes, seed).items():
            told[name][apply] = prediction
    measured: dict[str, float | None] = {n: _score(y, told[n], classes) for n in names}
    if classes is None:
        measured["naive_bayes"] = None
    return measured


def _fold(x: Floats, y: Floats, new: Floats, classes: int | None, seed: int) -> dict[str, Floats]:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    tree = DecisionTreeRegressor if classes is None else DecisionTreeClassifier
    told = {
        "knn1": y[_nearest(x, new)],
        "stump": tree(max_depth=1, random_state=seed).fit(x, y).predict(new),
        "tree": tree(max_depth=5, min_samples_leaf=3, random_state=seed).fit(x, y).predict(new),
        "linear": _linear(x, y, new, classes),
    }
    if classes is not None:
        told["naive_bayes"] = _naive_bayes(x, y, new, classes)
    return told


def _nearest(x: Floats, new: Floats) -> npt.NDArray[np.int64]:
    return np.asarray(np.argmin((x**2).sum(axis=1)[None, :] - 2 * new @ x.T, axis=1), dtype=np.int64)


def _linear(x: Floats, y: Floats, new: Floats, classes: int | None) -> Floats:
    """Ridge regression, on class indicators where there are classes; the likeliest class is told."""
    target = y[:, None] if classes is None else np.eye(classes)[y.astype(np.int64)]
    centre, level = x.mean(axis=0), target.mean(axis=0)
    z = x - centre
    weights = np.linalg.solve(z.T @ z + np.eye(x.shape[1]), z.T @ (target - level))
    told = (new - centre) @ weights + level
    return np.asarray(told[:, 0] if classes is None else told.argmax(axis=1), dtype=np.float64)


def _naive_bayes(x: Floats, y: Floats, new: Floats, classes: int) -> Floats:
    """Gaussian naive Bayes."""
    logs = np.full((len(new), classes), -np.inf)
    floor = 1e-3 * max(float(x.var()), 1e-9)
    for c in range(classes):
        rows = x[y == c]
        if len(rows):
            mean, spread = rows.mean(axis=0), rows.var(axis=0) + floor
            logs[:, c] = np.log(len(rows)) - 0.5 * ((new - mean) ** 2 / spread + np.log(spread)).sum(axis=1)
    return np.asarray(logs.argmax(axis=1), dtype=np.float64)


def _score(y: Floats, told: Floats, classes: int | None) -> float | None:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        if classes is None:
            spread = float(((y - y.mean()) ** 2).sum())
            return max(-1.0, 1 - float(((y - told) ** 2).sum()) / spread) if spread > 0 else None
        present = np.unique(y)
        recall = float(np.mean([(told[y == c] == c).mean() for c in present]))
        guess = 1 / len(present)
        return (recall - guess) / (1 - guess)
