import numpy as np
import pytest

from recommender import Recommender
from recommender.model import Model
from recommender.trust import BEFOREHAND, TRUSTS, trusting, weighed
from tests.recommender.histories import history


def test_meta_features_that_say_nothing_are_not_trusted() -> None:
    known = history(30, 24)
    rng = np.random.default_rng(0)
    noise = known.datasets.copy()
    features = [c for c in noise if c.startswith("mf_")]
    noise[features] = rng.normal(size=(len(noise), len(features)))
    known_trust = Recommender.fit(known).model.score.trust  # type: ignore[union-attr]
    known.datasets = noise
    assert Recommender.fit(known).model.score.trust <= known_trust + 1e-9  # type: ignore[union-attr]


def test_trust_goes_where_regret_is_surely_less() -> None:
    rng = np.random.default_rng(0)
    level = rng.uniform(0.1, 0.5, (40, 1))
    surely = level + np.array([[0.2, 0.1, 0.05, 0.0]]) + rng.normal(0, 0.02, (40, 4))
    assert weighed(surely, np.array(TRUSTS), np.array(BEFOREHAND)) > 0.95
    unsure = level + rng.normal(0, 0.2, (40, 4))
    assert 0.05 < weighed(unsure, np.array(TRUSTS), np.array(BEFOREHAND)) < 0.95


def test_few_datasets_are_met_with_caution() -> None:
    few, many = (trusting(Model.fit(history(n, 24), 0)) for n in (12, 60))
    assert few is not None and many is not None
    assert few.score.trust < many.score.trust


@pytest.mark.parametrize("n", [1, 2, 4])
def test_a_handful_of_datasets_says_little_of_meta_features(n: int) -> None:
    model = trusting(Model.fit(history(n, 24), 0))
    assert model is not None
    assert model.score.trust < 0.3


def test_left_out_expectations_without_trust_are_the_mean_of_the_others() -> None:
    known = history(12, 10)
    model = Model.fit(known, 0)
    assert model is not None
    plain = model.score.trusting(0.0)
    others = model.where.groups != model.where.groups[0]
    mean, ratio = plain.at_left_out(0)
    expected = model.score.expected[others]
    centre, spread = model.score.across.centre, model.score.across.constant
    level = centre + (expected - centre).sum(0) / (len(expected) + 1 / spread)  # drawn a little towards the centre
    np.testing.assert_allclose(mean, level, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(ratio, 1.0)
