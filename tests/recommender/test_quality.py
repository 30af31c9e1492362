import pandas as pd
import pytest

from recommender.quality import compare, measure
from tests.recommender.histories import History, history


def test_figures_are_measured_on_held_out_datasets() -> None:
    found = measure(history(30, 20))
    assert found["regret_auc"] <= found["portfolio_auc"] + 0.02
    assert 0.6 < found["coverage"] < 0.95 and 1 <= found["cost_factor"] < 1.6
    assert found["datasets"] == 30


def test_too_few_datasets_cannot_be_measured_and_the_newer_is_taken() -> None:
    known = history(4, 10)
    assert measure(known) == {}
    assert compare(known, known).promote


def test_the_same_knowledge_is_not_worse() -> None:
    known = history(20, 12)
    verdict = compare(known, known)
    assert verdict.promote and verdict.quality["regret_auc"] == verdict.quality["regret_auc_before"]
    assert "not worse" in verdict.why


@pytest.mark.slow
def test_a_verdict_on_lies_shows_both_figures() -> None:
    known = history(36, 20)
    names = {d: f"fake-{d}" for d in known.datasets.index}
    lies = known.runs.assign(dataset_id=known.runs.dataset_id.map(names), score=2 - known.runs.score, weight=40.0)
    poisoned = History(
        pd.concat([known.runs.assign(weight=1.0), lies], ignore_index=True),
        pd.concat([known.datasets, known.datasets.rename(index=names).assign(group=list(names.values()))]),
        known.variants,
    )
    verdict = compare(poisoned, known)
    assert verdict.promote
    assert verdict.quality["regret_auc"] < verdict.quality["regret_auc_before"]
