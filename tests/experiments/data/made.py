"""Small tables and versions for the tests of this folder and of tasks."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from experiments.data.cleaning import canonical
from experiments.data.columns import describe_columns
from store.records import DatasetVersion

EPOCH = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    return EPOCH


def ids() -> Callable[[str], str]:
    numbers = itertools.count(1)
    return lambda prefix: f"{prefix}-{next(numbers)}"


def version_of(frame: pd.DataFrame) -> DatasetVersion:
    return DatasetVersion(
        id="a-version", dataset_id="dataset-1", rows=len(frame), columns=describe_columns(frame),
        snapshot="data/a-version.parquet", size_bytes=1, recorded_at=EPOCH,
    )  # fmt: skip


def churn(rows: int = 400, **more: object) -> pd.DataFrame:
    """An ordinary table: a number, a category, a weak signal, a target of yes and no."""
    random = np.random.default_rng(1)
    months = random.integers(1, 72, rows)
    plan = random.choice(["basic", "plus", "pro"], rows)
    leaves = random.random(rows) < 0.1 + 0.4 * (months < 20)
    frame = pd.DataFrame({"months": months, "plan": plan, "spend": random.normal(50, 20, rows).round(2)})
    for name, values in more.items():
        frame[name] = values
    frame["Churn"] = np.where(leaves, "yes", "no")
    return canonical(frame)[0]
