"""A large store is published without its kept tables first; they are made beside, and nothing is lost meanwhile."""

import threading
import time

import duckdb
import pytest

import store.duck as duck_module
from store.copying import copy_whole
from store.duck import DuckStore
from store.forgetting import forget_person
from store.publish import Publisher
from store.records import FilesRemoved, PersonForgotten
from tests.store import facts


@pytest.fixture(params=["by its file", "made anew"])
def large(request, tmp_path, monkeypatch):
    """A store of which every size counts as large; one from which nothing was taken out is copied as a file."""
    monkeypatch.setattr(duck_module, "_LARGE", 1)
    made = DuckStore.open(tmp_path / "store.duckdb")
    taken_out = (PersonForgotten, FilesRemoved) if request.param == "by its file" else ()
    made.append(*(f for f in facts.one_of_each() if not isinstance(f, taken_out)))
    if taken_out:
        monkeypatch.setattr(duck_module, "copy_whole", copied_whole_only_after(made))
    yield made
    made.close()


def copied_whole_only_after(store):
    """What fails unless something was taken out of the store's facts."""

    def copy(*given, **how):
        assert store._taken_out, "it was not copied as a file"
        return copy_whole(*given, **how)

    return copy


def kept(copy):
    with duckdb.connect(str(copy), read_only=True) as connection:
        sql = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'kept' ORDER BY 1"
        return [row[0] for row in connection.execute(sql).fetchall()]


def rows(store):
    found = store.query("SELECT run_id, state, score FROM runs ORDER BY 1"), store.query("FROM run_values ORDER BY 1")
    return [frame.astype(str).to_numpy().tolist() for frame in found]


def more(store, number):
    store.append(facts.run(facts.variant(n=number), f"more{number}"))


def test_the_copy_answers_the_same_before_and_after_and_goes_on(large):
    assert kept(large.publish()) == [] and large.lacks_kept
    before = rows(large)
    large.complete()
    assert kept(large.published_path) == ["run_values", "runs"] and not large.lacks_kept
    assert rows(large) == before
    more(large, 1)
    large.append(facts.end("more1"))
    assert "more1" in [r[0] for r in rows(large)[0]]
    assert kept(large.published_path) == ["run_values", "runs"]
    assert [p.name for p in large.path.parent.glob("*.whole*")] == []


def test_what_is_recorded_and_published_meanwhile_is_in_the_completed_copy(large, monkeypatch):
    large.publish()
    make = duck_module.keep_runs

    def meanwhile(copy, interruptible):
        more(large, 1)
        large.publish()
        more(large, 2)
        make(copy, interruptible)

    monkeypatch.setattr(duck_module, "keep_runs", meanwhile)
    large.complete()
    assert {"more1", "more2"} <= {r[0] for r in rows(large)[0]}
    assert kept(large.published_path) == ["run_values", "runs"]


def test_words_that_were_forgotten_meanwhile_do_not_come_back(large, monkeypatch):
    large.publish()
    make = duck_module.keep_runs

    def meanwhile(copy, interruptible):
        forget_person(large, "ada", asked_by="bob", clock=facts.at, new_id=lambda prefix: f"{prefix}-x")
        large.publish()
        make(copy, interruptible)

    monkeypatch.setattr(duck_module, "keep_runs", meanwhile)
    large.complete()
    assert large.lacks_kept
    assert b"too slow" not in large.published_path.read_bytes()
    assert large.query("SELECT count(*) AS n FROM feedback WHERE person = 'ada'")["n"][0] == 0


def test_a_copy_as_a_file_is_whole_while_others_read_and_write(large, tmp_path):
    reader = large._cursor()
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM facts.run").fetchone() == (2,)
    stop, written = threading.Event(), 0

    def write():
        nonlocal written
        while not stop.is_set():
            large.append(facts.run(facts.variant(n=written), f"w{written}"), *facts.measurements(f"w{written}"))
            written += 1

    thread = threading.Thread(target=write)
    thread.start()
    each = len(facts.measurements("x"))
    for _ in range(4):
        large._published_position = -1
        with duckdb.connect(str(large.publish()), read_only=True) as copy:
            runs, measured, last = copy.execute(
                "SELECT count(*), (SELECT count(*) FROM facts.measurement WHERE run_id LIKE 'w%'), "
                "(SELECT max(seq) FROM facts.measurement) FROM facts.run WHERE id LIKE 'w%'"
            ).fetchone()
            assert measured == runs * each
            if runs:
                assert last == large._published_position
    stop.set()
    thread.join()
    assert large.query("SELECT count(*) AS n FROM facts.run WHERE id LIKE 'w%'").n[0] == written


def test_closing_ends_it_and_leaves_the_copy_as_it_was(large, monkeypatch):
    large.publish()
    make = duck_module.keep_runs

    def meanwhile(copy, interruptible):
        large.give_up_completing()
        make(copy, interruptible)

    monkeypatch.setattr(duck_module, "keep_runs", meanwhile)
    large.complete()
    assert kept(large.published_path) == []
    assert [p.name for p in large.path.parent.glob("*.whole*")] == []


def test_the_publisher_has_it_done(large, tmp_path):
    publisher = Publisher(large, tmp_path)
    until = time.monotonic() + 120
    while (large.lacks_kept or not large.published_path.exists()) and time.monotonic() < until:
        time.sleep(0.05)
    publisher.close()
    assert kept(large.published_path) == ["run_values", "runs"]


def test_a_copy_without_its_tables_is_gone_on_from_after_a_restart(large, tmp_path, monkeypatch):
    large.publish()
    large.close()
    again = DuckStore.open(tmp_path / "store.duckdb")
    more(again, 1)
    with monkeypatch.context() as patched:
        patched.setattr(duck_module, "copy_whole", lambda *_, **__: pytest.fail("the whole was copied again"))
        again.publish()
    assert again.lacks_kept and "more1" in [r[0] for r in rows(again)[0]]
    again.complete()
    assert kept(again.published_path) == ["run_values", "runs"]
    again.close()


def test_a_small_store_does_not_go_on_from_a_copy_that_lacks_them(large, tmp_path, monkeypatch):
    large.publish()
    large.close()
    monkeypatch.undo()
    again = DuckStore.open(tmp_path / "store.duckdb")
    assert kept(again.publish()) == ["run_values", "runs"] and not again.lacks_kept
    again.close()
