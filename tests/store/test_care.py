import os
import tarfile

import duckdb
import pytest

from store.care import backup, check, examine, restore
from store.duck import DuckStore
from store.errors import BadData, BadRequest, StoreBusy
from store.home import Home, made_home
from store.records import DatasetVersion, FilesRemoved, Run, RunEnd
from tests.store import facts


@pytest.fixture
def home(tmp_path):
    return made_home(tmp_path / "home")


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
    other = tmp_path / "other"
    assert restore(archive, other) is None
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


def test_a_backup_with_a_single_wrong_byte_is_not_put_back(store, home, tmp_path):
    (home / "data" / "v1.parquet").write_bytes(os.urandom(200_000))  # noise is packed as it is: nothing else would tell
    archive = backup(store, home, tmp_path / "b.tar.gz")
    content = bytearray(archive.read_bytes())
    content[-100_000] ^= 1
    archive.write_bytes(content)
    with pytest.raises(BadData, match="damaged"):
        restore(archive, tmp_path / "other")
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


def test_a_check_notes_runs_whose_files_are_gone_but_for_those_that_a_setting_removed(store, home):
    ended = {"outcome": "ok", "score": 0.5, "ended_at": facts.at(30)}
    for run_id in ("gone", "removed", "there"):
        store.append(RunEnd(run_id=run_id, artefacts=f"runs/{run_id}", **ended))
    (home / "runs" / "there").mkdir(parents=True)
    store.append(
        FilesRemoved(id="f9", setting="keep_run_files_days", days=1, files=1, size_bytes=1, subjects=("removed",),
                     removed_at=facts.at(40))
    )  # fmt: skip
    (note,) = check(store, home).notes
    assert "no predictions of gone." in note and "backup" in note


def test_what_others_find_in_a_home_is_among_the_problems(store, home):
    store.close()
    assert "a table is bent" in examine(home, lambda opened, place: ("a table is bent",)).problems


def test_restoring_over_a_store_moves_it_aside_and_only_if_asked(store, home, tmp_path):
    archive = backup(store, home, tmp_path / "b.tar.gz")
    store.append(facts.run(facts.variant(n=7), "later"))
    with pytest.raises(StoreBusy, match="held by"):
        restore(archive, home, replace=True)
    assert len(store.find(Run)) == 3, "nothing was moved"
    store.close()
    with pytest.raises(BadData, match="no backup"):
        restore(home / "data" / "v1.parquet", home, replace=True)
    aside = restore(archive, home, replace=True)
    assert aside == tmp_path / "home.before-1"
    for folder, runs in ((home, 2), (aside, 3)):
        again = DuckStore.open(Home(folder).store)
        assert len(again.find(Run)) == runs
        again.close()
        assert (folder / "data" / "v1.parquet").read_bytes() == b"rows"
        assert examine(folder).facts > 0
    assert restore(archive, home, replace=True) == tmp_path / "home.before-2"


def test_what_is_half_written_is_no_part_of_a_backup_and_settings_are(store, home, tmp_path):
    (home / "runs" / "run1").mkdir()
    (home / "runs" / "run1" / "result.json").write_text("{}")
    (home / "runs" / "run1" / "oof.parquet.tmp").write_bytes(b"half")
    (home / "sextant.toml").write_text("run_s = 60\n")
    for kept in ("functions/h/own.py", "scored/churn/1.parquet"):  # neither can be made again
        (home / kept).parent.mkdir(parents=True)
        (home / kept).write_text("kept")
    (home / "meta").mkdir()
    (home / "meta" / "fitted.joblib").write_bytes(b"can be made again")
    (home / "models" / "latest").symlink_to(home / "models" / "churn")
    (home / "models" / "gone").symlink_to(home / "nowhere")
    backup(store, home, tmp_path / "b.tar.gz")
    restore(tmp_path / "b.tar.gz", tmp_path / "other")
    found = {p.relative_to(tmp_path / "other").as_posix() for p in (tmp_path / "other").rglob("*") if p.is_file()}
    kept = {"data/v1.parquet", "runs/run1/result.json", "functions/h/own.py", "scored/churn/1.parquet", "sextant.toml"}
    assert found == {"store.duckdb", "store.duckdb.lock", *kept}


def test_a_decision_about_a_model_in_use_speaks_of_its_own_proposal(store, home):
    move = facts.alias_proposal("ap9")
    store.append(move, facts.decision(move, id="dec9"))
    assert check(store, home).problems == ()
    store.append(facts.decision(move.model_copy(update={"id": "lost"}), id="dec10"))
    assert "lost" in " ".join(check(store, home).problems)


def test_a_log_that_lost_its_store_never_meets_the_restored_one(store, home, tmp_path):
    archive = backup(store, home, tmp_path / "b.tar.gz")
    other = tmp_path / "other"
    other.mkdir()
    (other / "store.duckdb.wal").write_bytes(b"of a store that is gone")
    with pytest.raises(BadRequest, match=r"store\.duckdb\.wal already"):
        restore(archive, other)
    aside = restore(archive, other, replace=True)
    assert (aside / "store.duckdb.wal").exists() and not (other / "store.duckdb.wal").exists()
    again = DuckStore.open(Home(other).store)
    assert again.find(Run) == store.find(Run)
    again.close()


def test_a_full_disk_is_no_damage_of_the_backup(store, home, tmp_path, no_room):
    archive = backup(store, home, tmp_path / "b.tar.gz")
    with no_room, pytest.raises(BadRequest, match="disk is full"):
        restore(archive, tmp_path / "other")
    assert not (tmp_path / "other").exists()
    (tmp_path / "file").write_text("")
    with pytest.raises(BadRequest, match="cannot be restored to"):
        restore(archive, tmp_path / "file")


def test_a_backup_takes_the_place_of_no_device(store, home, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BadRequest, match="no file"):
        backup(store, home, pipe)
    assert pipe.is_fifo()


def test_a_full_disk_can_be_checked(store, home, no_room):
    store.close()
    with no_room:
        assert examine(home).problems == ()


def test_a_damaged_copy_is_told_and_made_anew(store, home):
    copy = store.publish()
    store.close()
    whole = bytearray(copy.read_bytes())
    whole[len(whole) // 3 : 2 * len(whole) // 3] = bytes(len(whole) // 3)
    copy.write_bytes(whole)
    assert "made anew" in " ".join(examine(home).problems)
    assert examine(home).problems == ()


def test_a_store_of_a_newer_sextant_is_not_called_damaged(store, home):
    store.close()
    with duckdb.connect(str(Home(home).store)) as connection:
        connection.execute("INSERT INTO facts.schema_version VALUES (99, 'later', now()::TIMESTAMP)")
    (said,) = examine(home).problems
    assert "newer Sextant" in said and "damaged" not in said and "backup" not in said


def test_the_database_of_another_program_is_left_alone(home):
    with duckdb.connect(str(Home(home).store)) as connection:
        connection.execute("CREATE TABLE diary (words VARCHAR)")
    assert "another program" in examine(home).problems[0]
    with duckdb.connect(str(Home(home).store)) as connection:
        assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE NOT internal").fetchone() == (1,)
