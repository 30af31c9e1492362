"""The workflow `forecast`: one series continued, by lags and a regression or by what was there before."""

from typing import Any

from experiments.families import ESTIMATORS, FAMILIES
from experiments.families._base import Setting, is_absolute, one_of
from store.errors import BadRequest
from store.records import Forecast, Scalar, Step, Task, Variant, VariationPoint, Workflow

WORKFLOW_ID = "forecast-1"

ABLE = tuple(e for e in FAMILIES if "forecast" in e.kinds)
_LAGGED = tuple(e.name for e in ABLE if e.lagged)


def _of_lags(name: str, *choices: Scalar) -> VariationPoint:
    return one_of(name, *choices).model_copy(update={"condition": (("estimator", _LAGGED),)})


TRANSFORM = one_of("transform", "none", "log")
LAGS = _of_lags("lags", "season", "short", "long")
WINDOWS = _of_lags("windows", "season", "none", "several")
CALENDAR = _of_lags("calendar", "parts", "waves", "none")
DIFFERENCE = _of_lags("difference", "last", "none", "season")
REACH = _of_lags("reach", "direct", "recursive")
LOSS = one_of("loss", "squared", "absolute").model_copy(
    update={"condition": (("estimator", tuple(e.name for e in ABLE if e.learns_absolute)),)}
)
ESTIMATOR = one_of("estimator", *(e.name for e in ABLE))
SHARED = (TRANSFORM, LAGS, WINDOWS, CALENDAR, DIFFERENCE, REACH)
"""Choices that all estimators on lags share."""

FORECAST = Workflow(
    id=WORKFLOW_ID,
    name="forecast",
    version=1,
    steps=(
        Step(name="scale", points=(TRANSFORM, DIFFERENCE)),
        Step(name="look back", points=(LAGS, WINDOWS)),
        Step(name="date", points=(CALENDAR,)),
        Step(name="look ahead", points=(REACH,)),
        Step(name="estimate", points=(ESTIMATOR, LOSS, *(p for e in ABLE for p in e.named_points))),
    ),
)
"""The whole space. Lengths are in seasons, so that one variant means the same on any series."""

_NO_SEASON = 6
"""Lags where a series has no season."""
_SHORT = 3
MOST_PAIRS = 6_000
"""Pairs of origin and step that a model learns from, the latest: what is far back says little of what comes."""
_MOST_LAGS = 96


def build_forecast(variant: Variant, task: Task, rows: int, seed: int, threads: int = 1) -> Any:
    """The unfitted forecaster of a variant: moments and known columns in, values out.

    Args:
        variant: of the workflow `forecast`.
        task: a forecast.
        rows: of the table that it will be fitted on.
        seed: of everything random in it.
        threads: processor threads that one fit may use.

    Raises:
        BadRequest: the variant's estimator is unknown or cannot forecast.
    """
    from sklearn.pipeline import Pipeline

    from experiments.series.forecaster import Forecaster
    from experiments.workflows.preparation import TablePreparation

    choices = variant.choices
    estimator, forecast = ESTIMATORS.get(str(choices.get("estimator"))), task.forecast
    if estimator is None or estimator not in ABLE or forecast is None:
        raise BadRequest(
            f"{choices.get('estimator')!r} cannot forecast. Choose one of: {', '.join(e.name for e in ABLE)}."
        )
    # the fewest pairs that a fold can leave: what comes before its test rows, less the longest look back
    fewest = max(3, rows - (task.validation.folds + 1) * forecast.horizon - 2 * forecast.season)
    setting = Setting(
        kind=task.kind, seed=seed, rows=min(fewest, MOST_PAIRS), rarest=rows, threads=threads, season=forecast.season,
        absolute=is_absolute(choices),
    )  # fmt: skip
    model = estimator.build(estimator.own(choices), setting)
    if estimator.lagged:
        model = _on_lags(model, variant, forecast, scaled=estimator.scaling is not None)
    forecaster = Forecaster(
        model, forecast.content(), calendar=str(choices.get("calendar", "none")),
        transform=str(choices.get("transform", "none")),
        preparation=TablePreparation(regression=True, seed=seed) if forecast.known and estimator.lagged else None,
    )  # fmt: skip
    return Pipeline([("forecast", forecaster)])


def _on_lags(model: Any, variant: Variant, forecast: Forecast, scaled: bool) -> Any:
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from experiments.families._parts import TransformedTarget
    from experiments.series.lags import LagRegression

    choices, season = variant.choices, forecast.season
    regressor = make_pipeline(StandardScaler(), model) if scaled else model
    long = season if season > 1 else _NO_SEASON
    lags = {"short": _SHORT, "season": max(long, _SHORT), "long": 2 * long}[str(choices.get("lags", "season"))]
    windows = {"none": (), "season": (long,), "several": (_SHORT, long, 2 * long)}[
        str(choices.get("windows", "season"))
    ]
    return LagRegression(
        TransformedTarget(regressor, "standard"), season=season, horizon=forecast.horizon, lags=min(lags, _MOST_LAGS),
        windows=windows, difference=str(choices.get("difference", "none")), reach=str(choices.get("reach", "direct")),
        most_pairs=MOST_PAIRS,
    )  # fmt: skip


_LAG_WORDS = {"season": "", "short": "three lags", "long": "lags of two seasons"}
_DIFFERENCE_WORDS = {"last": "changes from the last value", "none": "", "season": "changes from last season"}
_CALENDAR_WORDS = {"parts": "calendar", "waves": "calendar waves", "none": ""}
_WINDOW_WORDS = {"season": "", "none": "no rolling means", "several": "several rolling means"}


def describe_forecast(variant: Variant) -> str:
    """The variant in words, such as "linear model, penalty 1, changes from the last value, calendar waves, direct"."""
    choices = variant.choices
    estimator = ESTIMATORS[str(choices["estimator"])]
    parts = [estimator.words, estimator.phrase(estimator.own(choices))]
    if estimator.lagged:
        parts += [
            _LAG_WORDS[str(choices["lags"])], _WINDOW_WORDS[str(choices["windows"])],
            _DIFFERENCE_WORDS[str(choices["difference"])], _CALENDAR_WORDS[str(choices["calendar"])],
            str(choices["reach"]),
        ]  # fmt: skip
    parts.append("of logarithms" if choices.get("transform") == "log" else "")
    parts.append("absolute loss" if is_absolute(choices) else "")
    return ", ".join(p for p in parts if p)


def repeated(forecast: Forecast) -> Any:
    """The unfitted forecaster that repeats the last season, or the last value: what others have to beat."""
    from experiments.series.forecaster import Forecaster
    from experiments.series.smoothing import SeasonalNaive

    return Forecaster(SeasonalNaive(forecast.season), forecast.content())
