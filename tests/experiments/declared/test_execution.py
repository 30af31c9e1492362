"""Runs of a person's own code: what it is given, what is taken from it, what is said where it fails."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from experiments.declared.declaration import read_workflow
from experiments.declared.execution import command_of, measured
from experiments.declared.keeping import keep_data, keep_workflow, kept_data, kept_workflow, workflow_folder
from experiments.run_folder import RunSpec
from store.errors import BadData, BadRequest
from store.memory import MemoryStore
from store.records import Limits, Run, Task, Validation
from tests.experiments.declared.workshop import by_command, by_steps

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def spec(
    file: Path, home: Path, choices: dict[str, object], metric: str, repeats: int = 1, data: Path | None = None
) -> RunSpec:
    declared = read_workflow(file)
    workflow = keep_workflow(declared, home)
    from experiments.declared.choosing import variant_of

    version = keep_data(data, MemoryStore(), home, "ada", lambda: NOW, lambda p: f"{p}-1")
    task = Task(
        id="t", version_id=version.id, target=workflow.name, kind="declared", metric=metric,
        validation=Validation(method="holdout", folds=repeats),
    )  # fmt: skip
    run = Run(
        id="run-1", experiment_id="e", position=0, variant=variant_of(workflow, choices), task=task, seed=4,  # type: ignore[arg-type]
        limits=Limits(), queued_at=NOW,
    )  # fmt: skip
    folder = home / "run-1"
    folder.mkdir(parents=True, exist_ok=True)
    return RunSpec(run=run, version=version, home=str(home), folder=str(folder))


def test_a_command_is_run_once_for_each_repeat_with_seeds_of_its_own(tmp_path: Path) -> None:
    told: list[int] = []
    one = spec(by_command(tmp_path / "code"), tmp_path / "home", {"x": 1.0, "model": "tree", "depth": 2}, "min loss", 2)
    found = measured(one, lambda n, total, metrics: told.append(n))
    assert [f["min loss"] for f in found.folds] == [3.0, 3.01]
    assert found.score == pytest.approx(3.005)
    assert told == [0, 1]
    assert found.metrics["f1"] == 0.5
    assert not (tmp_path / "home" / "run-1" / "work").exists()


def test_a_module_s_steps_are_called_with_what_they_take(tmp_path: Path) -> None:
    one = spec(by_steps(tmp_path / "code"), tmp_path / "home", {"model": "product", "power": 2, "x": 0.5}, "max score")
    assert measured(one, lambda *_: None).score == 100.0


def one_of(folder: Path, code: str) -> RunSpec:
    """A run of a workflow whose program is the given code."""
    file = by_command(folder / "code")
    (file.parent / "train.py").write_text(code)
    return spec(file, folder / "home", {}, "min loss")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise ValueError('a:\\n  b\\n  c')", r"ended with status 1: ValueError: a: b \(train.py, line 1\)$"),
        ("import os; os.abort()", r"was ended by SIGABRT \(Aborted\); it printed nothing$"),
        ("raise SystemExit(3)", r"ended with status 3; it printed nothing$"),
        ('print(\'{"losses": 0.3, "words": "x"}\')', r"no finite “loss”. It gave: losses. It printed"),
    ],
)
def test_what_ended_a_command_is_said(tmp_path: Path, code: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        measured(one_of(tmp_path, code), lambda *_: None)


def test_a_command_without_memory_for_an_array_has_run_out_of_memory(tmp_path: Path) -> None:
    with pytest.raises(MemoryError):
        measured(one_of(tmp_path, "import numpy; numpy.ones((10**7, 10**7))"), lambda *_: None)


def test_a_step_that_ends_its_program_says_why(tmp_path: Path) -> None:
    file = by_steps(tmp_path / "code")
    module = file.parent / "steps.py"
    module.write_text(module.read_text().replace("return sum(numbers) * x", "raise SystemExit('x is too large')"))
    with pytest.raises(BadRequest, match="ended its program: x is too large"):
        measured(spec(file, tmp_path / "home", {}, "max score"), lambda *_: None)


def test_a_command_that_fails_says_its_last_words(tmp_path: Path) -> None:
    one = spec(by_command(tmp_path / "code"), tmp_path / "home", {"x": 2.0}, "min loss")
    with pytest.raises(BadRequest, match=r"python train.py ended with status 1: x is too large"):
        measured(one, lambda *_: None)


def test_a_command_without_the_metric_is_told_how_to_give_it(tmp_path: Path) -> None:
    file = by_command(tmp_path / "code")
    (tmp_path / "code" / "train.py").write_text("print('done')")
    with pytest.raises(BadRequest, match=r"gave no finite “loss”. It gave: nothing"):
        measured(spec(file, tmp_path / "home", {}, "min loss"), lambda *_: None)


def test_words_with_places_that_do_not_apply_are_left_out_with_their_option() -> None:
    found = command_of("python a.py {data} --x {x} --depth {depth} --name={name} --flag", {"x": 0.1, "data": None})
    assert found == [sys.executable, "a.py", "--x", "0.1", "--flag"]


def test_values_are_words_and_never_read_by_a_shell() -> None:
    assert command_of("echo {x}", {"x": "a; rm -rf b"}) == ["echo", "a; rm -rf b"]


def test_the_kept_code_is_what_runs_even_after_the_files_change(tmp_path: Path) -> None:
    file = by_command(tmp_path / "code")
    one = spec(file, tmp_path / "home", {"x": 1.0}, "min loss")
    (tmp_path / "code" / "train.py").write_text("raise SystemExit('changed')")
    assert measured(one, lambda *_: None).score == 1.0
    assert keep_workflow(read_workflow(file), tmp_path / "home").id != one.run.variant.workflow_id


def test_a_home_within_the_folder_of_the_code_is_no_code(tmp_path: Path) -> None:
    file = by_command(tmp_path / "code")
    first = keep_workflow(read_workflow(file), tmp_path / "code" / "home")
    assert keep_workflow(read_workflow(file), tmp_path / "code" / "home").id == first.id
    assert kept_workflow(tmp_path / "code" / "home", first.id)[1].joinpath("train.py").is_file()


@pytest.mark.parametrize(
    ("line", "said"),
    [("code: [/etc/*.conf]", "is no pattern of files"), ("code: ['']", "is no pattern of files"),
     ("code: ['../*.txt']", "not in the workflow's folder")],
)  # fmt: skip
def test_code_that_lies_elsewhere_is_refused(tmp_path: Path, line: str, said: str) -> None:
    file = by_command(tmp_path / "code")
    (tmp_path / "notes.txt").write_text("x")
    file.write_text(file.read_text() + f"{line}\n")
    with pytest.raises(BadRequest, match=said):
        keep_workflow(read_workflow(file), tmp_path / "home")


def test_a_script_above_the_folder_is_refused_and_odd_names_are_kept(tmp_path: Path) -> None:
    file = by_command(tmp_path / "code")
    (tmp_path / "code" / "a [1].txt").write_text("x")
    file.write_text(file.read_text().replace("train.py", "train.py 'a [1].txt'"))
    workflow = keep_workflow(read_workflow(file), tmp_path / "home")
    assert (kept_workflow(tmp_path / "home", workflow.id)[1] / "a [1].txt").is_file()
    (tmp_path / "up.py").write_text("print(1)")
    file.write_text(file.read_text().replace("train.py", "../up.py"))
    with pytest.raises(BadRequest, match="of which each run has a copy"):
        keep_workflow(read_workflow(file), tmp_path / "home")


def test_kept_code_that_was_changed_is_refused(tmp_path: Path) -> None:
    workflow = keep_workflow(read_workflow(by_command(tmp_path / "code")), tmp_path / "home")
    kept_workflow(tmp_path / "home", workflow.id)
    (workflow_folder(tmp_path / "home", workflow.id) / "code" / "train.py").write_text("print(1)")
    with pytest.raises(BadData, match="no longer what"):
        kept_workflow(tmp_path / "home", workflow.id)


def test_data_is_kept_as_it_is_and_known_again(tmp_path: Path) -> None:
    store, folder = MemoryStore(), tmp_path / "positions"
    folder.mkdir()
    (folder / "a.gpx").write_bytes(b"\x00\x01")
    first = keep_data(folder, store, tmp_path / "home", "ada", lambda: NOW, lambda p: f"{p}-1")
    assert keep_data(folder, store, tmp_path / "home", "bob", lambda: NOW, lambda p: f"{p}-2") == first
    kept = kept_data(first, tmp_path / "home")
    assert kept is not None and (kept / "a.gpx").read_bytes() == b"\x00\x01"
    (kept / "a.gpx").write_bytes(b"\x02")
    with pytest.raises(BadData, match="no longer what"):
        kept_data(first, tmp_path / "home")
