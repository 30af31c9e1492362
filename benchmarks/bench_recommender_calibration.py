"""Measures how far the recommender's intervals and chances of failure can be trusted, on held-out datasets.

    python -m benchmarks.bench_recommender_calibration FOLDER [--kinds "failures,1 % filled"] [--datasets 60]

FOLDER as for bench_recommender. For each history derived from it: the share of true scores and costs inside the 80 %
intervals before any run, after 8 and after 30; and, where runs fail, the Brier score (mean squared error of the chance,
lower is better; Brier, 1950) beside those of the base rate and of each variant's own rate, with the failed share by
foreseen chance.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.bench_recommender import Tables, _bare, _failing, folds, matrices, read
from recommender import Recommender

OBSERVED = (0, 8, 30)
EDGES = (0.0, 0.05, 0.15, 0.3, 0.5, 1.0)
"""Bounds of the foreseen chances of failure that are told apart."""


def histories(t: Tables, rng: np.random.Generator) -> dict[str, Callable[[], tuple[Tables, float]]]:
    """History by name, and the share of its known runs that is kept."""
    return {
        "whole": lambda: (t, 1.0),
        "1 % filled": lambda: (t, 0.01),
        "3 % filled": lambda: (t, 0.03),
        "no features": lambda: (_bare(t), 1.0),
        "no features, 5 % filled": lambda: (_bare(t), 0.05),
        "failures": lambda: (_failing(t, rng), 1.0),
        "failures, 10 % filled": lambda: (_failing(t, rng), 0.1),
    }


def measured(t: Tables, share: float, a: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Coverage for each held-out dataset, and for each of its runs what was foreseen of its failure."""
    y, cost, status = matrices(t)
    rng = np.random.default_rng(a.seed)
    fold = folds(t.datasets["group"].astype(str).to_numpy(), a.folds, rng)
    covered, foreseen = [], []
    for f in range(a.folds):
        train, test = np.flatnonzero(fold != f), rng.permutation(np.flatnonzero(fold == f))
        kept = t.runs[t.runs.dataset_id.isin(t.datasets.index[train])]
        kept = kept[rng.random(len(kept)) < share]
        rec = Recommender.fit(Tables(runs=kept, datasets=t.datasets.iloc[train], variants=t.variants), a.seed)
        failed = kept.assign(failed=kept.status != "ok").groupby("variant_id").failed
        base = float((kept.status != "ok").mean())
        own = ((failed.sum() + base) / (failed.count() + 1)).reindex(t.variants.index).fillna(base).to_numpy(float)
        for i in test[: max(1, a.datasets // a.folds)]:
            ran = rng.permutation(np.flatnonzero(status[i] != "missing"))
            for n in OBSERVED:
                made = _made(rec, t, int(i), ran[:n], y, cost, status)
                rest = np.setdiff1d(ran, ran[:n])
                covered.append({"observed": n, **_covered(made, y[i], cost[i], rest)})
                chance = 1 - made.success_probability.to_numpy(float)[rest]
                lost = (status[i, rest] != "ok").astype(float)
                table = {"observed": n, "chance": chance, "lost": lost, "base": base, "own": own[rest]}
                foreseen.append(pd.DataFrame(table))
    return pd.DataFrame(covered), pd.concat(foreseen)


def _made(rec: Recommender, t: Tables, i: int, at: Any, y: Any, cost: Any, status: Any) -> pd.DataFrame:
    seen = pd.DataFrame(
        {"variant_id": t.variants.index[at], "score": y[i, at], "cost_s": cost[i, at], "status": status[i, at]}
    )
    made = rec.recommend(t.datasets.iloc[i].filter(like="mf_"), t.variants, seen, len(t.variants))
    return made.set_index("variant_id").reindex(t.variants.index)


def _covered(made: pd.DataFrame, y: Any, cost: Any, rest: Any) -> dict[str, float]:
    part, ok = made.iloc[rest], np.isfinite(y[rest])
    score, paid = y[rest], cost[rest]
    inside = (score >= part.score_low) & (score <= part.score_high)
    width = (part.score_high - part.score_low).to_numpy(float)[ok].mean() / (score[ok].std() + 1e-9)
    paid_inside = (paid >= part.cost_low_s) & (paid <= part.cost_high_s)
    return {"score": float(inside[ok].mean()), "width": width, "cost": float(paid_inside[ok].mean())}


def told(name: str, covered: pd.DataFrame, foreseen: pd.DataFrame) -> list[str]:
    """Lines to print."""
    lines = []
    for n, part in covered.groupby("observed"):
        lines.append(
            f"{name}, after {n} runs: score {part.score.mean():.3f} at {part.width.median():.2f} sd, "
            f"cost {part.cost.mean():.3f}"
        )
    if not foreseen.lost.any():
        return lines
    for n, part in foreseen.groupby("observed"):
        brier = {k: float(((part[k] - part.lost) ** 2).mean()) for k in ("chance", "own", "base")}
        bins = pd.cut(part.chance, EDGES, include_lowest=True)
        by = part.groupby(bins, observed=True).agg(foreseen=("chance", "mean"), failed=("lost", "mean"))
        pairs = ", ".join(f"{a:.2f}→{b:.2f}" for a, b in zip(by.foreseen, by.failed, strict=True))
        lines.append(
            f"{name}, failures after {n} runs: Brier {brier['chance']:.4f}, own rate {brier['own']:.4f}, "
            f"base rate {brier['base']:.4f}; foreseen→failed {pairs}"
        )
    return lines


def main() -> None:
    """Measures the chosen histories."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--datasets", type=int, default=60)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    makers = histories(read(a.folder), np.random.default_rng(a.seed))
    for name in a.kinds.split(",") if a.kinds else makers:
        for line in told(name, *measured(*makers[name](), a)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
