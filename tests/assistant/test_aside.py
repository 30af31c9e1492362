"""A change that makes the goal impossible is set aside: what counted before goes on to count."""

import json

import numpy as np
import pandas as pd
import pytest

from assistant.effects import in_words
from store.records import Effect, FeedbackWithdrawal


@pytest.fixture
def herd(tmp_path):
    random = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "tag": [f"DE {i:05d}" for i in range(120)],
            "age": random.integers(1, 12, 120),
            "milk": random.normal(20, 4, 120).round(1),
            "sick": random.choice(["yes", "no"], 120),
        }
    )
    path = tmp_path / "herd.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def say(app, herd):
    conversation = None

    def said(*commands):
        nonlocal conversation
        words = "; ".join(f"{name} {json.dumps(args)}" for name, args in commands)
        reply = app.assistant.say(conversation, words, "ana")
        conversation = reply.conversation_id
        return reply

    said(("use_data", {"source": str(herd)}), ("set_goal", {"target": "sick"}))
    return said


def test_an_impossible_target_leaves_the_goal_as_it_was_and_the_next_wish_is_done(say):
    reply = say(("set_goal", {"target": "tag"}))
    assert "looks like an id" in reply.text
    assert "Your goal stays: predict sick." in reply.text
    after = say(("set_budget", {"seconds": 300}))
    goal = next(c for c in after.cards if c.kind == "goal").goal
    assert goal.task.target == "sick"
    assert goal.budget.seconds == 300


def test_what_else_was_said_with_it_is_kept(say):
    reply = say(("set_goal", {"target": "tag"}), ("set_budget", {"seconds": 120}))
    goal = next(c for c in reply.cards if c.kind == "goal").goal
    assert (goal.task.target, goal.budget.seconds) == ("sick", 120)


def test_a_correction_that_cannot_be_corrects_nothing(app, say):
    reply = say(("correct", {"command": "set_goal", "target": "tag"}))
    assert not [c for c in reply.cards if c.kind == "feedback"]
    assert len(app.store.find(FeedbackWithdrawal)) == 1


def test_a_first_target_that_cannot_be_is_asked_for_anew(app, herd):
    said = f"use_data {json.dumps({'source': str(herd)})}; set_goal {json.dumps({'target': 'tag'})}"
    reply = app.assistant.say(None, said, "ana")
    assert "looks like an id" in reply.text
    assert reply.question is not None
    assert reply.question.slot == "target"


@pytest.mark.parametrize("value", ["set_goal: {'target': 'sick'}", "the goal: predict sick"])
def test_a_correction_is_told_in_words(value):
    assert in_words(Effect(kind="correction", value=value)) == "Corrected: the goal: predict sick."
