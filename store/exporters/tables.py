"""One wide table a workflow: one row a run, `param.`, `metric.` and `context.` columns, as CSV or Parquet.

The same file can be imported again: its column names say what they are.
"""

import re
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from store.exporters.wide import Exported, WideRun, wide_runs
from store.knowledge import KnowledgeStore
from store.writing import written_whole

FIRST = ("run_id", "name", "dataset", "status", "cost_s", "rating", "seed", "started_at", "error", "context.label",
         "context.family", "context.tool")  # fmt: skip


def export_tables(store: KnowledgeStore, folder: Path, form: Literal["csv", "parquet"]) -> Exported:
    """Writes `<workflow>.csv` or `.parquet`; files of those names are replaced."""
    done = Exported()
    rows: dict[str, list[dict[str, Any]]] = {}
    for run in wide_runs(store):
        rows.setdefault(run.workflow, []).append(row_of(run))
    taken: set[str] = set()
    for workflow, lines in rows.items():
        name = file_name(workflow, taken)
        path = folder / f"{name}.{form}"
        frame = _ordered(pd.DataFrame(lines))
        with written_whole(path) as partial:
            if form == "csv":
                frame.to_csv(partial, index=False)
            else:
                _one_type_a_column(frame).to_parquet(partial, index=False)
        done.runs[workflow] = len(lines)
        done.files.append(path.name)
    return done


def row_of(run: WideRun) -> dict[str, Any]:
    """A run as one wide row; what it has no value of is left out."""
    row: dict[str, Any] = {
        "run_id": run.run_id,
        "name": run.name or None,
        "dataset": run.dataset or None,
        "status": run.status,
        "cost_s": run.cost_s,
        "rating": run.rating,
        "seed": run.seed,
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "error": run.error or None,
        "context.label": run.label or None,
        "context.family": run.family or None,
        "context.tool": run.tool,
    }
    row |= {f"param.{k}": "none" if v is None else v for k, v in run.choices.items()}
    row |= {f"metric.{k}": v for k, v in run.metrics.items()}
    row |= {f"context.{k}": v for k, v in run.context.items() if f"context.{k}" not in row}
    return row


def file_name(workflow: str, taken: set[str]) -> str:
    """The workflow's name as the name of a file, another for each workflow."""
    plain = re.sub(r"[^\w\-.]+", "_", workflow).strip("._")[:100] or "workflow"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}-{number}"
    taken.add(name.casefold())
    return name


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    names = [str(c) for c in frame.columns if frame[c].notna().any()]
    groups = [[c for c in names if c.startswith(p)] for p in ("param.", "metric.", "context.")]
    first = [c for c in FIRST if c in names]
    kept = dict.fromkeys([*first, *groups[0], *groups[1], *(c for c in groups[2] if c not in first)])
    made = frame[list(kept)].copy()
    for column in made.columns:
        numbers = made[column].dropna()
        # whole numbers beside gaps stay whole numbers
        if made[column].dtype == float and made[column].isna().any() and (numbers % 1 == 0).all():
            made[column] = made[column].astype("Int64")
    return made


def _one_type_a_column(frame: pd.DataFrame) -> pd.DataFrame:
    """Parquet wants one type a column: where values are of several, all become text."""
    made = frame.copy()
    for column in made.columns:
        if made[column].dtype == object:
            kinds = {type(v) for v in made[column].dropna()}
            if len(kinds) > 1:
                made[column] = made[column].map(lambda v: v if pd.isna(v) else str(v))
    return made
