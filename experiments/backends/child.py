"""One run's process, as the back end that watches over it sees it."""

import contextlib
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.backends._base import Ending
from experiments.run_folder import RunSpec
from store.records import Outcome

if TYPE_CHECKING:
    import psutil

MOST_PROCESSES = 200
"""Processes that one run may have at once: what makes more is out of hand, and would take all that the system has."""
MOST_LOG_BYTES = 64 * 2**20
"""What a run may have printed before only the end of it is kept."""
KEPT_LOG_BYTES = 2**20
_FAMILY_S = 0.5
"""How often a run's child processes are looked up."""


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

    def look(self, now: float) -> None:
        """Takes in what the run's processes use at the moment `now`, and cuts what they printed where that is much."""
        import psutil

        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            if now - self.looked_at >= _FAMILY_S:
                self.looked_at = now
                gone = {p for p in self.family if not p.is_running()}
                self.family = list({*self.family, *self.process.children(recursive=True)} - gone)
                shorten(Path(self.spec.folder) / "log.txt")
            self.peak_mb = max(self.peak_mb, used_mb(self.process, self.family, self.spec.run.limits.memory_mb))

    def beyond(self, now: float) -> tuple[Outcome, str] | None:
        """The limit that the run is over, as an outcome and a sentence; None where it keeps to all of them."""
        return over(self.spec, now - self.started_at, self.peak_mb, 1 + len(self.family))


def over(spec: RunSpec, wall_s: float, peak_mb: float, processes: int) -> tuple[Outcome, str] | None:
    """The limit that a run is over.

    Args:
        spec: says what it may use.
        wall_s: seconds that its process lives.
        peak_mb: highest resident memory of its processes together.
        processes: that it has now.
    """
    limits = spec.run.limits
    if wall_s > limits.run_s:
        return "timeout", f"Stopped after {limits.run_s:g} s, the limit for one run."
    if peak_mb > limits.memory_mb:
        return "memory", f"Stopped at {peak_mb:.0f} MB of memory; the limit for one run is {limits.memory_mb:g} MB."
    if processes > MOST_PROCESSES:
        return (
            "failed",
            f"Stopped since it had {processes} processes at once; {MOST_PROCESSES} are the limit for one run.",
        )
    return None


def shorten(log: Path, most: int = MOST_LOG_BYTES, kept: int = KEPT_LOG_BYTES) -> None:
    """Keeps only the end of what a run printed where it is over `most` bytes; the run goes on writing after it."""
    with contextlib.suppress(OSError):
        size = log.stat().st_size
        if size <= most:
            return
        with log.open("r+b") as file:
            file.seek(size - kept)
            end = file.read(kept)
            file.truncate(0)
        with log.open("ab") as file:  # the run appends too, so nothing it writes meanwhile is overwritten
            file.write(f"[{size - kept:,} bytes of output were left out here]\n".encode() + end)


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


def used_mb(process: "psutil.Process", family: "Sequence[psutil.Process]", limit_mb: float) -> float:
    """Memory of a run's processes together, in MB (2**20 bytes).

    Resident memory counts what processes share once for each. So where it is over the limit, and there are several,
    what they share is counted in shares (Linux: PSS), which takes longer to find out.
    """
    used = sum(resident_bytes(p) for p in (process, *family)) / 2**20
    if not family or used <= limit_mb:
        return used
    return sum(_own_bytes(p) for p in (process, *family)) / 2**20


def _own_bytes(process: "psutil.Process") -> int:
    import psutil

    try:
        whole = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return resident_bytes(process)
    return int(getattr(whole, "pss", whole.rss))


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
