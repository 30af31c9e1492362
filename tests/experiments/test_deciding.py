"""A rule is chosen on out-of-fold probabilities, and pays on rows it was not chosen on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.deciding import Calibration, Rule, Threshold, apply_rule, load_rule, save_rule, settle_rule
from experiments.ensemble import OutOfFold
from store.errors import BadData
from store.records import ErrorCosts, Task, Validation


def task(metric="roc_auc", kind="binary"):
    positive = "yes" if kind == "binary" else None
    return Task(
        id="t", version_id="v", target="y", kind=kind, metric=metric, validation=Validation(method="cv", folds=3),
        positive_class=positive,
    )  # fmt: skip


def rows(seed=0, count=1500, share=0.2, bent=1.0):
    """Truths, and the probability of a yes as a model with calibrated scores, bent by a power, gives it."""
    random = np.random.default_rng(seed)
    signal = random.normal(np.log(share / (1 - share)), 1.5, count)
    chance = 1 / (1 + np.exp(-signal))
    truth = np.where(random.random(count) < chance, "yes", "no")
    said = 1 / (1 + np.exp(-bent * signal))
    shared = OutOfFold(truth, np.arange(count) % 3, [], ["no", "yes"])
    return shared, np.column_stack([1 - said, said])


def cost(shared, chance, threshold, costs):
    yes, hit = chance[:, 1] >= threshold, shared.truth == "yes"
    return costs.false_negative * (hit & ~yes).mean() + costs.false_positive * (~hit & yes).mean()


@pytest.mark.parametrize("bent", [1.0, 0.4, 3.0])
def test_the_threshold_for_costs_is_cheaper_on_other_rows_than_one_half_and_than_always_the_same(bent):
    costs = ErrorCosts(false_negative=20, false_positive=1)
    shared, chance = rows(1, bent=bent)
    threshold = settle_rule(shared, chance, task(), costs).threshold
    other, theirs = rows(2, bent=bent)
    found = cost(other, theirs, threshold.value, costs)
    assert found < 0.7 * cost(other, theirs, 0.5, costs)
    assert found < 0.95 * min(cost(other, theirs, 0.0, costs), cost(other, theirs, 1.1, costs))
    assert abs(threshold.expected.chosen / 1000 - found) < 0.25 * found
    assert "20 times" in threshold.in_words
    assert "1,000 cases" in threshold.in_words


def test_true_probabilities_get_the_threshold_of_theory():
    shared, chance = rows(3, count=3000)
    found = settle_rule(shared, chance, task(), ErrorCosts(false_negative=20, false_positive=1)).threshold
    assert found.value == pytest.approx(1 / 21, rel=0.5)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 50), st.floats(0.05, 50), st.integers(0, 1000))
def test_dearer_misses_never_raise_the_costs_above_those_of_always_one_answer(miss, alarm, seed):
    costs = ErrorCosts(false_negative=miss, false_positive=alarm)
    shared, chance = rows(seed, count=300)
    found = settle_rule(shared, chance, task(), costs).threshold
    assert 0 < found.value < 1
    always = min(cost(shared, chance, 0.0, costs), cost(shared, chance, 1.1, costs))
    # 300 rows hold few misses: the threshold of theory may cost a little more on them by chance.
    assert cost(shared, chance, found.value, costs) <= always * 1.25 + 1e-9


def test_a_metric_of_classes_leaves_one_half_only_where_it_gains():
    shared, chance = rows(4, share=0.1)
    assert settle_rule(shared, chance, task("f1"), None).threshold.value < 0.5
    assert settle_rule(shared, chance, task("roc_auc"), None) is None
    even, calibrated = rows(5, share=0.5)
    assert settle_rule(even, calibrated, task("accuracy"), None) is None


@pytest.mark.parametrize("bent", [0.5, 2.5])
def test_calibration_lowers_the_log_loss_of_other_rows(bent):
    def loss(shared, chance):
        hit = shared.truth[:, None] == np.array(shared.classes)
        return -np.mean(np.log(chance[hit]))

    shared, chance = rows(6, bent=bent)
    rule = settle_rule(shared, chance, task("log_loss"), None)
    other, theirs = rows(7, bent=bent)
    assert loss(other, rule.calibration(theirs)) < loss(other, theirs) - 0.005
    assert settle_rule(shared, chance, task("log_loss"), None, calibrate=False) is None


def test_nothing_is_impossible_after_calibration():
    found = Calibration(temperature=1.2, mixed=0.01, shares=(0.5, 0.3, 0.2))
    out = found(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.2, 0.3, 0.5]]))
    assert np.allclose(out.sum(axis=1), 1.0)
    assert out.min() > 0
    assert (out.argmax(axis=1) == [0, 0, 2]).all()


def test_a_kept_rule_turns_probabilities_into_predictions_as_written(tmp_path):
    rule = Rule(threshold=Threshold(positive="1", value=0.1, reason="misses are dear"))
    save_rule(tmp_path, rule)
    table = pd.DataFrame(
        {"prediction": [0, 0, 1], "probability_0": [0.95, 0.85, 0.2], "probability_1": [0.05, 0.15, 0.8]}
    )
    assert apply_rule(load_rule(tmp_path), table, ["0", "1"], [0, 1]).prediction.tolist() == [0, 1, 1]
    assert table.prediction.tolist() == [0, 0, 1]
    save_rule(tmp_path, None)
    assert load_rule(tmp_path) is None
    (tmp_path / "rule.json").write_text("{")
    with pytest.raises(BadData, match="damaged"):
        load_rule(tmp_path)


def test_numbers_have_no_rule():
    shared = OutOfFold(np.arange(50.0), np.zeros(50), [], [])
    assert settle_rule(shared, np.zeros((50, 1)), task("rmse", "regression"), None) is None
