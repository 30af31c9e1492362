"""What to expect of given candidates on a dataset, after the runs seen on it so far."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.features import Floats
from recommender.knowledge import LEAST_COST_S
from recommender.scene import COST_NOISE, Quantity, Scene
from recommender.transfer import Transfer
from recommender.worlds import Worlds

Index = NDArray[np.int64]

FAILURE_NOISE = 0.25
MOST_SEEN = 64
"""Runs on a dataset that are conditioned on: the best and the latest, where there are more."""


@dataclass(frozen=True)
class Seen:
    """Runs on this dataset, one row a variant: repeated runs are merged."""

    ids: tuple[str, ...]
    value: Floats
    """Unit value, NaN where the run failed, (n_seen,)."""
    log_cost: Floats
    failure: Floats

    @property
    def best(self) -> float | None:
        """The best unit value so far."""
        ok = self.value[np.isfinite(self.value)]
        return float(ok.max()) if len(ok) else None

    @classmethod
    def of(cls, observed: pd.DataFrame, scene: Scene) -> "Seen":
        """Merges the runs of each variant."""
        ids = observed["variant_id"].tolist()
        score = pd.to_numeric(observed["score"], errors="coerce").to_numpy(float, na_value=np.nan)
        cost = pd.to_numeric(observed["cost_s"], errors="coerce").to_numpy(float, na_value=np.nan)
        ok = (observed["status"] == "ok").to_numpy(bool) & np.isfinite(score)
        rows: dict[str, list[int]] = {}
        for row, name in enumerate(ids):
            rows.setdefault(name, []).append(row)
        value, log_cost, failure = (np.full(len(rows), np.nan) for _ in range(3))
        for k, which in enumerate(rows.values()):
            good = [r for r in which if ok[r]]
            paid = [r for r in which if np.isfinite(cost[r]) and cost[r] > 0]
            if good:
                value[k] = scene.model.unit.forward(np.array([score[good].mean()]))[0]
            if paid:
                log_cost[k] = np.log(np.maximum(cost[paid], LEAST_COST_S)).mean()
            failure[k] = 1 - len(good) / len(which)
        return cls(tuple(rows), value, log_cost, failure)._limited()

    def only(self, which: NDArray[np.bool_]) -> "Seen":
        """Some of the runs."""
        ids = tuple(s for s, w in zip(self.ids, which, strict=True) if w)
        return Seen(ids, self.value[which], self.log_cost[which], self.failure[which])

    def _limited(self) -> "Seen":
        if len(self.ids) <= MOST_SEEN:
            return self
        latest = list(range(len(self.ids)))[-MOST_SEEN // 2 :]
        best = np.argsort(-np.nan_to_num(self.value, nan=-np.inf), kind="stable")
        kept = sorted({*latest, *[int(b) for b in best[: MOST_SEEN // 2]]})
        return Seen(tuple(self.ids[k] for k in kept), self.value[kept], self.log_cost[kept], self.failure[kept])


@dataclass(frozen=True)
class Lineup:
    """Variants in play: known ones by their column, new ones by their choices."""

    known: Index
    """Columns of the known variants, (n_known,)."""
    coordinates: Floats
    """Of the variants in play, known first, (n_known + n_new, width)."""
    noise: Floats
    """Draws that tell a new variant from its neighbours, (n_new, n_worlds), the same for equal choices."""
    carried: "dict[int, tuple[Transfer, Floats, Floats]]" = field(default_factory=dict, compare=False)
    """What each quantity carries over to the new variants, found when it is first asked for: it is costly."""

    @property
    def n_new(self) -> int:
        """Variants no past run is known of."""
        return len(self.coordinates) - len(self.known)

    def onto_new(self, transfer: Transfer) -> tuple[Floats, Floats]:
        """`transfer.onto` the new variants."""
        found = self.carried.get(id(transfer))
        if found is None:
            found = self.carried[id(transfer)] = (transfer, *transfer.onto(self.coordinates[len(self.known) :]))
        return found[1:]

    @classmethod
    def of(cls, scene: Scene, known: Index, new: pd.DataFrame) -> "Lineup":
        """Gathers them; `new` has one row per new variant."""
        model = scene.model
        coordinates = model.where.variants[known]
        noise = np.zeros((0, len(scene.weight)))
        if len(new):
            codes = model.variant_code(new)
            coordinates = np.vstack([coordinates, codes])
            keys = np.round(codes, 9) + 0.0
            noise = np.stack([_draws(row.tobytes(), len(scene.weight)) for row in keys])
        return cls(known, coordinates, noise)


@lru_cache(maxsize=4096)
def _draws(code: bytes, n: int) -> Floats:
    digest = hashlib.sha256(code).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "little")).standard_normal(n)


@dataclass(frozen=True)
class InPlay:
    """One quantity over the variants in play."""

    mean: Floats
    rows: Floats
    added: Floats
    """Variance of new variants that the rows do not have, (n,)."""

    @classmethod
    def of(cls, quantity: Quantity, lineup: Lineup) -> "InPlay":
        """Known columns, and new ones carried over from them."""
        mean, rows = quantity.mean[lineup.known], quantity.rows[:, lineup.known]
        added = np.zeros(len(lineup.coordinates))
        if lineup.n_new:
            weights, sd = lineup.onto_new(quantity.transfer)
            level = float(quantity.mean.mean())
            mean = np.concatenate([mean, level + weights @ (quantity.mean - level)])
            fresh = quantity.rows @ weights.T + (lineup.noise[:, : len(quantity.rows)] * sd[:, None]).T
            rows = np.hstack([rows, fresh])
            added[len(lineup.known) :] = sd**2
        return cls(mean, rows, added)


@dataclass(frozen=True)
class Runs:
    """The runs with a score on a dataset, and the worlds before them: how well some foresee others can be tried."""

    worlds: Worlds
    """With the variants run alone, before any run, (n_worlds, n_runs)."""
    value: Floats
    """(n_runs,)."""
    cover: Floats
    """Covariance of their standings, (n_runs, n_runs)."""
    spread: Floats
    """Covariance of location and log scale, (2, 2)."""


@dataclass(frozen=True)
class Paid:
    """The seconds seen on a dataset, and what was expected of them before any run."""

    value: Floats
    """Natural logarithms, (n_runs,)."""
    mean: Floats
    """(n_runs,)."""
    cover: Floats
    """Covariance before any run, (n_runs, n_runs)."""
    variance: Floats
    """(n_runs,)."""

    def foreseen(self, given: Index, rest: Index) -> tuple[Floats, Floats]:
        """Expectation and standard deviation of the `rest`, were only those `given` seen, (n_rest,) each."""
        inner = self.cover[np.ix_(given, given)] + COST_NOISE**2 * np.eye(len(given))
        across = self.cover[np.ix_(rest, given)]
        solved = np.linalg.solve(inner, np.column_stack([(self.value - self.mean)[given], across.T]))
        left = self.variance[rest] - np.einsum("ij,ji->i", across, solved[:, 1:])
        return self.mean[rest] + across @ solved[:, 0], np.sqrt(np.maximum(left, 1e-9) + COST_NOISE**2)


@dataclass(frozen=True)
class Outlook:
    """Expectations for the candidates, in their order."""

    worlds: Worlds
    best: float | None
    """Best unit value observed so far."""
    log_cost: Floats | None
    """Expected log seconds, (n,)."""
    log_cost_sd: Floats | None
    success: Floats
    """Chance that a run ends with a score, (n,)."""
    n_seen: int
    runs: "Runs | None" = None
    paid: "Paid | None" = None

    @classmethod
    def of(cls, scene: Scene, lineup: Lineup, candidates: Index, at: Index, seen: Seen) -> "Outlook":
        """Conditions on what was seen.

        Args:
            scene: the dataset.
            lineup: all variants in play.
            candidates: positions of the candidates in the line-up, (n,).
            at: positions of the seen variants in the line-up, (n_seen,).
            seen: the runs, in the order of `at`.
        """
        score = InPlay.of(scene.score, lineup)
        worlds = Worlds(score.mean + score.rows, scene.place, scene.shapes, scene.weight)
        ok, runs = np.isfinite(seen.value), None
        if ok.any():
            cover = _cover(scene, scene.score, score, lineup, at[ok])
            runs = Runs(worlds.columns(at[ok]), seen.value[ok], cover[at[ok]], scene.place_cover)
            worlds = worlds.seen(at[ok], seen.value[ok], cover, scene.place_cover)
        log_cost = sd = paid = None
        if scene.cost is not None:
            mean, sd_all, paid = _conditioned(scene, scene.cost, lineup, at, seen.log_cost, COST_NOISE)
            log_cost, sd = mean[candidates], sd_all[candidates]
        success = np.full(len(candidates), 1.0 - scene.model.failure_rate)
        if scene.failure is not None:
            mean, _, _ = _conditioned(scene, scene.failure, lineup, at, seen.failure, FAILURE_NOISE)
            success = 1.0 - np.clip(mean[candidates], 0.002, 0.998)
        return cls(worlds.columns(candidates), seen.best, log_cost, sd, success, len(seen.ids), runs, paid)


def _cover(scene: Scene, quantity: Quantity, play: InPlay, lineup: Lineup, at: Index) -> Floats:
    """Covariance of all variants in play with those seen, (n, n_seen)."""
    return scene.cover_of(play.rows, quantity.transfer, lineup.coordinates, at)


def _conditioned(
    scene: Scene, quantity: Quantity, lineup: Lineup, at: Index, values: Floats, noise: float
) -> tuple[Floats, Floats, Paid | None]:
    """Expectation and standard deviation of a Gaussian quantity given what was seen of it, (n,) each; and that."""
    play = InPlay.of(quantity, lineup)
    variance = scene.variance_of(play.rows)
    got = np.isfinite(values)
    if not got.any():
        return play.mean, np.sqrt(variance + noise**2), None
    cover = _cover(scene, quantity, play, lineup, at[got])
    inner = cover[at[got]] + noise**2 * np.eye(int(got.sum()))
    solved = np.linalg.solve(inner, np.column_stack([values[got] - play.mean[at[got]], cover.T]))
    mean = play.mean + cover @ solved[:, 0]
    left = variance - np.einsum("ij,ji->i", cover, solved[:, 1:])
    before = Paid(values[got], play.mean[at[got]], cover[at[got]], variance[at[got]])
    return mean, np.sqrt(np.maximum(left, 1e-9) + noise**2), before
