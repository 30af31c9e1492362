"""One nursery for many tests: each takes three seconds of processor time to get ready, and few tests are about it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from experiments.backends import local
from experiments.backends.link import Link

_free: list["LentLink"] = []
_OF_A_TEST = {"PYTEST_CURRENT_TEST", "SEXTANT_HOME", "SEXTANT_PERSON"}


class LentLink(Link):
    """A line to a nursery that the next test takes over, where all runs ordered here have ended."""

    def __init__(self, home: Path, *, fork: bool) -> None:
        super().__init__(home, fork=fork)
        self._surroundings = _surroundings(fork)
        self._ordered: set[str] = set()

    def order(self, run_id: str, spec: Path) -> None:
        self._ordered.add(run_id)
        super().order(run_id, spec)

    def events(self, timeout_s: float) -> list[dict[str, Any]]:
        told = super().events(timeout_s)
        self._ordered -= {event.get("ended") or event.get("failed") for event in told}
        return told

    def close(self, patience_s: float = 2.0) -> None:
        if self.alive and self._process.poll() is None and not self._ordered:
            _free.append(self)
        else:
            super().close(patience_s)

    def serves(self, fork: bool) -> bool:
        """Whether a nursery made now would be the same."""
        return self._process.poll() is None and self._surroundings == _surroundings(fork)

    def end(self) -> None:
        super().close()


def _surroundings(fork: bool) -> tuple[object, ...]:
    return fork, {k: v for k, v in os.environ.items() if k not in _OF_A_TEST}, list(sys.path), os.getcwd()


def _lent(home: Path, *, fork: bool) -> LentLink:
    found = next((link for link in _free if link.serves(fork)), None)
    if found is None:
        return LentLink(home, fork=fork)
    _free.remove(found)
    return found


@contextmanager
def lent_nurseries() -> Iterator[None]:
    """As long as the block lasts, what closes leaves its nursery to what opens next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "Link", _lent)
        yield
    while _free:
        _free.pop().end()
