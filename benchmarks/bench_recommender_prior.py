"""How much of the way from a default random forest to the best known variant the first three recommendations go.

    python benchmarks/bench_recommender_prior.py [--folds 10] [--kinds binary,multiclass,regression] [--first 3]

On Sextant's own prior; every dataset is held out together with its near-duplicates, and nothing of them is known. The
share is (best of the first three − default forest) / (best known variant − default forest), in the metric's gain; where
the default forest is the best known variant, there is no way to go and the share is 1 once it is matched.
"""

import argparse
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from experiments.workflows.tabular import default_variant
from recommender import Recommender
from recommender.quality import _gains, _portfolio
from store.experience import experience
from store.memory import MemoryStore
from store.prior import load_prior

METRICS = {"binary": "roc_auc", "multiclass": "balanced_accuracy", "regression": "rmse"}
ENOUGH = 0.95


def shares(kind: str, folds: int, first: int, seed: int) -> pd.DataFrame:
    """One row a dataset: the share reached by the recommender and by a greedy portfolio."""
    known: Any = experience(MemoryStore(), load_prior(), kind, METRICS[kind], speed=None)
    forest = default_variant("random_forest", kind).id  # type: ignore[arg-type]
    score = known.runs.pivot(index="dataset_id", columns="variant_id", values="score")
    if forest not in score:
        raise SystemExit(f"the prior has no run of the default forest {forest} for {kind}")
    names = score.index[score[forest].notna() & (score.notna().sum(axis=1) >= 10)]
    groups = known.datasets["group"].astype(str)
    unique = np.random.default_rng(seed).permutation(sorted(groups[names].unique()))
    fold = pd.Series(np.arange(len(unique)) % folds, unique)
    rows = []
    for k in range(folds):
        held = [n for n in names if fold[groups[n]] == k]
        shut = groups.index[groups.isin(set(groups[held]))]
        part = SimpleNamespace(
            runs=known.runs[~known.runs.dataset_id.isin(shut)],
            datasets=known.datasets.drop(index=shut),
            variants=known.variants,
        )
        fitted = Recommender.fit(part, seed)
        gains = _gains(score.drop(index=[d for d in shut if d in score.index]))
        for name in held:
            y = score.loc[name].dropna()
            candidates = known.variants.loc[known.variants.index.intersection(y.index)]
            made = fitted.recommend(known.datasets.loc[name].filter(like="mf_"), candidates, None, first)
            plain = _portfolio(gains.reindex(columns=candidates.index).to_numpy(float))[:first]
            rows.append(
                {
                    "kind": kind, "dataset": known.datasets.loc[name, "name"], "variants": len(y),
                    "recommended": _share(y, list(made.variant_id), forest),
                    "portfolio": _share(y, [candidates.index[j] for j in plain], forest),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def _share(y: "pd.Series[float]", chosen: list[Any], forest: str) -> float:
    best, start, got = y.max(), y[forest], y[chosen].max()
    return 1.0 if best - got < 1e-12 else float(max((got - start) / max(best - start, 1e-12), -1.0))


def main() -> None:
    """Prints every dataset and a line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--kinds", default=",".join(METRICS))
    parser.add_argument("--first", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    found = pd.concat([shares(k, a.folds, a.first, a.seed) for k in a.kinds.split(",")])
    print(found.round(3).to_string(index=False))
    for kind, part in found.groupby("kind", sort=False):
        for who in ("recommended", "portfolio"):
            reached = (part[who] >= ENOUGH).sum()
            print(f"{kind}, {who}: 95 % reached on {reached} of {len(part)}, median share {part[who].median():.3f}")


if __name__ == "__main__":
    main()
