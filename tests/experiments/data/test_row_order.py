"""Whether the rows of a table stand in an order that tells of the target."""

import numpy as np
import pandas as pd
import pytest

from experiments.data.row_order import order_power

RANDOM = np.random.default_rng(5)
WALK = np.cumsum(RANDOM.normal(size=600))


def power(values, kind="regression"):
    return order_power(pd.DataFrame({"y": values}), "y", kind)


def test_neighbours_that_are_alike_are_seen():
    assert power(WALK) > 0.7
    assert power(np.where(np.sin(np.arange(900) / 60) + RANDOM.normal(0, 0.3, 900) > 0, "up", "down"), "binary") > 0.8


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (RANDOM.permutation(WALK), "regression"),
        (np.sort(WALK), "regression"),
        (np.repeat(["a", "b", "c"], 200), "multiclass"),
        (RANDOM.permutation(np.repeat(["a", "b"], 300)), "binary"),
        (WALK[:50], "regression"),
        (WALK, "forecast"),
        (np.ones(300), "regression"),
    ],
)
def test_no_order_and_sorting_by_the_target_are_none(values, kind):
    assert power(values, kind) == 0.0
