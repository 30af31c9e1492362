import numpy as np
import pandas as pd
import pytest

from recommender.counterfactual import changes
from recommender.reasons import bound

KNOWN = pd.DataFrame({"mf_log_rows": np.linspace(2, 12, 21), "mf_other": np.linspace(0, 1, 21)})


def first(profile: pd.Series) -> str:
    return "boosting" if profile["mf_log_rows"] > 8.0 and profile["mf_log_rows_per_column"] > 6.0 else "linear"


def test_the_nearest_value_that_changes_the_choice_is_told() -> None:
    own = pd.Series({"mf_log_rows": 6.0, "mf_log_rows_per_column": 4.5, "mf_other": 0.5})
    (change,) = changes(own, KNOWN, ["mf_other", "mf_log_rows", "mf_unknown"], first, 4)
    assert (change.name, change.first, change.over) == ("mf_log_rows", "boosting", True)
    assert 8.0 < change.value < 8.5
    assert change.moved["mf_log_rows_per_column"] == pytest.approx(4.5 + change.value - 6.0)


def test_no_more_than_asked_for() -> None:
    own = pd.Series({"mf_log_rows": 6.0, "mf_log_rows_per_column": 4.5})
    assert changes(own, KNOWN, ["mf_log_rows"], first, 0) == ()


@pytest.mark.parametrize(
    ("name", "value", "over", "said"),
    [
        ("mf_log_rows", np.log(48_300.0), True, "over 49,000 rows"),
        ("mf_log_columns", np.log(12.0), False, "under 12 columns"),
        ("mf_missing_share", 0.123, False, "its missing share under 0.12"),
        ("mf_zeros", -0.123, True, "its zeros over -0.12"),
    ],
)
def test_a_bound_is_said_as_people_count(name: str, value: float, over: bool, said: str) -> None:
    assert bound(name, value, over) == said
