"""A model over all rows: importance, effects along a column, and a small tree with its fidelity."""

import numpy as np
import pandas as pd
import pytest

from lifecycle.explaining import effect_of, importance, surrogate
from lifecycle.measuring import Measuring
from store.errors import BadRequest


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    return pd.DataFrame({"x": x, "twin": x + rng.normal(0, 0.05, 500), "idle": rng.normal(size=500),
                         "kind": rng.choice(["a", "b"], 500)})  # fmt: skip


def model(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"prediction": 2.0 * frame["x"].to_numpy(float) + 3.0 * (frame["kind"] == "a").to_numpy()})


def test_what_counts_is_important_and_what_does_not_is_not(frame):
    measuring = Measuring("regression", "rmse")
    truth = model(frame)["prediction"].to_numpy() + np.random.default_rng(1).normal(0, 0.3, 500)
    found = {i.column: i for i in importance(frame, truth, model, measuring)}
    assert found["x"].loss > found["kind"].loss > 0.5
    assert found["x"].low <= found["x"].loss <= found["x"].high
    assert found["idle"].loss == pytest.approx(0.0) and found["twin"].high == pytest.approx(0.0)


def test_accumulated_effects_of_a_straight_line_are_a_straight_line(frame):
    found = effect_of(frame, "x", model)
    slope = np.polyfit(np.array(found.at, dtype=float), found.change, 1)[0]
    assert slope == pytest.approx(2.0, abs=1e-6)
    assert all(a <= c <= b for a, c, b in zip(found.low, found.change, found.high, strict=True))
    assert np.polyfit(np.array(found.at, dtype=float), found.average, 1)[0] == pytest.approx(2.0)


def test_categories_have_effects_and_what_is_constant_or_unknown_is_refused(frame):
    found = effect_of(frame, "kind", model)
    by_name = dict(zip(found.at, found.change, strict=True))
    assert by_name["a"] - by_name["b"] == pytest.approx(3.0)
    with pytest.raises(BadRequest, match="no column"):
        effect_of(frame, "nowhere", model)
    with pytest.raises(BadRequest, match="one value only"):
        effect_of(frame.assign(idle=1.0), "idle", model)


def test_categories_are_asked_about_next_to_those_that_are_alike():
    rng = np.random.default_rng(3)
    size = rng.choice(["s", "m", "l", "xl"], 800, p=[0.2, 0.3, 0.3, 0.2])
    weight = pd.Series(size).map({"s": 1.0, "m": 2.0, "l": 3.0, "xl": 4.0}) + rng.normal(0, 0.3, 800)
    frame = pd.DataFrame({"size": size, "weight": weight, "gap": rng.choice(["a", None], 800)})

    def absurd_beyond_reach(f: pd.DataFrame) -> pd.DataFrame:
        """Small things as heavy as the largest do not occur, and what is said of them must not count."""
        far = (f["size"] == "s").to_numpy() & (f["weight"] > 3.2).to_numpy()
        return pd.DataFrame({"prediction": f["size"].map({"s": 0.0, "m": 1.0, "l": 2.0, "xl": 3.0}) + 100.0 * far})

    found = effect_of(frame, "size", absurd_beyond_reach)
    assert found.at in (("s", "m", "l", "xl"), ("xl", "l", "m", "s"))
    change = dict(zip(found.at, found.change, strict=True))
    assert change["xl"] - change["s"] == pytest.approx(3.0, abs=0.2), "partial dependence would say otherwise"
    average = dict(zip(found.at, found.average, strict=True))
    assert average["xl"] - average["s"] < -5
    assert all(a <= c <= b for a, c, b in zip(found.low, found.change, found.high, strict=True))


def test_a_tree_says_how_far_to_trust_it(frame):
    good = surrogate(frame, model, depth=4)
    assert good.fidelity > 0.8 and any("kind is a" in line for line in good.rules)
    noise = surrogate(frame, lambda f: pd.DataFrame({"prediction": np.random.default_rng(2).normal(size=len(f))}))
    assert noise.fidelity < 0.3
