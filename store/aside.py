"""A store to read from, whoever holds it: the store itself, or the published copy of one that is in use."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from store.duck import DuckStore
from store.errors import BadRequest, SextantError, StoreBusy
from store.home import Home, changed_at, is_current, unwritable

_WAIT_S = 20.0
"""Longer than publishing takes: a change is published within five seconds, the first copy of a very large store within
a minute, during which the copy before counts as old."""


@dataclass(frozen=True)
class Opened:
    """A store that was opened to be read."""

    store: DuckStore
    as_of: datetime | None
    """UTC moment of the published copy that it is; None for the store itself."""

    @property
    def sentence(self) -> str:
        """Which state of the store it is, where that is not obvious."""
        if self.as_of is None:
            return ""
        return f"The store is in use: this is its state of {self.as_of:%Y-%m-%d %H:%M:%S} UTC, as published."


@contextmanager
def store_to_read(home: Path, *, wait_s: float = _WAIT_S) -> Iterator[Opened]:
    """Opens the store of a home, or a copy of its published copy while another process holds it.

    Of a home on a disk that is full or may only be read, it is a copy of the store that is opened.

    Args:
        home: SEXTANT_HOME.
        wait_s: seconds to wait until what is recorded by now is published.

    Raises:
        StoreBusy: a process holds the store and publishes nothing, or not what was recorded last.
        BadRequest: it cannot be opened.
    """
    try:
        store = DuckStore.open(Home(home).store)
    except StoreBusy as busy:
        with _elsewhere() as folder:
            as_of = _copied(home, folder, wait_s, busy)
            with closing(DuckStore.open(Home(folder).store)) as store:
                yield Opened(store, as_of)
        return
    except (SextantError, duckdb.Error, OSError) as error:
        if unwritable(error, home) is None or not Home(home).store.is_file():
            raise
        with _elsewhere() as folder:
            for part in ("store.duckdb", "store.duckdb.wal"):
                if (home / part).exists():
                    shutil.copyfile(home / part, folder / part)
            with closing(DuckStore.open(Home(folder).store)) as store:
                yield Opened(store, None)
        return
    try:
        yield Opened(store, None)
    finally:
        store.close()


@contextmanager
def _elsewhere() -> Iterator[Path]:
    """A folder of one's own for a copy, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sextant-") as name:
        yield Path(name)


@contextmanager
def known_store(home: Path) -> Iterator[Opened]:
    """As `store_to_read`, of a home that must have a store already: nothing is made there.

    Raises:
        BadRequest: there is none.
        StoreBusy: as `store_to_read`.
    """
    if not Home(home).store.exists():
        raise BadRequest(f"There is no knowledge store in {home}. Set SEXTANT_HOME, or say --home.")
    with store_to_read(home) as opened:
        yield opened


def _copied(home: Path, folder: Path, wait_s: float, busy: StoreBusy) -> datetime:
    """Copies the published copy once it has what the store had when this began, and says of when it is.

    The copy's time of change is the moment whose state it shows (see `DuckStore.publish`).
    """
    place, until = Home(home), time.monotonic() + wait_s
    changed = min(changed_at(place.store), time.time())
    while not is_current(place.analytics, place.store, changed):
        if time.monotonic() >= until:
            raise StoreBusy(f"{busy} It has not published its last changes within {wait_s:g} s.") from busy
        time.sleep(0.1)
    as_of = place.analytics.stat().st_mtime
    shutil.copyfile(place.analytics, Home(folder).store)
    return datetime.fromtimestamp(as_of, UTC)
