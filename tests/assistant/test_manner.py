"""A role is learned from several words of a trade, never from one."""

import pytest

from assistant.manner import role_of_writing


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
