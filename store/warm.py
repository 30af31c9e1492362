"""Keeps the walled instance over the published copy open between queries: opening it costs more than most questions.

The wall is the instance's own, so that an instance that was used before is as closed as a new one; and each query has
a connection of its own to it. An instance serves one query at a time: whatever asks meanwhile gets another, so that no
query takes memory or time from the next. It is let go when the copy is replaced, after a while without questions, and
when DuckDB itself failed in it.
"""

import atexit
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from store.errors import BadRequest

WALL: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    "temp_directory": "",
    "secret_directory": "",
    "threads": "2",
}
"""What keeps queries from everything but the copy."""
_QUICK = {"late_materialization_max_rows": "1000"}
"""The newest or best few hundred of very many rows are found by one column before the others are read."""
_IDLE_S = 60.0
"""Seconds without a question after which an instance is let go, with the memory it holds."""
_BROKEN = (duckdb.FatalException, duckdb.InternalException)

Stamp = tuple[int, int, int, int]


@dataclass
class _Instance:
    """A walled instance that nobody uses at the moment."""

    connection: Any
    stamp: Stamp
    used_at: float


_resting: dict[Path, _Instance] = {}
_lock = threading.Lock()
_keeper: threading.Thread | None = None


@contextmanager
def reading(path: Path) -> Iterator[Any]:
    """A walled connection of one's own to the copy as it is now.

    Raises:
        BadRequest: there is no copy, or it cannot be opened.
    """
    path = Path(path).absolute()
    stamp = _stamp(path)
    instance = _taken(path, stamp) or _opened(path)
    sound = False
    try:
        with instance.cursor() as connection:
            yield connection
        sound = True
    except BadRequest as error:
        sound = not isinstance(error.__cause__, _BROKEN)
        raise
    finally:
        # a copy that was replaced while it was being opened may be either one: such an instance isn't kept
        if sound and stamp is not None and _stamp(path) == stamp:
            _rest(path, _Instance(instance, stamp, time.monotonic()))
        else:
            instance.close()


def let_go(path: Path) -> None:
    """Closes what is open of that copy and not in use."""
    with _lock:
        found = _resting.pop(Path(path).absolute(), None)
    if found is not None:
        found.connection.close()


def _stamp(path: Path) -> Stamp | None:
    """What tells one copy from the next at the same path; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def _taken(path: Path, stamp: Stamp | None) -> Any:
    """The resting instance, where it is of the copy as it is now."""
    with _lock:
        found = _resting.pop(path, None)
    if found is None:
        return None
    if found.stamp == stamp:
        return found.connection
    found.connection.close()
    return None


def _rest(path: Path, instance: _Instance) -> None:
    global _keeper
    with _lock:
        before = _resting.pop(path, None)
        _resting[path] = instance
        if _keeper is None or not _keeper.is_alive():
            _keeper = threading.Thread(target=_keep, name="warm-queries", daemon=True)
            _keeper.start()
    if before is not None:
        before.connection.close()


@atexit.register
def _let_all_go() -> None:
    """At the end of the process, before DuckDB complains of what is still open."""
    with _lock:
        gone = [_resting.popitem()[1] for _ in range(len(_resting))]
    for instance in gone:
        instance.connection.close()


def _keep() -> None:
    """Lets go of what nobody uses any more; ends when nothing is left."""
    while True:
        time.sleep(_IDLE_S / 4)
        if not _some_left():
            return


def _some_left() -> bool:
    """Closes what nobody has used for a while, and says whether anything is still open."""
    global _keeper
    with _lock:
        late = [p for p, i in _resting.items() if time.monotonic() - i.used_at >= _IDLE_S]
        gone = [_resting.pop(p) for p in late]
        left = bool(_resting)
        if not left:
            _keeper = None
    for instance in gone:
        instance.connection.close()
    return left


def _opened(path: Path) -> Any:
    """A new instance.

    DuckDB shares one instance per path within a process, which would show an older copy as long as another query holds
    it: a name of its own gives this one the newest.
    """
    own = path.with_name(f".{path.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
    try:
        os.link(path, own)
    except OSError:  # a file system without hard links
        own = path
    try:
        return duckdb.connect(str(own), read_only=True, config={**WALL, **_QUICK})
    except duckdb.Error as error:
        first = str(error).split("\n")[0].strip()
        raise BadRequest(f"The published copy {path} cannot be opened: {first}") from error
    finally:
        if own != path:
            with suppress(OSError):
                own.unlink()
