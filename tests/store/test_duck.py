"""What only the DuckDB store does: files, locks, crashes, growth."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import duckdb
import pytest

from store.duck import DuckStore
from store.errors import BadRequest, StoreBusy
from store.migrations import MIGRATIONS
from store.records import Measurement, Run, RunEnd, RunStart, Turn
from tests.store import facts

WRITER = """
import sys
from pathlib import Path
from store.duck import DuckStore
from store.records import Measurement, RunStart
from tests.store import facts
store = DuckStore.open(Path(sys.argv[1]), holder="the writer")
for i in range(100000):
    store.append(facts.start(f"run{i}"), *facts.measurements(f"run{i}", folds=3))
    print(i, flush=True)
"""


def writer(path, code=WRITER):
    return subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)


def test_what_was_recorded_is_there_after_reopening(tmp_path):
    story = facts.one_of_each()
    first = DuckStore.open(tmp_path / "s.duckdb")
    first.append(*story)
    position = first.position
    first.close()
    again = DuckStore.open(tmp_path / "s.duckdb")
    assert again.position == position == len(story)
    assert again.find(Run) == tuple(f for f in story if isinstance(f, Run))
    again.append(facts.run(facts.variant(n=9), "run9"))
    assert again.find(Run)[-1].id == "run9"
    again.close()


@pytest.mark.parametrize("round", range(2))
def test_a_killed_writer_loses_nothing_it_had_recorded(tmp_path, round):
    path = tmp_path / "s.duckdb"
    process = writer(path)
    said = [int(process.stdout.readline()) for _ in range(40 + 30 * round)]
    os.kill(process.pid, signal.SIGKILL)
    said += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    store = DuckStore.open(path)
    starts = store.find(RunStart)
    assert len(starts) >= len(said), "every append that returned is there"
    assert len(store.find(Measurement)) == 4 * len(starts), "each append is there whole"
    store.append(*facts.one_of_each()[:3])
    assert store.query("SELECT count(*) AS n FROM measurements").n[0] == 4 * len(starts)
    store.close()


def test_a_second_process_is_told_who_holds_the_store(tmp_path):
    path = tmp_path / "s.duckdb"
    process = writer(path)
    process.stdout.readline()
    try:
        with pytest.raises(StoreBusy, match=rf"held by the writer \(pid {process.pid}\)"):
            DuckStore.open(path)
        began = time.monotonic()
        with pytest.raises(StoreBusy):
            DuckStore.open(path, wait_s=0.4)
        assert time.monotonic() - began >= 0.4
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    DuckStore.open(path).close()


def test_waiting_gets_the_store_when_the_holder_lets_go(tmp_path):
    path = tmp_path / "s.duckdb"
    code = "import sys, time, pathlib; from store.duck import DuckStore; s = DuckStore.open(pathlib.Path(sys.argv[1]));"
    process = writer(path, code + "print(1, flush=True); time.sleep(0.7); s.close()")
    process.stdout.readline()
    DuckStore.open(path, wait_s=20).close()
    process.wait()
    process.stdout.close()


def test_a_lock_inherited_by_a_child_of_a_dead_holder_does_not_block(tmp_path):
    path = tmp_path / "s.duckdb"
    code = textwrap.dedent("""
        import os, sys, time, pathlib
        from store.duck import DuckStore
        store = DuckStore.open(pathlib.Path(sys.argv[1]))
        child = os.fork()
        if not child:
            time.sleep(60)
        print(child, flush=True)
        os.kill(os.getpid(), 9)
    """)
    process = writer(path, code)
    child = int(process.stdout.readline())
    process.wait()
    try:
        DuckStore.open(path).close()
    finally:
        os.kill(child, signal.SIGKILL)
        process.stdout.close()


def test_this_very_process_is_named_as_well(duck):
    with pytest.raises(StoreBusy, match=f"pid {os.getpid()}"):
        DuckStore.open(duck.path)


def test_another_program_on_the_file_is_named(tmp_path):
    DuckStore.open(tmp_path / "s.duckdb").close()
    code = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print(1, flush=True); time.sleep(60)"
    process = writer(tmp_path / "s.duckdb", code)
    process.stdout.readline()
    try:
        with pytest.raises(StoreBusy, match=f"pid {process.pid}"):
            DuckStore.open(tmp_path / "s.duckdb")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_file_that_is_no_store_is_left_alone(tmp_path):
    (tmp_path / "s.duckdb").write_text("a diary, not a database " * 500)
    with pytest.raises(BadRequest, match="cannot be opened"):
        DuckStore.open(tmp_path / "s.duckdb")
    assert "diary" in (tmp_path / "s.duckdb").read_text()
    with pytest.raises(BadRequest, match="there is no folder"):
        DuckStore.open(tmp_path / "nowhere" / "s.duckdb")


def test_a_store_of_a_newer_sextant_is_left_alone(tmp_path):
    path = tmp_path / "s.duckdb"
    DuckStore.open(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("INSERT INTO facts.schema_version VALUES (99, 'x', now()::TIMESTAMP)")
    with pytest.raises(BadRequest, match=f"schema 99, this Sextant knows {len(MIGRATIONS)}"):
        DuckStore.open(path)


def test_a_store_from_before_a_field_grows_and_old_facts_have_its_default(tmp_path):
    path = tmp_path / "s.duckdb"
    old = DuckStore.open(path)
    old.append(*facts.one_of_each())
    old.close()
    with duckdb.connect(str(path)) as connection:
        for view in ("chat_turns", "runs", "experiments", "recommendations"):
            connection.execute(f"DROP VIEW {view}")
        connection.execute("ALTER TABLE facts.turn DROP COLUMN cards")
        connection.execute("ALTER TABLE facts.run_end DROP COLUMN latency_ms")
        connection.execute("DROP TABLE facts.drift_report")
    new = DuckStore.open(path)
    assert new.get(Turn, "t1").cards == ()
    assert new.get(RunEnd, "run1").latency_ms is None
    new.append(*(f for f in facts.one_of_each() if not isinstance(f, Turn | RunEnd)))
    assert new.query("SELECT latency_ms FROM runs").latency_ms.isna().all()
    new.close()


def test_find_stays_fast_in_a_large_store(duck):
    variants = [facts.variant(n=i) for i in range(50)]
    task = facts.task()
    runs = [facts.run(variants[i % 50], f"run{i}", f"e{i // 10}", i % 10, of=task) for i in range(20_000)]
    began = time.process_time()  # what else the machine does must not count
    duck.append(*runs)
    append_s = time.process_time() - began
    began = time.process_time()
    for i in range(20):
        assert len(duck.find(Run, experiment_id=f"e{i}")) == 10
        assert duck.get(Run, f"run{i}").position == i % 10
    assert (time.process_time() - began) / 40 < 0.05
    assert append_s < 10


@pytest.mark.parametrize("question", ["SELECT 1", "SELECT count(*) FROM range(1000000) a, range(1000000) b"])
def test_a_store_closes_though_other_threads_are_reading_it(tmp_path, question):
    store = DuckStore.open(tmp_path / "s.duckdb")
    ended = []

    def read():
        try:
            while True:
                store.frame(question)
        except (BadRequest, duckdb.Error) as error:
            ended.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    time.sleep(0.1)
    store.close()
    for reader in readers:
        reader.join()
    assert len(ended) == 3
    DuckStore.open(tmp_path / "s.duckdb").close()  # it was let go of
