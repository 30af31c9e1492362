"""The final fit: one variant on all rows, saved as a model, by a process that is ready beforehand and can be stopped.

`python -m experiments.fitting` loads what fitting needs, then reads one spec a line and answers each with one line of
JSON once its model is saved. Importing takes seconds, so where time is short a `Fitter` is started before it is needed.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil

from store.ending import end_with_input
from store.errors import SextantError
from store.records import DatasetVersion, Record, Task, Variant


class FitFailed(SextantError):
    """The final fit did not come to an end."""


class FitSpec(Record):
    """What to fit and where to save it."""

    variant: Variant
    task: Task
    version: DatasetVersion
    home: str
    """Sextant's folder, in which the version's snapshot lies."""
    folder: str
    """Where the model goes."""
    seed: int = 0
    threads: int = 1
    metrics: dict[str, float] = {}
    """Measured by validation; kept with the model."""
    extra: dict[str, Any] = {}
    """JSON values kept with the model, such as the run's id."""


class FitEnd(Record):
    """How a fit ended."""

    saved: bool
    error: str = ""
    """One sentence, where nothing was saved."""


class Fitter:
    """A process for final fits, one after the other. Stop it when done; it ends by itself when its maker is gone."""

    def __init__(self, threads: int = 1) -> None:
        limits = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "experiments.fitting"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | limits,
            cwd=Path(__file__).resolve().parents[1],
        )
        self._ends: queue.Queue[FitEnd] = queue.Queue()
        self._thread = threading.Thread(target=self._listen, name="fitter", daemon=True)
        self._thread.start()

    def begin(self, spec: FitSpec) -> None:
        """Has a variant fitted; a fit begun before must have ended.

        Raises:
            FitFailed: the process is gone.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(spec.model_dump_json().encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise FitFailed("The process for the final fit is gone; try again.") from error

    def wait(self, timeout_s: float) -> FitEnd | None:
        """How the fit ended, None if it goes on after so many seconds."""
        with contextlib.suppress(queue.Empty):
            return self._ends.get(timeout=max(0.0, timeout_s)) if timeout_s > 0 else self._ends.get_nowait()
        return None

    @property
    def computed_s(self) -> float:
        """Seconds of processor time that the process has used so far; 0 once it is gone."""
        try:
            used = psutil.Process(self._process.pid).cpu_times()
        except psutil.Error:
            return 0.0
        return float(used.user + used.system)

    def stop(self) -> None:
        """Ends the process and all that it made; stopping it again does nothing."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it may have ended by itself a moment ago
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with contextlib.suppress(ValueError):  # a library may print as well
                self._ends.put(FitEnd.model_validate_json(line))
        self._ends.put(FitEnd(saved=False, error="the process for the final fit ended before the model was saved"))


def fit_and_save(spec: FitSpec) -> None:
    """Fits the variant on all rows of the version that have a target, and saves the model.

    Raises:
        BadData: the rows are gone, changed, or not enough.
        RunFailed: the variant cannot be fitted on them.
    """
    from experiments.data.versions import load_version
    from experiments.evaluation import fit_final
    from experiments.models import meta_of, save_model
    from experiments.series.continuing import next_rows
    from experiments.workflows.building import inputs

    frame = load_version(spec.version, Path(spec.home))
    started = time.perf_counter()
    pipeline = fit_final(frame, spec.variant, spec.task, spec.seed, spec.threads)
    extra = {**spec.extra, "fit_s": round(time.perf_counter() - started, 3)}
    meta = meta_of(frame, spec.task, spec.variant, spec.seed, spec.metrics, **extra)
    series = spec.task.forecast is not None
    sample = next_rows(pipeline, spec.task, 5) if series else inputs(frame, spec.task)
    save_model(pipeline, Path(spec.folder), meta, sample)


def main() -> int:
    """Answers spec after spec until the input ends, also in the middle of one."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever libraries print goes elsewhere
    end_with_input(group=True)
    _load()
    for line in sys.stdin:
        try:
            fit_and_save(FitSpec.model_validate_json(line))
            end = FitEnd(saved=True)
        except SextantError as error:
            end = FitEnd(saved=False, error=str(error))
        except Exception as error:  # any library may raise anything; the sentence is shown to the person
            end = FitEnd(saved=False, error=f"{type(error).__name__}: {str(error)[:300]}")
        answers.write(json.dumps(end.content()) + "\n")
    return 0


def _load() -> None:
    """Imports ahead what most fits need."""
    import lightgbm  # noqa: F401 - for its side effect, as are the others
    import skops.io  # noqa: F401
    import skrub  # noqa: F401

    import experiments.models
    import experiments.workflows.building  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
