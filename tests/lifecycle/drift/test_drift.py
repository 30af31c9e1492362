"""The contract of every drift test, and what each adds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.drift import TESTS, WHOLE, Encoding
from lifecycle.drift.categorical import CategoricalDrift, jensen_shannon
from lifecycle.drift.domain import DomainDrift
from lifecycle.drift.missing import MissingDrift
from lifecycle.drift.numeric import Grid, NumericDrift
from lifecycle.drift.prediction import PredictionDrift
from lifecycle.drift.quality import QualityDrift
from lifecycle.measuring import Predicted
from tests.lifecycle.drift.behaviours import DriftTestContract, learned, table


class TestNumeric(DriftTestContract):
    test = NumericDrift()


class TestCategorical(DriftTestContract):
    test = CategoricalDrift()


class TestMissing(DriftTestContract):
    test = MissingDrift()


class TestQuality(DriftTestContract):
    test = QualityDrift()


class TestPrediction(DriftTestContract):
    test = PredictionDrift()


class TestDomain(DriftTestContract):
    test = DomainDrift()


def test_every_listed_test_keeps_the_contract():
    tried = {type(c.test) for c in DriftTestContract.__subclasses__()}
    assert {type(t) for t in TESTS} == tried
    assert len({t.name for t in TESTS}) == len(TESTS)


@pytest.mark.parametrize("n", [50, 400])
def test_false_alarms_do_not_grow_with_rows(n):
    encoding, knows, usual = learned(NumericDrift(), n)
    high = [usual.z(s, e) > 2.33 for seed in range(60, 120)
            for s, e in knows.effects(encoding.encode(table(n, seed))).items()]  # fmt: skip
    assert np.mean(high) < 0.05


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60), st.floats(0.5, 100))
def test_a_numeric_effect_needs_no_unit(values, scale):
    array = np.array(values)
    other = np.sort(array)[len(array) // 2 :]
    plain = Grid.of(array).distance(other)
    assert 0 <= plain <= 0.5 + 1e-9
    assert Grid.of(array * scale).distance(other * scale) == pytest.approx(plain, abs=1e-6)
    assert Grid.of(array).distance(array) == pytest.approx(0.0, abs=1e-9)


def test_values_above_all_others_are_half_of_all_percentiles_away():
    values = np.arange(1000.0)
    assert Grid.of(values).distance(values + 5000) == pytest.approx(0.5, abs=0.01)
    assert Grid.of(values).distance(values - 5000) == pytest.approx(0.5, abs=0.01)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_jensen_shannon_is_a_distance(a, b):
    p, q = (np.array(v) + 1e-3 for v in (a, b))
    p, q = p / p.sum(), q / q.sum()
    assert jensen_shannon(p, q) == pytest.approx(jensen_shannon(q, p), abs=1e-9)
    assert 0 <= jensen_shannon(p, q) <= 1 and jensen_shannon(p, p) < 1e-7
    assert jensen_shannon(np.array([1.0, 0]), np.array([0, 1.0])) == pytest.approx(1.0)


def test_a_column_that_is_gone_is_broken():
    encoding, knows, usual = learned(QualityDrift(), 100)
    effects = knows.effects(encoding.encode(table(100, 1).drop(columns="x")))
    assert effects["x"] > 0.99 and usual.z("x", effects["x"]) > 8
    assert "is gone" in QualityDrift().words("x", effects["x"])


def test_text_where_numbers_were_and_new_categories_are_broken():
    encoding, knows, usual = learned(QualityDrift(), 100)
    frame = table(100, 1).astype({"x": object})
    frame.loc[:29, "x"] = "n/a"
    frame.loc[:19, "kind"] = "z"
    effects = knows.effects(encoding.encode(frame))
    assert effects["x"] == pytest.approx(0.3, abs=0.02) and effects["kind"] == pytest.approx(0.2, abs=0.01)
    assert min(usual.z(c, effects[c]) for c in ("x", "kind")) > 5


def test_a_single_missing_value_in_a_column_that_had_none_is_no_alarm():
    encoding, knows, usual = learned(MissingDrift(), 300)
    frame = table(300, 1)
    frame.loc[0, "x"] = np.nan
    effects = knows.effects(encoding.encode(frame))
    assert 0 < usual.z("x", effects["x"]) < 2


def test_a_category_too_rare_for_the_reference_is_no_alarm():
    frame = pd.DataFrame({"kind": ["a"] * 1000})
    encoding = Encoding.of(frame)
    reference = encoding.encode(frame)
    rng = np.random.default_rng(0)
    knows = CategoricalDrift().learn(reference)
    usual = knows.usual(300, lambda n: reference.take(rng.integers(0, 1000, n)), rng)
    one = knows.effects(encoding.encode(pd.DataFrame({"kind": ["a"] * 299 + ["b"]})))["kind"]
    many = knows.effects(encoding.encode(pd.DataFrame({"kind": ["a"] * 250 + ["b"] * 50})))["kind"]
    assert usual.z("kind", one) < 1 and usual.z("kind", many) > 4


def test_the_domain_classifier_sees_columns_that_part_ways():
    encoding, knows, usual = learned(DomainDrift(), 400)
    frame = table(400, 7)
    parted = frame.assign(y=np.random.default_rng(0).permutation(frame["y"]))
    effect = knows.effects(encoding.encode(parted))[WHOLE]
    assert usual.z(WHOLE, effect) > 3
    _, numbers, chance = learned(NumericDrift(), 400)
    assert max(chance.z(s, e) for s, e in numbers.effects(encoding.encode(parted)).items()) < 3.5


def test_predicted_numbers_and_bare_classes_are_watched_too():
    frame = table(500, 0)
    encoding = Encoding.of(frame)
    for reference, moved in (
        (Predicted(np.arange(500.0)), Predicted(np.arange(500.0) + 400)),
        (Predicted(np.arange(500) % 2), Predicted(np.ones(500, dtype=np.int64))),
    ):
        knows = PredictionDrift().learn(encoding.encode(frame, reference))
        assert knows.effects(encoding.encode(frame, reference))["prediction"] < 1e-6
        assert knows.effects(encoding.encode(frame, moved))["prediction"] > 0.3
    assert PredictionDrift().learn(encoding.encode(frame)).effects(encoding.encode(frame)) == {}
