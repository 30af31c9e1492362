"""All runs in one shape, one's own and imported ones: what every exporter starts from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pandas as pd

from store.knowledge import KnowledgeStore
from store.records import OWN_KEY, PARENT, Scalar

_OWN = """
SELECT r.run_id, v.workflow_id AS workflow, r.dataset, r.label, r.family, r.choices, r.state, r.metrics, r.wall_s,
  r.seed, r.error, r.started_at, r.ended_at, r.target, r.metric, r.score, r.baseline, r.approved_by, r.version_id
FROM runs r JOIN (SELECT id, run.variant->>'$.workflow_id' AS workflow_id FROM facts.run run) v ON v.id = r.run_id
WHERE r.state NOT IN ('queued', 'running') ORDER BY r.queued_at, r.position"""
_IMPORTED = """
SELECT run_id, source_key, workflow, dataset, name, label, family, choices, state, metrics, cost_s, seed, error,
  started_at, rating, tool, context
FROM imported_runs ORDER BY workflow, run_id"""
_OWN_CONTEXT = ("target", "metric", "score", "baseline", "approved_by", "version_id")


@dataclass
class Exported:
    """What an export wrote."""

    runs: dict[str, int] = field(default_factory=dict)
    """Workflow to runs that were written."""
    known: int = 0
    """Runs that were in the target already."""
    files: list[str] = field(default_factory=list)
    """What was written, relative to the folder."""
    models: list[str] = field(default_factory=list)
    """Models that were registered, as `name version`."""
    left_out: dict[str, int] = field(default_factory=dict)
    """What was not written and why, with how many."""

    def report(self) -> dict[str, Any]:
        """The report in JSON values."""
        more = {"models": self.models, "left_out": self.left_out}
        return {"runs": self.runs, "known": self.known, "files": self.files, **{k: v for k, v in more.items() if v}}


@dataclass(frozen=True)
class WideRun:
    """One run that has ended, whoever made it."""

    run_id: str
    """Its id in the store where it was first: the same wherever it was exported, imported and exported again."""
    workflow: str
    tool: str
    """`sextant` for one's own, else what it was imported from."""
    name: str
    dataset: str
    label: str
    family: str
    status: str
    """ok, failed, timeout, memory, stopped, interrupted or skipped."""
    choices: dict[str, Scalar]
    metrics: dict[str, float]
    cost_s: float | None
    rating: float | None
    seed: int | None
    error: str
    started_at: datetime | None
    """UTC."""
    context: dict[str, Scalar]
    source_key: str = ""
    """What an imported run is known by in its source."""
    parent: str = ""
    """`run_id` of the run that it is a part of; empty where there is none, or that one is not known here."""
    parent_key: str = ""
    """What that one is known by in its source."""


def wide_runs(store: KnowledgeStore) -> Iterator[WideRun]:
    """Every run that has ended, one's own first, the imported ones by workflow."""
    for row in store.frame(_OWN).to_dict("records"):
        context = {name: _scalar(row[name]) for name in _OWN_CONTEXT if _there(row[name])}
        yield _wide(row, "sextant", row["wall_s"], None, context)
    rows = store.frame(_IMPORTED).to_dict("records")
    origins = {(row["workflow"], row["source_key"]): _origin(row) for row in rows}
    for row in rows:
        context = _json(row["context"])
        wide = _wide(row, row["tool"], row["cost_s"], row["rating"], context)
        key = str(context.get(PARENT, ""))
        parent = origins.get((wide.workflow, key), key.removeprefix(OWN_KEY) if key.startswith(OWN_KEY) else "")
        if parent:  # under this name it is known wherever it was exported to
            context[PARENT] = OWN_KEY + parent
        yield replace(wide, parent=parent, parent_key=key)


def parents_first(runs: Iterable[WideRun]) -> Iterator[WideRun]:
    """The runs in their order, but each behind the one that it is a part of."""
    waiting: dict[str, list[WideRun]] = {}
    every = list(runs)
    there = {run.run_id for run in every}
    for run in every:
        if run.parent in there and run.parent != run.run_id:
            waiting.setdefault(run.parent, []).append(run)
    ready = [run for run in reversed(every) if run.parent not in there or run.parent == run.run_id]
    while ready:
        run = ready.pop()
        ready.extend(reversed(waiting.pop(run.run_id, [])))
        yield run
    for ring in waiting.values():  # runs that are parts of each other, which no tool writes
        yield from ring


def _wide(row: Mapping[Any, Any], tool: str, cost: Any, rating: Any, context: dict[str, Scalar]) -> WideRun:
    started = row["started_at"]
    return WideRun(
        run_id=_origin(row),
        workflow=str(row["workflow"]),
        tool=str(tool),
        name=_text(row.get("name")),
        dataset=_text(row["dataset"]),
        label=_text(row["label"]),
        family=_text(row["family"]),
        status=str(row["state"]),
        choices=_json(row["choices"]),
        metrics={k: float(v) for k, v in _json(row["metrics"]).items() if v is not None},
        cost_s=float(cost) if _there(cost) else None,
        rating=float(rating) if _there(rating) else None,
        seed=int(row["seed"]) if _there(row["seed"]) else None,
        error=_text(row["error"]),
        started_at=started.to_pydatetime() if _there(started) else None,
        context=context,
        source_key=_text(row.get("source_key")),
    )


def _origin(row: Mapping[Any, Any]) -> str:
    key = str(row.get("source_key", ""))
    return key.removeprefix(OWN_KEY) if key.startswith(OWN_KEY) else str(row["run_id"])


def _there(value: Any) -> bool:
    return value is not None and not pd.isna(value)


def _text(value: Any) -> str:
    return str(value) if _there(value) else ""


def _scalar(value: Any) -> Scalar:
    plain = value.item() if hasattr(value, "item") else value
    return plain if isinstance(plain, bool | int | float | str) else str(plain)


def _json(text: Any) -> dict[str, Any]:
    found = json.loads(text) if isinstance(text, str) else {}
    return found if isinstance(found, dict) else {}
