"""Which variants are made for a table as it shows itself."""

import pytest

from experiments.workflows.tabular import default_variant, variant_of
from experiments.workflows.tailored import FEW_COLUMNS, MANY_ROWS, recoded, tailored


@pytest.mark.parametrize(
    ("kind", "rows", "columns", "classes", "unexplained", "estimators"),
    [
        ("regression", 500, 8, 0, None, []),
        ("regression", 500, 8, 0, 0.8, []),
        ("regression", 500, 8, 0, 0.2, ["extra_trees"]),
        ("regression", MANY_ROWS, 8, 0, 0.2, ["lightgbm", "extra_trees"]),
        ("regression", MANY_ROWS, 2000, 0, 0.2, ["lightgbm"]),
        ("binary", MANY_ROWS, 8, 2, 0.5, ["lightgbm"]),
        ("binary", 1000, 8, 2, 0.05, ["lightgbm"]),
        ("multiclass", 1000, 8, 4, 0.05, ["lightgbm"]),
        ("multiclass", 1000, 8, 4, 0.3, []),
        ("multiclass", 1000, 8, 26, 0.05, []),
        ("multiclass", 100, 8, 3, 0.05, []),
        ("forecast", MANY_ROWS, 3, 0, 0.1, []),
    ],
)
def test_a_table_gets_what_suits_it(kind, rows, columns, classes, unexplained, estimators):
    found = tailored(kind, rows, columns, classes, unexplained, "rmse" if kind == "regression" else "log_loss")
    assert [v.choices["estimator"] for v in found] == estimators
    assert len({v.id for v in found}) == len(found)


def test_of_few_columns_each_tree_gets_all():
    few, many = (tailored("regression", MANY_ROWS, n, 0, None, "rmse")[0] for n in (FEW_COLUMNS, FEW_COLUMNS + 1))
    assert few.choices["lightgbm.columns_share"] == 1.0
    assert many.choices["lightgbm.columns_share"] < 1.0


def test_where_absolute_errors_count_both_losses_are_tried():
    by_mae, by_rmse = (tailored("regression", MANY_ROWS, 8, 0, None, metric) for metric in ("mae", "rmse"))
    assert [v.choices for v in by_mae] == [by_rmse[0].choices, {**by_rmse[0].choices, "loss": "absolute"}]


def test_a_linear_model_and_the_best_family_have_twins_that_take_codes_for_categories_until_one_was_run():
    names = ("lightgbm", "hist_boosting", "linear", "extra_trees", "knn")
    best = [default_variant(name, "binary") for name in names]
    linear, boosted = recoded(best, "binary")
    assert [v.choices["estimator"] for v in (linear, boosted)] == ["linear", "lightgbm"]
    assert all(v.choices["codes"] == "categories" and v.choices["categories"] != "ordinal" for v in (linear, boosted))
    assert recoded([*best, boosted], "binary") == [linear]
    assert [v.family for v in recoded([boosted, *best, linear], "binary")] == ["extra_trees"], "it has helped"
    assert recoded([*best, boosted, linear], "binary") == []
    assert [v.choices["estimator"] for v in recoded(best[:1], "binary")] == ["linear", "lightgbm"], "linear untried"
    numbered = variant_of({"estimator": "linear", "codes": "categories", "categories": "ordinal"}, "binary")
    assert "codes" not in numbered.choices, "numbered categories are the numbers again"
