"""Series whose law is known, for tests."""

import numpy as np
import pandas as pd

from store.records import Forecast, Task, Validation


def monthly(n: int = 84, noise: float = 1.0, seed: int = 0) -> pd.DataFrame:
    """A rising series with a yearly season: month, sales."""
    place = np.arange(n)
    values = 100 + 0.5 * place + 20 * np.sin(2 * np.pi * place / 12)
    return pd.DataFrame(
        {
            "month": pd.date_range("2015-01-01", periods=n, freq="MS"),
            "sales": values + noise * np.random.default_rng(seed).normal(size=n),
        }
    )


def task_of(horizon: int = 6, folds: int = 3, **changes: object) -> Task:
    """The task of forecasting that series."""
    content: dict[str, object] = {"column": "month", "unit": "month", "size": 1.0, "horizon": horizon, "season": 12}
    forecast = Forecast.model_validate(content | changes)
    return Task(
        id="task-series", version_id="version-1", target="sales", kind="forecast", metric="mae",
        validation=Validation(method="time", folds=folds, column=forecast.column), forecast=forecast,
    )  # fmt: skip
