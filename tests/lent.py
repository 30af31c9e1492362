"""Processes that one test leaves to the next: each takes seconds of processor time to load, few tests are about that.

A nursery (starts runs) and a fitter (fits the model that is kept) are lent where all that they were asked for has
ended, to whoever would have made the same; else they end as always. They live as long as the tests do.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from experiments import fitting
from experiments.backends import local
from experiments.backends.link import Link
from experiments.fitting import FitEnd, FitSpec, Fitter

_free: list["LentLink | LentFitter"] = []
_OF_A_TEST = {"PYTEST_CURRENT_TEST", "SEXTANT_HOME", "SEXTANT_PERSON"}


class LentLink(Link):
    """A line to a nursery that the next test takes over, where all runs ordered here have ended."""

    def __init__(self, home: Path, *, fork: bool) -> None:
        super().__init__(home, fork=fork)
        self.made_for = _surroundings(Link, fork)
        self._ordered: set[str] = set()

    def order(self, run_id: str, spec: Path) -> None:
        self._ordered.add(run_id)
        super().order(run_id, spec)

    def events(self, timeout_s: float) -> list[dict[str, Any]]:
        told = super().events(timeout_s)
        self._ordered -= {event.get("ended") or event.get("failed") for event in told}
        return told

    def close(self, patience_s: float = 2.0) -> None:
        if self.alive and self.lives() and not self._ordered:
            _free.append(self)
        else:
            super().close(patience_s)

    def lives(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        super().close()


class LentFitter(Fitter):
    """A process for final fits that the next test takes over, where the fit begun here has ended."""

    def __init__(self, threads: int = 1) -> None:
        super().__init__(threads)
        self.made_for = _surroundings(Fitter, threads)
        self._under_way = False
        self._before_s = 0.0

    def begin(self, spec: FitSpec) -> None:
        self._under_way = True
        super().begin(spec)

    def wait(self, timeout_s: float) -> FitEnd | None:
        ended = super().wait(timeout_s)
        self._under_way = self._under_way and ended is None
        return ended

    @property
    def computed_s(self) -> float:
        """Of whoever has it now alone: what it did for others, loading included, is not theirs."""
        return max(0.0, super().computed_s - self._before_s)

    def stop(self) -> None:
        if not self.lives() or self._under_way:
            super().stop()
        elif self not in _free:  # it may be stopped twice
            self._before_s += self.computed_s
            _free.append(self)

    def lives(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        super().stop()


def _surroundings(*made_for: object) -> tuple[object, ...]:
    return *made_for, {k: v for k, v in os.environ.items() if k not in _OF_A_TEST}, list(sys.path), os.getcwd()


def _taken(*made_for: object) -> Any:
    """One that was left and is the same as one made now would be, None where there is none."""
    wanted = _surroundings(*made_for)
    found = next((lent for lent in _free if lent.made_for == wanted and lent.lives()), None)
    if found is not None:
        _free.remove(found)
    return found


def _link(home: Path, *, fork: bool) -> LentLink:
    return _taken(Link, fork) or LentLink(home, fork=fork)


def _fitter(threads: int = 1) -> LentFitter:
    return _taken(Fitter, threads) or LentFitter(threads)


@contextmanager
def lent_processes() -> Iterator[None]:
    """As long as the block lasts, what closes leaves its processes to what opens next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "Link", _link)
        patch.setattr(fitting, "Fitter", _fitter)
        yield


def end_lent() -> None:
    """Ends what nobody has taken."""
    while _free:
        _free.pop().end()
