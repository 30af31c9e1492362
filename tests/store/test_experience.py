import json
import pickle

import numpy as np
import pandas as pd
import pytest

from store.errors import BadRequest
from store.experience import dataset_key, experience, observed, variants_frame
from store.prior import PriorPack, load_prior
from store.records import RunEnd
from tests.store import facts

A, B, C = (
    facts.variant(trees=100),
    facts.variant("svm", "svm", C=1.0, scale=True, gamma=None),
    facts.variant("new", "tree"),
)


@pytest.fixture
def prior():
    runs = pd.DataFrame(
        {
            "dataset_id": ["iris", "iris", "loans", "loans", "cars"],
            "variant_id": [A.id, B.id, A.id, B.id, A.id],
            "status": ["ok", "ok", "ok", "timeout", "ok"],
            "cost_s": [1.0, 2.0, 4.0, 60.0, 1.0],
            "folds": [5, 5, 5, 5, 3],
            "m__roc_auc": [0.9, 0.8, 0.7, np.nan, np.nan],
            "m__accuracy": [0.9, 0.8, 0.6, np.nan, np.nan],
            "m__log_loss": [0.2, 0.4, 0.6, np.nan, np.nan],
            "m__rmse": [np.nan, np.nan, np.nan, np.nan, 3.5],
            "error": "",
        }
    )
    datasets = pd.DataFrame(
        {
            "dataset_id": ["iris", "loans", "cars"],
            "name": ["iris", "loans", "cars"],
            "group": ["g-iris", "g-loans", "g-cars"],
            "kind": ["multiclass", "binary", "regression"],
            "profiler": "sextant-1",
            "mf_log_rows": [5.0, 7.0, 6.0],
        }
    )
    variants = pd.DataFrame(
        [
            {"variant_id": v.id, "workflow_id": v.workflow_id, "family": v.family, "label": v.label,
             "choices": json.dumps(v.choices)}
            for v in (A, B)
        ]
    )  # fmt: skip
    return PriorPack(runs, datasets, variants, {"machine": {"id": "lab", "speed": 50.0}})


def own(store, *ends, of=None, variant=A):
    """Runs of one's own that ended so."""
    of = of or facts.task()
    store.append(*facts.dataset(of.version_id), facts.profile(of.version_id), facts.machine())
    for e in ends:
        store.append(facts.run(variant, e.run_id, of=of), facts.start(e.run_id), e)


def test_nothing_known_is_no_trouble(store, tmp_path):
    found = experience(store, load_prior(tmp_path), "binary", "roc_auc", speed=10)
    assert len(found.runs) == len(found.datasets) == len(found.variants) == len(found.set_aside) == 0
    assert {"dataset_id", "variant_id", "score", "cost_s", "status", "weight"} <= set(found.runs)
    assert observed(store, facts.task()).empty


def test_the_prior_of_a_kind_with_costs_of_this_machine(store, prior):
    found = experience(store, prior, "binary", "roc_auc", speed=100)
    assert found.runs.dataset_id.unique().tolist() == ["loans"]
    assert found.runs.status.tolist() == ["ok", "timeout"]
    assert found.runs.cost_s.tolist() == [2.0, 30.0], "twice the speed, half the seconds"
    assert found.runs.score.tolist()[0] == 0.7 and np.isnan(found.runs.score[1])
    assert found.datasets.loc["loans", ["group", "mf_log_rows"]].tolist() == ["g-loans", 7.0]
    assert experience(store, prior, "binary", "roc_auc", speed=None).runs.cost_s.tolist() == [4.0, 60.0]


def test_kinds_may_be_taken_together_where_the_metric_is_of_both(store, prior):
    found = experience(store, prior, "binary", "accuracy", speed=None, kinds=("binary", "multiclass"))
    assert set(found.datasets.index) == {"iris", "loans"}
    with pytest.raises(BadRequest, match="no metric for regression"):
        experience(store, prior, "binary", "accuracy", speed=None, kinds=("regression",))
    with pytest.raises(BadRequest, match="no kind"):
        experience(store, prior, "guess", "accuracy", speed=None)
    with pytest.raises(BadRequest, match="no metric called"):
        experience(store, prior, "binary", "auc", speed=None)


def test_scores_are_gains(store, prior):
    assert experience(store, prior, "binary", "log_loss", speed=None).runs.score[0] == -0.6
    own(store, facts.end(log_loss=0.3))
    assert observed(store, facts.task(metric="log_loss")).score.tolist() == [-0.3]


def test_scores_in_the_targets_unit_are_shares_of_the_trivial_baseline(store, prior):
    prior.datasets["baseline__rmse"] = [np.nan, np.nan, 7.0]
    known = experience(store, prior, "regression", "rmse", speed=None)
    assert known.datasets.scale.tolist() == [7.0] and known.runs.score.tolist() == [-0.5]
    assert set(experience(store, prior, "binary", "roc_auc", speed=None).datasets.scale) == {1.0}


def test_own_errors_are_divided_by_the_baseline_of_their_own_folds(store, prior):
    of = facts.task(kind="regression", metric="rmse")
    ended = facts.end(score=30.0, rmse=30.0).model_copy(update={"baseline": 60.0})
    own(store, ended, of=of)
    known = experience(store, prior, "regression", "rmse", speed=None)
    key = dataset_key(of)
    assert known.datasets.scale[key] == 60.0
    assert known.runs.set_index("dataset_id").score[key] == -0.5
    assert observed(store, of).score.tolist() == [-30.0]


def test_own_runs_join_with_their_weight(store, prior):
    own(store, facts.end(), facts.end("run2", "failed"), facts.end("run3", "stopped"), facts.end("run4", "interrupted"))
    found = experience(store, prior, "binary", "roc_auc", speed=50.0)
    mine = found.runs[found.runs.weight == 3]
    assert mine.dataset_id.tolist() == [dataset_key(facts.task())] and mine.status.tolist() == ["ok"]
    assert mine.cost_s.tolist() == [19.0], "measured on a machine twice as fast"
    assert found.own_runs == 1
    row = found.datasets.loc[dataset_key(facts.task())]
    assert (row["name"], row.group, row.source, row.mf_log_rows) == ("churners", "own:d-v1", "own", 6.9)


def test_a_new_variant_of_ones_own_is_described(store, prior):
    own(store, facts.end(), variant=C)
    found = experience(store, prior, "binary", "roc_auc", speed=None)
    assert found.variants.loc[C.id, ["algorithm", "family"]].tolist() == ["new", "tree"]
    assert set(found.runs.variant_id) <= set(found.variants.index)


def test_an_own_table_named_as_one_of_the_prior_is_in_its_group(store, prior):
    store.append(*facts.dataset("v9", "loans"), facts.run(A, "x", of=facts.task("v9")), facts.end("x"))
    found = experience(store, prior, "binary", "roc_auc", speed=None)
    assert found.datasets.loc[dataset_key(facts.task("v9")), "group"] == "g-loans"


def test_repeats_are_one_row_with_means(store, prior):
    own(store, facts.end("a", score=0.8, wall_s=2), facts.end("b", score=0.9, wall_s=4), facts.end("c", "failed"))
    mine = experience(store, prior, "binary", "roc_auc", speed=None).runs.query("weight == 3")
    assert mine.score.tolist() == pytest.approx([0.85]) and mine.cost_s.tolist() == [3.0]
    only_failed = facts.task(excluded=("age",))
    own(store, facts.end("d", "failed"), facts.end("e", "timeout", wall_s=300), of=only_failed)
    rows = experience(store, prior, "binary", "roc_auc", speed=None).runs.set_index("dataset_id")
    assert rows.loc[dataset_key(only_failed), "status"] == "timeout"


def test_absurd_runs_are_set_aside_with_a_reason(store, prior):
    copy = facts.end("g", score=0.7, wall_s=3.25)
    own(store, facts.end("a", score=1.7), facts.end("b", wall_s=0), facts.end("c", wall_s=1e8), copy)
    own(store, RunEnd(**{**copy.model_dump(), "run_id": "h"}))
    found = experience(store, prior, "binary", "roc_auc", speed=None)
    reasons = found.set_aside.set_index("run_id").reason
    assert reasons["a"] == "its ROC AUC is outside 0.0 to 1.0"
    assert "cost" in reasons["b"] and "cost" in reasons["c"] and "copy" in reasons["h"]
    assert found.runs.query("weight == 3").score.tolist() == [0.7]


def test_costs_are_scaled_to_folds(store, prior):
    def cost(kind, metric, **folds):
        return experience(store, prior, kind, metric, speed=None, **folds).runs.cost_s.tolist()

    assert cost("binary", "roc_auc", folds=10) == [8.0, 120.0]
    assert cost("regression", "rmse") == pytest.approx([5 / 3]), "measured with 3 folds, told for the usual 5"
    assert cost("regression", "rmse", folds=None) == [1.0]


def test_observed_are_runs_on_the_same_rows_measured_the_same_way(store):
    own(store, facts.end(f1=0.5))
    own(store, facts.end("run2", "timeout", wall_s=300.0), variant=B)
    own(store, facts.end("run3", "stopped"), variant=C)
    for n, other in enumerate(
        (facts.task("v2"), facts.task(excluded=("age",)), facts.task(target="age"), facts.task(folds=3))
    ):
        own(store, facts.end(f"other{n}"), of=other)
    seen = observed(store, facts.task())
    assert seen.variant_id.tolist() == [A.id, B.id]
    assert seen.status.tolist() == ["ok", "timeout"] and seen.run_id.tolist() == ["run1", "run2"]
    assert seen.score[0] == 0.81 and np.isnan(seen.score[1]) and seen.cost_s.tolist() == [9.5, 300.0]
    assert observed(store, facts.task(metric="f1")).score.tolist()[0] == 0.5
    assert observed(store, facts.task(metric="mcc")).status.tolist() == ["timeout"], "mcc was not measured"


def test_excluded_columns_in_another_order_are_the_same_task():
    one, two = facts.task(excluded=("a", "b")), facts.task(excluded=("b", "a"))
    assert dataset_key(one) == dataset_key(two) != dataset_key(facts.task(excluded=("a",)))


def test_variants_as_a_recommender_sees_them():
    frame = variants_frame([A, B, B])
    assert frame.index.tolist() == [A.id, B.id] and frame.index.name == "variant_id"
    assert frame.loc[B.id, ["algorithm", "p__C", "p__scale", "p__gamma"]].tolist() == ["svm", 1.0, 1, "none"]
    assert pd.isna(frame.loc[A.id, "p__gamma"]) and "p__estimator" not in frame


def test_knowledge_can_be_kept_beside_a_fitted_model(store, prior):
    found = experience(store, prior, "binary", "roc_auc", speed=None)
    assert pickle.loads(pickle.dumps(found)).runs.equals(found.runs)
