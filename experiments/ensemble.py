"""Which finished runs make the best ensemble, by their out-of-fold predictions: no further training is needed.

The method is bagged ensemble selection with replacement (Caruana et al., 2004): start with the best, add again and
again the member that helps the task's metric most, stop when none does. Doing so several times, each time with another
half of the runs to choose from, and averaging the weights keeps the choice from following chance where many runs
compete on few rows. Where rows are few, chance also names the best run; so the fewer there are, the more of the weight
is shared by the best runs of several families, as far as they are not surely worse: models of different kinds err
differently. All is chosen on rows that no member had learnt from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.evaluation import positive_of
from experiments.metrics import average, measure, scored
from store.records import Task, metric

MOST_ROWS = 4000
"""Out-of-fold rows that the weights are chosen on; a sample where there are more."""
MOST_PICKS = 20
BAGS = 7
"""Selections whose weights are averaged; the first may choose among all."""
LEAST_WEIGHT = 0.03
"""Members below it are dropped: they cost a fit and hardly count."""
ROWS_OF_DOUBT = 250
"""With so many rows, half of the weight is shared by the best of families: few rows do not tell many runs apart."""
_FAMILIES = 4
_PROBABLY, _SURELY = 1.0, 2.0
"""Standard errors over the folds by which what is probably, or surely, worse than the best run falls behind it."""
FEWEST_ROWS = 10

_MOST_RANKED = 4
"""Ranking each of more classes than this against the others takes too long to climb."""

Floats = NDArray[np.float64]
Score = Callable[[Floats], float]
"""Probabilities (n_rows, n_classes) or predictions (n_rows, 1) in, mean gain over the folds out; higher is better."""


@dataclass(frozen=True)
class OutOfFold:
    """The rows that all runs predicted."""

    truth: NDArray[Any]
    fold: NDArray[Any]
    """Number of the fold that each row was predicted in, by the first run."""
    members: list[Floats]
    """Each run's probabilities (n_rows, n_classes), or predictions (n_rows, n_targets)."""
    classes: list[str]
    """As the columns of probabilities; empty for numbers."""

    @cached_property
    def parts(self) -> list[NDArray[np.intp]]:
        """The places of each fold's rows."""
        return [np.flatnonzero(self.fold == f) for f in np.unique(self.fold)]

    def blended(self, weights: Sequence[float]) -> Floats:
        """The weighted average of the members, in the shape of one of them."""
        return np.asarray(sum(w * m for w, m in zip(weights, self.members, strict=True) if w > 0), dtype=np.float64)


def out_of_fold(tables: Sequence[pd.DataFrame], seed: int = 0) -> OutOfFold:
    """What runs predicted of the same rows.

    Args:
        tables: out-of-fold predictions; columns row, fold, truth, prediction, probability_<class>, and of further
            targets truth_<target>, prediction_<target>.
        seed: of the sample of rows, where there are more than `MOST_ROWS`.
    """
    indexed = [t.drop_duplicates("row").set_index("row") for t in tables]
    rows = indexed[0].index
    for table in indexed[1:]:
        rows = rows.intersection(table.index)
    if len(rows) > MOST_ROWS:
        rows = rows[np.sort(np.random.default_rng(seed).choice(len(rows), MOST_ROWS, replace=False))]
    shares = [c for c in tables[0].columns if c.startswith("probability_")]
    first = indexed[0].loc[rows]
    further = [c for c in tables[0].columns if c.startswith("truth_")]
    said = [f"prediction_{c.removeprefix('truth_')}" for c in further]
    return OutOfFold(
        truth=first[["truth", *further]].to_numpy() if further else first["truth"].to_numpy(),
        fold=first["fold"].to_numpy(),
        members=[t.loc[rows, shares or ["prediction", *said]].to_numpy(float) for t in indexed],
        classes=[c.removeprefix("probability_") for c in shares],
    )


def blend_weights(
    tables: Sequence[pd.DataFrame], families: Sequence[str], task: Task, seed: int = 0
) -> tuple[list[float], float | None]:
    """The weight of each run in the best blend, and the blend's out-of-fold score.

    Args:
        tables: out-of-fold predictions of runs on the same task, best run first; columns as for `out_of_fold`.
        families: of each run, the kind of its estimator.
        task: what was predicted, and the metric that counts.
        seed: of the sample of rows and of the halves of runs.

    Returns:
        Weights that sum to 1, in the order of `tables`; 1 for the first alone where the blend is probably worse. The
        score in the metric's own unit, None where it could not be measured or the first stays alone.
    """
    alone = [1.0] + [0.0] * (len(tables) - 1)
    if len(tables) < 2:
        return alone, None
    shared = out_of_fold(tables, seed)
    if len(shared.truth) < FEWEST_ROWS:
        return alone, None
    score = scorer(shared, task)
    start = score(shared.members[0])
    if not np.isfinite(start):
        return alone, None
    picked = _bagged(shared, _objective(shared, task), np.random.default_rng(seed))
    weights = np.where(picked < LEAST_WEIGHT, 0.0, picked)
    trust = len(shared.truth) / (len(shared.truth) + ROWS_OF_DOUBT)
    weights = trust * weights / weights.sum() + (1.0 - trust) * _by_family(shared, families, task)
    values = shared.blended(weights.tolist())
    best = score(values)
    if weights[0] == 1.0 or not np.isfinite(best) or _worse(shared, values, task, _PROBABLY):
        return alone, None
    return [float(w) for w in weights], metric(task.metric).gain(best)


def _by_family(shared: OutOfFold, families: Sequence[str], task: Task) -> Floats:
    """Equal weights for the best run and the best of further families that are not surely worse; sum to 1."""
    weights = np.zeros(len(shared.members))
    firsts = list({family: i for i, family in reversed(list(enumerate(families)))}.values())
    able = [i for i in sorted(firsts) if i == 0 or not _worse(shared, shared.members[i], task, _SURELY)]
    weights[able[:_FAMILIES]] = 1.0
    return np.asarray(weights / weights.sum())


def _worse(shared: OutOfFold, values: Floats, task: Task, errors: float) -> bool:
    """Whether predictions fall behind the first member's by more than so many standard errors, fold by fold.

    One fold does not tell how much chance there is: then whatever scores less is worse.
    """
    behind = _fold_gains(shared, shared.members[0], task) - _fold_gains(shared, values, task)
    behind = behind[np.isfinite(behind)]
    if not len(behind):
        return True
    chance = behind.std(ddof=1) / np.sqrt(len(behind)) if len(behind) > 1 else 0.0
    return bool(behind.mean() > errors * chance + 1e-12)


def scorer(shared: OutOfFold, task: Task) -> Score:
    """Scores predictions of these rows as runs are scored: the mean over folds, higher is better.

    Minus infinity where the metric is defined on no fold.
    """

    def score(values: Floats) -> float:
        gains = _fold_gains(shared, values, task)
        gains = gains[np.isfinite(gains)]
        return float(gains.mean()) if len(gains) else float("-inf")

    return score


def _fold_gains(shared: OutOfFold, values: Floats, task: Task) -> Floats:
    """The metric on each fold, shape (n_folds,), higher is better; not a number where it is not defined."""
    names, gain = np.array(shared.classes), metric(task.metric).gain
    positive = positive_of(task, shared.classes)
    found = []
    for rows in shared.parts:
        here = values[rows]
        labels = names[here.argmax(axis=1)] if shared.classes else _numbers(here)
        value = scored(
            task.metric, task.kind, shared.truth[rows], labels, here if shared.classes else None, shared.classes,
            positive,
        )  # fmt: skip
        found.append(np.nan if value is None else gain(value))
    return np.array(found)


def _objective(shared: OutOfFold, task: Task) -> Score:
    """What the selection climbs: the metric, or the log loss where that is the metric or it judges classes.

    Metrics of predicted classes change by jumps, which few rows decide; the log loss is smooth, and the threshold for
    the metric is chosen afterwards.
    """
    ranked = task.metric in ("roc_auc", "average_precision") and len(shared.classes) <= _MOST_RANKED
    if not shared.classes or ranked or task.metric == "brier":
        return scorer(shared, task)
    rows, place = np.arange(len(shared.truth)), _places(shared)

    def score(values: Floats) -> float:
        return float(np.mean(np.log(np.clip(values[rows, place], 1e-15, 1.0))))

    return score


def _numbers(values: Floats) -> Floats:
    """Predicted numbers as they are measured: (n_rows,), or (n_rows, n_targets) of several."""
    return values[:, 0] if values.shape[1] == 1 else values


def _places(shared: OutOfFold) -> NDArray[np.intp]:
    """The place of each row's true class among the classes."""
    order = {name: i for i, name in enumerate(shared.classes)}
    return np.array([order[str(t)] for t in shared.truth], dtype=np.intp)


def measured(shared: OutOfFold, values: Floats, task: Task) -> dict[str, float]:
    """Every metric of predictions of these rows, averaged over the folds as for runs."""
    names, positive = np.array(shared.classes), positive_of(task, shared.classes)
    folds = []
    for rows in shared.parts:
        here = values[rows]
        labels = names[here.argmax(axis=1)] if shared.classes else _numbers(here)
        truth, probability = shared.truth[rows], here if shared.classes else None
        folds.append(measure(task.kind, truth, labels, probability, shared.classes, positive))
    return average(folds)


def _bagged(shared: OutOfFold, score: Score, random: np.random.Generator) -> Floats:
    """The mean of the weights of several selections, shape (n_members,)."""
    count = len(shared.members)
    weights = np.zeros(count)
    bags = BAGS if count > 3 else 1
    for bag in range(bags):
        offered = np.arange(count)
        if bag:
            half = random.choice(count, size=max(2, (count + 1) // 2), replace=False)
            offered = np.sort(half)
        weights += _selected(shared, offered, score)
    return weights / bags


def _selected(shared: OutOfFold, offered: NDArray[np.intp], score: Score) -> Floats:
    """The weights of one greedy selection among the offered members; sum to 1."""
    picked = np.zeros(len(shared.members))
    alone = [score(shared.members[i]) for i in offered]
    first = offered[int(np.argmax(alone))]
    best, total = max(alone), shared.members[first].copy()
    picked[first] = 1
    for size in range(2, MOST_PICKS + 1):
        gains = [score((total + shared.members[i]) / size) for i in offered]
        leader = offered[int(np.argmax(gains))]
        if max(gains) <= best + 1e-9:
            break
        best, total = max(gains), total + shared.members[leader]
        picked[leader] += 1
    return np.asarray(picked / picked.sum())
