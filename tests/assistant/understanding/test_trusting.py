# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Whether a model may be relied on, and where it was wrong."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.commands.trusting import of_mistakes, of_trust

LISTED = Context(columns=("age", "sex", "stay", "churn"), target="churn", kind="binary", recommendations=5)
DONE = LISTED.model_copy(update={"results": 3})


def names(text, context=DONE):
    return [c.name for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("can I trust this for stays above 12?", "for stays above 12"),
        ("could our doctors rely on it for older women?", "for older women"),
        ("should we believe it when age is below 20", "when age is below 20"),
        ("can I trust it?", ""),
        ("is it reliable for sex = f?", "for sex = f"),
        ("does it also work for children?", "for children"),
        ("how far can we trust the predictions?", ""),
        ("can I use it for people under 20?", "for people under 20"),
        ("can I use it for may.csv?", None),
        ("can I still trust it?", None),
        ("I trust it", None),
    ],
)
def test_the_rows_for_which_trust_is_asked(text, rows):
    assert of_trust(text) == rows


@pytest.mark.parametrize(
    "text",
    ["show me a mistake", "list the missed cases please", "which customers did it get wrong?", "where does it go wrong?", "which ones were overlooked?", "give me an example of a false alarm", "show me one it missed", "where does it mix things up?", "which faults does it confuse?", "which applications would it wrongly approve?", "who would it wrongly turn down?", "show me somebody it overlooked", "how many sick people would it overlook?", "how many would we miss with it?", "how many false alarms would we get?"],
)  # fmt: skip
def test_rows_that_it_was_wrong_about_are_asked_for(text):
    assert of_mistakes(text)
    assert names(text) == ["ask_numbers"]


@pytest.mark.parametrize(
    "text",
    ["which mistakes are worse?", "a mistake costs 20 euros", "show me the runs that went wrong", "how many did it get wrong last week?", "how many runs did it miss?", "how many false alarms for one miss?", "I dropped age by mistake", "which columns did I get wrong?"],
)  # fmt: skip
def test_counts_costs_and_runs_are_something_else(text):
    assert not of_mistakes(text)


def test_before_any_result_it_is_asked_of_the_list():
    assert names("can I trust it for stays above 12?", LISTED) == ["ask_numbers"]
    assert names("can I trust the second one?", LISTED) == ["explain_recommendation"]
    assert "feedback" not in names("can I trust the second one?")


@pytest.mark.parametrize("text", ["where was it off most?", "for which rows is it furthest off?", "where is he wrong?"])
def test_where_it_is_furthest_off_is_asked_of_its_mistakes(text):
    assert of_mistakes(text) and names(text) == ["ask_numbers"]


@pytest.mark.parametrize(
    "text",
    [
        "which of the 3 classes is it bad at?",
        "on which class does it do worst?",
        "which class is the hardest",
        "what is it bad at?",
        "what categories does the model confuse?",
    ],
)
def test_the_class_that_is_got_wrong_is_asked_of_mistakes(text):
    assert of_mistakes(text)
    assert names(text) == ["ask_numbers"]
    assert names(text, DONE.model_copy(update={"running": True})) == ["ask_numbers"]


@pytest.mark.parametrize(
    "text",
    [
        "which classes are there?",
        "what class is row 12?",
        "which class is the most frequent?",
        "what is wrong with it?",
        "which class costs more when it is wrong?",
    ],
)
def test_other_questions_of_classes_are_not(text):
    assert not of_mistakes(text)
