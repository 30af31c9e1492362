import tarfile

import pytest

from store.care import backup, check, restore
from store.duck import DuckStore
from store.errors import BadData, BadRequest
from store.home import Home, home_folder
from store.records import DatasetVersion, Run
from tests.store import facts


@pytest.fixture
def home(tmp_path):
    return home_folder({"SEXTANT_HOME": str(tmp_path / "home")})


@pytest.fixture
def store(home):
    made = DuckStore.open(Home(home).store)
    made.append(*facts.one_of_each())
    (home / "data" / "v1.parquet").write_bytes(b"rows")
    (home / "models" / "churn" / "1").mkdir(parents=True)
    yield made
    made.close()


def test_a_backup_of_a_store_in_use_can_be_put_back(store, home, tmp_path):
    archive = backup(store, home, tmp_path / "b.tar.gz")
    other = restore(archive, tmp_path / "other")
    again = DuckStore.open(Home(other).store)
    assert again.find(Run) == store.find(Run)
    assert (other / again.find(DatasetVersion)[0].snapshot).read_bytes() == b"rows"
    again.append(facts.run(facts.variant(n=1), "run9"))
    assert again.query("SELECT count(*) AS n FROM runs").n[0] == 3
    again.close()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_store_is_never_written_over(store, home, tmp_path):
    archive = backup(store, home, tmp_path / "b.tar.gz")
    with pytest.raises(BadRequest, match="already"):
        restore(archive, home)


def test_what_is_no_backup_leaves_the_home_as_it_was(store, home, tmp_path):
    (tmp_path / "x.tar.gz").write_bytes(b"no archive")
    with tarfile.open(tmp_path / "empty.tar.gz", "w:gz"):
        pass
    whole = backup(store, home, tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    for name in ("x.tar.gz", "empty.tar.gz", "cut.tar.gz"):
        with pytest.raises(BadData, match="no backup"):
            restore(tmp_path / name, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_backup_that_cannot_be_written_is_said(store, home, tmp_path):
    with pytest.raises(BadRequest, match="cannot be written"):
        backup(store, home, tmp_path / "nowhere" / "b.tar.gz")


def test_a_check_finds_nothing_where_all_is_well(store, home):
    found = check(store, home)
    assert found.problems == () and found.facts == store.position


def test_a_check_names_what_is_missing(store, home):
    (home / "data" / "v1.parquet").unlink()
    store.append(facts.end("ghost"))
    problems = " ".join(check(store, home).problems)
    assert "version v1" in problems and "ghost" in problems
