"""Who holds the knowledge store: one process at a time, and the others can be told which."""

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from store.errors import StoreBusy

try:
    import fcntl
except ImportError:  # not on Windows; there DuckDB's own lock on the file still keeps others out
    fcntl = None  # type: ignore[assignment]

_POLL_S = 0.1


def what_this_is() -> str:
    """What the running program is, in words such as `sextant app`."""
    name = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    if name == "app.py":  # the server runs it by its path
        return "sextant app"
    verb = next((a for a in sys.argv[1:2] if not a.startswith("-") and "/" not in a), "")
    return f"{name} {verb}".strip()


class HolderLock:
    """A file beside the store with the holder's pid; the operating system lets go of it when the holder dies."""

    def __init__(self, store: Path, what: str | None = None) -> None:
        self.path = store.with_name(store.name + ".lock")
        self._what = what or what_this_is()
        self._file: int | None = None

    def take(self, wait_s: float = 0.0) -> None:
        """Takes the lock, trying for `wait_s` seconds.

        Raises:
            StoreBusy: another holder lives; the message names it and its pid.
        """
        until = time.monotonic() + wait_s
        while not self._try():
            if time.monotonic() >= until:
                raise StoreBusy(self.busy_text())
            time.sleep(_POLL_S)

    def _try(self) -> bool:
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError:
            if self._is_held():  # by somebody who may write here
                return False
            raise
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if self._holder_lives():
                    os.close(file)
                    return False
                # A child that outlived its dead parent inherited the lock; DuckDB's own lock still guards the data.
        with suppress(OSError):  # on a full disk the others are not told who holds it
            os.ftruncate(file, 0)
            os.pwrite(file, json.dumps(_me(self._what)).encode(), 0)
        self._file = file
        return True

    def _is_held(self) -> bool:
        """Whether a holder lives, asked without writing anything."""
        try:
            file = os.open(self.path, os.O_RDONLY)
        except OSError:
            return False
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
        except OSError:
            return self._holder_lives()
        finally:
            os.close(file)

    def release(self) -> None:
        """Lets go; calling it again does nothing."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def _holder(self) -> dict[str, object]:
        try:
            found = json.loads(self.path.read_text())
            return found if isinstance(found, dict) else {}
        except (OSError, ValueError):
            return {}

    def _holder_lives(self) -> bool:
        """Whether the process written down lives; a pid given anew to another process doesn't count."""
        holder = self._holder()
        if not holder:
            return True  # it has just taken the lock and not yet written who it is
        try:
            began = psutil.Process(int(str(holder["pid"]))).create_time()
            return bool(abs(began - float(str(holder["began"]))) < 2)
        except (psutil.Error, KeyError, ValueError):
            return False

    def busy_text(self) -> str:
        """Who holds the store and what to do, in a sentence."""
        holder = self._holder()
        who = f"{holder.get('what')} (pid {holder.get('pid')})" if holder else "another process"
        return (
            f"The knowledge store {self.path.with_suffix('')} is held by {who}, and only one process writes to it. "
            "Do it there, or close that first; `sextant sql`, `export`, `check`, `recommend`, `replay` and `backup` "
            "read what it has published."
        )


def _me(what: str) -> dict[str, object]:
    return {"pid": os.getpid(), "what": what, "began": psutil.Process().create_time()}
