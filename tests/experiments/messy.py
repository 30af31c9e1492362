"""A table with everything that real ones throw at a pipeline, for tests of the workflow."""

import numpy as np
import pandas as pd

from store.records import Forecast, Task, TaskKind, Validation

TARGETS: dict[TaskKind, tuple[str, str]] = {
    "binary": ("left", "roc_auc"),
    "multiclass": ("grade", "balanced_accuracy"),
    "regression": ("spent", "rmse"),
    "forecast": ("spent", "mae"),
}


def messy(rows: int = 160) -> pd.DataFrame:
    """Odd names, all dtypes, infinities, empty and constant columns, rare classes, rows without a target."""
    random = np.random.default_rng(7)
    age = random.normal(40, 12, rows)
    table = pd.DataFrame(
        {
            'age "{}[]:,': age,
            "visits": pd.array(random.integers(0, 6, rows), dtype="Int64"),
            "member": random.random(rows) > 0.5,
            "asked": pd.array(random.random(rows) > 0.5, dtype="boolean"),
            "colour": pd.Categorical(random.choice(list("abc"), rows)),
            "code": pd.Categorical(random.choice([1, 2, 3], rows)),
            "size": pd.Series(random.choice(["x", "y", "zz"], rows)).astype("str"),
            "name": [f"name {i % 70}" for i in range(rows)],
            "since": pd.date_range("2020-01-01", periods=rows, freq="7h"),
            "zoned": pd.date_range("2020-01-01", periods=rows, freq="7h", tz="Europe/Vienna"),
            "written date": [f"{1 + i % 28:02d}.{1 + i % 12:02d}.20{10 + i % 9}" for i in range(rows)],
            "lasted": pd.to_timedelta(random.integers(0, 100, rows), unit="h"),
            "empty": [None] * rows,
            "constant": ["k"] * rows,
            "infinite": np.where(random.random(rows) > 0.9, np.inf, random.normal(size=rows)),
            "huge": random.normal(size=rows) * 1e38,
            "mixed": [1 if i % 3 else "one" for i in range(rows)],
        }
    )
    table["left"] = (age + 8 * random.normal(size=rows)) > 45
    table["grade"] = np.where(age > 50, "A", np.where(random.random(rows) > 0.5, "B", "C"))
    table["spent"] = 3.0 * age + random.normal(size=rows) * 5
    table.loc[::7, "size"] = None
    table.loc[::5, "visits"] = pd.NA
    table.loc[::11, "since"] = pd.NaT
    table.loc[::20, "spent"] = np.nan
    table.loc[0, "grade"] = "rare"
    return table


def task_for(kind: TaskKind, folds: int = 2, **changes: object) -> Task:
    """The task of that kind on the messy table."""
    target, metric = TARGETS[kind]
    others = tuple(name for name, _ in TARGETS.values() if name != target)
    content: dict[str, object] = {
        "id": f"task-{kind}", "version_id": "version-1", "target": target, "kind": kind, "metric": metric,
        "validation": Validation(method="cv", folds=folds), "columns_excluded": others,
        "positive_class": "true" if kind == "binary" else None,
    }  # fmt: skip
    if kind == "forecast":
        content["forecast"] = Forecast(column="zoned", unit="second", size=7 * 3600.0, horizon=6, season=4)
        content["validation"] = Validation(method="time", folds=folds, column="zoned")
    return Task.model_validate(content | changes)
