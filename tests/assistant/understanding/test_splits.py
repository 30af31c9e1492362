"""How much is learned from tells how much is tested on, along time where it is the first of the rows."""

import pytest

from assistant.understanding import Context, understand

DATED = Context(columns=("age", "day", "region", "default"), target="default", kind="binary", recommendations=5)


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("train on the first 70%, rest to test, by day", {"method": "time", "holdout_fraction": 0.3, "column": "day"}),
        ("learn from the oldest two thirds and judge on what is left", {"method": "time", "holdout_fraction": 0.3333}),
        ("fit on 60 %, judge on the remaining rows", {"method": "holdout", "holdout_fraction": 0.4}),
        ("keep the last 30 % to test, in order of day", {"method": "time", "holdout_fraction": 0.3, "column": "day"}),
        ("train on 80% and test on the others", {"method": "holdout", "holdout_fraction": 0.2}),
        ("5 folds? No wait, it's a series. 20 % as holdout", {"method": "holdout", "holdout_fraction": 0.2}),
    ],
)  # fmt: skip
def test_a_share_to_learn_from_leaves_the_rest_to_test_on(text: str, args: dict[str, object]) -> None:
    assert [(c.name, c.args) for c in understand(text, DATED).commands] == [("set_validation", args)]


def test_two_shares_that_stand_alone_are_a_split() -> None:
    (split,) = (c.args for c in understand("auc. 75/25. thanks", DATED).commands if c.name == "set_validation")
    assert split == {"method": "holdout", "holdout_fraction": 0.25}


@pytest.mark.parametrize("text", ["run the first two", "cross-validate with 5 folds by region", "hold out 20 %"])
def test_no_share_is_read_where_none_is_learned_from(text: str) -> None:
    (command,) = understand(text, DATED).commands
    assert command.args.get("method") != "time" and command.args.get("holdout_fraction") in (None, 0.2)
