"""The final fit: one variant on all rows, saved as a model, in a process that can be stopped.

`python -m experiments.fitting SPEC.json` fits and saves; `start` begins such a process and `Fit.wait` ends it in time.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass
class Fit:
    """A fit under way in a process group of its own."""

    spec: FitSpec
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def running(self) -> bool:
        """Whether it is still at it."""
        return self.process.poll() is None

    @property
    def succeeded(self) -> bool:
        """Whether it has ended with a saved model."""
        return self.process.poll() == 0

    def wait(self, timeout_s: float) -> bool:
        """Waits for the end at most so long, stops it then; whether a model was saved."""
        try:
            self.process.wait(max(0.0, timeout_s))
        except subprocess.TimeoutExpired:
            self.stop()
        return self.succeeded

    def stop(self) -> None:
        """Ends it with all its processes."""
        if self.running:
            with contextlib.suppress(ProcessLookupError):  # it may have ended by itself a moment ago
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def error(self) -> str:
        """The last line it printed."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1] if lines else "it ended without a word"


def start(spec: FitSpec) -> Fit:
    """Begins a fit in its own process; its model appears in the spec's folder when it is whole."""
    Path(spec.folder).parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="fit-", dir=Path(spec.folder).parent))
    (place / "spec.json").write_text(spec.model_dump_json(), encoding="utf-8")
    threads = str(spec.threads)
    environment = os.environ | {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    with (place / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "experiments.fitting", str(place / "spec.json")],
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
            cwd=Path(__file__).resolve().parents[1],
        )
    return Fit(spec, process, place / "log.txt")


def fit_and_save(spec: FitSpec) -> None:
    """Fits the variant on all rows of the version that have a target, and saves the model.

    Raises:
        BadData: the rows are gone, changed, or not enough.
    """
    from experiments.data.versions import load_version
    from experiments.evaluation import fit_final
    from experiments.models import meta_of, save_model
    from experiments.workflows.building import inputs

    frame = load_version(spec.version, Path(spec.home))
    started = time.perf_counter()
    pipeline = fit_final(frame, spec.variant, spec.task, spec.seed, spec.threads)
    extra = {**spec.extra, "fit_s": round(time.perf_counter() - started, 3)}
    meta = meta_of(frame, spec.task, spec.variant, spec.seed, spec.metrics, **extra)
    save_model(pipeline, Path(spec.folder), meta, inputs(frame, spec.task))


def main(arguments: list[str]) -> int:
    """Fits what the spec file says; the exit status is 0 if a model was saved."""
    spec = FitSpec.model_validate_json(Path(arguments[0]).read_text(encoding="utf-8"))
    try:
        fit_and_save(spec)
    except Exception as error:  # any library may raise anything; the last line is shown to the person
        print(f"{type(error).__name__}: {error}" if not isinstance(error, SextantError) else str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
