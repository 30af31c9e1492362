"""A run's folder: what the supervisor writes for a run's process, and what the process leaves there.

| file | written by | says |
|---|---|---|
| `spec.json` | supervisor | what to run |
| `started.json` | run | process id and the moment it was born |
| `progress.json` | run, after each fold | folds done and metrics so far |
| `oof.parquet`, `importance.parquet` | run | out-of-fold predictions, permutation importance |
| `result.json` or `error.json` | run, last | what came of it |
| `log.txt` | run | what libraries printed |

Each file is written under another name and then moved into place, so a reader sees all of it or none.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import NonNegativeFloat, NonNegativeInt, ValidationError

from store.home import Home
from store.records import DatasetVersion, Outcome, Partial, Record, Run
from store.writing import written_whole

if TYPE_CHECKING:
    import pandas as pd

ENTRY = "experiments.evaluation:evaluate"
"""What a run's process calls unless told otherwise: `module:function`."""

R = TypeVar("R", bound=Record)


class Rival(Record):
    """The best whole run so far, which a run must not fall too far behind."""

    label: str
    folds: tuple[float, ...]
    """The task's metric of each fold, in its own unit."""


class RunSpec(Record):
    """Everything that a run's process needs to know."""

    run: Run
    version: DatasetVersion
    home: str
    """Sextant's folder, in which the version's snapshot lies."""
    folder: str
    """The run's folder, absolute."""
    importance: bool = True
    """Whether permutation importance is measured after the folds."""
    entry: str = ENTRY
    rival: Rival | None = None
    """None where the run is to go to its end whatever it shows."""


class Started(Record):
    """That the run's process lives."""

    pid: int
    born: float
    """When the process was created, see `experiments.worker.born`: with the pid it names one process."""


class FoldProgress(Record):
    """How far a run is."""

    folds_done: NonNegativeInt
    folds_total: NonNegativeInt
    metrics: dict[str, float] = {}
    """Mean over the folds done, metric to value in its own unit."""
    elapsed_s: NonNegativeFloat = 0.0
    """Wall seconds of the folds done."""
    scores: tuple[float, ...] = ()
    """The task's metric of each fold done."""


class RunResult(Record):
    """What a run measured."""

    outcome: Outcome = "ok"
    """`ok` for the whole task, `partial` for a part of it as planned, `pruned` where the run was given up early."""
    part: Partial | None = None
    """There if the outcome is not ok."""
    note: str = ""
    """Why it was pruned, or which part it is, in one sentence."""
    saved_s: NonNegativeFloat | None = None
    """Wall seconds that pruning saved, estimated from the folds done."""

    folds: tuple[dict[str, float], ...]
    """Metrics of each fold, in the order of the folds."""
    metrics: dict[str, float]
    """Metrics over all folds: the figures that count."""
    score: float
    """The task's metric over all folds, in its own unit."""
    score_std: NonNegativeFloat | None
    """Standard deviation over folds, in the metric's unit; None where one was measured."""
    baseline: float | None
    """The trivial baseline's score on the same folds."""
    latency_ms: NonNegativeFloat | None
    wall_s: NonNegativeFloat
    """Wall seconds of all folds, the table already read; what `expected_s` predicts."""
    cpu_s: NonNegativeFloat
    """CPU seconds of the same."""
    peak_mb: NonNegativeFloat
    """Highest resident memory of the run's process, in MB (2**20 bytes)."""


class RunFailure(Record):
    """Why a run has no result."""

    kind: str = "failed"
    """`failed`, or `memory` where the process itself ran out of it."""
    sentence: str
    """One sentence a person understands."""
    traceback: str = ""


def folder_of(home: Path, run_id: str) -> Path:
    """The folder of a run."""
    return Home(home).runs / run_id


def write(folder: Path, name: str, record: Record) -> None:
    """Writes a record as JSON, all of it or nothing.

    Raises:
        OSError: the disk is full or the folder cannot be written to.
    """
    with written_whole(folder / name) as partial:
        partial.write_text(record.model_dump_json(), encoding="utf-8")


def read(folder: Path, name: str, noun: type[R]) -> R | None:
    """The record in a file, None where there is no such file or it is not one."""
    try:
        return noun.model_validate(json.loads((folder / name).read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None


def write_table(frame: "pd.DataFrame", path: Path) -> None:
    """Writes a table that a run leaves, all of it or nothing, with checksums.

    Raises:
        OSError: the disk is full or the folder cannot be written to.
    """
    with written_whole(path) as partial:
        frame.to_parquet(partial, index=False, write_page_checksum=True)


def kept_table(path: Path) -> "pd.DataFrame | None":
    """A table that a run left; None where it is not kept any more, or is damaged: `sextant check` says which."""
    import pandas as pd
    import pyarrow as pa

    try:
        return pd.read_parquet(path, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException):
        return None


def tail(folder: Path, name: str = "log.txt", characters: int = 4000) -> str:
    """The end of a text file, empty where there is none."""
    try:
        with (folder / name).open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - characters))
            return file.read().decode(errors="replace").strip()
    except OSError:
        return ""
