"""One contract for all estimators: each file of the folder is held to it."""

import re
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest

import experiments.families as families
from experiments.evaluation import evaluate, fit_final
from experiments.families import ESTIMATORS, FAMILIES
from experiments.models import load_model, meta_of, save_model
from experiments.workflows.tabular import default_variant, interpretable, variant_of
from store.records import Family, TaskKind
from tests.experiments.messy import messy, task_for

CASES: list[tuple[str, TaskKind]] = [(e.name, k) for e in FAMILIES for k in e.kinds]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_two_runs_give_identical_metrics_and_probabilities(name: str, kind: TaskKind) -> None:
    table, variant, task = messy(70), default_variant(name, kind), task_for(kind)
    first, second = (evaluate(table, variant, task, 3) for _ in range(2))
    assert first.metrics == second.metrics
    assert first.oof.equals(second.oof)
    if kind not in ("regression", "forecast"):
        shares = first.oof.filter(like="probability_").to_numpy()
        assert (shares >= 0).all() and np.allclose(shares.sum(axis=1), 1.0)


@pytest.mark.parametrize(("name", "kind"), [(e.name, e.kinds[-1]) for e in FAMILIES])
def test_a_fitted_estimator_can_be_saved_and_loaded(name: str, kind: TaskKind, tmp_path: Path) -> None:
    table, variant, task = messy(80), default_variant(name, kind), task_for(kind)
    save_model(fit_final(table, variant, task, 0), tmp_path, meta_of(table, task, variant, 0), table)
    assert load_model(tmp_path).meta.variant == variant


@pytest.mark.parametrize("estimator", [e for e in FAMILIES if e.weighs_classes], ids=lambda e: e.name)
def test_balanced_classes_find_more_of_a_rare_class_even_if_classes_are_written_as_digits(
    estimator: families.Estimator,
) -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame(random.normal(size=(150, 2)), columns=["a", "b"])
    table["left"] = (table["a"] + random.normal(size=150) > 1.6).astype(int)
    task = task_for("binary", metric="recall", positive_class="1", columns_excluded=())
    plain, balanced = (
        evaluate(table, variant_of({"estimator": estimator.name, "class_weight": weight}, "binary"), task, 0)
        for weight in ("none", "balanced")
    )
    assert plain.metrics != balanced.metrics
    assert estimator.name in ("random_forest", "extra_trees") or balanced.score >= plain.score


@pytest.mark.parametrize("estimator", [e for e in FAMILIES if e.learns_absolute], ids=lambda e: e.name)
def test_who_learns_the_absolute_error_predicts_medians(estimator: families.Estimator, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"a": random.normal(size=400), "amount": random.lognormal(sigma=1.5, size=400)})
    task = task_for("regression", target="amount", metric="mae", columns_excluded=())
    scores = {}
    for loss in ("squared", "absolute"):
        variant = variant_of({"estimator": estimator.name, "loss": loss}, "regression")
        scores[loss] = evaluate(table, variant, task, 0).score
        fitted = fit_final(table, variant, task, 0)
    assert scores["absolute"] < 0.95 * scores["squared"]
    assert np.median(fitted.predict(table[["a"]])) < 0.7 * table["amount"].mean()
    save_model(fitted, tmp_path, meta_of(table, task, variant, 0), table)
    assert load_model(tmp_path).meta.variant == variant


@pytest.mark.parametrize("estimator", FAMILIES, ids=lambda e: e.name)
def test_the_ends_of_every_range_are_valid_choices(estimator: families.Estimator) -> None:
    for point in estimator.named_points:
        for value in point.choices or (point.low, point.high):
            variant = variant_of({"estimator": estimator.name, point.name: value}, estimator.kinds[0])
            assert variant.choices[point.name] == value
            assert variant.label and estimator.words in variant.label
            assert not re.search(r"\b1 [a-z]+s\b", variant.label), "of one, one is said"


def test_every_file_of_the_folder_is_listed_under_its_name() -> None:
    files = {p.stem for p in Path(families.__file__).parent.glob("[a-z]*.py")}
    assert files == set(ESTIMATORS)
    assert {e.family for e in FAMILIES} == set(get_args(Family))


def test_what_a_person_can_follow_is_said_to_be_interpretable() -> None:
    assert interpretable(default_variant("linear", "binary"))
    assert interpretable(variant_of({"estimator": "decision_tree", "decision_tree.depth": 5}, "regression"))
    assert not interpretable(variant_of({"estimator": "decision_tree", "decision_tree.depth": 6}, "regression"))
    assert not interpretable(default_variant("lightgbm", "binary"))
