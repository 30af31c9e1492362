import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.numbers import comma_decimal, numbers_from_text


def read(words, decimal_comma=None):
    found = numbers_from_text(pd.Series(words, dtype="str"), decimal_comma=decimal_comma)
    return None if found is None else found.values.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1, max_size=20, unique=True))
def test_every_number_a_program_writes_is_read_back(numbers):
    assert read([repr(float(n)) for n in numbers]) == [float(n) for n in numbers]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1_000, 10**9), min_size=1, max_size=20, unique=True))
def test_thousands_separators_are_taken_out(numbers):
    assert read([f"{n:,}" for n in numbers]) == numbers
    assert read([f"{n:,}".replace(",", " ") for n in numbers]) == numbers


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=20, unique=True))
def test_decimal_commas_are_read_where_the_file_has_them(cents):
    words = [f"{c / 100:,.2f}".translate(str.maketrans(",.", ".,")) for c in cents]
    assert read(words, decimal_comma=True) == [c / 100 for c in cents]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["12 %", "3%", "4.5 %"], [12, 3, 4.5]),
        (["€ 5", "€6.50", "7 EUR"], [5, 6.5, 7]),
        (["$1,234.50", "$5.00"], [1234.5, 5]),
        (["1,5", "2,25"], [1.5, 2.25]),
        (["12.5 kg", "-3kg"], [12.5, -3]),
        (["1,250.5 km/h", "980 km/h"], [1250.5, 980]),
        (["$1.2M", "$900K", "$5"], [1.2e6, 9e5, 5]),
    ],
)
def test_numbers_as_people_write_them(words, expected):
    assert read(words) == expected


@pytest.mark.parametrize(
    "words",
    [
        ["007", "123"],
        ["a", "b"],
        ["1.2.3", "4.5.6"],
        ["12:30", "13:00"],
        ["555-1234", "555-9999"],
        ["1", "x"],
        ["2D", "3D"],
        ["5.5 kg", "300 g"],
        ["1st", "2nd"],
    ],
)
def test_what_is_no_number_stays_text(words):
    assert read(words) is None


def test_few_strays_among_many_numbers_become_missing_and_are_named():
    found = numbers_from_text(pd.Series([*map(str, range(100)), "broken"], dtype="str"), decimal_comma=None)
    assert found is not None and np.isnan(found.values.iloc[-1])
    assert any('"broken"' in note for note in found.notes)


def test_the_decimal_comma_is_asked_of_the_whole_file():
    assert comma_decimal(pd.Series(["1,5", "2,25", "x"]), ";") is True
    assert comma_decimal(pd.Series(["1.5", "1,234"]), ";") is False
    assert comma_decimal(pd.Series(["1", "x"]), ";") is None
    assert comma_decimal(pd.Series(["0,578", "1,373"]), ";") is True  # no thousands begin with 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["0,578", "-1,373", "1,458"], [0.578, -1.373, 1.458]),
        (["1.102,56 €", "943,08 €"], [1102.56, 943.08]),
        (["12,5 %", "3,25 %"], [12.5, 3.25]),
        (["1.102,56", "943,1"], [1102.56, 943.1]),
    ],
)
def test_a_column_with_sure_decimal_commas_is_read_so_though_others_have_points(words, expected):
    assert read(words, decimal_comma=False) == expected


def test_lists_and_thousands_stay_what_they_are_where_other_columns_have_points():
    assert read(["1,2", "2,3", "1,3"], decimal_comma=False) is None
    assert read(["1,234", "12,500", "980"], decimal_comma=False) == [1234, 12500, 980]


def test_points_divide_thousands_where_the_file_has_decimal_commas():
    assert read(["12.500", "980", "1.234.567"], decimal_comma=True) == [12500, 980, 1234567]
    assert read(["0.172", "1.512"], decimal_comma=True) == [0.172, 1.512]
    assert read(["0.172 kg", "1.512 kg"], decimal_comma=True) == [0.172, 1.512]
    assert read(["12.5", "980"], decimal_comma=True) == [12.5, 980]
    assert read(["12.500", "980"], decimal_comma=None) == [12.5, 980]
