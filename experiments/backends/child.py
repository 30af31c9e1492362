"""One run's process, as the back end that watches over it sees it."""

import contextlib
import signal
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.backends._base import Ending
from experiments.run_folder import RunSpec
from store.records import Outcome

if TYPE_CHECKING:
    import psutil


@dataclass
class Child:
    """A run's process with all that its watcher knows of it; times are seconds of the monotonic clock."""

    spec: RunSpec
    ordered: bool = False
    tries: int = 0
    pid: int | None = None
    process: "psutil.Process | None" = None
    family: "list[psutil.Process]" = field(default_factory=list)
    looked_at: float = 0.0
    started_at: float = 0.0
    peak_mb: float = 0.0
    wish: tuple[Outcome, str] | None = None
    """Outcome and sentence of a run that is ended before its time."""
    asked_at: float | None = None
    gone_at: float | None = None
    """When its process was first seen to be gone."""
    ending: Ending | None = None

    @property
    def living(self) -> bool:
        """Whether there is a process to look after."""
        return self.process is not None and self.ending is None


def no_process(why: str) -> Ending:
    """The ending of a run for which no process came about."""
    return Ending("failed", error="No process could be started for this run; the log says why.", traceback=why)


def resident_bytes(process: "psutil.Process") -> int:
    """Resident memory of one process; 0 where it is gone."""
    import psutil

    try:
        return int(process.memory_info().rss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def lives(process: "psutil.Process") -> bool:
    """Whether a process still does anything; a zombie does not."""
    import psutil

    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def send(process: "psutil.Process", number: signal.Signals) -> None:
    """Signals exactly that process, not one that was given its id later."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process.send_signal(number)
