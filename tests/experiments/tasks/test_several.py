"""Several targets become one task where all are numbers; what else is said is refused with the reason."""

import numpy as np
import pandas as pd
import pytest

from experiments.ensemble import blend_weights, measured, out_of_fold
from experiments.evaluation import evaluate, fit_final, trivial_metrics
from experiments.models import load_model, meta_of, predict_with, save_model
from experiments.workflows.building import inputs
from experiments.workflows.tabular import default_variant, variant_of
from store.errors import BadRequest
from tests.experiments.test_task import settled


def houses(rows: int = 160) -> pd.DataFrame:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"size": random.uniform(20, 200, rows), "town": random.choice(list("abcd"), rows)})
    table["price"] = 3000 * table["size"] + random.normal(0, 20_000, rows)
    table["sale price"] = table["price"] / 2
    table["rent"] = 5 * table["size"] + 100 * (table["town"] == "a") + random.normal(0, 20, rows)
    table["kind"] = random.choice(["flat", "house"], rows)
    table.loc[:9, "rent"] = np.nan
    return table


@pytest.mark.parametrize(
    "said", [{"target": "price, rent"}, {"target": "Price and Rent"}, {"further_targets": ["rent"]}]
)
def test_targets_are_found_by_name_measured_by_what_is_explained_of_each(said):
    found = settled(houses(), **{"target": "price"} | said)
    assert found.task.targets == ("price", "rent") and (found.task.kind, found.task.metric) == ("regression", "r2")
    assert "predicted together" in found.why["target"] and "10 of 160" in found.why["rows"]
    assert "rent" not in inputs(houses(), found.task).columns


def test_one_column_with_a_comma_in_its_name_stays_one():
    table = houses().rename(columns={"price": "price, rent"})
    assert settled(table, target="price, rent").task.targets == ("price, rent",)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"target": "price,kind"}, "is none"), ({"further_targets": ["rnt"]}, "Did you mean `rent`"),
     ({"target": "price,rent", "kind": "forecast"}, "as numbers only")],
)  # fmt: skip
def test_what_cannot_be_predicted_together_is_refused(said, words):
    with pytest.raises(BadRequest, match=words):
        settled(houses(), **{"target": "price"} | said)


@pytest.mark.parametrize("name", ["linear", "lightgbm", "knn"])
@pytest.mark.parametrize("categories", ["onehot", "target"])
def test_all_targets_are_predicted_measured_saved_and_loaded(name, categories, tmp_path):
    task = settled(houses(), target="price,rent").task
    variant = variant_of({"estimator": name, "categories": categories, "selection": "univariate"}, "regression")
    found = evaluate(houses(), variant, task, 0)
    each = [found.metrics[f"max r2 of {t}"] for t in task.targets]
    assert found.score == pytest.approx(np.mean(each)) and min(each) > 0.6
    assert abs(found.baseline) < 0.2 and set(trivial_metrics(houses(), task)) >= {"r2", "rmse"}
    fitted = fit_final(houses(), variant, task, 0)
    save_model(fitted, tmp_path, meta_of(houses(), task, variant, 0), inputs(houses(), task))
    said = predict_with(load_model(tmp_path), houses().drop(columns=["price", "rent"]))
    assert said.columns.tolist() == ["prediction", "prediction_rent"]
    assert np.corrcoef(said["prediction_rent"][10:], houses()["rent"][10:])[0, 1] > 0.9


def test_blends_of_several_targets_are_measured_as_runs_are():
    task = settled(houses(), target="price,rent").task
    runs = [evaluate(houses(), default_variant(n, "regression"), task, 0) for n in ("linear", "lightgbm")]
    shared = out_of_fold([r.oof for r in runs])
    alone = measured(shared, shared.members[0], task)
    assert alone["r2"] == pytest.approx(runs[0].score)
    weights, score = blend_weights([r.oof for r in runs], ("linear", "boosting"), task)
    assert sum(weights) == pytest.approx(1.0) and (score is None or score >= runs[0].score)
