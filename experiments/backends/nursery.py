"""The nursery: a warm process that forks one child a run, `python -m experiments.backends.nursery`.

Importing scikit-learn, LightGBM and skrub takes seconds; the nursery imports them once, so that a run starts in
milliseconds. It stays single-threaded and fits nothing, since a fork copies only the thread that forks. Where forking
is not safe (`fresh`, the rule off Linux) it starts `python -m experiments.worker` instead.

It speaks lines of JSON. In: `{"run", "spec"}` starts the run of a spec file. Out: `{"ready"}`, `{"started", "pid"}`,
`{"failed", "error"}` and `{"ended", "status", "cpu_s", "peak_mb"}`; a negative status is a signal's number.

Nothing outlives it: each child is in a process group of its own, which is killed when the child ends and when the
app goes away (end of input, or another parent); should the nursery itself be killed, the kernel kills its children.
What a run started and let go of (a daemon) falls to the run's process while that lives and to the nursery afterwards
(Linux: both are subreapers), which kills it.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments import worker

PRELOADED = (
    "pandas", "pyarrow.parquet", "scipy.stats", "sklearn.ensemble", "sklearn.linear_model", "sklearn.svm",
    "sklearn.neighbors", "sklearn.naive_bayes", "sklearn.neural_network", "sklearn.discriminant_analysis",
    "sklearn.inspection", "sklearn.compose", "sklearn.preprocessing", "sklearn.impute", "sklearn.feature_selection",
    "sklearn.model_selection", "sklearn.dummy", "lightgbm", "skrub", "threadpoolctl", "psutil",
    "experiments.worker", "experiments.data.versions", "experiments.evaluation", "experiments.workflows.building",
)  # fmt: skip
"""What a run imports; importing must neither start threads nor compute."""

_PARENT_CHECK_S = 0.5
_STRAYS_S = 2.0
"""How long at most to look for what runs left behind: something that forks faster than it is killed never ends."""


class Nursery:
    """Children by process id, and the loop that starts and buries them."""

    def __init__(self, fork: bool) -> None:
        self._fork = fork
        self._parent = os.getppid()
        self._runs: dict[int, str] = {}
        self._events = os.dup(1)
        os.dup2(2, 1)  # whatever a library prints goes to the log, not between the events
        self._wake, self._waker = os.pipe()
        os.set_blocking(self._waker, False)
        worker.adopt_orphans()
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)

    def live(self) -> None:
        """Works until the app goes away; then no child is left."""
        if self._fork:
            with self._leaving_with_the_app():
                for name in PRELOADED:
                    importlib.import_module(name)
            gc.collect()
            gc.freeze()  # collecting in a child would copy the pages that all share
        self._tell(ready=True)
        pending = b""
        try:
            while os.getppid() == self._parent:
                readable, _, _ = select.select([0, self._wake], [], [], _PARENT_CHECK_S)
                if self._wake in readable:
                    os.read(self._wake, 4096)
                self._bury()
                if 0 in readable:
                    data = os.read(0, 65536)
                    if not data:
                        return
                    *lines, pending = (pending + data).split(b"\n")
                    for line in lines:
                        self._start(json.loads(line))
        except BrokenPipeError:
            return  # nobody listens any more
        finally:
            self._leave()

    @contextlib.contextmanager
    def _leaving_with_the_app(self) -> Iterator[None]:
        """While importing it listens to nobody, so a thread looks after the app; it is gone before the first fork."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(_PARENT_CHECK_S):
                if os.getppid() != self._parent:
                    os._exit(0)

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _start(self, order: dict[str, str]) -> None:
        spec = Path(order["spec"])
        try:
            log = os.open(spec.parent / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                pid = self._forked(spec, log) if self._fork else self._fresh(spec, log)
            finally:
                os.close(log)
        except OSError as error:
            self._tell(failed=order["run"], error=error.strerror or str(error))
            return
        self._runs[pid] = order["run"]
        self._tell(started=order["run"], pid=pid)

    def _forked(self, spec: Path, log: int) -> int:
        nursery = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            self._become_child(log)
            status = worker.main([str(spec), str(nursery)])
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _become_child(self, log: int) -> None:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(source, target)
        for descriptor in (nothing, log, self._events, self._wake, self._waker):
            os.close(descriptor)

    def _fresh(self, spec: Path, log: int) -> int:
        child = subprocess.Popen(
            [sys.executable, "-m", "experiments.worker", str(spec), str(os.getpid())],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        child.returncode = 0  # buried below, not by Popen
        return child.pid

    def _bury(self) -> None:
        for pid, run in list(self._runs.items()):
            # look first, reap later: until then the group's id cannot be given to another process
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                continue
            _kill_group(pid)
            _, status, used = os.wait4(pid, 0)
            del self._runs[pid]
            _kill_strays(set(self._runs))
            self._tell(
                ended=run,
                status=os.waitstatus_to_exitcode(status),
                cpu_s=used.ru_utime + used.ru_stime,
                peak_mb=used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
            )

    def _leave(self) -> None:
        for pid in self._runs:
            _kill_group(pid)
        _kill_strays(set())

    def _tell(self, **event: Any) -> None:
        os.write(self._events, json.dumps(event).encode() + b"\n")


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _kill_strays(runs: set[int]) -> None:
    """Kills and buries what runs that ended left to the nursery; what that lets go of in turn comes next."""
    end = time.monotonic() + _STRAYS_S
    while time.monotonic() < end:
        strays = _children() - runs
        if not strays:
            return
        for pid in strays:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in strays:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)  # not yet dead: the next look buries it
        time.sleep(0.002)


def _children() -> set[int]:
    """This process's children as the kernel lists them; none where it does not."""
    try:
        listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    except OSError:
        return set()
    return {int(pid) for pid in listed.split()}


if __name__ == "__main__":
    Nursery(fork="fresh" not in sys.argv[1:]).live()
