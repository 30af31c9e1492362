"""How good a recommender is on datasets held out, beside the plain portfolio, and whether a fresh one may take over."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.features import Floats
from recommender.knowledge import Knowledge
from recommender.recommender import Recommender

FIRST = (1, 2, 4, 8, 16)
"""Numbers of runs that regret is averaged over."""
FOLDS = 3
FEWEST_DATASETS = 6
"""Datasets with several scores that a measurement needs."""
FEWEST_SCORES = 4
TOLERANCE = 0.01
"""Mean regret by which a fresh recommender may be worse without that meaning anything."""
MOST_DATASETS = 120


@dataclass(frozen=True)
class Verdict:
    """Whether a fresh recommender may take over."""

    promote: bool
    quality: dict[str, float]
    """Figures of the fresh one on held-out datasets, see `measure`; `regret_auc_before` beside them."""
    why: str


def compare(before: Knowledge, after: Knowledge, seed: int = 0) -> Verdict:
    """Compares learning from the present knowledge with learning from that before, on datasets held out of both.

    Promoted unless the fresh one's regret is worse by more than chance: mean difference over `TOLERANCE` and above
    twice its standard error.
    """
    held = _held_out(after, seed)
    if held is None:
        return Verdict(True, {}, "Too few datasets with several scores to compare on; the newer knowledge is taken.")
    new, old = _figures(after, after, held, seed), _figures(before, after, held, seed)
    quality = _summary(new)
    quality["regret_auc_before"] = float(old["regret"].mean())
    difference = (new["regret"] - old["regret"]).dropna().to_numpy(float)
    mean = float(difference.mean()) if len(difference) else 0.0
    error = float(difference.std(ddof=1) / np.sqrt(len(difference))) if len(difference) > 1 else 0.0
    worse = mean > TOLERANCE and mean > 2 * error
    figures = f"{quality['regret_auc']:.3f} against {quality['regret_auc_before']:.3f} before"
    plain = f"a plain portfolio has {quality['portfolio_auc']:.3f}"
    where = f"on {len(difference)} held-out datasets (regret, lower is better; {plain})"
    chance = " by more than chance brings" if mean > 0 else ""
    verdict = "Not promoted: it is worse" if worse else f"Promoted: it is not worse{chance}"
    return Verdict(not worse, quality, f"{verdict}, {figures}, {where}.")


def measure(knowledge: Knowledge, seed: int = 0) -> dict[str, float]:
    """Figures on held-out datasets, empty where they are too few.

    regret_auc and portfolio_auc (mean over the first 1 to 16 variants of the regret, 0 = best known variant, 1 = no
    better than the median one), coverage of the 80 % score interval, cost_coverage, cost_factor (median of how many
    times too high or low a predicted cost is), datasets.
    """
    held = _held_out(knowledge, seed)
    return {} if held is None else _summary(_figures(knowledge, knowledge, held, seed))


def _held_out(knowledge: Knowledge, seed: int) -> "pd.Series[int] | None":
    """Fold of each dataset that can be held out; groups stay together."""
    ok = knowledge.runs[(knowledge.runs.status == "ok") & knowledge.runs.score.notna()]
    counts = ok.groupby("dataset_id").variant_id.nunique()
    spread = ok.groupby("dataset_id").score.agg(lambda s: s.max() - s.median())
    names = counts.index[(counts >= FEWEST_SCORES) & (spread > 1e-9)]
    names = knowledge.datasets.index.intersection(names)
    if len(names) < FEWEST_DATASETS:
        return None
    own = knowledge.datasets["group"] if "group" in knowledge.datasets else pd.Series(names, names)
    groups = own.reindex(names).fillna(pd.Series(names, names).astype(str)).astype(str)
    unique = np.sort(groups.unique())
    if len(unique) < FOLDS:
        return None
    fold = dict(zip(np.random.default_rng(seed).permutation(unique), np.arange(len(unique)) % FOLDS, strict=True))
    return groups.map(fold).astype(int)


def _figures(learned: Knowledge, truth: Knowledge, fold: "pd.Series[int]", seed: int) -> pd.DataFrame:
    """One row a held-out dataset."""
    score = _wide(truth.runs[truth.runs.status == "ok"], "score")
    cost = _wide(truth.runs, "cost_s")
    own = truth.datasets["group"].astype(str) if "group" in truth.datasets else None
    rows: dict[Any, Mapping[str, float]] = {}
    for k in range(FOLDS):
        held = fold.index[fold == k]
        shut = set(held) if own is None else set(own.index[own.isin(own[held])])
        part = _without(learned, shut)
        recommender = Recommender.fit(part, seed)
        gains = _gains(score.drop(index=[d for d in shut if d in score.index]))
        for name in held[: MOST_DATASETS // FOLDS]:
            y = score.loc[name].dropna()
            tried = truth.variants.loc[truth.variants.index.intersection(y.index)]
            profile = truth.datasets.loc[name].filter(like="mf_")
            made = recommender.recommend(profile, tried, None, len(tried)).set_index("variant_id")
            portfolio = _portfolio(gains.reindex(columns=tried.index).to_numpy(float))
            rows[name] = {
                "regret": _regret(y, list(made.index)), "portfolio": _regret(y, [tried.index[j] for j in portfolio]),
                **_honesty(made, y, cost.loc[name] if name in cost.index else pd.Series(dtype=float)),
            }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def _without(knowledge: Knowledge, shut: set[Any]) -> Any:
    return SimpleNamespace(
        runs=knowledge.runs[~knowledge.runs.dataset_id.isin(shut)],
        datasets=knowledge.datasets[~knowledge.datasets.index.isin(shut)],
        variants=knowledge.variants,
    )


def _wide(runs: pd.DataFrame, column: str) -> pd.DataFrame:
    return runs.pivot_table(index="dataset_id", columns="variant_id", values=column, aggfunc="mean")


def _gains(score: pd.DataFrame) -> pd.DataFrame:
    """0 median, 1 best, clipped at -0.5, missing counted as the median."""
    best, median = score.max(axis=1), score.median(axis=1)
    scale = (best - median).clip(lower=1e-9)
    return score.sub(median, axis=0).div(scale, axis=0).clip(-0.5, 1.0).fillna(0.0)


def _portfolio(gain: Floats) -> NDArray[np.int64]:
    """Greedy portfolio: each variant adds most to those before it, over past datasets."""
    gain = np.nan_to_num(gain)
    order: list[int] = []
    now = np.zeros(len(gain))
    while len(order) < min(FIRST[-1], gain.shape[1]):
        add = np.maximum(gain - now[:, None], 0).sum(0) + 1e-9 * gain.sum(0)
        add[order] = -np.inf
        order.append(int(add.argmax()))
        now = np.maximum(now, gain[:, order[-1]])
    return np.array(order, dtype=np.int64)


def _regret(y: "pd.Series[float]", order: list[Any]) -> float:
    got = np.maximum.accumulate(y.loc[order].to_numpy(float))
    span = max(float(y.max() - y.median()), 1e-12)
    return float(np.mean([min(1.0, (y.max() - got[min(k, len(got)) - 1]) / span) for k in FIRST]))


def _honesty(made: pd.DataFrame, y: "pd.Series[float]", cost: "pd.Series[float]") -> dict[str, float]:
    made = made.loc[y.index]
    inside = (y >= made.score_low) & (y <= made.score_high)
    found = {"coverage": float(inside.mean())}
    paid = cost.reindex(y.index).to_numpy(float)
    expected, low, high = (made[c].to_numpy(float) for c in ("cost_s", "cost_low_s", "cost_high_s"))
    known = np.isfinite(paid) & (paid > 0) & np.isfinite(expected)
    if known.any():
        found["cost_factor"] = float(np.exp(np.median(np.abs(np.log(expected[known] / paid[known])))))
        found["cost_coverage"] = float(((paid >= low) & (paid <= high))[known].mean())
    return found


def _summary(figures: pd.DataFrame) -> dict[str, float]:
    names = {"regret": "regret_auc", "portfolio": "portfolio_auc"}
    found = {names.get(str(c), str(c)): float(figures[c].mean()) for c in figures if figures[c].notna().any()}
    return found | {"datasets": float(len(figures))}
