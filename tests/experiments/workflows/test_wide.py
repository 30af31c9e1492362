"""Tables with very many columns: each fit goes on with the strongest, and says so."""

import numpy as np
import pandas as pd
import pytest

from experiments.evaluation import MOST_SHUFFLED_WIDE, evaluate
from experiments.workflows import building
from experiments.workflows.building import build, inputs, truths
from experiments.workflows.tabular import default_variant
from store.records import Task, Validation


@pytest.fixture
def table() -> pd.DataFrame:
    random = np.random.default_rng(0)
    values = random.standard_normal((90, building.WIDE_COLUMNS + 100))
    frame = pd.DataFrame(values, columns=[f"gene {i}" for i in range(values.shape[1])])
    return frame.assign(state=np.where(values[:, 7] + values[:, 1500] > 0, "ill", "well"))


@pytest.fixture
def task() -> Task:
    how = Validation(method="cv", folds=2)
    return Task(id="t", version_id="v", target="state", kind="binary", metric="roc_auc", validation=how)


def test_a_fit_goes_on_with_the_strongest_columns(table: pd.DataFrame, task: Task) -> None:
    fitted = build(default_variant("linear", "binary"), task, table, 0).fit(
        inputs(table, task), truths(table["state"], task)
    )
    narrow = fitted.named_steps["narrow"]
    assert len(narrow.kept_) == building.WIDE_KEPT
    assert set(narrow.ranked_[:2]) == {7, 1500}


def test_a_usual_table_keeps_all_of_its_columns(table: pd.DataFrame, task: Task) -> None:
    usual = table[[*table.columns[:20], "state"]]
    assert "narrow" not in build(default_variant("linear", "binary"), task, usual, 0).named_steps


def test_importance_is_measured_where_it_can_be(table: pd.DataFrame, task: Task) -> None:
    found = evaluate(table, default_variant("linear", "binary"), task, 0, importance=True)
    assert found.importance is not None
    assert len(found.importance) == MOST_SHUFFLED_WIDE
    assert "gene 7" in set(found.importance["column"])
