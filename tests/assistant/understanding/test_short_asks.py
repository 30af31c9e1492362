"""Short everyday asks are understood as they stand; what sets or counts something else is not among them."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.short_asks import of_calibration, of_evidence, of_threshold

DONE = Context(columns=("age", "ward", "fell"), target="fell", kind="binary", recommendations=4, results=2)


def said(text, context=DONE):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is the model well calibrated?", of_calibration),
        ("can I trust the probabilities", of_calibration),
        ("cutoff?", of_threshold),
        ("what's the decision threshold", of_threshold),
        ("how many earlier runs are your recommendations based on?", of_evidence),
    ],
)
def test_what_is_asked_of_the_work(text, asks):
    assert asks(text)
    assert said(text) == [("ask_numbers", {"question": text})]


@pytest.mark.parametrize(
    ("text", "command"),
    [("feat imp", "explain_model"), ("importances please", "explain_model"), ("missing per column", "look_at_data")],
)
def test_what_is_shown(text, command):
    assert said(text) == [(command, {})]


def test_what_to_do_again_is_asked_and_each_answer_does_it():
    asked = understand("redo", DONE).question
    assert asked is not None
    assert [understand(o.says, DONE).commands[0].name for o in asked.options] == ["replay", "recommend"]
    assert [o.label for o in understand("redo", DONE.model_copy(update={"results": 0})).question.options] == [
        "Recommend anew"
    ]


@pytest.mark.parametrize("text", ["set the threshold to 0.3", "how many runs failed?", "nulls in age", "run it again"])
def test_other_asks_are_read_as_ever(text):
    assert not (of_calibration(text) or of_threshold(text) or of_evidence(text))
    assert ("look_at_data", {}) not in said(text) and ("explain_model", {}) not in said(text)


@pytest.mark.parametrize("models", [(), ("fell-lr",)])
@pytest.mark.parametrize(
    "text", ["Why did it say that for row 12?", "explain the prediction for row 12", "explain row 12", "why case 12?"]
)
def test_a_row_is_explained_and_no_place_of_the_list(text, models):
    assert said(text, DONE.model_copy(update={"models": models})) == [("explain_prediction", {"key": "12"})]
