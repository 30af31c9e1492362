import numpy as np
import pytest

from lifecycle.measuring import Measuring, Predicted
from lifecycle.realised import LossStream, Reference, Step, threshold

MAE = Measuring("regression", "mae")


def errors(n, seed, scale=1.0, tail=False):
    rng = np.random.default_rng(seed)
    drawn = rng.standard_t(2.5, n) if tail else rng.normal(size=n)
    return scale * drawn, Predicted(np.zeros(n))


def reference(tail=False, measuring=MAE):
    rng = np.random.default_rng(0)
    truth, said = errors(3000, 0, tail=tail)
    return Reference(measuring, truth, said, lambda n: rng.integers(0, 3000, n))


@pytest.mark.parametrize("tail", [False, True])
def test_a_relation_that_changed_is_found_at_once_even_with_heavy_tails(tail):
    knows, limit = reference(tail), threshold(0.002)
    seen = knows.judge([knows.step(*errors(500, 1, 1.6, tail))], limit)
    assert seen.alarm and seen.loss > 0 and seen.low < seen.loss < seen.high
    assert seen.rank > 0.55


def test_a_small_loss_is_found_by_batches_together():
    knows, limit = reference(), threshold(0.002)
    steps = [knows.step(*errors(500, seed, 1.12)) for seed in range(20, 28)]
    assert not knows.judge(steps[:1], limit).alarm
    together = knows.judge(steps, limit)
    assert together.alarm and together.batches > 1


@pytest.mark.parametrize("tail", [False, True])
def test_batches_without_drift_raise_hardly_an_alarm(tail):
    knows, limit = reference(tail), threshold(0.002)
    steps = [knows.step(*errors(500, seed, tail=tail)) for seed in range(100, 220)]
    assert sum(knows.judge(steps[: i + 1], limit).alarm for i in range(len(steps))) <= 1


def weak(n, seed, stale=False, wild=1.0):
    """True values that a model explains a tenth of; where `stale`, it knows nothing any more."""
    rng = np.random.default_rng(seed)
    known = rng.normal(size=n)
    truth = wild * (known + 3.0 * rng.standard_t(4, n))
    return truth, Predicted(rng.permutation(known) if stale else known)


def weakly(seed=0, n=3000):
    rng = np.random.default_rng(seed)
    truth, said = weak(n, seed)
    return Reference(Measuring("regression", "rmse"), truth, said, lambda rows: rng.integers(0, n, rows))


def test_a_weak_model_that_knows_nothing_any_more_is_told_by_what_guessing_got():
    knows = weakly()
    steps = [knows.step(*weak(500, seed, stale=True)) for seed in (11, 12, 13)]
    seen = knows.judge(steps, threshold(0.002))
    rows = sum(s.n for s in steps)
    raw = knows.gain.z(knows.gain.mean - sum(s.gain * s.n for s in steps) / rows, rows)
    assert seen.metric_z > raw + 1.0 and seen.metric_z > 3.0 and seen.loss > 0
    assert knows.judge([knows.step(*weak(500, 14))], threshold(0.002)).metric_z < 2.0


def test_where_the_true_values_themselves_are_others_guessing_is_no_measure():
    knows = weakly()
    step = knows.step(*weak(500, 21, wild=1.6))
    seen = knows.judge([step], threshold(0.002))
    assert seen.alarm and seen.loss == pytest.approx(knows.gain.mean - step.gain)


def test_a_step_of_older_reports_without_guessing_counts_as_it_is():
    knows = weakly()
    step = knows.step(*weak(500, 31, stale=True))
    bare = Step(step.n, step.gain, step.rank, step.tilt)
    assert knows.judge([bare], threshold(0.002)).loss == pytest.approx(knows.gain.mean - step.gain)


def test_an_undefined_metric_still_has_ranks():
    measuring = Measuring("binary", "roc_auc", ("no", "yes"))
    rng = np.random.default_rng(0)
    truth, chance = rng.integers(0, 2, 1000), rng.random(1000)
    said = Predicted((chance > 0.5).astype(np.int64), np.c_[1 - chance, chance])
    knows = Reference(measuring, truth, said, lambda n: rng.integers(0, 1000, n))
    ones = np.flatnonzero(truth == 1)[:100]
    seen = knows.judge([knows.step(truth[ones], said.take(ones))], 3.5)
    assert seen.score is None and np.isfinite(seen.z)


def test_a_stream_finds_a_change_row_by_row_and_says_when_it_began():
    usual = np.abs(errors(3000, 0)[0])
    stream = LossStream(usual)
    found = [stream.add(loss) for loss in np.abs(errors(2000, 1)[0])]
    assert not any(f is not None for f in found)
    after = [stream.add(loss) for loss in np.abs(errors(600, 2, 2.0)[0])]
    first = next(i for i, f in enumerate(after) if f is not None)
    assert first < 150
    assert 0.3 * first < after[first] < 3 * first + 60


def test_a_stream_without_change_is_quiet_for_very_long():
    usual = np.random.default_rng(0).exponential(size=4000)
    stream = LossStream(usual, rows_between=20_000)
    alarms = sum(stream.add(loss) is not None for loss in np.random.default_rng(1).exponential(size=20_000))
    assert alarms <= 2
