"""Two requests in one message: each half by itself says what the whole has lost."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.reader.halves import cuts

SEEN = Context(
    columns=("moisture", "row_spacing", "soil_type", "yield_t"), target="yield_t", kind="regression", results=4,
    recommendations=4, models=("yield_gb", "barley"),
)  # fmt: skip


def said(text, encoder, context=SEEN):
    return [(c.name, c.args) for c in understand(text, context, encoder).commands]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("sort them by mae. how far is it?", ["show_results", "status"]),
        ("give the table to me sorted by r2; I know nothing of statistics", ["show_results", "set_role"]),
        ("explain the winner, then row 5512 as well", ["explain_model", "explain_prediction"]),
        ("no, I meant mae. and show the results again", ["correct", "show_results"]),
        ("sorry, I meant soil type. what do you recommend then?", ["correct", "recommend"]),
        ("no, I meant mae, and not rmse", ["correct"]),
    ],
)
def test_what_is_asked_for_beside_a_clear_request_is_heard(text, commands, encoder):
    assert [name for name, _ in said(text, encoder)] == commands


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("stop the second, the others may go on", ["stop"]),
        ("soil type is what every farmer looks at, so it must be in", ["constrain"]),
        ("hand me the results as csv, could you", ["export"]),
        ("no svm please, those tell me nothing", ["constrain"]),
        ("promote barley to staging, but leave yield_gb alone", ["promote"]),
        ("drift on barley? or shall I retrain... no, just the drift", ["check_drift"]),
    ],
)
def test_a_reason_a_courtesy_or_a_second_thought_asks_for_nothing(text, commands, encoder):
    assert [name for name, _ in said(text, encoder, SEEN.model_copy(update={"running": True}))] == commands


def test_a_message_is_cut_at_each_joint_that_leaves_two_words_on_both_sides():
    found = cuts("compare the two. then stop all, please do")
    assert [(c.left, c.right, c.firm) for c in found] == [
        ("compare the two", "stop all, please do", True),
        ("compare the two. then stop all", "please do", False),
    ]
    assert cuts("which is best?") == []


def test_a_column_is_not_predicted_and_ruled_out_at_once(encoder):
    found = said("moisture isn't the label! it must be among the inputs", encoder)
    assert not any(name == "set_goal" for name, _ in found)


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("Every record has the number of rows, the kind of soil and the day of sowing, as our office counts them. "
         "Please no neural networks.", ["constrain"]),
        ("stop the second one please. average yield_t by soil_type", ["stop", "ask_numbers"]),
    ],
)  # fmt: skip
def test_what_a_story_tells_of_columns_asks_for_no_figures(text, commands, encoder):
    assert [name for name, _ in said(text, encoder, SEEN.model_copy(update={"running": True}))] == commands
