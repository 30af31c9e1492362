"""The folder that Weights & Biases writes beside a training script: one folder a run with its settings and summary.

A run that was made offline has neither, but a log (`run-<id>.wandb`) that tells the same.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.roles import Taken, metric_direction
from store.importers.wandb_log import RunLog, read_log
from store.importers.wording import RawRun, Skipped
from store.importers.yaml_text import read_yaml
from store.records import Scalar, content_hash

_SUMMARY = "wandb-summary.json"
_LOG = "run-*.wandb"
_NO_NUMBER = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
"""How numbers that JSON does not know are written in it."""


class WandbFolder(Importer):
    """Reads `run-*/files/` with `config.yaml` (or `config.json`) and `wandb-summary.json`, else `run-*/run-*.wandb`."""

    kind = "wandb-folder"
    title = "a wandb folder with config.yaml and wandb-summary.json, or the log, of each run"
    tool = "wandb"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        return path.is_dir() and next(_folders(path), None) is not None

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        root = Path(source)
        if not root.is_dir():
            raise BadData(f"There is no folder {root}.")
        skipped, runs = Skipped(), []
        told: dict[str, Taken] = {}
        for folder in sorted(set(_folders(root))):
            run = _run(folder, told, skipped)
            if run is not None:
                runs.append(run)
        if not runs and not skipped.counts:
            raise BadData(f"There is neither {_SUMMARY} nor a log of a run in {root} or below.")
        name = root.resolve().parent.name if root.resolve().name == "wandb" else root.resolve().name
        return (Gathered(name or "wandb", tuple(runs), tuple(told.values()), skipped=skipped.counts),)


def _folders(root: Path) -> Iterator[Path]:
    """The folders of runs; `latest-run` is a link to one of them."""
    for pattern in (_SUMMARY, _LOG):
        for path in root.rglob(pattern):
            if not any(p.is_symlink() for p in (path, *path.parents) if p != root):
                yield path.parent.parent if path.parent.name == "files" else path.parent


def _run(folder: Path, told: dict[str, Taken], skipped: Skipped) -> RawRun | None:
    files = folder / "files" if (folder / "files").is_dir() else folder
    try:
        log = next((read_log(p) for p in sorted(folder.glob(_LOG))), None)
    except (OSError, BadData):
        log = None  # what lies in files beside it may tell
    try:
        has_summary = (files / _SUMMARY).exists()
        if not has_summary and log is None:
            raise BadData(f"Nothing in {folder} tells of the run.")
        results = flat(json.loads((files / _SUMMARY).read_text(encoding="utf-8")) if has_summary else _summary_of(log))
        settings = _settings(files, log)
        about = _json(files / "wandb-metadata.json")
    except (OSError, ValueError, BadData):
        skipped("its files cannot be read")
        return None
    values = values_of(results, settings, told)
    started = about.get("startedAt")
    if isinstance(started, str):
        values["startedAt"] = started
        told["startedAt"] = Taken("startedAt", "started", "it is in the run's metadata", "started_at")
    elif log is not None and log.started_s is not None:
        values["startedAt"] = log.started_s
        told["startedAt"] = Taken("startedAt", "started", "it is in the run's log", "started_at")
    if log is not None:
        values["state"] = "interrupted" if log.exit_code is None else "failed" if log.exit_code else "finished"
        told["state"] = Taken("state", "status", "the run's log tells how it ended", "state")
    values["run"] = log.name if log is not None and log.name else folder.name.rsplit("-", 1)[-1]
    told["run"] = Taken("run", "name", "it is the run's name", "run")
    return RawRun(content_hash({"tool": "wandb", "folder": folder.name, "started": str(started)}, 32), values)


def values_of(results: dict[str, Scalar], settings: dict[str, Scalar], told: dict[str, Taken]) -> dict[str, Scalar]:
    """Settings as parameters, numbers of the summary as metrics, and the duration."""
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
    return values


def _summary_of(log: RunLog | None) -> dict[str, Any]:
    """What a log tells as the summary would."""
    if log is None:
        return {}
    return {**log.summary, **({} if log.runtime_s is None else {"_wandb.runtime": log.runtime_s})}


def _settings(folder: Path, log: RunLog | None) -> dict[str, Scalar]:
    """The run's config, flat; W&B wraps each value with a description, and keeps its own under `_wandb`."""
    path = folder / "config.yaml"
    found = read_yaml(path) if path.exists() else _json(folder / "config.json")
    if not found and log is not None:
        return flat({name: value for name, value in log.config.items() if name not in ("_wandb", "wandb_version")})
    plain = {}
    for name, value in found.items():
        if name in ("_wandb", "wandb_version"):
            continue
        plain[name] = value["value"] if isinstance(value, dict) and "value" in value else value
    return flat(plain)


def _json(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def flat(values: Any, before: str = "") -> dict[str, Scalar]:
    """Nested mappings with dotted names; lists as text; descriptions of pictures, tables and other files left out."""
    found: dict[str, Scalar] = {}
    for name, value in (values if isinstance(values, dict) else {}).items():
        if isinstance(value, dict) and "_type" in value:
            continue
        if isinstance(value, dict):
            found |= flat(value, f"{before}{name}.")
        else:
            is_plain = value is None or isinstance(value, bool | int | float | str)
            found[f"{before}{name}"] = value if is_plain else json.dumps(value, ensure_ascii=False, default=str)
    return found
