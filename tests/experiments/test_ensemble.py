"""A blend is hardly ever worse, on the rows it is chosen on, than the best of its members."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.ensemble import blend_weights
from store.records import Task, Validation

KINDS = ("linear", "forest", "boosting", "svm", "knn")


def task(kind, metric):
    validation = Validation(method="cv", folds=2)
    positive = "b" if kind == "binary" else None
    return Task(
        id="t", version_id="v", target="y", kind=kind, metric=metric, validation=validation, positive_class=positive
    )


def regression_runs(seed, count, rows=60, spreads=(1.0, 2.0, 3.0, 4.0, 5.0)):
    random = np.random.default_rng(seed)
    truth = random.normal(0, 3, rows)
    fold = np.arange(rows) % 2
    noise = [random.normal(0, spread, rows) for spread in spreads[:count]]
    return [pd.DataFrame({"row": range(rows), "fold": fold, "truth": truth, "prediction": truth + n}) for n in noise]


def rmse(tables, weights):
    """The error on each of the two folds."""
    blend = sum(w * t["prediction"] for w, t in zip(weights, tables, strict=True))
    squared = (blend - tables[0]["truth"]) ** 2
    return np.array([np.sqrt(squared[tables[0]["fold"] == f].mean()) for f in (0, 1)])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_weights_sum_to_one_and_the_blend_is_not_surely_worse_than_the_first(seed, count):
    tables = regression_runs(seed, count)
    weights, score = blend_weights(tables, KINDS[:count], task("regression", "rmse"))
    assert len(weights) == count
    assert abs(sum(weights) - 1) < 1e-9
    assert min(weights) >= 0
    first = [1.0] + [0.0] * (count - 1)
    if score is None:
        assert weights == first
    else:
        behind = rmse(tables, weights) - rmse(tables, first)
        assert behind.mean() <= behind.std(ddof=1) / np.sqrt(2) + 1e-9
        assert score == pytest.approx(rmse(tables, weights).mean())


def test_few_rows_share_the_weight_among_kinds_and_many_follow_what_was_measured():
    shares = []
    for rows in (40, 4000):
        tables = regression_runs(5, 2, rows, (1.0, 1.4))
        shares.append(blend_weights(tables, ("linear", "forest"), task("regression", "rmse"))[0][1])
    best = 1.0 / 1.4**2 / (1 + 1.0 / 1.4**2)  # the least variance of two independent errors
    assert abs(shares[1] - best) < 0.06 < abs(shares[0] - best)


def test_a_kind_that_is_surely_worse_gets_no_share():
    tables = regression_runs(1, 2, 60, (1.0, 40.0))
    weights, _ = blend_weights(tables, ("linear", "forest"), task("regression", "rmse"))
    assert weights == [1.0, 0.0]


def test_independent_errors_are_averaged_out():
    tables = regression_runs(3, 2)
    weights, score = blend_weights(tables, KINDS[:2], task("regression", "rmse"))
    assert weights[1] > 0
    assert score < rmse(tables, [1, 0]).mean()


def test_probabilities_are_blended_by_class():
    random = np.random.default_rng(1)
    truth = random.choice(["a", "b"], 80)
    runs = []
    for _ in range(3):
        right = np.where(truth == "b", 0.62, 0.38) + random.normal(0, 0.25, 80)
        share = right.clip(0.01, 0.99)
        runs.append(
            pd.DataFrame(
                {
                    "row": range(80), "fold": np.arange(80) % 2, "truth": truth,
                    "prediction": np.where(share > 0.5, "b", "a"), "probability_a": 1 - share, "probability_b": share,
                }
            )
        )  # fmt: skip
    weights, score = blend_weights(runs, KINDS[:3], task("binary", "roc_auc"))
    assert score is not None
    assert sum(w > 0 for w in weights) > 1


def test_too_few_rows_leave_the_best_alone():
    tables = [t.head(5) for t in regression_runs(0, 3)]
    assert blend_weights(tables, KINDS[:3], task("regression", "rmse")) == ([1.0, 0.0, 0.0], None)
