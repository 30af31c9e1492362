import pytest

from store.records import metric


@pytest.mark.parametrize(
    ("name", "value", "inside"),
    [
        ("rmse", -1.1, 0.0),
        ("rmse", 7.0, 7.0),
        ("roc_auc", 1.2, 1.0),
        ("roc_auc", -0.1, 0.0),
        ("r2", 1.4, 1.0),
        ("r2", -30.0, -30.0),
        ("mcc", -1.5, -1.0),
    ],
)
def test_a_value_is_moved_into_the_bounds_of_its_metric(name, value, inside):
    assert metric(name).clip(value) == inside


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("roc_auc", 1.0, "1.000"),
        ("r2", 0.99852, "0.999"),
        ("rmse", 48213.4, "48,213"),
        ("rmse", 4.2331, "4.233"),
        ("min delay", 0.00042, "0.00042"),
        ("min delay", 51263.4, "51,263"),
        ("mae", None, "unknown"),
    ],
)
def test_a_value_has_as_many_digits_as_mean_something(name, value, shown):
    assert metric(name).shown(value) == shown


@pytest.mark.parametrize(
    ("name", "gap", "shown"),
    [
        ("roc_auc", 0.0002, "under 0.001"),
        ("roc_auc", 0.0, "0.000"),
        ("rmse", 641.83, "642"),
        ("rmse", 99.7, "100"),
        ("rmse", 0.64183, "0.64"),
        ("min delay", 0.0002, "0.0002"),
    ],
)
def test_a_gap_has_two_digits_and_no_exponent(name, gap, shown):
    assert metric(name).shown_gap(gap) == shown
