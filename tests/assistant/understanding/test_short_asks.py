"""Short everyday asks are understood as they stand; what sets or counts something else is not among them."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.commands.short_asks import of_calibration, of_evidence, of_threshold

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


@pytest.mark.parametrize(
    ("text", "ranks"),
    [
        ("why did nr 1 beat nr 2? same family no?", [1, 2]),
        ("why is the second one worse than the best?", [2, 1]),
        ("what makes number 2 better than number 1?", [2, 1]),
    ],
)
def test_why_one_run_is_ahead_of_another_sets_them_side_by_side(text, ranks):
    assert said(text) == [("compare", {"ranks": ranks})]


@pytest.mark.parametrize(
    "text", ["why is 2 better than before?", "why is the second better in the third fold?", "why did 1 beat 9?"]
)
def test_one_run_alone_is_compared_with_nothing(text):
    assert ("compare", {"ranks": [2, 3]}) not in said(text) and not any(
        n == "compare" and "9" in str(a) for n, a in said(text)
    )


@pytest.mark.parametrize(
    "text",
    ["Night staff skip half the sheet. Does it matter that so much is empty?", "is it a problem that there are gaps?"],
)
def test_whether_empty_cells_matter_is_asked_of_the_data(text):
    assert said(text) == [("look_at_data", {})]


def test_the_list_again_is_the_recommendations_until_runs_have_ended():
    fresh = DONE.model_copy(update={"results": 0})
    assert said("give me the list again", fresh) == [("recommend", {})]
    assert said("no, I meant recall. and show me the list once more", fresh) == [
        ("correct", {"metric": "recall"}), ("recommend", {}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["is it better than just guessing the mean? by how much", "does it beat always predicting the average?"]
)
def test_whether_it_beats_a_guess_stands_in_the_results(text):
    assert said(text) == [("show_results", {})]


def test_how_memorising_is_guarded_against_is_told_beside_what_is_set():
    assert said("use f1. and how will you check that it isn't memorising wards?") == [
        ("set_goal", {"metric": "f1"}), ("help", {"topic": "how it is checked"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Which signs does it go by?", "what does the model look at most?", "on what does it rely?"]
)
def test_what_it_decides_by_is_asked_of_the_model(text):
    assert said(text) == [("explain_model", {})]
    assert said(text, DONE.model_copy(update={"running": True})) == [("explain_model", {})]


@pytest.mark.parametrize("text", ["what's leading?", "who is in the lead right now?", "the front runner?"])
def test_which_run_leads_stands_in_the_results(text):
    running = DONE.model_copy(update={"running": True, "columns": ("len", "ward", "fell")})
    assert said(text, running) == [("show_results", {})]


@pytest.mark.parametrize("text", ["ok stop the rest", "kill what is left", "that's enough, end the remaining runs"])
def test_what_still_runs_is_stopped_and_nothing_else(text):
    assert said(text, DONE.model_copy(update={"running": True})) == [("stop", {})]
    assert said(text, DONE.model_copy(update={"running": True, "proposal": True})) == [("stop", {})]
