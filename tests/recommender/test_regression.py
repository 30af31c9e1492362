"""Runs of one workflow foresee its untried variants: honest intervals, nothing bounded by the best run so far."""

import numpy as np
import pandas as pd
import pytest

from recommender.regression import ChoiceRegression
from store.errors import BadRequest
from tests.recommender.histories import History


def workflow(n: int = 80, n_datasets: int = 1, noise: float = 0.02, seed: int = 0, loss: bool = False) -> History:
    """Runs of n variants a dataset, each variant on one dataset; the rate matters most, one kind needs depth."""
    rng = np.random.default_rng(seed)
    every = n * n_datasets
    variants = pd.DataFrame(
        {
            "algorithm": rng.choice(["a", "b", "c"], every),
            "p__rate": 10 ** rng.uniform(-3, -0.5, every),
            "p__depth": rng.integers(2, 12, every),
        },
        index=pd.Index([f"v{k}" for k in range(every)], name="variant_id"),
    )
    dataset = np.arange(every) % n_datasets
    score = 0.7 + 0.1 * np.exp(-((np.log10(variants.p__rate) + 1.5) ** 2)) + 0.03 * dataset
    score += 0.01 * variants.p__depth * (variants.algorithm == "a") + rng.normal(0, noise, every)
    runs = pd.DataFrame(
        {
            "dataset_id": [f"d{k}" for k in dataset],
            "variant_id": variants.index,
            "score": (-np.exp(10 * (1 - score) + 3 * dataset) if loss else score).to_numpy(),
            "cost_s": variants.p__depth.to_numpy() * 3.0,
            "status": "ok",
        }
    )
    datasets = pd.DataFrame(index=pd.Index(sorted(set(runs.dataset_id)), name="dataset_id"))
    return History(runs, datasets, variants)


def left_out(known: History, folds: int = 4) -> pd.DataFrame:
    """Every variant of the first dataset foreseen from fits that never saw it, with what it truly came to."""
    here = known.runs[known.runs.dataset_id == "d0"].set_index("variant_id").score
    part = np.random.default_rng(0).permutation(len(here)) % folds
    made = []
    for k in range(folds):
        held = here.index[part == k]
        rest = known.runs[~known.runs.variant_id.isin(held)]
        fitted = ChoiceRegression.fit(History(rest, known.datasets, known.variants), "d0")
        found = fitted.recommend(known.variants.loc[held], len(held)).set_index("variant_id")
        made.append(found.assign(truth=here[found.index], usual=rest[rest.dataset_id == "d0"].score.mean()))
    return pd.concat(made)


@pytest.mark.parametrize("loss", [False, True])
@pytest.mark.parametrize(
    ("n_datasets", "noise"), [(1, 0.005), (1, 0.1), (3, 0.02), pytest.param(8, 0.02, marks=pytest.mark.slow)]
)
def test_intervals_hold_what_they_say_on_variants_left_out(n_datasets: int, noise: float, loss: bool) -> None:
    found = left_out(workflow(80, n_datasets, noise, loss=loss))
    inside = found.truth.between(found.score_low, found.score_high)
    assert 0.68 <= inside.mean() <= 0.92
    assert (found.truth > found.score_high).mean() <= 0.2 and (found.truth < found.score_low).mean() <= 0.2
    assert (found.score_low < found.score).all() and (found.score < found.score_high).all()
    if noise < 0.1:
        assert (found.score - found.truth).abs().mean() < 0.7 * (found.usual - found.truth).abs().mean()


def test_what_is_expected_may_lie_above_every_run_so_far() -> None:
    known = workflow(60, noise=0.03, seed=1)
    best = known.runs.score.max()
    found = ChoiceRegression.fit(known, "d0").recommend(_new(known), 5)
    assert (found.score_high > best).any() and (found.score_high > found.score + 0.01).all()
    assert found.chance_of_best.iloc[0] > 0.05


def test_the_first_are_better_than_most_and_told_from_each_other() -> None:
    known = workflow(80, noise=0.005)
    fresh = workflow(80, noise=0.0, seed=7)
    found = ChoiceRegression.fit(known, "d0").recommend(fresh.variants, 5)
    truth = fresh.runs.set_index("variant_id").score
    assert truth[found.variant_id].mean() > truth.quantile(0.8)
    assert found.variant_id.is_unique and (found.gain.diff().dropna() <= 1e-12).all()


def test_seconds_are_foreseen_and_never_below_nothing() -> None:
    known = workflow(60)
    found = ChoiceRegression.fit(known, "d0").recommend(_new(known), 5)
    assert (found.cost_low_s > 0).all() and (found.cost_low_s <= found.cost_s).all()
    assert (found.cost_s <= found.cost_high_s).all()
    without = History(known.runs.assign(cost_s=np.nan), known.datasets, known.variants)
    assert ChoiceRegression.fit(without, "d0").recommend(_new(known), 5).cost_s.isna().all()


def test_failures_lower_the_chance_of_success() -> None:
    known = workflow(60)
    failed = known.runs.index < 30
    runs = known.runs.assign(score=known.runs.score.where(~failed), status=np.where(failed, "failed", "ok"))
    found = ChoiceRegression.fit(History(runs, known.datasets, known.variants), "d0").recommend(_new(known), 3)
    assert (found.success_probability < 0.7).all()


def test_two_runs_tell_no_interval_and_none_tell_nothing() -> None:
    known = workflow(3)
    two = History(known.runs.iloc[:2], known.datasets, known.variants)
    found = ChoiceRegression.fit(two, "d0").recommend(_new(known), 2)
    assert found.score.notna().all() and found[["score_low", "score_high", "chance_of_best"]].isna().all(axis=None)
    three = ChoiceRegression.fit(known, "d0").recommend(_new(known), 2)
    assert (three.score_low < three.score).all() and (three.score < three.score_high).all()
    with pytest.raises(BadRequest, match="ended with a score"):
        ChoiceRegression.fit(known, "d9")


def test_runs_that_all_came_to_the_same_promise_nothing_better() -> None:
    known = workflow(15)
    same = History(known.runs.assign(score=0.7), known.datasets, known.variants)
    found = ChoiceRegression.fit(same, "d0").recommend(_new(known), 3)
    assert (found.score == 0.7).all() and (found.chance_of_best == 0).all()


@pytest.mark.parametrize(
    "scores", [[1e300, 1e-300, 1e12, 0.5], [-1e300, -1e-300, -1e12, -1.0], [np.inf, 0.1, 0.2, 0.3]]
)
def test_figures_beyond_all_reason_break_nothing(scores: list[float]) -> None:
    known = workflow(4)
    found = ChoiceRegression.fit(History(known.runs.assign(score=scores), known.datasets, known.variants), "d0")
    assert np.isfinite(found.recommend(_new(known), 3).score).all()


def test_only_the_rivals_are_to_be_beaten() -> None:
    known = workflow(60, noise=0.005)
    fitted = ChoiceRegression.fit(known, "d0")
    weak = known.runs.sort_values("score")["variant_id"].iloc[:20]
    against, usual = fitted.recommend(_new(known), 5, rivals=weak), fitted.recommend(_new(known), 5)
    assert against.chance_of_best.min() > usual.chance_of_best.max()
    pd.testing.assert_frame_equal(fitted.recommend(_new(known), 5, rivals=["nobody"]), usual)


def test_what_is_foreseen_is_what_is_recommended_with() -> None:
    known = workflow(60)
    fitted = ChoiceRegression.fit(known, "d0")
    found, chosen = fitted.foreseen(_new(known)), fitted.recommend(_new(known), 5).set_index("variant_id")
    assert len(found) == 60
    pd.testing.assert_frame_equal(found.loc[chosen.index], chosen[found.columns], check_names=False)


def test_equal_questions_get_equal_answers() -> None:
    known = workflow(50)
    one, two = (ChoiceRegression.fit(known, "d0").recommend(_new(known), 5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def _new(known: History) -> pd.DataFrame:
    """Variants between those that were run."""
    fresh = known.variants.assign(p__rate=known.variants.p__rate * 1.1)
    return fresh.set_axis([f"n{k}" for k in range(len(fresh))])
