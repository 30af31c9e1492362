"""Measures the recommender against baselines on held-out datasets of a history, and of histories derived from it.

    python benchmarks/bench_recommender.py FOLDER [--kinds whole,forest,...] [--datasets 60] [--seed 0] [--adaptive]

FOLDER holds runs.parquet (dataset_id, variant_id, score higher is better, cost_s, status), datasets.parquet
(dataset_id, group, mf_*) and variants.parquet (variant_id, algorithm, p__*). Printed for each history: regret
over the first 1, 2, 4, 8, 16 and 32 runs (1 = no better than the median variant) and under time budgets, its ratio to
the best baseline, and the mean paired difference with its 95 % interval (below 0: the recommender is better).
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from recommender import Recommender

FIRST = (1, 2, 4, 8, 16, 32)
SHARES = (0.001, 0.01, 0.05, 0.10)
Tables = SimpleNamespace


def read(folder: Path) -> Tables:
    """The three tables."""
    return Tables(
        runs=pd.read_parquet(folder / "runs.parquet"),
        datasets=pd.read_parquet(folder / "datasets.parquet").set_index("dataset_id").sort_index(),
        variants=pd.read_parquet(folder / "variants.parquet").set_index("variant_id").sort_index(),
    )


def _of_variants(t: Tables, chosen: Any) -> Tables:
    variants = t.variants.loc[chosen]
    return Tables(runs=t.runs[t.runs.variant_id.isin(variants.index)], datasets=t.datasets, variants=variants)


def _failing(t: Tables, rng: np.random.Generator) -> Tables:
    """Failures that depend on the algorithm and on size, and time-outs of what takes longest."""
    runs = t.runs.copy()
    weak = {a: rng.uniform(0, 0.35) for a in sorted(t.variants.algorithm.astype(str).unique())}
    chance = runs.variant_id.map(t.variants.algorithm.astype(str).map(weak)).to_numpy(float)
    size = runs.groupby("dataset_id").cost_s.transform("median").rank(pct=True).to_numpy(float)
    lost = rng.random(len(runs)) < chance * 2 * size
    late = (runs.cost_s > 60).to_numpy()
    runs.loc[lost | late, "score"] = np.nan
    runs.loc[lost, "status"] = "failed"
    runs.loc[late, "status"] = "timeout"
    return Tables(runs=runs, datasets=t.datasets, variants=t.variants)


def _as_errors(t: Tables, rng: np.random.Generator) -> Tables:
    """Scores as errors in units that differ by orders of magnitude between datasets."""
    unit = {d: 10 ** rng.uniform(-3, 5) for d in t.datasets.index}
    runs = t.runs.copy()
    runs["score"] = -runs.dataset_id.map(unit).to_numpy(float) * (1.02 - runs.score.to_numpy(float))
    return Tables(runs=runs, datasets=t.datasets, variants=t.variants)


def _bare(t: Tables) -> Tables:
    datasets = t.datasets.copy()
    datasets[[c for c in datasets if str(c).startswith("mf_")]] = np.nan
    return Tables(runs=t.runs, datasets=datasets, variants=t.variants)


def _algorithm(t: Tables, pattern: str) -> Tables:
    return _of_variants(t, t.variants.index[t.variants.algorithm.astype(str).str.contains(pattern)])


def derived(t: Tables, rng: np.random.Generator) -> dict[str, Callable[[], tuple[Tables, float, int | None]]]:
    """History by name: the tables, the share of the training runs that is kept, and the number of known datasets."""
    return {
        "whole": lambda: (t, 1.0, None),
        "forest": lambda: (_algorithm(t, "RF|ExtraTrees"), 1.0, None),
        "svm": lambda: (_algorithm(t, "kSVM"), 1.0, None),
        "trees": lambda: (_algorithm(t, "RF|ExtraTrees|GBT|AB|DT"), 1.0, None),
        "few variants": lambda: (_of_variants(t, np.sort(rng.choice(t.variants.index, 12, replace=False))), 1.0, None),
        "errors, few variants": lambda: (
            _as_errors(_of_variants(t, np.sort(rng.choice(t.variants.index, 25, replace=False))), rng), 1.0, None,
        ),
        "failures": lambda: (_failing(t, rng), 1.0, None),
        "no features": lambda: (_bare(t), 1.0, None),
        "10 % filled": lambda: (t, 0.1, None),
        "2 % filled": lambda: (t, 0.02, None),
        "10 datasets": lambda: (t, 1.0, 10),
        "30 datasets": lambda: (t, 1.0, 30),
        "100 datasets": lambda: (t, 1.0, 100),
    }  # fmt: skip


def matrices(t: Tables) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scores, seconds and status, (n_datasets, n_variants)."""

    def wide(column: str) -> pd.DataFrame:
        table = t.runs.pivot_table(index="dataset_id", columns="variant_id", values=column, aggfunc="first")
        return pd.DataFrame(table).reindex(index=t.datasets.index, columns=t.variants.index)

    y, cost = wide("score").to_numpy(float).copy(), wide("cost_s").to_numpy(float).copy()
    status = wide("status").fillna("missing").to_numpy(object)
    middle = np.nanmedian(cost, 0)
    return y, np.where(np.isfinite(cost), cost, np.nan_to_num(middle, nan=1.0)), status


def folds(groups: np.ndarray, k: int, rng: np.random.Generator) -> np.ndarray:
    """Fold of each dataset; groups whole."""
    names = rng.permutation(np.unique(groups))
    of = dict(zip(names, np.arange(len(names)) % k, strict=True))
    return np.array([of[g] for g in groups])


def figures(y: np.ndarray, cost: np.ndarray, order: list[int], shares: tuple[float, ...] = SHARES) -> dict[str, float]:
    """Regret after the first runs and within budgets, of one dataset."""
    order = list(dict.fromkeys([*order, *range(len(y))]))
    ok = np.isfinite(y)
    best, worst, span = y[ok].max(), y[ok].min(), y[ok].max() - np.median(y[ok])
    got = np.maximum.accumulate(np.where(np.isfinite(y[order]), y[order], worst))
    spent = np.cumsum(cost[order])

    def regret(n: int) -> float:
        return min(1.0, float(best - got[min(n, len(got)) - 1]) / span) if n else 1.0

    out = {f"@{k}": regret(k) for k in FIRST}
    within = {f"@{b:g}T": regret(int(np.searchsorted(spent, b * cost.sum(), side="right"))) for b in shares}
    return out | within


def greedy(gain: np.ndarray, cost: np.ndarray | None = None) -> list[int]:
    """Greedy portfolio, by gain per second where costs are given."""
    now, order = np.full(len(gain), gain.min()), list[int]()
    for _ in range(min(40, gain.shape[1])):
        add = np.maximum(gain - now[:, None], 0).mean(0)
        add = (add if cost is None else add / cost) + 1e-9 * gain.mean(0)
        add[order] = -np.inf
        order.append(int(add.argmax()))
        now = np.maximum(now, gain[:, order[-1]])
    return order


def gains(y: np.ndarray) -> np.ndarray:
    """0 the median, 1 the best; a failure counts as the worst, a cell not run as the variant's mean."""
    filled = np.where(np.isfinite(y), y, np.nanmin(y, 1, keepdims=True))
    top, mid = np.nanmax(y, 1, keepdims=True), np.nanmedian(y, 1, keepdims=True)
    return np.asarray(1 - np.minimum(1.5, (top - filled) / np.maximum(top - mid, 1e-12)))


def baselines(y: np.ndarray, run: np.ndarray, cost: np.ndarray, x: np.ndarray, at: np.ndarray) -> dict[str, list[int]]:
    """Orders of three baselines; y, run, cost, x of the known datasets, `at` the features of the new one."""
    some = (np.isfinite(y).sum(1) > 0) & run.any(1)
    gain = gains(y[some])
    gain[~run[some]] = np.nan
    mean = np.nan_to_num(np.nanmean(gain, 0), nan=0.0)
    gain = np.where(np.isfinite(gain), gain, mean)
    both = np.vstack([x[some], at])
    both = np.where(np.isfinite(both), both, np.nan_to_num(np.nanmedian(both, 0)))
    both = np.sign(both) * np.log1p(np.abs(both))
    both = (both - both.mean(0)) / (both.std(0) + 1e-9)
    near = np.argsort(np.abs(both[:-1] - both[-1]).sum(1))[:25]
    price = np.exp(np.log(np.maximum(cost[some], 1e-3)).mean(0))
    return {"portfolio": greedy(gain), "per second": greedy(gain, price), "25 nearest": greedy(gain[near])}


def play(
    rec: Recommender, t: Tables, row: int, y: np.ndarray, cost: np.ndarray, status: np.ndarray, budget: float | None
) -> list[int]:
    """Runs one dataset adaptively: the order of variants."""
    ids = list(t.variants.index)
    profile, order, rows, left = t.datasets.iloc[row].filter(like="mf_"), list[int](), list[Any](), budget
    while len(order) < min(FIRST[-1], len(ids)) and (left is None or left > 0):
        rest = t.variants.drop(index=[ids[j] for j in order])
        seen = pd.DataFrame(rows, columns=["variant_id", "score", "cost_s", "status"])
        j = ids.index(rec.recommend(profile, rest, seen, 1, left).variant_id.iloc[0])
        order.append(j)
        rows.append((ids[j], y[j], cost[j], status[j]))
        left = None if left is None else left - cost[j]
    return order


def evaluate(t: Tables, share: float, n_known: int | None, a: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Figures of every system on held-out datasets."""
    y, cost, status = matrices(t)
    run, x = status != "missing", t.datasets.filter(like="mf_").to_numpy(float)
    rng = np.random.default_rng(a.seed)
    groups = t.datasets["group"].astype(str).to_numpy()
    fold = folds(groups, a.folds, rng)
    span = np.array([np.nanmax(r) - np.nanmedian(r) if np.isfinite(r).sum() > 4 else 0.0 for r in y])
    for f in range(a.folds):
        train, test = np.flatnonzero(fold != f), np.flatnonzero((fold == f) & (span > 1e-9))
        if n_known is not None:
            train = rng.choice(train, min(n_known, len(train)), replace=False)
        kept = t.runs[t.runs.dataset_id.isin(t.datasets.index[train])]
        kept = kept[rng.random(len(kept)) < share]
        seen = np.zeros(y.shape, bool)
        seen[
            t.datasets.index.get_indexer(pd.Index(kept.dataset_id)),
            t.variants.index.get_indexer(pd.Index(kept.variant_id)),
        ] = True
        rec = Recommender.fit(Tables(runs=kept, datasets=t.datasets.iloc[train], variants=t.variants), a.seed)
        for i in rng.permutation(test)[: max(1, a.datasets // a.folds)]:
            known = np.where(seen[train], y[train], np.nan)
            for name, order in baselines(known, seen[train] & run[train], cost[train], x[train], x[i]).items():
                yield {"dataset": i, "system": name, **figures(y[i], cost[i], order)}
            made = rec.recommend(t.datasets.iloc[i].filter(like="mf_"), t.variants, None, len(t.variants))
            order = [int(t.variants.index.get_loc(v)) for v in made.variant_id]
            honest = _honest(made.set_index("variant_id").reindex(t.variants.index), y[i], cost[i], known)
            yield {"dataset": i, "system": "static", **figures(y[i], cost[i], order), **honest}
            if a.adaptive:
                yield {"dataset": i, "system": "adaptive", **_adaptive(rec, t, int(i), y[i], cost[i], status[i])}


def _adaptive(
    rec: Recommender, t: Tables, i: int, y: np.ndarray, cost: np.ndarray, status: np.ndarray
) -> dict[str, float]:
    out = figures(y, cost, play(rec, t, i, y, cost, status, None))
    for b in SHARES:
        out |= {
            k: v
            for k, v in figures(y, cost, play(rec, t, i, y, cost, status, b * cost.sum()), (b,)).items()
            if k.endswith("T")
        }
    return out


def _honest(made: pd.DataFrame, y: np.ndarray, cost: np.ndarray, known: np.ndarray) -> dict[str, float]:
    ok = np.isfinite(y)
    width = (made.score_high - made.score_low).to_numpy(float)[ok]
    low, high = np.nanquantile(known, 0.1, 0), np.nanquantile(known, 0.9, 0)
    usual = np.nan_to_num(high - low, nan=float(np.nanmean(high - low)))[ok]
    away = np.abs(np.log(made.cost_s.to_numpy(float) / cost))[ok]
    return {
        "coverage": float(((y >= made.score_low) & (y <= made.score_high))[ok].mean()),
        "width": float(width.mean() / max(usual.mean(), 1e-12)),
        "cost coverage": float(((cost >= made.cost_low_s) & (cost <= made.cost_high_s))[ok].mean()),
        "cost factor": float(np.exp(np.median(away))),
    }


def summary(rows: pd.DataFrame, name: str, seconds: float) -> str:
    """One line: AUC and tAUC against the best baseline."""
    parts = [f"{name:<22}"]
    for label, columns in (("AUC", [f"@{k}" for k in FIRST]), ("tAUC", [f"@{b:g}T" for b in SHARES])):
        table = rows.assign(auc=rows[columns].mean(axis=1)).pivot(index="dataset", columns="system", values="auc")
        plain = ["portfolio", "per second", "25 nearest"]
        best = table[plain].mean().idxmin()
        for system in [s for s in ("static", "adaptive") if s in table]:
            if label == "tAUC" and system == "static":
                continue
            d = (table[system] - table[best]).to_numpy(float)
            half = 1.96 * d.std(ddof=1) / np.sqrt(len(d))
            ratio = table[system].mean() / table[best].mean()
            between = f"[{d.mean() - half:+.3f}, {d.mean() + half:+.3f}]"
            parts.append(f"{label} {system} {table[system].mean():.3f} = {ratio:.2f} × {best} {between}")
    mine = rows[rows.system == "static"]
    parts.append(f"coverage {mine.coverage.mean():.2f} at {mine.width.median():.2f} × width")
    parts.append(f"cost {mine['cost coverage'].mean():.2f}, factor {mine['cost factor'].mean():.2f}; {seconds:.0f} s")
    return " | ".join(parts)


def main() -> None:
    """Runs the chosen histories."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--datasets", type=int, default=60)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--adaptive", action="store_true")
    a = parser.parse_args()
    makers = derived(read(a.folder), np.random.default_rng(a.seed))
    for name in a.kinds.split(",") if a.kinds else makers:
        tables, share, n_known = makers[name]()
        start = time.perf_counter()
        rows = pd.DataFrame(evaluate(tables, share, n_known, a))
        print(summary(rows, name, time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
