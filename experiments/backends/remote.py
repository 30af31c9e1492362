"""One run on a worker of a cluster: starts the run's process in a folder of its own, watches it, brings its files."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from experiments.backends.child import over, send, shorten, used_mb
from experiments.backends.verdict import explained
from experiments.run_folder import RunSpec, tail, write
from store.home import IMPORTANCE, PREDICTIONS
from store.records import Outcome

TOPIC = "sextant-runs"
_TICK_S = 0.1
_ASK_S = 0.3
"""How often the scheduler is asked whether the run is to stop."""
_GRACE_S = 0.5
_BACK = ("result.json", "error.json", "progress.json", "started.json", PREDICTIONS, IMPORTANCE, "log.txt")


def execute(spec_json: str, table: bytes, snapshot: str) -> dict[str, Any]:
    """Runs a spec on this machine; called by Dask on a worker.

    Args:
        spec_json: the `RunSpec`, with the app's folders.
        table: the dataset version's snapshot file.
        snapshot: its path within Sextant's folder.

    Returns:
        `status`, `outcome`, `error`, `traceback`, `output`, `wall_s`, `cpu_s`, `peak_mb`, and `files`: name to bytes.
    """
    spec = RunSpec.model_validate_json(spec_json)
    home = Path(tempfile.mkdtemp(prefix="sextant-run-"))
    try:
        kept = home / snapshot
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(table)
        folder = home / "runs" / spec.run.id
        folder.mkdir(parents=True)
        write(folder, "spec.json", spec.model_copy(update={"home": str(home), "folder": str(folder)}))
        return _Watch(spec, folder).whole()
    finally:
        shutil.rmtree(home, ignore_errors=True)


class _Watch:
    """A run's process on this machine, with its limits."""

    def __init__(self, spec: RunSpec, folder: Path) -> None:
        from distributed import Event, get_worker

        self._spec, self._folder = spec, folder
        self._worker = get_worker()
        client = self._worker._get_client()
        self._stop: Any = Event(f"sextant-stop-{spec.run.id}", client=client)  # type: ignore[no-untyped-call]
        self._peak_mb = self._cpu_s = 0.0
        self._wish: tuple[Outcome, str] | None = None
        self._family: list[Any] = []
        self._told = ""

    def whole(self) -> dict[str, Any]:
        """Runs it to its end, or to its limits."""
        import psutil

        started = time.monotonic()
        with (self._folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "experiments.worker", str(self._folder / "spec.json"), str(os.getpid())],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            )  # fmt: skip
        try:
            self._tell(pid=process.pid, place=socket.gethostname())
            with contextlib.suppress(psutil.NoSuchProcess):
                self._look_after(process, psutil.Process(process.pid), started)
            status = process.wait()
        finally:
            _kill(process.pid, signal.SIGKILL)
            for one in self._family:  # one that left the group
                send(one, signal.SIGKILL)
            process.wait()
        return self._back(status, time.monotonic() - started)

    def _look_after(self, process: "subprocess.Popen[bytes]", seen: Any, started: float) -> None:
        asked, killed_at = 0.0, None
        while process.poll() is None:
            now = time.monotonic()
            self._family = list({*(p for p in self._family if p.is_running()), *seen.children(recursive=True)})
            self._peak_mb = max(self._peak_mb, used_mb(seen, self._family, self._spec.run.limits.memory_mb))
            shorten(self._folder / "log.txt")
            times = seen.cpu_times()
            self._cpu_s = max(self._cpu_s, times.user + times.system)
            self._tell_folds()
            if self._wish is None and now - asked > _ASK_S:
                asked = now
                self._wish = ("stopped", "Stopped by a person.") if self._told_to_stop() else None
            self._wish = self._wish or over(self._spec, now - started, self._peak_mb, 1 + len(self._family))
            if self._wish is not None:
                hard = killed_at is not None and now - killed_at > _GRACE_S
                killed_at = killed_at or now
                _kill(process.pid, signal.SIGKILL if hard else signal.SIGTERM)
                for one in self._family if hard else ():
                    send(one, signal.SIGKILL)
            time.sleep(_TICK_S)

    def _told_to_stop(self) -> bool:
        """Whether the scheduler says so; one that is busy or away is asked again later."""
        try:
            return bool(self._stop.is_set())
        except (OSError, ValueError):
            return False

    def _tell_folds(self) -> None:
        text = tail(self._folder, "progress.json", 100_000)
        if text and text != self._told:
            self._told = text
            self._tell(files={"progress.json": text})

    def _tell(self, **event: Any) -> None:
        with contextlib.suppress(OSError):
            self._worker.log_event(TOPIC, {"run": self._spec.run.id, **event})

    def _back(self, status: int, wall_s: float) -> dict[str, Any]:
        outcome, error, trace = (*self._wish, "") if self._wish else explained(self._folder, status)
        files = {name: (self._folder / name).read_bytes() for name in _BACK if (self._folder / name).exists()}
        return {
            "status": status, "outcome": outcome, "error": error, "traceback": trace, "wall_s": wall_s,
            "cpu_s": self._cpu_s, "peak_mb": self._peak_mb, "output": tail(self._folder, characters=2000),
            "files": files,
        }  # fmt: skip


def _kill(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
