"""The app's end of the line to the nursery."""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from store.home import Home

_ENVIRONMENT = {
    # one thread while importing: pools are made after the fork, with each run's own number of threads
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # the same order of sets and dictionaries in each run, so that a replay finds the same numbers
    "PYTHONHASHSEED": "0",
}


class Link:
    """A nursery process with its two pipes. Not for several threads at once, but `wake`, which any may call."""

    def __init__(self, home: Path, *, fork: bool) -> None:
        log = Home(home).runs / "nursery.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        self._wake_out, self._wake_in = os.pipe()
        os.set_blocking(self._wake_in, False)
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "experiments.backends.nursery", *([] if fork else ["fresh"])],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0,
                start_new_session=True,  # Ctrl-C in a terminal is for the app, which then closes in order
                env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            )  # fmt: skip
        self._pending = b""
        self.log = log
        self.alive = True
        """Whether the line still stands."""
        self.ready = False
        """Whether the nursery has imported everything."""

    @property
    def pid(self) -> int:
        """The nursery's process id."""
        return self._process.pid

    def order(self, run_id: str, spec: Path) -> None:
        """Asks for the start of a run; where the nursery is gone, `alive` turns false."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"run": run_id, "spec": str(spec)}).encode() + b"\n")
        except OSError:
            self.alive = False

    def events(self, timeout_s: float) -> list[dict[str, Any]]:
        """What the nursery told since last time; waits for something, for `wake`, or for `timeout_s`."""
        out = self._process.stdout
        assert out is not None
        both = select.poll()  # `select` knows no descriptor above 1,023
        for descriptor in (out.fileno(), self._wake_out):
            both.register(descriptor, select.POLLIN)
        readable = [descriptor for descriptor, _ in both.poll(timeout_s * 1000)]
        if self._wake_out in readable:
            os.read(self._wake_out, 4096)
        if out.fileno() not in readable:
            return []
        data = os.read(out.fileno(), 65536)
        if not data:
            self.alive = False
            return []
        *lines, self._pending = (self._pending + data).split(b"\n")
        told = [json.loads(line) for line in lines]
        self.ready = self.ready or any("ready" in event for event in told)
        return told

    def wake(self) -> None:
        """Ends a wait in `events`; must not be called once `close` was."""
        with contextlib.suppress(BlockingIOError):  # full: it will wake anyway
            os.write(self._wake_in, b"w")

    def close(self, patience_s: float = 2.0) -> None:
        """Lets the nursery go, which ends all that it started."""
        self.alive = False
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        end = time.monotonic() + (patience_s if self.ready else 0.0)  # while it imports it listens to nobody
        while self._process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for descriptor in (self._wake_in, self._wake_out):
            os.close(descriptor)
