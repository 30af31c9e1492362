"""What the storages of Optuna have in common: trials with coded values and the ranges they were drawn from."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from store.importers._base import Gathered
from store.importers.roles import Taken, metric_direction
from store.importers.wording import RawRun, moment
from store.records import Direction, Scalar, VariationPoint, content_hash

_BROKEN = (
    "{name}: {broken} of {all} trials break the search's constraints (feasible is false in their context). "
    "Recommendations do not know the constraints: look whether a combination holds them before you run it."
)


@dataclass
class Trial:
    """One trial as its storage has it."""

    number: int
    state: str
    """RUNNING, COMPLETE, PRUNED, FAIL or WAITING."""
    started: str | None = None
    ended: str | None = None
    params: dict[str, tuple[float, str]] = field(default_factory=dict)
    """Name to the coded value and the distribution's JSON."""
    values: Sequence[float | None] = ()
    """One an objective; infinities are kept, None where there is none."""
    attributes: dict[str, Any] = field(default_factory=dict)
    constraints: Sequence[float] = ()
    """One a constraint; above 0 is broken (Optuna's `constraints_func`)."""


@dataclass
class Search:
    """One optimisation with its trials (Optuna calls it a study)."""

    name: str
    directions: Sequence[str]
    """"minimize" or "maximize", one an objective."""
    metric_names: Sequence[str] | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)


def gathered(search: Search) -> Gathered:
    """The trials of one search; its name is the workflow."""
    names = list(search.metric_names or ())
    if len(names) != len(search.directions):
        single = len(search.directions) == 1
        names = ["value"] if single else [f"value_{i}" for i in range(len(search.directions))]
    known: dict[str, Direction] = {"minimize": "min", "maximize": "max"}
    ways = [known.get(d.casefold()) for d in search.directions]
    told = {
        "state": Taken("state", "status", "it is the trial's state in Optuna", "state"),
        "duration": Taken("duration", "cost", "it is the time from start to end", "duration"),
        "started": Taken("started", "started", "it is when the trial began", "started"),
        "trial": Taken("trial", "name", "it is the trial's number", "trial"),
    }
    for name, way in zip(names, ways, strict=True):
        told[f"values.{name}"] = Taken(f"values.{name}", "metric", "it is an objective in Optuna", name, way)
    dataset = search.attributes.get("dataset")
    points: dict[str, VariationPoint] = {}
    runs = []
    for trial in search.trials:
        values = _values(trial, names, told, points)
        if isinstance(dataset, str):
            values["dataset"] = dataset
            told["dataset"] = Taken("dataset", "dataset", "it is a user attribute of the whole", "dataset")
        mark = {"tool": "optuna", "search": search.name, "number": trial.number, "started": values.get("started")}
        runs.append(RawRun(content_hash(mark, 32), values))
    bound = [t for t in search.trials if t.constraints]
    broken = sum(any(c > 0 for c in t.constraints) for t in bound)
    notes = (_BROKEN.format(name=search.name, broken=broken, all=len(bound)),) if broken else ()
    return Gathered(search.name, tuple(runs), tuple(told.values()), tuple(points.values()), notes=notes)


def _values(
    trial: Trial, names: Sequence[str], told: dict[str, Taken], points: dict[str, VariationPoint]
) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {"state": trial.state, "trial": f"trial {trial.number}"}
    started, ended = moment(trial.started), moment(trial.ended)
    if started is not None:
        values["started"] = started.isoformat()
        if ended is not None and ended >= started:
            values["duration"] = (ended - started).total_seconds()
    for name, (coded, text) in trial.params.items():
        value, point = decoded(name, coded, text)
        values[f"params.{name}"] = value
        told[f"params.{name}"] = Taken(f"params.{name}", "parameter", "it is a parameter in Optuna", name)
        if point is not None:
            points[name] = _both(points.get(name), point)
    if trial.state == "COMPLETE":  # a pruned trial's value is that of its last step, not of the whole
        for name, number in zip(names, trial.values, strict=False):
            if number is not None:
                values[f"values.{name}"] = number
    if trial.constraints:
        values["feasible"] = not any(c > 0 for c in trial.constraints)
        told["feasible"] = Taken("feasible", "context", "it says whether all constraints hold", "feasible")
    for name, value in trial.attributes.items():
        _attribute(name, value, values, told)
    return values


def _attribute(name: str, value: Any, values: dict[str, Scalar], told: dict[str, Taken]) -> None:
    column = f"user_attrs.{name}"
    if not isinstance(value, bool | int | float | str):
        return
    values[column] = value
    number = isinstance(value, int | float) and not isinstance(value, bool)
    direction = metric_direction(name) if number else None
    if direction is not None:
        told[column] = Taken(column, "metric", "it is an attribute named like a metric", name, direction)
    else:
        told.setdefault(column, Taken(column, "context", "it is an attribute", name))


def decoded(name: str, coded: float, text: str) -> tuple[Scalar, VariationPoint | None]:
    """The value of a parameter, and the range it was drawn from.

    A categorical value is kept as the index of its choice, whole numbers as decimals.
    """
    found = json.loads(text)
    kind, about = str(found.get("name", "")), found.get("attributes", {})
    if kind == "CategoricalDistribution":
        choices = [_choice(c) for c in about.get("choices", [])]
        value = choices[int(coded)]
        return value, VariationPoint(name=name, kind="categorical", choices=tuple(choices))
    whole = kind.startswith("Int")
    value = int(coded) if whole else float(coded)
    low, high = about.get("low"), about.get("high")
    if not _ordered(low, high):
        return value, None
    log = bool(about.get("log")) or kind.startswith("LogUniform")
    point = VariationPoint(
        name=name, kind="int" if whole else "float", low=float(low), high=float(high), log=log and low > 0
    )
    return value, point


def _both(before: VariationPoint | None, point: VariationPoint) -> VariationPoint:
    """The range that has both; a search may change it from trial to trial."""
    if before is None or before.kind != point.kind or before.low is None or point.low is None:
        return point
    if before.high is None or point.high is None:
        return point
    low, high = min(before.low, point.low), max(before.high, point.high)
    return point.model_copy(update={"low": low, "high": high})


def _ordered(low: object, high: object) -> bool:
    numbers = isinstance(low, int | float) and isinstance(high, int | float)
    return numbers and math.isfinite(low) and math.isfinite(high) and low <= high  # type: ignore[arg-type,operator]


def _choice(value: Any) -> Scalar:
    plain = value is None or isinstance(value, bool | int | float | str)
    return value if plain else json.dumps(value, ensure_ascii=False)


def constraints_of(attributes: Mapping[str, Any]) -> Sequence[float]:
    """The values of a trial's constraints among its system attributes, none where it has none."""
    found = attributes.get("constraints")
    return [float(c) for c in found if isinstance(c, int | float)] if isinstance(found, list) else []


def first_text(attributes: Mapping[str, Any], name: str) -> Sequence[str] | None:
    """The list of names kept under an attribute, None where there is none."""
    found = attributes.get(name)
    return [str(n) for n in found] if isinstance(found, list) else None
