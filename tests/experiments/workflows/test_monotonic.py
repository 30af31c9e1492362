"""Stated directions hold for every row and every variant that may be tried; others are left out with the reason."""

import random

import numpy as np
import pandas as pd
import pytest

from experiments.evaluation import fit_final
from experiments.families import ESTIMATORS
from experiments.models import load_model, meta_of, predict_with, save_model
from experiments.strategies.space import space_of
from experiments.workflows.neighbours import neighbour
from experiments.workflows.tabular import default_variant, fits, sample_variants, variant_of
from store.errors import BadRequest
from tests.experiments.test_task import settled

ABLE = [e for e in ESTIMATORS.values() if e.monotonic]


def flats(rows: int = 120) -> pd.DataFrame:
    chance = np.random.default_rng(0)
    table = pd.DataFrame({"size": chance.uniform(20, 200, rows), "rooms": chance.integers(1, 6, rows)})
    table["town"] = chance.choice(list("abc"), rows)
    table["price"] = 100 * np.sin(table["size"] / 25) + table["size"] + chance.normal(0, 20, rows)
    table["dear"] = np.where(table["price"] > 100, "a dear one", "cheap")
    table.loc[::9, "size"] = np.nan
    return table


def task_of(kind: str, way: str):
    target, other = ("price", "dear") if kind == "regression" else ("dear", "price")
    said = {"positive_class": "a dear one"} if kind == "binary" else {}
    directions = [{"column": "Size", "direction": way}]
    return settled(flats(), target=target, columns_forbidden=[other], monotonic=directions, **said)


def moves(fitted, kind: str) -> np.ndarray:
    """Changes of the prediction as the size grows, for some rows, shape (n_rows, n_steps)."""
    found = []
    for _, row in flats().iloc[:5].iterrows():
        table = pd.DataFrame([row] * 40).assign(size=np.linspace(10, 220, 40))
        if kind == "regression":
            found.append(np.diff(fitted.predict(table).astype(float)))
        else:
            found.append(np.diff(fitted.predict_proba(table)[:, list(fitted.classes_).index("a dear one")]))
    return np.array(found)


@pytest.mark.parametrize("kind", ["regression", "binary"])
@pytest.mark.parametrize("way", ["rising", "falling"])
def test_no_variant_that_may_be_tried_goes_against_the_direction(kind, way):
    settled_task = task_of(kind, way)
    task = settled_task.task
    assert "never falls" in settled_task.why["monotonic"] or way == "falling"
    some = [v for v in sample_variants(kind, 70) if fits(v, task)][:9]
    some += [neighbour(some[0], kind, random.Random(1)), *(default_variant(e.name, kind) for e in ABLE)]
    for variant in some:
        steps = moves(fit_final(flats(), variant, task, 0), kind)
        assert (steps * (1 if way == "rising" else -1)).min() >= -1e-9, variant.label


def test_without_a_direction_these_models_follow_the_waves():
    task = task_of("regression", "rising").task.model_copy(update={"monotonic": ()})
    assert moves(fit_final(flats(), default_variant("lightgbm", "regression"), task, 0), "regression").min() < -5


def test_models_that_cannot_promise_it_are_left_out_and_refused():
    task = task_of("regression", "rising").task
    assert not fits(default_variant("linear", "regression"), task)
    assert set(space_of("regression", directed=True).estimators) == {e.name for e in ABLE}
    with pytest.raises(BadRequest, match="cannot keep to a direction"):
        fit_final(flats(), default_variant("linear", "regression"), task, 0)
    by_median = variant_of({"estimator": "lightgbm", "loss": "absolute"}, "regression")
    assert not fits(by_median, task)
    with pytest.raises(BadRequest, match="absolute loss cannot keep to a direction"):
        fit_final(flats(), by_median, task, 0)


@pytest.mark.parametrize("estimator", ABLE, ids=lambda e: e.name)
def test_it_is_saved_with_the_model(estimator, tmp_path):
    task, variant = task_of("regression", "rising").task, default_variant(estimator.name, "regression")
    fitted = fit_final(flats(), variant, task, 0)
    save_model(fitted, tmp_path, meta_of(flats(), task, variant, 0), flats())
    table = pd.DataFrame([flats().iloc[1]] * 30).assign(size=np.linspace(10, 220, 30))
    assert np.diff(predict_with(load_model(tmp_path), table)["prediction"]).min() >= 0


@pytest.mark.parametrize(
    ("said", "words"),
    [({"monotonic": [{"column": "sise", "direction": "rising"}]}, "Did you mean `size`"),
     ({"monotonic": [{"column": "town", "direction": "rising"}]}, "no numbers"),
     ({"monotonic": [{"column": "size", "direction": "rising"}], "columns_forbidden": ["size"]}, "left out"),
     ({"monotonic": [{"column": "size", "direction": "rising"}], "target": "town"}, "several classes")],
)  # fmt: skip
def test_directions_that_mean_nothing_are_refused(said, words):
    with pytest.raises(BadRequest, match=words):
        settled(flats(), **{"target": "price"} | said)
