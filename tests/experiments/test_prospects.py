"""When a run is given up or not begun: only where reasonable doubt is gone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.prospects import behind, falls_behind, not_worth_starting
from experiments.workflows.tabular import default_variant
from store.records import PlannedRun, metric

AUC, RMSE = metric("roc_auc"), metric("rmse")
BEST = (0.90, 0.91, 0.89, 0.90, 0.92)


def test_a_run_far_behind_on_every_fold_is_given_up() -> None:
    verdict = falls_behind((0.60, 0.61, 0.59), BEST, "forest", AUC, 6.0)
    assert verdict is not None and "“forest”" in verdict.reason and verdict.saved_s == 4.0
    assert behind((30.0, 31.0, 29.0), (10.0, 11.0, 9.0, 10.0, 10.0), RMSE)


def test_a_run_that_is_near_or_ahead_on_one_fold_goes_on() -> None:
    for scores in ((0.89, 0.90, 0.88), (0.60, 0.95, 0.59), (0.6,), (0.6, 0.6, 0.6, 0.6, 0.6)):
        assert behind(scores, BEST, AUC) is None


@settings(max_examples=60)
@given(st.lists(st.floats(0.5, 1.0), min_size=5, max_size=5), st.integers(2, 4))
def test_what_may_still_win_is_never_given_up(rival: list[float], done: int) -> None:
    """With the rival's own scores on the folds done, or better ones, a run always goes on."""
    assert behind(rival[:done], rival, AUC) is None
    assert behind([s + 0.01 for s in rival[:done]], rival, AUC) is None


def test_a_run_is_not_begun_where_time_or_hope_is_missing() -> None:
    variant = default_variant("knn", "binary")
    long = PlannedRun(variant=variant, expected_s=60, expected_low_s=40)
    verdict = not_worth_starting(long, None, 0.0, 12.0, AUC)
    assert verdict is not None and "12 s of the budget are left" in verdict.reason
    assert not_worth_starting(long, None, 0.0, 50.0, AUC) is None
    weak = PlannedRun(variant=variant, expected_s=5, expected_best=0.7)
    verdict = not_worth_starting(weak, 0.9, 0.02, None, AUC)
    assert verdict is not None and verdict.saved_s == 5
    assert not_worth_starting(weak, 0.71, 0.02, None, AUC) is None
    assert not_worth_starting(PlannedRun(variant=variant), 0.9, 0.0, 1.0, AUC) is None
