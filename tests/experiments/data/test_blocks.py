"""Columns as arrays are the columns of the table, and a wide table costs what its cells cost."""

import time

import numpy as np
import pandas as pd
import pytest

from experiments.data.blocks import arrays, number_blocks
from experiments.data.cleaning import canonical
from experiments.data.columns import remembered
from experiments.data.leaks import powers
from experiments.data.look import look
from experiments.task import TaskWish, settle
from tests.experiments.data.made import churn, clock, version_of


def test_every_column_comes_once_in_order_with_its_values():
    frame = churn(50, when=pd.date_range("2026-01-01", periods=50), yes=[True, False] * 25)
    found = dict(arrays(frame))
    assert list(found) == list(frame.columns)
    for name, values in found.items():
        assert pd.Series(values).reset_index(drop=True).astype("str").tolist() == frame[name].astype("str").tolist()


def test_blocks_hold_the_numbers_only_and_leave_out_what_is_named():
    frame = pd.DataFrame({f"n{i}": np.arange(4.0) + i for i in range(1_100)} | {"w": list("abcd")})
    blocks = list(number_blocks(frame, ("n3",)))
    assert [len(names) for names, _ in blocks] == [512, 512, 75]
    assert all((values[0] == [int(n[1:]) for n in names]).all() for names, values in blocks)
    assert "n3" not in blocks[0][0]


def test_what_is_remembered_belongs_to_that_very_table():
    frame = churn(30)
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        return len(calls)

    assert [remembered(frame, "x", compute), remembered(frame, "x", compute)] == [1, 1]
    assert remembered(frame.copy(), "x", compute) == 2
    frame["more"] = 1
    assert remembered(frame, "x", compute) == 3


@pytest.mark.parametrize("kind", ["binary", "regression"])
def test_columns_found_together_have_the_power_they_have_alone(kind):
    random = np.random.default_rng(0)
    frame = pd.DataFrame({f"n{i}": random.normal(size=200).round(i % 3) for i in range(20)})
    frame["y"] = (frame["n0"] + frame["n1"] > 0).astype("int64") if kind == "binary" else frame["n0"] + frame["n1"]
    together = powers(frame, "y", kind)
    alone = {c: powers(frame[[c, "y"]].assign(**{c: frame[c].astype(object)}), "y", kind)[c] for c in ("n0", "n3")}
    assert {c: together[c] for c in alone} == pytest.approx(alone)


def test_ten_thousand_columns_are_looked_at_and_settled_in_a_few_seconds():
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(200, 10_000))).add_prefix("n")
    frame["y"] = np.where(frame["n0"] > 0, "yes", "no")
    frame, _ = canonical(frame)
    version = version_of(frame)
    started = time.process_time()
    report = look(frame, version, "y", clock)
    first = time.process_time() - started
    for _ in range(5):
        assert settle(version, report, frame, TaskWish(target="y")).task is not None
    look(frame, version, None, clock)
    assert first < 6 and time.process_time() - started - first < 1.5
