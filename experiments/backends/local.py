"""Runs as processes of this machine: killable, in groups of their own, within limits that hold."""

import contextlib
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from experiments.backends._base import Backend, Ending, Situation, measured
from experiments.backends.child import Child, lives, no_process, send
from experiments.backends.link import Link
from experiments.backends.verdict import explained
from experiments.run_folder import RunResult, RunSpec, read, tail, write
from store.records import Outcome

_log = logging.getLogger(__name__)

_TICK_S = 0.1
"""How often limits are checked while a run goes on."""
_IDLE_S = 2.0
_GRACE_S = 0.5
"""What a process gets between being asked to end and being killed."""
_TRIES = 3
_UNHEARD_S = 3.0
"""How long a process is gone before its end counts as such, though the nursery said nothing."""
_CLOSE_S = 10.0
_CLOSED = "Sextant was closed while this run was going on; resume to run it again."


class LocalBackend(Backend):
    """Each run is one process, forked from a warm nursery where forking is safe (Linux).

    Args:
        home: Sextant's folder.
        fork: False starts a new interpreter for each run, which takes seconds; None is for the platform to say.
    """

    def __init__(self, home: Path, *, fork: bool | None = None) -> None:
        super().__init__()
        self._home = home
        self._fork = sys.platform.startswith("linux") if fork is None else fork
        self._children: dict[str, Child] = {}
        self._open: dict[str, Child] = {}
        """Those of the children that have not ended."""
        self._lock = threading.RLock()
        self._link: Link | None = None
        self._thread: threading.Thread | None = None
        self._closing = False

    def warm(self) -> None:
        """Starts the nursery, so that it is ready when the first run comes."""
        with self._lock:
            self._watch()

    def start(self, spec: RunSpec) -> None:
        """See `Backend.start`."""
        folder = Path(spec.folder)
        with self._lock:
            if spec.run.id in self._children:
                raise ValueError(f"run {spec.run.id} was started here before")
            for left in ("result.json", "error.json", "progress.json", "started.json"):
                (folder / left).unlink(missing_ok=True)
            write(folder, "spec.json", spec)
            self._watch()
            self._children[spec.run.id] = self._open[spec.run.id] = Child(spec)
            assert self._link is not None
            self._link.wake()

    def poll(self, run_id: str) -> Situation:
        """See `Backend.poll`."""
        with self._lock:
            child = self._children[run_id]
            return Situation(pid=child.pid, ending=child.ending)

    def stop(self, run_id: str, outcome: Outcome = "stopped", reason: str = "Stopped by a person.") -> None:
        """See `Backend.stop`."""
        with self._lock:
            self._wish(self._children[run_id], outcome, reason)
            if self._link is not None:
                self._link.wake()

    def close(self) -> None:
        """See `Backend.close`."""
        with self._lock:
            self._closing = True
            for child in list(self._open.values()):
                self._wish(child, "interrupted", _CLOSED)
            if self._link is not None:
                self._link.wake()
        thread = self._thread
        if thread is not None:
            thread.join(_CLOSE_S)
        with self._lock:
            for child in list(self._open.values()):  # what the kernel does not let go of must not hold up the app
                self._end(child, Ending("interrupted", error=_CLOSED))

    @property
    def nursery_pid(self) -> int | None:
        """Process id of the nursery, None where there is none at the moment."""
        with self._lock:
            return self._link.pid if self._link is not None and self._link.alive else None

    def _watch(self) -> None:
        if self._closing:
            raise ValueError("this back end is closed")
        if self._link is None:
            self._link = Link(self._home, fork=self._fork)
            self._thread = threading.Thread(target=self._live, name="runs", daemon=True)
            self._thread.start()

    def _live(self) -> None:
        while True:
            try:
                if not self._round():
                    return
            except Exception:
                # limits must go on holding for the other runs, whatever went wrong with one
                _log.exception("watching the runs went wrong; going on")
                time.sleep(_TICK_S)

    def _round(self) -> bool:
        """One look at everything; False when it is time to leave."""
        link = self._link
        if link is None:
            return False
        with self._lock:
            self._order(link)
            if self._closing and not any(c.living for c in self._open.values()):
                self._link = None
                link.close()
                return False
            busy = bool(self._open)
        events = link.events(_TICK_S if busy else _IDLE_S)
        with self._lock:
            for event in events:
                self._heed(event)
            if not link.alive and not self._bereaved(link):
                return False
            for child in list(self._open.values()):
                if child.living and not self._vanished(child):
                    self._enforce(child)
        return True

    def _order(self, link: Link) -> None:
        for run_id, child in self._open.items():
            if not child.ordered:
                child.ordered = True
                link.order(run_id, Path(child.spec.folder) / "spec.json")

    def _heed(self, event: dict[str, Any]) -> None:
        """Takes in what the nursery told; an event that makes trouble must not swallow those after it."""
        try:
            self._hear(event)
        except Exception as error:
            _log.exception("what the nursery told could not be taken in: %s", event)
            child = self._open.get(event.get("ended", ""))
            if child is not None:
                self._end(child, Ending("failed", error=f"What this run left cannot be read: {error}"))

    def _hear(self, event: dict[str, Any]) -> None:
        if "started" in event:
            self._begin(self._children[event["started"]], event["pid"])
        elif "failed" in event:
            child = self._children[event["failed"]]
            self._end(child, Ending("failed", error=f"{child.spec.folder} cannot be used: {event['error']}."))
        elif "ended" in event:
            child = self._children[event["ended"]]
            for process in child.family:
                send(process, signal.SIGKILL)  # one that left the group
            self._end(child, self._concluded(child, event["status"], event["cpu_s"], event["peak_mb"]))

    def _begin(self, child: Child, pid: int) -> None:
        import psutil

        child.pid, child.started_at = pid, time.monotonic()
        with contextlib.suppress(psutil.NoSuchProcess):  # over already: its end is the next event
            child.process = psutil.Process(pid)
        if child.ending is not None and child.process is not None:
            self._kill(child, signal.SIGKILL)  # stopped before it began
        self.nudge()

    def _enforce(self, child: Child) -> None:
        now = time.monotonic()
        child.look(now)
        beyond = child.beyond(now) if child.wish is None else None
        if beyond is not None:
            self._wish(child, *beyond)
            if beyond[0] != "timeout":
                child.asked_at = now - _GRACE_S  # what it would take meanwhile may be what the app needs
        if child.wish is None:
            return
        if child.asked_at is None:
            child.asked_at = now
            self._kill(child, signal.SIGTERM)
        elif now - child.asked_at >= _GRACE_S:
            self._kill(child, signal.SIGKILL)

    def _vanished(self, child: Child) -> bool:
        """Whether a run's process is gone; where nobody told of its end in time, it ends here."""
        assert child.process is not None
        if lives(child.process):
            return False
        now = time.monotonic()
        child.gone_at = child.gone_at or now
        if now - child.gone_at > _UNHEARD_S:
            result = read(Path(child.spec.folder), "result.json", RunResult)
            self._end(child, self._orphaned(child) if result is None else measured(result, child.peak_mb))
        return True

    def _wish(self, child: Child, outcome: Outcome, reason: str) -> None:
        if child.wish is not None or child.ending is not None:
            return
        child.wish = (outcome, reason)
        if child.process is None:
            self._end(child, Ending(outcome, error=reason))

    def _kill(self, child: Child, number: signal.Signals) -> None:
        assert child.process is not None
        if child.process.is_running():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, number)
        for process in child.family:
            send(process, number)

    def _bereaved(self, link: Link) -> bool:
        """The nursery is gone: what it had started is killed and interrupted, what waits goes to a new one.

        Returns:
            Whether there is a new one; there is none where nothing waits and the old one never got ready either.
        """
        self._link = None
        try:
            return self._raised_again(link)
        except Exception:
            # whoever waits for these runs must hear of their end, whatever else is wrong
            _log.exception("no new nursery could be raised")
            for child in list(self._open.values()):
                self._end(child, self._orphaned(child))
            return False

    def _raised_again(self, link: Link) -> bool:
        _log.warning("the nursery ended unexpectedly: %s", tail(link.log.parent, link.log.name, 500))
        link.close()
        for child in list(self._open.values()):
            if child.living:
                self._kill(child, signal.SIGKILL)
                self._end(child, self._orphaned(child))
            else:
                child.ordered, child.tries = False, child.tries + 1
                if child.tries >= _TRIES:
                    self._end(child, no_process(tail(link.log.parent, link.log.name)))
        if self._closing or not (self._open or link.ready):
            return False
        try:
            self._link = Link(self._home, fork=self._fork)
        except OSError as error:
            for child in list(self._open.values()):
                self._end(child, no_process(str(error)))
        return self._link is not None

    def _orphaned(self, child: Child) -> Ending:
        outcome, reason = child.wish or (
            "interrupted",
            "The process that looks after runs ended unexpectedly, and this run with it; resume to run it again.",
        )
        wall_s = time.monotonic() - child.started_at if child.pid is not None else None
        return Ending(outcome, wall_s=wall_s, peak_mb=child.peak_mb, error=reason)

    def _concluded(self, child: Child, status: int, cpu_s: float, peak_mb: float) -> Ending:
        """What the exit status and the run's folder say together."""
        folder = Path(child.spec.folder)
        peak_mb = max(peak_mb, child.peak_mb)
        result = read(folder, "result.json", RunResult) if status == 0 else None
        if result is not None:
            return measured(result, peak_mb)
        outcome, error, trace = (*child.wish, "") if child.wish else explained(folder, status)
        wall_s = time.monotonic() - child.started_at
        return Ending(outcome, None, wall_s, cpu_s, peak_mb, error, trace, tail(folder, characters=2000))

    def _end(self, child: Child, ending: Ending) -> None:
        if child.ending is None:
            child.ending = ending
            self._open.pop(child.spec.run.id)
            self.nudge()
