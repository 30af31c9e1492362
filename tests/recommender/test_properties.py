"""What holds for any question to a recommender, whatever it learned."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Recommender
from recommender.choice import Taste
from tests.recommender.histories import History, history, no_runs, space, without

KINDS = {"dense": {}, "failures": {"failures": 0.3}, "sparse": {"filled": 0.3}, "errors": {"loss": True}}
WORSE_AT_MOST = 0.01
"""Greedy plans are no exact optimum: by so much of the way from the median to the best one may be worse."""


@lru_cache
def fitted(kind: str) -> tuple[History, Recommender]:
    known = history(30, 24, **KINDS[kind])
    return known, Recommender.fit(without(known, "d003"))


def ask(kind: str, candidates: pd.DataFrame, n_seen: int, n: int, budget: float | None = None) -> pd.DataFrame:
    known, recommender = fitted(kind)
    runs = known.runs[known.runs.dataset_id == "d003"].iloc[:n_seen]
    observed = runs[["variant_id", "score", "cost_s", "status"]]
    profile = known.datasets.loc["d003"].filter(like="mf_").astype(float)
    return recommender.recommend(profile, candidates, observed, n, budget)


def same(a: pd.DataFrame, b: pd.DataFrame) -> None:
    assert list(a.variant_id) == list(b.variant_id)
    numbers = a.columns.drop("variant_id")
    np.testing.assert_allclose(a[numbers].to_numpy(float), b[numbers].to_numpy(float), rtol=1e-6, atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    small=st.floats(0.05, 500),
    factor=st.floats(1.0, 50),
    n=st.integers(2, 24),
    n_seen=st.integers(0, 4),
)
def test_more_budget_never_worsens_the_expected_best(
    kind: str, small: float, factor: float, n: int, n_seen: int
) -> None:
    candidates = fitted(kind)[0].variants
    reach = [ask(kind, candidates, n_seen, n, b).gain.sum() for b in (small, small * factor)]
    assert reach[1] >= reach[0] - WORSE_AT_MOST


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    twice=st.lists(st.integers(0, 29), max_size=40),
    n=st.integers(1, 30),
    n_seen=st.integers(0, 6),
    budget=st.none() | st.floats(0.5, 100),
)
def test_duplicated_candidates_change_nothing(
    kind: str, twice: list[int], n: int, n_seen: int, budget: float | None
) -> None:
    fresh = space(6, np.random.default_rng(5)).rename(index=lambda v: f"new-{v}")
    candidates = pd.concat([fitted(kind)[0].variants, fresh])
    repeated = pd.concat([candidates, candidates.iloc[twice]])
    same(ask(kind, candidates, n_seen, n, budget), ask(kind, repeated, n_seen, n, budget))


@settings(max_examples=30, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    seed=st.integers(0, 10_000),
    n=st.integers(1, 12),
    n_seen=st.integers(0, 6),
    budget=st.none() | st.floats(0.5, 100),
)
def test_other_names_of_candidates_never_run_change_nothing(
    kind: str, seed: int, n: int, n_seen: int, budget: float | None
) -> None:
    rng = np.random.default_rng(seed)
    fresh = space(12, np.random.default_rng(6)).rename(index=lambda v: f"new-{v}")
    named = {v: f"{k:05d}" for v, k in zip(fresh.index, rng.permutation(99_999)[: len(fresh)], strict=True)}
    candidates = pd.concat([fitted(kind)[0].variants, fresh])
    told = ask(kind, candidates, n_seen, n, budget)
    other = ask(kind, candidates.rename(index=named).sample(frac=1, random_state=seed), n_seen, n, budget)
    same(told.assign(variant_id=told.variant_id.replace(named)), other)


@settings(max_examples=30, deadline=None)
@given(kind=st.sampled_from(sorted(KINDS)), n=st.integers(1, 24), n_seen=st.integers(0, 6), seed=st.integers(0, 99))
def test_wishes_all_alike_change_nothing(kind: str, n: int, n_seen: int, seed: int) -> None:
    known, recommender = fitted(kind)
    profile = known.datasets.loc["d003"].filter(like="mf_").astype(float)
    observed = known.runs[known.runs.dataset_id == "d003"].iloc[:n_seen][["variant_id", "score", "cost_s", "status"]]
    alike = Taste(np.full(24, 1.0 + seed), np.zeros(24, dtype=np.int64))
    plain = recommender.recommend(profile, known.variants, observed, n)
    same(plain, recommender.recommend(profile, known.variants, observed, n, taste=alike))


@pytest.mark.parametrize("n_runs", [1, 2, 7, 40])
def test_a_space_with_one_dataset_is_searched_by_its_own_choices(n_runs: int) -> None:
    """Boosting with a rate near 0.03 is best: what few runs show of it is carried over to combinations untried."""
    known = history(1, 60, seed=3)
    learned = known.runs.iloc[:n_runs]
    recommender = Recommender.fit(History(learned, known.datasets, known.variants))
    untried = known.variants.drop(index=learned.variant_id)
    profile = known.datasets.loc["d000"].filter(like="mf_").astype(float)
    observed = learned[["variant_id", "score", "cost_s", "status"]]
    made = recommender.recommend(profile, untried, observed, len(untried))
    assert sorted(made.variant_id) == sorted(untried.index)
    assert np.isfinite(made[["score", "score_low", "score_high", "cost_s"]].to_numpy(float)).all()
    assert (made.score_low <= made.score).all() and (made.score <= made.score_high).all()
    if n_runs == 40:
        truth = known.runs.set_index("variant_id").score
        told = made.set_index("variant_id").score
        assert told.corr(truth.reindex(told.index), method="spearman") > 0.4


def test_nothing_known_asks_for_a_spread_set_under_any_budget() -> None:
    empty = history(0)
    recommender = Recommender.fit(History(no_runs().assign(dataset_id=[]), empty.datasets, empty.variants))
    variants = space(20, np.random.default_rng(1))
    orders = [
        list(recommender.recommend(pd.Series(dtype=float), variants, no_runs(), n, b).variant_id)
        for n, b in ((4, None), (9, 3.0), (20, 0.0))
    ]
    assert orders[1][:4] == orders[0] and orders[2][:9] == orders[1]
    assert variants.algorithm[orders[0]].nunique() == 3
