"""Past runs as matrices: validated, put in an order that names do not change, duplicates merged."""

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from recommender.features import Floats, by_content, mark
from recommender.sifting import sifted
from store.errors import BadData

MAX_KNOWN_VARIANTS = 2000
"""Variants kept as columns, those with most runs first: more would only repeat their neighbours."""
MAX_KNOWN_DATASETS = 2000
"""Datasets kept as rows, those with most runs first."""
RUN_COLUMNS = ("dataset_id", "variant_id", "score", "cost_s", "status")
LEAST_COST_S = 1e-4
ABSURD = 1e100
"""Figures of this size and above are no measurements: their squares overflow."""


class Knowledge(Protocol):
    """What a recommender learns from."""

    @property
    def runs(self) -> pd.DataFrame:
        """Columns dataset_id, variant_id, score (higher is better), cost_s, status (ok or the kind of failure), and
        where own runs count more, weight (1 = ordinary)."""

    @property
    def datasets(self) -> pd.DataFrame:
        """Index dataset_id; meta-features `mf_*`; where near-duplicates exist, group."""

    @property
    def variants(self) -> pd.DataFrame:
        """Index variant_id; algorithm and parameters `p__*`."""


@dataclass(frozen=True)
class History:
    """Past runs of n_datasets × n_variants, cells NaN where nothing is known."""

    datasets: pd.DataFrame
    """Meta-features only, (n_datasets, n_meta_features), rows in canonical order."""
    variants: pd.DataFrame
    """algorithm and p__ columns only, (n_variants, n_choices), rows in canonical order."""
    groups: NDArray[np.int64]
    """Group of near-duplicates of each dataset, (n_datasets,)."""
    score: Floats
    """Mean score of the runs that ended with one, (n_datasets, n_variants)."""
    log_cost: Floats
    """Mean natural logarithm of seconds, over all runs, failed ones too."""
    failure: Floats
    """Share of runs that ended without a score."""
    weight: Floats
    """How much each dataset counts, (n_datasets,), mean 1."""
    aside: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Runs whose figures can be no measurements: dataset_id, variant_id, reason."""

    @property
    def n_runs(self) -> int:
        """Cells with at least one run."""
        return int(np.isfinite(self.failure).sum())

    def only(self, rows: NDArray[np.int64]) -> "History":
        """Some of the datasets, on the same variants."""
        return History(
            self.datasets.iloc[rows], self.variants, self.groups[rows], self.score[rows], self.log_cost[rows],
            self.failure[rows], self.weight[rows] / self.weight[rows].mean(),
        )  # fmt: skip

    @classmethod
    def of(cls, knowledge: Knowledge) -> "History":
        """Reads knowledge.

        Raises:
            BadData: a table lacks a column that is needed, or ids of runs and tables are of different types.
        """
        runs = checked(knowledge.runs)
        datasets = _unique(by_id(knowledge.datasets, "dataset_id", "The known datasets"))
        variants = _unique(by_id(knowledge.variants, "variant_id", "The known variants"))
        same_kind(runs.dataset_id, datasets.index, "datasets")
        same_kind(runs.variant_id, variants.index, "variants")
        runs, aside = sifted(runs[runs.dataset_id.isin(datasets.index) & runs.variant_id.isin(variants.index)])
        datasets = datasets.loc[_busiest(datasets.index, runs.dataset_id, MAX_KNOWN_DATASETS)]
        variants = variants.loc[_busiest(variants.index, runs.variant_id, MAX_KNOWN_VARIANTS)]
        choices = by_content(variants[[c for c in variants if str(c) == "algorithm" or str(c).startswith("p__")]])
        features = [c for c in datasets if str(c).startswith("mf_")]
        numbers = datasets[features].apply(pd.to_numeric, errors="coerce").astype(float)
        meta = by_content(numbers.replace([np.inf, -np.inf], np.nan))
        own = datasets["group"] if "group" in datasets else pd.Series(datasets.index, datasets.index)
        choices = choices.iloc[_tie_order(choices, _cells(runs, meta.index, choices.index)["score"].T)]
        cells = _cells(runs, meta.index, choices.index)
        order = _tie_order(meta, cells["score"])
        weight = cells.pop("weight")[order]
        meta, own = meta.iloc[order], own.reindex(meta.index[order])
        return cls(
            datasets=meta,
            variants=choices,
            groups=np.asarray(pd.factorize(own.astype(str))[0], dtype=np.int64),
            score=cells["score"][order],
            log_cost=cells["log_cost"][order],
            failure=cells["failure"][order],
            weight=weight / weight.mean() if len(weight) else weight,
            aside=aside,
        )


def by_id(table: Any, name: str, what: str) -> pd.DataFrame:
    """A table by its ids, whether they came as its index or as a column.

    Args:
        table: of variants or datasets.
        name: of the ids' column.
        what: how to call the table in an error.

    Raises:
        BadData: it is no table, or a column stands in it twice.
    """
    if not isinstance(table, pd.DataFrame):
        raise BadData(f"{what} are a table with {name} as index; {type(table).__name__} was given.")
    twice = table.columns[table.columns.duplicated()]
    if len(twice):
        raise BadData(f"{what} have the column {twice[0]} twice.")
    return table.set_index(name) if name in table.columns else table


def same_kind(used: "pd.Series[Any]", known: "pd.Index[Any]", what: str) -> None:
    """Ids that are texts on one side and numbers on the other match nothing, and silently nothing would be learned.

    Args:
        used: ids in the runs.
        known: ids in the table they point to.
        what: how to call them in an error.

    Raises:
        BadData: no id is found while each would be as text.
    """
    if used.empty or not len(known) or used.isin(known).any():
        return
    if used.astype(str).isin(known.astype(str)).any():
        mine, other = used.iloc[0], known[0]
        raise BadData(
            f"The past runs name {what} by {type(mine).__name__} ({mine!r}), the table of {what} by "
            f"{type(other).__name__} ({other!r}); give both the same type."
        )


def checked(runs: pd.DataFrame) -> pd.DataFrame:
    """The runs with figures as numbers, without those that tell nothing.

    Raises:
        BadData: a column is missing.
    """
    lacking = [c for c in RUN_COLUMNS if c not in runs]
    if lacking:
        found = ", ".join(map(str, runs.columns))
        raise BadData(f"The past runs lack the columns {', '.join(lacking)}; they have {found}.")
    runs = runs[[*RUN_COLUMNS, *(["weight"] if "weight" in runs else [])]].copy()
    for column in ("score", "cost_s"):
        number = pd.to_numeric(runs[column], errors="coerce").astype(float)
        runs[column] = number.where(number.abs() < ABSURD)
    if "weight" in runs:  # what is not said counts as ordinary
        weight = pd.to_numeric(runs["weight"], errors="coerce").astype(float)
        runs["weight"] = weight.where(weight.abs() < ABSURD, 1.0)
    # a run said to be fine without a score tells neither success nor failure
    return runs[(runs.status != "ok") | runs.score.notna()]


def _unique(table: pd.DataFrame) -> pd.DataFrame:
    return table[~table.index.duplicated()]


def _busiest(index: "pd.Index[Any]", used: "pd.Series[Any]", most: int) -> "pd.Index[Any]":
    counts = used.value_counts().reindex(index).fillna(0)
    known = counts[counts > 0]
    return known.index if len(known) <= most else known.sort_values(ascending=False, kind="stable").index[:most]


def _cells(runs: pd.DataFrame, rows: "pd.Index[Any]", columns: "pd.Index[Any]") -> dict[str, Floats]:
    """Weighted means per cell, and the mean weight per dataset."""
    i, j = rows.get_indexer(pd.Index(runs.dataset_id)), columns.get_indexer(pd.Index(runs.variant_id))
    kept = (i >= 0) & (j >= 0)
    runs, i, j = runs[kept], i[kept], j[kept]
    weight = runs["weight"].to_numpy(float).clip(1e-3) if "weight" in runs else np.ones(len(runs))
    shape = (len(rows), len(columns))
    ok = (runs.status == "ok").to_numpy()

    def mean(values: Floats, where: NDArray[np.bool_]) -> Floats:
        top, bottom = np.zeros(shape), np.zeros(shape)
        np.add.at(top, (i[where], j[where]), (values * weight)[where])
        np.add.at(bottom, (i[where], j[where]), weight[where])
        return np.where(bottom > 0, top / np.maximum(bottom, 1e-300), np.nan)

    cost = runs.cost_s.to_numpy(float)
    priced = np.isfinite(cost) & (cost > 0)
    total, count = np.bincount(i, weight, len(rows)), np.bincount(i, minlength=len(rows))
    return {
        "score": mean(runs.score.to_numpy(float), ok),
        "log_cost": mean(np.log(np.maximum(np.where(priced, cost, 1.0), LEAST_COST_S)), priced),
        "failure": mean((~ok).astype(float), np.ones(len(runs), bool)),
        "weight": np.where(count > 0, total / np.maximum(count, 1), 1.0),
    }


def _tie_order(table: pd.DataFrame, score: Floats) -> NDArray[np.int64]:
    """Order of rows by content, those that tie by the scores seen on them."""
    same = [tuple(mark(v) for v in row) for row in table.itertuples(index=False)]
    seen = [tuple(np.sort(np.nan_to_num(r, nan=-1e300))) for r in score]
    return np.array(sorted(range(len(table)), key=lambda r: (same[r], seen[r])), dtype=np.int64)
