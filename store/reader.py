"""Read-only SQL for whoever does not hold the store: analysts, `sextant sql`, other tools."""

from contextlib import suppress
from pathlib import Path

import pandas as pd

from store.errors import BadRequest, SextantError
from store.home import Home, changed_at
from store.readonly import query_file


def query_published(home: Path, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0) -> pd.DataFrame:
    """Runs one reading statement over the published copy, while another process may hold the store.

    Args:
        home: SEXTANT_HOME.
        sql: one statement that reads the public views.
        max_rows: rows that come back at most; `attrs["truncated"]` of the result says whether there were more.
        timeout_s: seconds after which it is interrupted.

    Returns:
        The rows; the copy is at most about 5 s behind a store that is in use, and not behind one that nobody holds.

    Raises:
        BadRequest: nothing is published yet, or as `KnowledgeStore.query`.
    """
    copy = Home(home).analytics
    _freshen(Home(home))
    if not copy.exists():
        raise BadRequest(f"Nothing is published in {home} yet. Start Sextant there once, or set SEXTANT_HOME.")
    return query_file(copy, sql, max_rows, timeout_s)


def _freshen(home: Home) -> None:
    """Publishes a store that nobody holds where its copy lacks or may lack something: restored, or left by a kill."""
    if not home.store.exists():
        return
    with suppress(SextantError, OSError):  # another process holds it and publishes it, or it cannot be written here
        if home.analytics.exists() and home.analytics.stat().st_mtime >= changed_at(home.store):
            return
        from store.duck import DuckStore

        store = DuckStore.open(home.store)
        try:
            store.publish()
        finally:
            store.close()
