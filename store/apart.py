"""Reading statements that may grow beyond all limits, in a process of their own that can be ended.

DuckDB counts not all of the memory that it takes, and some of what it does nothing interrupts: one value of gigabytes,
a plan of millions of nodes. Such a statement (see `store.plain`) runs in another process that has little memory and is
killed where it does not end in time; what it breaks is that process. One that ended well is kept for the next for a
while: starting one takes about half a second.
"""

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd

from store.cancelling import CANCELLED, Cancel, stopped_after
from store.errors import BadRequest

MOST_BYTES = 5 << 29
"""Memory of the process: DuckDB's own limit, what it does not count in it, and the answer."""
MOST_ANSWERED = 1 << 28
"""Bytes of an answer, as Python counts them."""
LONGEST = 200_000
"""Letters of a statement; DuckDB takes several kilobytes to read each."""
_MOST_KEPT = 1 << 29
"""Bytes that a process may hold and still be kept for the next statement."""
_AT_ONCE = 2
"""Statements that run apart at a time; others wait."""
_GRACE_S = 2.0
"""Seconds after its time that a statement has to end by itself."""
_STARTING_S = 60.0
_IDLE_S = 60.0
_HEAD = 8
"""Bytes that say how long a message is."""


class _Gone(Exception):
    """The process ended instead of answering."""


class _TooMuch(BadRequest):
    """The statement needs more memory than the process had left."""


class _Process:
    """The other process, as it is seen from here."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "store.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd=Path(__file__).resolve().parents[1],
            env={**os.environ, "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"},
        )
        self.used_at = time.monotonic()

    def ask(self, request: Any) -> Any:
        """What it answers.

        Raises:
            _Gone: it has ended.
        """
        try:
            _write(self._process.stdin, request)
            return _read(self._process.stdout)
        except (OSError, EOFError, ValueError) as error:
            raise _Gone from error

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Ends it at once; whoever waits for its answer is told."""
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """Ends it and lets go of everything."""
        self.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


@dataclass
class _Limit:
    """Ends a process when its time is over."""

    process: _Process
    over: bool = False

    @contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end(self) -> None:
        self.over = True
        self.process.kill()


_resting: list[_Process] = []
_lock = threading.Lock()
_places = threading.BoundedSemaphore(_AT_ONCE)


def ask_apart(path: Path, sql: str, max_rows: int, timeout_s: float, cancel: Cancel | None = None) -> pd.DataFrame:
    """As `store.readonly.query_file`, in a process of its own.

    Raises:
        BadRequest: also where it needs more memory than there is for one statement, or gives more than
            `MOST_ANSWERED`.
    """
    if len(sql) > LONGEST:
        raise BadRequest(f"This SQL has {len(sql):,} letters; at most {LONGEST:,} can be read.")
    cancel = cancel or Cancel()
    _wait_for_place(timeout_s, cancel)
    try:
        request = (str(path), sql, max_rows, timeout_s)
        kept = _taken()
        if kept is not None:
            with suppress(_TooMuch):  # it may hold what earlier statements left behind: a new one tells
                return _asked(kept, request, timeout_s, cancel)
        return _asked(_started(), request, timeout_s, cancel)
    finally:
        _places.release()


def _wait_for_place(timeout_s: float, cancel: Cancel) -> None:
    until = time.monotonic() + max(timeout_s, 1.0)
    while not cancel.pressed:
        if _places.acquire(timeout=0.1):
            return
        if time.monotonic() >= until:
            raise BadRequest(f"This query was stopped after {timeout_s:g} s: others were under way. Try again.")
    raise BadRequest(CANCELLED)


def _asked(process: _Process, request: Any, timeout_s: float, cancel: Cancel) -> pd.DataFrame:
    limit = _Limit(process)
    answer, sound = None, False
    try:
        cancel.watch(process.kill)
        if cancel.pressed:
            process.kill()
        with limit.of(timeout_s + _GRACE_S):
            answer, sound = process.ask(request)
    except _Gone as error:
        if cancel.pressed:
            raise BadRequest(CANCELLED) from error
        if limit.over:
            raise BadRequest(stopped_after(timeout_s)) from error
        raise _TooMuch(_TOO_MUCH) from error
    finally:
        cancel.watch(None)
        if sound and not limit.over and not cancel.pressed:
            _rest(process)
        else:
            process.close()
    if isinstance(answer, str):
        raise (_TooMuch if answer == _TOO_MUCH else BadRequest)(answer)
    return answer  # type: ignore[no-any-return]


_TOO_MUCH = (
    "This query needs more memory than there is for one, and was stopped. Narrow it with WHERE or LIMIT, or make "
    "smaller values."
)


def _started() -> _Process:
    process = _Process()
    limit = _Limit(process)
    try:
        with limit.of(_STARTING_S):
            process.ask(None)
        return process
    except _Gone as error:
        process.close()
        raise BadRequest("The process for queries of this kind could not be started; try again.") from error


def _taken() -> _Process | None:
    while True:
        with _lock:
            found = _resting.pop() if _resting else None
        if found is None or found.lives:
            return found
        found.close()


def _rest(process: _Process) -> None:
    process.used_at = time.monotonic()
    with _lock:
        _resting.append(process)
    timer = threading.Timer(_IDLE_S, _end_idle)
    timer.daemon = True
    timer.start()


def _end_idle() -> None:
    with _lock:
        idle = [p for p in _resting if time.monotonic() - p.used_at >= _IDLE_S - 1]
        _resting[:] = [p for p in _resting if p not in idle]
    for process in idle:
        process.close()


@atexit.register
def _end_all() -> None:
    with _lock:
        ended, _resting[:] = list(_resting), []
    for process in ended:
        process.close()


def _forget() -> None:
    """A forked child has no part in its parent's processes."""
    global _lock, _places
    _lock, _places = threading.Lock(), threading.BoundedSemaphore(_AT_ONCE)
    _resting.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def _write(stream: IO[bytes] | None, message: Any) -> None:
    assert stream is not None
    body = pickle.dumps(message, protocol=5)
    stream.write(len(body).to_bytes(_HEAD, "big") + body)
    stream.flush()


def _read(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    head = stream.read(_HEAD)
    body = stream.read(int.from_bytes(head, "big")) if len(head) == _HEAD else b""
    if len(head) < _HEAD or len(body) < int.from_bytes(head, "big"):
        raise EOFError
    return pickle.loads(body)  # from a process of one's own


def main() -> None:
    """Answers one request after the other, until whoever asks is gone."""
    import queue

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what DuckDB might print is no answer
    _limit_memory()
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while True:
        request = requests.get()
        _write(answers, ("", True) if request is None else _answer(*request))


def _listen(requests: Any) -> None:
    """Hands on what is asked; ends the process, whatever it is doing, once there is nobody left to ask."""
    while True:
        try:
            requests.put(_read(sys.stdin.buffer))
        except (OSError, EOFError):
            os._exit(0)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on Windows; there the limit on time still holds
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))


def _is_large() -> bool:
    """Whether this process holds more memory than one that is kept should.

    Its peak would not tell: Linux begins counting that at what the process held that started it.
    """
    import psutil

    return bool(psutil.Process().memory_info().rss > _MOST_KEPT)


def _answer(path: str, sql: str, max_rows: int, timeout_s: float) -> tuple[Any, bool]:
    """The rows or the reason why not, and whether the process is as sound as before."""
    import duckdb

    from store.readonly import query_here

    try:
        return query_here(Path(path), sql, max_rows, timeout_s, most_bytes=MOST_ANSWERED), not _is_large()
    except BadRequest as error:
        stopped = isinstance(error.__cause__, duckdb.InterruptException | duckdb.InternalException)
        greedy = isinstance(error.__cause__, duckdb.OutOfMemoryException) or "allocat" in str(error).casefold()
        return (_TOO_MUCH if greedy else str(error)), not (stopped or greedy or _is_large())
    except MemoryError:
        return _TOO_MUCH, False


if __name__ == "__main__":
    main()
