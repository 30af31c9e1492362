"""Stretches of time as people name them."""

from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.periods import days_back, period_of

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
"""A Monday."""


@pytest.mark.parametrize(
    ("text", "when", "dates"),
    [
        ("why did it get worse in March?", "in March 2026", "1 March to 31 March 2026"),
        ("what happened in december", "in December 2025", "1 December to 31 December 2025"),
        ("why was it bad in Oct 2024", "in October 2024", "1 October to 31 October 2024"),
        ("why was it bad in 2025-12?", "in December 2025", "1 December to 31 December 2025"),
        ("why did it get worse in May", "in May 2026", "1 May to 31 May 2026"),
        ("today", "today", "23 November 2026"),
        ("last night", "last night", "22 November to 23 November 2026"),
        ("last week", "last week", "since 16 November 2026"),
        ("this week", "this week", "23 November to 29 November 2026"),
        ("in 2025", "in 2025", "1 January to 31 December 2025"),
        ("last quarter", "in Q3 2026", "1 July to 30 September 2026"),
        ("this quarter", "in Q4 2026", "1 October to 31 December 2026"),
        ("in Q2", "in Q2 2026", "1 April to 30 June 2026"),
        ("Q2/2025", "in Q2 2025", "1 April to 30 June 2025"),
        ("in the third quarter of last year", "in Q3 2025", "1 July to 30 September 2025"),
        ("in the last quarter of 2025", "in Q4 2025", "1 October to 31 December 2025"),
        ("H1 2026", "in the first half of 2026", "1 January to 30 June 2026"),
        ("this spring", "in spring 2026", "1 March to 31 May 2026"),
        ("last winter", "in winter 2025/26", "1 December 2025 to 28 February 2026"),
        ("last autumn", "in autumn 2025", "1 September to 30 November 2025"),
        ("since Easter", "since Easter 2026", "since 5 April 2026"),
        ("after Easter", "after Easter 2026", "since 7 April 2026"),
        ("over Christmas 2024", "at Christmas 2024", "24 December to 26 December 2024"),
        ("since March 1st, 2025", "since 1 March 2025", "since 1 March 2025"),
        ("on 13/4/2026", "on 13 April 2026", "13 April 2026"),
        ("since Monday", "since Monday, 23 November 2026", "since 23 November 2026"),
        ("last Monday", "on Monday, 16 November 2026", "16 November 2026"),
        ("at the weekend", "at the weekend of 21 November 2026", "21 November to 22 November 2026"),
        ("since last week", "since last week", "since 16 November 2026"),
        ("since the end of last month", "since the end of last month", "since 1 November 2026"),
        ("since the start of the year", "since the start of this year", "since 1 January 2026"),
        ("until the end of March", "until the end of March 2026", "until 31 March 2026"),
        ("before June", "before June 2026", "until 31 May 2026"),
        ("from March on", "since March 2026", "since 1 March 2026"),
        ("between March and May", "between March 2026 and May 2026", "1 March to 31 May 2026"),
        ("from November to February", "between November 2025 and February 2026", "1 November 2025 to 28 February 2026"),
        ("two weeks ago", "in the week of 9 November 2026", "9 November to 15 November 2026"),
        ("since 3 weeks", "since 2 November 2026", "since 2 November 2026"),
        ("in the last three quarters", "in the last 3 quarters", "since 23 February 2026"),
        ("in late March", "in late March 2026", "21 March to 31 March 2026"),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_read_from_words(text, when, dates):
    found = period_of(text, NOW)
    assert found is not None
    assert (found.when, found.dates) == (when, dates)


@pytest.mark.parametrize(
    "text",
    [
        "may I ask why it got worse", "does it fall below 0.8", "which took more than 5 days", "more than 2024 rows",
        "per month", "since when is it in production", "on 3/4/2026", "it may be slower in production", "june's runs",
        "the first week", "every quarter", "an hour", "runs of 2000 rows",
    ],
)  # fmt: skip
def test_what_names_no_time_is_none(text):
    assert period_of(text, NOW) is None


def test_where_it_stands_takes_its_preposition_along():
    text = "how many runs on loans since Easter per family?"
    found = period_of(text, NOW)
    assert found is not None and text[slice(*found.at)] == "since Easter"


@given(
    st.sampled_from(["", "since ", "before ", "until the end of ", "after "]),
    st.sampled_from(["last quarter", "Q1", "easter", "last month", "this week", "last monday", "summer", "3 March"]),
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)),
)  # fmt: skip
def test_what_is_counted_in_sql_is_what_it_holds(before, name, now):
    period = period_of("runs " + (before or "in ") + name, now.replace(tzinfo=UTC))
    assert period is not None and period.start < period.end
    if period.back:  # by the clock of the database
        return
    edges = [e for e in (period.start, period.end) if 1900 < e.year < 3000]
    for moment in [e + timedelta(seconds=s) for e in edges for s in (-1, 0, 1)]:
        sql = f"SELECT {period.condition('x')} FROM (SELECT TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}' AS x)"
        assert duckdb.sql(sql).fetchall() == [(period.holds(moment),)]


def test_so_many_days_back():
    assert days_back(3, NOW).condition("x") == "x >= now()::TIMESTAMP - INTERVAL 72 HOUR"
    assert days_back(1, NOW).when == "in the last day"
