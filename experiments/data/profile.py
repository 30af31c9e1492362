"""Meta-features: what the recommender knows of a table before anything was run on it."""

import math
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.data.columns import code, kind_of, sample_rows
from experiments.data.landmarks import COLUMNS as LANDMARK_COLUMNS
from experiments.data.landmarks import ROWS as LANDMARK_ROWS
from experiments.data.landmarks import landmarks
from experiments.data.matrix import Encoded, encode
from experiments.workflows.gaps import codes_as_missing
from store.records import DatasetProfile, Task, content_hash

PROFILER = "sextant-1"
ROWS = 5_000
"""Rows looked at, drawn by a seed that follows from the table's size alone."""
COLUMNS = 300
"""Columns looked at, evenly spread over the table."""

Floats = npt.NDArray[np.float64]
Features = dict[str, float | None]


def profile(frame: pd.DataFrame, task: Task, clock: Callable[[], datetime]) -> DatasetProfile:
    """The meta-features of a table for one task.

    They describe the columns a variant may use and the rows that have a target; a value that stands for a missing one
    is missing. Statistics and landmarks are taken from at most 5,000 rows and 300 columns, landmarks from 1,000 rows;
    the same table and task always give the same figures, and what cannot be computed is None.

    Args:
        frame: the rows of the task's dataset version `(n_rows, n_columns)`.
        task: target, kind and excluded columns.
        clock: the moment, UTC.
    """
    left_out = (*task.columns_excluded, *task.further_targets)
    known = codes_as_missing(frame, task.codes)
    features = meta_features(known, task.target, task.kind, left_out)
    return DatasetProfile(
        id=profile_id(task),
        version_id=task.version_id,
        target=task.target,
        kind=task.kind,
        profiler=PROFILER,
        features=features,
        made_at=clock(),
    )


def profile_id(task: Task) -> str:
    """The id of a task's profile: the same for tasks whose meta-features are the same."""
    said = {
        "profile": task.version_id,
        "target": task.target,
        "kind": task.kind,
        "excluded": [*task.columns_excluded, *task.further_targets],
        "profiler": PROFILER,
    }
    return content_hash(said | ({"missing": task.codes} if task.codes else {}))


def meta_features(frame: pd.DataFrame, target: str, kind: str, excluded: Iterable[str] = ()) -> Features:
    """The meta-features themselves: name (`mf_…`) to value.

    Shares lie in 0 to 1, logarithms are natural, entropies are relative to their greatest possible value.
    """
    known = frame[frame[target].notna()] if frame[target].isna().any() else frame
    out = {target, *excluded}
    columns = [c for c in frame.columns if c not in out]
    seed = (len(known) * 31 + len(columns)) % 2**31
    looked = (
        columns
        if len(columns) <= COLUMNS
        else [columns[i] for i in np.linspace(0, len(columns) - 1, COLUMNS).astype(int)]
    )
    rows = sample_rows(known[[*looked, target]], ROWS, seed)
    with np.errstate(all="ignore"):
        found = _size(len(known), len(columns))
        found |= _columns(rows, looked)
        encoded = encode(rows[looked])
        found |= _numbers(encoded.numbers)
        y, classes = _outcome(rows[target], kind)
        found |= _classes(y, classes) if classes is not None else _amounts(y)
        found |= _relations(encoded, y, classes)
        some = np.random.default_rng(seed).permutation(len(y))[:LANDMARK_ROWS]
        x = encoded.matrix[np.sort(some)][:, :LANDMARK_COLUMNS]
        spread = float(y.std()) if classes is None and len(y) else 0.0
        outcome = (y - y.mean()) / spread if spread > 0 else y
        marks = landmarks(x, outcome[np.sort(some)], classes=classes, seed=seed)
        found |= {f"landmark_{name}": value for name, value in marks.items()}
        found |= _differences(marks)
    return {f"mf_{name}": _finite(value) for name, value in found.items()}


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 6)


def _size(rows: int, columns: int) -> Features:
    return {
        "log_rows": math.log(max(rows, 1)),
        "log_columns": math.log(max(columns, 1)),
        "log_rows_per_column": math.log(max(rows, 1) / max(columns, 1)),
    }


def _columns(rows: pd.DataFrame, columns: list[str]) -> Features:
    """Kinds of columns, missing values, categories."""
    coded = {c: code(rows[c]) for c in columns}
    kinds = [kind_of(rows[c], coded[c].distinct) for c in columns]
    missing = np.array([(coded[c].codes < 0).mean() for c in columns]) if len(rows) else np.zeros(len(columns))
    sizes = np.array(
        [len(coded[c].distinct) for c, k in zip(columns, kinds, strict=True) if k in ("categorical", "boolean")]
    )
    lacking = np.zeros(len(rows), dtype=bool)
    for column in columns:
        lacking |= coded[column].codes < 0
    n = max(len(columns), 1)
    return {
        "share_numeric": kinds.count("numeric") / n,
        "share_categorical": (kinds.count("categorical") + kinds.count("boolean")) / n,
        "share_text": kinds.count("text") / n,
        "share_date": kinds.count("date") / n,
        "share_binary": sum(len(coded[c].distinct) == 2 for c in columns) / n,
        "missing_share": _mean(missing),
        "missing_columns": _mean(missing > 0),
        "missing_rows": _mean(lacking),
        "missing_max": float(missing.max()) if len(missing) else None,
        "categories_log_mean": float(np.log(np.maximum(sizes, 1)).mean()) if len(sizes) else 0.0,
        "categories_log_max": float(np.log(max(int(sizes.max()), 1))) if len(sizes) else 0.0,
        "categories_many": _mean(sizes > 20) if len(sizes) else 0.0,
    }


def _numbers(numbers: Floats) -> Features:
    """Shape of the numeric columns `(n_rows, n_numeric)`, NaN = missing."""
    names = ("skew_median", "skew_high", "kurtosis_median", "kurtosis_high", "outliers", "zeros", "distinct_ratio")
    if numbers.shape[1] == 0 or numbers.shape[0] < 3:
        return dict.fromkeys(names)
    known = np.isfinite(numbers)
    count = known.sum(axis=0)
    filled = np.where(known, numbers, 0.0)
    mean = filled.sum(axis=0) / count
    gap = np.where(known, numbers - mean, 0.0)
    spread = np.sqrt((gap**2).sum(axis=0) / count)
    used = (count >= 3) & (spread > 0)
    if not used.any():
        return dict.fromkeys(names)
    z = gap[:, used] / spread[used]
    skew = np.abs((z**3).sum(axis=0) / count[used])
    kurtosis = (z**4).sum(axis=0) / count[used] - 3
    return {
        "skew_median": float(np.median(skew)),
        "skew_high": float(np.quantile(skew, 0.9)),
        "kurtosis_median": float(np.log1p(np.maximum(np.median(kurtosis) + 2, 0))),
        "kurtosis_high": float(np.log1p(np.maximum(np.quantile(kurtosis, 0.9) + 2, 0))),
        "outliers": float((np.abs(z) > 4).sum() / count[used].sum()),
        "zeros": float(((numbers == 0) & known).sum() / count.sum()),
        "distinct_ratio": float(
            np.mean([len(np.unique(c[np.isfinite(c)])) / max(len(c), 1) for c in numbers[:1_000].T])
        ),
    }


def _outcome(values: pd.Series, kind: str) -> tuple[Floats, int | None]:
    """The target as class numbers with their count, or as numbers with None."""
    if kind in ("regression", "forecast") and pd.api.types.is_numeric_dtype(values.dtype):
        return values.to_numpy(dtype="float64"), None
    codes, distinct = pd.factorize(values)
    return codes.astype("float64"), max(len(distinct), 1)


def _classes(y: Floats, classes: int) -> Features:
    shares = np.bincount(y.astype(np.int64), minlength=classes) / max(len(y), 1)
    shares = shares[shares > 0]
    entropy = float(-(shares * np.log(shares)).sum() / math.log(len(shares))) if len(shares) > 1 else None
    return {
        "log_classes": math.log(classes),
        "class_entropy": entropy,
        "class_min_share": float(shares.min()) if len(shares) else None,
        "class_max_share": float(shares.max()) if len(shares) else None,
        "imbalance_log": float(np.log(shares.max() / shares.min())) if len(shares) else None,
        "log_rows_per_class": math.log(max(len(y), 1) / classes),
    }


def _amounts(y: Floats) -> Features:
    names = ("target_skew", "target_kurtosis", "target_outliers", "target_distinct", "target_zeros", "target_positive")
    y = y[np.isfinite(y)]
    y = y / max(float(np.abs(y).max(initial=0.0)), 1e-300)  # so that squares cannot overflow
    if len(y) < 3 or y.std() == 0:
        return dict.fromkeys(names)
    z = (y - y.mean()) / y.std()
    return {
        "target_skew": float((z**3).mean()),
        "target_kurtosis": float(np.log1p(max(float((z**4).mean()) - 1, 0))),
        "target_outliers": float((np.abs(z) > 4).mean()),
        "target_distinct": len(np.unique(y)) / len(y),
        "target_zeros": float((y == 0).mean()),
        "target_positive": float((y > 0).mean()),
    }


def _relations(encoded: Encoded, y: Floats, classes: int | None) -> Features:
    """Among the columns (correlation, principal components) and with the target (mutual information)."""
    names = (
        "correlation_mean",
        "correlation_high",
        "pca_95",
        "pca_first",
        "mi_mean",
        "mi_max",
        "mi_high_share",
        "noise",
    )
    x = encoded.matrix[:2_000, :LANDMARK_COLUMNS]
    if x.shape[1] == 0 or len(x) < 5:
        return dict.fromkeys(names)
    found: Features = dict.fromkeys(names)
    numeric = x[:, : min(encoded.numbers.shape[1], LANDMARK_COLUMNS)]
    numeric = numeric[:, numeric.std(axis=0) > 0]
    if numeric.shape[1] >= 2:
        correlation = np.abs(np.corrcoef(numeric.T))
        upper = correlation[np.triu_indices(len(correlation), 1)]
        found |= {"correlation_mean": float(upper.mean()), "correlation_high": float(np.quantile(upper, 0.9))}
    centred = x - x.mean(axis=0)
    share = np.linalg.eigvalsh(centred.T @ centred)[::-1].clip(0)
    if share.sum() > 0:
        share = share / share.sum()
        needed = int(np.searchsorted(np.cumsum(share), 0.95) + 1)
        found |= {"pca_95": min(needed, x.shape[1]) / x.shape[1], "pca_first": float(share[0])}
    return found | _information(encoded.bins[:2_000], y[:2_000], classes)


def _information(bins: npt.NDArray[np.int64], y: Floats, classes: int | None) -> Features:
    """Mutual information of each binned column with the (binned) target, over the target's entropy, bias-corrected."""
    outcome = y.astype(np.int64) if classes is not None else _eight(y)
    size = int(outcome.max()) + 1
    entropy = _entropy(np.bincount(outcome, minlength=size))
    if entropy <= 0 or not bins.shape[1]:
        return {}
    rows = len(outcome)
    told = []
    for column in bins.T:
        width = int(column.max()) + 1
        joint = np.bincount(column * size + outcome, minlength=width * size)
        mi = _entropy(np.bincount(column, minlength=width)) + entropy - _entropy(joint)
        cells = int((joint > 0).sum()) - width - size + 1  # Miller and Madow's correction of the plug-in estimate
        told.append(min(max(mi - max(cells, 0) / (2 * rows), 0.0) / entropy, 1.0))
    some = np.array(told)
    return {
        "mi_mean": float(some.mean()),
        "mi_max": float(some.max()),
        "mi_high_share": float((some > 0.05).mean()),
        "noise": float(1 - min(some.sum(), 1.0)),
    }


def _eight(y: Floats) -> npt.NDArray[np.int64]:
    edges = np.unique(np.quantile(y[np.isfinite(y)], np.linspace(0, 1, 9)[1:-1])) if len(y) else np.array([])
    return np.asarray(np.searchsorted(edges, y, side="right"), dtype=np.int64)


def _entropy(counts: npt.NDArray[np.int64]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())


def _differences(marks: dict[str, float | None]) -> Features:
    """What the landmarks say together: is the problem curved, and does more than one column matter?"""
    linear, tree, stump, knn = (marks.get(n) for n in ("linear", "tree", "stump", "knn1"))
    return {
        "landmark_tree_less_linear": tree - linear if tree is not None and linear is not None else None,
        "landmark_tree_less_stump": tree - stump if tree is not None and stump is not None else None,
        "landmark_knn_less_linear": knn - linear if knn is not None and linear is not None else None,
    }


def _mean(values: npt.NDArray[Any]) -> float | None:
    return float(np.mean(values)) if len(values) else None
