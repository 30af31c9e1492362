import numpy as np
import pandas as pd

from experiments.importance import permutation_importance
from store.records import metric


def _measured(rows: pd.DataFrame, truth: np.ndarray) -> dict[str, float]:
    return {"rmse": float(np.sqrt(np.mean((2 * rows["a"] + rows["b"] - truth) ** 2)))}


def _table(rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    random = np.random.default_rng(0)
    X = pd.DataFrame(random.normal(size=(rows, 3)), columns=["c", "b", "a"])
    return X, (2 * X["a"] + X["b"]).to_numpy()


def test_columns_come_in_the_order_in_which_they_matter() -> None:
    found = permutation_importance(_measured, *_table(2000), metric("rmse"), 0)
    assert found["column"].tolist() == ["a", "b", "c"]
    assert found["mean"][0] > found["mean"][1] > found["mean"][2] == 0.0
    assert found.equals(permutation_importance(_measured, *_table(2000), metric("rmse"), 0))


def test_the_rows_of_the_table_stay_as_they_were() -> None:
    X, y = _table(50)
    before = X.copy()
    permutation_importance(_measured, X, y, metric("rmse"), 0)
    assert X.equals(before)


def test_nothing_is_said_where_the_metric_is_not_defined() -> None:
    assert permutation_importance(lambda rows, truth: {}, *_table(20), metric("rmse"), 0).empty
