"""Everything learned from past runs, fitted once and then only read."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from recommender.contrasts import DatasetCode
from recommender.features import Encoder, Floats
from recommender.knowledge import History, Knowledge
from recommender.kriging import Kriging
from recommender.standing import Standings, Unit, standings
from recommender.transfer import Surroundings, Transfer

SCORE_TRENDS = (0.0, 0.1, 0.3)
COST_TRENDS = (0.0, 0.3)
FEWEST_FAILURES = 0.002
"""Share of failed runs below which failures are foreseen by their rate alone."""


@dataclass(frozen=True)
class Model:
    """What `fit` learns; n_datasets × n_variants of past runs, at least one of them with a score."""

    history: History
    dataset_code: DatasetCode
    variant_code: Encoder
    where: Surroundings
    unit: Unit
    standing: Standings
    score: Transfer
    place: Kriging
    """Location and log scale over datasets, each divided by `place_sd`."""
    place_sd: Floats
    cost: Transfer | None
    failure: Transfer | None
    failure_rate: float

    @classmethod
    def fit(cls, knowledge: Knowledge, seed: int) -> "Model | None":
        """Learns from past runs; None where no run ended with a score."""
        return cls.of(History.of(knowledge), seed)

    @classmethod
    def of(cls, history: History, seed: int) -> "Model | None":
        """Learns from past runs as matrices; None where no run ended with a score."""
        with_score = np.isfinite(history.score).any(1)
        if not with_score.any():
            return None
        unit = Unit.of(history.score[with_score])
        standing = standings(unit.forward(history.score))
        n_groups = len(np.unique(history.groups))
        dataset_code = DatasetCode.of(history.datasets, standing.z, n_groups, seed)
        variant_code = Encoder.of(history.variants)
        where = Surroundings.of(
            dataset_code(history.datasets), variant_code(history.variants), history.groups, history.weight, seed
        )
        place_sd = np.maximum(standing.place.std(0), 1e-9)
        middle = standing.place[with_score].mean(0)
        place = Kriging.fit(
            where.datasets, (standing.place - middle) / place_sd, where.groups, where.weight, (0.0, 0.3), seed
        ).believed()
        priced, failed = np.isfinite(history.log_cost).any(), np.nanmean(history.failure)
        cost = Transfer.fit(history.log_cost, where, COST_TRENDS) if priced else None
        failure = Transfer.fit(history.failure, where) if failed > FEWEST_FAILURES else None
        rate = (np.nansum(history.failure) + 0.5) / (np.isfinite(history.failure).sum() + 20.0)
        return cls(
            history, dataset_code, variant_code, where, unit, standing, Transfer.fit(standing.z, where, SCORE_TRENDS),
            place, np.stack([place_sd, middle]), cost, failure, float(rate),
        )  # fmt: skip

    def coordinates(self, profile: "pd.Series[float]") -> Floats:
        """A profile as the kernels see it, (width,)."""
        numbers = pd.to_numeric(profile, errors="coerce").astype(float).replace([np.inf, -np.inf], np.nan)
        return np.asarray(self.dataset_code(numbers.to_frame().T)[0], dtype=float)
