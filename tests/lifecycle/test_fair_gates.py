"""Gates on how a candidate treats groups."""

import numpy as np
import pytest
from fairlearn.metrics import demographic_parity_difference

from lifecycle.fair_gates import asks_for_fairness, fair_gates
from lifecycle.measuring import Measuring, Predicted
from lifecycle.promotion import Contender, promotion
from store.records import Gates

ACCURACY = Measuring("binary", "accuracy", ("no", "yes"))


@pytest.fixture(scope="module")
def case():
    rng = np.random.default_rng(0)
    sex, truth = rng.choice(["f", "m"], 600), rng.integers(0, 2, 600)
    said = np.where((sex == "f") & (rng.random(600) < 0.4), 0, truth)
    return {"sex": sex.tolist(), "plan": rng.choice(["a", "b"], 600).tolist()}, truth, Predicted(said)


@pytest.mark.parametrize("name", ["group_difference", "demographic_parity", "equalized_odds"])
def test_a_gate_is_shut_where_groups_lie_farther_apart_than_allowed(case, name):
    groups, truth, said = case
    (shut,) = fair_gates(Gates(**{name: 0.02}), ACCURACY, truth, said, groups)
    assert not shut.passed and shut.gate == name and "by sex" in shut.sentence, "the worst column is named"
    (through,) = fair_gates(Gates(**{name: 0.9}), ACCURACY, truth, said, groups)
    assert through.passed


def test_the_figure_is_fairlearns(case):
    groups, truth, said = case
    usual = demographic_parity_difference(truth, said.value, sensitive_features=groups["sex"])
    (result,) = fair_gates(Gates(demographic_parity=0.0), ACCURACY, truth, said, groups)
    assert f"is {usual:.3g};" in result.sentence


def test_what_cannot_be_measured_does_not_pass(case):
    _, truth, said = case
    for known in ((None, said, {"x": ["a"] * 600}), (truth, said, {"x": ["a"] * 600}), (truth, None, None)):
        (result,) = fair_gates(Gates(equalized_odds=0.5), ACCURACY, known[0], known[1], known[2])
        assert not result.passed and "not known" in result.sentence
    assert fair_gates(Gates(), ACCURACY, truth, said, None) == [] and not asks_for_fairness(Gates())


def test_the_first_version_of_a_model_is_held_to_them_too(case):
    groups, truth, said = case
    report = promotion(
        "churn", Contender(1, said), None, ACCURACY, truth=truth, groups=groups, gates=Gates(demographic_parity=0.01)
    )
    assert not report.passed and [r.gate for r in report.results] == ["demographic_parity"]
