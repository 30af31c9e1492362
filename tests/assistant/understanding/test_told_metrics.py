"""A metric told in words of its own, by a part of a sentence that says nothing else."""

import pytest

from assistant.understanding import Context, understand
from assistant.understanding.goals.told_metrics import with_told_metric
from assistant.understanding.merging import Piece

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
        ("our buyers only understand errors in percent", PRICE, "mape"),
        ("my boss wants to see deviations in percent", PRICE, "mape"),
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


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("some parcels are so rarely late that plain accuracy is useless, go by the balanced one", "balanced_accuracy"),
        ("accuracy please, with balanced classes", "accuracy"),
    ],
)
def test_another_kind_of_the_metric_named_is_meant(text, metric):
    assert said(text, LATE) == [("set_goal", {"metric": metric})]


def test_as_precise_as_possible_beyond_a_bound_on_recall_is_precision():
    assert said("Recall no less than 90%, and with that as precise as possible.", LATE)[-1] == (
        "set_goal",
        {"metric": "precision"},
    )
    assert ("set_goal", {"metric": "precision"}) not in said("as precise as possible", LATE)


@pytest.mark.parametrize(
    "text", ["did you measure the errors in percent?", "no errors in percent please", "in what are errors counted?"]
)
def test_errors_in_percent_that_nobody_wants_are_no_metric(text):
    assert all("metric" not in args for _, args in said(text, PRICE))


def test_of_a_hundred_so_many_is_a_share(encoder):
    told = {"out of a hundred late ones at least 93 must be caught": 0.93, "of 20 late ones catch at least 19": 0.95}
    for text, share in told.items():
        found = {c.name: c.args for c in understand(text, LATE, encoder).commands}
        assert found["constrain"] == {"min_metric": {"metric": "recall", "value": share}}


def test_a_bound_of_what_is_to_be_suggested_is_one(encoder):
    text = "what's the simplest you can suggest with recall no lower than 80 percent?"
    found = {c.name: c.args for c in understand(text, LATE, encoder).commands}
    assert found == {
        "constrain": {"min_metric": {"metric": "recall", "value": 0.8}},
        "recommend": {"wish": "simple"},
    }
    asked = understand("which model did you suggest with recall above 0.8?", LATE, encoder).commands
    assert "constrain" not in {c.name for c in asked}


def test_who_says_that_he_explains_wants_no_plain_models():
    for text in ("Let me explain a little first.", "may I briefly explain how we work"):
        assert "constrain" not in {name for name, _ in said(text, PRICE)}
    assert said("my chief has to understand it", PRICE) == [("constrain", {"interpretable": True})]


def test_how_many_classes_there_are_bounds_no_metric(encoder):
    reefs = Context(columns=("elev_m", "slope_deg", "dist_water", "reef"), role="domain_expert")
    text = "What has to be told is reef. There are six, and please use the balanced accuracy because "
    text += "some of them are so seldom."
    commands = understand(text, reefs, encoder).commands
    assert [(c.name, c.args) for c in commands] == [("set_goal", {"target": "reef", "metric": "balanced_accuracy"})]


@pytest.mark.parametrize(
    "said",
    [
        "and of those I want the one that is right most often when it raises the alarm",
        "and among them the one whose alarms are right most often",
        "of those the one that cries wolf least",
    ],
)
def test_precision_is_told_beyond_a_bound_on_recall(said):
    bound = Piece(0, "constrain", {"min_metric": {"metric": "recall", "value": 0.85}})
    context = Context(columns=("a", "sick"), target="sick", kind="binary")
    found = with_told_metric(f"It has to catch 85 percent of the sick, {said}.", [bound], context)
    assert [(p.name, p.args) for p in found[1:]] == [("set_goal", {"metric": "precision"})]
    assert with_told_metric("It has to catch 85 percent, that is right most often enough.", [bound], context) == [bound]
