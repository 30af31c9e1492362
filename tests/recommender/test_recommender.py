import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Recommender
from recommender.standing import GRID
from recommender.worlds import Worlds
from store.errors import BadData
from tests.recommender.histories import History, history, no_runs, space, without


@pytest.fixture(scope="module")
def known() -> History:
    return history(30, 24)


@pytest.fixture(scope="module")
def fitted(known: History) -> Recommender:
    return Recommender.fit(without(known, "d003"))


def profile_of(known: History, name: str = "d003") -> pd.Series:
    return known.datasets.loc[name].filter(like="mf_").astype(float)


def seen_on(known: History, name: str, variants: list[str]) -> pd.DataFrame:
    here = known.runs[(known.runs.dataset_id == name) & known.runs.variant_id.isin(variants)]
    return here[["variant_id", "score", "cost_s", "status"]]


def same(a: pd.DataFrame, b: pd.DataFrame) -> None:
    assert list(a.variant_id) == list(b.variant_id)
    numbers = a.columns.drop("variant_id")
    np.testing.assert_allclose(a[numbers].to_numpy(float), b[numbers].to_numpy(float), rtol=1e-6, atol=1e-9)


def test_every_candidate_is_predicted_once_with_ordered_intervals(known: History, fitted: Recommender) -> None:
    made = fitted.recommend(profile_of(known), known.variants, no_runs(), len(known.variants))
    assert sorted(made.variant_id) == sorted(known.variants.index)
    assert (made.score_low <= made.score).all() and (made.score <= made.score_high).all()
    assert (made.cost_low_s <= made.cost_s).all() and (made.cost_s <= made.cost_high_s).all()
    assert made.success_probability.between(0, 1).all() and made.chance_of_best.between(0, 1).all()
    assert (made.gain >= 0).all()


def test_the_first_recommendation_is_near_the_best(known: History) -> None:
    regrets = []
    for name in known.datasets.index[::5]:
        made = Recommender.fit(without(known, name)).recommend(profile_of(known, name), known.variants, no_runs(), 3)
        truth = known.runs[known.runs.dataset_id == name].set_index("variant_id").score
        regrets.append((truth.max() - truth[made.variant_id].max()) / (truth.max() - truth.median()))
    assert np.mean(regrets) < 0.35


@pytest.mark.parametrize("shuffle_seed", [1, 2])
def test_order_and_names_of_rows_and_columns_change_nothing(known: History, shuffle_seed: int) -> None:
    part = without(known, "d003")
    rng = np.random.default_rng(shuffle_seed)
    mix = lambda t: t.sample(frac=1, random_state=shuffle_seed)[rng.permutation(t.columns)]  # noqa: E731
    v_name = {v: f"x{k}" for k, v in enumerate(rng.permutation(part.variants.index))}
    d_name = {d: f"y{k}" for k, d in enumerate(rng.permutation(part.datasets.index))}
    columns = {"p__rate": "p__zz", "p__penalty": "p__a", "mf_log_rows": "mf_z", "mf_noise": "mf_a"}
    runs = mix(part.runs).assign(
        variant_id=lambda t: t.variant_id.map(v_name), dataset_id=lambda t: t.dataset_id.map(d_name)
    )
    other = History(
        runs,
        mix(part.datasets).rename(index=d_name, columns=columns),
        mix(part.variants).rename(index=v_name, columns=columns),
    )
    seen = seen_on(known, "d003", ["v0001", "v0004"])
    a = Recommender.fit(part).recommend(profile_of(known), known.variants, seen, 24, 50.0)
    b = Recommender.fit(other).recommend(
        profile_of(known).rename(columns),
        mix(known.variants).rename(index=v_name, columns=columns),
        seen.assign(variant_id=seen.variant_id.map(v_name)),
        24,
        50.0,
    )
    same(a.assign(variant_id=a.variant_id.map(v_name)), b)


def test_duplicated_candidates_and_runs_change_nothing(known: History, fitted: Recommender) -> None:
    twice = pd.concat([known.variants, known.variants.iloc[:7]])
    same(
        fitted.recommend(profile_of(known), known.variants, no_runs(), 10),
        fitted.recommend(profile_of(known), twice, no_runs(), 10),
    )
    seen = seen_on(known, "d003", ["v0002", "v0005"])
    same(
        fitted.recommend(profile_of(known), known.variants, seen, 10),
        fitted.recommend(profile_of(known), known.variants, pd.concat([seen, seen]), 10),
    )


def test_the_same_seed_repeats_exactly_and_a_pickled_one_says_the_same(known: History, fitted: Recommender) -> None:
    again = Recommender.fit(without(known, "d003"))
    a = fitted.recommend(profile_of(known), known.variants, no_runs(), 24)
    pd.testing.assert_frame_equal(a, again.recommend(profile_of(known), known.variants, no_runs(), 24))
    kept = pickle.loads(pickle.dumps(fitted))
    pd.testing.assert_frame_equal(a, kept.recommend(profile_of(known), known.variants, no_runs(), 24))


def test_intervals_narrow_as_runs_come_in(known: History, fitted: Recommender) -> None:
    before = fitted.recommend(profile_of(known), known.variants, no_runs(), 24).set_index("variant_id")
    some = list(known.variants.index[:8])
    after = fitted.recommend(profile_of(known), known.variants, seen_on(known, "d003", some), 24).set_index(
        "variant_id"
    )
    rest = known.variants.index[8:]
    width = lambda t: (t.score_high - t.score_low)[rest].mean()  # noqa: E731
    assert width(after) < width(before)


def test_many_runs_near_a_ceiling_leave_many_worlds_and_none_beyond_all_bounds() -> None:
    rng = np.random.default_rng(0)
    shapes = np.repeat(np.minimum(GRID, 1.0)[None], 80, 0)  # level from a standing of 1 on
    worlds = Worlds(rng.normal(size=(80, 40)), rng.normal(0, 0.1, (80, 2)), shapes, np.full(80, 1 / 80))
    cover = 0.5 + 0.5 * np.eye(40)
    truth = np.minimum(rng.normal(size=40), 1.0)
    after = worlds.seen(np.arange(30), truth[:30], cover[:, :30], 0.01 * np.eye(2))
    assert 1 / (after.weight**2).sum() > 10
    assert np.abs(after.z).max() < GRID[-1] + 1
    low, high = np.quantile(after.unit()[:, 30:], [0.05, 0.95], axis=0)
    assert ((low <= truth[30:]) & (truth[30:] <= high)).mean() > 0.6


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), n_seen=st.integers(0, 12), budget=st.none() | st.floats(1, 100))
def test_order_of_candidates_and_runs_changes_nothing(seed: int, n_seen: int, budget: float | None) -> None:
    known, fitted = _cached()
    seen = seen_on(known, "d003", list(known.variants.index[:n_seen]))
    mixed = known.variants.sample(frac=1, random_state=seed)
    same(
        fitted.recommend(profile_of(known), known.variants, seen, 12, budget),
        fitted.recommend(profile_of(known), mixed, seen.sample(frac=1, random_state=seed), 12, budget),
    )


def test_a_few_runs_on_each_dataset_make_no_scale_certain() -> None:
    known = history(120, 40, filled=0.05, seed=2)
    whole = history(120, 40, seed=2)
    held = list(whole.datasets.index[:24:2])
    shut = whole.datasets.index[:24]
    part = History(known.runs[~known.runs.dataset_id.isin(shut)], known.datasets.drop(index=shut), known.variants)
    fitted, inside = Recommender.fit(part), []
    for name in held:
        seen = seen_on(whole, name, list(whole.variants.index[:8]))
        made = fitted.recommend(profile_of(whole, name), whole.variants, seen, 40).set_index("variant_id")
        truth = whole.runs[whole.runs.dataset_id == name].set_index("variant_id").score[whole.variants.index[8:]]
        made = made.loc[truth.index]
        inside.append(((truth >= made.score_low) & (truth <= made.score_high)).mean())
    assert 0.6 < np.mean(inside) < 0.97


_made: list[tuple[History, Recommender]] = []


def _cached() -> tuple[History, Recommender]:
    if not _made:
        known = history(30, 24)
        _made.append((known, Recommender.fit(without(known, "d003"))))
    return _made[0]


@pytest.mark.parametrize(
    "made",
    [
        {"n_datasets": 1},
        {"n_datasets": 2, "n_variants": 3},
        {"n_datasets": 60, "filled": 0.03},
        {"n_datasets": 25, "failures": 0.4},
        {"n_datasets": 20, "features": False},
        {"n_datasets": 20, "loss": True},
        {"n_datasets": 12, "n_variants": 1},
    ],
    ids=str,
)
def test_any_history_serves(made: dict) -> None:
    known = history(**made)
    fitted = Recommender.fit(known)
    fresh = space(9, np.random.default_rng(7)).rename(index=lambda v: f"new-{v}")
    candidates = pd.concat([known.variants, fresh])
    seen = seen_on(known, "d000", list(known.variants.index[:2]))
    for observed in (no_runs(), seen):
        made_here = fitted.recommend(profile_of(known, "d000"), candidates, observed, len(candidates), 100.0)
        assert sorted(made_here.variant_id) == sorted(candidates.index)
        assert np.isfinite(made_here.drop(columns="variant_id").to_numpy(float)).all()


def test_without_any_history_the_space_is_spread_over() -> None:
    empty = history(0)
    fitted = Recommender.fit(History(no_runs().assign(dataset_id=[]), empty.datasets, empty.variants))
    variants = space(30, np.random.default_rng(0))
    made = fitted.recommend(pd.Series(dtype=float), variants, no_runs(), 6)
    assert made.variant_id.is_unique and len(made) == 6 and made.score.isna().all()
    assert variants.algorithm[made.variant_id].nunique() == 3


def test_errors_that_differ_by_orders_are_predicted_in_their_own_unit() -> None:
    known = history(30, 20, loss=True)
    made = Recommender.fit(without(known, "d003")).recommend(profile_of(known), known.variants, no_runs(), 20)
    truth = known.runs[known.runs.dataset_id == "d003"].set_index("variant_id").score
    assert (made.score < 0).all()
    assert 0.2 < (made.set_index("variant_id").score / truth).median() < 5


@pytest.mark.parametrize("n", [1, 6, 30])
def test_seconds_or_milliseconds_are_all_the_same(n: int) -> None:
    known = history(n, 16, seed=4)
    faster = History(known.runs.assign(cost_s=known.runs.cost_s * 1000), known.datasets, known.variants)
    candidates = pd.concat([known.variants, space(5, np.random.default_rng(8)).rename(index=lambda v: f"new-{v}")])
    profile = known.datasets.iloc[0].filter(like="mf_").astype(float)
    told, thousand = (
        Recommender.fit(k).recommend(profile, candidates, no_runs(), 8, budget)
        for k, budget in ((known, 20.0), (faster, 20_000.0))
    )
    assert list(told.variant_id) == list(thousand.variant_id)
    costs = ["cost_s", "cost_low_s", "cost_high_s"]
    np.testing.assert_allclose(thousand[costs], told[costs] * 1000, rtol=1e-6)


def test_absurd_figures_are_no_measurements(known: History) -> None:
    runs = known.runs.copy()
    runs.loc[runs.index[:3], "score"] = [1e300, -1e300, np.inf]
    plain = History(known.runs.iloc[3:], known.datasets, known.variants)
    profile = known.datasets.iloc[5].filter(like="mf_").astype(float)
    told, other = (
        Recommender.fit(k).recommend(profile, known.variants, no_runs(), 5)
        for k in (History(runs, known.datasets, known.variants), plain)
    )
    pd.testing.assert_frame_equal(told, other)


def test_failures_are_foreseen() -> None:
    known = history(40, 24, failures=0.3)
    made = Recommender.fit(known).recommend(profile_of(known), known.variants, no_runs(), 24).set_index("variant_id")
    by_kind = made.success_probability.groupby(known.variants.algorithm).mean()
    assert by_kind["net"] < by_kind["boost"] - 0.2


def test_copies_of_a_profile_that_lack_features_are_fine(known: History, fitted: Recommender) -> None:
    bare = fitted.recommend(pd.Series(dtype=float), known.variants, no_runs(), 5)
    strange = fitted.recommend(pd.Series({"mf_other": 3.0, "mf_noise": np.inf}), known.variants, no_runs(), 5)
    assert len(bare) == len(strange) == 5


def test_a_table_that_lacks_a_column_is_refused_in_words(known: History) -> None:
    with pytest.raises(BadData, match="cost_s"):
        Recommender.fit(History(known.runs.drop(columns="cost_s"), known.datasets, known.variants))


def test_no_candidates_give_no_recommendation(fitted: Recommender, known: History) -> None:
    assert fitted.recommend(profile_of(known), known.variants.iloc[:0], no_runs(), 5).empty


def test_what_an_expectation_rests_on_is_told(known: History, fitted: Recommender) -> None:
    fresh = space(1, np.random.default_rng(9)).rename(index={"v0000": "new"})
    told, new = fitted.explain(profile_of(known), pd.concat([known.variants, fresh]), ["v0003", "new"])
    assert len(told.runs) == 3 and told.runs[0].similarity >= told.runs[-1].similarity
    assert told.relative is None and new.relative in known.variants.index
    assert told.influences and abs(told.influences[0].effect) >= abs(told.influences[-1].effect)
    run = told.runs[0]
    here = known.runs[known.runs.dataset_id == run.dataset_id].set_index("variant_id").score
    assert run.score == pytest.approx(here["v0003"]) and run.rank == int((here > here["v0003"]).sum()) + 1


def test_counterfactuals_are_computed(known: History, fitted: Recommender) -> None:
    changes = fitted.counterfactuals(profile_of(known), known.variants, ["mf_log_rows", "mf_unknown"])
    for change in changes:
        other = profile_of(known)
        assert change.moved[change.name] == change.value and change.over == (change.value > other[change.name])
        other[list(change.moved)] = list(change.moved.values())
        assert fitted.recommend(other, known.variants, no_runs(), 1).variant_id.iloc[0] == change.first
    assert any(c.name == "mf_log_rows" for c in changes)
