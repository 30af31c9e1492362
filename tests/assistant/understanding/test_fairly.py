# ruff: noqa: E501 - one case a line reads better than one broken over several
"""Groups of people that are to be treated alike, wished for beside other facts."""

import pytest

from assistant.cards import Command
from assistant.understanding import Context
from assistant.understanding.goals.fairly import groups_wished, with_groups

PEOPLE = Context(columns=("age", "gender", "ward", "stay", "dies"), target="dies", kind="binary")
COSTS = Command(name="set_error_costs", args={"false_negative": 9, "false_positive": 1})


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a miss is nine times worse, and there may be no difference between women and men", ["gender"]),
        ("it should treat men and women the same but missing one costs nine times as much", ["gender"]),
        ("missing one costs 9 and it has to be fair to the elderly", ["age"]),
        ("nine to one, and nobody may be disadvantaged for being old", ["age"]),
        ("women must not come out worse, a miss costs nine times a false alarm", ["gender"]),
    ],
)
def test_fairness_beside_costs_is_kept(text, columns):
    assert with_groups(text, [COSTS], PEOPLE) == (COSTS, Command(name="constrain", args={"protected_columns": columns}))


@pytest.mark.parametrize(
    "text",
    ["is it fair to women?", "what if it must treat men and women alike", "women stay longer than men", "compare men and women", "leave gender out", "no difference between the first and the second"],
)  # fmt: skip
def test_questions_and_facts_of_groups_protect_nobody(text):
    assert groups_wished(text, PEOPLE) == []


def test_a_rule_that_is_only_supposed_is_part_of_the_supposition():
    asked = Command(name="what_if", args={})
    (found,) = with_groups("what if it must treat men and women alike", [asked], PEOPLE)
    assert (found.name, found.args) == ("what_if", {"protected_columns": ["gender"]})


def test_what_is_protected_joins_the_limits_that_were_read():
    limits = Command(name="constrain", args={"interpretable": True})
    (found,) = with_groups("explainable, and fair to women please", [limits], PEOPLE)
    assert found.args == {"interpretable": True, "protected_columns": ["gender"]}


def test_people_told_by_what_the_data_has_of_them_are_protected_too():
    school = Context(columns=("grade", "FreeLunch", "gender", "quits"), target="quits", kind="binary")
    protected = Command(name="constrain", args={"protected_columns": ["gender"]})
    for text in (
        "fair to girls and boys, and also to the kids with free lunch!",
        "treat both sexes alike, pupils on free lunch too",
    ):
        (found,) = with_groups(text, [protected], school)
        assert found.args == {"protected_columns": ["gender", "FreeLunch"]}
    for text in (
        "be fair to girls, and drop the free lunch",
        "fair to girls; how many kids with free lunch are there?",
    ):
        assert with_groups(text, [protected], school) == (protected,)
