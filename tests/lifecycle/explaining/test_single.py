"""One row explained: contributions that add up, changes that turn the answer, cases that are alike."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.explaining import contributions, counterfactuals, similar_rows
from lifecycle.explaining.single import MOST_EXACT
from store.errors import BadRequest


def made(n: int, k: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({f"x{i}": rng.normal(size=n) for i in range(k - 1)})
    frame["kind"] = rng.choice(["a", "b", "c"], n)
    return frame


def linear(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = frame.drop(columns="kind").to_numpy(float)
    return pd.DataFrame({"prediction": numbers @ np.arange(1.0, numbers.shape[1] + 1) + 5.0 * (frame["kind"] == "a")})


def crossed(frame: pd.DataFrame) -> pd.DataFrame:
    p = 1 / (1 + np.exp(-2 * frame["x0"].to_numpy(float) * frame["x1"].to_numpy(float) - (frame["kind"] == "b")))
    return pd.DataFrame({"prediction": np.where(p > 0.5, "yes", "no"), "probability_no": 1 - p, "probability_yes": p})


def test_of_a_linear_model_a_contribution_is_weight_times_distance_from_the_mean():
    frame = made(60, 4, 0)
    row, background = frame.iloc[[3]], frame.iloc[10:]
    base, word, parts = contributions(row, background, linear)
    by_name = {p.column: p for p in parts}
    for i in range(3):
        expected = (i + 1) * (row[f"x{i}"].iloc[0] - background[f"x{i}"].head(60).mean())
        assert by_name[f"x{i}"].amount == pytest.approx(expected)
        assert by_name[f"x{i}"].error == 0.0
    assert base + sum(p.amount for p in parts) == pytest.approx(word)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(3, MOST_EXACT + 3))
def test_contributions_sum_to_the_word_minus_the_base(seed, k):
    frame = made(40, k, seed)
    base, word, parts = contributions(frame.iloc[[0]], frame.iloc[1:], crossed, "yes", permutations=6, seed=seed)
    assert len(parts) == k
    assert base + sum(p.amount for p in parts) == pytest.approx(word, abs=1e-9)
    assert word == pytest.approx(float(crossed(frame.iloc[[0]])["probability_yes"].iloc[0]))


def test_sampled_contributions_are_near_the_exact_ones():
    frame = made(80, MOST_EXACT + 2, 1)
    exact_row = frame.iloc[[0]]
    _, _, sampled = contributions(exact_row, frame.iloc[1:], linear, permutations=200)
    for part in sampled:
        if part.column != "kind":
            weight = int(part.column[1:]) + 1
            expected = weight * (exact_row[part.column].iloc[0] - frame[part.column].iloc[1:].mean())
            assert abs(part.amount - expected) < 4 * part.error + 0.2


def test_a_column_that_does_not_count_contributes_nothing():
    frame = made(50, 5, 2)
    _, _, parts = contributions(frame.iloc[[0]], frame, crossed, "yes")
    assert next(p for p in parts if p.column == "x3").amount == pytest.approx(0.0, abs=1e-12)


def test_counterfactuals_turn_the_answer_with_as_little_as_possible():
    frame = made(200, 4, 3)
    row = frame.iloc[[0]].assign(x0=1.5, x1=1.5, kind="b")
    found = counterfactuals(row, frame, crossed, lambda p: p < 0.5, "yes")
    assert found and all(len(c.changes) == 1 for c in found)
    for change in found:
        other = row.assign(**{c: new for c, (_, new) in change.changes.items()})
        assert float(crossed(other)["probability_yes"].iloc[0]) == pytest.approx(change.word) and change.word < 0.5


def test_what_cannot_be_turned_is_said_so():
    frame = made(50, 3, 4)
    always = lambda f: pd.DataFrame({"prediction": np.ones(len(f))})  # noqa: E731 - a model of one line
    assert counterfactuals(frame.iloc[[0]], frame, always, lambda w: w < 0) == ()


def test_the_most_similar_case_is_the_row_itself_and_weights_count():
    frame = made(60, 4, 5)
    assert similar_rows(frame.iloc[[7]], frame, most=1)[0].row == 7
    far = frame.iloc[[7]].assign(x0=99.0)
    assert similar_rows(far, frame, {"x1": 1.0, "kind": 1.0}, most=1)[0].row == 7
    with pytest.raises(BadRequest, match="no past rows"):
        similar_rows(frame.iloc[[0]], frame.iloc[:0])
