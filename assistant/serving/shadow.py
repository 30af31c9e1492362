"""A challenger predicts the rows that the champion answered, after the answer: it never slows or breaks one."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from assistant.serving.page import Served

_log = logging.getLogger(__name__)
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
        """Rows that it was not asked of, that it could not predict, or whose prediction could not be kept."""
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
        """Ends after the rows that wait, or when the time is over; offering more begins anew.

        Args:
            patience_s: seconds to wait for room in the queue, and again for its end.
        """
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            with suppress(queue.Full):  # a challenger that hangs must not keep the service from ending
                self._waiting.put(None, timeout=patience_s)
            thread.join(patience_s)

    def _go(self) -> None:
        failed: set[int] = set()
        while (item := self._waiting.get()) is not None:
            version, model, rows, ids = item
            try:
                self._record(rows, model(rows), version, "challenger", ids)
            except Exception:  # whatever is wrong with the challenger or the disk, the rows after these may go well
                if version not in failed:  # said once: thousands of rows may fail alike
                    _log.exception("version %s could not shadow some rows", version)
                failed.add(version)
                self.left_out += len(rows)
            else:
                self.asked += len(rows)
