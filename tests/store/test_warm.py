"""What stays open between queries is as closed to escapes as what is opened anew, and never an older copy."""

import subprocess
import sys
import threading

import pytest

from store import warm
from store.duck import DuckStore
from store.errors import BadRequest
from store.readonly import query_file
from tests.store import facts


@pytest.fixture(autouse=True)
def nothing_open_before(monkeypatch):
    monkeypatch.setattr(warm, "_resting", {})


@pytest.fixture
def opened(monkeypatch):
    """Counts the instances that are opened."""
    made, real = [], warm._opened
    monkeypatch.setattr(warm, "_opened", lambda path: made.append(path) or real(path))
    return made


def ask(store, sql="SELECT count(*) AS n FROM runs"):
    return store.query(sql).iloc[0, 0]


def test_questions_of_one_copy_share_an_instance_and_a_new_copy_is_seen_at_once(duck, opened):
    duck.append(facts.run(facts.variant()))
    assert [ask(duck) for _ in range(4)] == [1] * 4 and len(opened) == 1
    duck.append(facts.run(facts.variant(n=1), "run2"))
    assert ask(duck) == 2 and len(opened) == 2


def test_a_copy_that_another_process_replaced_is_seen_at_once(duck, tmp_path, opened):
    duck.append(facts.run(facts.variant()))
    copy = duck.publish()
    assert len(query_file(copy, "FROM runs", 9, 9)) == 1
    other = DuckStore.open(tmp_path / "other.duckdb", published=copy)
    other.append(*(facts.run(facts.variant(n=n), f"o{n}") for n in range(3)))
    other.publish()
    assert len(query_file(copy, "FROM runs", 9, 9)) == 3
    other.close()


def test_whatever_is_asked_meanwhile_has_an_instance_of_its_own(duck, opened):
    duck.append(facts.run(facts.variant()))
    copy = duck.publish()
    with warm.reading(copy) as first, warm.reading(copy) as second:
        assert first.execute("SELECT 1").fetchone() == second.execute("SELECT 1").fetchone()
    assert len(opened) == 2
    threads = [threading.Thread(target=ask, args=(duck,)) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert list(warm._resting) == [copy], "one is kept"


def test_a_refused_or_wrong_question_closes_nothing_but_a_failure_of_the_instance_does(duck, opened):
    duck.append(facts.run(facts.variant()))
    for bad in ("DROP VIEW runs", "SELECT nothing FROM runs", "SELECT * FROM read_text('/etc/passwd')"):
        with pytest.raises(BadRequest):
            duck.query(bad)
    assert ask(duck) == 1 and len(opened) == 1
    with pytest.raises(BadRequest), warm.reading(duck.published_path):
        raise BadRequest("It broke.") from warm._BROKEN[0]("it broke")
    assert ask(duck) == 1 and len(opened) == 2


def test_nothing_of_a_question_is_left_for_the_next(duck):
    duck.append(facts.run(facts.variant()))
    with warm.reading(duck.publish()) as connection:
        connection.execute("BEGIN TRANSACTION READ ONLY")
        connection.execute("PREPARE p AS SELECT 1")
    with warm.reading(duck.published_path) as connection, pytest.raises(Exception, match="does not exist"):
        connection.execute("EXECUTE p")
    with warm.reading(duck.published_path) as connection, pytest.raises(Exception, match=r"locked|cannot be changed"):
        connection.execute("SET enable_external_access = true")


def test_it_is_let_go_with_the_store_and_after_a_while(duck, tmp_path, monkeypatch):
    duck.append(facts.run(facts.variant()))
    ask(duck)
    assert warm._keeper is not None and warm._some_left()
    monkeypatch.setattr(warm, "_IDLE_S", 0.0)
    assert not warm._some_left() and warm._resting == {} and warm._keeper is None
    ask(duck)
    duck.close()
    assert warm._resting == {}
    assert not list(tmp_path.glob(".analytics*"))


def test_no_copy_is_said(tmp_path):
    with pytest.raises(BadRequest, match="cannot be opened"), warm.reading(tmp_path / "none.duckdb"):
        pass


def test_a_process_that_ends_with_an_instance_open_says_nothing_of_it(duck, tmp_path):
    duck.append(facts.run(facts.variant()))
    duck.publish()
    code = (
        "import sys, pathlib; from store.reader import query_published as q; "
        "print(len(q(pathlib.Path(sys.argv[1]), 'FROM runs')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("1", "")
