"""Whoever reads gets what the store has, whatever happened to the copy, the clock or the disk."""

import errno
import os
import shutil
import time

import duckdb
import pytest

from store.duck import DuckStore
from store.errors import BadRequest
from store.home import Home
from store.publish import Publisher
from store.reader import query_published
from tests.store import facts, homes

COUNT = "SELECT count(*) AS n FROM runs"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return homes.published(tmp_path_factory.mktemp("published"))


@pytest.fixture
def home(published, tmp_path):
    """A published home that nobody holds, with its dates."""
    return shutil.copytree(published, tmp_path / "ein Übungs-Heim")


def add_a_run(home):
    """As a process that is killed before it publishes."""
    store = DuckStore.open(Home(home).store)
    store.append(facts.run(facts.variant(n=9), "run9"))
    store.close()


def count(home):
    return int(query_published(home, COUNT).n[0])


def spoil(path, part):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])


@pytest.mark.parametrize("part", [0, 0.1, 0.5])
def test_a_damaged_copy_is_made_anew(home, part):
    spoil(Home(home).analytics, part)
    assert count(home) == 2
    with duckdb.connect(str(Home(home).analytics), read_only=True) as client:
        assert client.execute(COUNT).fetchone() == (2,)


def test_a_copy_dated_ahead_of_the_clock_is_not_taken_for_the_newest(home):
    ahead = time.time() + 90_000
    os.utime(Home(home).analytics, (ahead, ahead))
    add_a_run(home)
    assert count(home) == 3


def test_changes_that_a_holder_does_not_publish_are_said_to_be_missing(home):
    store = DuckStore.open(Home(home).store, holder="sextant app")
    try:
        assert query_published(home, COUNT).attrs["note"] == ""
        long_ago = time.time() - 90
        os.utime(Home(home).analytics, (long_ago, long_ago))
        store.append(facts.run(facts.variant(n=9), "run9"))
        frame = query_published(home, COUNT)
        assert frame.n[0] == 2 and "held by sextant app" in frame.attrs["note"]
    finally:
        store.close()


def test_a_copy_that_somebody_removed_comes_back_while_sextant_runs(home):
    store = DuckStore.open(Home(home).store)
    publisher = Publisher(store, home)
    try:
        store.publish()
        Home(home).analytics.unlink()
        until = time.monotonic() + 60
        while not Home(home).analytics.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert count(home) == 2
    finally:
        publisher.close()
        store.close()


def test_a_store_that_opens_and_has_damage_within_is_answered_for_by_the_copy(home):
    path = Home(home).store
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3 : 2 * len(whole) // 3] = bytes(len(whole) // 3)
    path.write_bytes(whole)
    frame = query_published(home, COUNT)
    assert frame.n[0] == 2 and "damaged" in frame.attrs["note"]


def test_of_a_store_that_cannot_be_read_it_is_what_was_published_and_that_is_said(home):
    spoil(Home(home).store, 0.1)
    frame = query_published(home, COUNT)
    assert frame.n[0] == 2 and "damaged" in frame.attrs["note"] and "published on" in frame.attrs["note"]
    Home(home).analytics.unlink()
    with pytest.raises(BadRequest, match="damaged"):
        count(home)


def test_a_folder_that_may_only_be_read_is_read_whole(home, monkeypatch):
    add_a_run(home)
    opened = os.open

    def read_only(path, flags, *more, **how):
        if flags & os.O_RDWR and str(home) in str(path):
            raise OSError(errno.EROFS, "Read-only file system", str(path))
        return opened(path, flags, *more, **how)

    monkeypatch.setattr("store.lock.os.open", read_only)
    assert count(home) == 3
