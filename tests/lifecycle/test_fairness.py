import numpy as np
import pytest
from fairlearn.metrics import demographic_parity_difference, equalized_odds_difference

from lifecycle.fairness import OTHERS, fairness
from lifecycle.measuring import Measuring, Predicted
from store.errors import BadRequest

ACCURACY = Measuring("binary", "accuracy", ("no", "yes"))


def unfair(n=800, seed=0):
    rng = np.random.default_rng(seed)
    group, truth = rng.choice(["f", "m"], n), rng.integers(0, 2, n)
    wrong = rng.random(n) < np.where(group == "f", 0.3, 0.05)
    return group, truth, Predicted(np.where(wrong, 1 - truth, truth))


def test_a_group_that_is_served_worse_is_named_with_its_interval():
    found = fairness("sex", *unfair(), ACCURACY, resamples=60)
    spread = found.spreads[0]
    assert spread.groups["f"].value < spread.groups["m"].value
    assert spread.difference.low < 0.25 < spread.difference.high
    assert 0 < spread.ratio.value < 1
    assert "By sex, accuracy goes from" in found.sentences[0] and "(f)" in found.sentences[0]


def test_the_usual_differences_are_fairlearns():
    group, truth, said = unfair(seed=3)
    found = fairness("sex", group, truth, said, ACCURACY, resamples=0)
    how = {"sensitive_features": group}
    assert found.demographic_parity == pytest.approx(demographic_parity_difference(truth, said.value, **how))
    assert found.equalized_odds == pytest.approx(equalized_odds_difference(truth, said.value, **how))


def test_small_groups_are_gathered_and_missing_is_a_group():
    group, truth, said = unfair()
    named = [*["rare1"] * 15, *["rare2"] * 15, *[None] * 30, *group[60:]]
    found = fairness("sex", named, truth, said, ACCURACY, resamples=0)
    assert found.rows[OTHERS] == 30 and found.rows["(missing)"] == 30


def test_numbers_have_their_metric_only():
    rng = np.random.default_rng(0)
    truth = rng.normal(size=200)
    found = fairness("x", ["a", "b"] * 100, truth, Predicted(truth + 1), Measuring("regression", "mae"), resamples=30)
    assert [s.measure for s in found.spreads] == ["mean absolute error"]
    assert found.demographic_parity is None and found.spreads[0].difference.value == pytest.approx(0.0, abs=1e-9)


def test_a_metric_that_a_group_does_not_define_is_left_open():
    chance = np.linspace(0.01, 0.99, 100)
    said = Predicted((chance > 0.5).astype(np.int64), np.c_[1 - chance, chance])
    truth = np.r_[np.ones(50, dtype=np.int64), np.arange(50) % 2]
    found = fairness(
        "g", ["a"] * 50 + ["b"] * 50, truth, said, Measuring("binary", "roc_auc", ("no", "yes")), resamples=0
    )
    assert found.spreads[0].groups["a"].value is None


def test_what_cannot_be_compared_is_said():
    _, truth, said = unfair(60)
    with pytest.raises(BadRequest, match="fewer than two groups"):
        fairness("sex", ["f"] * 60, truth, said, ACCURACY)
    with pytest.raises(BadRequest, match="59 values"):
        fairness("sex", ["f"] * 59, truth, said, ACCURACY)


def test_groups_that_are_alike_have_an_interval_that_says_so():
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 2, 600)
    said = Predicted(np.where(rng.random(600) < 0.2, 1 - truth, truth))
    spread = fairness("sex", rng.choice(["f", "m"], 600), truth, said, ACCURACY, resamples=100)
    assert spread.spreads[0].difference.low <= 0 and "Chance alone" in spread.sentences[0]
    assert "Chance alone" not in fairness("sex", *unfair(), ACCURACY, resamples=60).sentences[0]


def test_a_handful_of_rows_is_compared_with_nobody():
    group, truth, said = unfair()
    wrong = Predicted(np.r_[1 - truth[:3], said.value[3:]])
    found = fairness("sex", [*["rare"] * 3, *group[3:]], truth, wrong, ACCURACY, resamples=0)
    assert found.rows[OTHERS] == 3 and set(found.spreads[0].groups) == {"f", "m"}
