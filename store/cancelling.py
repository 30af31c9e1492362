"""Stopping a query from outside."""

import threading
from collections.abc import Callable

CANCELLED = "This query was cancelled."


def stopped_after(timeout_s: float) -> str:
    """What a person is told whose query took too long."""
    return f"This query was stopped after {timeout_s:g} s. Narrow it with WHERE or LIMIT."


class Cancel:
    """Stops the query that it is given to, from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interrupt: Callable[[], None] | None = None
        self.pressed = False

    def press(self) -> None:
        """Stops the query, or keeps it from being asked; after its end nothing happens."""
        with self._lock:
            self.pressed = True
            if self._interrupt is not None:
                self._interrupt()

    def watch(self, interrupt: Callable[[], None] | None) -> None:
        """Says what stops the query that is asked now; None when it has ended."""
        with self._lock:
            self._interrupt = interrupt
