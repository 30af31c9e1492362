"""How well each column alone foretells the target, and which of them do so suspiciously well.

Each column is cut into at most 64 bins (categories and "missing" are bins of their own). What the bins of one half of
a sample say of the target is applied to the other half and the other way round, so that chance and many categories
don't look like knowledge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.data.blocks import number_blocks
from experiments.data.columns import sample_rows
from store.records import TaskKind

SAMPLE_ROWS = 5_000
MIN_ROWS = 40
"""Fewer rows prove nothing about a single column."""
_BINS = 64
_CLASSES = 12
_SHRINK = 1.0
_NEAR_PERFECT = 0.99
_PERFECT = 0.9995

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Suspect:
    """A column that foretells the target too well."""

    column: str
    power: float
    """ROC AUC (classes) or R² (numbers) of the column alone, 0 to 1, higher is more."""
    measure: str
    """ROC AUC or R²."""
    next_column: str | None
    next_power: float


def powers(frame: pd.DataFrame, target: str, kind: TaskKind, leave_out: Sequence[str] = ()) -> dict[str, float]:
    """Predictive power of each single column on rows not used to learn it.

    Args:
        frame: the table with its target.
        target: the target's name.
        kind: binary and multiclass are measured by ROC AUC (one against the rest, mean over at most 12 classes),
            others by R².
        leave_out: columns not to look at.

    Returns:
        Column to power, 0 to 1, higher is more; empty below 40 rows with a target.
    """
    rows = sample_rows(frame[frame[target].notna()], SAMPLE_ROWS)
    columns = [c for c in frame.columns if c != target and c not in set(leave_out)]
    if len(rows) < MIN_ROWS or not columns:
        return {}
    truth = _truth(rows[target], kind)
    order = np.random.default_rng(0).permutation(len(rows))
    halves = (np.sort(order[::2]), np.sort(order[1::2]))
    out = {target, *leave_out}
    found: dict[str, float] = {}
    for block, numbers in number_blocks(rows, tuple(out)):
        found |= _block_powers(block, numbers, truth, halves, kind)
    return {c: found[c] if c in found else _power(_bins(rows[c]), truth, halves, kind) for c in columns}


def _block_powers(
    names: list[str], numbers: Floats, truth: Floats, halves: tuple[Ints, Ints], kind: TaskKind
) -> dict[str, float]:
    """The powers of columns of numbers `(n_rows, n_names)` that miss nothing, their ranks and edges found together.

    Columns with missing values and unlike the others are left to the way for single columns.
    """
    whole = np.isfinite(numbers).all(axis=0)
    columns = np.flatnonzero(whole)
    if not len(columns):
        return {}
    part = np.ascontiguousarray(numbers[:, columns].T)
    ordered = np.sort(part, axis=1)
    distinct = 1 + (ordered[:, 1:] > ordered[:, :-1]).sum(axis=1)
    cuts = np.quantile(ordered, np.linspace(0, 1, _BINS + 1)[1:-1], axis=1).T
    found = {}
    for position, column in enumerate(columns):
        few = distinct[position] <= _BINS
        edges = np.unique(ordered[position])[1:] if few else np.unique(cuts[position])
        bins = np.asarray(np.searchsorted(edges, part[position], side="right") + 1, dtype=np.int64)
        found[names[column]] = _power(bins, truth, halves, kind)
    return found


def suspects(power: Mapping[str, float], kind: TaskKind) -> tuple[Suspect, ...]:
    """The columns that foretell the target almost perfectly while the others don't.

    A column is suspicious where it makes at most a quarter of the best ordinary column's error. A table in which many
    columns do well is an easy table, not a leaky one.
    """
    near = {c for c, p in power.items() if p >= _NEAR_PERFECT}
    if not near or len(near) > max(3, len(power) // 5):
        return ()
    ordinary = {c: p for c, p in power.items() if c not in near}
    next_column = max(ordinary, key=lambda c: ordinary[c], default=None)
    next_power = ordinary[next_column] if next_column is not None else 0.0
    measure = "R²" if kind in ("regression", "forecast") else "ROC AUC"
    found = [
        Suspect(column, power[column], measure, next_column, next_power)
        for column in sorted(near, key=lambda c: -power[c])
        if power[column] >= _PERFECT or (1 - power[column]) <= 0.25 * (1 - next_power)
    ]
    return tuple(found)


def _truth(values: pd.Series, kind: TaskKind) -> Floats:
    """`(n_rows, n_outputs)`: an indicator per class, or the number as a share of the largest."""
    if kind in ("regression", "forecast") and pd.api.types.is_numeric_dtype(values.dtype):
        numbers = np.asarray(values.to_numpy(dtype="float64")[:, None])
        return numbers / max(float(np.abs(numbers).max()), 1e-300)  # so that squares cannot overflow
    codes, distinct = pd.factorize(values)
    counts = np.bincount(codes, minlength=len(distinct))
    kept = np.argsort(-counts, kind="stable")[:_CLASSES]
    if len(distinct) == 2:
        kept = kept[1:]
    return np.asarray(codes[:, None] == kept[None, :], dtype=np.float64)


def _bins(values: pd.Series) -> Ints:
    """`(n_rows,)` bin numbers; missing is bin 0."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        numbers = values.to_numpy(dtype="datetime64[us]").astype("int64").astype("float64")
        numbers[values.isna().to_numpy()] = np.nan
    elif pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(dtype="float64")
    else:
        return np.asarray(pd.factorize(values)[0], dtype=np.int64) + 1
    known = numbers[np.isfinite(numbers)]
    if not len(known):
        return np.zeros(len(numbers), dtype=np.int64)
    distinct = np.unique(known)
    edges = (
        distinct[1:] if len(distinct) <= _BINS else np.unique(np.quantile(known, np.linspace(0, 1, _BINS + 1)[1:-1]))
    )
    found = np.searchsorted(edges, numbers, side="right") + 1
    found[np.isnan(numbers)] = 0
    return np.asarray(found, dtype=np.int64)


def _power(bins: Ints, truth: Floats, halves: tuple[Ints, Ints], kind: TaskKind) -> float:
    told = np.empty_like(truth)
    size = int(bins.max()) + 1
    for learn, apply in (halves, halves[::-1]):
        prior = truth[learn].mean(axis=0)
        counts = np.bincount(bins[learn], minlength=size).astype("float64")
        for output in range(truth.shape[1]):
            sums = np.bincount(bins[learn], weights=truth[learn, output], minlength=size)
            means = (sums + _SHRINK * prior[output]) / (counts + _SHRINK)
            told[apply, output] = means[bins[apply]]
    if kind in ("regression", "forecast"):
        spread = float(((truth - truth.mean(axis=0)) ** 2).sum())
        return float(np.clip(1 - ((truth - told) ** 2).sum() / spread, 0, 1)) if spread > 0 else 0.0
    return _mean_auc(truth, told)


def _mean_auc(truth: Floats, told: Floats) -> float:
    """Mean over outputs of the chance that a member is rated above a non-member (ties count half)."""
    found = []
    for output in range(truth.shape[1]):
        inside = truth[:, output] > 0
        members, others = int(inside.sum()), int((~inside).sum())
        if members and others:
            ordered = np.sort(told[:, output])
            mine = told[inside, output]
            ranks = np.searchsorted(ordered, mine, "left") + np.searchsorted(ordered, mine, "right") + 1
            found.append((ranks.sum() / 2 - members * (members + 1) / 2) / (members * others))
    return float(np.mean(found)) if found else 0.0
