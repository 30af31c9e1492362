import numpy as np
import pandas as pd
import pytest

from lifecycle.drift.encoding import MISSING, MOST_CATEGORIES, UNSEEN, Encoding, kind_of
from store.errors import BadData


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0.5, 1.5, None], "numeric"),
        ([1, 2, 1, 2], "categorical"),
        (list(range(100)), "numeric"),
        ([True, False], "categorical"),
        (["a", "b", None, "a"], "categorical"),
        ([f"words {i}" for i in range(100)], "text"),
        (pd.to_datetime(["2026-01-01", "2026-01-02"]), "date"),
    ],
)
def test_kinds(values, kind):
    assert kind_of(pd.Series(values)) == kind


def test_codes_tell_missing_from_unseen_and_rare():
    names = [f"c{i}" for i in range(MOST_CATEGORIES + 5) for _ in range(2)]
    encoding = Encoding.of(pd.DataFrame({"c": names}))
    codes = encoding.encode(pd.DataFrame({"c": ["c0", "never", None, "c9"]})).codes["c"]
    assert codes[1] == UNSEEN and codes[2] == MISSING
    rare = encoding.encode(pd.DataFrame({"c": sorted(set(names))})).codes["c"]
    assert (rare == MOST_CATEGORIES).sum() == 5


def test_the_same_category_written_as_number_or_boolean_is_the_same():
    encoding = Encoding.of(pd.DataFrame({"flag": [0, 1, 1, 0]}))
    for values in ([0.0, 1.0], [False, True], ["0", "1"]):
        given = encoding.encode(pd.DataFrame({"flag": values})).codes["flag"]
        assert given.tolist() == encoding.encode(pd.DataFrame({"flag": [0, 1]})).codes["flag"].tolist()


def test_what_is_no_number_counts_as_unread_and_infinity_as_missing():
    encoding = Encoding.of(pd.DataFrame({"x": np.arange(50.0) / 7}))
    batch = encoding.encode(pd.DataFrame({"x": ["1", "oops", None, "inf"]}))
    assert batch.unread == {"x": 0.5}
    assert np.isnan(batch.numbers["x"]).tolist() == [False, True, True, True]


def test_new_columns_are_ignored_and_absent_ones_named():
    encoding = Encoding.of(pd.DataFrame({"x": np.arange(50.0), "c": ["a", "b"] * 25}))
    batch = encoding.encode(pd.DataFrame({"new": [1, 2]}))
    assert batch.absent == ("x", "c") and batch.columns == ("x", "c")
    assert batch.missing("x").all() and batch.missing("c").all()
    assert batch.matrix().shape == (2, 2)


def test_texts_are_seen_by_their_length():
    encoding = Encoding.of(pd.DataFrame({"t": [f"text {i}" for i in range(100)]}))
    assert encoding.encode(pd.DataFrame({"t": ["ab", None]})).numbers["t"][0] == 2


def test_nothing_to_look_at_is_said():
    with pytest.raises(BadData):
        Encoding.of(pd.DataFrame({"x": []}))
    with pytest.raises(BadData):
        Encoding.of(pd.DataFrame({"x": [1.0]})).encode(pd.DataFrame({"x": []}))


def test_truth_is_the_same_however_a_file_writes_it_and_cells_may_hold_anything():
    known = Encoding.of(pd.DataFrame({"paid": [True, False, True], "plan": ["a", "b", "a"]}))
    for paid in (["true", "False", "TRUE"], [1, 0, 1], [True, False, True], ["1", "0", "1"]):
        codes = known.encode(pd.DataFrame({"paid": paid, "plan": ["a", "b", "b"]})).codes["paid"]
        assert codes.tolist() == [0, 1, 0]
    odd = known.encode(pd.DataFrame({"paid": [True, None, [1]], "plan": [{"x": 1}, ["a"], None]})).codes
    assert odd["plan"].tolist() == [UNSEEN, UNSEEN, MISSING] and odd["paid"][1] == MISSING
