"""Forecasts, several targets and directions become goals, plans and cards like any other wish."""

import numpy as np
import pandas as pd
import pytest

from assistant.goal_card import goal_card
from assistant.headless import Search
from assistant.wish import Wish
from experiments.workflows.forecasting import WORKFLOW_ID
from experiments.workflows.tabular import fits
from store.errors import BadRequest
from store.records import Budget, DatasetVersion


@pytest.fixture
def sales(tmp_path):
    place = np.arange(96)
    values = 100 + place + 10 * np.sin(place * np.pi / 6) + np.random.default_rng(0).normal(size=96)
    months = pd.date_range("2016-01-01", periods=96, freq="MS").strftime("%Y-%m")
    table = pd.DataFrame({"month": months, "sales": values, "cost": values / 2 + place % 5, "staff": place % 7})
    path = tmp_path / "sales.csv"
    table.to_csv(path, index=False)
    return path


def settled(app, path, **wish) -> Search:
    search = Search(app, Wish(data=str(path), budget=Budget(runs=5), **wish), 0.0)
    search.settle()
    return search


def lines(app, search) -> dict[str, str]:
    version = app.store.get(DatasetVersion, search.goal.task.version_id)
    return {line.key: f"{line.value} {line.why}" for line in goal_card(search.goal, version, "sales").lines}


def test_a_forecast_is_planned_from_its_own_workflow_best_practice_first(app, sales):
    search = settled(app, sales, target="sales", kind="forecast", horizon=(6, "month"), known=("staff",))
    forecast = search.goal.task.forecast
    assert (forecast.horizon, forecast.season, forecast.known) == (6, 12, ("staff",))
    card = lines(app, search)
    assert card["forecast"].startswith("6 steps, known in advance: staff") and "5 stretches" in card["validation"]
    runs = search.propose().plan.runs
    assert {r.variant.workflow_id for r in runs} == {WORKFLOW_ID} and len(
        {r.variant.choices["estimator"] for r in runs}
    ) == 5
    with pytest.raises(BadRequest, match="at most a third"):
        settled(app, sales, target="sales", kind="forecast", horizon=(40, None))


def test_several_targets_are_one_goal(app, sales):
    search = settled(app, sales, target="sales,cost")
    assert search.goal.task.targets == ("sales", "cost") and "sales and cost" in lines(app, search)["target"]
    assert search.noted and not any("cost" in line and "alone predicts" in line for line in search.noted)


def test_a_direction_leaves_only_variants_that_keep_it_and_says_so(app, sales):
    wish = {"column": "staff", "direction": "rising"}
    search = settled(
        app, sales, target="sales", exclude=("cost",), monotonic=(wish,), validation={"method": "cv", "folds": 3}
    )
    assert "never falling when staff grows" in lines(app, search)["constraints"]
    assert "left out" in search.goal.why["monotonic"] and search.goal.task.validation.folds == 3
    assert all(fits(r.variant, search.goal.task) for r in search.propose().plan.runs)
