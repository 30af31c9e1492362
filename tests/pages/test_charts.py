"""Axes of the charts of runs."""

import pandas as pd
import pytest

from pages.components import charts


def test_axes_begin_with_what_divides_the_runs() -> None:
    choices = pd.DataFrame(
        {
            "only one run has it": [None] * 11 + [3.0],
            "even": ["a", "b", "c"] * 4,
            "half": ["x", "y"] * 6,
            "words of its own": [f"w{i}" for i in range(12)],
            "number": [float(i) for i in range(11)] + [None],
        }
    )
    assert charts.preselected(choices)[:3] == ["number", "even", "half"]
    axis = charts.parallel(choices[["number"]], pd.Series(range(12)), "roc_auc", True).data[0].dimensions[0]
    assert axis.ticktext[0] == "–"
    assert min(axis["values"]) == axis.tickvals[0] < 0


def test_an_axis_that_says_only_which_runs_made_a_choice_is_left_out_unless_there_is_no_other() -> None:
    choices = pd.DataFrame({"estimator": ["svm", "knn"] * 3, "svm.units": [66, None] * 3, "knn.k": [None, 3.0] * 3})
    assert charts.preselected(choices) == ["estimator"]
    assert charts.preselected(choices[["knn.k"]]) == ["knn.k"]
    ticks = charts.parallel(choices[["knn.k"]], pd.Series(range(6)), "roc_auc", True).data[0].dimensions[0].ticktext
    assert sorted(ticks) == ["3", "–"], "whole numbers have no decimals"


@pytest.mark.parametrize(("n", "step"), [(1, 1), (3, 1), (60, 5)])
def test_runs_are_counted_by_whole_numbers_at_an_axis(n: int, step: int) -> None:
    numbers = list(range(1, n + 1))
    axis = charts.score_per_run(numbers, ["a"] * n, [0.5] * n, "roc_auc").layout.xaxis
    assert axis.dtick == step, "else a number stands there twice"


@pytest.mark.parametrize(
    ("scores", "shown"),
    [([0.9955175123, 0.9941399], ",.5f"), ([0.71, 0.93], ",.3f"), ([48213.4, 51000.0], ",.0f"), ([0.5, 0.5], ",.3f")],
)
def test_scores_at_an_axis_have_the_digits_that_tell_them_apart(scores: list[float], shown: str) -> None:
    drawn = charts.parallel(pd.DataFrame({"a": ["x", "y"]}), pd.Series(scores), "roc_auc", True).data[0]
    assert drawn.dimensions[-1].tickformat == shown
