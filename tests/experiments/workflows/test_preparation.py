import numpy as np
import pandas as pd
import pytest

from experiments.workflows.preparation import TablePreparation
from store.errors import BadData
from tests.experiments.messy import messy


@pytest.mark.parametrize("categories", ["onehot", "ordinal", "target"])
@pytest.mark.parametrize("missing", ["median", "mean", "indicator", "native"])
def test_any_table_becomes_numbers_with_a_name_for_each_column(categories: str, missing: str) -> None:
    table, target = messy().drop(columns=["left", "grade", "spent"]), messy()["left"].astype(str).to_numpy()
    scaling = "none" if missing == "native" else "quantile"
    step = TablePreparation(categories=categories, missing=missing, scaling=scaling)
    learnt = step.fit_transform(table, target)
    other = step.transform(table.iloc[::-1])
    assert learnt.shape == (len(table), len(step.get_feature_names_out()))
    assert other.shape == learnt.shape
    assert missing == "native" or np.isfinite(learnt).all()
    assert step.dropped_ == {"empty": "empty", "constant": "constant"}


def test_one_hot_columns_keep_0_and_1_while_numbers_are_scaled() -> None:
    table = pd.DataFrame({"city": ["Paris", "Rome", "Oslo", "Rome"] * 5, "pay": [1.0, 2.0, 3.0, 1000.0] * 5})
    step = TablePreparation(scaling="standard").fit(table)
    matrix = step.transform(table)
    assert list(step.get_feature_names_out()) == ["pay", "city = Oslo", "city = Paris", "city = Rome"]
    assert set(np.unique(matrix[:, 1:])) == {0.0, 1.0}
    assert abs(matrix[:, 0].mean()) < 1e-9


def test_new_rows_may_have_unseen_categories_other_types_and_an_other_order_of_columns() -> None:
    table = pd.DataFrame(
        {"city": ["Paris", "Rome"] * 10, "pay": range(20), "day": pd.date_range("2024-01-01", periods=20)}
    )
    for categories in ("onehot", "ordinal", "target"):
        step = TablePreparation(categories=categories)
        step.fit(table, np.array(["a", "b"] * 10))
        new = pd.DataFrame(
            {"day": ["2024-02-01", "soon"], "unknown": [1, 2], "pay": ["7", "much"], "city": ["Oslo", None]}
        )
        assert np.isfinite(step.transform(new)).all()


def test_target_encoding_does_not_leak_a_rows_own_target() -> None:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"word": [f"w{i % 40}" for i in range(200)]})
    target = random.normal(size=200)
    step = TablePreparation(categories="target", regression=True)
    encoded = step.fit_transform(table, target)[:, 0]
    assert abs(np.corrcoef(encoded, target)[0, 1]) < 0.3
    assert np.corrcoef(step.transform(table)[:, 0], target)[0, 1] > 0.3


def test_a_missing_column_is_named() -> None:
    step = TablePreparation().fit(pd.DataFrame({"a": [1, 2, 3], "b": [3, 4, 9]}))
    with pytest.raises(BadData, match=r"lacks 1 column.*: b"):
        step.transform(pd.DataFrame({"a": [1]}))
    with pytest.raises(BadData, match="no column left"):
        TablePreparation().fit(pd.DataFrame(index=range(3)))


def test_ten_thousand_columns_take_seconds() -> None:
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 10_000))).rename(columns=str)
    assert TablePreparation(scaling="standard").fit_transform(table).shape == (40, 10_000)


def test_numbers_with_few_values_are_categories_where_that_is_chosen_however_they_are_written() -> None:
    table = pd.DataFrame({"grade": [1, 2, 3, 7] * 20, "pay": range(80), "flag": [0, 1] * 40})
    assert TablePreparation().fit(table).coded_ == ()
    step = TablePreparation(codes="categories").fit(table)
    assert step.coded_ == ("grade",) and list(step.numeric_) == ["pay", "flag"]
    assert [n for n in step.get_feature_names_out() if "=" in n] == [f"grade = {g}" for g in (1, 2, 3, 7)]
    as_said = step.transform(table)
    for written in (table["grade"].astype(float), table["grade"].astype(str), table["grade"].map("{}.0".format)):
        assert np.array_equal(step.transform(table.assign(grade=written)), as_said)
    strange = step.transform(table.head(2).assign(grade=[5, None]))
    assert (strange[:, 2:] == 0).all()
