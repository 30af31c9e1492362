import numpy as np
import pandas as pd
import pytest

from experiments.workflows.columns import MISSING, moments, numbers, text_of, texts, use_of


@pytest.mark.parametrize(
    ("values", "use"),
    [
        ([1, 2, 3], "numeric"),
        ([True, False], "numeric"),
        ([f"{i}.5" for i in range(30)], "numeric"),
        (["1", "2", "3"], "category"),  # few different ones: codes
        (["a", "b", None], "category"),
        ([f"word {i}" for i in range(60)], "text"),
        ([f"2024-01-0{i}" for i in range(1, 9)], "date"),
        ([f"2024-01-01 10:00:0{i}" for i in range(1, 9)], "date"),
        ([f"0{i}.02.2024" for i in range(1, 9)], "date"),
        ([f"2/{i}/2024" for i in range(13, 19)], "date"),
        ([f"AB-12345{i}" for i in range(9)], "category"),
    ],
)
def test_a_column_is_used_for_what_it_holds(values: list[object], use: str) -> None:
    assert use_of(pd.Series(values))[0] == use
    assert use_of(pd.Series(values, dtype="object"))[0] == use or isinstance(values[0], bool | int)


def test_dates_are_read_in_the_format_that_fits_all() -> None:
    column = pd.Series(["05/02/2024", "13/02/2024", "01/03/2024", None])
    use, date_format = use_of(column)
    read = moments(column, date_format)
    assert use == "date"
    assert read.dt.month.tolist()[:3] == [2, 2, 3] and read.isna().tolist() == [False, False, False, True]


def test_what_does_not_read_as_a_number_is_missing() -> None:
    frame = pd.DataFrame({"a": ["1", "x", "True"], "b": pd.array([1, None, 3], dtype="Int64"), "c": [np.inf, 1e300, 2]})
    found = numbers(frame)
    assert np.array_equal(found, [[1, 1, np.nan], [np.nan, np.nan, 1e30], [1, 3, 2]], equal_nan=True)


def test_a_category_is_the_same_however_its_number_is_written() -> None:
    assert text_of(1.0) == text_of(1) == text_of("1")
    assert texts(pd.Series([1.0, None, 2.0])).tolist() == ["1", MISSING, "2"]
    assert texts(pd.Series(["1", None, "2"], dtype="category")).tolist() == ["1", MISSING, "2"]
