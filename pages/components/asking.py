"""A query of the page SQL while it is under way: asked in a thread of its own, so that it can be stopped."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from store.cancelling import Cancel
from store.errors import SextantError

if TYPE_CHECKING:
    import pandas as pd

    from store.knowledge import KnowledgeStore


class Asking:
    """One query under way, or ended."""

    def __init__(self, store: KnowledgeStore, sql: str, max_rows: int, timeout_s: float) -> None:
        """Asks at once, and comes back at once.

        Args:
            store: what is asked.
            sql: one reading statement.
            max_rows: rows that come back at most.
            timeout_s: seconds after which it is stopped.
        """
        self.sql = sql
        self.frame: pd.DataFrame | None = None
        self.trouble = ""
        self.took_s = 0.0
        self._cancel = Cancel()
        self._began = time.perf_counter()
        self._thread = threading.Thread(
            target=self._ask, args=(store, sql, max_rows, timeout_s), name="sql-page", daemon=True
        )
        self._thread.start()

    @property
    def under_way(self) -> bool:
        """Whether there is no answer yet."""
        return self._thread.is_alive()

    @property
    def elapsed_s(self) -> float:
        """Seconds since it was asked; of one that has ended, how long it took."""
        return time.perf_counter() - self._began if self.under_way else self.took_s

    def wait(self, seconds: float) -> bool:
        """Waits for the answer, `seconds` at most; whether it is there."""
        self._thread.join(seconds)
        return not self.under_way

    def stop(self) -> None:
        """Stops it; one that has ended is left as it is."""
        self._cancel.press()

    def _ask(self, store: KnowledgeStore, sql: str, max_rows: int, timeout_s: float) -> None:
        try:
            self.frame = store.query(sql, max_rows=max_rows, timeout_s=timeout_s, cancel=self._cancel)
        except SextantError as error:
            self.trouble = str(error)
        except Exception as error:  # whatever breaks in a thread would be seen by nobody
            self.trouble = f"This query could not be answered: {str(error).splitlines()[0] if str(error) else error!r}"
        self.took_s = time.perf_counter() - self._began
