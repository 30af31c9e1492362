"""A blend is never worse, on the rows it is chosen on, than the best of its members."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.ensemble import blend_weights
from store.records import Task, Validation


def task(kind, metric):
    validation = Validation(method="cv", folds=2)
    positive = "b" if kind == "binary" else None
    return Task(
        id="t", version_id="v", target="y", kind=kind, metric=metric, validation=validation, positive_class=positive
    )


def regression_runs(seed, count, rows=60):
    random = np.random.default_rng(seed)
    truth = random.normal(0, 3, rows)
    noise = [random.normal(0, 1 + i, rows) for i in range(count)]
    fold = np.arange(rows) % 2
    return [pd.DataFrame({"row": range(rows), "fold": fold, "truth": truth, "prediction": truth + n}) for n in noise]


def rmse(table, weights, tables):
    blend = sum(w * t["prediction"] for w, t in zip(weights, tables, strict=True))
    squared = (blend - table["truth"]) ** 2
    return float(np.mean([np.sqrt(squared[table["fold"] == f].mean()) for f in (0, 1)]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_weights_sum_to_one_and_the_blend_is_not_worse_than_the_first(seed, count):
    tables = regression_runs(seed, count)
    weights, score = blend_weights(tables, task("regression", "rmse"))
    assert len(weights) == count
    assert abs(sum(weights) - 1) < 1e-9
    assert min(weights) >= 0
    alone = rmse(tables[0], [1.0] + [0.0] * (count - 1), tables)
    assert score is None or score < alone


def test_independent_errors_are_averaged_out():
    tables = regression_runs(3, 2)
    weights, score = blend_weights(tables, task("regression", "rmse"))
    assert weights[1] > 0
    assert score == min(score, rmse(tables[0], [1, 0], tables))


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
    weights, score = blend_weights(runs, task("binary", "roc_auc"))
    assert score is not None
    assert sum(w > 0 for w in weights) > 1


def test_too_few_rows_leave_the_best_alone():
    tables = [t.head(5) for t in regression_runs(0, 3)]
    assert blend_weights(tables, task("regression", "rmse")) == ([1.0, 0.0, 0.0], None)
