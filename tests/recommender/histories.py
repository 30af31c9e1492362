"""Made-up histories whose truth is known: scores depend on meta-features and choices, with noise."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass
class History:
    """Stands for knowledge: runs, datasets and variants as a recommender is given them."""

    runs: pd.DataFrame
    datasets: pd.DataFrame
    variants: pd.DataFrame


def space(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """n variants of three algorithms with conditional parameters."""
    kind = rng.choice(["boost", "linear", "net"], n)
    rate = np.where(kind == "boost", 10 ** rng.uniform(-3, 0, n), np.nan)
    penalty = np.where(kind != "boost", 10 ** rng.uniform(-4, 2, n), np.nan)
    solver = np.where(kind == "linear", rng.choice(["a", "b"], n), None)
    ids = [f"v{k:04d}" for k in range(n)]
    table = pd.DataFrame({"algorithm": kind, "p__rate": rate, "p__penalty": penalty, "p__solver": solver}, index=ids)
    table.index.name = "variant_id"
    return table


def history(
    n_datasets: int = 30,
    n_variants: int = 24,
    *,
    filled: float = 1.0,
    failures: float = 0.0,
    features: bool = True,
    loss: bool = False,
    seed: int = 0,
) -> History:
    """A history with groups of two, on which boosting wins on large data and linear models on small."""
    rng = np.random.default_rng(seed)
    variants = space(n_variants, rng)
    size = rng.uniform(2, 6, n_datasets)
    noise = rng.uniform(0, 1, n_datasets)
    datasets = pd.DataFrame(
        {"mf_log_rows": size, "mf_noise": noise, "mf_odd": np.where(rng.random(n_datasets) < 0.3, np.nan, 1.0)}
    )
    datasets.index = pd.Index([f"d{k:03d}" for k in range(n_datasets)], name="dataset_id")
    datasets["group"] = [f"g{k // 2}" for k in range(n_datasets)]
    if not features:
        datasets[["mf_log_rows", "mf_noise", "mf_odd"]] = np.nan
    runs = []
    for i, name in enumerate(datasets.index):
        for variant, row in variants.iterrows():
            if rng.random() > filled:
                continue
            lean = {"boost": 0.06 * (size[i] - 4), "linear": -0.04 * (size[i] - 4), "net": -0.03}[row.algorithm]
            tune = (
                -0.02 * abs(np.log10(row["p__rate"]) + 1.5)
                if row.algorithm == "boost"
                else -0.01 * abs(np.log10(row["p__penalty"]))
            )
            score = 0.8 - 0.3 * noise[i] + lean + tune + rng.normal(0, 0.01)
            cost = np.exp(size[i] - 3 + {"boost": 1.0, "linear": -1.0, "net": 2.0}[row.algorithm] + rng.normal(0, 0.1))
            fails = rng.random() < failures * (3 if row.algorithm == "net" else 0.3)
            score = -np.exp(3 * size[i]) * (1.2 - score) if loss else score
            runs.append((name, variant, np.nan if fails else score, cost, "failed" if fails else "ok"))
    table = pd.DataFrame(runs, columns=["dataset_id", "variant_id", "score", "cost_s", "status"])
    return History(table, datasets, variants)


def without(known: History, dataset: str) -> History:
    """The history as it was before a dataset and its near-duplicates were seen."""
    shut = known.datasets.index[known.datasets["group"] == known.datasets.loc[dataset, "group"]]
    return History(known.runs[~known.runs.dataset_id.isin(shut)], known.datasets.drop(index=shut), known.variants)


def no_runs() -> pd.DataFrame:
    """Nothing observed yet."""
    return pd.DataFrame(columns=["variant_id", "score", "cost_s", "status"])
