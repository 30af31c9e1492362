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


def test_of_a_wide_table_the_columns_that_matter_are_found_and_few_are_shuffled() -> None:
    random = np.random.default_rng(0)
    X = pd.DataFrame(random.normal(size=(200, 600)), columns=[f"c{i}" for i in range(600)])
    y = (2 * X["c77"] + X["c450"]).to_numpy()
    asked = 0

    def measured(rows: pd.DataFrame, truth: np.ndarray) -> dict[str, float]:
        nonlocal asked
        asked += 1
        return {"rmse": float(np.sqrt(np.mean((2 * rows["c77"] + rows["c450"] - truth) ** 2)))}

    found = permutation_importance(measured, X, y, metric("rmse"), 0)
    assert found["column"].tolist()[:2] == ["c77", "c450"]
    assert asked < 100
