"""Every question that can be put together is SQL that runs; those a person asks come out as meant."""

from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import questions
from benchmarks.bench_store import story, surroundings, variants
from store.errors import BadRequest
from store.memory import MemoryStore
from tests.store import facts

asked = partial(questions.asked, now=datetime(2026, 11, 23, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def store():
    made = MemoryStore()
    made.append(*facts.one_of_each())
    yield made
    made.close()


COUNTS = (
    "how many runs",
    "what share of runs failed",
    "how long did runs take",
    "average time",
    "which runs were slowest",
    "best runs",
    "how many experiments",
    "how many decisions",
    "what was decided",
    "feedback",
    "how good were your predictions",
    "how many models did we save",
    "memory of runs",
    "tokens used",
    "how many goals",
    "which runs timed out and why",
    "median score",
    "which model is the champion and since when",
    "who approved most",
    "when was the last run",
    "how many different variants",
    "which table has most rows",
    "standard deviation of f1",
    "how many experiments took",
    "worst prediction",
    "how many alerts",
    "what share of proposals was approved",
    "how many models were promoted",
    "average a\"'b of imported runs",
    "which family wins most often",
    "how does memory correlate with scores of runs",
    "success rate of runs",
    "how many runs did not fail",
    "which datasets were never used",
)
GROUPS = ("", "per family", "per dataset", "by person", "per week", "per month", "who")
SPANS = (
    "",
    "last month",
    "today",
    "yesterday",
    "in the last 3 days",
    "this year",
    "since Easter",
    "in Q2",
    "before May",
)
ABOUT = ("", "with boosting", "on the loans table", "by o'brien", "of neural nets", "of linear and boosting", "of odd")
BEYOND = (
    "",
    "longer than 5 minutes",
    "above 0.9",
    "with more than 1,000 rows",
    "between 0.8 and 0.9",
    "under 2 GB",
    "with an f1 over 80 %",
    "that beat the baseline",
)


@given(
    st.sampled_from(COUNTS), st.sampled_from(GROUPS), st.sampled_from(SPANS), st.sampled_from(ABOUT),
    st.sampled_from(BEYOND),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_combination_runs(store, count, group, span, about, beyond):
    text = f"{count} {beyond} {group} {span} {about}?"
    question = asked(
        text, ("loans", "it's; --"), ("o'brien", "ada"), models=("churn's",), workflows=("odd",), measures=("a\"'b",)
    )
    store.query(question.sql)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "how many runs failed last month and why?",
            ("state IN ('failed', 'timeout', 'memory')", "INTERVAL 31 DAY", "AS reason"),
        ),
        ("how many runs did we do and how many failed?", ("count(*) AS runs", "AS failed")),
        ("how many runs were there, and how many of them failed, per family?", ("family", "AS failed")),
        ("which kind of model fails most often?", ("failed_percent",)),
        ("how long do boosting runs take on average?", ("family = 'boosting'", "avg(wall_s)")),
        ("what did we spend per week?", ("date_trunc('week'",)),
        ("which dataset has the most runs?", ("dataset AS dataset", "count(*)")),
        ("how many experiments did ada start?", ("FROM experiments", "lower(approved_by) = 'ada'")),
        ("what works best on loans?", ("dataset = 'loans'", "QUALIFY")),
        ("which family is best on loans?", ("family AS family", "dataset = 'loans'")),
        ("how many runs failed last quarter?", (">= TIMESTAMP '2026-07-01", "queued_at < TIMESTAMP '2026-10-01")),
        ("how many runs since Easter, per family?", ("queued_at >= TIMESTAMP '2026-04-05", "family AS family")),
        ("how many runs did june do in Q2?", ("lower(approved_by) = 'june'", "queued_at >= TIMESTAMP '2026-04-01")),
        ("who approved most this spring?", ("FROM decisions", "decided_at < TIMESTAMP '2026-06-01")),
        ("how many runs were imported this month?", ("FROM imported_runs", "workflow AS workflow", "imported_at >=")),
        ("which datasets do we know?", ("SELECT dataset, rows", "FROM datasets")),
        ("how many datasets do we have?", ("count(*) AS datasets",)),
        ("which model is the champion and since when?", ("FROM aliases", "AS since", "a.alias = 'champion'")),
        ("since when is the churn model in production?", ("FROM aliases", "a.model = 'churn'")),
        ("median score per family", ("median(score)", "family AS family", "metric AS metric")),
        ("how many runs took longer than 5 minutes?", ("count(*)", "wall_s > 300")),
        ("how many runs took less than half an hour?", ("wall_s < 1800",)),
        ("which runs needed at least 1.5 GB?", ("peak_mb >= 1536",)),
        ("how many runs had an AUC over 90 %?", ("roc_auc", "> 0.9")),
        ("who approved most?", ("FROM decisions", "verdict = 'approve'", "person AS person", "DESC")),
        ("who gave the most feedback?", ("FROM feedback", "person AS person")),
        ("which dataset costs most?", ("dataset AS dataset", "sum(wall_s)", "seconds DESC")),
        ("which dataset has the most rows?", ("FROM datasets", "ORDER BY rows DESC")),
        ("which variant was run most often?", ("label AS variant", "runs DESC")),
        ("how many different variants were tried per dataset?", ("count(DISTINCT variant_id)", "dataset AS dataset")),
        ("when was the last run on loans?", ("max(queued_at)", "dataset = 'loans'")),
        ("the three slowest runs", ("LIMIT 3",)),
        ("how many runs were below the baseline?", ("score <= baseline",)),
        ("how many models were promoted this year?", ("FROM alias_moves",)),
        ("what percentage of proposals were approved?", ("percent",)),
        ("which experiment took the longest?", ("FROM experiments", "wall_s DESC")),
        ("is linear slower than boosting on average?", ("family IN (", "family AS family")),
        ("which 5 runs were slowest?", ("LIMIT 5",)),
        ("how much computing did we spend in total?", ("SELECT count(*) AS runs, round(sum(wall_s)",)),
        ("total hours of computing per month", ("/ 3600, 2) AS hours", "date_trunc('month'")),
        ("success rate by family", ("ended_well_percent", "family AS family")),
        ("what share of runs scored over 0.8?", ("score > 0.8", "like_that_percent")),
        ("which family wins most often?", ("tasks_won", "PARTITION BY version_id")),
        ("compare boosting and linear", ("family IN (", "AS best")),
        ("average of boosting and linear", ("avg(score)", "family AS family")),
        ("how does memory correlate with the score?", ("corr(score, peak_mb)",)),
        ("is boosting not better than linear?", ("family IN (",)),
        ("which datasets have never been used?", ("runs = 0",)),
        ("how many runs had no score?", ("score IS NULL",)),
        ("average accuracy of imported runs per workflow", ("FROM imported_runs", "avg(", "workflow AS workflow")),
    ],
)  # fmt: skip
def test_questions_as_people_ask_them(text, parts):
    sql = asked(text, ("loans",), ("ada", "june"), models=("churn",)).sql
    for part in parts:
        assert part in sql, sql


def test_what_is_no_question_of_the_store_says_what_is():
    with pytest.raises(BadRequest, match="SQL page"):
        asked("what is the meaning of life?")


@pytest.mark.parametrize("text", ["how many runs have a wonder above 0.9?", "average kpi_7 per family"])
def test_a_figure_that_nobody_knows_is_not_taken_for_the_score(text):
    with pytest.raises(BadRequest, match="No figure of runs is called"):
        asked(text, own_measures=("m3",))
    assert "'/kpi_7'" in asked("average kpi_7 per family", own_measures=("kpi_7",)).sql


def test_of_names_within_each_other_the_longest_is_meant_and_several_are_told_apart():
    tables = ("loans", "loans 2", "bank")
    assert "dataset = 'loans 2'" in asked("how many runs on loans 2?", tables).sql
    both = asked("how many runs on loans and bank?", tables).sql
    assert "dataset IN ('loans', 'bank')" in both and "dataset AS dataset" in both


def test_answers_are_those_of_a_count_by_hand():
    store = MemoryStore()
    store.append(*surroundings(), *story(0, 200, variants(20), folds=0))
    runs = store.query("FROM runs")

    def answer(text):
        return store.query(asked(text).sql)

    assert answer("how many runs took longer than half a minute?").runs[0] == (runs.wall_s > 30).sum()
    assert answer("how many runs scored between 0.7 and 0.8?").runs[0] == runs.score.between(0.7, 0.8).sum()
    medians = answer("median score per family").set_index("family")["median"]
    assert medians.to_dict() == runs.groupby("family").score.median().round(4).to_dict()
    costs = answer("which dataset costs most?")
    assert costs.seconds[0] == round(runs.groupby("dataset").wall_s.sum().max(), 1)
    assert answer("who approved most?").iloc[0].tolist() == ["ada", 10]
    assert answer("how many runs ended well?").runs[0] == (runs.state == "ok").sum()
    assert answer("how many runs did not fail?").runs[0] == (runs.state != "failed").sum()
    assert answer("how many runs in total?").runs[0] == len(runs)
    assert answer("how many runs were not boosting?").runs.sum() == (runs.family != "boosting").sum()
    neither = (runs.state != "failed") & (runs.family != "boosting")
    assert answer("how many runs neither failed nor were boosting?").runs[0] == neither.sum()
    assert answer("how many runs are without a score?").runs[0] == runs.score.isna().sum()
    assert answer("what share of runs scored over 0.8?").like_that[0] == (runs.score > 0.8).sum()
    assert answer("how many hours did runs take altogether?").hours[0] == round(runs.wall_s.sum() / 3600, 2)
    best = runs[runs.state == "ok"].sort_values("score", ascending=False).groupby("version_id").first()
    won = answer("which family wins most often?").set_index("family").tasks_won
    assert won.to_dict() == best.family.value_counts().to_dict()
    store.close()
