"""Why a variant is expected to do well on a dataset: past runs, what mattered of the data, what would change it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from recommender.features import Floats
from recommender.model import Model
from recommender.scene import Scene

TREES = 150
MOST_ROWS = 40_000
"""Past runs the explaining trees are fitted on, at most."""


@dataclass(frozen=True)
class PastRun:
    """A past run of the variant, or of the known variant most like it."""

    dataset_id: Any
    similarity: float
    """Of the datasets, 0 to 1."""
    variant_id: Any
    score: float | None
    """Higher is better; None where the run failed."""
    rank: int | None
    """Among the variants run on that dataset, from 1."""
    of: int
    failed: bool
    cost_s: float | None


@dataclass(frozen=True)
class Influence:
    """How a meta-feature or a choice moved the expected standing, as a tree model of the same history sees it."""

    name: str
    """Column, `mf_…` or `p__…` or `algorithm`."""
    value: Any
    effect: float
    """Exact SHAP value, in standard deviations of standing; above 0 speaks for the variant."""


@dataclass(frozen=True)
class Explanation:
    """What one expectation rests on."""

    variant_id: Any
    runs: tuple[PastRun, ...]
    """On the nearest past datasets, nearest first."""
    standing: float | None
    """Share of the known variants it is expected to beat, 0 to 1."""
    influences: tuple[Influence, ...]
    """Strongest first."""
    relative: Any = None
    """The known variant that stands in where this one was never run."""


def past_runs(scene: Scene, column: int, n: int) -> tuple[PastRun, ...]:
    """Runs of a known variant on the nearest past datasets where it was run."""
    history = scene.model.history
    found: list[PastRun] = []
    for row, near in zip(scene.nearest, scene.nearness, strict=True):
        if len(found) == n:
            break
        failure, score = history.failure[row, column], history.score[row, column]
        if not np.isfinite(failure):
            continue
        ran = history.score[row]
        good = np.isfinite(score)
        cost = history.log_cost[row, column]
        found.append(
            PastRun(
                history.datasets.index[row],
                float(np.clip(near, 0, 1)),
                history.variants.index[column],
                float(score) if good else None,
                int((ran > score).sum()) + 1 if good else None,
                int(np.isfinite(history.failure[row]).sum()),
                not good,
                float(np.exp(cost)) if np.isfinite(cost) else None,
            )
        )
    return tuple(found)


def relative_of(scene: Scene, code: Floats) -> int:
    """The known variant most like an encoded one, a column."""
    return int(scene.score.transfer.similarity(code[None, :], scene.model.where.variants)[0].argmax())


class Trees:
    """LightGBM fitted on the same past runs, for the exact SHAP values of its predictions (Lundberg et al., 2020)."""

    def __init__(self, model: Model, seed: int = 0) -> None:
        import lightgbm

        history = model.history
        i, j = np.nonzero(np.isfinite(model.standing.z))
        if len(i) > MOST_ROWS:
            kept = np.sort(np.random.default_rng(seed).choice(len(i), MOST_ROWS, replace=False))
            i, j = i[kept], j[kept]
        self._names = [*map(str, history.datasets.columns), *model.variant_code.sources]
        self._n_meta = history.datasets.shape[1]
        x = np.hstack([history.datasets.to_numpy(float)[i], model.where.variants[j]])
        settings = {
            "objective": "l2", "learning_rate": 0.08, "num_leaves": 31, "min_data_in_leaf": 20, "feature_fraction": 0.5,
            "max_bin": 63, "seed": seed, "num_threads": 1, "deterministic": True, "force_col_wise": True, "verbose": -1,
        }  # fmt: skip
        self._booster = lightgbm.train(settings, lightgbm.Dataset(x, model.standing.z[i, j]), TREES)
        self._columns = list(history.datasets.columns)

    def influences(self, model: Model, profile: "pd.Series[Any]", variants: pd.DataFrame) -> list[list[Influence]]:
        """The influences on each variant's expected standing, strongest first."""
        meta = pd.to_numeric(profile.reindex(self._columns), errors="coerce").to_numpy(float, na_value=np.nan)
        codes = model.variant_code(variants)
        x = np.hstack([np.repeat(meta[None, :], len(codes), 0), codes])
        effects = np.asarray(self._booster.predict(x, pred_contrib=True))[:, :-1]
        found = []
        for variant, effect in zip(variants.to_dict("records"), effects, strict=True):
            total: dict[str, float] = {}
            for name, value in zip(self._names, effect, strict=True):
                total[name] = total.get(name, 0.0) + float(value)
            pairs = sorted(total.items(), key=lambda p: -abs(p[1]))
            found.append([Influence(n, self._value(n, meta, variant), e) for n, e in pairs if abs(e) > 1e-6])
        return found

    def _value(self, name: str, meta: Floats, variant: Mapping[Hashable, Any]) -> Any:
        if name in self._columns:
            return float(meta[self._columns.index(name)])
        return variant.get(name)
