"""What people and language models can do with SQL: read the views, and nothing else."""

import threading
import time

import pandas as pd
import pytest

from store import apart
from store.cancelling import Cancel
from store.duck import DuckStore
from store.errors import BadRequest
from store.memory import MemoryStore
from store.records import Run
from tests.store import facts

ESCAPES = [
    "WITH x AS (INSERT INTO facts.run SELECT * FROM facts.run RETURNING 1) SELECT 1 FROM x",
    "WITH x AS (DELETE FROM facts.run RETURNING 1) SELECT count(1) FROM x",
    "WITH x AS MATERIALIZED (UPDATE facts.run SET id = '' RETURNING 1) SELECT count(1) FROM x",
    "WITH x AS ( -- nothing\n delete /* */ from facts.run RETURNING 1) SELECT count(1) FROM x",
    # files and the machine
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_csv_auto('/etc/passwd', delim=':')",
    'SELECT * FROM "read_text"(\'/etc/passwd\')',
    "SELECT * FROM read_text/* hi */('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json('/etc/passwd')",
    "SELECT * FROM read_ndjson_objects('/etc/passwd')",
    "SELECT * FROM read_parquet('/tmp/*.parquet')",
    "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM '/etc/passwd.csv'",
    'FROM "https://example.com/x.parquet"',
    "SELECT * FROM read_csv('https://example.com/x.csv')",
    "SELECT * FROM read_duckdb('{path}')",
    "SELECT getenv('HOME')",
    "SELECT current_setting('secret_directory')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM which_secret('s3://x', 's3')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('runs')",
    "FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''/etc/passwd'')'))",
    "SELECT (SELECT count(*) FROM read_text('/etc/passwd')) FROM runs",
    "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
    "SELECT * FROM runs, LATERAL (SELECT * FROM glob('/*'))",
    # writing
    "COPY runs TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet' (FORMAT parquet)",
    "COPY facts.run FROM '/etc/passwd'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}/out'",
    "INSERT INTO facts.run SELECT * FROM facts.run",
    "WITH x AS (INSERT INTO facts.run SELECT * FROM facts.run RETURNING *) SELECT * FROM x",
    "WITH x AS (DELETE FROM facts.run RETURNING *) SELECT * FROM x",
    "WITH x AS (UPDATE facts.run SET seed = 0 RETURNING *) SELECT * FROM x",
    "UPDATE facts.run SET seed = 0",
    "DELETE FROM facts.run",
    "TRUNCATE facts.run",
    "MERGE INTO facts.run USING facts.run AS x ON false WHEN NOT MATCHED THEN INSERT",
    "DROP VIEW runs",
    "DROP SCHEMA facts CASCADE",
    "ALTER TABLE facts.run DROP COLUMN seed",
    "CREATE TABLE x AS SELECT 1",
    "CREATE TEMP TABLE x AS SELECT 1",
    "CREATE OR REPLACE VIEW runs AS SELECT 1",
    "CREATE MACRO f() AS 1",
    "CREATE SECRET s (TYPE s3)",
    "WITH x AS (CREATE TABLE y AS SELECT 1) SELECT 1",
    "COMMENT ON VIEW runs IS 'x'",
    # the machinery
    "ATTACH '{path}' AS x",
    "ATTACH ':memory:' AS x",
    "DETACH memory",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "FORCE INSTALL httpfs FROM community",
    "SET enable_external_access = true",
    "SET threads = 64",
    "RESET lock_configuration",
    "PRAGMA enable_external_access",
    "PRAGMA database_list",
    "PRAGMA enable_profiling = 'json'",
    "CALL enable_logging()",
    "SELECT * FROM enable_logging()",
    "CALL pragma_version()",
    "CHECKPOINT",
    "SELECT * FROM checkpoint()",
    "SELECT * FROM force_checkpoint()",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "VACUUM",
    "ANALYZE",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "VARIABLE x",
    "SET VARIABLE x = 1",
    "EXPLAIN INSERT INTO facts.run SELECT * FROM facts.run",
    "EXPLAIN ANALYZE DELETE FROM facts.run",
    "EXPLAIN ANALYZE WITH x AS (DELETE FROM facts.run RETURNING *) SELECT * FROM x",
    "UPDATE EXTENSIONS",
    # other spellings of the same
    "SELECT * FROM READ_TEXT ( '/etc/passwd' )",
    "SELECT * FROM read_text\n--c\n('/etc/passwd')",
    "SELECT * FROM system.main.read_text('/etc/passwd')",
    "SELECT * FROM ＲＥＡＤ_csv('/etc/passwd')",
    "SELECT 'HOME'.getenv()",
    "SELECT [getenv(x) FOR x IN ['HOME']]",
    "SELECT list_transform(['HOME'], lambda x: getenv(x))",
    "SELECT current_setting/**/('memory_limit')",
    "FROM duckdb_databases",
    "SELECT * FROM duckdb_settings",
    "SELECT * FROM pragma_database_list",
    'SELECT * FROM "pragma_database_list"',
    "SELECT * FROM system.main.duckdb_databases",
    "SELECT * FROM pg_catalog.pg_settings",
    "FROM query_table('/etc/passwd')",
    "FROM query_table(['runs'])",
    "SUMMARIZE '/etc/passwd'",
    "SUMMARIZE FROM read_csv('/etc/passwd')",
    "DESCRIBE '/etc/passwd'",
    "DESCRIBE SELECT * FROM read_csv('/etc/passwd')",
    "EXPLAIN ANALYZE SELECT * FROM read_text('/etc/passwd')",
    "EXPLAIN COPY runs TO '{folder}/o.csv'",
    "EXPLAIN ANALYZE CALL pragma_version()",
    "PIVOT (FROM read_csv('/etc/passwd')) ON column0",
    "SELECT * FROM (VALUES ('/etc/passwd')) v(p), read_text(p)",
    "SELECT * FROM runs ORDER BY (SELECT count(*) FROM glob('/*'))",
    "SELECT * FROM runs QUALIFY row_number() OVER () < (SELECT count(*) FROM glob('/*'))",
    "WITH RECURSIVE t(x) AS (SELECT content FROM read_text('/etc/passwd')) FROM t",
    "FROM (INSERT INTO facts.run FROM facts.run RETURNING id)",
    "WITH x AS MATERIALIZED (DELETE FROM facts.run RETURNING id) FROM x",
    "COPY FROM DATABASE memory TO memory",
    "COPY runs TO '/dev/stdout'",
    "COPY (FROM runs) TO '{folder}/x' (FORMAT csv, PARTITION_BY (family))",
    "ATTACH 'https://example.com/a.db'",
    "ATTACH IF NOT EXISTS '{path}' AS y (READ_ONLY)",
    "LOAD '/tmp/x.duckdb_extension'",
    "CREATE TEMP MACRO m(x) AS TABLE FROM read_text(x)",
    "PREPARE p AS SELECT * FROM read_text('/etc/passwd')",
    "SET search_path = 'facts'",
    "SET memory_limit = '100GB'",
    "PRAGMA memory_limit = '100GB'",
    "SELECT set_config('threads', '9', false)",
    "FORCE CHECKPOINT",
    "CHECKPOINT analytics",
    "CALL quack_serve('0.0.0.0')",
    "SELECT * FROM sqlite_scan('x', 'y')",
    "SELECT * FROM st_read('/etc/passwd')",
    "SELECT 1\u2028;DELETE FROM facts.run",
    "SELECT $$a$$; DROP VIEW runs; --$$",
    "/* /* */ DROP VIEW runs; */ DROP VIEW runs",
    "SHOW ALL TABLES; COPY runs TO '{folder}/a.csv'",
    # more than one, or nothing
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP VIEW runs",
    "COMMIT; DELETE FROM facts.run; BEGIN",
    "SELECT 1 /* ; */ ; -- more\n DELETE FROM facts.run",
    "PIVOT runs ON family; DELETE FROM facts.run",
    "",
    ";",
    "-- nothing",
    # wrong
    "SELEC 1",
    "SELECT nothing FROM runs",
    "SELECT * FROM run",
    "SELECT '\ud800'",
]  # fmt: skip
CHAIN = ", ".join(f"a{n} AS NOT MATERIALIZED (SELECT x.i FROM a{n - 1} x, a{n - 1} y)" for n in range(1, 30))
GROWING = {
    "one value of gigabytes": "SELECT repeat('x', 2000000000)",
    "each value is small, the answer is not": "SELECT repeat('x', 1000000) FROM range(10000)",
    "a list of all microseconds": "SELECT range(DATE '1000-01-01', DATE '9999-01-01', INTERVAL 1 MICROSECOND)",
    "a text in itself": "SELECT replace(s, 'x', s) FROM (SELECT repeat('x', 1000000) AS s)",
    "doubled again and again": "WITH RECURSIVE t(s) AS (SELECT 'xxxxxxxx' UNION ALL SELECT s || s FROM t) FROM t",
    "written longer each time": f"SELECT {'hex(' * 12}repeat('x', 1000000){')' * 12}",
    "a width that comes as a value": "SELECT format('{:>{}}', 'x', 2000000000), printf('%*d', 2000000000, 1)",
    "quadratic in two short texts": "SELECT levenshtein(s, s || 'y') FROM (SELECT repeat('x', 1000000) AS s)",
    "a number of a million digits": "SELECT repeat('9', 1000000)::BIGNUM * 3",
    "a plan of a billion nodes": f"WITH a0 AS (SELECT 1 AS i), {CHAIN} SELECT count(*) FROM a29",
    "all of a million rows in each": "SELECT list(x) OVER () FROM range(1000000) t(x)",
    "columns by the ten thousand": "PIVOT (SELECT range AS x FROM range(90000)) ON x USING count(*)",
    "endless by definition": "WITH RECURSIVE t AS (SELECT 1 UNION ALL SELECT 1 FROM t) SELECT count(*) FROM t",
    "brackets in brackets": f"SELECT {'(' * 99000}1{')' * 99000}",
    "a story": "SELECT 1 IN (" + "1, " * 100_000 + "1)",
}
"""What goes on for hours or fills all memory, however it is limited; DuckDB alone neither counts nor stops it."""


@pytest.fixture(scope="module", params=["memory", "duckdb"])
def filled(request, tmp_path_factory):
    """A store with one record of each noun, for tests that only read."""
    folder = tmp_path_factory.mktemp("filled")
    made = MemoryStore() if request.param == "memory" else DuckStore.open(folder / "store.duckdb")
    made.append(*facts.one_of_each())
    yield made
    made.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A store that holds nothing, for tests that only read."""
    made = DuckStore.open(tmp_path_factory.mktemp("empty") / "store.duckdb")
    yield made
    made.close()


def files(folder):
    return {p.name for p in folder.iterdir()} - {"analytics.duckdb"}


def test_no_escape_reads_or_writes_anything(store, tmp_path):
    store.append(*facts.one_of_each())
    before, kept = files(tmp_path), store.find(Run)
    for escape in ESCAPES:
        sql = escape.format(path=tmp_path / "store.duckdb", folder=tmp_path)
        with pytest.raises(BadRequest):
            pytest.fail(f"{sql} gave {store.query(sql)}")
    assert files(tmp_path) == before
    assert store.find(Run) == kept
    assert store.query("SELECT count(*) AS n FROM runs").n.tolist() == [2]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM runs",
        "FROM runs",
        "with x as (select * from runs) select count(*) from x",
        "DESCRIBE runs",
        "SHOW TABLES",
        "SUMMARIZE runs",
        "EXPLAIN SELECT * FROM runs",
        "PIVOT runs ON state USING count(*) GROUP BY family",
        "VALUES (1), (2)",
        "TABLE runs",
        "SELECT 'read_csv(' AS harmless, run_id FROM runs -- read_text('/x')",
        "SELECT choices->>'$.estimator' AS estimator FROM runs;",
        "SELECT * FROM duckdb_columns() WHERE table_name = 'runs'",
        "SELECT * FROM range(3) t(n), runs",
        "SELECT (SELECT max(n) FROM range(5000000) t(n)), lpad(label, 40, '.'), printf('%5.2f', score) FROM runs",
        "SELECT repeat('x', 20), range(1, 10), generate_series(DATE '2026-01-01', DATE '2026-02-01', INTERVAL 1 DAY)",
        "SELECT * FROM runs JOIN range(2000000) t(n) ON n = seed",
        "SELECT quantile_cont(wall_s, 0.5), date_trunc('week', ended_at) FROM runs GROUP BY 2",
    ],
)
def test_reading_is_possible(filled, sql):
    assert len(filled.query(sql)) > 0


def test_rows_are_capped_and_it_is_said(filled):
    assert len(few := filled.query("SELECT * FROM range(100000000000) t(n)", max_rows=5000)) == 5000
    assert few.attrs["truncated"] and few.n.tolist()[-1] == 4999
    whole = filled.query("SELECT * FROM range(7)", max_rows=7)
    assert len(whole) == 7 and not whole.attrs["truncated"]
    with pytest.raises(BadRequest, match="at least one row"):
        filled.query("SELECT 1", max_rows=0)


def test_a_long_query_is_stopped(store):
    with pytest.raises(BadRequest, match=r"stopped after 0.3 s"):
        store.query(GROWING["endless by definition"], timeout_s=0.3)
    crossed = "JOIN runs b ON true JOIN runs c ON true JOIN runs d ON true JOIN runs e ON true JOIN runs f ON true"
    store.append(*(facts.run(facts.variant(n=n), f"more{n}") for n in range(40)))
    with pytest.raises(BadRequest, match=r"stopped after 0.3 s"):
        store.query(f"SELECT sum(sqrt(a.seed + b.seed * f.seed)) FROM runs a {crossed}", timeout_s=0.3)
    assert store.query("SELECT 1 AS one").one.tolist() == [1]


@pytest.mark.parametrize("sql", GROWING.values(), ids=GROWING.keys())
def test_what_grows_beyond_all_limits_ends_with_a_reason(empty, sql, monkeypatch):
    monkeypatch.setattr("store.apart._GRACE_S", 0.2)
    with pytest.raises(BadRequest, match=r"was stopped|can come back|can be read|cannot be read|not supported"):
        empty.query(sql, timeout_s=0.3)


def test_what_ran_apart_is_as_what_ran_here(store):
    store.append(*facts.one_of_each())
    for view in ("runs", "experiments", "chat_turns", "feedback"):
        here, apart = store.query(f"SELECT * FROM {view}"), store.query(f"SELECT * FROM {view} -- apart")
        pd.testing.assert_frame_equal(here, apart)
        assert here.attrs == apart.attrs
    store.append(facts.run(facts.variant(n=1), "more"))
    assert store.query("SELECT list(run_id ORDER BY run_id) AS ids FROM runs").ids[0].tolist() == [
        "more",
        "run1",
        "run2",
    ]


def test_the_process_beside_is_kept_however_much_this_one_holds(empty):
    held = b"x" * (3 << 28)  # what starts it is where Linux begins counting its peak
    apart._end_all()
    kept = []
    for _ in range(2):
        empty.query("SELECT 1 AS n -- apart")
        kept.append(list(apart._resting))
    assert len(held) > apart._MOST_KEPT and kept[0] == kept[1] and len(kept[0]) == 1


def test_cancelling_ends_what_nothing_else_interrupts(duck):
    cancel, told = Cancel(), []
    endless = GROWING["quadratic in two short texts"]

    def ask():
        with pytest.raises(BadRequest, match="cancelled") as error:
            duck.query(endless, timeout_s=600, cancel=cancel)
        told.append(str(error.value))

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.2)  # cancelled before it began, or while it runs: both end it
    cancel.press()
    thread.join(60)
    assert told == ["This query was cancelled."]


def test_a_greedy_query_cannot_take_all_memory(duck):
    with pytest.raises(BadRequest, match=r"(?i)memory"):
        duck.query("SELECT list(range) FROM range(400000000)", timeout_s=60)
    duck.append(*facts.one_of_each())


def test_a_mistake_is_explained_with_what_was_meant(filled):
    with pytest.raises(BadRequest, match="scroe") as error:
        filled.query("SELECT scroe FROM runs")
    assert "score" in str(error.value) and "^" not in str(error.value)


def test_queries_of_many_threads_see_what_was_recorded_before(duck):
    trouble = []

    def work(me):
        try:
            for i in range(3):
                duck.append(facts.run(facts.variant(n=me), f"run-{me}-{i}"))
                found = duck.query(f"SELECT count(*) AS n FROM runs WHERE run_id LIKE 'run-{me}-%'").n[0]
                assert found == i + 1, f"{found} instead of {i + 1}"
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not trouble


@pytest.mark.parametrize("verb", ["insert", "update", "delete", "merge"])
def test_a_part_that_writes_is_refused_by_its_words_before_it_is_run(store, verb):
    what = {"insert": "INTO facts.run VALUES (1)", "delete": "FROM facts.run", "update": "facts.run SET id = ''"}
    sql = f"WITH x AS ({verb.upper()} {what.get(verb, 'INTO facts.run USING runs ON TRUE WHEN MATCHED THEN DELETE')}"
    with pytest.raises(BadRequest, match=f"Only reading is possible here, and this would {verb}|cannot be read"):
        store.query(f"{sql} RETURNING 1) SELECT 1 FROM x")
    assert len(store.query(f"SELECT 1 AS \"{verb}\", ('{verb} into x') AS said, (1) AS updated")) == 1


def test_a_kept_process_that_has_ended_costs_no_answer(store, monkeypatch):
    lost = apart._started()
    lost.close()
    monkeypatch.setattr(apart, "_taken", lambda: lost)
    assert store.query("SELECT 1 AS n -- apart").n.tolist() == [1]
