"""Neighbours are valid variants of the same estimator, the same for the same seed."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.families import FAMILIES
from experiments.workflows.neighbours import neighbour, new_neighbour
from experiments.workflows.tabular import default_variant, sample_variants, variant_of


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(("binary", "multiclass", "regression")), st.integers(0, 60), st.integers(0, 1000))
def test_a_neighbour_is_a_variant_of_the_same_estimator(kind, place, seed):
    origin = sample_variants(kind, 61)[place]
    found = neighbour(origin, kind, random.Random(seed))
    assert found.choices["estimator"] == origin.choices["estimator"]
    assert variant_of(found.choices, kind).id == found.id
    assert found.id == neighbour(origin, kind, random.Random(seed)).id


@pytest.mark.parametrize("estimator", [e for e in FAMILIES if "regression" in e.kinds], ids=lambda e: e.name)
def test_new_neighbours_were_not_begun(estimator):
    origin = default_variant(estimator.name, "regression")
    begun = {origin.id}
    for seed in range(5):
        found = new_neighbour([origin], "regression", begun, random.Random(seed))
        if found is not None:
            assert found.id not in begun
            begun.add(found.id)
    assert len(begun) > 1
