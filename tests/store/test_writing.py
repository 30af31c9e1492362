"""A file is there whole or not at all."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from store import writing
from store.writing import copied_whole, made_whole, moved_whole, put_back, remove_left, written_whole

KILLED = """
import sys
from pathlib import Path
from store.writing import written_whole

with written_whole(Path(sys.argv[1])) as partial:
    partial.write_text("half")
    print("writing", flush=True)
    sys.stdin.read()
"""


def killed_while_writing(path: Path) -> list[Path]:
    """What a process leaves beside a file that is killed while it writes it."""
    before = set(path.parent.iterdir())
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        cwd=Path(writing.__file__).parents[1],
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == b"writing\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return sorted(set(path.parent.iterdir()) - before)


def aged(path: Path, days: float = 2.0) -> None:
    then = time.time() - days * 86_400
    os.utime(path, (then, then))


def test_what_fails_half_way_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    path = tmp_path / "card.md"
    path.write_text("before")
    with pytest.raises(OSError, match="full"), written_whole(path) as partial:
        partial.write_text("half")
        raise OSError("the disk is full")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("card.md", "before")]


def test_the_old_file_is_read_until_the_new_one_is_whole(tmp_path):
    path = tmp_path / "card.md"
    path.write_text("before")
    with written_whole(path) as partial:
        partial.write_text("after")
        assert path.read_text() == "before"
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("card.md", "after")]


def test_two_who_write_the_same_file_at_once_do_not_meet(tmp_path):
    path = tmp_path / "card.md"
    with written_whole(path) as first, written_whole(path) as second:
        first.write_text("first")
        second.write_text("second")
    assert path.read_text() == "first" and len(list(tmp_path.iterdir())) == 1


def test_the_longest_name_that_a_file_can_have_can_be_written(tmp_path):
    path = tmp_path / ("x" * 255)
    with written_whole(path) as partial:
        partial.write_text("all of it")
    assert path.read_text() == "all of it"


def test_a_copy_makes_its_folders(tmp_path):
    (tmp_path / "a.txt").write_text("rows")
    copied_whole(tmp_path / "a.txt", tmp_path / "deep" / "down" / "b.txt")
    assert (tmp_path / "deep" / "down" / "b.txt").read_text() == "rows"


def test_what_a_killed_writer_left_goes_when_the_file_is_written_again_a_day_later(tmp_path):
    path = tmp_path / "card.md"
    path.write_text("before")
    (left,) = killed_while_writing(path)
    assert path.read_text() == "before" and left.name.startswith(".card.md.")
    with written_whole(path) as partial:
        partial.write_text("another writer may still be at it")
    assert left.exists()
    aged(left)
    with written_whole(path) as partial:
        partial.write_text("after")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("card.md", "after")]


def test_what_is_left_is_found_deep_down_and_nothing_else_is(tmp_path):
    deep = tmp_path / "models" / "churn"
    (deep / ".staging-1.tmp").mkdir(parents=True)
    (deep / ".staging-1.tmp" / "model.skops").write_text("half")
    for name in (".a.123.tmp", "mine.tmp", ".hidden", ".young.1.tmp"):
        (deep / name).write_text("x")
    for path in deep.iterdir():
        aged(path, 0.1 if path.name == ".young.1.tmp" else 2.0)
    assert remove_left(tmp_path) == 0
    assert remove_left(tmp_path, deep=True) == 2
    assert sorted(p.name for p in deep.iterdir()) == [".hidden", ".young.1.tmp", "mine.tmp"]


def test_a_folder_that_cannot_take_its_place_leaves_nothing(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "model").symlink_to("nowhere")
    with pytest.raises(OSError):
        moved_whole(tmp_path / "new", tmp_path / "model")
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("steps", range(4))
def test_a_folder_that_is_replaced_is_the_old_or_the_new_one_wherever_it_is_killed(tmp_path, monkeypatch, steps):
    class Killed(BaseException):
        pass

    real, done = os.rename, []

    def rename(*names):
        if len(done) == steps:
            raise Killed
        done.append(names)
        real(*names)

    source, target = tmp_path / "new", tmp_path / "model"
    for folder in (source, target):
        folder.mkdir()
        (folder / "a").write_text(folder.name)
        (folder / "b").write_text(folder.name)
    monkeypatch.setattr(os, "rename", rename)
    killed = False
    try:
        moved_whole(source, target)
    except Killed:
        killed = True
    monkeypatch.setattr(os, "rename", real)
    put_back(target)
    assert {(target / n).read_text() for n in "ab"} == {"model" if killed else "new"}
    assert killed == (steps < 3)  # beside the source, the old one aside, the new one there
    if killed:  # and it can be tried again
        if not source.exists():
            source = next(p for p in tmp_path.iterdir() if p.name.endswith(".tmp") and ".before" not in p.name)
        moved_whole(source, target)
        assert (target / "a").read_text() == "new" and not list(tmp_path.glob(".model*"))


@pytest.mark.parametrize("there", [False, True])
def test_what_is_made_is_there_whole_or_not_at_all(tmp_path, there):
    place = tmp_path / "code"
    if there:
        place.mkdir()
    try:
        with made_whole(place) as beside:
            beside.mkdir()
            raise OSError("the disk is full")
    except OSError:
        assert not there, "another process has made the same"
    assert [p.name for p in tmp_path.iterdir()] == ["code"] * there
    if not there:
        with made_whole(place) as beside:
            beside.write_text("whole")
        assert place.read_text() == "whole"
