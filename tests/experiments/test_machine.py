from pathlib import Path

import pytest

from experiments import machine
from experiments.machine import benchmark, this_machine
from store.records import Machine
from tests.experiments.laboratory import EPOCH, measured


def test_a_machine_is_measured_once_and_then_known(tmp_path: Path) -> None:
    (tmp_path / "machine.json").write_text(measured())
    before = (tmp_path / "machine.json").stat().st_mtime_ns
    found = this_machine(tmp_path, lambda: EPOCH)
    assert found == Machine.model_validate_json(measured())
    assert found.speed > 0 and found.cores >= 1 and found.memory_mb > 100
    assert this_machine(tmp_path, lambda: EPOCH) is found
    assert (tmp_path / "machine.json").stat().st_mtime_ns >= before


@pytest.mark.parametrize("spoilt", ["", "{", '{"id": "x"}'])
def test_a_spoilt_or_foreign_record_is_measured_anew(
    tmp_path: Path, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_measured", {})
    (tmp_path / "machine.json").write_text(spoilt)
    assert this_machine(tmp_path, lambda: EPOCH).measured_at == EPOCH
    assert Machine.model_validate_json((tmp_path / "machine.json").read_text())


def test_a_home_that_cannot_be_written_still_has_a_machine(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file in the way")
    assert this_machine(tmp_path / "home", lambda: EPOCH).speed > 0


def test_another_home_of_the_same_process_takes_what_was_measured(tmp_path: Path) -> None:
    first, second = this_machine(tmp_path / "a", lambda: EPOCH), this_machine(tmp_path / "b", lambda: EPOCH)
    assert second is first
    assert Machine.model_validate_json((tmp_path / "b" / "machine.json").read_text()) == first


def test_the_benchmark_gives_nearly_the_same_again() -> None:
    a, b = benchmark(0.4), benchmark(0.4)
    assert 0.5 < a / b < 2
