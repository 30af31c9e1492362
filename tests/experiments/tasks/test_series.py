"""A wish for a forecast becomes a series, or one question."""

import numpy as np
import pandas as pd
import pytest

from store.errors import BadData, BadRequest
from tests.experiments.series.made import monthly
from tests.experiments.test_task import asked, settled


def forecast(table, **said):
    return settled(table, target="sales", kind="forecast", **said)


def test_when_how_often_how_far_and_how_it_is_tested_follow_from_the_table():
    found = forecast(monthly(96))
    series = found.task.forecast
    assert (series.column, series.unit, series.size, series.season, series.horizon) == ("month", "month", 1.0, 12, 12)
    assert (found.task.metric, found.task.validation.folds) == ("mae", 5)
    assert "12 months ahead" in found.why["validation"] and "every 12" in found.why["forecast"]


def test_the_horizon_is_the_one_said_in_steps_or_in_units_of_time():
    assert forecast(monthly(), horizon=3).task.forecast.horizon == 3
    assert forecast(monthly(), horizon=1, horizon_unit="year").task.forecast.horizon == 12
    daily = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=200), "sales": np.arange(200.0)})
    assert forecast(daily, horizon=2, horizon_unit="week").task.forecast.horizon == 14
    with pytest.raises(BadRequest, match=r"too few to forecast 60 steps"):
        forecast(monthly(), horizon=60)


def test_rows_without_a_value_at_the_end_say_how_far_and_what_is_known_in_advance():
    table = monthly(90).assign(offer=np.arange(90) % 4, weather=np.random.default_rng(0).normal(size=90))
    table.loc[84:, ["sales", "weather"]] = np.nan
    found = forecast(table)
    assert (found.task.forecast.horizon, found.task.forecast.known) == (6, ("offer",))
    assert found.task.columns_excluded == ("weather",) and "`weather` is left out" in found.why["columns"]
    assert forecast(table, known=["weather"]).task.forecast.known == ("offer", "weather")
    assert forecast(table, columns_forbidden=["offer"]).task.forecast.known == ()


def test_calendar_facts_are_known_in_advance_by_their_name():
    table = monthly().assign(is_holiday=np.arange(84) % 6 == 0, rain=np.arange(84) % 5)
    assert forecast(table).task.forecast.known == ("is_holiday",)


def test_a_rising_whole_number_is_a_series_though_it_looks_like_an_id():
    table = pd.DataFrame({"year": np.arange(1960, 2010), "sales": np.cumsum(np.arange(1, 51))})
    assert forecast(table).task.forecast.column == "year"


def test_values_alone_are_a_series_in_the_order_of_the_rows():
    found = forecast(monthly()[["sales"]])
    assert found.task.forecast.column is None and found.task.validation.column is None


def test_several_series_in_one_table_and_tables_without_time_are_asked_about():
    shops = pd.concat([monthly().assign(shop=s) for s in "abc"])
    slot, question, options = asked(shops, target="sales", kind="forecast")
    assert slot == "kind" and "not one series" in question and options == ["Row by row, in time order"]
    houses = pd.DataFrame({"sales": np.random.default_rng(0).normal(size=60), "rooms": np.arange(60) % 7})
    assert asked(houses, target="sales", kind="forecast")[0] == "kind"
    two = monthly().assign(other=lambda t: t["month"].sample(frac=1.0, random_state=0).to_numpy())
    two = two.sample(frac=1.0, random_state=1)
    assert asked(two, target="sales", kind="forecast")[2] == ["month", "other"]
    assert forecast(two, validation={"column": "Month"}).task.forecast.column == "month"


def test_too_few_values_are_said():
    with pytest.raises(BadData, match="too few to forecast"):
        forecast(monthly(7))


@pytest.mark.parametrize(
    ("words", "horizon"),
    [("Forecast the sales", 12), ("What are the sales of the next 3 months?", 3), ("sales for the next year", 12),
     ("I need the next six months", 6), ("how much do we sell 2 quarters ahead", 6)],
)  # fmt: skip
def test_words_alone_ask_for_a_forecast_where_the_table_is_a_series(words, horizon):
    found = settled(monthly(96), target="sales", words=words)
    assert (found.task.kind, found.task.forecast.horizon) == ("forecast", horizon)
    shops = pd.concat([monthly().assign(shop=s) for s in "abc"])
    assert settled(shops, target="sales", words=words).task.kind == "regression"
    assert settled(monthly(), target="sales", words=words, kind="regression").task.kind == "regression"


def test_years_with_months_and_quarters_are_moments(tmp_path):
    from experiments.data.reading import read_table

    for form in ("%Y-%m", "%Y/%m"):
        table = monthly(40).assign(month=lambda t, form=form: t["month"].dt.strftime(form))
        table.to_csv(tmp_path / "m.csv", index=False)
        assert forecast(read_table(tmp_path / "m.csv").frame).task.forecast.unit == "month"
    quarters = pd.DataFrame({"q": [f"{2000 + i // 4}Q{i % 4 + 1}" for i in range(40)], "sales": np.arange(40.0)})
    quarters.to_csv(tmp_path / "q.csv", index=False)
    found = forecast(read_table(tmp_path / "q.csv").frame).task.forecast
    assert (found.unit, found.size) == ("month", 3.0)
    seasons = pd.DataFrame({"season": [f"{2001 + i}-{2 + i:02d}" for i in range(11)], "sales": np.arange(11.0)})
    seasons.to_csv(tmp_path / "s.csv", index=False)
    assert not pd.api.types.is_datetime64_any_dtype(read_table(tmp_path / "s.csv").frame["season"].dtype)


def test_steps_with_several_values_and_without_any_are_told():
    table = monthly(72)
    assert "several rows" not in forecast(table).why["forecast"] and "filled in" not in forecast(table).why["forecast"]
    uneven = pd.concat([table.drop(index=[10, 11, 40]), table.iloc[[5, 6]].assign(sales=1.0)], ignore_index=True)
    said = forecast(uneven).why["forecast"]
    assert "2 steps have several rows, whose mean counts." in said
    assert "3 steps have no row and are filled in evenly." in said
