import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.metrics import measure
from lifecycle.measuring import Measuring, Predicted
from store.errors import BadData, BadRequest
from store.records import METRICS

CLASSES = ("a", "b", "c")


def made(kind, seed, rows):
    rng = np.random.default_rng(seed)
    if kind == "regression":
        truth = rng.normal(size=rows).round(1)
        return truth, pd.DataFrame({"prediction": truth + rng.normal(size=rows)}), ()
    classes = CLASSES[:2] if kind == "binary" else CLASSES
    probability = rng.dirichlet(np.ones(len(classes)), rows).round(2) + 1e-3
    probability /= probability.sum(axis=1, keepdims=True)
    truth = np.array(classes)[rng.integers(0, len(classes), rows)]
    table = pd.DataFrame(probability, columns=[f"probability_{c}" for c in classes])
    table.insert(0, "prediction", np.array(classes)[probability.argmax(axis=1)])
    return truth, table, classes


@pytest.mark.parametrize("kind", ["binary", "multiclass", "regression"])
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 40))
def test_every_metric_is_the_one_that_runs_are_measured_with(kind, seed, rows):
    truth, table, classes = made(kind, seed, rows)
    probability = table.filter(like="probability_").to_numpy() if classes else None
    expected = measure(kind, truth, table["prediction"].to_numpy(), probability, classes)
    for name, metric in METRICS.items():
        if kind not in metric.kinds:
            continue
        measuring = Measuring(kind, name, classes)
        found = measuring.of(measuring.truth(truth), measuring.predicted(table))
        assert np.isfinite(found) == (name in expected), name
        assert name not in expected or metric.clip(found) == pytest.approx(expected[name], abs=1e-9), name


def test_a_class_never_seen_counts_as_missed():
    measuring = Measuring("binary", "accuracy", ("no", "yes"))
    truth = measuring.truth(["no", "yes", "maybe"])
    assert truth.tolist() == [0, 1, -1]
    said = Predicted(np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]]))
    assert measuring.of(truth, said) == pytest.approx(2 / 3)
    assert measuring.losses(truth, said) == pytest.approx([0.1, 0.2, 1.0])


def test_numbers_and_their_texts_are_the_same_class():
    measuring = Measuring("binary", "accuracy", ("0", "1"))
    assert measuring.truth([0, 1.0, "1"]).tolist() == [0, 1, 1]


def test_what_cannot_be_measured_is_said():
    with pytest.raises(BadRequest, match="rmse"):
        Measuring("binary", "rmse", ("a", "b"))
    with pytest.raises(BadRequest, match="two classes"):
        Measuring("binary", "accuracy", ("a",))
    measuring = Measuring("binary", "accuracy", ("a", "b"))
    with pytest.raises(BadData, match="1 of 2"):
        measuring.truth(["a", None])
    with pytest.raises(BadData, match="'z'"):
        measuring.predicted(pd.DataFrame({"prediction": ["z"]}))
    with pytest.raises(BadData, match="numbers"):
        Measuring("regression", "mae").truth(["x"])


def test_the_trivial_prediction_ignores_the_inputs():
    measuring = Measuring("binary", "accuracy", ("a", "b"))
    assert measuring.of(np.array([1, 1, 0]), measuring.trivial(np.array([1, 1, 0]), 3)) == pytest.approx(2 / 3)
    assert Measuring("regression", "mae").trivial(np.array([0.0, 1.0, 9.0]), 2).value.tolist() == [1.0, 1.0]
