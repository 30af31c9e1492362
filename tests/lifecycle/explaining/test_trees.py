"""Sums of trees taken apart: against every set of columns, missing values and columns of several numbers included."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.explaining import Tree, contributions, tree_contributions


def grown(rng: np.random.Generator, features: int, depth: int) -> Tree:
    """A tree with random questions, the same feature asked again and again."""
    rows: list[list[float]] = []

    def add(level: int) -> int:
        place = len(rows)
        rows.append([0, 0.0, -1, -1, 0, float(rng.normal())])
        if level < depth and (level == 0 or rng.random() < 0.8):
            rows[place][:2] = [int(rng.integers(features)), float(rng.normal())]
            rows[place][4] = int(rng.random() < 0.5)
            rows[place][2] = add(level + 1)
            rows[place][3] = add(level + 1)
        return place

    add(0)
    feature, threshold, left, right, missing, value = np.array(rows).T
    return Tree(feature.astype(int), threshold, left.astype(int), right.astype(int), missing.astype(bool), value)


def said(trees: list[Tree], matrix: np.ndarray) -> np.ndarray:
    total = np.zeros(len(matrix))
    for tree in trees:
        for i, line in enumerate(matrix):
            node = 0
            while tree.left[node] >= 0:
                value = line[tree.feature[node]]
                left = tree.missing_left[node] if np.isnan(value) else value <= tree.threshold[node]
                node = tree.left[node] if left else tree.right[node]
            total[i] += tree.value[node]
    return total


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), columns=st.integers(1, 6), extra=st.integers(0, 4))
def test_amounts_are_those_of_every_set_of_columns(seed, columns, extra):
    rng = np.random.default_rng(seed)
    column_of = np.concatenate([np.arange(columns), rng.integers(0, columns, extra)])
    tables = rng.normal(size=(9, len(column_of)))
    tables[rng.random(tables.shape) < 0.15] = np.nan
    trees = [grown(rng, len(column_of), 5) for _ in range(3)]

    def predict(frame: pd.DataFrame) -> pd.DataFrame:
        chosen = frame.to_numpy(int)  # each cell names the row that its column is taken from
        return pd.DataFrame({"prediction": said(trees, tables[chosen[:, column_of], np.arange(len(column_of))])})

    names = [f"c{i}" for i in range(columns)]
    row = pd.DataFrame([[0] * columns], columns=names)
    others = pd.DataFrame(np.repeat(np.arange(1, 9)[:, None], columns, axis=1), columns=names)
    base, word, parts = contributions(row, others, predict)
    found = tree_contributions(trees, tables[0], tables[1:], column_of, columns)
    assert (found.base, found.word) == pytest.approx((base, word))
    by_name = {p.column: p.amount for p in parts}
    assert found.amounts == pytest.approx([by_name[n] for n in names], abs=1e-9)


def test_more_columns_than_a_word_has_bits_add_up():
    rng = np.random.default_rng(0)
    trees = [grown(rng, 150, 9) for _ in range(6)]
    row, others = rng.normal(size=150), rng.normal(size=(20, 150))
    found = tree_contributions(trees, row, others, np.arange(150), 150)
    assert found.word == pytest.approx(said(trees, row[None])[0])
    assert found.base == pytest.approx(said(trees, others).mean())
    assert found.amounts.sum() == pytest.approx(found.word - found.base) and (found.amounts != 0).sum() > 20


def test_trees_that_wait_their_turn_say_the_same(monkeypatch):
    rng = np.random.default_rng(1)
    trees = [grown(rng, 5, 6) for _ in range(8)]
    row, others = rng.normal(size=5), rng.normal(size=(7, 5))
    whole = tree_contributions(trees, row, others, np.arange(5), 5)
    monkeypatch.setattr("lifecycle.explaining.trees._MOST_PATHS", 1)
    one_by_one = tree_contributions(trees, row, others, np.arange(5), 5)
    assert one_by_one.amounts == pytest.approx(whole.amounts) and one_by_one.base == pytest.approx(whole.base)


def test_a_tree_of_one_leaf_adds_the_same_whatever_the_row():
    leaf = Tree(*(np.array([v]) for v in (0, 0.0, -1, -1, False, 2.5)))
    found = tree_contributions([leaf], np.zeros(3), np.zeros((4, 3)), np.arange(3), 3)
    assert (found.base, found.word) == (2.5, 2.5) and not found.amounts.any()
