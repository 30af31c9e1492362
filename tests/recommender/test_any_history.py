"""Whatever the history looks like: an answer for every question, sound in every figure; misuse refused in words."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from recommender import Recommender
from recommender.choice import Taste
from store.errors import BadData, BadRequest
from tests.recommender.histories import History, history, no_runs
from tests.recommender.shapes import any_history, any_profile, any_runs, some, strangers

BUDGETS = (None, None, 0.0, 1e-3, 5.0, 1e9, -4.0)


def learnable(known: History) -> bool:
    """Whether any run tells a score."""
    score = pd.to_numeric(known.runs.score, errors="coerce").abs() < 1e100
    at_home = known.runs.dataset_id.isin(known.datasets.index) & known.runs.variant_id.isin(known.variants.index)
    return bool((score & at_home & (known.runs.status == "ok")).any())


def sound(made: pd.DataFrame) -> None:
    """Every figure is finite and in its range, every interval holds its middle."""
    figures = made.drop(columns="variant_id").astype(float)
    cost = figures[["cost_low_s", "cost_s", "cost_high_s"]].to_numpy()
    rest = figures.drop(columns=["cost_low_s", "cost_s", "cost_high_s"])
    assert np.isfinite(rest.to_numpy()).all()
    assert (rest.score_low <= rest.score).all() and (rest.score <= rest.score_high).all()
    assert rest[["success_probability", "chance_of_best"]].stack().between(0, 1).all() and (rest.gain >= -1e-12).all()
    assert np.isnan(cost).all() or (np.isfinite(cost).all() and (np.diff(cost, axis=1) >= 0).all() and (cost > 0).all())


@pytest.mark.parametrize("seed", range(36))
def test_every_question_to_any_history_is_answered_soundly(seed: int) -> None:
    known, rng = any_history(seed)
    recommender = Recommender.fit(known)
    assert (recommender.model is not None) == learnable(known)
    candidates = pd.concat([known.variants, strangers(known.variants, rng)]) if rng.random() < 0.6 else known.variants
    for _ in range(3):
        profile, observed = any_profile(known, rng), any_runs(candidates, known, rng)
        n, budget = int(some(rng, 1, 4, len(candidates))), some(rng, *BUDGETS)
        made = recommender.recommend(profile, candidates, observed, n, budget)
        assert len(made) == min(n, len(candidates)) and made.variant_id.is_unique
        assert set(made.variant_id) <= set(candidates.index)
        if recommender.model is not None:
            sound(made)
        pd.testing.assert_frame_equal(made, recommender.recommend(profile, candidates, observed, n, budget))


@pytest.fixture(scope="module")
def known() -> History:
    return history(12, 10)


@pytest.fixture(scope="module")
def fitted(known: History) -> Recommender:
    return Recommender.fit(known)


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"profile": [1.0, 2.0]}, BadData, "profile"),
        ({"profile": pd.Series([1.0, 2.0], index=["mf_a", "mf_a"])}, BadData, "mf_a twice"),
        ({"candidates": ["v0001"]}, BadData, "candidates are a table"),
        ({"observed": [("v0001", 0.8)]}, BadData, "Observed runs are a table"),
        ({"observed": pd.DataFrame({"variant_id": ["v0001"], "score": [0.8]})}, BadData, "lack the columns cost_s"),
        ({"n": 2.5}, BadRequest, "whole number"),
        ({"n": "five"}, BadRequest, "whole number"),
        ({"budget_s": float("nan")}, BadRequest, "number of seconds"),
        ({"budget_s": "an hour"}, BadRequest, "number of seconds"),
        ({"taste": Taste(np.ones(3), np.zeros(3, dtype=np.int64))}, BadRequest, "taste weighs 3"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(
    known: History, fitted: Recommender, asked: dict[str, Any], error: type[Exception], words: str
) -> None:
    question = {"profile": pd.Series(dtype=float), "candidates": known.variants, "observed": no_runs()}
    with pytest.raises(error, match=words):
        fitted.recommend(**(question | asked))


def test_a_variant_that_is_no_candidate_is_not_explained(known: History, fitted: Recommender) -> None:
    with pytest.raises(BadRequest, match="none of the candidates"):
        fitted.explain(pd.Series(dtype=float), known.variants, ["v9999"])


def test_ids_of_other_types_are_refused_rather_than_nothing_learned(known: History) -> None:
    numbered = known.runs.assign(dataset_id=known.runs.dataset_id.str[1:].astype(int))
    datasets = known.datasets.set_axis([str(int(d[1:])) for d in known.datasets.index])
    with pytest.raises(BadData, match="the same type"):
        Recommender.fit(History(numbered, datasets, known.variants))


def test_ids_may_come_as_columns_and_a_profile_as_a_mapping(known: History, fitted: Recommender) -> None:
    columns = History(known.runs, known.datasets.reset_index(), known.variants.reset_index())
    features = {"mf_log_rows": 4.0, "mf_noise": 0.5}
    plain = fitted.recommend(pd.Series(features), known.variants, no_runs(), 4)
    other = Recommender.fit(columns).recommend(features, columns.variants, None, 4, float("inf"))  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(plain, other)
