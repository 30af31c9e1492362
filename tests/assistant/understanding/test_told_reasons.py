"""Reasons that no word marks are found by their sense; what states something else is none."""

import numpy as np
import pytest

from assistant.sense_model.numbers import REASONS
from assistant.understanding import Context, understand
from assistant.understanding.reader.known import known_sentences
from assistant.understanding.reader.learning_reasons import asked
from assistant.understanding.reader.training import examples_hash

TABLE = Context(columns=("age_y", "soil", "rain_mm", "yield_t"), target="yield_t", kind="regression", recommendations=5)


def _reasons(text, encoder, context=TABLE):
    return [
        c.args.get("reason") for c in understand(text, context, encoder).commands if c.name in ("feedback", "decline")
    ]


def test_the_shipped_numbers_belong_to_the_shipped_examples():
    with np.load(REASONS, allow_pickle=False) as file:
        assert str(file["examples"]) == examples_hash(), "run python -m assistant.understanding.reader.learning_reasons"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Number 2 is useless, it takes our clay for sand.", "it takes our clay for sand"),
        ("I do not trust nr 3. it treat the rain like decoration", "it treat the rain like decoration"),
        ("I have no use for rank 4, it forgets the drought", "it forgets the drought"),
    ],
)
def test_a_statement_beside_a_verdict_is_its_reason(text, reason, encoder):
    assert _reasons(text, encoder) == [reason]


def test_each_of_several_verdicts_keeps_its_own(encoder):
    text = "one and two are good. three is nonsense, it puts swamp above loess"
    assert _reasons(text, encoder) == [None, None, "it puts swamp above loess"]


def test_a_no_has_its_reason(encoder):
    waiting = TABLE.model_copy(update={"proposal": True})
    assert _reasons("actually nah, my laptop is nearly empty", encoder, waiting) == ["my laptop is nearly empty"]


@pytest.mark.parametrize(
    "text",
    [
        "Decline it. Budget is 40 minutes, misses cost 5 and false alarms 1, and then new suggestions please.",
        "decline, and show me something simpler",
    ],
)
def test_facts_and_requests_beside_a_no_are_no_reasons(text, encoder):
    assert _reasons(text, encoder, TABLE.model_copy(update={"proposal": True})) == [None]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nearest neighbours, in my view, is fine, fields resemble fields", "fields resemble fields"),
        ("number 2, I don't know, it takes a swamp for a meadow", "it takes a swamp for a meadow"),
    ],
)
def test_what_is_certainly_none_is_cut_off_a_reason(text, reason, encoder):
    assert _reasons(text, encoder) == [reason]


@pytest.mark.parametrize("text", ["don't do what the plan says", "Rejected, please never a plan with nets again"])
def test_what_says_a_no_once_more_is_no_reason(text, encoder):
    assert _reasons(text, encoder, TABLE.model_copy(update={"proposal": True})) == [None]


def test_a_question_that_nobody_reads_is_no_reason(encoder):
    waiting = TABLE.model_copy(update={"proposal": True})
    text = "Rejected. The inspector is in the house. Could anybody ever hear of the whys and wherefores?"
    assert _reasons(text, encoder, waiting) == ["The inspector is in the house"]


@pytest.mark.parametrize(
    ("text", "about", "sentiment"),
    [
        ("oats_v2 is rubbish", "oats_v2", "negative"),
        ("the forest I find fine, an oak too stands still for months", "forest", "positive"),
        ("soil is nonsense, my uncle paints all of it red", "soil", "negative"),
    ],
)
def test_a_judgement_is_of_what_its_part_begins_with(text, about, sentiment, encoder):
    moment = TABLE.model_copy(update={"models": ("oats_v2",)})
    found = [c for c in understand(text, moment, encoder).commands if c.name == "feedback"]
    assert [(c.args.get("about"), c.args.get("sentiment")) for c in found] == [(about, sentiment)]


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [("I'm no fan of number 2, our clerks have no terminals", "negative"),
     ("the fourth is daft: it would take a week", "negative"),
     ("I find the last one the most honest, it shows its arms", "positive"), ("2 is fine, too", "positive")],
)  # fmt: skip
def test_praise_and_blame_are_told_by_the_words_beside_the_reason(text, sentiment, encoder):
    (said,) = [c for c in understand(text, TABLE, encoder).commands if c.name == "feedback"]
    assert said.args["sentiment"] == sentiment


def test_what_is_learned_is_where_the_known_reasons_stand():
    known = [one for one in known_sentences() if one.parts and "because" in one.text][:400]
    pairs = asked(known)
    assert pairs and any(is_one for _, is_one in pairs) and not all(is_one for _, is_one in pairs)
    assert all(text.startswith(">> reason ") for text, _ in pairs)
