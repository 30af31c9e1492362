"""Forecasts come with intervals that hold about as many true values as they promise."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.series.intervals import LEVEL, half_widths, load_errors, save_errors, with_interval


def backtests(seed: int, folds: int = 8, steps: int = 6, growth: float = 0.5) -> pd.DataFrame:
    """Forecasts whose errors grow with the steps."""
    random = np.random.default_rng(seed)
    step = np.tile(np.arange(steps), folds)
    error = random.normal(0, 1 + growth * step)
    truth = random.normal(100, 5, len(step))
    return pd.DataFrame(
        {"row": np.arange(len(step)), "fold": np.repeat(np.arange(folds), steps), "truth": truth,
         "prediction": truth + error}
    )  # fmt: skip


@settings(max_examples=30)
@given(st.integers(0, 1000), st.integers(2, 12), st.integers(1, 12))
def test_widths_never_shrink_with_the_steps(seed, folds, steps):
    widths = half_widths([backtests(seed, folds, steps)], [1.0])
    assert widths == [] or (len(widths) == steps and widths == sorted(widths) and widths[0] >= 0)


def test_as_many_new_errors_lie_inside_as_promised():
    inside = []
    for seed in range(40):
        widths = half_widths([backtests(seed, folds=20)], [1.0])
        step = np.tile(np.arange(6), 50)
        inside.append(
            np.mean(np.abs(np.random.default_rng(1000 + seed).normal(0, 1 + 0.5 * step)) <= np.array(widths)[step])
        )
    assert LEVEL - 0.04 <= np.mean(inside) <= 0.95


def test_a_blend_is_judged_by_its_average(tmp_path):
    one = backtests(1)
    other = one.assign(prediction=2 * one.truth - one.prediction)  # errs as far, to the other side
    assert half_widths([one, other], [1.0, 1.0]) == pytest.approx([0.0] * 6)
    save_errors(tmp_path, [one], [1.0])
    assert load_errors(tmp_path) == half_widths([one], [1.0]) and load_errors(tmp_path / "none") == []
    (tmp_path / "forecast_errors.json").write_text("{")
    assert load_errors(tmp_path) == []


def test_the_past_has_no_interval_and_far_steps_widen():
    table = pd.DataFrame({"prediction": [1.0, 2.0, 3.0, 4.0]})
    found = with_interval(table, np.array([0, 1, 2, 8]), [1.0, 2.0])
    assert found.prediction_low.tolist()[1:] == [1.0, 1.0, 0.0] and np.isnan(found.prediction_low[0])
    assert with_interval(table, np.arange(4), []).columns.tolist() == ["prediction"]
