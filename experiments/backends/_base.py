"""The port of execution back ends: start a run, see how it is, stop it.

A back end executes; it decides nothing and writes no facts. The launcher is its only caller in the product.

Contract, checked for every back end by `tests/experiments/backends/contract.py`:

- `start` returns at once; the run begins when it can. One run id is started once.
- Limits of the run (`Run.limits`) hold by themselves: a run over its wall seconds or its memory is gone, with all
  processes it made, within 2 s. Wall seconds count from the moment the run's process lives.
- `stop` returns at once; the run is gone within 2 s. Stopping a run that has ended does nothing.
- `poll` never blocks; once it shows an ending, that ending never changes.
- A run that did not leave a whole result is never `ok`.
- `close` ends all runs and returns when they are gone; calling it again does nothing.
- Every method may be called from any thread.
"""

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass

from experiments.run_folder import RunResult, RunSpec
from store.records import Outcome


@dataclass(frozen=True)
class Ending:
    """How a run ended and what it used."""

    outcome: Outcome
    result: RunResult | None = None
    """There if and only if the outcome is ok, partial or pruned."""
    wall_s: float | None = None
    """Wall seconds: of all folds where it is ok, of the process's whole life otherwise; None if it never lived."""
    cpu_s: float | None = None
    """CPU seconds of the same."""
    peak_mb: float | None = None
    """Highest resident memory of the run's processes together, in MB (2**20 bytes)."""
    error: str = ""
    """One sentence a person understands."""
    traceback: str = ""
    output: str = ""
    """The end of what a failed run had printed."""


@dataclass(frozen=True)
class Situation:
    """How a run is at the moment: waiting for its process, running, or ended."""

    pid: int | None = None
    """The run's process, None as long as there was none."""
    ending: Ending | None = None


def measured(result: RunResult, peak_mb: float = 0.0) -> Ending:
    """The ending of a run that left a result.

    Args:
        result: what it left.
        peak_mb: highest memory that was seen from outside.
    """
    peak_mb = max(peak_mb, result.peak_mb)
    return Ending(result.outcome, result, result.wall_s, result.cpu_s, peak_mb, error=result.note)


class Backend(ABC):
    """A place where runs execute; see the module's contract."""

    def __init__(self) -> None:
        self._changes = threading.Condition()
        self._count = 0

    @abstractmethod
    def start(self, spec: RunSpec) -> None:
        """Has a run executed; its folder must exist.

        Raises:
            ValueError: a run of that id was started here before.
            OSError: the folder cannot be written to.
        """

    @abstractmethod
    def poll(self, run_id: str) -> Situation:
        """How a run is.

        Raises:
            KeyError: no run of that id was started here.
        """

    @abstractmethod
    def stop(self, run_id: str, outcome: Outcome = "stopped", reason: str = "Stopped by a person.") -> None:
        """Ends a run before its time, with the outcome and the sentence to remember.

        Raises:
            KeyError: no run of that id was started here.
        """

    @abstractmethod
    def close(self) -> None:
        """Ends all runs, as interrupted, and lets go of everything."""

    def warm(self) -> None:  # noqa: B027  a back end with nothing to prepare need not say so
        """Prepares for a first run that starts quickly, in the background."""

    def wait(self, seen: int, timeout_s: float) -> int:
        """Blocks until a run began or ended since `seen` (an earlier answer, at first 0), or time is over.

        Returns:
            The number of changes so far, to be passed on the next call.
        """
        with self._changes:
            self._changes.wait_for(lambda: self._count != seen, timeout_s)
            return self._count

    def nudge(self) -> None:
        """Wakes whoever waits; called by the back end on each change, and by the launcher when it has news itself."""
        with self._changes:
            self._count += 1
            self._changes.notify_all()
