"""Questions of figures over the table: in many forms, with neighbours that look alike and mean something else."""
# ruff: noqa: E501 - a table broken over lines is harder to read than a long one

import pytest

from assistant.understanding import Context, understand

OVEN = Context(
    columns=("oven_no", "core_temp_C", "dough_pct", "crust_mm", "line", "flour", "baker", "bake_dt", "burnt"),
    target="burnt", kind="binary", recommendations=4,
)  # fmt: skip
BEFORE = Context(columns=OVEN.columns)


def said(text, context=OVEN):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize("text", [
    "how many rows have core temp above 240?", "on how many rows is crust_mm under 2", "number of rows where dough pct is 0",
    "avg crust by flour", "whats the mean core temp per line?", "median crust for line 3?", "share of burnt per flour?",
    "nulls in core_temp_C count", "rows where flour is missing?", "correlation of crust_mm and core_temp_C?",
    "max of core_temp_C in data?", "which flour has the highest average crust", "in which line is the median of dough highest?",
    "burnt w/ crust > 4?", "loaves burnt on line 2, how many?", "what is the burnt rate for line 4?", "how often burnt per 1000 rows?",
    "crust by line, on average?", "how many rows are below -5 in core temp?", "smallest crust ever in our data?",
])  # fmt: skip
def test_a_figure_of_the_table_is_asked_in_any_form(text):
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize(("text", "names"), [
    ("avg crust by flour, and export the results as csv", ["ask_numbers", "export"]),
    ("drop baker. How many rows have crust above 3?", ["constrain", "ask_numbers"]),
    ("how many rows have crust above 3? and what did Mira run last week", ["ask_numbers", "history"]),
    ("what did Mira run on loaves_2023 and how many of my runs failed?", ["history", "ask_numbers"]),
])  # fmt: skip
def test_other_requests_beside_it_stay_their_own(text, names):
    assert [name for name, _ in said(text)] == names


def test_conditions_after_and_belong_to_the_question():
    text = "how many rows have crust_mm above 3 and flour is rye, by line"
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize(("text", "name"), [
    ("show me the columns crust_mm and flour", "look_at_data"), ("describe crust_mm", "look_at_data"),
    ("are there missing values in flour?", "look_at_data"), ("how many rows are there?", "look_at_data"),
    ("crust_mm, flour: what do they look like", "look_at_data"), ("flour and line: display them please", "look_at_data"),
    ("max 10 runs", "set_budget"), ("how much does flour matter?", "explain_model"), ("highest recall please", "set_goal"),
    ("which flour family did we run most often", "ask_numbers"), ("what did Mira run in the last 5 days", "history"),
])  # fmt: skip
def test_neighbours_mean_what_they_meant(text, name):
    assert [n for n, _ in said(text)] == [name]


@pytest.mark.parametrize("text", [
    "How many loaves burn per line tomorrow?", "crust has to count", "minimum crust_mm is 3", "mean imputation for crust_mm",
    "how much flour will we need?", "the number of the oven tells nothing, leave it out", "how many loaves a line burns",
])  # fmt: skip
def test_what_is_to_be_predicted_or_told_is_no_figure(text):
    assert "ask_numbers" not in [n for n, _ in said(text, BEFORE)]


@pytest.mark.parametrize("text", [
    "which of the runs was the quickest one?", "which were the ten slowest runs?", "which of my plans took longest?",
    "which run was the most expensive and what did it cost?",
])  # fmt: skip
def test_which_run_took_longest_is_a_question_of_numbers(text):
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize(("text", "args"), [
    ("hist 14d user Nadia", {"person": "Nadia", "since_days": 14.0}), ("runs of Nadia since 21 days?", {"person": "Nadia", "since_days": 21.0}),
    ("what was tried on the table loaves_2021", {"dataset": "loaves_2021"}),
    ("what has Prof. Adeyemi run over the last month", {"person": "Prof. Adeyemi", "since_days": 30}), ("did ms Lund ever run svms", {"person": "ms Lund", "families": ["svm"]}),
    ("what did Mira run with the dataset over the last 2 weeks", {"person": "Mira", "since_days": 14}),
    ("what was run on this table, going back 2 weeks", {"since_days": 14}),
    ("last 3 days history", {"since_days": 3}), ("what have we done in 2 weeks", {"since_days": 14.0}),
])  # fmt: skip
def test_a_look_back_says_how_far(text, args):
    assert said(text) == [("history", args)]


def test_columns_shown_one_after_the_other_are_shown_together():
    assert said("Show crust_mm. Show flour too.") == [("look_at_data", {"columns": ["crust_mm", "flour"]})]
