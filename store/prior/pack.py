"""Reads the prior pack: Parquet files beside this module, made by `make prior`."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from store.errors import BadData
from store.settings import Settings

FOLDER = Path(__file__).parent
_COLUMNS = {
    "runs": ["dataset_id", "variant_id", "status", "cost_s", "folds", "error"],
    "datasets": ["dataset_id", "name", "group", "kind", "rows", "columns", "subsample", "target", "profiler"],
    "variants": ["variant_id", "workflow_id", "family", "label", "choices"],
}


@dataclass(frozen=True)
class PriorPack:
    """Runs of many variants over public tables. The frames are shared: take a copy before changing one."""

    runs: pd.DataFrame
    """One row a run: dataset_id, variant_id, status (ok, failed, timeout, memory), cost_s (CPU seconds of one thread,
    all folds), folds, error, and `m__<metric>` in the metric's own unit."""
    datasets: pd.DataFrame
    """One row a table: dataset_id, name, group (near-duplicates share it), kind, rows, columns, subsample, target,
    profiler, and meta-features `mf_*`."""
    variants: pd.DataFrame
    """One row a variant: variant_id, workflow_id, family, label, choices (JSON), and `p__<choice>`."""
    about: dict[str, Any]
    """What `prior.json` says: machine (id, speed), made_at, code version, sampling rule."""

    @property
    def machine(self) -> dict[str, Any]:
        """The machine it was measured on: id and speed; empty where it is not known."""
        found = self.about.get("machine", {})
        return dict(found) if isinstance(found, dict) else {}


def load_prior(folder: Path | None = None) -> PriorPack:
    """The prior pack; tables without rows where none was shipped.

    Args:
        folder: where its files are; None takes the setting `prior`, and without one the pack beside this module.

    Raises:
        BadData: a file of the pack is there but cannot be read, or lacks columns.
    """
    return _load(folder or Settings.read().prior or FOLDER)


@lru_cache(maxsize=4)
def _load(folder: Path) -> PriorPack:
    frames = {name: _read(folder / f"{name}.parquet", columns) for name, columns in _COLUMNS.items()}
    about = folder / "prior.json"
    try:
        said = json.loads(about.read_text(encoding="utf-8")) if about.exists() else {}
    except ValueError as error:
        raise BadData(
            f"The prior pack's {about} cannot be read: {error}. Reinstall Sextant or run `make prior`."
        ) from error
    return PriorPack(**frames, about=said)


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    advice = "Reinstall Sextant or run `make prior`."
    if not path.exists():
        return pd.DataFrame({c: pd.Series(dtype="float64" if c == "cost_s" else "str") for c in columns})
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise BadData(f"The prior pack's {path} cannot be read: {error}. {advice}") from error
    needed = [c for c in columns if c in ("dataset_id", "variant_id", "status", "cost_s", "kind", "family", "choices")]
    lacking = [c for c in needed if c not in frame]
    if lacking:
        raise BadData(f"The prior pack's {path} lacks {', '.join(lacking)}. {advice}")
    return frame
