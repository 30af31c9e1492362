"""From a variant to an unfitted scikit-learn pipeline, and from a table to what goes in and what is predicted."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.families import ESTIMATORS
from experiments.families._base import Choices, Estimator, Setting, is_absolute
from experiments.series.timeline import ROW
from experiments.workflows.columns import text_of
from experiments.workflows.forecasting import build_forecast
from experiments.workflows.tabular import keeps_directions
from store.errors import BadData, BadRequest
from store.records import Forecast, Task, Variant

WIDE_COLUMNS = 1500
"""From so many columns on, each fit looks at all of them alone first and goes on with the best `WIDE_KEPT`."""
WIDE_KEPT = 600
"""Columns of a wide table that a fit goes on with: costs of most models grow with columns, what they learn does not."""


def build(variant: Variant, task: Task, frame: pd.DataFrame, seed: int, threads: int = 1) -> Any:
    """The pipeline of a variant, unfitted: raw columns in, prediction out.

    Args:
        variant: of the workflow `tabular`.
        task: its kind decides between classifier and regressor.
        frame: the table that it will be fitted on, target included: its size settles a few details.
        seed: of everything random in it.
        threads: processor threads that one fit may use.

    Raises:
        BadRequest: the variant's estimator is unknown or cannot do this kind of task.
    """
    from sklearn.pipeline import Pipeline

    from experiments.workflows.gaps import CodesAsMissing
    from experiments.workflows.preparation import TablePreparation
    from experiments.workflows.selection import KeepColumns

    if task.forecast is not None:
        return build_forecast(variant, task, len(frame), seed, threads)
    choices = variant.choices
    estimator = ESTIMATORS.get(str(choices.get("estimator")))
    if estimator is None:
        raise BadRequest(f"There is no estimator {choices.get('estimator')!r}. Known: {', '.join(ESTIMATORS)}.")
    if task.kind not in estimator.kinds:
        raise BadRequest(f"{estimator.words} cannot do {task.kind} tasks. Choose another kind of model.")
    setting = _setting(variant, task, frame, seed, threads)
    model = _model(estimator, choices, setting, task)
    regression = not setting.classifies
    missing = str(choices.get("missing", "native" if estimator.takes_missing else "median"))
    if task.monotonic and missing == "native" and estimator.family not in ("boosting",):
        missing = "median"  # these trees keep to a direction only where no value is missing
    preparation = TablePreparation(
        categories=str(choices.get("categories", estimator.categories)),
        missing=missing,
        scaling=str(choices.get("scaling", "none")),
        codes=str(choices.get("codes", "numbers")),
        regression=regression,
        seed=seed,
    )
    steps: list[tuple[str, Any]] = [("gaps", CodesAsMissing(task.codes))] if task.codes else []
    steps.append(("prepare", preparation))
    if frame.shape[1] - 1 > WIDE_COLUMNS:
        steps.append(("narrow", KeepColumns(regression=regression, most=WIDE_KEPT)))
    if choices.get("selection", "none") != "none":
        steps.append(("select", KeepColumns(str(choices["selection"]), regression=regression, seed=seed)))
    if task.monotonic:
        return _directed(steps, model, variant, task, frame)
    return Pipeline([*steps, ("estimator", model)])


def _model(estimator: Estimator, choices: Choices, setting: Setting, task: Task) -> Any:
    """The estimator, on a transformed target where the variant has it so, and once for each of several targets."""
    from experiments.families._parts import TransformedTarget

    model = estimator.build(estimator.own(choices), setting)
    if setting.classifies:
        return model
    method = str(choices.get("target", "standard" if estimator.scales_target else "none"))
    model = model if method == "none" else TransformedTarget(model, method)
    if task.further_targets:
        from sklearn.multioutput import MultiOutputRegressor

        model = MultiOutputRegressor(model)
    return model


def _directed(steps: list[tuple[str, Any]], model: Any, variant: Variant, task: Task, frame: pd.DataFrame) -> Any:
    """The pipeline that keeps to the task's directions."""
    from experiments.evaluation import positive_of
    from experiments.workflows.monotonic import DirectedPipeline, directions_of

    estimator = ESTIMATORS[str(variant.choices["estimator"])]
    if not keeps_directions(estimator, variant):
        raise BadRequest(f"{variant.label} cannot keep to a direction that was stated. Choose another kind of model.")
    ways = directions_of(task.monotonic)
    if task.kind == "binary":
        classes = [str(c) for c in np.unique(truths(frame[task.target].dropna(), task))]
        ways = directions_of(task.monotonic, classes, positive_of(task, classes))
    return DirectedPipeline([*steps, ("estimator", model)], ways, estimator.monotonic)


def _setting(variant: Variant, task: Task, frame: pd.DataFrame, seed: int, threads: int) -> Setting:
    rows = int(frame[task.target].notna().sum())
    rarest = rows if task.kind == "regression" else int(frame[task.target].value_counts().replace(0, rows).min())
    return Setting(
        kind=task.kind,
        seed=seed,
        rows=rows,
        rarest=rarest,
        balanced=variant.choices.get("class_weight") == "balanced",
        threads=threads,
        absolute=is_absolute(variant.choices),
    )


def inputs(frame: pd.DataFrame, task: Task) -> pd.DataFrame:
    """The columns that a variant may use: all but the target, the excluded ones and the one that groups rows.

    Their names are texts, whatever they were.

    Raises:
        BadData: the target is not in the table, or nothing is left.
    """
    if task.target not in frame.columns:
        raise BadData(f"The table has no column {task.target!r} to predict.")
    if task.forecast is not None:
        return series_inputs(frame, task.forecast)
    taken = {*task.targets, *task.columns_excluded}
    if task.validation.method == "group" and task.validation.column:
        taken.add(task.validation.column)
    columns = [c for c in frame.columns if str(c) not in taken]
    if not columns:
        raise BadData(f"Besides the target {task.target!r} no column is left to predict from. Allow at least one.")
    return frame[columns].rename(columns=str)


def series_inputs(frame: pd.DataFrame, forecast: Forecast) -> pd.DataFrame:
    """The column that says when and those known in advance; where none says when, the rows' order as a column.

    Raises:
        BadData: one of them is not in the table.
    """
    wanted = [*([forecast.column] if forecast.column else []), *forecast.known]
    absent = [c for c in wanted if c not in frame.columns]
    if absent:
        raise BadData(f"The table lacks {', '.join(absent)}, which the forecast needs.")
    found = frame[wanted].rename(columns=str)
    return found if forecast.column else found.assign(**{ROW: np.arange(len(frame))})


def targets(frame: pd.DataFrame, task: Task) -> NDArray[Any]:
    """What rows that have all targets are to be predicted as: `truths` of the target, one column each of several."""
    if not task.further_targets:
        return truths(frame[task.target], task)
    return np.column_stack([truths(frame[name], task) for name in task.targets])


def truths(column: "pd.Series[Any]", task: Task) -> NDArray[Any]:
    """The target without missing values as an array: classes as texts, numbers as floats.

    Raises:
        BadData: numbers were expected and something else is there.
    """
    if task.kind not in ("regression", "forecast"):
        codes, distinct = pd.factorize(column.astype("object"))
        return np.asarray(np.array([text_of(v) for v in distinct], dtype=str)[codes])
    try:
        numbers = pd.to_numeric(column).to_numpy(dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadData(f"The target {task.target!r} has values that are not numbers: {error}.") from error
    if not np.isfinite(numbers).all():
        raise BadData(f"The target {task.target!r} has infinite values. Take those rows out or treat them as missing.")
    return numbers
