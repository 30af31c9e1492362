"""A saved forecast goes on from what it learned, and from later values that are handed in."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.blending import WholeModel, load_whole, save_blend
from experiments.evaluation import fit_final
from experiments.models import load_model, meta_of, predict_with, save_model
from experiments.series.continuing import continued, next_rows
from experiments.workflows.tabular import default_variant
from store.errors import BadData
from store.records import Task
from tests.experiments.series.made import monthly, task_of


def saved(folder: Path, table: pd.DataFrame, task: Task, *names: str) -> WholeModel:
    for name in names:
        variant = default_variant(name, "forecast")
        fitted = fit_final(table, variant, task, 0)
        save_model(fitted, folder / name, meta_of(table, task, variant, 0), next_rows(fitted, task, 3))
    save_blend(folder, [(name, 1.0 / len(names)) for name in names], "forecast", {})
    return load_whole(folder)


def test_a_table_in_which_all_is_known_is_continued_by_the_horizon_or_the_steps_asked_for(tmp_path):
    whole = saved(tmp_path, monthly(72), task_of(), "linear", "smoothing")
    found = continued(whole, monthly(72))
    assert found["month"].tolist() == monthly(78)["month"].tail(6).tolist()
    assert np.abs(found["prediction"] - monthly(78, noise=0.0)["sales"].tail(6).to_numpy()).max() < 8.0
    assert len(continued(whole, monthly(72), 15)) == 15


def test_rows_without_a_value_are_forecast_in_their_order(tmp_path):
    whole = saved(tmp_path, monthly(72), task_of(), "linear")
    asked = monthly(76)[["month"]].tail(4).iloc[::-1]
    found = continued(whole, asked)
    assert found["month"].tolist() == asked["month"].tolist()
    assert found["prediction"].tolist() == predict_with(whole.models[0][0], asked)["prediction"].tolist()
    both = pd.concat([monthly(72), asked])
    assert continued(whole, both)["prediction"].tolist() == pytest.approx(found["prediction"].tolist())


def test_rows_without_a_value_before_the_last_one_are_gaps_and_not_to_come(tmp_path):
    whole = saved(tmp_path, monthly(71), task_of(), "linear")
    table = monthly(72)
    table.loc[[3, 50, 71], "sales"] = np.nan  # the last month is not known yet
    table.loc[60, "sales"] = np.nan
    told: list[str] = []
    found = continued(whole, table, 3, told.append, [1.0] * 6)
    assert found["month"].tolist() == monthly(74)["month"].tail(3).tolist()
    assert found["prediction_low"].notna().all()
    assert any(t == "3 rows without a value are from before the last known value: they are gaps, and not forecast."
               for t in told)  # fmt: skip
    assert continued(whole, table)["month"].tolist() == monthly(72)["month"].tail(1).tolist()
    full = monthly(72)
    full.loc[[3, 50], "sales"] = np.nan
    assert continued(whole, full)["month"].tolist() == monthly(78)["month"].tail(6).tolist()


def test_gaps_of_a_series_without_moments_are_no_steps_to_come(tmp_path):
    values = monthly(72)[["sales"]]
    whole = saved(tmp_path, values, task_of(column=None, unit="row"), "linear")
    values.loc[[3, 50], "sales"] = np.nan
    assert len(continued(whole, values)) == 6
    values = pd.concat([values, pd.DataFrame({"sales": [np.nan, np.nan]})], ignore_index=True)
    assert (len(continued(whole, values)), len(continued(whole, values, 4))) == (2, 4)


def test_later_values_are_where_the_forecast_starts_from(tmp_path):
    whole = saved(tmp_path, monthly(60), task_of(), "linear", "lightgbm", "smoothing", "seasonal_naive")
    told: list[str] = []
    late = continued(whole, monthly(72).tail(14), say=told.append)
    assert told == ["12 later steps of 'sales' were taken in before forecasting."]
    assert late["month"].iloc[0] == pd.Timestamp("2021-01-01")
    early = predict_with(whole.models[0][0], late[["month"]])["prediction"]
    assert not np.allclose(late["prediction"], early)
    assert continued(whole, monthly(72).tail(13))["prediction"].tolist() == late["prediction"].tolist()


def test_where_no_column_says_when_rows_follow_each_other(tmp_path):
    values, task = monthly(72)[["sales"]], task_of(column=None, unit="row")
    whole = saved(tmp_path, values, task, "linear")
    found = continued(whole, values)
    assert found["step"].tolist() == [1, 2, 3, 4, 5, 6]
    assert load_model(tmp_path / "linear").meta.signature
    later = continued(whole, pd.DataFrame({"sales": [150.0, 151.0]}), 2)
    assert later["step"].tolist() == [1, 2] and not np.allclose(later["prediction"], found["prediction"][:2])
    assert len(predict_with(whole.models[0][0], pd.DataFrame({"sales": [None, None, None]}))) == 3


def test_known_columns_of_rows_to_come_count(tmp_path):
    table = monthly(96).assign(offer=(np.arange(96) % 5 == 0).astype(float))
    table["sales"] += 30.0 * table["offer"]
    whole = saved(tmp_path, table, task_of(known=("offer",)), "linear")
    asked = pd.DataFrame({"month": pd.to_datetime(["2023-01-01", "2023-01-01"]), "offer": [0.0, 1.0]})
    without, with_offer = (continued(whole, asked.iloc[[i]])["prediction"].iloc[0] for i in (0, 1))
    assert 15.0 < with_offer - without < 45.0
    told: list[str] = []
    continued(whole, table, say=told.append)
    assert "offer" in told[0]
    with pytest.raises(BadData, match="says when"):
        continued(whole, table.drop(columns="month"))
    with pytest.raises(BadData, match="no numbers"):
        continued(whole, table.assign(sales="many"))
    with pytest.raises(BadData, match="lacks offer, which the forecast needs"):
        continued(whole, asked[["month"]].head(1), 4)


def test_known_values_of_the_rows_there_are_count_where_more_steps_are_wanted(tmp_path):
    table = monthly(96)[["sales"]].assign(offer=(np.arange(96) % 5 == 0).astype(float))
    table["sales"] += 30.0 * table["offer"]
    whole = saved(tmp_path, table, task_of(column=None, unit="row", known=("offer",)), "linear")
    asked = pd.DataFrame({"offer": [1.0, 0.0]})
    found = continued(whole, asked, 3)
    assert found["step"].tolist() == [1, 2, 3]
    assert found["prediction"][:2].tolist() == pytest.approx(continued(whole, asked)["prediction"].tolist())
