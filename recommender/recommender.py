"""The recommender: learns from past runs, and chooses what to run next on a dataset."""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from recommender.asking import the_profile, the_runs, the_variants, the_wish
from recommender.calibration import Calibration
from recommender.choice import Choice, Taste, choose
from recommender.counterfactual import Change, changes
from recommender.explanation import Explanation, Trees, past_runs, relative_of
from recommender.features import Encoder, Floats, by_content
from recommender.knowledge import Knowledge
from recommender.model import Model
from recommender.outlook import Index, Lineup, Outlook, Seen
from recommender.scene import Scene
from recommender.trust import trusting
from store.errors import BadRequest

KEPT_SCENES = 8
"""Datasets whose scene is kept between calls."""
KEPT_LINEUPS = 4
"""Sets of variants whose likeness to the known ones is kept between calls."""
COLUMNS = (
    "variant_id", "score", "score_low", "score_high", "cost_s", "cost_low_s", "cost_high_s",
    "success_probability", "chance_of_best", "gain",
)  # fmt: skip
_Value = TypeVar("_Value")


class Recommender:
    """Chooses sets of variants for a dataset, from past runs on other datasets and from runs on this one.

    Fit once, then read only: `recommend` changes nothing but a cache, and equal questions get equal answers. It can
    be pickled. Scores are handed in and out so that higher is better.
    """

    def __init__(self, model: Model | None, calibration: Calibration, seed: int) -> None:
        self.model = model
        self.calibration = calibration
        self.seed = seed
        self._scenes: OrderedDict[tuple[Any, ...], Scene] = OrderedDict()
        self._lineups: OrderedDict[tuple[Any, ...], Lineup] = OrderedDict()
        self._explaining: Trees | None = None

    @classmethod
    def fit(cls, knowledge: Knowledge, seed: int = 0) -> "Recommender":
        """Learns from past runs.

        Args:
            knowledge: runs (dataset_id, variant_id, score higher is better, cost_s, status, perhaps weight), datasets
                (index dataset_id, `mf_*`, perhaps group) and variants (index variant_id, algorithm, `p__*`); any of
                them may be empty.
            seed: the same seed and knowledge give the same recommender.

        Raises:
            BadData: a table lacks a column.
        """
        with one_thread():
            model = trusting(Model.fit(knowledge, seed))
            return cls(model, Calibration.of(model), seed)

    def recommend(
        self,
        profile: "pd.Series[float]",
        candidates: pd.DataFrame,
        observed: pd.DataFrame | None = None,
        n: int = 5,
        budget_s: float | None = None,
        taste: Taste | None = None,
    ) -> pd.DataFrame:
        """The next n variants to run, best first; each is the best addition to those before it.

        Args:
            profile: meta-features `mf_*` of the dataset; missing ones are fine.
            candidates: index variant_id; algorithm and `p__*`; variants never run anywhere are fine. They may include
                ones that were run on this dataset: leave those out if they are not to be repeated.
            observed: runs on this dataset: variant_id, score, cost_s, status.
            n: how many; `len(candidates)` gives predictions for all of them.
            budget_s: seconds left for all of them together.
            taste: a person's wishes, in the order of the candidates (which must not repeat then).

        Returns:
            variant_id; score with 80 % interval score_low to score_high, in the metric's unit, given that the run
            succeeds; cost_s with cost_low_s and cost_high_s; success_probability; chance_of_best: chance of beating the
            best run so far (before any: the median variant); gain: expected improvement over the variants before it,
            as a share of the distance from the median to the best variant. NaN where nothing is known.

        Raises:
            BadData: the profile, the candidates or the runs are no such tables.
            BadRequest: n, the budget or the taste make no sense.
        """
        profile, candidates, observed = the_profile(profile), the_variants(candidates), the_runs(observed)
        n, budget_s = the_wish(n, budget_s, taste, len(candidates))
        if self.model is None:
            return _unknown(candidates, _spread(candidates, observed, n))
        if len(candidates) == 0 or n <= 0:
            return pd.DataFrame(columns=list(COLUMNS))
        with one_thread():
            outlook = self.outlook(profile, candidates, observed)
            choice = choose(outlook, min(n, len(candidates)), budget_s, taste)
            return self._table(list(candidates.index), outlook, choice)

    @property
    def set_aside(self) -> pd.DataFrame:
        """Past runs whose figures can be no measurements, not learned from: dataset_id, variant_id and reason."""
        return pd.DataFrame() if self.model is None else self.model.history.aside

    def scene(self, profile: "pd.Series[float]") -> Scene:
        """The dataset before any run, kept between calls."""
        model = self.model
        assert model is not None
        numbers = pd.to_numeric(profile, errors="coerce").to_numpy(float, na_value=np.nan)
        key = (tuple(profile.index), numbers.tobytes())
        return _kept(self._scenes, key, lambda: Scene.of(model, profile), KEPT_SCENES)

    def lineup(self, scene: Scene, known: Index, new: pd.DataFrame) -> Lineup:
        """The variants in play, kept between calls: how new ones resemble known ones is costly to find."""
        key = (known.tobytes(), len(scene.weight), tuple(new.index), tuple(new.columns), _content(new))
        return _kept(self._lineups, key, lambda: Lineup.of(scene, known, new), KEPT_LINEUPS)

    def outlook(self, profile: "pd.Series[float]", candidates: pd.DataFrame, observed: pd.DataFrame) -> Outlook:
        """What to expect of each candidate, after the observed runs."""
        scene = self.scene(profile)
        seen = Seen.of(observed, scene)
        return self._outlook(scene, candidates, observed, seen)

    def explain(
        self,
        profile: "pd.Series[float]",
        candidates: pd.DataFrame,
        variant_ids: Sequence[Any],
        observed: pd.DataFrame | None = None,
        n_runs: int = 3,
    ) -> list[Explanation]:
        """What the expectations of some candidates rest on.

        Args:
            profile: meta-features of the dataset.
            candidates: as for `recommend`.
            variant_ids: which of them.
            observed: runs on this dataset.
            n_runs: past runs to name for each.

        Raises:
            BadRequest: a variant is none of the candidates.
        """
        profile, candidates, observed = the_profile(profile), the_variants(candidates), the_runs(observed)
        unknown = [v for v in variant_ids if v not in candidates.index]
        if unknown:
            raise BadRequest(f"{unknown[0]!r} is none of the candidates; name variants among them.")
        rows = candidates.loc[list(variant_ids)]
        if self.model is None:
            return [Explanation(v, (), None, ()) for v in variant_ids]
        scene = self.scene(profile)
        outlook = self.outlook(profile, candidates, observed)
        level = outlook.worlds.weight @ outlook.worlds.z
        known = self.model.history.variants.index.get_indexer(rows.index)
        codes = self.model.variant_code(rows)
        influences = self._trees().influences(self.model, profile, rows)
        found = []
        for k, name in enumerate(variant_ids):
            column = int(known[k]) if known[k] >= 0 else relative_of(scene, codes[k])
            at = candidates.index.get_loc(name)
            relative = None if known[k] >= 0 else self.model.history.variants.index[column]
            share = float(np.mean(level[at] > scene.score.mean))
            found.append(Explanation(name, past_runs(scene, column, n_runs), share, tuple(influences[k]), relative))
        return found

    def counterfactuals(
        self,
        profile: "pd.Series[float]",
        candidates: pd.DataFrame,
        names: Sequence[str],
        observed: pd.DataFrame | None = None,
        most: int = 4,
        budget_s: float | None = None,
        taste: Taste | None = None,
    ) -> tuple[Change, ...]:
        """Which variant would come first, were one meta-feature of the dataset another: at most `most` changes.

        Args:
            profile: meta-features of the dataset.
            candidates: as for `recommend`.
            names: meta-features to move, the most telling ones first.
            observed: runs on this dataset.
            most: changes to find at most.
            budget_s: as for `recommend`.
            taste: as for `recommend`.
        """
        profile, candidates = the_profile(profile), the_variants(candidates)
        if self.model is None or len(candidates) == 0:
            return ()

        def first(other: "pd.Series[Any]") -> Any:
            return self.recommend(other, candidates, observed, 1, budget_s, taste).variant_id.iloc[0]

        return changes(profile, self.model.history.datasets, names, first, most)

    def _trees(self) -> Trees:
        assert self.model is not None
        if self._explaining is None:
            self._explaining = Trees(self.model, self.seed)
        return self._explaining

    def _outlook(self, scene: Scene, candidates: pd.DataFrame, observed: pd.DataFrame, seen: Seen) -> Outlook:
        known = scene.model.history.variants.index
        at = np.asarray(known.get_indexer(candidates.index), dtype=np.int64)
        seen_at = (
            np.asarray(known.get_indexer(pd.Index(list(seen.ids))), dtype=np.int64)
            if seen.ids
            else np.zeros(0, np.int64)
        )
        fresh = candidates[at < 0]
        strange = [name for name, k in zip(seen.ids, seen_at, strict=True) if k < 0 and name not in fresh.index]
        described = [c for c in observed.columns if str(c) == "algorithm" or str(c).startswith("p__")]
        if strange and described:
            rows = observed[observed.variant_id.isin(strange)].drop_duplicates("variant_id").set_index("variant_id")
            fresh = pd.concat([fresh, rows[described]])
        columns = np.unique(np.concatenate([at[at >= 0], seen_at[seen_at >= 0]])).astype(np.int64)
        lineup = self.lineup(scene, columns, fresh)
        place = {name: len(columns) + k for k, name in enumerate(fresh.index)}
        seen_place = _positions(seen.ids, seen_at, columns, place)
        outlook = Outlook.of(
            scene,
            lineup,
            _positions(candidates.index, at, columns, place),
            seen_place[seen_place >= 0],
            seen.only(seen_place >= 0),
        )
        return replace(outlook, best=seen.best)

    def _table(self, ids: Sequence[Any], outlook: Outlook, choice: Choice) -> pd.DataFrame:
        assert self.model is not None
        order = choice.order
        low, middle, high = self.calibration.scores(outlook, order, self.model.unit)
        cost, cost_low, cost_high = self.calibration.costs(outlook, order)
        unit = outlook.worlds.columns(order).unit()
        goal = outlook.worlds.place[:, :1] if outlook.best is None else outlook.best
        chance = (outlook.worlds.weight @ (unit > goal)) * outlook.success[order]
        columns: dict[str, Any] = {
            "variant_id": [ids[j] for j in order], "score": middle, "score_low": low, "score_high": high,
            "cost_s": cost, "cost_low_s": cost_low, "cost_high_s": cost_high,
            "success_probability": outlook.success[order], "chance_of_best": np.clip(chance, 0, 1), "gain": choice.gain,
        }  # fmt: skip
        return pd.DataFrame(columns)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_scenes": OrderedDict(), "_lineups": OrderedDict()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _scenes=OrderedDict(), _lineups=OrderedDict())


def _positions(names: Iterable[Any], known: Index, columns: Index, place: dict[Any, int]) -> Index:
    """Positions in the line-up, -1 for variants nothing is known of."""
    return np.where(known >= 0, np.searchsorted(columns, known), [place.get(name, -1) for name in names])


def _content(table: pd.DataFrame) -> bytes:
    """The cells of a table, such that equal content is equal and other content is not."""
    return pickle.dumps([table[c].tolist() for c in table.columns])


def _kept(
    kept: "OrderedDict[tuple[Any, ...], _Value]", key: tuple[Any, ...], make: Callable[[], _Value], most: int
) -> _Value:
    found = kept.get(key)
    if found is None:
        found = kept[key] = make()
        while len(kept) > most:
            kept.popitem(last=False)
    return found


@lru_cache(maxsize=1)
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Linear algebra on one thread: the matrices are small, and threads that wait for each other on a busy machine
    cost ten times what they save. Sums are then also the same on any number of cores.
    """
    limit: AbstractContextManager[Any] = _pools().limit(limits=1)
    return limit


def _unknown(candidates: pd.DataFrame, order: Index) -> pd.DataFrame:
    table = pd.DataFrame({c: np.full(len(order), np.nan) for c in COLUMNS})
    table["variant_id"] = [candidates.index[j] for j in order]
    return table


def _spread(candidates: pd.DataFrame, observed: pd.DataFrame, n: int) -> Index:
    """With nothing known: variants far from each other and from those run, starting in the middle of the space."""
    choices = by_content(candidates[[c for c in candidates if str(c) == "algorithm" or str(c).startswith("p__")]])
    at = candidates.index.get_indexer(choices.index)
    x = Encoder.of(choices)(choices)
    if len(x) == 0:
        return np.zeros(0, dtype=np.int64)
    tried = np.flatnonzero(choices.index.isin(observed["variant_id"]))
    order = [int(np.abs(x - np.median(x, 0)).sum(1).argmin())] if not len(tried) else []
    far: Floats = np.full(len(x), np.inf)
    for j in [*tried, *order]:
        far = np.minimum(far, np.abs(x - x[j]).sum(1))
    while len(order) < min(n, len(x)):
        rated = far.copy()
        rated[order] = -np.inf
        order.append(int(rated.argmax()))
        far = np.minimum(far, np.abs(x - x[order[-1]]).sum(1))
    return np.array([at[j] for j in order[:n]], dtype=np.int64)
