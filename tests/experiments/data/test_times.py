import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.times import dates_from_text, hours_from_text

FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%Y-%m-%dT%H:%M:%S", "%d %b %Y", "%B %d, %Y", "%d-%b-%Y"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.datetimes(pd.Timestamp(1950, 1, 1), pd.Timestamp(2060, 1, 1)), min_size=3, max_size=10, unique=True),
    st.sampled_from(FORMATS),
)
def test_dates_are_read_back_in_every_format(moments, form):
    words = pd.Series([m.strftime(form) for m in moments], dtype="str")
    found = dates_from_text(words, "x")
    assert found is not None
    expected = [pd.Timestamp(pd.to_datetime(w, format=form)) for w in words]
    assert found.values.tolist() == expected


def test_day_and_month_are_told_apart_by_the_values():
    assert dates_from_text(pd.Series(["31/12/2020", "01/02/2021"]), "x").values[1] == pd.Timestamp(2021, 2, 1)
    assert dates_from_text(pd.Series(["12/31/2020", "01/02/2021"]), "x").values[1] == pd.Timestamp(2021, 1, 2)
    assert "other way round" in dates_from_text(pd.Series(["01/02/2021", "03/04/2021"]), "x").note


def test_dates_in_several_ways_are_read_each_by_its_own():
    found = dates_from_text(pd.Series(["2020-12-31", "31.12.2020", "Dec 31, 2020", "2020/12/31"]), "x")
    assert found.values.tolist() == [pd.Timestamp(2020, 12, 31)] * 4


def test_zones_become_utc():
    found = dates_from_text(pd.Series(["2020-01-01T10:00:00Z", "2020-01-01T10:00:00+02:00"]), "x")
    assert found.values.tolist() == [pd.Timestamp(2020, 1, 1, 10), pd.Timestamp(2020, 1, 1, 8)]


@pytest.mark.parametrize("words", [["2020", "2021"], ["10:30", "11:45"], ["1.5", "2.5"], ["Jan", "Feb"], ["20200131"]])
def test_what_is_no_date_stays(words):
    assert dates_from_text(pd.Series(words, dtype="str"), "x") is None


def test_eight_digits_are_dates_only_in_a_column_called_so():
    assert dates_from_text(pd.Series(["20200131", "20200201"], dtype="str"), "order_date") is not None


def test_times_are_hours():
    assert hours_from_text(pd.Series(["07:30", "1:00:36"])).tolist() == [7.5, 1.01]
    assert hours_from_text(pd.Series(["07:30", "2:1"])) is None
