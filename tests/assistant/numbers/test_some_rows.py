"""Which rows of a table some words mean."""

import numpy as np
import pandas as pd
import pytest

from assistant.numbers.table.names import Names
from assistant.numbers.table.some_rows import places_of, rows_meant

TABLE = pd.DataFrame(
    {"age": [20, 35, 50, 65, 80], "ward": ["a", "b", "a", "b", "c"], "stay": [1.0, 4.0, 9.0, 16.0, 25.0]}
)
NAMES = Names(TABLE, {"age": "numeric", "ward": "categorical", "stay": "numeric"}, {})


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("for patients above 60", [3, 4]),
        ("for age below 50", [0, 1]),
        ("in ward b", [1, 3]),
        ("for older patients", [3, 4]),
        ("when age is above 40 and ward is a", [2]),
    ],
)
def test_the_rows_that_words_mean(words, places):
    meant = rows_meant(words, NAMES)
    assert places_of(meant, TABLE).tolist() == places
    assert not meant.unknown


def test_a_bare_comparison_is_of_the_number_that_is_predicted():
    meant = rows_meant("for stays above 8", Names(TABLE[["ward", "stay"]], {"ward": "categorical"}, {}), "stay")
    assert np.array_equal(places_of(meant, TABLE), [2, 3, 4])
    assert rows_meant("for cases above 8", Names(TABLE[["ward"]], {}, {})).tests == ()


def test_what_names_nothing_is_told():
    meant = rows_meant("for rich widows in ward c", NAMES)
    assert places_of(meant, TABLE).tolist() == [4]
    assert "rich" in meant.unknown
