"""Read-only SQL for whoever does not hold the store: analysts, `sextant sql`, other tools."""

from pathlib import Path

import pandas as pd

from store.errors import BadRequest
from store.home import Home
from store.readonly import query_file


def query_published(home: Path, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0) -> pd.DataFrame:
    """Runs one reading statement over the published copy, while another process may hold the store.

    Args:
        home: SEXTANT_HOME.
        sql: one statement that reads the public views.
        max_rows: rows that come back at most; `attrs["truncated"]` of the result says whether there were more.
        timeout_s: seconds after which it is interrupted.

    Returns:
        The rows; the copy is at most about 5 s behind the store.

    Raises:
        BadRequest: nothing is published yet, or as `KnowledgeStore.query`.
    """
    copy = Home(home).analytics
    if not copy.exists():
        raise BadRequest(f"Nothing is published in {home} yet. Start Sextant there once, or set SEXTANT_HOME.")
    return query_file(copy, sql, max_rows, timeout_s)
