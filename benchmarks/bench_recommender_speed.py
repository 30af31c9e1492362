"""Times the recommender: fit and recommend, from 1,000 to 100,000 known runs; and its memory.

python benchmarks/bench_recommender_speed.py [--runs 1000,10000,100000] [--candidates 1000]
"""

import argparse
import resource
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from recommender import Recommender


def made(n_runs: int, n_candidates: int, rng: np.random.Generator) -> tuple[SimpleNamespace, pd.DataFrame]:
    """A history of n_runs on datasets × 250 variants, and candidates of which half were never run."""
    n_variants = min(500, max(20, n_runs // 40))
    n_datasets = max(2, n_runs // n_variants)
    ids = pd.Index([f"v{k}" for k in range(n_variants + n_candidates // 2)], name="variant_id")
    variants = pd.DataFrame(
        {"algorithm": rng.choice(list("abcdefgh"), len(ids)), "p__c": rng.choice(["x", "y"], len(ids))}, ids
    )
    for k in range(12):
        values = 10 ** rng.uniform(-3, 3, len(ids))
        values[rng.random(len(ids)) < 0.6] = np.nan
        variants[f"p__{k}"] = values
    names = pd.Index([f"d{k}" for k in range(n_datasets)], name="dataset_id")
    features = pd.DataFrame(rng.normal(size=(n_datasets, 45)), names, [f"mf_{k}" for k in range(45)])
    score = 0.7 + 0.1 * rng.normal(size=(n_datasets, 4)) @ rng.normal(size=(4, n_variants)) * 0.5
    i, j = np.divmod(np.arange(n_datasets * n_variants), n_variants)
    cost = np.exp(rng.normal(size=len(i)))
    runs = pd.DataFrame(
        {"dataset_id": names[i], "variant_id": ids[j], "score": score[i, j], "cost_s": cost, "status": "ok"}
    )
    candidates = variants.iloc[-n_candidates:]
    return SimpleNamespace(runs=runs, datasets=features, variants=variants.iloc[:n_variants]), candidates


def main() -> None:
    """Prints one line for each number of runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", default="1000,10000,100000")
    parser.add_argument("--candidates", type=int, default=1000)
    a = parser.parse_args()
    print("runs | fit s | first recommend ms | recommend 10 ms | after 16 runs, with budget ms | peak MB")
    for n in map(int, a.runs.split(",")):
        known, candidates = made(n, a.candidates, np.random.default_rng(0))
        start = time.perf_counter()
        fitted = Recommender.fit(known)
        fit_s = time.perf_counter() - start
        profile = known.datasets.iloc[0]
        seen = pd.DataFrame({"variant_id": known.variants.index[:16], "score": 0.7, "cost_s": 1.0, "status": "ok"})
        seen["score"] += 0.01 * np.arange(len(seen))

        def timed(observed: pd.DataFrame | None, budget: float | None, times: int) -> float:
            taken = []
            for _ in range(times):
                begin = time.perf_counter()
                fitted.recommend(profile, candidates, observed, 10, budget)  # noqa: B023
                taken.append(time.perf_counter() - begin)
            return 1000 * float(np.median(taken))

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        first = timed(None, None, 1)
        later = timed(seen, 100.0, 5)
        print(f"{n} | {fit_s:.1f} | {first:.0f} | {timed(None, None, 5):.0f} | {later:.0f} | {peak:.0f}", flush=True)


if __name__ == "__main__":
    main()
