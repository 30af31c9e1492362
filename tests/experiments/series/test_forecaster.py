"""Forecasts look at nothing that comes later, cope with gaps, and beat what repeats itself."""

import numpy as np
import pandas as pd
import pytest

from experiments.evaluation import evaluate, fit_final, trivial_metrics
from experiments.families import FAMILIES
from experiments.validation import splits
from experiments.workflows.building import inputs
from experiments.workflows.forecasting import ABLE, SHARED, WORKFLOW_ID
from experiments.workflows.neighbours import new_neighbour
from experiments.workflows.tabular import default_variant, interpretable, sample_variants, variant_of
from store.errors import BadData, BadRequest
from tests.experiments.series.made import monthly, task_of

NAMES = [e.name for e in ABLE]
QUICK = ("seasonal_naive", "smoothing", "linear", "lightgbm")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reach", ["direct", "recursive"])
def test_values_after_the_moment_of_a_forecast_change_nothing(name, reach):
    estimator = next(e for e in FAMILIES if e.name == name)
    if reach == "recursive" and not estimator.lagged:
        pytest.skip("it knows one way only")
    table, task = monthly(60), task_of(folds=1)
    variant = variant_of({"estimator": name} | ({"reach": reach} if estimator.lagged else {}), "forecast")
    before = evaluate(table, variant, task, 0)
    learn, test = splits(table, task)[0]
    changed = table.copy()
    changed.loc[test, "sales"] = [1e6, -5.0, 3.0, 0.0, 7.0, 1e5]
    after = evaluate(changed, variant, task, 0)
    assert before.oof["prediction"].equals(after.oof["prediction"])
    assert learn.max() < test.min() and len(test) == 6


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_model_beats_the_last_season_on_a_rising_series(name):
    found = evaluate(monthly(), default_variant(name, "forecast"), task_of(), 0)
    assert found.baseline == pytest.approx(trivial_metrics(monthly(), task_of())["mae"])
    assert name == "seasonal_naive" or found.score < 0.75 * found.baseline


def test_rows_in_any_order_with_gaps_and_repeated_moments_are_one_series():
    table = monthly()
    mixed = pd.concat([table, table.iloc[[3]]]).sample(frac=1.0, random_state=1)
    variant, task = default_variant("linear", "forecast"), task_of()
    plain, shuffled = (fit_final(t, variant, task, 0) for t in (table, mixed))
    later = pd.DataFrame({"month": pd.date_range("2022-01-01", periods=6, freq="MS")})
    assert np.allclose(plain.predict(later), shuffled.predict(later))
    gaps = fit_final(table.drop([5, 20, 21]), variant, task, 0)
    assert np.allclose(plain.predict(later), gaps.predict(later), atol=4.0)
    assert fit_final(table, variant, task, 0).predict(later.iloc[[5, 0]]) == pytest.approx(plain.predict(later)[[5, 0]])


def test_columns_known_in_advance_are_used_whatever_they_hold():
    table = monthly(96)
    table["offer"] = np.where(np.arange(96) % 5 == 0, "half price", "none")
    table.loc[3, "offer"] = None
    table["sales"] += 30.0 * (np.arange(96) % 5 == 0)
    variant = default_variant("lightgbm", "forecast")
    blind, told = (evaluate(table, variant, task_of(known=k), 0) for k in ((), ("offer",)))
    assert told.score < 0.7 * blind.score
    with_importance = evaluate(table, variant, task_of(known=("offer",)), 0, importance=True)
    assert with_importance.importance is not None and with_importance.importance["column"].tolist() == ["offer"]
    with pytest.raises(BadData, match="lacks offer"):
        inputs(monthly(), task_of(known=("offer",)))


def test_a_moment_before_the_end_gets_what_would_have_been_said_a_step_before():
    for name in QUICK:
        fitted = fit_final(monthly(), default_variant(name, "forecast"), task_of(), 0)
        said = fitted.predict(monthly()[["month"]].tail(24))
        assert np.isfinite(said).all() and np.abs(said - monthly()["sales"].tail(24)).mean() < 12.0
    with pytest.raises(BadData, match="steps after the last"):
        fitted.predict(pd.DataFrame({"month": pd.to_datetime(["9999-01-01"])}))


def test_logarithms_are_taken_of_positive_series_only():
    plain, logarithms = (variant_of({"estimator": "linear", "transform": t}, "forecast") for t in ("none", "log"))
    rising = monthly().assign(sales=lambda t: np.exp(t["sales"] / 40))
    found = evaluate(rising, logarithms, task_of(), 0)
    assert found.score < found.baseline
    below = monthly().assign(sales=lambda t: t["sales"] - 150)
    assert evaluate(below, logarithms, task_of(), 0).score == evaluate(below, plain, task_of(), 0).score


def test_the_workflow_samples_neighbours_and_describes_its_variants():
    import random

    variants = sample_variants("forecast", 60)
    assert len({v.id for v in variants}) == 60 and {v.workflow_id for v in variants} == {WORKFLOW_ID}
    assert {v.choices["estimator"] for v in variants} == set(NAMES)
    near = new_neighbour(variants[:3], "forecast", set(), random.Random(0))
    assert near is not None and near.workflow_id == WORKFLOW_ID and near.label
    assert {p.name for p in SHARED} & set(default_variant("linear", "forecast").choices)
    assert "lags" not in default_variant("smoothing", "forecast").choices
    assert interpretable(default_variant("seasonal_naive", "forecast"))
    with pytest.raises(BadRequest, match="cannot do forecast"):
        variant_of({"estimator": "decision_tree"}, "forecast")


@pytest.mark.parametrize("rows", [8, 10, 15])
def test_very_short_series_are_forecast_too(rows):
    task = task_of(horizon=2, folds=2)
    for variant in sample_variants("forecast", 25):
        assert np.isfinite(evaluate(monthly(rows), variant, task, 0).score), variant.label


def test_a_horizon_that_leaves_nothing_to_learn_from_is_refused():
    assert len(splits(monthly(12), task_of(horizon=4, folds=5))) == 2
    with pytest.raises(BadData, match="too few to test"):
        splits(monthly(5), task_of(horizon=4))
