"""Costs where the class looked for is the wanted one: a bad one approved is a false alarm."""

import pytest

from assistant.understanding import Context, understand

LOANS = Context(columns=("income", "age", "approved"), target="approved", kind="binary")


@pytest.mark.parametrize(
    ("text", "miss", "alarm"),
    [
        ("approving someone we shouldn't have costs 10 times as much as turning away a good one", 1, 10),
        ("a loan to someone who doesn't pay back costs 10 times a good customer turned away", 1, 10),
        ("a false yes is ten times worse than a false no", 1, 10),
        ("turning down a good one costs 300, approving somebody who defaults costs 5000", 300, 5000),
        ("a good one turned away is twice as bad as a bad one accepted", 2, 1),
    ],
)
def test_a_bad_one_let_in_is_the_false_alarm(text, miss, alarm):
    (said,) = understand(text, LOANS).commands
    assert (said.name, said.args) == ("set_error_costs", {"false_negative": miss, "false_positive": alarm})


def test_where_the_bad_class_is_looked_for_the_bad_one_let_in_is_the_miss():
    bad = LOANS.model_copy(update={"columns": ("income", "defaulted"), "target": "defaulted"})
    (said,) = understand(
        "wrongly approving a loan costs ten times as much as turning away a good customer", bad
    ).commands
    assert said.args == {"false_negative": 10, "false_positive": 1}
