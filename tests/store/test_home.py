import errno
import os
from pathlib import Path

import pytest

from store.errors import BadRequest
from store.home import Home, home_path, made_home, unwritable


def test_home_is_made_with_its_parts(tmp_path):
    home = made_home(tmp_path / "deep" / "home")
    assert home == tmp_path / "deep" / "home"
    assert {p.name for p in home.iterdir()} == {"data", "runs", "models"}
    assert made_home(home) == home


def test_default_is_in_the_users_folder():
    assert home_path({}).name == ".sextant"
    assert home_path({"SEXTANT_HOME": "~/x"}).is_absolute()
    assert home_path({"SEXTANT_HOME": "~nobody-of-that-name/x"}).is_absolute(), "refused later, in words"


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(BadRequest, match="in the way"):
        made_home(tmp_path / "home")


def test_a_folder_that_cannot_be_made_is_named():
    with pytest.raises(BadRequest, match="SEXTANT_HOME"):
        made_home(Path("/proc/sextant"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_named(tmp_path):
    made_home(tmp_path)
    tmp_path.chmod(0o500)
    with pytest.raises(BadRequest, match="cannot be written"):
        made_home(tmp_path)


def test_places_are_inside(tmp_path):
    home = Home(tmp_path)
    places = (home.store, home.analytics, home.data, home.runs, home.models, home.settings)
    assert all(p.parent == tmp_path for p in places)


def test_only_errors_of_a_disk_that_takes_nothing_more_are_told_as_such():
    full = OSError(errno.ENOSPC, "No space left on device")
    assert "disk is full" in (unwritable(full, "/h") or "")
    shut = OSError(errno.EROFS, "Read-only file system", "/h/x")
    assert "/h/x cannot be written to" in (unwritable(shut, "/h") or "")
    try:
        try:
            raise full
        except OSError as error:
            raise ValueError("a commit failed") from error
    except ValueError as error:
        assert "disk is full" in (unwritable(error, "/h") or "")
    assert unwritable(ValueError("something else"), "/h") is None
