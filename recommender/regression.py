"""What the runs of one workflow tell of its untried variants: a regression on the variants' choices.

Runs of other tools are few and noisy, on a handful of datasets without meta-features: no past datasets could tell of a
new one, as `Recommender` wants it. Here one Gaussian process over all runs foresees values, and what it errs by with
each variant left out says how wide its intervals must be (Vovk et al., Algorithmic Learning in a Random World, 2005).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, stdtrit

from recommender.choice import Choice, choose
from recommender.features import Encoder, Floats
from recommender.knowledge import Knowledge, checked
from recommender.kriging import Kriging
from recommender.outlook import Outlook
from recommender.recommender import COLUMNS, one_thread
from recommender.sifting import sifted
from recommender.standing import GRID
from recommender.worlds import Worlds
from store.errors import BadRequest

MOST_RUNS = 1200
"""Runs learned from, those on the dataset itself first: the time it takes grows with their cube."""
MOST_RIVALS = 1000
"""Variants run on the dataset whose worth is foreseen to tell the best of them: those that came out best."""
WORLDS = 256
"""Draws by which a set of variants is chosen."""
FEWEST_ERRORS = 10
"""Left-out errors from which on their own quantiles are taken; with fewer, those of Student's t."""
FEWEST_RUNS = 3
"""Runs below which nothing tells how far off an expectation may be."""
OWN_SPREAD = 4.0
"""Runs that the spread within all datasets counts as, beside those of one."""
WIDE = 20.0
"""Ratio of the largest error to the smallest from which on errors are compared by their ratios."""
TRENDS = (0.0, 0.3)
ROUNDING = 1e-9
OUTSIDE = 0.1
"""Share of runs beyond each end of an interval."""


class ChoiceRegression:
    """Foresees variants on one dataset of a workflow, from its runs there and on the workflow's other datasets.

    Fit once, then read only: equal questions get equal answers. Scores are handed in and out so that higher is better.
    """

    def __init__(
        self,
        score: "_Quantity",
        cost: "_Quantity | None",
        success: float,
        tried: pd.DataFrame,
        scores: "pd.Series[float]",
        seed: int,
    ) -> None:
        self._score, self._cost, self._success, self._seed = score, cost, success, seed
        self._tried, self._scores = tried, scores

    @classmethod
    def fit(cls, knowledge: Knowledge, dataset_id: str, seed: int = 0) -> "ChoiceRegression":
        """Learns from a workflow's runs.

        Args:
            knowledge: runs (dataset_id, variant_id, score higher is better, cost_s, status), one a pair, and variants
                (index variant_id, algorithm, `p__*`).
            dataset_id: the dataset that variants are to be foreseen on.
            seed: the same seed and knowledge foresee the same.

        Raises:
            BadData: a table lacks a column.
            BadRequest: no run on that dataset ended with a score.
        """
        runs, _ = sifted(checked(knowledge.runs))
        runs = runs.assign(here=runs["dataset_id"] == dataset_id)
        scored, paid = runs[runs["score"].notna()], runs[runs["cost_s"] > 0]
        if not scored["here"].any():
            raise BadRequest("No run on that data ended with a score, so nothing can be foreseen there.")
        with one_thread():
            sign = -1.0 if _is_wide(scored["score"].to_numpy(float)) else 0.0
            score = _Quantity.fit(scored, "score", sign, knowledge.variants, seed)
            cost = _Quantity.fit(paid, "cost_s", 1.0, knowledge.variants, seed) if paid["here"].any() else None
        failed = float((runs["status"] != "ok").sum())
        here = scored[scored["here"]].set_index("variant_id")["score"]
        return cls(
            score, cost, 1.0 - (failed + 0.5) / (len(runs) + 20.0), knowledge.variants.loc[here.index], here, seed
        )

    def recommend(self, candidates: pd.DataFrame, n: int = 5, rivals: Collection[str] | None = None) -> pd.DataFrame:
        """The next n variants to run, best first; each is the best addition to those before it.

        Args:
            candidates: index variant_id; algorithm and `p__*`.
            n: how many; fewer come back where there are fewer.
            rivals: ids of the variants run on the dataset that are to be beaten; None for all, where none of them is
                among those, too.

        Returns:
            The columns of `Recommender.recommend`; `gain` is in units of the best less the mean. Where fewer than
            three runs tell of it, the ends of an interval are NaN.
        """
        if candidates.empty or n < 1:
            return pd.DataFrame(columns=list(COLUMNS))
        beaten = self._tried[self._tried.index.isin(list(rivals))] if rivals is not None else self._tried
        beaten = self._tried if beaten.empty else beaten
        with one_thread():
            choice = self._chosen(candidates, beaten, n)
        best = float(self._scores[beaten.index].max())
        found = self.foreseen(candidates, best).iloc[choice.order]
        return found.rename_axis("variant_id").reset_index().assign(gain=choice.gain)[list(COLUMNS)]

    def foreseen(self, candidates: pd.DataFrame, best: float | None = None) -> pd.DataFrame:
        """What is expected of each variant, in their order.

        Args:
            candidates: index variant_id; algorithm and `p__*`.
            best: the score that `chance_of_best` is about; None for the best run on the dataset.

        Returns:
            score, cost_s, their ends, success_probability and chance_of_best, indexed as the candidates.
        """
        with one_thread():
            score = self._score.at(candidates)
            cost = None if self._cost is None else self._cost.at(candidates)
        level = self._score.forward(np.array([self._scores.max() if best is None else best]))
        return pd.DataFrame({
            "score": score.middle, "score_low": score.low, "score_high": score.high,
            "cost_s": np.nan if cost is None else cost.middle, "cost_low_s": np.nan if cost is None else cost.low,
            "cost_high_s": np.nan if cost is None else cost.high, "success_probability": self._success,
            "chance_of_best": self._success * score.chance_above(level),
        }, index=candidates.index)  # fmt: skip

    def _chosen(self, candidates: pd.DataFrame, tried: pd.DataFrame, n: int) -> Choice:
        """A set whose best is expected to be best, over draws of all candidates together."""
        drawn = self._score.drawn(candidates, np.random.default_rng(self._seed))
        middle = self._score.centre
        # the best run was lucky, too: what is to be beaten is what its variant is worth (Picheny et al., 2013)
        tried = tried.loc[self._scores[tried.index].nlargest(MOST_RIVALS).index]
        best = float(self._score.expected(tried).max())
        span = max(best - middle, self._score.spread, 1e-12)
        place = np.tile([middle, np.log(span)], (WORLDS, 1))
        # the standings of these worlds are the values themselves
        worlds = Worlds((drawn - middle) / span, place, np.tile(GRID, (WORLDS, 1)), np.full(WORLDS, 1.0 / WORLDS))
        success = np.full(len(candidates), self._success)
        return choose(Outlook(worlds, best, None, None, success, 0), min(n, len(candidates)))


@dataclass(frozen=True)
class _Foreseen:
    """What is expected of variants, (n,) each: in the unit of what was learned, and as learned."""

    middle: Floats
    low: Floats
    high: Floats
    mean: Floats
    sd: Floats

    def chance_above(self, value: Floats) -> Floats:
        """Chance of a run above a value as learned; NaN where nothing tells, 0 where all runs came to the same."""
        same = self.sd == 0
        return np.asarray(np.where(same, 0.0, ndtr((self.mean - value) / np.where(same, 1.0, self.sd))))


@dataclass(frozen=True)
class _Quantity:
    """Scores or seconds, learned as values less the mean of their dataset, by its spread."""

    sign: float
    """0 where values are learned as they are; where by their logarithm, the sign they have."""
    centre: float
    spread: float
    code: Encoder
    process: Kriging
    errors: Floats
    """What left-out variants were missed by, relative to the expected spread, (n_errors,)."""

    @classmethod
    def fit(cls, runs: pd.DataFrame, name: str, sign: float, variants: pd.DataFrame, seed: int) -> "_Quantity":
        """Learns a column of the runs, of which at least one is `here`."""
        runs = runs.sample(frac=1.0, random_state=seed).sort_values("here", ascending=False, kind="stable")[:MOST_RUNS]
        runs = runs.sort_index()
        raw, here = runs[name].to_numpy(float), runs["here"].to_numpy(bool)
        value = _forward(sign, raw)
        centre, spread = _by_dataset(value, runs["dataset_id"])
        choices = variants[[c for c in variants if str(c) == "algorithm" or str(c).startswith("p__")]]
        table = choices.loc[runs["variant_id"]].reset_index(drop=True)
        table["here"] = here.astype(float)
        code = Encoder.of(table)
        outputs = ((value - centre) / spread)[:, None]
        groups = np.asarray(pd.factorize(runs["variant_id"])[0], dtype=np.int64)
        process = Kriging.fit(code(table), outputs, groups, None, TRENDS, seed).believed()
        errors = process.left_out[:, 0] / process.left_out_sd
        own = errors[here] if here.sum() >= FEWEST_ERRORS else errors
        return cls(sign, float(centre[here][0]), float(spread[here][0]), code, process, own)

    def forward(self, values: Floats) -> Floats:
        """Values as they are learned."""
        return _forward(self.sign, values)

    def at(self, variants: pd.DataFrame) -> _Foreseen:
        """What to expect of variants on the dataset."""
        mean, relative = self.process.predict(self._coded(variants))
        middle, sd = self.centre + self.spread * mean[:, 0], self.spread * relative
        below, above = _ends(self.errors)
        size = _size(self.errors) if len(self.errors) >= FEWEST_RUNS else np.nan
        ends = (middle, middle + below * sd, middle + above * sd)
        plain, low, high = (_back(self.sign, e) for e in ends)
        return _Foreseen(plain, low, high, middle, size * sd)

    def expected(self, variants: pd.DataFrame) -> Floats:
        """What to expect of variants, as learned, (n,)."""
        return np.asarray(self.centre + self.spread * self.process.means(self._coded(variants))[:, 0])

    def drawn(self, variants: pd.DataFrame, rng: np.random.Generator) -> Floats:
        """What variants may be worth, as learned, without what chance adds to a run, (WORLDS, n)."""
        at = self._coded(variants)
        power, turned = np.linalg.eigh(self.process.covariance(at))
        moved = rng.standard_normal((WORLDS, len(at))) @ (turned * np.sqrt(np.maximum(power, 0.0))).T
        return np.asarray(self.expected(variants) + self.spread * _size(self.errors) * moved)

    def _coded(self, variants: pd.DataFrame) -> Floats:
        return self.code(variants.assign(here=1.0))


def _size(errors: Floats) -> float:
    """The usual size of an error; what is only rounding is none."""
    size = float(np.sqrt(np.mean(errors**2)))
    return size if size > ROUNDING else 0.0


def _ends(errors: Floats) -> tuple[float, float]:
    """How many expected spreads an interval reaches from its middle: (at most 0, at least 0); NaN where none tells."""
    n = len(errors)
    if n < FEWEST_RUNS:
        return float("nan"), float("nan")
    if n < FEWEST_ERRORS:
        reach = float(stdtrit(n - 1, 1 - OUTSIDE)) * _size(errors)
        return -reach, reach
    share = min((1 - OUTSIDE) * (n + 1) / n, 1.0)  # what is foreseen is one more than those that were missed
    low, high = np.quantile(errors, [1 - share, share])
    return min(float(low), 0.0), max(float(high), 0.0)


def _by_dataset(value: Floats, dataset: "pd.Series[Any]") -> tuple[Floats, Floats]:
    """Mean and spread of the values on each run's dataset, (n_runs,) each; few runs' spread drawn to that of all."""
    of = pd.Series(value).groupby(dataset.to_numpy())
    count, mean = of.transform("size").to_numpy(float), of.transform("mean").to_numpy(float)
    squares = ((value - mean) ** 2).sum() / max(len(value) - of.ngroups, 1)
    own = of.transform(lambda v: ((v - v.mean()) ** 2).sum()).to_numpy(float)
    spread = np.sqrt((OWN_SPREAD * squares + own) / (OWN_SPREAD + count - 1))
    return mean, np.where(spread > 0, spread, 1.0)


def _is_wide(gains: Floats) -> bool:
    """Whether they are errors that differ by orders of magnitude."""
    return bool((gains < 0).all()) and float(gains.min()) < WIDE * float(gains.max())


def _forward(sign: float, values: Floats) -> Floats:
    return np.asarray(sign * np.log(np.maximum(sign * values, 1e-300))) if sign else values


def _back(sign: float, values: Floats) -> Floats:
    return np.asarray(sign * np.exp(np.clip(sign * values, -600.0, 600.0))) if sign else values
