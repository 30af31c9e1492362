"""Forecasts in use: how far off they were once the true values are known, and what else can be asked of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from assistant import wording
from assistant.caring.kept import Loaded
from store.errors import BadRequest
from store.records import ModelVersion, metric

if TYPE_CHECKING:
    import pandas as pd

_NOT = {
    "watch": "A forecast is not watched batch by batch, since its inputs are only moments. Give me the true values as "
    "they come (“the labels are in FILE”), and I say how far off it was.",
    "row": "A forecast says nothing of a row by itself: each value follows from all values before it.",
    "fair": "Fairness compares groups of rows, and a forecast is of one series.",
}


def is_forecast(whole: Loaded) -> bool:
    """Whether a kept model continues a series."""
    return whole.task.forecast is not None


def refuse(whole: Loaded, what: str) -> None:
    """Refuses, of a forecast, what is for models of rows only.

    Raises:
        BadRequest: it is a forecast; the message says why it cannot be done.
    """
    if is_forecast(whole):
        raise BadRequest(_NOT[what])


def forecast_lines(model: ModelVersion, whole: Loaded, frame: pd.DataFrame) -> tuple[str, ...]:
    """How far off a forecast was on values that came after those it learned, and how many lay in its intervals.

    Raises:
        BadRequest: the table has no later values.
        BadData: its moments cannot be read.
    """
    from experiments.series.continuing import forecaster_of, later_rows

    target, unit = whole.task.target, metric(whole.task.metric)
    pipeline = whole.whole.models[0][0].pipeline
    forecast = whole.task.forecast
    when = forecast.column if forecast is not None else None
    if target not in frame.columns or (when is not None and when not in frame.columns):
        raise BadRequest(f"To judge a forecast of {target} I need a file with {when or 'its rows'} and {target}.")
    rows = later_rows(frame[frame[target].notna()].reset_index(drop=True), pipeline)
    rows = rows[forecaster_of(pipeline).steps_ahead(rows) >= 1].reset_index(drop=True) if len(rows) else rows
    if not len(rows):
        raise BadRequest(f"The table has no value of {target} after those that {model.name} has learned.")
    said = whole(rows)
    truth = rows[target].to_numpy(dtype=float)
    measuring = whole.measuring()
    score = measuring.of(measuring.truth(rows[target]), measuring.predicted(said))
    lines = [f"On {wording.count(len(rows), 'later value')} the forecast has a {unit.label} of {score:.4g}"]
    before = model.metrics.get(whole.task.metric)
    lines[0] += f"; when it was tested it was {before:.4g}." if before is not None else "."
    if "prediction_low" in said.columns:
        inside = int(np.sum((truth >= said["prediction_low"]) & (truth <= said["prediction_high"])))
        lines.append(f"{inside} of {len(rows)} lay in its 80 % interval{_surprise(inside, len(rows))}.")
    return tuple(lines)


def _surprise(inside: int, n: int) -> str:
    """What so few inside say: by the exact binomial distribution of chance."""
    from scipy.stats import binom

    from experiments.series.intervals import LEVEL

    if float(binom.cdf(inside, n, LEVEL)) < 0.01:
        return ", too few to be chance: the series has changed, and fitting it anew is worth a plan"
    return ", as many as chance would have it"
