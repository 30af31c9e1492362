"""Absurd figures are found without knowing the metric; honest ones, however odd, are kept."""

import numpy as np
import pandas as pd
import pytest

from recommender import Recommender
from recommender.sifting import sifted
from tests.recommender.histories import History, history, no_runs, without


@pytest.mark.parametrize("value", [50.0, 1e9, 1e30])
def test_scores_no_dataset_reaches_are_set_aside_with_a_reason(value: float) -> None:
    runs = history(12, 10).runs
    spoilt = [3, 48, 49, 90]
    runs.loc[spoilt, "score"] = value
    kept, aside = sifted(runs)
    assert sorted(kept.index.symmetric_difference(runs.index)) == spoilt
    assert set(aside.reason) == {"its score is far above all others"} and len(aside) == 4


def test_costs_beyond_all_reason_are_missing_and_the_scores_stay() -> None:
    runs = history(12, 10).runs
    runs.loc[[5, 6], "cost_s"] = 1e15
    kept, aside = sifted(runs)
    assert len(kept) == len(runs) and kept.cost_s.isna().sum() == 2 and len(aside) == 2


@pytest.mark.parametrize("loss", [False, True])
def test_honest_runs_are_kept(loss: bool) -> None:
    """Units that differ by orders of magnitude, very bad scores, and one variant that alone is any good."""
    runs = history(12, 10, loss=loss, failures=0.2).runs
    unit = runs.dataset_id.map({d: 10.0 ** (k % 9 - 4) for k, d in enumerate(runs.dataset_id.unique())})
    runs["score"] *= unit if loss else 1.0
    runs.loc[[2, 31], "score"] = -1e9
    here = runs.dataset_id == "d004"
    runs.loc[here, "score"] = np.where(np.arange(here.sum()) == 4, runs.score.max(), runs.score[here].min())
    assert sifted(runs)[1].empty


def test_absurd_runs_hide_nothing_and_widen_nothing() -> None:
    known = history(30, 24)
    clean = without(known, "d003")
    spoilt = clean.runs.copy()
    spoilt.loc[spoilt.index[[40, 200, 400]], "score"] = 1e9
    profile = known.datasets.loc["d003"].filter(like="mf_").astype(float)
    fits = [Recommender.fit(History(r, clean.datasets, clean.variants)) for r in (clean.runs, spoilt)]
    told = [f.recommend(profile, known.variants, no_runs(), 24).set_index("variant_id") for f in fits]
    assert len(fits[0].set_aside) == 0 and len(fits[1].set_aside) == 3
    width = [float((t.score_high - t.score_low).mean()) for t in told]
    assert width[1] == pytest.approx(width[0], rel=0.2)
    pd.testing.assert_series_equal(told[0].score, told[1].score.reindex(told[0].index), atol=0.05, rtol=0)
