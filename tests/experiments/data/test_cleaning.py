import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.cleaning import canonical, quote, unique_names

cells = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=8), st.dates(),
    st.sampled_from(["1,234", "12 %", "?", "NA", "2020-01-01", "true", "007", "€ 5", "-", "inf"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(cells, min_size=1, max_size=12), st.booleans())
def test_any_column_gets_one_of_five_kinds_and_doing_it_again_changes_nothing(values, typed):
    frame = pd.DataFrame({"x": pd.Series(values, dtype=object)})
    clean, _ = canonical(frame, typed=typed)
    assert str(clean["x"].dtype) in ("float64", "int64", "bool", "str", "datetime64[us]")
    assert len(clean) == len(values)
    again, notes = canonical(clean)
    pd.testing.assert_frame_equal(clean, again)
    assert notes == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=4), st.integers(0, 3)), max_size=12))
def test_names_are_unique_text(names):
    found, _ = unique_names(names)
    assert len(set(found)) == len(found) == len(names) and all(found)


def test_dtypes_of_all_sorts():
    frame = pd.DataFrame(
        {
            "small": pd.array([1, 2, 3], dtype="int8"),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "truth": pd.array([True, None, False], dtype="boolean"),
            "cat": pd.Categorical(["a", "b", None]),
            "zone": pd.to_datetime(["2020-01-01T10:00Z"] * 3).tz_convert("Europe/Berlin"),
            "span": pd.to_timedelta(["1h", "2h", None]),
            "decimal": [Decimal("1.5"), Decimal("2.5"), None],
            "date": [dt.date(2020, 1, 1), None, dt.date(2020, 1, 3)],
            "endless": [1.0, np.inf, -np.inf],
            "mixed": [1, "x", 2.0],
        }
    )
    clean, notes = canonical(frame)
    assert clean.dtypes.astype(str).to_dict() == {
        "small": "int64", "nullable": "float64", "truth": "str", "cat": "str", "zone": "datetime64[us]",
        "span": "float64", "decimal": "float64", "date": "datetime64[us]", "endless": "float64", "mixed": "str",
    }  # fmt: skip
    assert clean["zone"][0] == pd.Timestamp(2020, 1, 1, 10)
    assert clean["endless"].isna().sum() == 2 and any("Infinite" in n and "`endless`" in n for n in notes)
    assert any("several types" in n and "`mixed`" in n for n in notes)


def test_a_name_in_a_sentence_stays_on_its_line():
    assert quote(["a`b\nc"]) == "`a′b c`"
    assert quote(["x" * 500]) == "`" + "x" * 80 + "`"
    assert quote(list("abcdefgh"), 2) == "`a`, `b` and 6 more"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["yes", "Yes ", "YES", "no", "yes", "No", "no"], {"yes", "no"}),
        (["yes", "Y", "1", "no", "0"], {"yes", "no"}),
        (["New  York", "new york", "Bern"], {"New  York", "Bern"}),
        (["mW", "MW", "kW"], {"mW", "MW", "kW"}),
    ],
)
def test_words_that_differ_in_how_they_are_typed_are_one_and_it_is_said(words, expected):
    clean, notes = canonical(pd.DataFrame({"x": words}), typed=False)
    assert set(clean["x"]) == expected and bool(notes) == (len(expected) < len(set(words)))
