"""A folder as the file store of MLflow keeps it: point `MLFLOW_TRACKING_URI` at it, or import it from there.

Source of the layout: `mlflow/store/tracking/file_store.py` (2.x): meta.yaml of experiments and runs, one file a
parameter, metric and tag, datasets beside the runs that took them in.
"""

import math
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store.errors import BadRequest
from store.exporters.wide import Exported, WideRun, parents_first, wide_runs
from store.importers.mlflow_runs import OWN_PARENT, PARENT_TAG, key_of
from store.knowledge import KnowledgeStore
from store.records import content_hash

META = "meta.yaml"
_STATUS = {"ok": 3, "failed": 4, "timeout": 5, "memory": 5, "stopped": 5, "interrupted": 5, "skipped": 5}
"""Outcome to MLflow's number: 3 finished, 4 failed, 5 killed."""
_LONGEST_PARAM = 6000
_LONGEST_NAME = 250
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def export_mlflow(store: KnowledgeStore, folder: Path) -> Exported:
    """Writes every run into a tracking folder, each workflow as an experiment; runs that are in it already are left.

    Args:
        store: what is written.
        folder: a new or empty folder, or one that MLflow or this function wrote.

    Raises:
        BadRequest: the folder holds something else.
    """
    if any(folder.iterdir()) and not any(folder.glob(f"*/{META}")):
        raise BadRequest(f"{folder} is neither empty nor a folder of MLflow. Name a new one.")
    done = Exported()
    (folder / ".trash").mkdir(exist_ok=True)
    there = {key_of(path.parent.name): path.parent.name for path in folder.glob(f"*/*/{META}")}
    for run in parents_first(wide_runs(store)):
        if run.source_key in there:
            done.known += 1
            continue
        experiment = _experiment(folder, run, done)
        target = experiment / _number(run.run_id)
        if (target / META).exists():
            done.known += 1
            continue
        parent = there.get(run.parent_key) or (_number(run.parent) if run.parent else "")
        _write_run(target, experiment, run, parent if (experiment / parent / META).is_file() else "")
        done.runs[run.workflow] = done.runs.get(run.workflow, 0) + 1
    return done


def _experiment(folder: Path, run: WideRun, done: Exported) -> Path:
    """The folder of the workflow's experiment; its id is a number, as MLflow wants, made from the name."""
    number = str(int(content_hash({"workflow": run.workflow}, 14), 16) + 1)
    path = folder / number
    if not (path / META).exists():
        path.mkdir(exist_ok=True)
        now = milliseconds(run.started_at)
        _yaml(path / META, {
            "artifact_location": path.resolve().as_uri(), "creation_time": now, "experiment_id": number,
            "last_update_time": now, "lifecycle_stage": "active", "name": run.workflow,
        })  # fmt: skip
        done.files.append(f"{number}/{META}")
    return path


def _number(run_id: str) -> str:
    """The id that a run has in a folder that was written here."""
    return content_hash({"run": run_id}, 32)


def _write_run(target: Path, experiment: Path, run: WideRun, parent: str) -> None:
    for name in ("params", "metrics", "tags", "artifacts"):
        (target / name).mkdir(parents=True, exist_ok=True)
    start = milliseconds(run.started_at)
    end = start + round((run.cost_s or 0.0) * 1000)
    for name, value in params_of(run).items():
        _write(target / "params", name, value)
    for name, number in run.metrics.items():
        if math.isfinite(number):
            _write(target / "metrics", name, f"{end} {number!r} 0\n")
    for name, text in tags_of(run, parent).items():
        _write(target / "tags", name, text)
    if run.dataset:
        _dataset(target, experiment, run)
    # the description comes last: a run whose writing was cut off is written again
    _yaml(target / META, {
        "artifact_uri": (target / "artifacts").resolve().as_uri(), "end_time": end, "entry_point_name": "",
        "experiment_id": experiment.name, "lifecycle_stage": "active", "run_id": target.name,
        "run_name": run.name or run.run_id, "run_uuid": target.name, "source_name": "", "source_type": 4,
        "source_version": "", "start_time": start, "status": _STATUS.get(run.status, 5), "tags": [],
        "user_id": str(run.context.get("approved_by", "sextant")),
    })  # fmt: skip


def params_of(run: WideRun) -> dict[str, str]:
    """The run's choices and its seed, as texts of the length that MLflow takes."""
    params = {**run.choices, **({"seed": run.seed} if run.seed is not None and "seed" not in run.choices else {})}
    return {name: str(value)[:_LONGEST_PARAM] for name, value in params.items()}


def tags_of(run: WideRun, parent: str) -> dict[str, str]:
    """What MLflow keeps as tags: where the run comes from, and all that is neither parameter nor metric.

    Args:
        run: to be written.
        parent: MLflow's id of the run that it is nested in, empty where that is not there.
    """
    context = {OWN_PARENT.get(k, k): v for k, v in run.context.items() if not parent or k not in OWN_PARENT}
    tags = {
        "mlflow.runName": run.name or run.run_id,
        "sextant.run_id": run.run_id,
        "sextant.outcome": run.status,
        "sextant.label": run.label,
        "sextant.family": run.family,
        "sextant.tool": run.tool,
        "sextant.error": run.error,
        "sextant.rating": "" if run.rating is None else repr(run.rating),
        "sextant.cost_s": "" if run.cost_s is None else repr(run.cost_s),
        PARENT_TAG: parent,
        **{name: "" if value is None else str(value) for name, value in context.items()},
    }
    return {name: text for name, text in tags.items() if text}


def _dataset(target: Path, experiment: Path, run: WideRun) -> None:
    """The data a run took in, as an input of MLflow."""
    key = content_hash({"dataset": run.dataset}, 32)
    folder = experiment / "datasets" / key
    if not (folder / META).exists():
        folder.mkdir(parents=True, exist_ok=True)
        _yaml(folder / META, {
            "digest": str(run.context.get("version_id", key))[:36], "name": run.dataset[:500], "profile": None,
            "schema": None, "source": "{}", "source_type": "local",
        })  # fmt: skip
    taken = target / "inputs" / content_hash({"dataset": key, "run": target.name}, 32)
    taken.mkdir(parents=True, exist_ok=True)
    _yaml(taken / META, {
        "source_type": "DATASET", "source_id": key, "destination_type": "RUN", "destination_id": target.name,
        "tags": {},
    })  # fmt: skip


def _write(folder: Path, name: str, text: str) -> None:
    """One value in a file; characters that MLflow allows in no name become underscores."""
    path = folder.joinpath(*plain_name(name).split("/"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def plain_name(name: str) -> str:
    """A name as MLflow allows it."""
    plain = re.sub(r"[^\w\-. /]", "_", name)[:_LONGEST_NAME]
    return "/".join(p for p in plain.split("/") if p not in ("", ".", "..")) or "_"


def milliseconds(moment: datetime | None) -> int:
    """Milliseconds since 1970, UTC; 0 where the moment is not known."""
    if moment is None:
        return 0
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return round((aware - _EPOCH).total_seconds() * 1000)


def _yaml(path: Path, content: dict[str, Any]) -> None:
    import yaml

    path.write_text(yaml.safe_dump(content, default_flow_style=False, allow_unicode=True), encoding="utf-8")
