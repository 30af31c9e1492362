"""Runs on the workers of a Dask cluster: each Dask task starts, watches and ends one `experiments.worker` process.

Only the app writes the store: a task gets the run's spec and the table's bytes and gives back the files that the run
left. Dask moves a task to another worker when its worker dies; the run's process dies with its worker (the kernel sees
to that), so it is begun anew and counted once. `cancel` of Dask does not end a running task: each task looks at an
event of its own, which `stop` sets.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.backends._base import Backend, Ending, Situation, measured
from experiments.backends.remote import TOPIC, execute
from experiments.run_folder import RunResult, RunSpec, read, write
from store.errors import BadRequest
from store.records import Outcome
from store.writing import written_whole

_log = logging.getLogger(__name__)
_CONNECT_S = 10.0
_SCATTER_S = 10.0
_AGAIN_S = 3.0
"""How often, and how long, a scheduler that went away is looked for."""
_GONE = "The Dask scheduler at {} does not answer any more, so this run did not begin; start it again and resume."
_CLOSED = "Sextant was closed while this run was going on; resume to run it again."
_LAST = ("result.json", "error.json")
"""Files that say that all is there: they are moved into place after the others."""


@dataclass
class _Task:
    spec: RunSpec
    future: Any = None
    """None until it is ordered, and where the cluster did not take it."""
    ordered_at: float = field(default_factory=time.monotonic)
    pid: int | None = None
    place: str = ""
    wish: tuple[Outcome, str] | None = None
    ending: Ending | None = None


class DaskBackend(Backend):
    """Each run is a task of a Dask cluster.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.5:8786`.

    Raises:
        BadRequest: dask is not installed, or no scheduler answers there.
    """

    def __init__(self, address: str) -> None:
        super().__init__()
        self._lock = threading.RLock()
        """Of what is known of the tasks. Whoever holds it must ask the client nothing: the client's own thread, which
        would answer, may be waiting for it to tell of a run."""
        self._ordering = threading.Lock()
        """Held while a run is ordered: one table is sent once."""
        self._tasks: dict[str, _Task] = {}
        self._tables: dict[str, Any] = {}
        self._closed = False
        self._address = address
        self._tried_at = time.monotonic()
        """When a scheduler was last looked for."""
        self._client = _connected(address)
        self._hands = ThreadPoolExecutor(4, thread_name_prefix="dask-results")
        self._client.subscribe_topic(TOPIC, self._hear)

    def start(self, spec: RunSpec) -> None:
        """See `Backend.start`."""
        with self._lock:
            if spec.run.id in self._tasks:
                raise ValueError(f"run {spec.run.id} was started here before")
            task = self._tasks[spec.run.id] = _Task(spec)
        try:
            with self._ordering:
                for left in (*_LAST, "progress.json", "started.json"):
                    (Path(spec.folder) / left).unlink(missing_ok=True)
                write(Path(spec.folder), "spec.json", spec)
                future = self._submitted(spec)
        except BaseException:
            with self._lock:
                del self._tasks[spec.run.id]
            raise
        with self._lock:
            task.future = future
            if future is None:
                task.ending = task.ending or Ending("interrupted", error=_GONE.format(self._address))
            late = future is not None and task.wish is not None
        if late:
            self._later(self._signal, task)  # stopped while it was ordered
        if future is None:
            self.nudge()
        else:
            future.add_done_callback(lambda done: self._later(self._take, spec.run.id, done))

    def poll(self, run_id: str) -> Situation:
        """See `Backend.poll`; the process id is one of the worker's machine."""
        with self._lock:
            task = self._tasks[run_id]
            return Situation(pid=task.pid, ending=task.ending)

    def stop(self, run_id: str, outcome: Outcome = "stopped", reason: str = "Stopped by a person.") -> None:
        """See `Backend.stop`."""
        with self._lock:
            task = self._tasks[run_id]
            if task.ending is not None or task.wish is not None:
                return
            task.wish = (outcome, reason)
            if task.pid is None:
                task.ending = Ending(outcome, error=reason)
        self._later(self._signal, task)
        self.nudge()

    def close(self) -> None:
        """See `Backend.close`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            open_ones = [t for t in self._tasks.values() if t.ending is None]
            for task in open_ones:
                self.stop(task.spec.run.id, "interrupted", _CLOSED)
        give_up = time.monotonic() + 3.0
        while any(t.ending is None for t in open_ones) and time.monotonic() < give_up:
            time.sleep(0.05)
        with self._lock:
            for task in open_ones:
                task.ending = task.ending or Ending("interrupted", error=_CLOSED)
        self._hands.shutdown(wait=True)
        self._client.close()
        self.nudge()

    def _submitted(self, spec: RunSpec) -> Any:
        """The order of a run, None where there is no scheduler any more.

        Raises:
            OSError: the table's file cannot be read.
        """
        if not self._connected_again():
            return None
        table = self._table(spec)
        try:
            return self._client.submit(
                execute, spec.model_dump_json(), table, spec.version.snapshot,
                key=f"sextant-{spec.run.id}", pure=False, retries=0,
            )  # fmt: skip
        except Exception:  # what the client raises differs with the moment at which the scheduler goes
            _log.warning("the cluster did not take run %s", spec.run.id, exc_info=True)
            return None

    def _connected_again(self) -> bool:
        """Whether there is a line to the scheduler; where it broke, a new one is tried now and then."""
        if self._client.status not in ("closed", "closing"):  # while it looks for the scheduler itself, it keeps orders
            return True
        now = time.monotonic()
        if now - self._tried_at < _AGAIN_S:
            return False
        self._tried_at = now
        try:
            client = _connected(self._address, _AGAIN_S)
        except BadRequest:
            return False
        self._client, self._tables = client, {}
        client.subscribe_topic(TOPIC, self._hear)
        return True

    def _table(self, spec: RunSpec) -> Any:
        """The table's bytes on the cluster, sent once a version; where nobody is there to keep them, the bytes."""
        known = self._tables.get(spec.version.id)
        if known is None or known.status != "finished":  # lost with the workers that kept it
            content = (Path(spec.home) / spec.version.snapshot).read_bytes()
            known = self._kept(content)
            if known is None:
                return content  # goes with the task, which waits for a worker
            self._tables[spec.version.id] = known
        return known

    def _kept(self, content: bytes) -> Any:
        """Bytes kept by all workers that are there, None where they cannot be."""
        try:
            if self._client.nthreads():
                return self._client.scatter(content, broadcast=True, hash=False, timeout=_SCATTER_S)
        except Exception as error:  # a worker may go at any moment, and what is raised then differs
            _log.info("the table could not be given to the workers: %s", error)
        return None

    def _signal(self, task: _Task) -> None:
        from distributed import Event

        event: Any = Event(f"sextant-stop-{task.spec.run.id}", client=self._client)  # type: ignore[no-untyped-call]
        event.set()
        if task.pid is None and task.future is not None:
            task.future.cancel()

    def _hear(self, event: tuple[Any, Any]) -> None:
        """A begin or a fold, told by a task while it goes on; also by one that is begun anew elsewhere."""
        told = event[1]
        with self._lock:
            task = self._tasks.get(told["run"])
            if task is None or task.ending is not None:
                return
            if "pid" in told:
                task.pid, task.place = told["pid"], told["place"]
            for name, text in told.get("files", {}).items():
                _put(Path(task.spec.folder) / name, text.encode())
            late = task.wish is not None
        if late:
            self._later(self._signal, task)  # stopped between its order and its begin
        self.nudge()

    def _later(self, do: Callable[..., None], *args: Any) -> None:
        try:
            self._hands.submit(do, *args)
        except RuntimeError:  # closing: what is open is interrupted
            _log.info("a message of the cluster came after the end")

    def _take(self, run_id: str, future: Any) -> None:
        """Takes what a task gave back: its files first, then its ending."""
        task = self._tasks[run_id]
        try:
            ending = self._ending(task, future)
        except OSError as error:
            ending = Ending("failed", error=f"{task.spec.folder} cannot be used: {error.strerror or error}.")
        with self._lock:
            task.ending = task.ending or ending
        self.nudge()

    def _ending(self, task: _Task, future: Any) -> Ending:
        if future.status != "finished":
            return _lost(task, future)
        back = future.result()
        folder = Path(task.spec.folder)
        for name in sorted(back["files"], key=lambda n: n in _LAST):
            _put(folder / name, back["files"][name])
        result = read(folder, "result.json", RunResult) if back["status"] == 0 else None
        if result is not None:
            return measured(result, back["peak_mb"])
        outcome, error = task.wish or (back["outcome"], back["error"])
        return Ending(
            outcome, None, back["wall_s"], back["cpu_s"], back["peak_mb"], error, back["traceback"], back["output"]
        )


def _lost(task: _Task, future: Any) -> Ending:
    """The ending of a task that the cluster could not finish."""
    if task.wish is not None:
        return Ending(task.wish[0], error=task.wish[1])
    if future.status == "cancelled" or future.status == "lost":
        return Ending("interrupted", error="The cluster lost this run; resume to run it again.")
    said = future.exception()
    if type(said).__name__ == "KilledWorker":
        return Ending("failed", error="Every worker that took this run died with it; it may need too much memory.")
    return Ending("failed", error=f"The cluster could not finish this run: {type(said).__name__}: {said}")


def _put(path: Path, content: bytes) -> None:
    with written_whole(path) as partial:
        partial.write_bytes(content)


def _connected(address: str, timeout_s: float = _CONNECT_S) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise BadRequest("Runs on a Dask cluster need the package dask: pip install 'sextant[dask]'.") from error
    try:
        client: Any = Client
        return client(address, timeout=timeout_s, set_as_default=False, name="sextant")
    except (OSError, ValueError, TimeoutError) as error:
        raise BadRequest(
            f"No Dask scheduler answers at {address}: {error}. Start one, or unset SEXTANT_DASK to run here."
        ) from error
