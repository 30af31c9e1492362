"""Tasks for a series of experiments: from the runs that ship with Sextant, or tables on which each run is a real one.

Nothing that is known of them beforehand is handed on but their meta-features and what the trivial prediction scores.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.backends._base import Backend, Ending
from experiments.run_folder import RunResult
from store.prior import PriorPack, load_prior
from store.records import (
    Column,
    DatasetProfile,
    DatasetVersion,
    Task,
    TaskKind,
    Validation,
    Variant,
    content_hash,
    metric,
)

if TYPE_CHECKING:
    from experiments.prior.tables import PriorTable

METRICS: dict[TaskKind, str] = {"binary": "roc_auc", "multiclass": "balanced_accuracy", "regression": "rmse"}
FEWEST_RECORDED = 100
"""A recorded table with runs of fewer variants is left out: what is the best of it is not known."""


@dataclass(frozen=True)
class SeriesTask:
    """One task of a series."""

    name: str
    group: str
    """Tables that are near-duplicates share it; a series has one of them."""
    task: Task
    version: DatasetVersion
    profile: DatasetProfile
    baseline: float | None
    """The trivial prediction's score, in the metric's unit."""
    backend: Callable[[], Backend]
    recorded: Mapping[str, Ending] = field(default_factory=dict)
    """How the run of each variant ended; empty where runs are real."""

    @property
    def gains(self) -> dict[str, tuple[float, float]]:
        """Variant to gain (higher is better) and seconds, of the recorded runs that ended with a score."""
        gain = metric(self.task.metric).gain
        ok = {v: e for v, e in self.recorded.items() if e.result is not None}
        return {v: (gain(e.result.score), e.wall_s or 0.0) for v, e in ok.items() if e.result is not None}


def now() -> datetime:
    """The present moment, UTC."""
    return datetime.now(UTC)


def pool_of(kind: TaskKind) -> dict[str, Variant]:
    """The variants that were recorded for a kind of task, by id; the same are offered to real runs."""
    from experiments.workflows.tabular import variant_of

    prior = load_prior()
    datasets = prior.datasets[prior.datasets["kind"] == kind]["dataset_id"]
    ids = set(prior.runs[prior.runs["dataset_id"].isin(datasets)]["variant_id"])
    rows = prior.variants[prior.variants["variant_id"].isin(list(ids))]
    found = [variant_of(json.loads(text), kind) for text in rows["choices"]]
    return {v.id: v for v in sorted(found, key=lambda v: v.id) if v.id in ids}


def recorded_tasks(kind: TaskKind) -> list[SeriesTask]:
    """The tables of a kind whose runs were recorded, one of each group of near-duplicates, in a fixed order."""
    prior = load_prior()
    known = prior.datasets[prior.datasets["kind"] == kind].drop_duplicates("dataset_id").sort_values("dataset_id")
    counts = prior.runs[prior.runs["status"] == "ok"]["dataset_id"].value_counts()
    many = known[known["dataset_id"].map(counts).fillna(0) >= FEWEST_RECORDED].drop_duplicates("group")
    return [_recorded(prior, row, kind) for _, row in many.iterrows()]


def real_tasks(folder: Path, kind: TaskKind, home: Path, most_rows: int) -> list[SeriesTask]:
    """The tables of a folder with a `manifest.csv`, cut as for the shipped experience; their runs are processes here.

    Raises:
        BadData: the manifest cannot be read.
    """
    from experiments.prior.tables import read_manifest

    tables = read_manifest(folder, most_rows, ())
    return [_real(table, home) for table in sorted(tables, key=lambda t: t.name) if table.kind == kind]


def _task(version_id: str, target: str, kind: TaskKind, folds: int) -> Task:
    return Task(
        id=content_hash([version_id, target, kind, METRICS[kind]]), version_id=version_id, target=target, kind=kind,
        metric=METRICS[kind], validation=Validation(method="cv", folds=folds, seed=0),
    )  # fmt: skip


def _recorded(prior: PriorPack, row: "pd.Series[Any]", kind: TaskKind) -> SeriesTask:
    name, target, rows = str(row["dataset_id"]), str(row["target"]), int(row["rows"])
    runs = prior.runs[prior.runs["dataset_id"] == name]
    task = _task(name, target, kind, int(runs["folds"].dropna().max()))
    found = row[f"baseline__{task.metric}"]
    baseline = None if pd.isna(found) else float(found)
    recorded = {str(r["variant_id"]): _ending(r, task, baseline) for r in runs.to_dict("records")}
    features = {str(c): None if pd.isna(row[c]) else float(row[c]) for c in row.index if str(c).startswith("mf_")}
    column = Column(name=target, kind="numeric", dtype="float64", missing=0, distinct=2)
    version = DatasetVersion(
        id=name, dataset_id=name, rows=rows, columns=(column,), snapshot=f"{name}.parquet", size_bytes=0,
        recorded_at=now(),
    )  # fmt: skip
    profile = DatasetProfile(
        id=f"profile-{name}", version_id=name, target=target, kind=kind, profiler=str(row["profiler"]),
        features=features, made_at=now(),
    )  # fmt: skip

    def backend() -> Backend:
        from experiments.backends.replaying import ReplayingBackend

        return ReplayingBackend(recorded)

    return SeriesTask(str(row["name"]), str(row["group"]), task, version, profile, baseline, backend, recorded)


def _ending(row: Mapping[Any, Any], task: Task, baseline: float | None) -> Ending:
    """How a run of the shipped experience ended; its seconds are of one thread."""
    cost, score = float(row["cost_s"]), float(row[f"m__{task.metric}"])
    if row["status"] != "ok" or score != score:
        return Ending("timeout" if row["status"] == "timeout" else "failed", wall_s=cost, error=str(row["error"]))
    each = {task.metric: score}
    result = RunResult(
        folds=(each,) * task.validation.folds, metrics=each, score=score, score_std=0.0, baseline=baseline,
        latency_ms=None, wall_s=cost, cpu_s=cost, peak_mb=0.0,
    )  # fmt: skip
    return Ending("ok", result, cost, cost, 0.0)


def _real(table: "PriorTable", home: Path) -> SeriesTask:
    from experiments.data.profile import profile
    from experiments.data.reading import Table
    from experiments.data.versions import keep_version
    from experiments.evaluation import trivial_metrics
    from experiments.prior.tables import FEW_ROWS
    from store.memory import MemoryStore

    frame = table.load()
    kept = Table(frame=frame, name=table.name, source=str(table.path), notes=())
    ids = iter(range(100))
    _, version, _ = keep_version(kept, MemoryStore(), home, "benchmark", now, lambda p: f"{p}-{table.name}-{next(ids)}")
    task = _task(version.id, table.target, table.kind, 5 if len(frame) <= FEW_ROWS else 3)
    baseline = trivial_metrics(frame, task).get(task.metric)

    def backend() -> Backend:
        from experiments.backends.local import LocalBackend

        return LocalBackend(home)

    return SeriesTask(table.name, table.name, task, version, profile(frame, task, now), baseline, backend)
