"""Bad input of every sort: one clear sentence each, no other exception, nothing stored lost."""

import gzip
import random

import numpy as np
import pandas as pd
import pytest

from experiments.data.look import look
from experiments.data.profile import profile
from experiments.data.reading import read_table
from experiments.data.versions import keep_version, load_version
from experiments.task import TaskWish, settle
from store.errors import BadData, SextantError
from store.memory import MemoryStore
from store.records import Dataset, DatasetVersion
from tests.experiments.data.made import churn, clock, ids

NOISE = random.Random(0).randbytes(4000)
REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b" \n\t\n \n", "is empty"),
    "header.csv": (b"a,b,c\n", "no rows"),
    "cells.csv": (b"a,b\n,\n,\n", "no cell"),
    "noise.csv": (NOISE, "does not look like a table"),
    "noise.bin": (NOISE, "does not look like a table"),
    "page.csv": (b"<!DOCTYPE html><html><body>no table</body></html>", "web page"),
    "paper.pdf": (b"%PDF-1.7 " + NOISE, "PDF"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "old Excel"),
    "half.parquet": (b"PAR1" + NOISE + b"PAR1", "damaged Parquet"),
    "fake.parquet": (b"hello", "none inside"),
    "fake.xlsx": (b"hello", "none inside"),
    "other.zip": (b"PK\x03\x04" + NOISE, "damaged zip"),
    "broken.json": (b'{"a": 1,', "neither one JSON array"),
    "numbers.json": (b"[1, 2, 3]", "no table"),
    "cut.csv.gz": (gzip.compress(b"a,b\n1,2\n" * 500)[:-20], "damaged"),
    "ragged.csv": (b"a,b,c\n1,2\n1,2,3,4\n1\n1,2,3\n", "do not fit the header"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_read_is_refused_in_one_clear_text(tmp_path, name):
    data, words = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadData, match=words) as caught:
        read_table(tmp_path / name)
    text = str(caught.value)
    assert name.removesuffix(".gz") in text and text.endswith(".") and "\n" not in text and len(text) < 400


def test_paths_that_lead_nowhere(tmp_path):
    (tmp_path / "churn.csv").write_text("a,b\n1,2\n")
    for path, words in [
        (tmp_path / "chrun.csv", r"did you mean churn\.csv"), (tmp_path, "is a folder"),
        ("/dev/zero", "is a pipe or a device"),
        (tmp_path / "x" / "y.csv", "no file"),
        ("", "No file was named"), ("a\0b", "could not be read"), ("x" * 5000, "could not be read"),
        ("http://127.0.0.1:9/t.csv", "could not be fetched"), ("ftp://somewhere/t.csv", "no file"),
    ]:  # fmt: skip
        with pytest.raises(BadData, match=words):
            read_table(path)


@pytest.mark.parametrize("seed", range(25))
def test_files_cut_and_mangled_anywhere_are_read_or_refused(tmp_path, seed):
    chance = random.Random(seed)
    made = {
        "t.csv": lambda p: churn(60).to_csv(p, index=False), "t.parquet": lambda p: churn(60).to_parquet(p),
        "t.xlsx": lambda p: churn(20).to_excel(p, index=False),
        "t.jsonl": lambda p: churn(60).to_json(p, orient="records", lines=True),
    }  # fmt: skip
    for name, write in made.items():
        path = tmp_path / name
        write(path)
        data = bytearray(path.read_bytes())
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data[: chance.randrange(1, len(data))]) if chance.random() < 0.5 else bytes(data))
        try:
            frame = read_table(path).frame
            assert frame.size and not np.isinf(frame.select_dtypes("number").to_numpy(dtype=float)).any()
        except SextantError as error:
            assert str(error)


ODD = {
    "injected": pd.DataFrame(
        {"x'; DROP TABLE runs;--": range(60), "<script>alert(1)</script>": np.random.default_rng(0).normal(size=60)}
    ).assign(**{"{{ approve }} \n`y`": ["a", "b", "b"] * 20}),
    "endless": pd.DataFrame({"x": [np.inf, -np.inf, 1.0] * 20, "z": range(60), "y": ["a", "b"] * 30}),
    "hollow": pd.DataFrame({"x": [np.nan] * 60, "z": [1.5, 2.5] * 30, "y": ["a", "b"] * 30}),
    "mixed": pd.DataFrame({"x": [1, "two", None, 4.0, True, pd.Timestamp(2020, 1, 1)] * 10, "y": ["a", "b"] * 30}),
    "huge": pd.DataFrame({"x": [1e300, -1e300, 5e-324] * 20, "y": np.random.default_rng(0).normal(size=60) * 1e25}),
    "same names": pd.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=["a", "a", "y"]),
    "wide": pd.DataFrame(np.random.default_rng(0).normal(size=(40, 10_000))).add_prefix("c").assign(y=["a", "b"] * 20),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_tables_go_all_the_way_to_a_task_and_a_profile(tmp_path, name):
    frame = ODD[name]
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False)
    store = MemoryStore()
    table = read_table(path)
    assert len(table.frame) == len(frame)
    _, version, _ = keep_version(table, store, tmp_path, "ada", clock, ids())
    rows = load_version(version, tmp_path)
    target = table.frame.columns[-1]
    report = look(rows, version, target, clock)
    found = settle(version, report, rows, TaskWish(target=target))
    assert found.task is not None
    assert all(v is None or np.isfinite(v) for v in profile(rows, found.task, clock).features.values())


@pytest.mark.parametrize(
    ("text", "target", "words"),
    [
        ("a,y\n1,yes\n", "y", "Only 1 row"),
        ("a,y\n" + "1,yes\n" * 20, "y", "in all rows"),
        ("a,y\n" + "1,\n" * 20, "y", "no values"),
        ("a,y\n" + "".join(f"{i % 3},c-{i}\n" for i in range(50)), "y", "id or free text"),
        ("y\n" + "yes\nno\n" * 20, "y", "No column is left"),
        (
            "a,y\n" + "".join(f"{i % 7},{i * 1.37:.2f}e200\n" for i in range(50)),
            "y",
            "more than models can compute with",
        ),
    ],
)
def test_targets_that_cannot_be_learned(tmp_path, text, target, words):
    (tmp_path / "t.csv").write_text(text)
    store = MemoryStore()
    _, version, _ = keep_version(read_table(tmp_path / "t.csv"), store, tmp_path, "ada", clock, ids())
    rows = load_version(version, tmp_path)
    with pytest.raises(SextantError, match=words):
        settle(version, look(rows, version, target, clock), rows, TaskWish(target=target))
    assert len(store.find(DatasetVersion)) == len(store.find(Dataset)) == 1


def test_the_file_may_vanish_once_it_was_read(tmp_path):
    path = tmp_path / "t.csv"
    churn().to_csv(path, index=False)
    _, version, _ = keep_version(read_table(path), MemoryStore(), tmp_path / "home", "ada", clock, ids())
    path.unlink()
    assert len(load_version(version, tmp_path / "home")) == 400
