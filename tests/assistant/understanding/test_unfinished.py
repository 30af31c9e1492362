"""A request that is begun and not ended is asked for its end, and so is a button that says one."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.asking import options_for
from assistant.understanding.commands import MEANINGS

TABLE = Context(columns=("rooms", "price"), target="price", kind="regression", datasets=("flats",))


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("load the file", "source"),
        ("please open another table", "source"),
        ("the target is", "target"),
        ("change the goal please", "target"),
        ("no, I meant", "reading"),
    ],
)
def test_what_is_missing_is_asked_for(text, slot):
    asked = understand(text, TABLE)
    assert asked.commands == ()
    assert asked.question is not None
    assert asked.question.slot == slot
    assert "not sure" not in asked.question.text


def test_known_tables_are_offered():
    asked = understand("load the file", TABLE)
    assert asked.question is not None
    assert [o.says for o in asked.question.options] == ["use flats"]


def test_without_a_table_a_goal_asks_for_one_first():
    asked = understand("set a goal", Context())
    assert asked.question is not None
    assert asked.question.slot == "source"


@pytest.mark.parametrize("text", ["load the file flats.csv", "the target is rooms", "I meant rooms"])
def test_what_is_whole_is_not_asked_about(text):
    assert understand(text, TABLE).commands


@pytest.mark.parametrize("name", sorted({m.name for m in MEANINGS if m.examples}))
def test_no_button_leads_to_the_same_question_again(name):
    (option,) = options_for([name])
    read = understand(option.says, TABLE.model_copy(update={"recommendations": 3, "results": 2, "models": ("m",)}))
    assert read.question is None or "not sure" not in read.question.text


@pytest.mark.parametrize(
    "context",
    [
        Context(),
        Context(columns=("a", "b")),
        Context(columns=("a", "b"), target="b", recommendations=3),
        Context(columns=("a", "b"), target="b", recommendations=3, proposal=True),
    ],
)
@pytest.mark.parametrize("text", ["stop hurrying me along", "score xyz whatever", "pause for thought", "the model, hm"])
def test_no_button_offers_what_there_is_not(text, context):
    asked = understand(text, context).question
    offered = {o.says for o in asked.options} if asked is not None else set()
    there_is_not = {"stop the runs", "pause", "resume", "score the file", "explain the best model", "retrain the model"}
    assert not offered & there_is_not


@pytest.mark.parametrize(
    "text",
    ["Take it to the next level", "please move things to the next stage", "Something feels off here, I can sense it."],
)
def test_what_points_at_nothing_is_asked_about(text):
    asked = understand(text, TABLE.model_copy(update={"results": 3, "models": ("flat_v1", "flat_v2")}))
    assert asked.commands == ()
    assert asked.question is not None


def test_a_stage_that_is_named_is_a_post():
    kept = TABLE.model_copy(update={"models": ("flat_v1", "flat_v2")})
    (command,) = understand("move flat_v1 to staging", kept).commands
    assert command.args == {"model": "flat_v1", "alias": "staging"}
