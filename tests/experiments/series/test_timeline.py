"""Moments become steps and steps become the same moments again, whatever the calendar."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.series.timeline import Pace, Timeline, numbers_of, pace_of, says_when, seconds
from store.errors import BadData
from store.records import Forecast

PACES = [
    ("D", Pace("second", 86_400.0), "day"), ("W-SUN", Pace("second", 604_800.0), "week"),
    ("h", Pace("second", 3600.0), "hour"), ("15min", Pace("second", 900.0), "15 minutes"),
    ("MS", Pace("month"), "month"), ("ME", Pace("month"), "month"), ("QS", Pace("month", 3.0), "quarter"),
    ("YE", Pace("month", 12.0), "year"), ("B", Pace("weekday"), "working day"),
]  # fmt: skip


@pytest.mark.parametrize(("freq", "pace", "words"), PACES)
def test_each_calendar_is_recognised_also_with_gaps_and_out_of_order(freq, pace, words):
    moments = pd.Series(pd.date_range("2019-01-31" if freq == "ME" else "2019-01-02", periods=60, freq=freq))
    some = moments.drop([7, 23, 24]).sample(frac=1.0, random_state=0)
    assert pace_of(moments) == pace_of(some) == pace
    assert pace.words == words


@settings(max_examples=40, deadline=None)
@given(
    freq=st.sampled_from([f for f, _, _ in PACES]), n=st.integers(12, 80), ahead=st.integers(1, 40),
    start=st.dates(pd.Timestamp("1995-01-01").date(), pd.Timestamp("2030-01-01").date()),
)  # fmt: skip
def test_the_steps_after_a_series_are_the_calendars_next_moments(freq, n, ahead, start):
    every = pd.Series(pd.date_range(start, periods=n + ahead, freq=freq))
    known = every.iloc[:n]
    pace = pace_of(known)
    line = Timeline.of(Forecast(unit=pace.unit, size=pace.size, horizon=1), known)
    assert line.steps(seconds(every)).tolist() == list(range(n + ahead))
    assert line.written(np.arange(n, n + ahead)).tolist() == every.iloc[n:].tolist()


def test_numbers_step_by_their_own_distance_and_irregular_moments_by_rows():
    years = pd.Series([1990, 1995, 2000, 2005, 2015])
    pace = pace_of(years)
    line = Timeline.of(Forecast(unit=pace.unit, size=pace.size, horizon=1), years)
    assert (pace, line.steps(numbers_of(years)).tolist()) == (Pace("number", 5.0), [0, 1, 2, 3, 5])
    assert line.written([6]).tolist() == [2020]
    days = ["2024-01-01", "2024-01-02", "2024-01-09", "2024-03-01", "2024-03-02", "2024-06-01"]
    odd = pd.Series(pd.to_datetime(days))
    assert pace_of(odd) == Pace("row")
    rows = Timeline.of(Forecast(unit="row", horizon=1), odd)
    assert rows.steps(seconds(odd), np.unique(seconds(odd))).tolist() == [0, 1, 2, 3, 4, 5]
    assert rows.steps(seconds(pd.Series(pd.to_datetime(["2024-07-01", "2024-09-01"])))).tolist() == [6, 7]


def test_what_is_no_moment_is_refused():
    assert not says_when(pd.Series([1.0, 2.0]))
    with pytest.raises(BadData, match="no numbers or dates"):
        numbers_of(pd.Series(["a", "b"], name="t"))
