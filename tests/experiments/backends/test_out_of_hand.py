"""Runs that are out of hand: what they make, print or take never outlives them or fills the machine."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from experiments.backends.child import KEPT_LOG_BYTES, MOST_LOG_BYTES, MOST_PROCESSES, shorten, used_mb
from experiments.backends.local import LocalBackend
from store.records import Variant
from tests.experiments.laboratory import Laboratory, alive, begun, ended, until


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBackend]:
    made = LocalBackend(tmp_path_factory.mktemp("home"))
    yield made
    made.close()


def test_more_memory_than_there_is_ends_as_memory(backend: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("bottomless")
    backend.start(spec)
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "memory" and "more memory than the machine could give" in ending.error


def test_the_kernel_would_end_a_run_before_the_app(backend: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("endless")
    backend.start(spec)
    pid = begun(backend, spec.run.id)
    until(lambda: int(Path(f"/proc/{pid}/oom_score_adj").read_text()) == 800)
    assert int(Path("/proc/self/oom_score_adj").read_text()) < 800
    backend.stop(spec.run.id)
    ended(backend, spec.run.id)


def test_a_daemon_that_a_run_let_go_of_goes_with_it(
    backend: LocalBackend, laboratory: Laboratory, tmp_path: Path
) -> None:
    note = tmp_path / "id"
    spec = laboratory.spec("letting_go", laboratory.run(Variant.of("tabular-1", "linear", {"note": str(note)}, "d")))
    backend.start(spec)
    assert ended(backend, spec.run.id).outcome == "ok"
    until(lambda: not alive(int(note.read_text())), 10)


def test_a_run_that_makes_process_after_process_is_ended_with_all_of_them(
    backend: LocalBackend, laboratory: Laboratory
) -> None:
    spec = laboratory.spec("multiplying", run_s=120, memory_mb=1e6)
    backend.start(spec)
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "failed" and f"{MOST_PROCESSES} are the limit" in ending.error
    nursery = backend.nursery_pid
    assert nursery is not None
    until(lambda: not psutil.Process(nursery).children(recursive=True), 20)


def test_a_run_that_prints_without_end_keeps_its_last_words(backend: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("talkative", run_s=120)
    backend.start(spec)
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "failed" and ending.error == "After all that the column 'age' has no numbers."
    assert "column 'age'" in ending.output


def test_output_is_cut_to_its_end_and_written_on_after_it(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with log.open("ab") as file:
        file.write(b"x" * 1000 + b"the end")
        file.flush()
        shorten(log, most=500, kept=7)
        file.write(b", and more")
    assert log.read_bytes() == b"[1,000 bytes of output were left out here]\nthe end, and more"
    shorten(log, most=500, kept=7)
    assert log.read_bytes().startswith(b"[1,000"), "what is short stays as it is"
    shorten(tmp_path / "none")
    assert KEPT_LOG_BYTES < MOST_LOG_BYTES


def test_a_disk_that_is_full_in_the_middle_is_said(backend: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("cramped")
    backend.start(spec)
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "failed" and "is the disk full?" in ending.error and ending.result is None


def test_a_folder_that_goes_away_in_the_middle_is_said(backend: LocalBackend, laboratory: Laboratory) -> None:
    variant = Variant.of("tabular-1", "linear", {"note": str(laboratory.home / "runs")}, "homeless")
    spec = laboratory.spec("homeless", laboratory.run(variant))
    backend.start(spec)
    ending = ended(backend, spec.run.id)
    assert ending.outcome == "failed" and spec.folder in ending.error and ending.result is None


def test_what_processes_share_is_not_counted_for_each_of_them() -> None:
    own = psutil.Process()
    alone = used_mb(own, [], 0.0)
    assert used_mb(own, [own], 1e9) == pytest.approx(2 * alone, rel=0.2), "below the limit nobody looks closer"
    assert used_mb(own, [own], 0.0) <= 2 * alone * 1.2
