"""Every question that can be put together is SQL that runs; those a person asks come out as meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.questions import asked
from store.errors import BadRequest
from store.memory import MemoryStore
from tests.store import facts


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
)
GROUPS = ("", "per family", "per dataset", "by person", "per week", "per month", "who")
SPANS = ("", "last month", "today", "yesterday", "in the last 3 days", "this year")
ABOUT = ("", "with boosting", "on the loans table", "by o'brien", "of neural nets")


@given(st.sampled_from(COUNTS), st.sampled_from(GROUPS), st.sampled_from(SPANS), st.sampled_from(ABOUT))
@settings(max_examples=60, deadline=None)
def test_any_combination_runs(store, count, group, span, about):
    question = asked(f"{count} {group} {span} {about}?", ("loans", "it's; --"), ("o'brien", "ada"))
    store.query(question.sql)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "how many runs failed last month and why?",
            ("state IN ('failed', 'timeout', 'memory')", "INTERVAL 31 DAY", "AS reason"),
        ),
        ("which kind of model fails most often?", ("failed_percent",)),
        ("how long do boosting runs take on average?", ("family = 'boosting'", "avg(wall_s)")),
        ("what did we spend per week?", ("date_trunc('week'",)),
        ("which dataset has the most runs?", ("dataset AS dataset", "count(*)")),
        ("how many experiments did ada start?", ("FROM experiments", "lower(approved_by) = 'ada'")),
        ("what works best on loans?", ("dataset = 'loans'", "QUALIFY")),
        ("which family is best on loans?", ("family AS family", "dataset = 'loans'")),
        ("how many runs were imported this month?", ("FROM imported_runs", "workflow AS workflow", "imported_at >=")),
        ("which datasets do we know?", ("SELECT dataset, rows", "FROM datasets")),
        ("how many datasets do we have?", ("count(*) AS datasets",)),
    ],
)  # fmt: skip
def test_questions_as_people_ask_them(text, parts):
    sql = asked(text, ("loans",), ("ada",)).sql
    for part in parts:
        assert part in sql, sql


def test_what_is_no_question_of_the_store_says_what_is():
    with pytest.raises(BadRequest, match="SQL page"):
        asked("what is the meaning of life?")
