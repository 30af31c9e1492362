"""Damage to the store's file is explained in a sentence, never a traceback."""

import os
import shutil

import duckdb
import pytest

from store.care import examine
from store.duck import DuckStore
from store.home import Home, made_home
from store.reader import query_published
from tests.store import facts


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    home = made_home(tmp_path_factory.mktemp("sound") / "home")
    store = DuckStore.open(Home(home).store)
    store.append(*facts.one_of_each())
    (home / "data" / "v1.parquet").write_bytes(b"rows")
    (home / "models" / "churn" / "1").mkdir(parents=True)
    store.close()
    return home


@pytest.fixture
def home(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "home")


def told(home):
    found = examine(home)
    assert found.problems
    assert all(p.endswith(".") and "\n" not in p and "Traceback" not in p for p in found.problems)
    return " ".join(found.problems)


def test_a_sound_home_has_no_problems(home):
    assert examine(home).problems == ()


@pytest.mark.parametrize("part", [1, 100, 0.3, 0.7])
def test_a_file_that_was_cut_is_said(home, part):
    path = Home(home).store
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part) if isinstance(part, float) else part])
    assert str(path) in told(home)


@pytest.mark.parametrize("place", [0, 9, 0.2, 0.5, 0.9])
def test_flipped_bytes_are_never_a_traceback(home, place):
    path = Home(home).store
    data = bytearray(path.read_bytes())
    at = int(len(data) * place) if isinstance(place, float) else place
    data[at : at + 4096] = bytes(b ^ 0xFF for b in data[at : at + 4096])
    path.write_bytes(bytes(data))
    problems = examine(home).problems
    assert all("\n" not in p and p.endswith(".") for p in problems)


def test_a_missing_column_that_every_fact_needs_is_said(home):
    with duckdb.connect(str(Home(home).store)) as connection:
        for (view,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            connection.execute(f'DROP VIEW main."{view}"')
        connection.execute("DELETE FROM facts.views_made")
        connection.execute("ALTER TABLE facts.run_end DROP COLUMN outcome")
    assert "A run end cannot be read" in told(home)


def test_no_store_is_said(tmp_path):
    assert "no knowledge store" in told(tmp_path)


def test_a_damaged_store_is_told_once_beside_what_was_published(home):
    store = DuckStore.open(Home(home).store)
    store.publish()
    store.close()
    os.truncate(Home(home).store, 0)
    frame = query_published(home, "SELECT count(*) AS n FROM runs")
    assert len(frame) == 1 and frame.attrs["note"].count("cannot be opened or read") == 1


def test_without_a_store_the_published_copy_is_named(home):
    store = DuckStore.open(Home(home).store)
    store.publish()
    store.close()
    Home(home).store.unlink()
    assert f"import {Home(home).analytics}" in told(home)
