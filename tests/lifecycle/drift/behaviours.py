"""What every drift test does: a new one gets these by its line in `TESTS`."""

import numpy as np
import pandas as pd

from lifecycle.drift import DriftTest, Encoded, Encoding
from lifecycle.measuring import Predicted

N = 1200


def table(n: int, seed: int, drift: bool = False) -> pd.DataFrame:
    """Numbers, a category, missing values and a broken column; with drift in every way a test can look for."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n) + drift * 0.8
    frame = pd.DataFrame({
        "x": x,
        "y": 0.7 * x + rng.normal(size=n),
        "kind": rng.choice(list("abc"), n, p=[0.2, 0.2, 0.6] if drift else [0.6, 0.3, 0.1]),
        "holes": np.where(rng.random(n) < (0.3 if drift else 0.05), np.nan, rng.normal(size=n)),
    })  # fmt: skip
    if drift:
        frame.loc[: n // 10, "y"] = 99.0
    return frame


def said(frame: pd.DataFrame) -> Predicted:
    chance = 1.0 / (1.0 + np.exp(-frame["x"].to_numpy()))
    return Predicted((chance > 0.5).astype(np.int64), np.column_stack([1 - chance, chance]))


def prepared(seed: int = 0) -> tuple[Encoding, Encoded]:
    frame = table(N, seed)
    encoding = Encoding.of(frame)
    return encoding, encoding.encode(frame, said(frame))


def learned(test: DriftTest, n: int, seed: int = 0):
    """Encoding, the test that has seen the reference, and what is usual for n rows."""
    encoding, reference = prepared(seed)
    rng = np.random.default_rng(seed)
    knows = test.learn(reference)
    usual = knows.usual(n, lambda k: reference.take(rng.integers(0, reference.n, k)), rng)
    return encoding, knows, usual


class DriftTestContract:
    """Behaviours of any drift test."""

    test: DriftTest
    size = 300

    def test_it_has_a_name_and_a_least_effect(self):
        assert self.test.name and self.test.least > 0

    def test_effects_are_never_negative_and_finite(self):
        encoding, knows, _ = learned(self.test, self.size)
        for frame in (table(50, 1), table(50, 1, drift=True), table(1, 2)):
            effects = knows.effects(encoding.encode(frame, said(frame)))
            assert all(np.isfinite(e) and e >= 0 for e in effects.values())

    def test_the_same_rows_have_the_same_effect(self):
        encoding, knows, _ = learned(self.test, self.size)
        batch = encoding.encode(table(100, 5), said(table(100, 5)))
        assert knows.effects(batch) == knows.effects(batch)

    def test_rows_without_drift_are_within_chance(self):
        encoding, knows, usual = learned(self.test, self.size)
        beyond = []
        for seed in range(10, 18):
            frame = table(self.size, seed)
            effects = knows.effects(encoding.encode(frame, said(frame)))
            beyond += [usual.z(s, e) > 3.5 for s, e in effects.items()]
        assert sum(beyond) <= 1

    def test_rows_with_drift_are_far_beyond_chance(self):
        encoding, knows, usual = learned(self.test, self.size)
        frame = table(self.size, 30, drift=True)
        effects = knows.effects(encoding.encode(frame, said(frame)))
        assert max(usual.z(s, e) for s, e in effects.items()) > 4
        assert max(effects.values()) > self.test.least

    def test_a_larger_effect_is_never_less_surprising(self):
        _, _, usual = learned(self.test, self.size)
        _, reference = prepared()
        for subject in self.test.learn(reference).effects(reference):
            deviates = [usual.z(subject, e) for e in (0.0, 0.05, 0.1, 0.3, 0.6)]
            assert deviates == sorted(deviates)
            assert usual.mean(subject) >= 0

    def test_an_effect_is_told_in_words(self):
        assert self.test.words("age", 0.2) and not self.test.words("age", 0.2).endswith(".")

    def test_a_batch_of_one_row_and_one_all_missing_break_nothing(self):
        encoding, knows, _ = learned(self.test, self.size)
        gone = pd.DataFrame({c: [None] * 20 for c in ("x", "y", "kind", "holes")})
        knows.effects(encoding.encode(gone, said(pd.DataFrame({"x": np.zeros(20)}))))
        knows.effects(encoding.encode(pd.DataFrame({"new": [1]}), said(pd.DataFrame({"x": [0.0]}))))
