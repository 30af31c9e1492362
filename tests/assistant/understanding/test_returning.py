import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.corrections.recast import never_turned_round
from assistant.understanding.corrections.returning import other_goal

CLINIC = Context(columns=("stay_days", "readmitted", "ward", "age"), target="stay_days", kind="regression", results=2)
UNDO = (Command(name="undo", args={}),)


def goal(target):
    return Command(name="set_goal", args={"target": target})


@pytest.mark.parametrize(
    "text",
    [
        "go back to the readmitted one",
        "ok, let's return to predicting readmitted",
        "back to the readmitted goal please",
        "scrap that, I need readmitted instead",
        "forget it - we want the readmitted instead",
        "no wait, make it readmitted",
        "never mind, it's readmitted I care about",
    ],
)
def test_a_goal_named_by_its_column_is_gone_back_to_and_not_merely_undone(text):
    assert other_goal(text, UNDO, CLINIC) == (goal("readmitted"),)
    assert understand(text, CLINIC).commands == (goal("readmitted"),)


def test_what_is_asked_beside_the_other_goal_comes_after_it():
    shown = Command(name="show_results", args={})
    assert other_goal("back to readmitted, show me its results", (shown,), CLINIC) == (goal("readmitted"), shown)


@pytest.mark.parametrize(
    "text",
    [
        "go back to the first goal",
        "undo that, drop the ward instead",
        "go back to before I dropped ward",
        "go back to using ward",
        "no, I want the ward kept",
        "never mind, we need age in the model",
        "scrap that",
    ],
)
def test_columns_in_other_words_of_going_back_are_no_goals(text):
    assert other_goal(text, UNDO, CLINIC) == UNDO


def test_without_a_goal_there_is_none_to_leave():
    assert other_goal("no wait, make it ward", (), CLINIC.model_copy(update={"target": None})) == ()


def test_the_reader_makes_no_target_of_what_is_ruled_out():
    exact = (Command(name="constrain", args={"columns_forbidden": ["ward", "age"], "columns_required": ["stay_days"]}),)
    read = (
        Command(name="constrain", args={"columns_forbidden": ["age"], "columns_required": ["stay_days"]}),
        goal("ward"),
    )
    assert never_turned_round(read, exact) == exact
    assert never_turned_round((goal("ward"),), exact[:1]) == (
        Command(name="constrain", args={"columns_forbidden": ["ward"]}),
    )
    assert never_turned_round((*read[:1], goal("readmitted")), exact) == (*read[:1], goal("readmitted"))
    assert never_turned_round((goal("ward"),), (*exact, goal("ward"))) == (goal("ward"),)


def test_a_remark_on_the_work_is_no_refusal_unless_rules_found_one():
    no, remark = Command(name="decline", args={}), Command(name="watch", args={})
    assert never_turned_round((remark, no), ()) == (remark,)
    assert never_turned_round((remark, no), (no,)) == (remark, no)
    assert never_turned_round((no,), ()) == (no,)
