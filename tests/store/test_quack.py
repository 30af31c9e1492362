"""The store served live: what is shown is the newest copy and read-only; without DuckDB's extension that is said."""

import duckdb
import pytest

from store.errors import BadRequest
from store.quack import _MAY_READ, Showing, load_quack, serve
from tests.store import facts


def has_quack():
    with duckdb.connect() as connection:
        try:
            load_quack(connection)
        except BadRequest:
            return False
    return True


@pytest.fixture
def showing(duck, tmp_path):
    duck.append(facts.run(facts.variant()))
    duck.publish()
    made = Showing(tmp_path)
    made.wall_in()
    yield made
    made.close()


def test_views_go_over_to_the_newest_copy_behind_the_wall(duck, showing, tmp_path):
    cursor = showing.connection.cursor()
    assert cursor.execute("SELECT count(*) FROM runs").fetchone() == (1,) and not showing.renew()
    for n in (2, 3):
        duck.append(facts.run(facts.variant(n=n), f"run{n}"))
        duck.publish()
        assert showing.renew()
        assert cursor.execute("SELECT count(*) FROM runs").fetchone() == (n,)
    assert len(list((tmp_path / ".served").glob("*.duckdb"))) == 1, "older copies are removed"
    showing.close()
    assert not (tmp_path / ".served").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO copy1.facts.run SELECT * FROM copy1.facts.run",
        "WITH x AS (DELETE FROM copy1.facts.run RETURNING *) SELECT * FROM x",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/*')",
        "ATTACH '/tmp/other.duckdb' AS x",
        "COPY runs TO '/tmp/out.csv'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "LOAD httpfs",
    ],
)
def test_the_wall_holds_even_without_the_check_of_words(showing, sql):
    with pytest.raises(duckdb.Error):
        showing.connection.cursor().execute(sql).fetchall()


@pytest.mark.parametrize(
    ("sql", "may"),
    [
        ("\nSELECT * FROM runs", True),
        ("FROM runs WHERE label = 'x'", True),
        ("WITH x AS (SELECT 1) SELECT * FROM x", True),
        ("BEGIN TRANSACTION", True),
        ("WITH x AS (SELECT 1) INSERT INTO runs SELECT 1", False),
        ("SELECT 1; DROP VIEW runs", False),
        ("CALL quack_stop('quack:localhost')", False),
        ("SELECT * FROM quack_serve('quack:0.0.0.0')", False),
        ("SET threads = 64", False),
        ("ATTACH ':memory:' AS x", False),
        ("CREATE OR REPLACE MACRO may_read(a, b) AS true", False),
    ],
)
def test_only_reading_gets_past_the_check_of_words(sql, may):
    with duckdb.connect() as connection:
        connection.execute(_MAY_READ)
        assert connection.execute("SELECT may_read('1', ?)", [sql]).fetchone() == (may,)


def test_nothing_published_and_a_short_token_are_said(tmp_path):
    with pytest.raises(BadRequest, match="Nothing is published"):
        serve(tmp_path)
    with pytest.raises(BadRequest, match="16 characters"):
        serve(tmp_path, token="short")


@pytest.mark.skipif(has_quack(), reason="DuckDB's extension quack is installed")
def test_without_the_extension_it_is_said_what_to_do(duck, tmp_path):
    duck.append(facts.run(facts.variant()))
    duck.publish()
    with pytest.raises(BadRequest, match=r"no extension .*INSTALL quack.*analytics.duckdb"):
        serve(tmp_path)
    assert not (tmp_path / ".served").exists()
