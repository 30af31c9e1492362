"""Random histories of every shape a recommender may be given: odd ids, odd parameters, odd scores and odd costs."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from tests.recommender.histories import History

NAMES: tuple[Callable[[int], Any], ...] = (
    lambda k: f"v{k}",
    lambda k: int(k),
    lambda k: f"Variante № {k} – é✓ \u202e\n",
    lambda k: k if k % 2 else f"v{k}",
)
SOME: tuple[Any, ...] = (None, True, "sqrt", 0.3, 5, float("nan"))


def some(rng: np.random.Generator, *values: Any) -> Any:
    """One of the values."""
    return values[rng.integers(len(values))]


def objects(rng: np.random.Generator, n: int, *values: Any) -> "np.ndarray[Any, Any]":
    """n of the values, whatever their types."""
    made = np.empty(n, dtype=object)
    for k in range(n):
        made[k] = some(rng, *values)
    return made


def parameter(rng: np.random.Generator, n: int, applies: "np.ndarray[Any, Any]") -> Any:
    """The values of one parameter in n variants; conditional ones are missing where they do not apply."""
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: rng.normal(size=n),
        lambda: 10 ** rng.uniform(-8, 8, n),
        lambda: rng.random(n) < 0.5,
        lambda: objects(rng, n, "x", "y", "ünï", ""),
        lambda: objects(rng, n, *SOME),
        lambda: np.full(n, 3.0),
        lambda: np.full(n, None, dtype=object),
        lambda: np.where(applies, rng.normal(size=n), np.nan),
        lambda: objects(rng, n, "1", "2.5", "auto", None),
        lambda: objects(rng, n, (1, 2), (3,)),
        lambda: pd.Categorical(objects(rng, n, "p", "q")),
        lambda: pd.array(list(objects(rng, n, 1, 2, None)), dtype="Int64"),
        lambda: some(rng, 1e300, -1e300, np.inf) * (0.1 + rng.random(n)),
    )
    return some(rng, *kinds)()


def space_of(rng: np.random.Generator, n: int, name: Callable[[int], Any]) -> pd.DataFrame:
    """n variants of one, three or forty algorithms, some of them twice; now and then nothing tells them apart."""
    algorithms = objects(rng, n, *some(rng, ["a"], ["a", "b", "c"], [f"algorithm {k}" for k in range(40)]))
    table = pd.DataFrame(index=[name(k) for k in range(n)])
    if rng.random() < 0.9:
        table["algorithm"] = algorithms
    for p in range(int(rng.integers(0, 6))):
        table[f"p__{p}"] = parameter(rng, n, algorithms == "a")
    if n > 3 and rng.random() < 0.3:
        table = table.iloc[[0, 0, 2, 2, *range(4, n)]].set_axis(table.index)
    return table


def features_of(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Meta-features of n datasets: none, constant, unknown, infinite, with gaps, of any size."""
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: rng.normal(size=n),
        lambda: 10 ** rng.uniform(-3, 12, n),
        lambda: np.full(n, 2.0),
        lambda: np.full(n, np.nan),
        lambda: np.where(rng.random(n) < 0.5, np.nan, rng.normal(size=n)),
        lambda: np.where(rng.random(n) < 0.1, np.inf, 1.0),
        lambda: objects(rng, n, "a", "b", None),
    )
    return pd.DataFrame({f"mf_{k}": some(rng, *kinds)() for k in range(int(some(rng, 0, 1, 3, 20)))}, index=range(n))


def scores_of(rng: np.random.Generator, n_datasets: int, n: int) -> "np.ndarray[Any, Any]":
    """Scores, higher is better: shares, errors of any size, ties, datasets on which all are alike, infinite ones."""
    base = rng.normal(size=(1, n)) + 0.5 * rng.normal(size=(n_datasets, n)) + rng.normal(size=(n_datasets, 1))
    share = 1 / (1 + np.exp(-base))
    kinds: tuple[Callable[[], Any], ...] = (
        lambda: share,
        lambda: 100 * share,
        lambda: np.round(share, 1),
        lambda: np.full_like(base, 0.5),
        lambda: np.where(rng.random((n_datasets, 1)) < 0.7, 0.7, base),
        lambda: -np.exp(base),
        lambda: -np.exp(20 * base),
        lambda: -(10 ** rng.uniform(-5, 8, (n_datasets, 1))) * np.exp(base),
        lambda: base * 1e6 - 1e9,
        lambda: base * 1e-14,
        lambda: np.where(rng.random(base.shape) < 0.1, np.inf * np.sign(base), base),
    )
    return np.asarray(some(rng, *kinds)())


def costs_of(rng: np.random.Generator, n_datasets: int, n: int) -> "np.ndarray[Any, Any]":
    """Seconds: plausible, missing in part or wholly, zero, negative, beyond all reason."""
    cost = np.exp(2 * rng.normal(size=(n_datasets, 1)) + rng.normal(size=(1, n)))
    odd = some(rng, None, None, np.nan, 0.0, -3.0, 1e15)
    share = some(rng, 0.2, 1.0)
    return cost if odd is None else np.where(rng.random(cost.shape) < share, odd, cost)


def any_history(seed: int, largest: int = 400) -> tuple[History, np.random.Generator]:
    """A history of a random shape with at most about `largest` cells, and the generator that made it."""
    rng = np.random.default_rng(seed)
    n_datasets, n = int(some(rng, 0, 1, 1, 2, 3, 6, 12, 25)), int(some(rng, 1, 2, 5, 12, 30, 60))
    n = min(n, max(largest // max(n_datasets, 1), 1))
    name = some(rng, *NAMES)
    variants, datasets = space_of(rng, n, name), features_of(rng, n_datasets)
    datasets.index = [name(k) for k in range(n_datasets)]
    if rng.random() < 0.5:
        datasets["group"] = objects(rng, n_datasets, "g1", "g2", 3, 4, 5, 6)
    score, cost = scores_of(rng, n_datasets, n), costs_of(rng, n_datasets, n)
    fails, filled = some(rng, 0, 0, 0.2, 0.7, 1.0), some(rng, 1, 1, 0.5, 0.1, 0.02)
    rows = []
    for i, j in np.argwhere(rng.random((n_datasets, n)) < filled):
        lost = rng.random() < fails
        status = some(rng, "failed", "timeout") if lost else "ok"
        rows += [(name(i), name(j), np.nan if lost else score[i, j], cost[i, j], status)] * (1 + (rng.random() < 0.02))
    runs = pd.DataFrame(rows, columns=["dataset_id", "variant_id", "score", "cost_s", "status"])
    return History(_spoilt(runs, rng), datasets, variants), rng


def _spoilt(runs: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """With absurd scores, runs of what is not known, and odd weights, now and then."""
    if len(runs) and rng.random() < 0.3:
        runs.loc[rng.integers(0, len(runs), 3), "score"] = some(rng, 1e200, -1e9, np.nan, 1e30)
    if len(runs) and rng.random() < 0.2:
        unknown = runs.iloc[:2].assign(dataset_id="nowhere")
        runs = pd.concat([runs, unknown], ignore_index=True)
    if rng.random() < 0.2:
        runs["weight"] = objects(rng, len(runs), 0, 0.5, 1, 5, np.nan, None)
    return runs


def strangers(variants: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Candidates never run, with values and types never seen."""
    rows = variants.iloc[rng.integers(0, len(variants), 4)].astype(object)
    rows.index = pd.Index([f"new {k}" for k in range(len(rows))])
    for column in rows:
        if rng.random() < 0.5:
            rows[column] = objects(rng, len(rows), "never seen", None, 7, 1e9, True, -3.3)
    return rows


def any_profile(known: History, rng: np.random.Generator) -> "pd.Series[Any]":
    """Of a dataset never seen, of a known one, without figures, with absurd ones."""
    names = [c for c in known.datasets if str(c).startswith("mf_")]
    kind = int(rng.integers(4))
    if kind == 0 and len(known.datasets):
        return known.datasets.iloc[0][names]
    if kind == 1:
        return pd.Series(dtype=float)
    odd = [np.nan, np.inf, 1e300, -5.0, None, "x"] if kind == 2 else [0.0, 1.0, -1.0]
    return pd.Series({c: some(rng, *odd) for c in [*names, "mf_unknown"]}, dtype=object)


def any_runs(candidates: pd.DataFrame, known: History, rng: np.random.Generator) -> pd.DataFrame:
    """Runs on the dataset: repeated ones, failures, scores far from all others, costs missing or nil."""
    good = pd.to_numeric(known.runs.score, errors="coerce")
    middle = float(good[good.abs() < 1e50].mean()) if (good.abs() < 1e50).any() else 0.5
    rows = []
    for _ in range(int(some(rng, 0, 1, 3, 12, 30))):
        name = candidates.index[rng.integers(len(candidates))] if rng.random() < 0.95 else "strange"
        status = some(rng, "ok", "ok", "ok", "failed", "timeout")
        score = some(rng, middle, 1.1 * middle, middle + rng.normal(), 1e9, -1e9) if status == "ok" else np.nan
        rows.append((name, score, some(rng, 1.0, 0.001, np.nan, 1e7, 0.0), status))
    return pd.DataFrame(rows, columns=["variant_id", "score", "cost_s", "status"])
