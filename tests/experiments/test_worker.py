import subprocess
import sys
from pathlib import Path

from experiments.run_folder import FoldProgress, RunFailure, RunResult, RunSpec, Started, read, write
from experiments.worker import CANNOT_WRITE, execute, main
from tests.experiments.laboratory import Laboratory


def worked(spec: RunSpec) -> int:
    write(Path(spec.folder), "spec.json", spec)
    done = subprocess.run(
        [sys.executable, "-m", "experiments.worker", str(Path(spec.folder) / "spec.json")],
        cwd=Path(__file__).resolve().parents[2], check=False, timeout=240, capture_output=True,
    )  # fmt: skip
    return done.returncode


def test_a_run_by_hand_leaves_everything_in_its_folder(laboratory: Laboratory) -> None:
    spec = laboratory.spec()
    folder = Path(spec.folder)
    assert worked(spec) == 0
    started, result = read(folder, "started.json", Started), read(folder, "result.json", RunResult)
    folds = read(folder, "progress.json", FoldProgress)
    assert started is not None and result is not None and folds is not None
    assert (folds.folds_done, folds.folds_total) == (3, 3)
    assert 0 < result.wall_s < 30 and result.peak_mb > 50 and set(folds.metrics) == set(result.metrics)
    assert (folder / "oof.parquet").exists() and (folder / "importance.parquet").exists()
    assert not list(folder.glob("*.tmp")) and not list(folder.glob(".*.tmp"))


def test_a_failure_is_written_down(laboratory: Laboratory) -> None:
    spec = laboratory.spec("breaking")
    assert worked(spec) == 1
    failure = read(Path(spec.folder), "error.json", RunFailure)
    assert failure is not None and "division by zero" in failure.sentence and "Traceback" in failure.traceback


def test_a_folder_that_goes_away_is_told_by_the_status(laboratory: Laboratory, tmp_path: Path) -> None:
    spec = laboratory.spec("quick")
    gone = spec.model_copy(update={"folder": str(tmp_path / "gone")})
    assert execute(gone) == CANNOT_WRITE


def test_a_wrong_call_says_how_to_call() -> None:
    assert main([]) == 2
