"""Records of ExtremeXP's data abstraction layer: experiments with the ids of their runs, and metrics of those runs.

Its word "workflow" is a run here, and an experiment's name is the workflow. Records of runs themselves
(`dal_workflows.json`: tasks with parameters, status, start, end) are used where they are there; without them
configurations come from the experiment's text, see `extremexp_text`.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.extremexp_text import Described, described
from store.importers.roles import Taken, metric_direction
from store.importers.wording import RawRun, Skipped, moment, scalar
from store.records import Scalar, content_hash

_PARTS = ("experiments", "metrics", "workflows")
LARGEST_BYTES = 500_000_000
_NO_RUNS = {"new": "the experiment was never started", "scheduled": "the experiment was never started"}
_COST_TYPES = frozenset({"Model_TrainingTime"})


class ExtremeXPLayer(Importer):
    """Reads a folder with `dal_experiments.json` and `dal_metrics.json`, or one of the two with its sibling."""

    kind = "extremexp-dal"
    title = "records of ExtremeXP's data abstraction layer (dal_experiments.json, dal_metrics.json)"
    tool = "extremexp"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        return _file(path, "experiments").is_file() and (path.is_dir() or path.name in map(_name, _PARTS))

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        records = {part: _records(_file(Path(source), part), part) for part in _PARTS}
        if not records["experiments"]:
            raise BadData(f"There are no experiments in {_file(Path(source), 'experiments')}.")
        layer = _Layer(records["workflows"])
        stray = layer.sort_metrics(records["metrics"], records["experiments"])
        for key, experiment in records["experiments"].items():
            layer.add(key, experiment)
        if stray:
            layer.workflow("").skipped("the metric's experiment is not in the file", stray)
        return tuple(
            Gathered(name or "unknown", tuple(w.runs), tuple(w.told.values()), skipped=w.skipped.counts, notes=w.notes)
            for name, w in layer.workflows.items()
        )


def _name(part: str) -> str:
    return f"dal_{part}.json"


def _file(path: Path, part: str) -> Path:
    return (path if path.is_dir() else path.parent) / _name(part)


def _records(path: Path, part: str) -> dict[str, dict[str, Any]]:
    """Id to record; the layer wraps each record in its id."""
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadData(f"{path} is larger than {LARGEST_BYTES // 10**6} MB.")
        found = json.loads(path.read_text(encoding="utf-8"))
        listed = found[part] if isinstance(found, dict) else found
        wrapped = [listed] if isinstance(listed, dict) else listed
        return {str(k): r for w in wrapped for k, r in w.items() if isinstance(r, dict)}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise BadData(f"{path} cannot be read as {part} of the data abstraction layer: {error!r}.") from error


@dataclass
class _Workflow:
    """What was found under one name of experiments."""

    runs: list[RawRun] = field(default_factory=list)
    told: dict[str, Taken] = field(default_factory=dict)
    skipped: Skipped = field(default_factory=Skipped)
    placed: int = 0
    """Runs whose configuration is that of their place in the grid."""

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.placed:
            return ()
        return (f"The configurations of {self.placed} runs are read from the order of the experiment's grid.",)


class _Layer:
    """Sorts the records into runs by workflow."""

    def __init__(self, run_records: Mapping[str, Mapping[str, Any]]) -> None:
        self.workflows: dict[str, _Workflow] = {}
        self._run_records = run_records
        self._metrics: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        self._texts: dict[str, Described] = {}

    def workflow(self, name: str) -> _Workflow:
        return self.workflows.setdefault(name, _Workflow())

    def sort_metrics(self, metrics: Mapping[str, Mapping[str, Any]], experiments: Mapping[str, Any]) -> int:
        """Puts metrics to their runs; returns how many belong to no experiment that is there."""
        stray = 0
        for record in metrics.values():
            if record.get("experimentId") in experiments:
                self._metrics[str(record.get("parent_id"))].append(record)
            else:
                stray += 1
        return stray

    def add(self, key: str, experiment: Mapping[str, Any]) -> None:
        """Takes in the runs of one experiment, or counts why there are none."""
        found = self.workflow(str(experiment.get("name") or "unnamed").strip())
        run_ids = [str(r) for r in experiment.get("workflow_ids") or ()]
        if not run_ids:
            status = str(experiment.get("status"))
            found.skipped(_NO_RUNS.get(status, "the experiment has no runs"))
            return
        text = self._described(str(experiment.get("model") or ""))
        in_order = len(text.grid) == len(run_ids)
        for place, run_id in enumerate(run_ids):
            choices = self._choices(run_id)
            if not choices and in_order:
                choices = text.grid[place]
                found.placed += self._is_measured(run_id)
            self._run(found, key, run_id, experiment, choices, text.dataset)

    def _described(self, text: str) -> Described:
        if text not in self._texts:
            self._texts[text] = described(text)
        return self._texts[text]

    def _has_value(self, run_id: str) -> bool:
        return any(m.get("value") is not None for m in self._metrics[run_id])

    def _is_measured(self, run_id: str) -> bool:
        return any(m.get("value") is not None and m.get("name") != "rating" for m in self._metrics[run_id])

    def _choices(self, run_id: str) -> dict[str, Scalar]:
        found: dict[str, Scalar] = {}
        for task in self._run_records.get(run_id, {}).get("tasks") or ():
            for parameter in task.get("parameters") or ():
                found[str(parameter["name"])] = scalar(str(parameter.get("value", "")))
        return found

    def _run(
        self,
        found: _Workflow,
        key: str,
        run_id: str,
        experiment: Mapping[str, Any],
        choices: Mapping[str, Scalar],
        dataset: str,
    ) -> None:
        if not self._metrics[run_id]:
            found.skipped("no metric was recorded of the run")
            return
        if not self._has_value(run_id):
            found.skipped("no metric of the run has a value")
            return
        values: dict[str, Scalar] = {"run": run_id, "experiment": key, **self._about(run_id)}
        if experiment.get("intent"):
            values["intent"] = str(experiment["intent"])
        if dataset:
            values["dataset"] = dataset
        for name, value in choices.items():
            values[f"param.{name}"] = value
            found.told[f"param.{name}"] = Taken(f"param.{name}", "parameter", "the experiment varies it", name)
        for record in self._metrics[run_id]:
            self._metric(found, record, values)
        for column, role in (
            ("run", "name"), ("experiment", "context"), ("intent", "context"), ("dataset", "dataset"),
            ("started", "started"), ("status", "status"), ("duration", "cost"),
        ):  # fmt: skip
            if column in values:
                found.told.setdefault(column, Taken(column, role, "the record says so", column))  # type: ignore[arg-type]
        found.runs.append(RawRun(content_hash({"tool": "extremexp", "run": run_id}, 32), values))

    def _about(self, run_id: str) -> dict[str, Scalar]:
        """Status, start and duration, where there is a record of the run itself."""
        record = self._run_records.get(run_id, {})
        values: dict[str, Scalar] = {}
        started, ended = moment(record.get("start")), moment(record.get("end"))
        if record.get("status"):
            values["status"] = str(record["status"])
        if started is not None:
            values["started"] = started.isoformat()
            if ended is not None and ended >= started:
                values["duration"] = (ended - started).total_seconds()
        return values

    def _metric(self, found: _Workflow, record: Mapping[str, Any], values: dict[str, Scalar]) -> None:
        name, value = str(record.get("name")), record.get("value")
        if value is None:
            return
        column = f"metric.{name}"
        number = scalar(value) if isinstance(value, str) else value
        if not isinstance(number, int | float) or isinstance(number, bool):
            values[column] = str(value)
            found.told.setdefault(column, Taken(column, "context", "it is a text", name))
            return
        values[column] = number
        if record.get("semantic_type") in _COST_TYPES:
            taken = Taken(column, "cost", "its semantic type says so", name)
        elif name == "rating":
            taken = Taken(column, "rating", "its name says so", name)
        else:
            taken = Taken(column, "metric", "it is a metric there", name, metric_direction(name))
        found.told.setdefault(column, taken)
