import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.recovery import ends_of, kill_left, unended
from experiments.run_folder import Started, folder_of, write
from experiments.worker import born
from store.records import Measurement, RunEnd, RunStart
from tests.experiments.backends.test_replaying import OK, RESULT
from tests.experiments.laboratory import EPOCH, Laboratory, alive, until


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True) as process:
        yield process
        process.kill()


def of(pid: int) -> float:
    """When a process that lives was created."""
    found = born(pid)
    assert found is not None
    return found


def left(folder: Path, pid: int, born: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "started.json", Started(pid=pid, born=born))


def test_the_process_of_a_run_left_behind_is_killed(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    left(tmp_path, sleeper.pid, of(sleeper.pid))
    kill_left(tmp_path)
    until(lambda: not alive(sleeper.pid))


def test_a_process_that_was_given_the_same_id_is_left_alone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    left(tmp_path, sleeper.pid, of(sleeper.pid) - 1000)
    kill_left(tmp_path)
    assert alive(sleeper.pid)


def test_setting_the_clock_changes_no_process_s_birth(sleeper: subprocess.Popen[bytes]) -> None:
    """It counts from the machine's start, so it lies before what the machine's clock of that kind shows now."""
    import time

    if sys.platform.startswith("linux"):
        assert 0 < of(sleeper.pid) <= time.clock_gettime(time.CLOCK_BOOTTIME)
    assert born(2**22 + 5) is None


def test_nothing_to_kill_is_fine(tmp_path: Path) -> None:
    kill_left(tmp_path)
    left(tmp_path, 2**22 + 5, 0.0)
    kill_left(tmp_path)


def test_a_run_that_had_written_its_whole_result_was_done(laboratory: Laboratory) -> None:
    run = laboratory.run()
    folder = folder_of(laboratory.home, run.id)
    folder.mkdir(parents=True)
    write(folder, "result.json", RESULT)
    end, *measured = ends_of(laboratory.store, laboratory.home, run, EPOCH)
    assert isinstance(end, RunEnd) and (end.outcome, end.score) == ("ok", RESULT.score)
    assert sum(isinstance(m, Measurement) for m in measured) == 4


def test_half_a_result_is_no_result(laboratory: Laboratory) -> None:
    run = laboratory.run()
    folder = folder_of(laboratory.home, run.id)
    folder.mkdir(parents=True)
    (folder / "result.json").write_text(RESULT.model_dump_json()[:-20])
    laboratory.store.append(
        run, RunStart(run_id=run.id, pid=1, machine="m", code_version="c", libraries={}, started_at=EPOCH)
    )
    (end,) = ends_of(laboratory.store, laboratory.home, run, EPOCH)
    assert isinstance(end, RunEnd) and end.outcome == "interrupted" and "was going on" in end.error


def test_only_runs_without_an_end_are_left(laboratory: Laboratory) -> None:
    from experiments.facts import facts_of

    done, open_ = laboratory.run(), laboratory.run()
    laboratory.store.append(done, open_, *facts_of(done, OK, EPOCH))
    assert unended(laboratory.store) == (open_,)


def test_none_of_very_many_runs_is_left_out(laboratory: Laboratory) -> None:
    run = laboratory.run()
    runs = [run.model_copy(update={"id": f"run-{i}"}) for i in range(10_001)]
    laboratory.store.append(*runs)
    assert unended(laboratory.store) == tuple(runs)
