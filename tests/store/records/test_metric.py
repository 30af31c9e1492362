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
