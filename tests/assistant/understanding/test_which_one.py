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


def test_the_model_of_the_goal_is_meant_where_none_is_named():
    assert understand("roll back", SHOP).question is not None
    (command,) = understand("roll back", SHOP.model_copy(update={"model": "sold_be"})).commands
    assert (command.name, command.args) == ("roll_back", {})


@pytest.mark.parametrize("text", ["run the other one", "please start the other one"])
def test_one_of_several_runs_is_asked_about(text):
    asked = understand(text, RUNS)
    assert asked.commands == ()
    assert asked.question is not None
    assert [o.label for o in asked.question.options] == ["1", "2", "3"]


HALTS = [
    ("kill the slowest run", "stop"),
    ("pause whichever needs most memory", "pause"),
    ("please stop the ones that take ages", "stop"),
    ("hold the greedy one", "pause"),
]


@pytest.mark.parametrize(("text", "act"), HALTS)
def test_a_run_that_is_only_described_is_asked_about_and_never_all_stopped(text, act):
    asked = understand(text, RUNS.model_copy(update={"running": True}))
    assert asked.commands == ()
    assert asked.question is not None
    assert [o.says for o in asked.question.options] == [f"{act} all runs", "how is it going?"]


@pytest.mark.parametrize(("text", "act"), HALTS)
def test_where_nothing_runs_no_plan_is_turned_down_by_it(text, act):
    waiting = RUNS.model_copy(update={"proposal": True, "results": 0})
    assert [(c.name, c.args) for c in understand(text, waiting).commands] == [(act, {})]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("stop it", "decline"),
        ("stop, it takes too long", "decline"),
        ("stop, I see no point in it", "decline"),
    ],
)
def test_a_stop_of_the_whole_turns_the_plan_down(text, command):
    waiting = RUNS.model_copy(update={"proposal": True, "results": 0})
    assert [c.name for c in understand(text, waiting).commands] == [command]


@pytest.mark.parametrize("text", ["stop what is running", "stop all of them"])
def test_all_that_runs_is_not_one_of_it(text):
    assert understand(text, RUNS.model_copy(update={"running": True})).question is None


@pytest.mark.parametrize(
    ("text", "known", "places"), [("promote the nice one", 2, ["1", "2"]), ("run the other one", 2, ["1", "2", "3"])]
)
def test_only_places_that_there_are_are_offered(text, known, places):
    asked = understand(text, RUNS.model_copy(update={"results": known}))
    assert asked.question is not None
    assert [o.label for o in asked.question.options] == places


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
