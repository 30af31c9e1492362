"""A metric told in words of its own, by a part of a sentence that says nothing else."""

import pytest

from assistant.understanding import Context, understand

LATE = Context(columns=("carrier", "weight", "late"), target="late", kind="binary")
PRICE = Context(columns=("rooms", "area", "price"), target="price", kind="regression")


def said(text, context):
    return [(c.name, c.args) for c in understand(text, context).commands]


@pytest.mark.parametrize(
    ("text", "context", "metric"),
    [
        ("what matters to my boss is by how many percent we are off", PRICE, "mape"),
        ("what counts for us is how many euros it is off on average", PRICE, "mae"),
        ("spot as many late parcels as you possibly can", LATE, "recall"),
        ("all we care about is how often it is right", LATE, "accuracy"),
        ("I only care about catching as many late ones as possible", LATE, "recall"),
        ("what matters to us: no false alarms", LATE, "precision"),
        ("what really counts is that large errors never happen", PRICE, "rmse"),
        ("the important thing is how far off it is in the middle", PRICE, "median_ae"),
        ("what counts in the end is that no case slips through", LATE, "recall"),
    ],
)
def test_what_counts_names_the_metric(text, context, metric):
    assert said(text, context) == [("set_goal", {"metric": metric})]


def test_beside_a_floor_as_many_as_possible_are_to_be_found():
    assert said("precision of at least 0.7 please. Beyond that find as many late ones as possible.", LATE) == [
        ("constrain", {"min_metric": {"metric": "precision", "value": 0.7}}),
        ("set_goal", {"metric": "recall"}),
    ]


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("by how many percent are we off?", PRICE),
        ("find as many good ideas as possible", LATE),
        ("detect as many of them as you can", PRICE),
        ("what matters is the carrier", LATE),
        ("the important thing is that no flat is missed", PRICE),
        ("all I care about is that it is done today", LATE),
        ("use f1, and flag as many late ones as possible", LATE),
    ],
)
def test_other_words_name_none(text, context):
    assert all(a.get("metric") in (None, "f1") for _, a in said(text, context))


@pytest.mark.parametrize(
    ("text", "metric", "bound"),
    [
        ("maximise recall but keep a floor of 0.3 on precision", "recall", {"metric": "precision", "value": 0.3}),
        ("recall of at least 0.7, then as much precision as you can", "precision", {"metric": "recall", "value": 0.7}),
        ("optimise f1 with a minimum of 0.6 for recall", "f1", {"metric": "recall", "value": 0.6}),
    ],
)
def test_a_bound_is_of_the_metric_it_stands_beside(text, metric, bound):
    context = Context(columns=("age", "ward", "back"), target="back", kind="binary")
    found = dict((c.name, c.args) for c in understand(text, context).commands)
    assert found == {"set_goal": {"metric": metric}, "constrain": {"min_metric": bound}}


def test_a_supposed_bound_is_supposed():
    context = Context(columns=("age", "back"), target="back", kind="binary", recommendations=4)
    (command,) = understand("what would I get if recall had to be at least 0.9?", context).commands
    assert (command.name, command.args) == ("what_if", {"min_metric": {"metric": "recall", "value": 0.9}})


@pytest.mark.parametrize(
    "text", ["misses and false alarms cost us the same, so f1", "both kinds of error are equally bad, so f1"]
)
def test_errors_that_weigh_alike_are_costs_beside_a_metric(text, encoder):
    context = Context(columns=("age", "back"), target="back", kind="binary")
    found = {c.name: c.args for c in understand(text, context, encoder).commands}
    assert found == {"set_error_costs": {"false_negative": 1, "false_positive": 1}, "set_goal": {"metric": "f1"}}


def test_columns_that_say_the_same_cost_nothing(encoder):
    context = Context(columns=("age", "back"), target="back", kind="binary")
    found = understand("the two models make the same errors, show me the results", context, encoder).commands
    assert "set_error_costs" not in {c.name for c in found}
