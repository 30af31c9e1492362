"""A challenger predicts the rows that the champion answered, after the answer: it never slows or breaks one."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from assistant.serving.page import Served

MOST_WAITING = 200
"""Requests that may wait for the challenger; beyond them it is not asked."""
Record = Callable[["pd.DataFrame", "pd.DataFrame", int, str, Sequence[str]], None]
"""Takes rows, what was said of them, the version, by whom, and the rows' ids."""


class Shadow:
    """Asks the challenger in a thread of its own. Any thread may offer rows."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._waiting: queue.Queue[tuple[int, Served, pd.DataFrame, Sequence[str]] | None] = queue.Queue(MOST_WAITING)
        self.left_out = 0
        """Rows that it was not asked of, or that it could not predict."""
        self.asked = 0
        """Rows that it predicted."""
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def offer(self, version: int, model: Served, rows: pd.DataFrame, ids: Sequence[str]) -> None:
        """Has the challenger predict these rows soon; leaves them out where it cannot keep up."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._go, name="shadow", daemon=True)
                self._thread.start()
        try:
            self._waiting.put_nowait((version, model, rows, ids))
        except queue.Full:
            self.left_out += len(rows)

    def stop(self, patience_s: float = 10.0) -> None:
        """Ends after the rows that wait; offering more begins anew."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(patience_s)

    def _go(self) -> None:
        while (item := self._waiting.get()) is not None:
            version, model, rows, ids = item
            try:
                said = model(rows)
            except Exception:  # whatever is wrong with the challenger, the champion's clients must not feel it
                self.left_out += len(rows)
                continue
            self._record(rows, said, version, "challenger", ids)
            self.asked += len(rows)
