import pytest

from assistant.cards import Command
from assistant.understanding import Context, understand
from assistant.understanding.corrections.recast import no_new_target, no_rule_on_target
from assistant.understanding.merging import Piece
from assistant.understanding.once import meant_once


def goal(target):
    return Command(name="set_goal", args={"target": target})


@pytest.mark.parametrize(
    ("beside", "kept"),
    [
        (("set_validation", {"method": "group", "column": "late"}), None),
        (("set_validation", {"method": "group", "column": "route"}), {"method": "group", "column": "route"}),
        (("constrain", {"columns_forbidden": ["late"]}), None),
        (("constrain", {"columns_forbidden": ["late", "driver"]}), {"columns_forbidden": ["driver"]}),
        (("constrain", {"columns_required": ["late"], "max_run_s": 60}), {"max_run_s": 60}),
        (("constrain", {"protected_columns": ["late"]}), {"protected_columns": ["late"]}),
    ],
)
def test_what_is_to_be_predicted_is_neither_an_input_nor_a_split(beside, kept):
    name, args = beside
    found = no_rule_on_target((goal("late"), Command(name=name, args=args)), Context())
    assert [c.args for c in found[1:]] == ([] if kept is None else [kept])


def test_without_a_new_target_nothing_changes():
    alone = (Command(name="constrain", args={"columns_forbidden": ["late"]}),)
    assert no_rule_on_target(alone, Context()) == alone


def test_the_target_that_stands_is_only_spoken_of_beside_other_columns():
    stands = Context(target="late")
    rules = Command(name="constrain", args={"columns_forbidden": ["late", "driver"], "max_run_s": 60})
    assert [c.args for c in no_rule_on_target((rules,), stands)] == [{"columns_forbidden": ["driver"], "max_run_s": 60}]
    alone = (Command(name="constrain", args={"columns_forbidden": ["late"]}),)
    assert no_rule_on_target(alone, stands) == alone
    assert no_rule_on_target((goal("cost"), rules), stands)[1] == rules


def test_a_column_that_is_called_like_a_row_is_none_beside_anything_else():
    context = Context(columns=("A2", "A3"))
    row = Piece(0, "explain_prediction", {"key": "A2"})
    look = Piece(0, "look_at_data", {"columns": ["A2"]})
    asked = Piece(0, "ask_numbers", {"question": "tell me how many sheds are in zone 8033"})
    told = Piece(8, "ask_numbers", {"question": "how many sheds are in zone 8033"})
    zone = Piece(0, "explain_prediction", {"key": "8033"})
    assert meant_once("tell me how many sheds are in zone 8033", (asked, zone), context) == [told]
    assert meant_once("describe A2", (look, row), context) == [look]
    assert meant_once("why A2?", (row,), context) == [row]


_CALLED_LIKE_IT = Context(models=("churn", "loyal"))
_AND_AT_HAND = Context(models=("churn", "loyal"), columns=("age", "churn", "tenure"), target="churn", results=3)


@pytest.mark.parametrize(
    ("text", "context", "names"),
    [
        ("predict rent in /data/flats.parquet, optimise MAE", Context(models=("heart_gb",)), ["use_data", "set_goal"]),
        ("I want to predict rent from flats.csv", Context(models=("heart_gb",)), ["use_data", "set_goal"]),
        ("predict rent in flats.csv", Context(models=("a",), columns=("x", "y"), target="y"), ["use_data", "set_goal"]),
        ("predict rent in may.csv", Context(models=("a",), columns=("x", "rent"), target="rent"), ["score_data"]),
        ("predict rent in may.csv with heart_gb", Context(models=("heart_gb",)), ["score_data"]),
        ("predict the rows in may.csv", Context(models=("heart_gb",)), ["score_data"]),
        ("Predict churn in churn.csv, budget 20 s", _CALLED_LIKE_IT, ["use_data", "set_goal", "set_budget"]),
        ("I want to predict churn in customers.csv", _CALLED_LIKE_IT, ["use_data", "set_goal"]),
        ("I want to predict churn in customers.csv, optimise F1", _AND_AT_HAND, ["use_data", "set_goal"]),
        ("predict churn for new_customers.csv", _CALLED_LIKE_IT, ["score_data"]),
        ("apply churn to march.csv", _CALLED_LIKE_IT, ["score_data"]),
        ("I want to predict churn in customers.csv", _AND_AT_HAND, ["score_data"]),
    ],
)
def test_a_goal_on_a_new_table_is_no_scoring(encoder, text, context, names):
    assert [c.name for c in understand(text, context, encoder).commands] == names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I want to know whether there is a surgical lesion. The outcome is open then.", False),
        ("we have to find out if it is a surgical lesion; of the outcome nobody knows", False),
        ("I want to know the outcome instead of the surgical lesion", True),
        ("predict the outcome", True),
    ],
)
def test_who_names_the_target_that_stands_as_what_is_wanted_wants_no_other(text: str, kept: bool) -> None:
    context = Context(columns=("pulse", "outcome", "surgical_lesion"), target="surgical_lesion", kind="binary")
    goal = Command(name="set_goal", args={"target": "outcome"})
    assert no_new_target(text, (goal,), context) == ((goal,) if kept else ())
