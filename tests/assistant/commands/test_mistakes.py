"""How mistakes are told: what is missed of how many, and which class is taken for which."""

import numpy as np
import pytest

from assistant.commands.meant import Unseen
from assistant.commands.mistakes import _told
from lifecycle.measuring import Measuring, Predicted


def _unseen(truth, said, measuring):
    values, rows = np.array(said), np.arange(len(truth))
    return Unseen(None, "the best run", rows, np.array(truth), Predicted(values), measuring, ())


def test_of_several_classes_the_one_it_gets_wrong_most_is_named():
    rust, rot, spot = 0, 1, 2
    found = _unseen(
        [rust, rot, rot, rot, spot, spot], [rust, spot, spot, rot, spot, rust],
        Measuring("multiclass", "accuracy", ("rust", "rot", "spot")),
    )  # fmt: skip
    wrong = np.flatnonzero(found.truth != found.predicted.value)
    told = _told(found, wrong, "")
    assert "wrong about 3 of 6 rows" in told
    assert told.endswith("Most often that is true “rot” (2 of 3), for which it mostly says “spot”.")
    assert _told(found, np.array([], dtype=int), "").endswith("had not learned from.")


@pytest.mark.parametrize(
    ("kind", "says"), [("missed", "missed 1 of 2 “yes” in 4 rows"), ("alarms", "said “yes” for nothing 2 times")]
)
def test_what_is_missed_is_told_with_what_it_costs_in_false_alarms(kind, says):
    found = _unseen([1, 1, 0, 0], [1, 0, 1, 1], Measuring("binary", "accuracy", ("no", "yes"), "yes"))
    told = _told(found, np.flatnonzero(found.truth != found.predicted.value), kind)
    assert says in told and (kind == "alarms" or told.endswith("with 2 false alarms beside."))
