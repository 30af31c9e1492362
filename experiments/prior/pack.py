"""The compact pack: three tables and a page of facts, made from the work folder's lines."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.prior.running import Result
from experiments.prior.tables import RULE, PriorTable
from store.records import METRICS, Machine, Variant
from store.writing import written_whole

_KEYS = {"datasets": ["dataset_id"], "variants": ["variant_id"], "runs": ["dataset_id", "variant_id"]}
"""What a row of each table is found by."""


def write_pack(
    out: Path,
    tables: Iterable[PriorTable],
    variants: Iterable[Variant],
    runs: list[Result],
    profiles: list[Result],
    machine: Machine,
    libraries: dict[str, str],
    code_version: str,
    clock: Callable[[], datetime],
    before: Path | None = None,
) -> dict[str, int]:
    """Write datasets.parquet, variants.parquet, runs.parquet and prior.json, each replaced as a whole.

    Args:
        out: the folder.
        tables: all that runs may be of; those without a run are left out.
        variants: likewise.
        runs: lines of the work folder; the last of a dataset and variant counts.
        profiles: lines with the meta-features and the trivial baseline's metrics of each dataset.
        machine: where the runs were made; costs transfer by its speed.
        libraries: name to version.
        code_version: of the code that ran.
        clock: the present moment.
        before: a pack whose tables, variants and runs are kept beside the new ones, if any; costs are told for its
            machine.

    Returns:
        Counts of datasets, variants and runs.
    """
    table_of = {t.dataset_id: t for t in tables}
    variant_of = {v.id: v for v in variants}
    last = {(r["dataset_id"], r["variant_id"]): r for r in runs}
    kept = [r for key, r in last.items() if key[0] in table_of and key[1] in variant_of and r.get("cost_s") is not None]
    kept.sort(key=lambda r: (r["dataset_id"], r["variant_id"]))
    profile_of = {p["dataset_id"]: p for p in profiles if p["status"] == "ok"}
    used_tables = [table_of[name] for name in sorted({r["dataset_id"] for r in kept})]
    used_variants = [variant_of[name] for name in sorted({r["variant_id"] for r in kept})]
    out.mkdir(parents=True, exist_ok=True)
    made = {
        "datasets": pd.DataFrame([_dataset_row(t, profile_of.get(t.dataset_id)) for t in used_tables]),
        "variants": pd.DataFrame([_variant_row(v) for v in used_variants]),
        "runs": _runs_frame(kept),
    }
    told = machine.content()
    if before is not None:
        told = json.loads((before / "prior.json").read_text(encoding="utf-8"))["machine"]
        made["runs"]["cost_s"] *= machine.speed / told["speed"]
        made = {name: _beside(before / f"{name}.parquet", frame, _KEYS[name]) for name, frame in made.items()}
    for name, frame in made.items():
        _write(frame, out / f"{name}.parquet")
    counts = {name: len(frame) for name, frame in made.items()}
    facts = {
        "made_at": clock().isoformat(),
        "code_version": code_version,
        "libraries": libraries,
        "machine": told,
        "sampling_rule": RULE,
        **counts,
    }
    _replace(out / "prior.json", lambda path: path.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8"))
    return counts


def packed_runs(folder: Path | None) -> set[tuple[str, str]]:
    """Dataset and variant of every run in a pack; none without a folder."""
    if folder is None:
        return set()
    runs = pd.read_parquet(folder / "runs.parquet", columns=["dataset_id", "variant_id"]).astype(str)
    return set(runs.itertuples(index=False, name=None))


def _beside(file: Path, new: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """An older table and the rows of a new one that it does not have, in the order of their keys."""
    old = pd.read_parquet(file)
    shared = [c for c in old.columns if isinstance(old[c].dtype, pd.CategoricalDtype)]
    both = pd.concat([t.astype({c: object for c in shared if c in t}) for t in (old, new)], ignore_index=True)
    both = both.drop_duplicates(keys, keep="first").sort_values(keys, ignore_index=True)
    return both.astype({c: "category" for c in shared})


def _dataset_row(table: PriorTable, profile: Result | None) -> dict[str, Any]:
    found = profile or {}
    return {
        "dataset_id": table.dataset_id,
        "name": table.name,
        "group": table.name,
        "kind": table.kind,
        "rows": found.get("rows"),
        "columns": found.get("columns"),
        "subsample": table.subsample,
        "target": table.target,
        "profiler": found.get("profiler"),
        **{f"baseline__{n}": v for n, v in sorted(found.get("baseline", {}).items())},
        **{n: None if v is None else float(v) for n, v in sorted(found.get("features", {}).items())},
    }


def _variant_row(variant: Variant) -> dict[str, Any]:
    return {
        "variant_id": variant.id,
        "workflow_id": variant.workflow_id,
        "family": variant.family,
        "label": variant.label,
        "choices": json.dumps(variant.choices, sort_keys=True),
        **{f"p__{name}": value for name, value in sorted(variant.choices.items())},
    }


def _runs_frame(runs: list[Result]) -> pd.DataFrame:
    columns: dict[str, Any] = {
        "dataset_id": pd.Categorical([r["dataset_id"] for r in runs]),
        "variant_id": pd.Categorical([r["variant_id"] for r in runs]),
        "status": pd.Categorical([r["status"] for r in runs]),
        "cost_s": pd.Series([r["cost_s"] for r in runs], dtype="float32"),
        "folds": pd.array([r.get("folds") for r in runs], dtype="Int16"),
        "latency_ms": pd.Series([r.get("latency_ms") for r in runs], dtype="float32"),
    }
    measured = [name for name in METRICS if any(name in r.get("metrics", {}) for r in runs)]
    for prefix, part in (("m__", "metrics"), ("sd__", "deviations")):
        for name in measured:
            columns[prefix + name] = pd.Series([r.get(part, {}).get(name) for r in runs], dtype="float32")
    columns["error"] = pd.Categorical([_without_paths(r.get("error", "")) for r in runs])
    return pd.DataFrame(columns)


def _without_paths(error: str) -> str:
    """Where a table lay when the pack was made is of no use to anyone."""
    return re.sub(r"(/[\w.@-]+){2,}/", "", error)[:300]


def _write(frame: pd.DataFrame, path: Path) -> None:
    _replace(path, lambda part: frame.to_parquet(part, index=False, compression="zstd"))


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    with written_whole(path) as partial:
        write(partial)
