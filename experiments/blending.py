"""Blends: several fitted variants whose predictions are averaged with weights chosen on out-of-fold predictions.

The method is ensemble selection with replacement (Caruana et al., 2004): start with the best, add again and again the
member that helps the task's metric most, stop when none does. The weights are chosen on rows that no member had learnt
from, so they can be trusted as far as those rows go.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.metrics import measure
from store.errors import BadData
from store.records import Task, metric

BLEND_FILE = "blend.json"
MOST_ROWS = 4000
"""Out-of-fold rows that the weights are chosen on; a sample where there are more."""
MOST_PICKS = 20
LEAST_WEIGHT = 0.08
"""Members below it are dropped: they cost a fit and hardly count."""

Floats = NDArray[np.float64]


def blend_weights(tables: Sequence[pd.DataFrame], task: Task, seed: int = 0) -> tuple[list[float], float | None]:
    """The weight of each run in the best blend, and the blend's out-of-fold score.

    Args:
        tables: out-of-fold predictions of runs on the same task, best run first; columns row, truth, prediction,
            probability_<class>.
        task: what was predicted, and the metric that counts.
        seed: of the sample of rows.

    Returns:
        Weights that sum to 1, in the order of `tables`; 1 for the first alone where blending does not help. The score
        in the metric's own unit, None where it could not be measured.
    """
    shared = _aligned(tables, seed)
    alone = [1.0] + [0.0] * (len(tables) - 1)
    if len(shared.truth) < 10 or len(tables) < 2:
        return alone, None
    classes = _classes(tables[0])
    picked = np.zeros(len(tables))
    picked[0] = 1
    best = start = _gain(shared.members[0], shared, task, classes)
    total = shared.members[0].copy()
    for size in range(2, MOST_PICKS + 1):
        gains = [_gain((total + m) / size, shared, task, classes) for m in shared.members]
        leader = int(np.argmax(gains))
        if gains[leader] <= best + 1e-9:
            break
        best, total = gains[leader], total + shared.members[leader]
        picked[leader] += 1
    if not np.isfinite(start) or best <= start:
        return alone, None
    weights = picked / picked.sum()
    weights = np.where(weights < LEAST_WEIGHT, 0.0, weights)
    weights = weights / weights.sum()
    return [float(w) for w in weights], metric(task.metric).gain(best)


def save_blend(folder: Path, members: Sequence[tuple[str, float]], kind: str, meta: Mapping[str, Any]) -> None:
    """Writes down that a folder's model is the blend of the models in its sub-folders.

    Args:
        folder: where the blend lies; the members' folders are in it.
        members: name of the sub-folder and weight of each.
        kind: of the task.
        meta: kept with it.
    """
    content = {"kind": kind, "members": [{"folder": f, "weight": w} for f, w in members], **dict(meta)}
    (folder / BLEND_FILE).write_text(json.dumps(content, indent=1), encoding="utf-8")


def predict_model(folder: Path, frame: pd.DataFrame, say: Callable[[str], None] | None = None) -> pd.DataFrame:
    """Predictions of a saved model or blend, one row a row of the table.

    Args:
        folder: of the model.
        frame: rows with at least the columns that the model needs.
        say: told in one sentence each what of the table was ignored or could not be read.

    Raises:
        BadData: there is no model in that folder, or the table lacks columns that it needs.
    """
    from experiments.models import load_model, notes, predict, predict_with

    if not (folder / BLEND_FILE).exists():
        return predict(folder, frame, say)
    models = [(load_model(folder / name), weight) for name, weight in _members(folder)]
    if not models:
        raise BadData(f"The blend in {folder} has no members; fit it again.")
    if say is not None:
        for sentence in dict.fromkeys(s for model, _ in models for s in notes(model.meta, frame)):
            say(sentence)
    tables = [(predict_with(model, frame), weight) for model, weight in models]
    whole = sum(weight for _, weight in tables)
    out: pd.DataFrame = tables[0][0].copy()
    meta = models[0][0].meta
    shares = [f"probability_{c}" for c in meta.classes]
    for column in shares or ["prediction"]:
        out[column] = sum(t[column].to_numpy(float) * w for t, w in tables) / whole
    if shares:
        likeliest = out[shares].to_numpy(float).argmax(axis=1)
        out["prediction"] = [meta.class_values[i] for i in likeliest]
    return out


def _members(folder: Path) -> list[tuple[str, float]]:
    """Sub-folder and weight of each model of a blend."""
    try:
        blend = json.loads((folder / BLEND_FILE).read_text(encoding="utf-8"))
        return [(str(m["folder"]), float(m["weight"])) for m in blend["members"]]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadData(f"{folder / BLEND_FILE} is damaged and cannot be read. Save the model again.") from error


def _classes(table: pd.DataFrame) -> list[str]:
    return [c.removeprefix("probability_") for c in table.columns if c.startswith("probability_")]


@dataclass(frozen=True)
class _Shared:
    """The rows that all runs predicted."""

    truth: NDArray[Any]
    fold: NDArray[Any]
    """Number of the fold that each row was predicted in, by the first run."""
    members: list[Floats]
    """Each run's probabilities (n_rows, n_classes), or predictions (n_rows, 1)."""


def _aligned(tables: Sequence[pd.DataFrame], seed: int) -> _Shared:
    indexed = [t.drop_duplicates("row").set_index("row") for t in tables]
    rows = indexed[0].index
    for table in indexed[1:]:
        rows = rows.intersection(table.index)
    if len(rows) > MOST_ROWS:
        rows = rows[np.sort(np.random.default_rng(seed).choice(len(rows), MOST_ROWS, replace=False))]
    columns = [c for c in tables[0].columns if c.startswith("probability_")] or ["prediction"]
    first = indexed[0].loc[rows]
    return _Shared(
        first["truth"].to_numpy(), first["fold"].to_numpy(), [t.loc[rows, columns].to_numpy(float) for t in indexed]
    )


def _gain(values: Floats, shared: _Shared, task: Task, classes: list[str]) -> float:
    """Mean gain over the folds, higher is better, as runs are scored; minus infinity where it is undefined."""
    found = []
    labels = np.array(classes)[values.argmax(axis=1)] if classes else values[:, 0]
    for fold in np.unique(shared.fold):
        here = shared.fold == fold
        probability = values[here] if classes else None
        measured = measure(task.kind, shared.truth[here], labels[here], probability, classes, task.positive_class)
        if task.metric in measured:
            found.append(metric(task.metric).gain(measured[task.metric]))
    return float(np.mean(found)) if found else float("-inf")
