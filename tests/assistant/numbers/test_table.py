"""Questions of figures over a table: the answer is what pandas computes, and what cannot be resolved is named."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import numpy as np
import pandas as pd
import pytest

from assistant.numbers.table.asking import read
from assistant.numbers.table.names import Names
from assistant.numbers.table.sql import columns_of, gap, sql_of
from assistant.numbers.table.telling import sentence
from experiments.data.columns import describe_columns
from store.errors import BadRequest
from store.rows import query_rows

ROWS = 300


@pytest.fixture(scope="module")
def ponds():
    random = np.random.default_rng(11)
    depth = random.normal(3, 1, ROWS).round(2)
    depth[:9] = np.nan
    return pd.DataFrame(
        {
            "pond_id": [f"P{i}" for i in range(ROWS)],
            "max_depth_m": depth,
            "Algen (mg/l)": random.normal(40, 15, ROWS).round(1),
            "Uferzone": random.choice(["reed", "gravel", "bare soil"], ROWS),
            "algen_test": random.choice(["strip", "lab"], ROWS),
            "sex": random.choice(["female", "male"], ROWS),
            "fishless": random.choice(["yes", "no"], ROWS),
            "frog_call": random.integers(0, 2, ROWS),
            "dug_yr": random.integers(1950, 2020, ROWS),
            "age": random.integers(18, 90, ROWS),
            "inlets": random.integers(0, 4, ROWS),
            "weekday": random.choice(["Mon", "Tue", "Sun"], ROWS),
            "frost_C": random.normal(-2, 5, ROWS).round(1),
            "sampled": pd.date_range("2020-01-01", periods=ROWS, freq="D"),
        }
    )


def ask(ponds, question, positive=None):
    """The lines of the answer, and the sentence."""
    names = Names(ponds, {c.name: c.kind for c in describe_columns(ponds)}, positive or {})
    asked = read(question, names)
    found = query_rows(ponds[columns_of(asked) or ["pond_id"]], "ponds", sql_of(asked, "ponds", names))
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    return rows, sentence(asked, rows, names)


@pytest.mark.parametrize(("question", "fits"), [
    ("how many rows have max depth above 3.5?", lambda f: f["max_depth_m"] > 3.5),
    ("number of ponds with depth at least 3", lambda f: f["max_depth_m"] >= 3),
    ("rows where max_depth_m is null?", lambda f: f["max_depth_m"].isna()),
    ("nulls in max_depth_m count", lambda f: f["max_depth_m"].isna()),
    ("how many ponds have no value in depth", lambda f: f["max_depth_m"].isna()),
    ("how many in zone reed", lambda f: f["Uferzone"] == "reed"),
    ("how many ponds have bare soil", lambda f: f["Uferzone"] == "bare soil"),
    ("how many fishless ponds with depth under 2", lambda f: (f["fishless"] == "yes") & (f["max_depth_m"] < 2)),
    ("how many are not fishless", lambda f: f["fishless"] == "no"),
    ("frog call w/ age > 60?", lambda f: (f["frog_call"] == 1) & (f["age"] > 60)),
    ("age between 20 and 30, how many?", lambda f: f["age"].between(20, 30)),
    ("how many women over 60?", lambda f: (f["sex"] == "female") & (f["age"] > 60)),
    ("how many are older than 50 and younger than 60", lambda f: (f["age"] > 50) & (f["age"] < 60)),
    ("how many ponds exceed 50 mg/l of Algen (mg/l)?", lambda f: f["Algen (mg/l)"] > 50),
    ("ponds with 3 inlets, how many?", lambda f: f["inlets"] == 3),
    ("how many rows are below -5 in frost?", lambda f: f["frost_C"] < -5),
    ("how many rows have negative frost", lambda f: f["frost_C"] < 0),
    ("how many rows on mondays or sundays", lambda f: f["weekday"].isin(["Mon", "Sun"])),
    ("how many were sampled in March?", lambda f: f["sampled"].dt.month == 3),
    ("how many were dug before 1970", lambda f: f["dug_yr"] < 1970),
])  # fmt: skip
def test_rows_are_counted_as_they_are_spoken_of(ponds, question, fits):
    rows, said = ask(ponds, question)
    assert rows[0]["figure"] == int(fits(ponds).sum())
    assert f"of {ROWS} rows" in said


@pytest.mark.parametrize(("question", "wanted"), [
    ("avg depth", lambda f: f["max_depth_m"].mean()),
    ("median age for reed?", lambda f: f.loc[f["Uferzone"] == "reed", "age"].median()),
    ("max of max_depth_m in data?", lambda f: f["max_depth_m"].max()),
    ("smallest frost ever in our data?", lambda f: f["frost_C"].min()),
    ("oldest dug yr in data?", lambda f: f["dug_yr"].min()),
    ("oldest person?", lambda f: f["age"].max()),
    ("std of age", lambda f: f["age"].std()),
    ("sum of inlets for gravel", lambda f: f.loc[f["Uferzone"] == "gravel", "inlets"].sum()),
    ("how many distinct zones", lambda f: f["Uferzone"].nunique()),
    ("correlation of age and frost?", lambda f: f["age"].corr(f["frost_C"])),
    ("mean age if fishless", lambda f: f.loc[f["fishless"] == "yes", "age"].mean()),
    ("average age since 1990", lambda f: f.loc[f["dug_yr"] >= 1990, "age"].mean()),
    ("percentage of fishless with depth below 2?", lambda f: 100 * (f.loc[f["max_depth_m"] < 2, "fishless"] == "yes").mean()),
    ("what is the frog call rate for reed?", lambda f: 100 * f.loc[f["Uferzone"] == "reed", "frog_call"].mean()),
    ("how often frog call per 1000 rows", lambda f: 1000 * f["frog_call"].mean()),
    ("what share of women are fishless?", lambda f: 100 * (f.loc[f["sex"] == "female", "fishless"] == "yes").mean()),
    ("avg algen in zone gravel", lambda f: f.loc[f["Uferzone"] == "gravel", "Algen (mg/l)"].mean()),
])  # fmt: skip
def test_a_figure_is_that_of_pandas(ponds, question, wanted):
    rows, said = ask(ponds, question)
    assert rows[0]["figure"] == pytest.approx(wanted(ponds))
    assert "row" in said


@pytest.mark.parametrize(("question", "column", "by"), [
    ("avg age by Uferzone", "age", "Uferzone"), ("mean frost per weekday?", "frost_C", "weekday"),
    ("age reed vs gravel, average?", "age", "Uferzone"), ("which zone has the highest average age", "age", "Uferzone"),
])  # fmt: skip
def test_groups_have_their_own_figures(ponds, question, column, by):
    rows, said = ask(ponds, question)
    known = ponds.groupby(by)[column].mean()
    assert {r[by]: pytest.approx(r["figure"]) for r in rows} == {k: known[k] for k in [r[by] for r in rows]}
    assert rows[0]["figure"] == max(r["figure"] for r in rows) and str(rows[0][by]) in said


@pytest.mark.parametrize(("codes", "gone"), [(["unknown"], 0), (["inf", "0"], 1), (["0", "0.1"], 2)])
def test_codes_that_are_no_numbers_mark_no_number_as_missing(codes, gone):
    ages, is_gap = pd.DataFrame({"age": [0.0, 0.1, 30.0]}), gap("age", codes, numbers=True)
    assert query_rows(ages, "t", f"SELECT count(*) AS n FROM t WHERE {is_gap}")["n"].tolist() == [gone]


def test_the_group_with_the_most_rows_is_told(ponds):
    rows, said = ask(ponds, "Which weekday has the most rows?")
    most = ponds["weekday"].value_counts()
    assert (rows[0]["weekday"], rows[0]["figure"]) == (most.index[0], most.iloc[0])
    assert said.startswith(f"weekday {most.index[0]} has the most: {most.iloc[0]} rows")


@pytest.mark.parametrize(("question", "word"), [
    ("avg salinity by weekday", "salinity"), ("how many rows are in zone tropical?", "tropical"), ("avg Uferzone", "holds words"),
    ("how many rows have age above 50 or frost below 0?", "or"), ("mean", "which column"), ("how many rows with 17", "17"),
])  # fmt: skip
def test_what_cannot_be_resolved_is_named(ponds, question, word):
    with pytest.raises(BadRequest, match=word):
        ask(ponds, question)


def test_what_the_answer_rests_on_is_said(ponds):
    _, counted = ask(ponds, "how many newts with depth above 3?")
    assert "9 rows without a value in max_depth_m do not count" in counted and "every row for one of “newts”" in counted
    _, averaged = ask(ponds, "avg depth")
    assert "over 291 rows; 9 more have no value" in averaged
    _, shared = ask(ponds, "share of fishless in zone reed")
    assert " rows with Uferzone = reed have fishless = yes" in shared and "of all " in shared


def test_the_class_that_is_looked_for_is_what_a_bare_name_means(ponds):
    rows, _ = ask(ponds, "share of fishless", positive={"fishless": "no"})
    assert rows[0]["figure"] == pytest.approx(100 * (ponds["fishless"] == "no").mean())
