"""One of several that is pointed at and not told is asked about, never guessed."""

import pytest

from assistant.understanding import Context, understand

SHOP = Context(columns=("day", "store", "sold"), target="sold", kind="regression", models=("sold_nl", "sold_be"))
RUNS = Context(columns=SHOP.columns, target="sold", kind="regression", recommendations=3, results=3)


@pytest.mark.parametrize("text", ["retrain the right one", "roll back the bad model", "promote the nice one"])
def test_one_of_several_models_is_asked_about(text):
    asked = understand(text, SHOP)
    assert asked.commands == ()
    assert asked.question is not None
    assert asked.question.text == "Which model do you mean?"
    assert [o.label for o in asked.question.options] == ["sold_nl", "sold_be"]


@pytest.mark.parametrize("text", ["run the other one", "please start the other one"])
def test_one_of_several_runs_is_asked_about(text):
    asked = understand(text, RUNS)
    assert asked.commands == ()
    assert asked.question is not None
    assert [o.label for o in asked.question.options] == ["1", "2", "3"]


def test_the_number_answers_which_one():
    asked = understand("run the other one", RUNS)
    assert asked.question is not None
    assert [(c.name, c.args) for c in understand(asked.question.options[1].says, RUNS).commands] == [
        ("propose_runs", {"ranks": [2]})
    ]


@pytest.mark.parametrize(
    ("text", "context", "command"),
    [
        ("run the slow one, number 3", RUNS, ("propose_runs", {"ranks": [3]})),
        ("run the best one", RUNS, ("propose_runs", {"ranks": [1]})),
        ("retrain sold_nl, the good one", SHOP, ("retrain", {"model": "sold_nl"})),
    ],
)
def test_one_that_is_told_is_not_asked_about(text, context, command):
    assert [(c.name, c.args) for c in understand(text, context).commands] == [command]


def test_a_single_model_needs_no_name():
    one = SHOP.model_copy(update={"models": ("sold_nl",)})
    assert understand("retrain it", one).commands
