"""Runs as processes: they end in time, within their limits, and leave nobody behind."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.backends.local import LocalBackend
from experiments.run_folder import Started, read
from store.records import Variant
from tests.experiments.backends.contract import BackendContract
from tests.experiments.laboratory import SOON_S, Laboratory, alive, begun, ended, until


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBackend]:
    """One nursery for the tests that leave it as it was; each start of one takes seconds."""
    backend = LocalBackend(tmp_path_factory.mktemp("home"))
    backend.warm()
    yield backend
    backend.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[LocalBackend]:
    backend = LocalBackend(tmp_path)
    yield backend
    backend.close()


class TestLocal(BackendContract):
    @pytest.fixture
    def backend(self, shared: LocalBackend, request: pytest.FixtureRequest) -> LocalBackend:
        return request.getfixturevalue("own") if "closing" in request.node.name else shared


def test_a_run_over_its_time_is_gone_within_two_seconds(shared: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("stubborn", run_s=0.5)
    shared.start(spec)
    pid = begun(shared, spec.run.id)
    assert until(lambda: not alive(pid)) < SOON_S
    ending = ended(shared, spec.run.id)
    assert ending.outcome == "timeout" and "0.5 s" in ending.error
    assert ending.wall_s is not None and 0.5 <= ending.wall_s < SOON_S


def test_a_run_over_its_memory_is_gone_within_two_seconds(shared: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("hoarding", memory_mb=600)
    shared.start(spec)
    ending = ended(shared, spec.run.id)
    assert ending.outcome == "memory" and "600 MB" in ending.error
    assert ending.peak_mb is not None and 600 < ending.peak_mb < 1200


def test_a_run_that_ignores_requests_is_stopped_within_two_seconds(
    shared: LocalBackend, laboratory: Laboratory
) -> None:
    spec = laboratory.spec("stubborn")
    shared.start(spec)
    pid = begun(shared, spec.run.id)
    time.sleep(0.2)
    shared.stop(spec.run.id)
    assert until(lambda: not alive(pid)) < SOON_S
    assert ended(shared, spec.run.id).outcome == "stopped"


def test_the_processes_that_a_run_made_go_with_it(shared: LocalBackend, laboratory: Laboratory, tmp_path: Path) -> None:
    note = tmp_path / "ids"
    variant = Variant.of("tabular-1", "linear", {"note": str(note)}, "with children")
    spec = laboratory.spec("with_children", laboratory.run(variant))
    shared.start(spec)
    until(lambda: note.exists() and len(note.read_text().split()) == 2)
    time.sleep(0.7)
    shared.stop(spec.run.id)
    ended(shared, spec.run.id)
    for pid in map(int, note.read_text().split()):
        until(lambda pid=pid: not alive(pid))


@pytest.mark.parametrize(
    ("entry", "outcome", "sentence"),
    [
        ("failing", "failed", "The column 'age' has no numbers; choose another."),
        ("breaking", "failed", "ZeroDivisionError: division by zero"),
        ("leaving", "failed", "status 3 and no result"),
        ("dying", "failed", "killed from outside (SIGKILL)"),
        ("undefined", "failed", "The score came out as nan"),
        ("without_space", "memory", "more memory than the machine could give"),
        ("there_is_no_such", "failed", "has no attribute"),
    ],
)
def test_what_goes_wrong_is_told_in_a_sentence(
    shared: LocalBackend, laboratory: Laboratory, entry: str, outcome: str, sentence: str
) -> None:
    spec = laboratory.spec(entry)
    shared.start(spec)
    ending = ended(shared, spec.run.id)
    assert ending.outcome == outcome and ending.result is None
    assert sentence in ending.error and "\n" not in ending.error


def test_a_vanished_table_fails_the_run_with_a_sentence(shared: LocalBackend, laboratory: Laboratory) -> None:
    (laboratory.home / laboratory.version.snapshot).unlink()
    spec = laboratory.spec()
    shared.start(spec)
    ending = ended(shared, spec.run.id)
    assert ending.outcome == "failed" and "is gone from" in ending.error


def test_a_run_killed_from_outside_is_never_ok(shared: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("endless")
    shared.start(spec)
    os.kill(begun(shared, spec.run.id), signal.SIGKILL)
    ending = ended(shared, spec.run.id)
    assert ending.outcome == "failed" and "killed from outside" in ending.error


def test_a_killed_nursery_takes_its_runs_along_and_a_new_one_goes_on(own: LocalBackend, laboratory: Laboratory) -> None:
    first, second = laboratory.spec("endless"), laboratory.spec("quick")
    own.start(first)
    pid = begun(own, first.run.id)
    nursery = own.nursery_pid
    assert nursery is not None
    os.kill(nursery, signal.SIGKILL)
    ending = ended(own, first.run.id)
    assert ending.outcome == "interrupted" and "resume" in ending.error
    until(lambda: not alive(pid))
    own.start(second)
    assert ended(own, second.run.id).outcome == "ok"
    assert own.nursery_pid not in (None, nursery)


def test_a_run_waiting_for_a_killed_nursery_goes_to_the_next(own: LocalBackend, laboratory: Laboratory) -> None:
    spec = laboratory.spec("quick")
    own.start(spec)
    until(lambda: own.nursery_pid is not None)
    assert own.nursery_pid is not None
    os.kill(own.nursery_pid, signal.SIGKILL)
    assert ended(own, spec.run.id).outcome == "ok"


def test_a_nursery_that_never_got_ready_is_made_anew_only_when_it_is_needed(
    own: LocalBackend, laboratory: Laboratory
) -> None:
    own.warm()
    assert own.nursery_pid is not None
    os.kill(own.nursery_pid, signal.SIGKILL)
    until(lambda: own.nursery_pid is None)
    time.sleep(0.3)
    assert own.nursery_pid is None
    spec = laboratory.spec("quick")
    own.start(spec)
    assert ended(own, spec.run.id).outcome == "ok"


def test_a_home_without_a_place_for_runs_is_an_error_at_once(tmp_path: Path, laboratory: Laboratory) -> None:
    spec = laboratory.spec("quick")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "runs").write_text("a file in the way")
    backend = LocalBackend(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        backend.start(spec)
    backend.close()


def test_a_new_interpreter_for_each_run_works_where_forking_is_not_safe(tmp_path: Path, laboratory: Laboratory) -> None:
    backend = LocalBackend(tmp_path, fork=False)
    quick, endless = laboratory.spec("quick"), laboratory.spec("endless")
    backend.start(quick)
    backend.start(endless)
    assert ended(backend, quick.run.id).outcome == "ok"
    pid = begun(backend, endless.run.id)
    until(lambda: read(Path(endless.folder), "started.json", Started))
    assert backend.nursery_pid is not None
    os.kill(backend.nursery_pid, signal.SIGKILL)
    until(lambda: not alive(pid))
    assert ended(backend, endless.run.id).outcome == "interrupted"
    backend.close()


def test_a_warm_nursery_has_a_single_thread(own: LocalBackend, laboratory: Laboratory) -> None:
    """Threads do not survive a fork, and what they held is held for ever."""
    spec = laboratory.spec("quick")
    own.start(spec)
    ended(own, spec.run.id)
    assert len(os.listdir(f"/proc/{own.nursery_pid}/task")) == 1


def test_the_end_of_a_run_is_seen_though_the_nursery_says_nothing(own: LocalBackend, laboratory: Laboratory) -> None:
    going, done = laboratory.spec("endless"), laboratory.spec("quick")
    own.start(going)
    pid = begun(own, going.run.id)
    assert own.nursery_pid is not None
    os.kill(own.nursery_pid, signal.SIGSTOP)
    os.kill(pid, signal.SIGKILL)
    assert ended(own, going.run.id).outcome == "interrupted"
    own.start(done)
    started = time.monotonic()
    own.close()
    assert time.monotonic() - started < SOON_S, "a nursery that hangs must not hold up closing"
    assert ended(own, done.run.id).outcome == "interrupted"
