import os
import resource
import subprocess
import sys
import time

import duckdb
import pytest

from store.copying import copy_whole
from store.duck import DuckStore
from store.errors import BadRequest
from store.home import Home, changed_at
from store.memory import MemoryStore
from store.publish import Publisher
from store.reader import query_published
from tests.store import facts


def wait_for(home, sql, value, within_s):
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if query_published(home, sql).iloc[0, 0] == value:
                return
        except BadRequest:
            pass
        time.sleep(0.1)
    pytest.fail(f"{sql} was not {value} within {within_s} s")


def test_changes_are_published_by_themselves(duck, tmp_path):
    publisher = Publisher(duck, tmp_path)
    duck.append(*facts.one_of_each())
    wait_for(tmp_path, "SELECT count(*) FROM runs", 2, 120)
    duck.append(facts.run(facts.variant(n=1), "run3"))
    wait_for(tmp_path, "SELECT count(*) FROM runs", 3, 120)
    publisher.close()


def test_closing_publishes_the_last(duck, tmp_path):
    publisher = Publisher(duck, tmp_path)
    duck.append(facts.run(facts.variant()))
    publisher.close()
    publisher.close()
    duck.close()
    assert query_published(tmp_path, "SELECT count(*) AS n FROM runs").n[0] == 1


def test_another_process_reads_while_this_one_holds_the_store(duck, tmp_path):
    duck.append(*facts.one_of_each())
    duck.publish()
    code = (
        "import sys, pathlib; from store.reader import query_published as q; "
        "print(q(pathlib.Path(sys.argv[1]), 'SELECT label FROM runs').label[0])"
    )
    found = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "boosting with hist_boosting"


def test_a_reader_of_the_old_copy_keeps_it(duck, tmp_path):
    duck.append(facts.run(facts.variant()))
    reader = duckdb.connect(str(duck.publish()), read_only=True)
    duck.append(facts.run(facts.variant(n=1), "run2"))
    duck.publish()
    assert reader.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    assert duck.query("SELECT count(*) AS n FROM runs").n[0] == 2
    reader.close()


def test_the_copy_explains_every_view_and_column(duck):
    frame = duck.query(
        "SELECT view_name AS name, comment FROM duckdb_views() WHERE NOT internal UNION ALL "
        "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() "
        "WHERE NOT internal AND table_name NOT IN ('schema_version', 'views_made')"
    )
    assert len(frame) > 300
    assert frame[frame.comment.isna()].name.tolist() == []


def test_nothing_published_is_said(tmp_path):
    with pytest.raises(BadRequest, match="Nothing is published"):
        query_published(tmp_path, "SELECT 1")


def test_a_store_that_nobody_holds_is_asked_as_it_is(tmp_path):
    for n in range(2):  # one never published, as after a restore, and one whose last facts were not
        store = DuckStore.open(tmp_path / "store.duckdb")
        store.append(facts.run(facts.variant(n=n), f"run{n}"))
        store.close()
        assert query_published(tmp_path, "SELECT count(*) AS n FROM runs").n[0] == n + 1
    assert query_published(tmp_path, "SELECT count(*) AS n FROM runs").n[0] == 2


def test_a_damaged_copy_is_said(tmp_path):
    (tmp_path / "analytics.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(BadRequest, match="cannot be opened"):
        query_published(tmp_path, "SELECT 1")


def test_a_store_in_memory_is_left_alone(tmp_path):
    publisher = Publisher(MemoryStore(), tmp_path)
    publisher.close()
    assert list(tmp_path.iterdir()) == []


def test_a_store_elsewhere_is_published_in_the_home(tmp_path):
    (tmp_path / "home").mkdir()
    store = DuckStore.open(tmp_path / "x.duckdb")
    store.append(facts.run(facts.variant()))
    publisher = Publisher(store, tmp_path / "home")
    publisher.close()
    store.close()
    assert query_published(tmp_path / "home", "SELECT count(*) AS n FROM runs").n[0] == 1


def test_appending_goes_on_while_it_is_published(duck):
    for i in range(30):
        duck.append(facts.run(facts.variant(n=i), f"run{i}"), *facts.measurements(f"run{i}"))
        if i % 5 == 0:
            duck.publish()
    assert duck.query("SELECT count(*) AS n FROM measurements").n[0] == 180


def test_a_copy_that_was_extended_is_as_one_made_anew(duck, tmp_path):
    duck.append(*facts.one_of_each(), *(facts.run(facts.variant(n=n), f"more{n}") for n in range(60)))
    first = duck.publish()
    with first.open("rb") as old:  # as long as it is open, no newer file can get its number
        for n in range(3):
            duck.append(
                facts.run(facts.variant(n=n), f"new{n}"), facts.start(f"new{n}"), *facts.measurements(f"new{n}")
            )
            duck.publish()
        assert first.stat().st_ino != os.fstat(old.fileno()).st_ino, "a new file took the place of the old one"
    assert {p.name for p in tmp_path.iterdir()} <= {
        "analytics.duckdb",
        *(f"store.duckdb{e}" for e in ("", ".wal", ".lock")),
    }
    for view in ("runs", "measurements", "experiments", "chat_turns"):
        shown = query_published(tmp_path, f"SELECT * FROM {view}")
        held = duck.frame(f"SELECT * FROM {view}")
        keys = list(shown.columns[:3])
        assert (
            shown.sort_values(keys).astype(str).to_numpy().tolist()
            == held.sort_values(keys).astype(str).to_numpy().tolist()
        )
    assert query_published(tmp_path, "SELECT comment FROM duckdb_views() WHERE view_name = 'runs'").comment[0]


def test_what_is_recorded_while_the_whole_is_copied_comes_once(duck, tmp_path, monkeypatch):
    def recorded_meanwhile(cursor, target, **how):
        duck.append(facts.run(facts.variant(n=1), "meanwhile"), *facts.measurements("meanwhile"))
        return copy_whole(cursor, target, **how)

    duck.append(*(facts.run(facts.variant(n=n), f"run{n}") for n in range(40)))
    monkeypatch.setattr("store.duck.copy_whole", recorded_meanwhile)
    duck.publish()
    duck.append(facts.run(facts.variant(n=2), "after"))
    duck.publish()
    shown = query_published(tmp_path, "SELECT count(*) AS n, count(DISTINCT run_id) AS d FROM runs")
    assert (shown.n[0], shown.d[0]) == (42, 42)
    assert query_published(tmp_path, "SELECT count(*) AS n FROM measurements").n[0] == len(facts.measurements("x"))


def test_a_copy_that_has_what_came_while_it_was_made_is_dated_by_it(duck, tmp_path, monkeypatch):
    def recorded_meanwhile(cursor, target, **how):
        time.sleep(0.05)
        duck.append(facts.run(facts.variant(n=1), "meanwhile"), *facts.measurements("meanwhile"))
        return copy_whole(cursor, target, **how)

    duck.append(*(facts.run(facts.variant(n=n), f"run{n}") for n in range(40)))
    monkeypatch.setattr("store.duck.copy_whole", recorded_meanwhile)
    store = Home(tmp_path).store
    assert duck.publish().stat().st_mtime < changed_at(store)  # no reader may take it for complete
    assert duck.publish().stat().st_mtime >= changed_at(store)  # or readers would wait for ever
    assert query_published(tmp_path, "SELECT count(*) AS n FROM runs").n[0] == 41


def test_a_copy_that_somebody_broke_is_made_anew(duck, tmp_path):
    duck.append(*facts.one_of_each())
    duck.publish().write_bytes(b"oops" * 5000)
    (tmp_path / "analytics.duckdb.tmp.wal").write_bytes(b"left by a killed process")
    duck.append(facts.run(facts.variant(n=1), "run3"))
    assert duck.query("SELECT count(*) AS n FROM runs").n[0] == 3


def test_a_copy_of_the_last_time_is_gone_on_with(tmp_path, monkeypatch):
    path = tmp_path / "store.duckdb"
    store = DuckStore.open(path)
    store.append(*facts.one_of_each(), *(facts.run(facts.variant(n=n), f"more{n}") for n in range(80)))
    store.publish()
    store.close()
    again = DuckStore.open(path)
    again.append(facts.start("more1"))
    monkeypatch.setattr("store.duck.copy_whole", lambda *_, **__: pytest.fail("it was copied whole"))
    assert again.query("SELECT state FROM runs WHERE run_id = 'more1'").state[0] == "running"
    again.close()


def test_a_copy_of_another_store_is_not_gone_on_with(tmp_path):
    other = DuckStore.open(tmp_path / "other.duckdb", published=tmp_path / "analytics.duckdb")
    other.append(*(facts.run(facts.variant(n=n), f"theirs{n}") for n in range(40)))
    other.publish()
    other.close()
    store = DuckStore.open(tmp_path / "store.duckdb")
    store.append(*(facts.run(facts.variant(n=n), f"ours{n}") for n in range(50)))
    assert store.query("SELECT count(*) AS n FROM runs WHERE run_id LIKE 'theirs%'").n[0] == 0
    store.close()


def test_a_copy_that_cannot_be_made_leaves_nothing_that_keeps_the_disk_full(duck, tmp_path):
    duck.append(*facts.one_of_each())
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(duckdb.Error):
            duck.publish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [p.name for p in duck.path.parent.iterdir() if "analytics" in p.name]
    duck.publish()
