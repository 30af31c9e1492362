"""How much of the scores' spread each choice explains, alone and together with another.

Functional ANOVA (Hutter, Hoos, Leyton-Brown: An efficient approach for assessing hyperparameter importance, 2014) over
a random forest fitted on the runs: the variance of the forest's mean over all other choices, as a share of its whole
variance, where choices are drawn independently from the values that occurred. It says what mattered to the forest; how
far the forest can be trusted is said beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
FEWEST_RUNS = 12
"""Scored runs below which nothing is said."""
TREES = 60
_SAMPLES = 256
"""Combinations of the other choices that are averaged over."""
_LEVELS = 8
"""Values of a choice that are looked at; more are thinned out evenly."""
_PAIRS = 10
"""Pairs that are looked at: those of the choices that matter most."""
TRUSTED_R2 = 0.3
"""R² of the surrogate on runs left out, below which its importances are not to be relied on."""


@dataclass(frozen=True)
class Importance:
    """What choices explain, and how good the surrogate is that says so."""

    alone: tuple[tuple[str, float], ...]
    """Choice and share of the surrogate's variance it explains alone, 0 to 1, the largest first."""
    together: tuple[tuple[str, str, float], ...]
    """Two choices and the share that only both together explain, 0 to 1, the largest first."""
    r2: float
    """R² of the surrogate on runs left out of its fit (5-fold): 1 is perfect, 0 no better than the mean."""
    runs: int
    """Runs it was fitted on."""
    sentences: tuple[str, ...]
    """The same in words, the surrogate's quality included."""

    @property
    def trusted(self) -> bool:
        """Whether the surrogate predicts runs it has not seen well enough for its importances to count."""
        return self.r2 >= TRUSTED_R2


def encoded(choices: pd.DataFrame) -> tuple[Floats, list[str]]:
    """Choices as numbers: numbers as they are (what does not apply as a value of its own), all else by its place among
    the values.

    Args:
        choices: one row a run, one column a choice; missing where it does not apply.

    Returns:
        The matrix (n_runs, n_varying) and the names of the choices that vary.
    """
    names, columns = [], []
    for name in choices:
        values = choices[name]
        if values.astype(str).nunique() < 2:
            continue
        numbers = pd.to_numeric(values.where(~values.map(lambda v: isinstance(v, bool))), errors="coerce")
        if numbers.notna().sum() == values.notna().sum() and numbers.notna().any():
            low, spread = numbers.min(), numbers.max() - numbers.min()
            column = numbers.fillna(low - (spread or 1.0)).to_numpy(float)
        else:
            words = values.map(lambda v: "does not apply" if v is None or v != v else str(v))
            column = pd.Categorical(words).codes.astype(float)
        names.append(str(name))
        columns.append(column)
    return (np.column_stack(columns) if columns else np.zeros((len(choices), 0))), names


def importance_of(choices: pd.DataFrame, gain: "pd.Series[float]", seed: int = 0) -> Importance | None:
    """What the choices of runs explain of their scores; None where there are too few runs or nothing varies.

    Args:
        choices: one row a run, one column a choice; missing where it does not apply.
        gain: their scores, higher is better, in the same order; missing for runs without one.
        seed: the same seed gives the same answer.
    """
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.model_selection import KFold, cross_val_predict

    scored = gain.notna().to_numpy()
    x, names = encoded(choices[scored])
    y = gain[scored].to_numpy(float)
    if len(y) < FEWEST_RUNS or not names or np.ptp(y) <= 0:
        return None
    forest = RandomForestRegressor(TREES, min_samples_leaf=2, random_state=seed, n_jobs=1)
    predicted = cross_val_predict(forest, x, y, cv=KFold(5, shuffle=True, random_state=seed))
    r2 = float(1 - np.mean((y - predicted) ** 2) / np.var(y))
    forest.fit(x, y)
    alone, together = _variances(forest, x, names, np.random.default_rng(seed))
    return Importance(alone, together, r2, len(y), _sentences(alone, together, r2, len(y)))


def _variances(
    forest: Any, x: Floats, names: Sequence[str], rng: np.random.Generator
) -> tuple[tuple[tuple[str, float], ...], tuple[tuple[str, str, float], ...]]:
    """Shares of the whole variance: of each choice, and of pairs beyond their choices."""
    independent = np.column_stack([rng.choice(x[:, j], _SAMPLES) for j in range(x.shape[1])])
    whole = float(np.var(forest.predict(independent))) or 1.0
    grids = [_levels(x[:, j]) for j in range(x.shape[1])]
    single = [_explained(forest, independent, (j,), grids) / whole for j in range(len(names))]
    order = sorted(range(len(names)), key=lambda j: -single[j])
    pairs = []
    for a, b in list(combinations(order[:5], 2))[:_PAIRS]:
        both = _explained(forest, independent, (a, b), grids) / whole
        pairs.append((names[a], names[b], float(np.clip(both - single[a] - single[b], 0, 1))))
    alone = tuple((names[j], float(np.clip(single[j], 0, 1))) for j in order)
    return alone, tuple(sorted(pairs, key=lambda p: -p[2]))


def _levels(column: Floats) -> tuple[Floats, Floats]:
    """Values of a choice to look at, and how often each stands for what occurred."""
    values, counts = np.unique(column, return_counts=True)
    if len(values) <= _LEVELS:
        return values, counts / counts.sum()
    edges = np.quantile(column, (np.arange(_LEVELS) + 0.5) / _LEVELS)
    return edges, np.full(_LEVELS, 1 / _LEVELS)


def _explained(forest: Any, sample: Floats, at: tuple[int, ...], grids: Sequence[tuple[Floats, Floats]]) -> float:
    """Variance, over the values of some choices, of the forest's mean over all others."""
    meshes = np.meshgrid(*(grids[j][0] for j in at), indexing="ij")
    weights = np.ones_like(meshes[0])
    for axis, j in enumerate(at):
        weights = weights * grids[j][1].reshape([-1 if k == axis else 1 for k in range(len(at))])
    points = np.stack([m.ravel() for m in meshes], axis=1)
    some = sample if len(at) == 1 else sample[:64]
    rows = np.repeat(some[None], len(points), axis=0)
    rows[:, :, list(at)] = points[:, None, :]
    means = forest.predict(rows.reshape(-1, sample.shape[1])).reshape(len(points), len(some)).mean(axis=1)
    share = weights.ravel() / weights.sum()
    return float(share @ (means - share @ means) ** 2)


def _sentences(
    alone: Sequence[tuple[str, float]], together: Sequence[tuple[str, str, float]], r2: float, runs: int
) -> tuple[str, ...]:
    quality = f"This rests on a forest over {runs} runs that explains {max(r2, 0):.0%} of the spread of runs left out"
    if r2 < TRUSTED_R2:
        return (f"{quality}: too little to say which choices mattered.",)
    found = [f"{alone[0][0]} mattered most: alone it explains {alone[0][1]:.0%} of the differences."]
    others = [f"{name} ({share:.0%})" for name, share in alone[1:4] if share >= 0.05]
    if others:
        found.append(f"Then come {', '.join(others)}.")
    little = [name for name, share in alone if share < 0.01]
    if little:
        found.append(f"Hardly any difference came from {', '.join(little[:4])}.")
    if together and together[0][2] >= 0.05:
        a, b, share = together[0]
        found.append(f"{a} and {b} depend on each other: {share:.0%} is explained only by both together.")
    return (*found, f"{quality}.")
