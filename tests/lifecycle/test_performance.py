import numpy as np
import pandas as pd
import pytest

from lifecycle.drift import Encoding
from lifecycle.measuring import Measuring, Predicted
from lifecycle.performance import Estimator, Usual

ACCURACY = Measuring("binary", "accuracy", ("no", "yes"))


def classes(n, seed, near=0.0):
    """Rows whose class is the less sure the nearer they lie to 0, and a model that knows the true chance."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n) * (1.0 - near)
    chance = 1 / (1 + np.exp(-3 * x))
    truth = (rng.random(n) < chance).astype(np.int64)
    return pd.DataFrame({"x": x}), truth, Predicted((chance > 0.5).astype(np.int64), np.c_[1 - chance, chance])


def numbers(n, seed, wide=False):
    """Rows whose error grows with x."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.5 if wide else 0, 1, n)
    return pd.DataFrame({"x": x}), rng.normal(size=n) * (0.1 + x), Predicted(np.zeros(n))


@pytest.mark.parametrize(
    ("make", "measuring", "harder"),
    [
        (classes, ACCURACY, {"near": 0.7}),
        (classes, Measuring("binary", "roc_auc", ("no", "yes")), {"near": 0.7}),
        (classes, Measuring("binary", "log_loss", ("no", "yes")), {"near": 0.7}),
        (numbers, Measuring("regression", "rmse"), {"wide": True}),
        (numbers, Measuring("regression", "mae"), {"wide": True}),
    ],
    ids=lambda v: v.metric_name if isinstance(v, Measuring) else None,
)
def test_the_estimate_is_near_what_labels_show_on_usual_and_on_harder_rows(make, measuring, harder):
    frame, truth, said = make(2000, 0)
    encoding = Encoding.of(frame)
    estimator = Estimator(measuring, encoding.encode(frame, said), truth)
    inside = []
    for how in ({}, harder):
        for seed in (1, 2, 3):
            rows, y, p = make(500, seed, **how)
            found = estimator.estimate(encoding.encode(rows, p))
            slack = 0.3 * (found.high - found.low)
            inside.append(found.low - slack <= measuring.of(y, p) <= found.high + slack)
            assert (found.z > 3.5) == bool(how), (how, found)
            assert not how or found.loss > 0
    assert sum(inside) >= 5


def test_the_deviate_allows_for_a_long_tail():
    plain, skewed = (Usual(0.0, 1.0, s, 10_000) for s in (0.0, 20.0))
    assert plain.z(0.2, 400) > skewed.z(0.2, 400) > 0
    assert skewed.z(-0.2, 400) < 0
    assert Usual(0.0, float("nan"), 0.0, 10).z(1.0, 5) == 0.0


def test_a_metric_that_the_rows_do_not_define_gives_no_estimate():
    frame, truth, said = classes(400, 0)
    measuring = Measuring("binary", "roc_auc", ("no", "yes"))
    encoding = Encoding.of(frame)
    estimator = Estimator(measuring, encoding.encode(frame, Predicted(said.value)), truth)
    assert estimator.estimate(encoding.encode(frame[:50], Predicted(said.value[:50]))) is None


def test_a_reference_with_one_class_is_survived():
    frame, truth, said = classes(400, 0)
    encoding = Encoding.of(frame)
    estimator = Estimator(ACCURACY, encoding.encode(frame, said), np.zeros_like(truth))
    assert estimator.estimate(encoding.encode(frame, said)) is not None
