"""Forecasts with a saved model: from the end of what it learned, or of later values that are handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.series.intervals import with_interval
from experiments.series.timeline import ROW
from store.errors import BadData

if TYPE_CHECKING:
    from experiments.blending import WholeModel
    from store.records import Task

STEP = "step"
"""The column that counts forecast steps where no column says when."""


def forecaster_of(pipeline: Any) -> Any:
    """The fitted forecaster of a pipeline."""
    return pipeline.steps[-1][1]


def later_rows(frame: pd.DataFrame, pipeline: Any) -> pd.DataFrame:
    """The rows as the model takes them: where no column says when, they follow the last one learned from."""
    forecaster = forecaster_of(pipeline)
    if forecaster.forecast["column"] is not None or ROW in frame.columns:
        return frame
    return frame.assign(**{ROW: len(forecaster.values_) + np.arange(len(frame))})


def next_rows(pipeline: Any, task: Task, steps: int) -> pd.DataFrame:
    """The rows of the next steps after what a model knows: moments; known columns are left empty."""
    forecaster, forecast = forecaster_of(pipeline), task.forecast
    assert forecast is not None
    known = len(forecaster.values_)
    moments = forecaster.timeline_.written(np.arange(known, known + steps))
    empty = dict.fromkeys(forecast.known, np.nan)
    return pd.DataFrame({forecast.column or ROW: moments, **empty})


def continued(
    whole: WholeModel,
    frame: pd.DataFrame,
    steps: int | None = None,
    say: Callable[[str], None] | None = None,
    widths: Sequence[float] = (),
) -> pd.DataFrame:
    """The forecast that a table asks for.

    Rows without a value are those to forecast, rows with one are what is known by now; a row without a value before the
    last one with a value is a gap and not to come. A table in which every other row has a value is continued by the
    horizon.

    Args:
        whole: a saved forecast, or a blend of several.
        frame: moments, with or without values, and the columns known in advance.
        steps: how many to continue by, however many rows have no value; None takes those, or the horizon.
        say: told what was done, in one sentence each.
        widths: half widths of the intervals step by step, as `intervals.load_errors` gives them.

    Returns:
        The moment (or `step`), `prediction`, and where widths are given `prediction_low` and `prediction_high` (80 %),
        a row each.

    Raises:
        BadData: a column that is needed is not there, or a moment cannot be read.
    """
    meta = whole.models[0][0].meta
    task, forecast = meta.task, meta.task.forecast
    assert forecast is not None
    told = say or (lambda _sentence: None)
    frame = frame.rename(columns=str)
    column = forecast.column
    if column is not None and column not in frame.columns:
        raise BadData(f"The table lacks the column {column!r}, which says when.")
    absent = [c for c in forecast.known if c not in frame.columns]
    if absent:
        raise BadData(f"The table lacks {', '.join(absent)}, which the forecast needs.")
    given = frame[task.target].notna() if task.target in frame.columns else pd.Series(False, index=frame.index)
    asked = frame[~given]
    if given.any():
        whole = _with_history(whole, frame[given], told)
        asked = _to_come(whole, frame, given, told)
    if asked.empty:
        asked = _next(whole, frame, steps or forecast.horizon, told)
    elif steps is not None:
        asked = _so_many(whole, frame, asked, steps, told)
    said = whole.predict(asked)
    when = asked[column].reset_index(drop=True) if column else pd.Series(np.arange(1, len(asked) + 1))
    table = pd.DataFrame({column or STEP: when, "prediction": said["prediction"].to_numpy(float)})
    pipeline = whole.models[0][0].pipeline
    return with_interval(table, forecaster_of(pipeline).steps_ahead(later_rows(asked, pipeline)), widths)


def _to_come(whole: WholeModel, frame: pd.DataFrame, given: pd.Series, told: Callable[[str], None]) -> pd.DataFrame:
    """The rows without a value that come after the last one with a value."""
    empty = frame[~given]
    if _column(whole) is None:
        later = np.flatnonzero(~given.to_numpy()) > np.flatnonzero(given.to_numpy())[-1]
    else:
        later = _ahead(whole, empty) >= 1 if len(empty) else np.zeros(0, dtype=bool)
    gaps = int((~later).sum())
    if gaps:
        one = gaps == 1
        told(
            f"{gaps:,} row{'' if one else 's'} without a value {'is' if one else 'are'} from before the last known "
            f"value: {'it is a gap' if one else 'they are gaps'}, and not forecast."
        )
    found: pd.DataFrame = empty[later]
    return found


def _column(whole: WholeModel) -> str | None:
    """The column that says when; None where the order of the rows does."""
    forecast = whole.models[0][0].meta.task.forecast
    assert forecast is not None
    return forecast.column


def _ahead(whole: WholeModel, rows: pd.DataFrame) -> np.ndarray:
    """How many steps after the last known value rows lie."""
    pipeline = whole.models[0][0].pipeline
    return np.asarray(forecaster_of(pipeline).steps_ahead(later_rows(rows, pipeline)))


def _so_many(
    whole: WholeModel, frame: pd.DataFrame, asked: pd.DataFrame, steps: int, told: Callable[[str], None]
) -> pd.DataFrame:
    """The rows of the first so many steps: those of the table as far as it has them, then the next ones."""
    asked = later_rows(asked, whole.models[0][0].pipeline)
    there = _ahead(whole, asked)
    order = np.argsort(there, kind="stable")
    asked, there = asked.iloc[order], there[order]
    if (there < 1).any() or len(asked) >= steps:  # moments of the past were asked for by themselves
        return asked.iloc[:steps]
    more = _next(whole, frame, steps, told)
    more = more[~np.isin(_ahead(whole, more), there)]
    both = pd.concat([asked[list(more.columns)], more], ignore_index=True)
    return both.iloc[np.argsort(_ahead(whole, both), kind="stable")].iloc[:steps]


def _with_history(whole: WholeModel, rows: pd.DataFrame, told: Callable[[str], None]) -> WholeModel:
    """The models with later values taken in."""
    from sklearn.pipeline import Pipeline

    task = whole.models[0][0].meta.task
    forecast = task.forecast
    assert forecast is not None
    before = len(forecaster_of(whole.models[0][0].pipeline).values_)
    if forecast.column is None:
        rows = rows.assign(**{ROW: _own_places(rows, before)})
    y = pd.to_numeric(rows[task.target], errors="coerce")
    if y.isna().any():
        raise BadData(f"{int(y.isna().sum()):,} value(s) of {task.target!r} are no numbers.")
    models = []
    for model, weight in whole.models:
        later = forecaster_of(model.pipeline).extended(rows, y)
        models.append((replace(model, pipeline=Pipeline([("forecast", later)])), weight))
    more = len(forecaster_of(models[0][0].pipeline).values_) - before
    if more > 0:
        told(f"{more:,} later step{'s' if more > 1 else ''} of {task.target!r} were taken in before forecasting.")
    return replace(whole, models=tuple(models))


def _own_places(rows: pd.DataFrame, before: int) -> np.ndarray:
    """A table at least as long as what was learned is that table, perhaps longer; a shorter one comes after it."""
    start = 0 if len(rows) >= before else before
    return start + np.arange(len(rows))


def _next(whole: WholeModel, frame: pd.DataFrame, steps: int, told: Callable[[str], None]) -> pd.DataFrame:
    """The next steps as rows, known columns as they were last."""
    model = whole.models[0][0]
    rows = next_rows(model.pipeline, model.meta.task, steps)
    forecast = model.meta.task.forecast
    assert forecast is not None
    for name in forecast.known:
        rows[name] = frame[name].iloc[-1]
    if forecast.known:
        names, are = ", ".join(forecast.known), "is" if len(forecast.known) == 1 else "are"
        told(f"{names} {are} taken as in the last row: give rows to forecast with their values.")
    return rows
