"""Read-only SQL for whoever does not hold the store: analysts, `sextant sql`, other tools."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from store.aside import store_to_read
from store.damage import is_damage, reason, trouble
from store.duck import DuckStore
from store.errors import BadRequest, SextantError, StoreBusy
from store.home import Home, changed_at, is_current
from store.lock import HolderLock
from store.readonly import query_file

_LATE_S = 6.0
"""A change that is not published after this long may never be, as where `SEXTANT_PUBLISH` is off."""


def query_published(home: Path, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0) -> pd.DataFrame:
    """Runs one reading statement over the published copy, while another process may hold the store.

    Args:
        home: SEXTANT_HOME.
        sql: one statement that reads the public views.
        max_rows: rows that come back at most; `attrs["truncated"]` of the result says whether there were more.
        timeout_s: seconds after which it is interrupted.

    Returns:
        The rows; the copy is at most about 5 s behind a store that is in use, and not behind one that nobody holds.
        Of a store that cannot be read it is what was published last, and `attrs["note"]` says so.

    Raises:
        BadRequest: nothing is published yet, or as `KnowledgeStore.query`.
    """
    place = Home(home)
    if not place.store.is_file() and not place.analytics.exists():
        raise BadRequest(f"Nothing is published in {home} yet. Start Sextant there once, or set SEXTANT_HOME.")
    note = ""
    if place.store.is_file() and not is_current(place.analytics, place.store):
        with ExitStack() as stack:
            store, note = _store(home, stack)
            if store is not None:  # restored, left by a kill, or in a folder that cannot be written to
                return store.query(sql, max_rows, timeout_s)
    if not place.analytics.exists():
        raise BadRequest(note or f"{HolderLock(place.store).busy_text()} It has not published anything yet.")
    try:
        frame = query_file(place.analytics, sql, max_rows, timeout_s)
    except BadRequest as error:
        if not is_damage(error) or not place.store.is_file():
            raise
        return _of_a_new_copy(home, sql, max_rows, timeout_s, error)
    frame.attrs["note"] = note
    return frame


def _store(home: Path, stack: ExitStack, *, anew: bool = False) -> tuple[DuckStore | None, str]:
    """The store of a home, published; None where another process holds it, or where it cannot be, with the reason."""
    try:
        opened = stack.enter_context(store_to_read(home, wait_s=0))
        if opened.as_of is None:
            opened.store.publish(anew=anew)
    except StoreBusy:
        place = Home(home)
        by_now = min(changed_at(place.store), time.time()) - _LATE_S
        if not place.analytics.exists() or is_current(place.analytics, place.store, by_now):
            return None, ""
        return None, f"{HolderLock(place.store).busy_text()} It has not published its last changes."
    except (SextantError, duckdb.Error, OSError) as error:
        copy = Home(home).analytics
        since = f"{datetime.fromtimestamp(copy.stat().st_mtime, UTC):%Y-%m-%d %H:%M:%S} UTC" if copy.exists() else ""
        return None, (trouble(error, home) or f"{error}") + (
            f" This is what was published on {since}." if since else ""
        )
    return (opened.store if opened.as_of is None else None), ""


def _of_a_new_copy(home: Path, sql: str, max_rows: int, timeout_s: float, damage: BadRequest) -> pd.DataFrame:
    """The answer of a copy that is made anew in the place of a damaged one."""
    with ExitStack() as stack:
        store, why = _store(home, stack, anew=True)
        if store is not None:
            return store.query(sql, max_rows, timeout_s)
    if why:
        raise BadRequest(why) from damage
    copy = Home(home).analytics
    raise BadRequest(
        f"The published copy {copy} is damaged: {reason(damage.__cause__ or damage)}. Remove it: Sextant, which is "
        "running there, publishes a new one within 5 seconds."
    ) from damage
