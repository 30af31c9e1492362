"""A role is learned from several words of a trade, never from one, and from what people say they do."""

import pytest

from assistant.manner import role_of_trade, role_of_writing


@pytest.mark.parametrize(
    ("messages", "role"),
    [
        (["optimise F1", "10-fold cross-validation, please", "tune the learning rate"], "data_scientist"),
        (["how many runs per week?", "the average as a query"], "analyst"),
        (
            ["our patients and nurses", "missing a case is worse than a false alarm", "my boss must see why"],
            "domain_expert",
        ),
        (["missing a patient or a client is worse than a false alarm, my boss says"], None),
        (["optimise F1"], None),
        (["predict churn in this file"], None),
        (["F1, folds and seed for our patients, my boss and customers"], None),
    ],
)
def test_role_of_writing(messages, role):
    found = role_of_writing(messages)
    assert (found[0] if found else None) == role


@pytest.mark.parametrize(
    "text",
    [
        "I price flats for a building society and want to know what they fetch",
        "Hi, I'm a ward sister, and I want to predict falls",
        "We run a small dairy. Which cow falls ill?",
        "I look after newborns, the target is weight",
        "as a beekeeper I would leave the serial number out",
    ],
)
def test_who_says_what_they_do_is_an_expert_of_it(text):
    found = role_of_trade(text)
    assert found is not None and found[0] == "domain_expert"


@pytest.mark.parametrize(
    "text",
    [
        "I run the first three",
        "I value your opinion",
        "should I treat patients as groups?",
        "if we sell cars, what changes?",
        "I'm not a doctor",
        "predict which customers leave the bank",
        "I train models for a bank",
        "the nurse said no",
        "I'm a data scientist",
    ],
)
def test_other_sentences_tell_no_trade(text):
    assert role_of_trade(text) is None
