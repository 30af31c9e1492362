import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.data.reading import Table, read_table
from experiments.data.versions import frame_hash, keep_version, load_version
from store.errors import BadData
from store.memory import MemoryStore
from store.records import Dataset, DatasetVersion
from tests.experiments.data.made import EPOCH, churn, clock, ids

numbers = st.lists(st.one_of(st.floats(width=32), st.none()), min_size=1, max_size=8)
words = st.lists(st.one_of(st.text(max_size=5), st.none()), min_size=1, max_size=8)


def one(values, dtype, name="x"):
    return pd.DataFrame({name: pd.Series(values, dtype=dtype)})


@settings(max_examples=60, deadline=None)
@given(numbers)
def test_the_row_index_and_the_sign_of_zero_do_not_matter(values):
    frame = one(values, "float64")
    moved = frame.set_axis(range(100, 100 + len(frame)))
    assert frame_hash(frame) == frame_hash(moved) == frame_hash(frame.replace({0.0: -0.0}))


@settings(max_examples=60, deadline=None)
@given(words)
def test_text_is_told_apart_however_it_is_cut(values):
    frame = one(values, "str")
    assert frame_hash(frame) == frame_hash(frame.iloc[::-1].iloc[::-1])  # the layout in memory doesn't matter
    joined = one([None if any(v is None for v in values) else "".join(v for v in values if v)], "str")
    assert (frame_hash(frame) == frame_hash(joined)) == (frame.equals(joined))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(2**62), 2**62), min_size=2, max_size=8), st.data())
def test_any_changed_value_changes_the_hash(values, data):
    frame = one(values, "int64")
    changed = frame.copy()
    changed.loc[data.draw(st.integers(0, len(values) - 1)), "x"] += 1
    assert frame_hash(frame) != frame_hash(changed)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=8, unique=True))
def test_order_names_and_kinds_matter_and_widths_do_not(values):
    frame = one(values, "int64")
    assert frame_hash(frame) == frame_hash(frame.astype("float64")) == frame_hash(frame.astype("int32"))
    assert frame_hash(frame) != frame_hash(frame.iloc[::-1])
    assert frame_hash(frame) != frame_hash(frame.rename(columns={"x": "y"}))
    assert frame_hash(frame) != frame_hash(frame.astype("str"))
    two = frame.assign(y=frame["x"] + 1)
    assert frame_hash(two) != frame_hash(two[["y", "x"]])


def test_missing_is_not_empty():
    assert frame_hash(one(["", "a"], "str")) != frame_hash(one([None, "a"], "str"))


def test_the_hash_is_the_same_in_another_process():
    code = (
        "import pandas as pd; from experiments.data.versions import frame_hash;"
        "print(frame_hash(pd.DataFrame({'a': [1, 2], 'b': ['x', 'ü'], 'c': [True, False]})))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == frame_hash(pd.DataFrame({"a": [1, 2], "b": ["x", "ü"], "c": [True, False]}))
    assert told == "fe652347f699df058b18f233"  # pinned: a change would orphan every version ever kept


def test_a_version_is_kept_recognised_and_loaded(tmp_path):
    store, new_id = MemoryStore(), ids()
    table = Table(churn(), "churn", "/tables/churn.csv")
    dataset, version, seen = keep_version(table, store, tmp_path, "ada", clock, new_id)
    assert seen is None and version.rows == 400 and version.snapshot == f"data/{version.id}.parquet"
    pd.testing.assert_frame_equal(load_version(version, tmp_path), table.frame)
    again = keep_version(Table(churn(), "other name", "/x.csv"), store, tmp_path, "bob", clock, new_id)
    assert again == (dataset, version, EPOCH)
    assert len(store.find(DatasetVersion)) == len(store.find(Dataset)) == 1


def test_a_changed_table_is_a_new_version_of_the_same_dataset(tmp_path):
    store, new_id = MemoryStore(), ids()
    first = keep_version(Table(churn(400), "churn", "/c.csv"), store, tmp_path, "ada", clock, new_id)
    second = keep_version(Table(churn(401), "churn", "/c.csv"), store, tmp_path, "ada", clock, new_id)
    assert first[0] == second[0] and first[1].id != second[1].id


def test_columns_of_mixed_values_are_kept_as_text(tmp_path):
    frame = pd.DataFrame({"a": pd.Series([1, "x", 2.5, None], dtype=object), "b": [1, 2, 3, 4]})
    _, version, _ = keep_version(Table(frame, "t", "t"), MemoryStore(), tmp_path, "ada", clock, ids())
    assert load_version(version, tmp_path)["a"].tolist()[:3] == ["1", "x", "2.5"]


def test_what_a_file_showed_to_be_text_is_text_in_its_version(tmp_path):
    (tmp_path / "answers.csv").write_text('size,ticked\n1.5,"1,2"\n2.25,"2,3"\n3.5,"1,3"\n')
    table = read_table(tmp_path / "answers.csv")
    _, version, _ = keep_version(table, MemoryStore(), tmp_path, "ada", clock, ids())
    assert load_version(version, tmp_path)["ticked"].tolist() == ["1,2", "2,3", "1,3"]
    pd.testing.assert_frame_equal(load_version(version, tmp_path), table.frame)


def test_a_snapshot_that_vanished_is_told_and_comes_back_with_the_table(tmp_path):
    store, table = MemoryStore(), Table(churn(), "churn", "/c.csv")
    _, version, _ = keep_version(table, store, tmp_path, "ada", clock, ids())
    (tmp_path / version.snapshot).unlink()
    with pytest.raises(BadData, match="is gone"):
        load_version(version, tmp_path)
    keep_version(table, store, tmp_path, "ada", clock, ids())
    assert len(load_version(version, tmp_path)) == 400


@pytest.mark.parametrize("content", [b"PAR1 nonsense PAR1", b""])
def test_a_damaged_snapshot_comes_back_with_the_table(tmp_path, content):
    store, table = MemoryStore(), Table(churn(), "churn", "/c.csv")
    _, version, _ = keep_version(table, store, tmp_path, "ada", clock, ids())
    (tmp_path / version.snapshot).write_bytes(content)
    keep_version(table, store, tmp_path, "ada", clock, ids())
    assert len(load_version(version, tmp_path)) == 400


def test_a_snapshot_that_was_changed_is_refused(tmp_path):
    _, version, _ = keep_version(Table(churn(), "c", "c"), MemoryStore(), tmp_path, "ada", clock, ids())
    changed = churn()
    changed.loc[0, "months"] += 1
    changed.to_parquet(tmp_path / version.snapshot)
    with pytest.raises(BadData, match="no longer what"):
        load_version(version, tmp_path)
    (tmp_path / version.snapshot).write_bytes(b"PAR1 nonsense PAR1")
    with pytest.raises(BadData, match="cannot be read"):
        load_version(version, tmp_path)


def test_nothing_is_recorded_where_the_rows_cannot_be_kept(tmp_path):
    store = MemoryStore()
    (tmp_path / "data").write_text("a file in the way")
    with pytest.raises(BadData, match="could not be kept"):
        keep_version(Table(churn(), "c", "c"), store, tmp_path, "ada", clock, ids())
    assert store.find(Dataset) == ()


def test_what_is_recorded_of_the_columns(tmp_path):
    frame = pd.DataFrame(
        {
            "n": [1.0, np.nan, 3.0],
            "t": pd.to_datetime(["2020-01-01", "2020-01-02", None]),
            "w": ["x\ny" * 100, "b", "c"],
            "b": [True, False, True],
        }
    )
    _, version, _ = keep_version(Table(frame, "t", "t"), MemoryStore(), tmp_path, "ada", clock, ids())
    assert [(c.kind, c.missing, c.distinct) for c in version.columns] == [
        ("numeric", 1, 2), ("date", 1, 2), ("categorical", 0, 3), ("boolean", 0, 2)
    ]  # fmt: skip
    assert version.columns[1].examples == ("2020-01-01", "2020-01-02")
    assert len(version.columns[2].examples[0]) == 60 and "\n" not in version.columns[2].examples[0]
