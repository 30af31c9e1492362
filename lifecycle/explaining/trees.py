"""What each column of a row adds to the sum of trees: exact Shapley values, without going through sets of columns.

A mixture of the row and a background row reaches a leaf only if some columns are the row's own and some the other's;
what the leaf then adds has a closed form for each of them (interventional TreeSHAP, Lundberg et al., 2020). A column
that the trees see as several numbers (categories, parts of a date) counts as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from lifecycle.measuring import Floats, Ints

_MOST_PATHS = 400_000
"""Paths that are followed at once; more trees wait."""
_BITS = 63


@dataclass(frozen=True)
class Tree:
    """One tree: arrays with a place for each node, the root first."""

    feature: Ints
    """Number of the matrix's column that a node asks about."""
    threshold: Floats
    """Values up to it go left."""
    left: Ints
    """Place of the left child; -1 for a leaf."""
    right: Ints
    missing_left: NDArray[np.bool_]
    """Whether missing values go left."""
    value: Floats
    """What a leaf adds."""


@dataclass(frozen=True)
class Sums:
    """The sum of trees taken apart."""

    base: float
    """Mean over the background rows."""
    word: float
    """Of the row."""
    amounts: Floats
    """Of each raw column, shape (n_columns,); they sum to the word minus the base."""


@dataclass
class _Paths:
    """Ways down the trees that a mixture of the row and a background row may take."""

    node: Ints
    other: Ints
    """Which background row."""
    ours: Ints
    """Columns that must be the row's own, one bit each: shape (n_paths, n_words)."""
    theirs: Ints
    """Columns that must be the background row's."""

    def take(self, which: NDArray[np.bool_]) -> "_Paths":
        return _Paths(self.node[which], self.other[which], self.ours[which], self.theirs[which])


def tree_contributions(trees: Iterable[Tree], row: Floats, background: Floats, column_of: Ints, columns: int) -> Sums:
    """Exact Shapley values of the raw columns of a row, for a sum of trees.

    Args:
        trees: what is summed.
        row: the matrix's line of the row, shape (n_features,).
        background: those of the rows it is compared with, shape (n_rows, n_features).
        column_of: the raw column that each feature is made of, shape (n_features,), 0 to columns - 1.
        columns: number of raw columns.
    """
    found = Sums(0.0, 0.0, np.zeros(columns))
    for some in _chunks(trees, max(1, _MOST_PATHS // max(len(background), 1))):
        part = _summed(some, row, background, column_of, columns)
        found = Sums(found.base + part.base, found.word + part.word, found.amounts + part.amounts)
    return found


def _chunks(trees: Iterable[Tree], leaves: int) -> Iterable[list[Tree]]:
    """Trees together as long as they have so many leaves at most, or one alone."""
    held: list[Tree] = []
    size = 0
    for tree in trees:
        n = int((tree.left < 0).sum())
        if held and size + n > leaves:
            yield held
            held, size = [], 0
        held.append(tree)
        size += n
    if held:
        yield held


def _summed(trees: Sequence[Tree], row: Floats, background: Floats, column_of: Ints, columns: int) -> Sums:
    starts = np.cumsum([0, *(len(t.left) for t in trees[:-1])])
    feature, threshold, missing, value = (
        np.concatenate([getattr(t, name) for t in trees]) for name in ("feature", "threshold", "missing_left", "value")
    )
    children = [
        np.concatenate([np.where(side < 0, -1, side + s) for side, s in zip(sides, starts, strict=True)])
        for sides in ([t.left for t in trees], [t.right for t in trees])
    ]
    leaf = children[0] < 0
    feature = np.where(leaf, 0, feature).astype(np.int64)

    def goes_left(values: Floats, nodes: Ints) -> NDArray[np.bool_]:
        return np.where(np.isnan(values), missing[nodes], values <= threshold[nodes]).astype(bool)

    rows, words = len(background), columns // _BITS + 1
    empty = np.zeros((rows * len(trees), words), dtype=np.int64)
    paths = _Paths(np.repeat(starts, rows), np.tile(np.arange(rows), len(trees)), empty, empty.copy())
    done: list[_Paths] = []
    while len(paths.node):
        ended = leaf[paths.node]
        if ended.any():
            done.append(paths.take(ended))
            paths = paths.take(~ended)
        f = feature[paths.node]
        own = goes_left(row[f], paths.node)
        other = goes_left(background[paths.other, f], paths.node)
        paths = _down(paths, column_of[f], (own, other), children)
    return _shared(done, value, rows, columns)


def _down(
    paths: _Paths, column: Ints, left: tuple[NDArray[np.bool_], NDArray[np.bool_]], children: list[Ints]
) -> _Paths:
    """One level down: to one child where both go there or it is settled whose value counts, else to both."""
    word, bit = column // _BITS, np.int64(1) << (column % _BITS)
    at = np.arange(len(column))
    ours, theirs = (mask[at, word] & bit != 0 for mask in (paths.ours, paths.theirs))
    same = left[0] == left[1]
    made = []
    for side, settled, against in ((left[0], ours, theirs), (left[1], theirs, ours)):
        # where both go the same way, the path is followed once
        follow = ~against & (~same | settled | (side is left[0]))
        child = np.where(side, children[0][paths.node], children[1][paths.node])
        one = _Paths(child, paths.other, paths.ours.copy(), paths.theirs.copy())
        new = at[follow & ~same & ~settled]
        mask = one.ours if side is left[0] else one.theirs
        mask[new, word[new]] |= bit[new]
        made.append(one.take(follow))
    return _Paths(*(np.concatenate([getattr(m, n) for m in made]) for n in ("node", "other", "ours", "theirs")))


def _shared(done: Sequence[_Paths], value: Floats, rows: int, columns: int) -> Sums:
    """What the leaves that are reached add, shared out among the columns they need."""
    worth = np.concatenate([value[p.node] for p in done]) / rows
    ours, theirs = (np.concatenate([getattr(p, name) for p in done]) for name in ("ours", "theirs"))
    s, n = _counted(ours), _counted(theirs)
    most = int(max((s + n).max(), 1))
    gives, takes = np.zeros((most + 1, most + 1)), np.zeros((most + 1, most + 1))
    for a in range(most + 1):
        for b in range(most + 1 - a):
            if a:
                gives[a, b] = factorial(a - 1) * factorial(b) / factorial(a + b)
            if b:
                takes[a, b] = factorial(a) * factorial(b - 1) / factorial(a + b)
    up, down = worth * gives[s, n], worth * takes[s, n]
    amounts = np.zeros(columns)
    for c in range(columns):
        word, bit = c // _BITS, np.int64(1) << (c % _BITS)
        amounts[c] = up[ours[:, word] & bit != 0].sum() - down[theirs[:, word] & bit != 0].sum()
    return Sums(float(worth[s == 0].sum()), float(worth[n == 0].sum()), amounts)


def _counted(masks: Ints) -> Ints:
    return np.asarray(np.bitwise_count(masks).sum(axis=1), dtype=np.int64)
