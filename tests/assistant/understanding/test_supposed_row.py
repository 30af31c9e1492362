"""A supposition about one row asks the model about that row, and changes no goal."""

import pytest

from assistant.understanding import Context, understand

LOANS = Context(
    columns=("id", "age", "grade", "income", "rooms", "default"), target="default", kind="binary", recommendations=4,
    results=2, explained="17", column_values={"grade": ("low", "middle", "high"), "default": ("yes", "no")},
)  # fmt: skip


def said(text, context=LOANS):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("what if her income had been 32,500?", {"income": 32500}),
        ("and with only 2 rooms?", {"rooms": 2}),
        ("suppose he were 51 years old", {"age": 51}),
        ("ok, and if the grade was high and the income 20k", {"grade": "high", "income": 20000}),
        ("what would it say if she earned 18000?", {"income": 18000}),
        ("what if it were a middle one", {"grade": "middle"}),
    ],
)
def test_values_that_are_supposed_are_of_the_row_explained_last(text, changes):
    assert said(text) == [("explain_prediction", {"key": "17", "changes": changes})]


def test_a_row_may_be_named_instead():
    asked = said("what if row 4 had an income of 9000?", LOANS.model_copy(update={"explained": ""}))
    assert asked == [("explain_prediction", {"key": "4", "changes": {"income": 9000}})]


@pytest.mark.parametrize(
    "text",
    [
        "what if we left income out?",
        "what if the target were income?",
        "what if I gave you 20 minutes",
        "what if the metric was recall",
        "what if default were no?",
        "what if only rows with age above 40 counted",
        "income must be at least 5000",
    ],
)
def test_what_is_supposed_of_the_work_is_of_no_row(text):
    assert all(name != "explain_prediction" for name, _ in said(text))


def test_without_a_row_nothing_is_supposed_of_one():
    other = said("what if her income had been 32,500?", LOANS.model_copy(update={"explained": ""}))
    assert all(name != "explain_prediction" for name, _ in other)
