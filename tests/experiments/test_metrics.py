import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.metrics import average, measure
from store.records import METRICS

CLASSES = ["a", "b", "c"]


@st.composite
def _predictions(draw: st.DrawFn, classes: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = draw(st.integers(2, 30))
    truth = np.array(draw(st.lists(st.sampled_from(classes), min_size=rows, max_size=rows)))
    weights = draw(
        st.lists(
            st.lists(st.integers(0, 4), min_size=len(classes), max_size=len(classes)), min_size=rows, max_size=rows
        )
    )
    probability = np.array(weights, dtype=float) + 0.1
    probability /= probability.sum(axis=1, keepdims=True)
    return truth, np.array(classes)[probability.argmax(axis=1)], probability


@settings(max_examples=50, deadline=None)
@given(_predictions(["no", "yes"]))
def test_binary_metrics_are_those_of_scikit_learn(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    from sklearn import metrics as reference

    truth, prediction, probability = case
    found = measure("binary", truth, prediction, probability, ["no", "yes"], "yes")
    hit, value = truth == "yes", probability[:, 1]
    assert found["accuracy"] == pytest.approx(reference.accuracy_score(truth, prediction))
    assert found["f1"] == pytest.approx(reference.f1_score(hit, prediction == "yes", zero_division=0))
    assert found["brier"] == pytest.approx(reference.brier_score_loss(hit, value))
    assert found["log_loss"] == pytest.approx(reference.log_loss(hit, value, labels=[False, True]))
    if len(set(truth)) == 2:
        assert found["roc_auc"] == pytest.approx(reference.roc_auc_score(hit, value))
        assert found["average_precision"] == pytest.approx(reference.average_precision_score(hit, value))
        assert found["balanced_accuracy"] == pytest.approx(reference.balanced_accuracy_score(truth, prediction))
    else:
        assert "roc_auc" not in found


@settings(max_examples=50, deadline=None)
@given(_predictions(CLASSES))
def test_all_metrics_stay_in_their_bounds_and_are_never_nan(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    for name, value in measure("multiclass", *case, CLASSES).items():
        assert np.isfinite(value)
        assert METRICS[name].clip(value) == value
        assert "multiclass" in METRICS[name].kinds


def test_multiclass_metrics_are_macro_averages_over_the_classes_that_occur() -> None:
    truth, prediction = np.array(["a", "a", "b", "b"]), np.array(["a", "b", "b", "b"])
    found = measure("multiclass", truth, prediction, None, CLASSES)
    assert found["recall"] == pytest.approx(0.75)
    assert found["precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert "log_loss" not in found


def test_the_positive_class_decides_what_is_a_hit() -> None:
    truth, prediction = np.array(["ill", "well", "well", "ill"]), np.array(["ill", "ill", "well", "well"])
    found = measure("binary", truth, prediction, None, ["ill", "well"], "ill")
    assert (found["precision"], found["recall"]) == (0.5, 0.5)
    nobody = measure("binary", truth, np.array(["well"] * 4), None, ["ill", "well"], "ill")
    assert (nobody["precision"], nobody["recall"], nobody["f1"], nobody["mcc"]) == (0.0, 0.0, 0.0, 0.0)


def test_regression_metrics_leave_out_what_is_not_defined() -> None:
    found = measure("regression", np.array([0.0, 2.0, 4.0]), np.array([1.0, 2.0, 5.0]))
    assert found["mae"] == pytest.approx(2 / 3)
    assert found["mape"] == pytest.approx(0.125)  # the row whose truth is 0 does not count
    assert found["r2"] == pytest.approx(1 - 2 / 8)
    assert "r2" not in measure("regression", np.array([3.0]), np.array([3.0]))
    assert measure("regression", np.array([]), np.array([])) == {}


def test_the_average_is_over_the_folds_that_define_a_metric() -> None:
    assert average([{"f1": 0.5, "roc_auc": 0.9}, {"f1": 1.0}]) == {"f1": 0.75, "roc_auc": 0.9}
