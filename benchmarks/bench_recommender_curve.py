"""Measures how the recommender learns: regret after 10, 30, 100 and 300 known datasets, on the same held-out ones.

    python -m benchmarks.bench_recommender_curve FOLDER [--known 10,30,100,300] [--parts 3] [--datasets 60] [--seed 0]

FOLDER as in `bench_recommender`. A tenth of the groups of near-duplicates is held out at a time, `--parts` times; the
known datasets are drawn from the others so that each larger number holds the smaller ones. Printed for each number:
mean regret over the first 1, 2, 4, 8, 16 and 32 runs, chosen at once and one after the other, beside the best baseline.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.bench_recommender import FIRST, Tables, baselines, figures, folds, matrices, play, read
from recommender import Recommender

PARTS = 10


def evaluate(t: Tables, known: list[int], a: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Figures of every system on held-out datasets, for each number of known ones."""
    y, cost, status = matrices(t)
    rng = np.random.default_rng(a.seed)
    fold = folds(t.datasets["group"].astype(str).to_numpy(), PARTS, rng)
    span = np.array([np.nanmax(r) - np.nanmedian(r) if np.isfinite(r).sum() > 4 else 0.0 for r in y])
    for f in range(a.parts):
        order, test = rng.permutation(np.flatnonzero(fold != f)), np.flatnonzero((fold == f) & (span > 1e-9))
        test = rng.permutation(test)[: max(1, a.datasets // a.parts)]
        for n in known:
            yield from ({"known": n, **row} for row in _known(t, order[:n], test, (y, cost, status), a))


def _known(
    t: Tables, train: np.ndarray, test: np.ndarray, cells: tuple[np.ndarray, ...], a: argparse.Namespace
) -> Iterator[dict[str, Any]]:
    y, cost, status = cells
    x = t.datasets.filter(like="mf_").to_numpy(float)
    names = t.datasets.index[train]
    known = Tables(runs=t.runs[t.runs.dataset_id.isin(names)], datasets=t.datasets.loc[names], variants=t.variants)
    rec = Recommender.fit(known, a.seed)
    for i in test:
        tried = baselines(y[train], (status != "missing")[train], cost[train], x[train], x[i])
        made = rec.recommend(t.datasets.iloc[i].filter(like="mf_"), t.variants, None, FIRST[-1])
        tried["static"] = [int(t.variants.index.get_loc(v)) for v in made.variant_id]
        if not a.static:
            tried["adaptive"] = play(rec, t, int(i), y[i], cost[i], status[i], None)
        for system, order in tried.items():
            regret = figures(y[i], cost[i], order, ())
            yield {"dataset": i, "system": system, "AUC": float(np.mean(list(regret.values())))}


def main() -> None:
    """Prints the curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--known", default="10,30,100,300")
    parser.add_argument("--parts", type=int, default=3)
    parser.add_argument("--datasets", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--static", action="store_true")
    a = parser.parse_args()
    rows = pd.DataFrame(evaluate(read(a.folder), [int(n) for n in a.known.split(",")], a))
    means = rows.pivot_table(index="known", columns="system", values="AUC")
    print(f"{rows.dataset.nunique()} held-out datasets")
    print(means.round(3).to_string())


if __name__ == "__main__":
    main()
