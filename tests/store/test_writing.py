"""A file is there whole or not at all."""

import pytest

from store.writing import copied_whole, written_whole


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
