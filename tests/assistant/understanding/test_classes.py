from typing import Any

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.goals.classes import with_class, with_kind
from assistant.understanding.merging import Piece

OPEN = Context(columns=("id", "age", "ReturnsItem", "sick"))
STANDS = Context(columns=("id", "age", "ReturnsItem"), target="ReturnsItem", kind="binary")


def goal(text: str, context: Context, *pieces: Piece) -> dict[str, Any]:
    """What the goal is, by the pieces and by the class that the message names."""
    return {k: v for p in with_class(text, pieces, context) if p.name == "set_goal" for k, v in p.args.items()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pos = 1, f1", "1"),
        ("positive class: Y", "Y"),
        ("1 = returned, 0 = kept", "1"),
        ("0 = fraud", "0"),
        ("N is the bad one", "N"),
        ("'yes' is the positive class", "yes"),
        ("Y is the one we want to catch", "Y"),
        ("ReturnsItem = 1 is what we are after", "1"),
        ("No is the class that counts", "No"),
        ("the class we want to catch is 'Yes'", "Yes"),
        ("ja is the bad class", "ja"),
        ('"Y" marks the returned ones', "Y"),
    ],
)
def test_a_class_is_called_the_positive_one(text: str, value: str) -> None:
    assert goal(text, STANDS) == {"positive_class": value}


@pytest.mark.parametrize(
    "text",
    [
        "seed = 1",
        "run 1 = bad",
        "pos = 0.5",
        "0 = not returned",
        "is 1 the bad one?",
        "1 = good",
        "folds = 5",
        "A is bad",
        "No is what they say",
        "is 1 what we look for?",
        "run 2 is what we want to see",
    ],
)
def test_other_values_name_no_class(text: str) -> None:
    assert goal(text, STANDS) == {}


@pytest.mark.parametrize(
    ("text", "read", "value"),
    [
        ("1 = kept is the positive class", "kept", "1"),
        ("Y means returned, which is the positive one", "returned", "Y"),
        ("returned is the positive class, 20 runs", "returned", "returned"),
        ("2 runs; kept is positive", "kept", "kept"),
    ],
)
def test_the_value_in_the_data_is_the_class_and_not_what_it_stands_for(text: str, read: str, value: str) -> None:
    assert goal(text, STANDS, Piece(0, "set_goal", {"positive_class": read})) == {"positive_class": value}


def test_a_place_of_a_list_is_no_class() -> None:
    assert goal("2 is the bad one", STANDS.model_copy(update={"results": 3})) == {}


def test_the_class_that_is_hunted_stands_beside_what_errors_cost() -> None:
    costs = Piece(0, "set_error_costs", {"false_negative": 9, "false_positive": 1})
    assert goal("a miss costs 9 false alarms, 0 is the class we hunt", STANDS, costs) == {"positive_class": "0"}
    assert goal("a miss costs 9, a false alarm 1 = bad", STANDS, costs) == {}
    assert goal("3 is the one we are after", STANDS.model_copy(update={"results": 3})) == {}


def test_the_class_that_is_hunted_rules_its_column_not_out() -> None:
    out = Piece(0, "constrain", {"columns_forbidden": ["ReturnsItem"]})
    (only,) = with_class("ReturnsItem = no is the case we look for", [out], STANDS)
    assert only.args == {"positive_class": "no"}


def test_the_class_goes_into_the_goal_of_the_message() -> None:
    said = Piece(0, "set_goal", {"target": "sick", "metric": "f1"})
    assert goal("sick, 1 = sick, f1", OPEN, said) == {"target": "sick", "metric": "f1", "positive_class": "1"}
    amount = Piece(0, "set_goal", {"target": "age", "kind": "regression"})
    assert "positive_class" not in goal("age, regression, pos = 1", OPEN, amount)


def test_the_column_before_it_is_the_target_where_none_stands() -> None:
    assert goal("its ReturnsItem, Y is the bad one", OPEN) == {"target": "ReturnsItem", "positive_class": "Y"}
    assert goal("age and ReturnsItem, Y is the bad one", OPEN) == {}
    protected = Piece(0, "constrain", {"protected_columns": ["age"]})
    assert goal("age is protected, Y is the bad one", OPEN, protected) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("take the grade as classes, not as a number", "multiclass"),
        ("handle it as categories please", "multiclass"),
        ("sick is not a number but a class", "multiclass"),
        ("not as labels but as a number", "regression"),
        ("treat it as a plain number", "regression"),
        ("frame the goal like an amount, not a class", "regression"),
    ],
)
def test_what_is_predicted_is_taken_for_classes_or_numbers(text: str, kind: str) -> None:
    goals = with_kind(text, [Piece(0, "set_goal", {"target": "sick"})], OPEN)
    assert [p.args for p in goals] == [{"target": "sick", "kind": kind}]


@pytest.mark.parametrize(
    "text",
    ["treat age as a category", "drop the class, not the number", "what class is it?", "as a number of days"],
)  # fmt: skip
def test_other_classes_and_numbers_say_nothing_of_the_goal(text: str) -> None:
    assert with_kind(text, [], STANDS) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the target is hours_lost, as a number.", "regression"),
        ("hours_lost, as number. Keep the crew together.", "regression"),
        ("the target is hours_lost as number one of three", None),
    ],
)
def test_a_target_may_be_said_to_be_a_number(text, kind):
    context = Context(columns=("crew", "hours_lost", "shift"))
    goals = [c for c in understand(text, context).commands if c.name == "set_goal"]
    assert next((c.args.get("kind") for c in goals), None) == kind


def test_a_small_letter_is_a_class_only_where_the_target_has_it() -> None:
    known = STANDS.model_copy(update={"column_values": {"ReturnsItem": ("k", "f")}})
    assert goal("k = ok, f = faulty", known) == {"positive_class": "f"}
    assert goal("d = faulty", known) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("predict mark, it is a number between 0 and 20", "regression"),
        ("I want the mark predicted; this is just a number.", "regression"),
        ("estimate the mark as a number, by mae please", "regression"),
        ("predict mark, it is a number we make up", None),
        ("predict mark, pupil_no as a number of digits is useless", None),
        ("predict mark, it's a number but take it as classes, not as a number", "multiclass"),
        ("predict mark, pupil_no is a number", None),
    ],
)
def test_a_target_that_is_told_to_be_a_number_is_one(text, kind):
    (goal,) = with_kind(text, [Piece(0, "set_goal", {"target": "mark"})], Context(columns=("pupil_no", "mark")))
    assert goal.args.get("kind") == kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("predict sick, the class of interest is the one marked 'ill', scored by f1", "ill"),
        ("sick is the target, 'bad_end' being the class we care about, measured by brier", "bad_end"),
        ("the positive class is the one coded as Z", "Z"),
    ],
)
def test_a_class_is_what_is_quoted_or_coded(text: str, value: str) -> None:
    found = {k: v for c in understand(text, OPEN).commands if c.name == "set_goal" for k, v in c.args.items()}
    assert found.get("positive_class") == value


@pytest.mark.parametrize(
    "text", ["predict sick, the class of interest, judged by f1", "the positive class is one of those"]
)
def test_words_beside_a_class_are_none(text: str) -> None:
    assert all("positive_class" not in c.args for c in understand(text, OPEN).commands)


def test_a_class_in_brackets_behind_the_target_is_the_positive_one():
    leads = Context(columns=("src", "country", "converted"))
    (goal,) = understand("Predict who converts (converted = Y)", leads).commands
    assert goal.args == {"target": "converted", "positive_class": "Y"}
    assert all(
        "positive_class" not in p.args
        for p in with_class("predict converted (country = DE)", [Piece(0, "set_goal", {"target": "converted"})], leads)
    )
