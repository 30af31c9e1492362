import numpy as np
import pytest

from lifecycle.measuring import Measuring, Predicted
from lifecycle.promotion import Contender, promotion
from store.errors import BadRequest
from store.records import Gates

ACCURACY = Measuring("binary", "accuracy", ("no", "yes"))


def rows(seed=0, n=600, ours=0.9, theirs=0.8):
    """True classes, and two models that are right in these shares of rows."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    a, b = (np.where(rng.random(n) < share, truth, 1 - truth) for share in (ours, theirs))
    return truth, Contender(2, Predicted(a), latency_ms=0.5), Contender(1, Predicted(b), latency_ms=0.4)


def test_a_better_candidate_passes_and_the_interval_holds_the_difference():
    truth, ours, theirs = rows()
    report = promotion("churn", ours, theirs, ACCURACY, truth=truth, resamples=300)
    assert report.passed and report.basis == "rows" and report.n == 600
    assert report.low < 0.1 < report.high
    assert report.chance_better > 0.99
    assert "better" in report.sentences[0]


def test_the_same_seed_gives_the_same_report():
    truth, ours, theirs = rows()
    reports = [promotion("churn", ours, theirs, ACCURACY, truth=truth, seed=3, resamples=50) for _ in range(2)]
    assert reports[0] == reports[1]


def test_an_error_that_falls_is_a_gain():
    truth = np.arange(100.0)
    ours, theirs = Contender(2, Predicted(truth + 1)), Contender(1, Predicted(truth + 2))
    report = promotion("price", ours, theirs, Measuring("regression", "mae"), truth=truth)
    assert report.gain == pytest.approx(1.0) and report.passed
    assert not promotion("price", theirs, ours, Measuring("regression", "mae"), truth=truth).passed


def test_a_group_that_gets_worse_stops_it_though_all_together_is_better():
    truth, ours, theirs = rows()
    small = np.arange(600) < 60
    spoilt = Predicted(np.where(small, 1 - truth, ours.predicted.value))
    report = promotion(
        "churn", Contender(2, spoilt), Contender(1, theirs.predicted), ACCURACY, truth=truth, resamples=50,
        groups={"region": np.where(small, "north", "south")}, gates=Gates(at_least_as_good=False, group_loss=0.05),
    )  # fmt: skip
    assert not report.passed
    assert "region = north (60 rows)" in report.sentences[-1]
    assert {g.value: g.gain > 0 for g in report.groups} == {"north": False, "south": True}


def test_groups_too_small_to_tell_do_not_pass_a_gate_on_groups():
    truth, ours, theirs = rows(n=15)
    report = promotion(
        "churn", ours, theirs, ACCURACY, truth=truth, groups={"x": ["a"] * 15}, gates=Gates(group_loss=0.1)
    )
    assert not report.passed and "20 rows" in report.sentences[-1]


def test_gates_on_latency_and_size_ask_for_figures():
    truth, ours, theirs = rows()
    gates = Gates(max_latency_ms=0.45, max_size_bytes=1000)
    report = promotion("churn", ours, theirs, ACCURACY, truth=truth, gates=gates, resamples=20)
    assert {r.gate: r.passed for r in report.results} == {
        "at_least_as_good": True, "latency": False, "size": False,
    }  # fmt: skip
    assert "not known" in report.results[-1].sentence


def test_being_certain_asks_for_the_whole_interval():
    truth, ours, theirs = rows(ours=0.82)
    loose = promotion("churn", ours, theirs, ACCURACY, truth=truth, gates=Gates(tolerance=0.05), resamples=200)
    strict = promotion("churn", ours, theirs, ACCURACY, truth=truth, gates=Gates(certain=True), resamples=200)
    assert loose.passed and not strict.passed


def test_folds_are_compared_with_a_wider_interval_than_their_bootstrap_would_have():
    ours, theirs = Contender(2, folds=(0.8, 0.82, 0.79, 0.83, 0.8)), Contender(1, folds=(0.78, 0.8, 0.79, 0.8, 0.79))
    report = promotion("churn", ours, theirs, ACCURACY)
    assert report.basis == "folds" and report.n == 5
    assert report.low < 0 < report.gain < report.high


def test_without_a_champion_only_its_own_gates_count():
    report = promotion("churn", Contender(1, score=0.8), None, ACCURACY, gates=Gates(max_latency_ms=1))
    assert report.basis == "none" and report.candidate_score == 0.8 and not report.passed
    assert promotion("churn", Contender(1, score=0.8), None, ACCURACY).passed


def test_what_was_measured_on_different_rows_is_not_compared():
    truth, ours, theirs = rows()
    with pytest.raises(BadRequest, match="same rows or folds"):
        promotion("churn", ours, Contender(1, score=0.7), ACCURACY, truth=truth)
    with pytest.raises(BadRequest, match="differ in number"):
        promotion("churn", ours, theirs, ACCURACY, truth=truth[:10])
