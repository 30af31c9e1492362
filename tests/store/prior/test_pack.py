import json

import pandas as pd
import pytest

from store.errors import BadData
from store.prior import load_prior


def test_no_pack_is_an_empty_one(tmp_path):
    pack = load_prior(tmp_path)
    assert (len(pack.runs), len(pack.datasets), len(pack.variants), pack.machine) == (0, 0, 0, {})
    assert {"dataset_id", "variant_id", "status", "cost_s"} <= set(pack.runs.columns)


def test_a_pack_is_read_once(tmp_path):
    pd.DataFrame({"variant_id": ["a"], "family": ["svm"], "choices": ["{}"]}).to_parquet(tmp_path / "variants.parquet")
    (tmp_path / "prior.json").write_text(json.dumps({"machine": {"id": "m", "speed": 50.0}}))
    pack = load_prior(tmp_path)
    assert pack.variants.variant_id.tolist() == ["a"] and pack.machine["speed"] == 50
    assert load_prior(tmp_path) is pack


def test_a_broken_pack_is_named(tmp_path):
    (tmp_path / "runs.parquet").write_bytes(b"no parquet")
    with pytest.raises(BadData, match=r"runs.parquet cannot be read"):
        load_prior(tmp_path)


def test_a_pack_without_a_column_is_named(tmp_path):
    pd.DataFrame({"variant_id": ["a"]}).to_parquet(tmp_path / "variants.parquet")
    with pytest.raises(BadData, match="lacks family, choices"):
        load_prior(tmp_path)


def test_a_broken_description_is_named(tmp_path):
    (tmp_path / "prior.json").write_text("{")
    with pytest.raises(BadData, match=r"prior.json cannot be read"):
        load_prior(tmp_path)


def test_the_shipped_pack_can_be_read():
    pack = load_prior()
    assert set(pack.runs.dataset_id) <= set(pack.datasets.dataset_id)
    assert set(pack.runs.variant_id) <= set(pack.variants.variant_id)
