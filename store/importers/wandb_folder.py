"""The folder that Weights & Biases writes beside a training script: one folder a run with its settings and summary."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.roles import Taken, metric_direction
from store.importers.wording import RawRun, Skipped
from store.importers.yaml_text import read_yaml
from store.records import Scalar, content_hash

_SUMMARY = "wandb-summary.json"
_NO_NUMBER = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
"""How numbers that JSON does not know are written in it."""


class WandbFolder(Importer):
    """Reads `run-*/files/` with `config.yaml` (or `config.json`) and `wandb-summary.json`, at any depth below."""

    kind = "wandb-folder"
    title = "a wandb folder with config.yaml and wandb-summary.json of each run"
    tool = "wandb"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        return path.is_dir() and next(_summaries(path), None) is not None

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        root = Path(source)
        if not root.is_dir():
            raise BadData(f"There is no folder {root}.")
        skipped, runs = Skipped(), []
        told: dict[str, Taken] = {}
        for summary in sorted(_summaries(root)):
            run = _run(summary, told, skipped)
            if run is not None:
                runs.append(run)
        if not runs and not skipped.counts:
            raise BadData(f"There is no {_SUMMARY} in {root} or below.")
        name = root.resolve().parent.name if root.resolve().name == "wandb" else root.resolve().name
        return (Gathered(name or "wandb", tuple(runs), tuple(told.values()), skipped=skipped.counts),)


def _summaries(root: Path) -> Iterator[Path]:
    # `latest-run` is a link to one of the others
    return (p for p in root.rglob(_SUMMARY) if not any(q.is_symlink() for q in (p, *p.parents) if q != root))


def _run(summary: Path, told: dict[str, Taken], skipped: Skipped) -> RawRun | None:
    try:
        results = _flat(json.loads(summary.read_text(encoding="utf-8")))
        settings = _settings(summary.parent)
        about = _json(summary.parent / "wandb-metadata.json")
    except (OSError, ValueError, BadData):
        skipped("its files cannot be read")
        return None
    values: dict[str, Scalar] = {}
    for name, value in settings.items():
        values[f"config.{name}"] = value
        told[f"config.{name}"] = Taken(f"config.{name}", "parameter", "it is in the run's config", name)
    for name, value in results.items():
        value = _NO_NUMBER.get(value, value) if isinstance(value, str) else value
        if name == "_wandb.runtime" or (name == "_runtime" and "_wandb.runtime" not in results):
            values["runtime"] = value
            told["runtime"] = Taken("runtime", "cost", "it is the run's duration", "runtime")
        elif not name.startswith("_") and isinstance(value, int | float) and not isinstance(value, bool):
            values[f"summary.{name}"] = value
            told[f"summary.{name}"] = Taken(
                f"summary.{name}", "metric", "it is in the run's summary", name, metric_direction(name)
            )
    started = about.get("startedAt")
    if isinstance(started, str):
        values["startedAt"] = started
        told["startedAt"] = Taken("startedAt", "started", "it is in the run's metadata", "started_at")
    folder = summary.parent.parent if summary.parent.name == "files" else summary.parent
    values["run"] = folder.name.rsplit("-", 1)[-1]
    told["run"] = Taken("run", "name", "it is the run's id", "run")
    return RawRun(content_hash({"tool": "wandb", "folder": folder.name, "started": str(started)}, 32), values)


def _settings(folder: Path) -> dict[str, Scalar]:
    """The run's config, flat; W&B wraps each value with a description, and keeps its own under `_wandb`."""
    path = folder / "config.yaml"
    found = read_yaml(path) if path.exists() else _json(folder / "config.json")
    plain = {}
    for name, value in found.items():
        if name in ("_wandb", "wandb_version"):
            continue
        plain[name] = value["value"] if isinstance(value, dict) and "value" in value else value
    return _flat(plain)


def _json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _flat(values: Any, before: str = "") -> dict[str, Scalar]:
    """Nested mappings with dotted names; lists as text; descriptions of pictures, tables and other files left out."""
    found: dict[str, Scalar] = {}
    for name, value in (values if isinstance(values, dict) else {}).items():
        if isinstance(value, dict) and "_type" in value:
            continue
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
        else:
            is_plain = value is None or isinstance(value, bool | int | float | str)
            found[f"{before}{name}"] = value if is_plain else json.dumps(value, ensure_ascii=False, default=str)
    return found
