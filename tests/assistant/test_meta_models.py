"""Meta-models learn from own runs in the background, are promoted only if not worse, and can be taken back."""

import json
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from assistant.meta_models import Field, MetaModels
from store.errors import BadRequest
from store.memory import MemoryStore
from store.prior import load_prior
from store.records import MetaModelCard
from tests.store import facts

FIELD = Field("binary", "roc_auc", 5)


@pytest.fixture
def prior(tmp_path, monkeypatch):
    """A small prior pack of ten tables and eight variants."""
    rng = np.random.default_rng(0)
    variants = [facts.variant(trees=10 * (k + 1)) for k in range(8)]
    names = [f"table-{k}" for k in range(10)]
    cells = [(d, v.id, 0.6 + 0.04 * j + 0.02 * rng.normal()) for d in names for j, v in enumerate(variants)]
    runs = pd.DataFrame(cells, columns=["dataset_id", "variant_id", "m__roc_auc"])
    folder = tmp_path / "prior"
    folder.mkdir()
    runs.assign(status="ok", cost_s=1.0, folds=5, error="").to_parquet(folder / "runs.parquet")
    pd.DataFrame(
        {"dataset_id": names, "name": names, "group": names, "kind": "binary", "rows": 100, "columns": 5,
         "subsample": 0, "target": "y", "profiler": "sextant-1", "mf_log_rows": rng.uniform(4, 9, 10)}
    ).to_parquet(folder / "datasets.parquet")  # fmt: skip
    pd.DataFrame(
        {"variant_id": [v.id for v in variants], "workflow_id": [v.workflow_id for v in variants],
         "family": [v.family for v in variants], "label": [v.label for v in variants],
         "choices": [json.dumps(v.choices) for v in variants]}
    ).to_parquet(folder / "variants.parquet")  # fmt: skip
    monkeypatch.setenv("SEXTANT_PRIOR", str(folder))
    assert len(load_prior().runs) == 80
    return variants


@pytest.fixture(scope="module")
def refits():
    """They are what this is about."""


@pytest.fixture
def store():
    return MemoryStore()


def models(store, home) -> MetaModels:
    return MetaModels(store, home, lambda: datetime.now(UTC))


def learn(store, variants) -> None:
    """Own runs on a table that no meta-model has seen."""
    of = facts.task()
    store.append(*facts.dataset(of.version_id), facts.profile(of.version_id), facts.machine())
    for k, variant in enumerate(variants):
        store.append(facts.run(variant, f"own-{k}", of=of), facts.start(f"own-{k}"), facts.end(f"own-{k}"))


def refitted(store, made) -> MetaModelCard:
    """Waits for the refit in the background to leave its card."""
    before = len(store.find(MetaModelCard))
    made.learn(facts.task())
    deadline = time.monotonic() + 240
    while len(store.find(MetaModelCard)) == before or made._refitting:
        assert time.monotonic() < deadline, "no refit in the background"
        time.sleep(0.02)
    return store.find(MetaModelCard)[-1]


def test_own_runs_bring_a_refit_that_can_be_taken_back_and_stays_so(prior, store, tmp_path) -> None:
    made = models(store, tmp_path)
    first = made.ready(FIELD).key
    with pytest.raises(BadRequest, match="no earlier"):
        made.roll_back(FIELD)
    learn(store, prior)
    card = refitted(store, made)
    assert card.promoted and card.trained_on["own_runs"] == len(prior) and "regret_auc" in card.quality
    assert made.ready(FIELD).key == card.id != first
    back = made.roll_back(FIELD)
    assert first in back.why and card.id in back.why
    assert made.ready(FIELD).recommender.model.history.score.shape[0] == 10
    again = models(store, tmp_path).ready(FIELD)
    assert again.key == back.id and again.recommender.model.history.score.shape[0] == 10


def test_a_refused_refit_is_not_used_after_a_restart_either(prior, store, tmp_path) -> None:
    made = models(store, tmp_path)
    first = made.ready(FIELD).key
    learn(store, prior)
    (card,) = store.find(MetaModelCard)
    key = made._key(FIELD, len(prior))
    refused = {"id": key, "promoted": False, "path": "", "why": "Not promoted: it is worse."}
    store.append(card.model_copy(update=refused))
    assert models(store, tmp_path).ready(FIELD).key == first
