"""What to make of runs that a Sextant left behind when it ended without warning."""

import contextlib
import os
import signal
import time
from datetime import datetime
from pathlib import Path

from experiments.backends._base import Ending, measured
from experiments.facts import facts_of
from experiments.run_folder import RunResult, Started, folder_of, read
from experiments.worker import born
from store.knowledge import KnowledgeStore
from store.records import Record, Run, RunStart

_UNENDED = "SELECT run_id FROM runs WHERE state IN ('queued', 'running')"
LEFT = "Sextant ended while this run was going on; resume to run it again."
NEVER_BEGUN = "Sextant ended before this run began; resume to run it."


def unended(store: KnowledgeStore) -> tuple[Run, ...]:
    """Runs that have no end on record, in the order they were queued."""
    return store.find(Run, id=tuple(store.frame(_UNENDED)["run_id"]))


def ends_of(store: KnowledgeStore, home: Path, run: Run, now: datetime) -> tuple[Record, ...]:
    """The facts that end a run left behind; whatever is left of its process is killed first.

    A result is the last thing a run writes: where it is whole, the run was done and only its end was not recorded.
    """
    folder = folder_of(home, run.id)
    kill_left(folder)
    result = read(folder, "result.json", RunResult)
    if result is not None:
        return facts_of(run, measured(result), now)
    began = bool(store.find(RunStart, run_id=run.id))
    return facts_of(run, Ending("interrupted", error=LEFT if began else NEVER_BEGUN), now)


def kill_left(folder: Path, patience_s: float = 1.0) -> None:
    """Kills the process of a run, and its group, if it still lives; another process with its id is left alone."""
    import psutil

    started = read(folder, "started.json", Started)
    if started is None:
        return
    with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError, PermissionError):
        process = psutil.Process(started.pid)
        there = born(started.pid)
        if there is None or abs(there - started.born) > 0.05 or process.status() == psutil.STATUS_ZOMBIE:
            return
        os.killpg(started.pid, signal.SIGKILL)
        end = time.monotonic() + patience_s
        while time.monotonic() < end and process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.01)
