"""From a wish and a table to a task: exact rules, each with its reason; what they leave open is asked."""

from dataclasses import replace
from typing import TypeVar

import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.structure import Structure, find_structure
from experiments.tasks.columns import open_leaks, settle_columns
from experiments.tasks.directions import monotonic_words, settle_monotonic
from experiments.tasks.gaps import settle_missing_codes
from experiments.tasks.kind import settle_kind, settle_positive
from experiments.tasks.measure import settle_metric
from experiments.tasks.series import asks_for_series, settle_series
from experiments.tasks.several import check_further, with_targets, without
from experiments.tasks.target import check_target, find_target
from experiments.tasks.validating import order_words, settle_validation
from experiments.tasks.wish import Answer, OpenPoint, Settled, TaskWish, ValidationWish
from store.errors import BadRequest
from store.records import DataReport, DatasetVersion, ErrorCosts, Task, TaskKind, content_hash

__all__ = ["Answer", "OpenPoint", "Settled", "TaskWish", "ValidationWish", "settle"]

T = TypeVar("T")


def settle(version: DatasetVersion, report: DataReport, frame: pd.DataFrame, wish: TaskWish) -> Settled:
    """Turns a wish into a task, or into the questions that are still open. The same input gives the same answer.

    The target is never guessed; kind, metric, positive class, validation and excluded columns follow from what was said
    and from exact rules on the table, and `why` says which. Questions come in the order of the goal card; one that
    blocks leaves `task` None. A suspected leak is asked about and stays in use meanwhile.

    Args:
        version: the dataset version.
        report: what was seen in it, made with or without the target.
        frame: its rows `(n_rows, n_columns)`; those without a target are left out of all counts.
        wish: what the person said.

    Raises:
        BadData: the target has no or one value or too few rows, or no column is left to learn from.
        BadRequest: the wish contradicts itself or the data: an id or a date as target, an unknown metric, a column
            both forbidden and required.
    """
    structure = find_structure(frame)
    wish = with_targets(wish, frame)
    target = find_target(wish, frame, structure)
    if isinstance(target, OpenPoint):
        return Settled(task=None, why={}, open=(target,))
    further = check_further(wish, frame, target)
    wish = wish.told(kind="regression") if further else wish
    check_target(frame, target, replace(structure, ids=()) if wish.kind == "forecast" else structure)
    known, why = _known_rows(frame, (target, *further))
    values = known[target]
    structure = without(structure, further)
    points: list[OpenPoint] = []
    series = asks_for_series(wish, known, target, structure)
    if series:
        wish = wish.told(kind="forecast")
    kind = _take("kind", settle_kind(wish, values, target), why, points)
    why |= {"kind": series} if series else {}
    if kind is None:
        return Settled(task=None, why=why, open=tuple(points))
    if kind == "forecast":
        return _settle_forecast(version, frame, wish, target, structure, why)
    positive, metric = _measured(wish, kind, values, target, why, points)
    validation = _take("validation", settle_validation(wish, kind, known, target, structure), why, points)
    if metric is None or validation is None:
        return Settled(task=None, why=why, open=tuple(points))
    order = order_words(wish, validation, kind, known, target, structure)
    why |= {"order": order} if order else {}
    left = known.drop(columns=list(further))
    excluded, why["columns"] = settle_columns(wish, left, target, structure, validation)
    monotonic = settle_monotonic(wish, left, kind, excluded)
    if monotonic:
        why["monotonic"] = monotonic_words(monotonic, positive)
    codes, told = settle_missing_codes(wish, known, (target, *further), excluded)
    why |= {"missing_codes": told} if told else {}
    task = _task(
        version_id=version.id, target=target, kind=kind, metric=metric, validation=validation.model_dump(),
        positive_class=positive, columns_excluded=excluded, further_targets=further, monotonic=monotonic,
        missing_codes=codes,
    )  # fmt: skip
    return Settled(task=task, why=why, open=open_leaks(wish, report, left, target, kind, (*excluded, *further)))


def _known_rows(frame: pd.DataFrame, wanted: tuple[str, ...]) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows that have a value of all targets, and what is said of targets and rows."""
    known, names = frame[frame[list(wanted)].notna().all(axis=1)], quote(list(wanted))
    why = {"target": f"You asked for {names}{', predicted together' if len(wanted) > 1 else ''}."}
    if len(known) < len(frame):
        why["rows"] = f"{len(frame) - len(known):,} of {len(frame):,} rows have no value in {names} and are left out."
    return known, why


def _settle_forecast(
    version: DatasetVersion, frame: pd.DataFrame, wish: TaskWish, target: str, structure: Structure, why: dict[str, str]
) -> Settled:
    """The task of a series that is to be continued."""
    if wish.missing_codes:
        raise BadRequest("In a series that is forecast no value can stand for a missing one; leave those rows out.")
    series = settle_series(wish, frame, target, structure)
    if isinstance(series, OpenPoint):
        return Settled(task=None, why=why, open=(series,))
    points: list[OpenPoint] = []
    metric = _take("metric", settle_metric(wish, "forecast", frame[target].dropna(), target, None), why, points)
    if metric is None:
        return Settled(task=None, why=why, open=tuple(points))
    task = _task(
        version_id=version.id, target=target, kind="forecast", metric=metric, columns_excluded=series.excluded,
        validation=series.validation.model_dump(), forecast=series.forecast.model_dump(),
    )  # fmt: skip
    return Settled(task=task, why=why | series.why)


def _take(slot: str, answer: tuple[T, str] | OpenPoint, why: dict[str, str], points: list[OpenPoint]) -> T | None:
    """The answer, its reason kept; or None, the question kept."""
    if isinstance(answer, OpenPoint):
        points.append(answer)
        return None
    why[slot] = answer[1]
    return answer[0]


def _measured(
    wish: TaskWish, kind: TaskKind, values: pd.Series, target: str, why: dict[str, str], points: list[OpenPoint]
) -> tuple[str | None, str | None]:
    """The positive class (binary only) and the metric, None where they are still asked for."""
    positive = None
    if kind == "binary":
        positive = _take("positive_class", settle_positive(wish, values, target), why, points)
    if wish.error_costs is not None:
        why["error_costs"] = _costs_in_words(wish.error_costs, kind, positive)
    if kind == "binary" and positive is None:
        return None, None
    if wish.metric is None and wish.further_targets:
        why["metric"] = "R² (higher is better): the targets have units of their own; it is averaged over them."
        return positive, "r2"
    return positive, _take("metric", settle_metric(wish, kind, values, target, positive), why, points)


def _task(**content: object) -> Task:
    """The task of that content, its id the content's hash."""
    unnamed = Task.model_validate({"id": "unnamed", **content})
    return unnamed.model_copy(update={"id": task_id(unnamed)})


def task_id(task: Task) -> str:
    """The hash of a task's content without its id, and without why it is validated so: words do not make it another."""
    content = {k: v for k, v in task.said().items() if k != "id"}
    content["validation"] = {k: v for k, v in content["validation"].items() if k != "reason"}
    return content_hash(content)


def _costs_in_words(costs: ErrorCosts, kind: str, positive: str | None) -> str:
    if kind != "binary":
        return "Costs of misses and false alarms need a target with two classes; they are not used here."
    said = costs.in_words(positive)
    yes = quote([positive]) if positive else "a yes"
    return f"{said[0].upper()}{said[1:]}; that sets from which probability on {yes} is said."
