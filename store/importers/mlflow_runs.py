"""What a folder and a server of MLflow have in common: a run's info, parameters, metrics and tags as columns."""

import math
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from store.importers._base import Gathered
from store.importers.roles import Role, Taken, metric_direction
from store.importers.wording import SAME_ID, RawRun, Skipped, moment, scalar
from store.records import OWN_KEY, PARENT, PARENT_NAME, Scalar, content_hash

STATUS = {1: "RUNNING", 2: "SCHEDULED", 3: "FINISHED", 4: "FAILED", 5: "KILLED"}
"""Numbers that the folder layout keeps for the words of the server (mlflow's RunStatus)."""
_TOLD = {
    "status": Taken("status", "status", "it is the run's status in MLflow", "status"),
    "duration": Taken("duration", "cost", "it is the time from start to end", "duration"),
    "started": Taken("started", "started", "it is when the run began", "started"),
    "run_name": Taken("run_name", "name", "it is the run's name in MLflow", "run_name"),
    "dataset": Taken("dataset", "dataset", "it is the run's input in MLflow", "dataset"),
    PARENT: Taken(PARENT, "context", "it is the run that this one is nested in", PARENT),
    PARENT_NAME: Taken(PARENT_NAME, "context", "it is the name of the run that this one is nested in", PARENT_NAME),
}
_SEED = re.compile(r"^(random_?)?(seed|state)$", re.IGNORECASE)
_OUTCOME = "sextant.outcome"
_ROLES: dict[str, Role] = {"sextant.error": "error", "sextant.rating": "rating"}
_COST = "sextant.cost_s"
_RUN = "sextant.run_id"
OWN_PARENT = {PARENT: "sextant.parent_run", PARENT_NAME: "sextant.parent_run_name"}
"""Tags that Sextant writes where a run is a part of one that is not written."""
PARENT_TAG = "mlflow.parentRunId"
"""Tag by which MLflow nests runs."""


@dataclass
class MLflowRun:
    """One run of MLflow, read from wherever it lies."""

    run_id: str
    status: str
    """RUNNING, SCHEDULED, FINISHED, FAILED or KILLED."""
    start_ms: float | None
    end_ms: float | None
    name: str = ""
    dataset: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)
    """Last value of each metric."""
    tags: Mapping[str, str] = field(default_factory=dict)


def gathered(experiment: str, runs: Iterable[MLflowRun], skipped: Skipped) -> Gathered:
    """The runs of one experiment of MLflow; it is the workflow."""
    told: dict[str, Taken] = dict(_TOLD)
    every: dict[str, MLflowRun] = {}
    for run in runs:
        if every.setdefault(run.run_id, run) != run:  # a server may list one run on two pages
            skipped(SAME_ID)
    raw = [_raw(run, told, every.get(run.tags.get(PARENT_TAG, ""))) for run in every.values()]
    return Gathered(experiment, tuple(raw), tuple(told.values()), skipped=skipped.counts)


def _raw(run: MLflowRun, told: dict[str, Taken], parent: MLflowRun | None) -> RawRun:
    values = _info(run)
    if run.tags.get(PARENT_TAG):
        values[PARENT] = _key(parent) if parent is not None else key_of(run.tags[PARENT_TAG])
        if parent is not None and (name := _name(parent)):
            values[PARENT_NAME] = name
    else:  # one that is not there, of which Sextant wrote what it knew
        values |= {name: run.tags[own] for name, own in OWN_PARENT.items() if own in run.tags}
    for key, text in run.params.items():
        column = f"params.{key}"
        values[column] = scalar(text)
        role = Taken(column, "parameter", "it is a parameter in MLflow", key)
        told.setdefault(column, Taken(column, "seed", "its name says so", key) if _SEED.match(key) else role)
    for key, value in run.metrics.items():
        column = f"metrics.{key}"
        # a server with a database keeps the largest number that there is where a run logged infinity
        values[column] = math.copysign(math.inf, value) if abs(value) == sys.float_info.max else value
        told.setdefault(column, Taken(column, "metric", "it is a metric in MLflow", key, metric_direction(key)))
    for key, text in run.tags.items():
        column = f"tags.{key}"
        if key in _ROLES:
            values[column] = text
            told[column] = Taken(column, _ROLES[key], "Sextant wrote it", _ROLES[key])
        elif not key.startswith(("mlflow.", "sextant.")):
            values[column] = text
            told.setdefault(column, Taken(column, "context", "it is a tag in MLflow", key))
    return RawRun(_key(run), values)


def _key(run: MLflowRun) -> str:
    return OWN_KEY + run.tags[_RUN] if _RUN in run.tags else key_of(run.run_id)


def _name(run: MLflowRun) -> str:
    return run.name or run.tags.get("mlflow.runName", "")


def key_of(run_id: str) -> str:
    """What a run of MLflow is known by, wherever it lies."""
    return content_hash({"tool": "mlflow", "run": run_id}, 32)


def _info(run: MLflowRun) -> dict[str, Scalar]:
    """Status, name, data, start and duration; what Sextant wrote beside says more than MLflow's own words can."""
    values: dict[str, Scalar] = {"status": run.tags.get(_OUTCOME) or run.status}
    if name := _name(run):
        values["run_name"] = name
    if run.dataset:
        values["dataset"] = run.dataset
    started = moment(run.start_ms) if run.start_ms else None
    if started is not None:
        values["started"] = started.isoformat()
    cost = scalar(run.tags.get(_COST, ""))
    if isinstance(cost, int | float):
        values["duration"] = cost
    elif run.start_ms and run.end_ms and run.end_ms >= run.start_ms:
        values["duration"] = (run.end_ms - run.start_ms) / 1000
    return values


def newest(history: Iterable[tuple[float, float, float]]) -> float | None:
    """The value that MLflow shows for a metric: of (timestamp, value, step) the last step's, then the last written."""
    rows = sorted(history, key=lambda r: (r[2], r[0]))
    return rows[-1][1] if rows else None
