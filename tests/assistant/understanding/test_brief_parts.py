# ruff: noqa: E501 - one case a line reads better than one broken over several
from typing import Any

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.acts.brief_parts import brief_parts
from assistant.understanding.joining.binding import bound
from assistant.understanding.merging import Piece

CONTEXT = Context(columns=("ward", "sex", "religion", "visit_date", "falls"), target="falls", kind="binary")


def rules(text: str, *pieces: Piece) -> dict[str, Any]:
    """All args that the parts of a message state, those found before with them."""
    return {k: v for p in brief_parts(text, pieces, CONTEXT) for k, v in p.args.items()}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("5 folds, n not boosting", {"families_forbidden": ["boosting"]}),
        ("10 runs, no neural networks please", {"families_forbidden": ["neural_network"]}),
        ("linear models, the rest we don't need", {"families_allowed": ["linear"]}),
        ("knn, no others", {"families_allowed": ["knn"]}),
        ("explainable only + religion column away + 3 ideas", {"columns_forbidden": ["religion"]}),
        ("falls binary, time split by visit date, f1", {"method": "time", "column": "visit_date"}),
        ("f1, random split", {"method": "holdout"}),
    ],
)
def test_a_part_that_is_one_rule_holds(text: str, args: dict[str, Any]) -> None:
    assert rules(text) == args


@pytest.mark.parametrize(
    "text",
    ["why knn, not boosting?", "run it, boosting is not what I meant", "the religion column went away years ago", "we split our time, mostly",
     "the others, I don't want to see them", "sex, religion neither"],
)  # fmt: skip
def test_other_parts_state_nothing(text: str) -> None:
    assert rules(text) == {}


def test_beside_a_plan_a_family_is_of_the_plan() -> None:
    plan = Piece(0, "propose_runs", {"ranks": [1, 2]})
    assert brief_parts("1 and 2, not boosting", [plan], CONTEXT) == [plan]


def test_neither_goes_on_with_what_was_said_of_the_columns_before() -> None:
    fair = Piece(0, "constrain", {"protected_columns": ["sex"]})
    wrong = Piece(30, "constrain", {"columns_forbidden": ["religion"]})
    text = "sex must not be a disadvantage, religion neither"
    assert rules(text, fair, wrong) == {"protected_columns": ["religion"]}
    assert brief_parts(text, [fair, wrong], CONTEXT)[0] == fair
    kept = Piece(0, "constrain", {"columns_required": ["sex"]})
    assert brief_parts("sex always stays in, religion neither", [kept], CONTEXT) == [kept]


def test_no_split_is_made_by_the_target_and_a_share_is_of_a_random_one_too() -> None:
    goal = Piece(0, "set_goal", {"target": "falls"})
    split = Piece(10, "set_validation", {"method": "time", "column": "falls"})
    assert bound("falls, time split", [goal, split], CONTEXT)[-1].args == {"method": "time"}
    assert [p.name for p in bound("a time series forecast of the falls", [goal, split], CONTEXT)] == ["set_goal"]
    groups = Piece(10, "set_validation", {"method": "group", "column": "falls"})
    assert [p.name for p in bound("predict groups by falls", [goal, groups], CONTEXT)] == ["set_goal"]
    said = understand("random split, 25 % for the test", CONTEXT).commands
    assert [c.args for c in said] == [{"method": "holdout", "holdout_fraction": 0.25}]


@pytest.mark.parametrize("text", ["what would happen w/out religion", "what if w/out religion?"])
def test_without_has_more_than_one_short_form(text: str) -> None:
    (command,) = understand(text, CONTEXT).commands
    assert (command.name, command.args) == ("what_if", {"columns_forbidden": ["religion"]})


def test_what_must_be_is_no_wish_beside_it() -> None:
    said = [Piece(0, "constrain", {"interpretable": True}), Piece(20, "recommend", {"n": 4, "wish": "interpretable"})]
    assert bound("interpretable is a must, 4 recommendations", said, CONTEXT)[-1].args == {"n": 4}


@pytest.mark.parametrize(
    "text",
    [
        "I should be glad if the religion were struck from the inputs",
        "The religion is entered by hand at the end; it has no place among the inputs.",
        "Nobody fills in the religion any more. Kindly do without it, and use f1.",
    ],
)
def test_what_has_no_place_among_the_inputs_is_kept_out(text: str) -> None:
    wrong = Piece(0, "constrain", {"columns_required": ["religion"]})
    assert rules(text, wrong) == {"columns_forbidden": ["religion"]}


@pytest.mark.parametrize(
    "text",
    ["The religion matters. We can not do without it.", "what if it has no place in the model?", "the ward has no place in the budget",
     "It has no place among the inputs", "do without them"],
)  # fmt: skip
def test_other_words_keep_no_column_out(text: str) -> None:
    assert rules(text) == {}


def test_more_variety_is_a_preference() -> None:
    (said,) = understand("I would like more variety in the list", CONTEXT).commands
    assert (said.name, said.args) == ("prefer", {"wish": "diverse"})


@pytest.mark.parametrize(
    "text", ["sex must not matter, neither religion", "the ward may not depend on sex, nor on religion", "protect sex, and neither by religion either"]
)  # fmt: skip
def test_neither_goes_on_with_what_was_said_before(text: str) -> None:
    sex, religion = Piece(0, "constrain", {"protected_columns": ["sex"]}), {"columns_forbidden": ["religion"]}
    out = [p.args for p in brief_parts(text, [sex, Piece(20, "constrain", religion)], CONTEXT)]
    assert out == [{"protected_columns": ["sex"]}, {"protected_columns": ["religion"]}]


def test_neither_goes_on_with_nothing_that_must_stay() -> None:
    sex, religion = Piece(0, "constrain", {"columns_required": ["sex"]}), {"columns_forbidden": ["religion"]}
    kept = {"columns_required": ["sex"], "columns_forbidden": ["religion"]}
    assert rules("sex must stay, neither religion", sex, Piece(20, "constrain", religion)) == kept
