"""Makes the published copy: whole the first time, afterwards the copy before with what is new.

A large store is published without those tables first, which takes a few seconds; they are made beside meanwhile
(`keep_runs`) and are in a later copy. Until then the same views join and take apart what is asked for.

Facts only ever come, in the order of `seq`, and are all there once the store's position says so. The facts between two
positions are therefore exactly what the older copy lacks.

The copy has the views `runs` and `run_values` as tables of their own (in the schema `kept`, behind the views of those
names): queries over a million runs then need no join, and none takes JSON apart. What new facts change is made anew.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from store.nouns import NOUNS
from store.views.experiments import RUN_VALUES, RUNS
from store.views.making import comments_of

STORAGE = "v1.5.0"
"""DuckDB 1.5 and later can read this file format."""
_CHANGED = """
  SELECT id FROM facts.run WHERE seq > {known}
  UNION SELECT run_id FROM facts.run_start WHERE seq > {known}
  UNION SELECT run_id FROM facts.run_end WHERE seq > {known}
  UNION SELECT id FROM facts.run WHERE experiment_id IN (
    SELECT e.id FROM facts.experiment e LEFT JOIN facts.goal g ON g.id = e.goal_id
    WHERE greatest(e.seq, g.seq) > {known})
  UNION SELECT id FROM facts.run WHERE version_id IN (
    SELECT v.id FROM facts.dataset_version v LEFT JOIN facts.dataset d ON d.id = v.dataset_id
    WHERE greatest(v.seq, d.seq) > {known})"""
"""Ids of the runs that read differently since a position."""


def copy_whole(cursor: Any, target: Path, *, kept: bool = True) -> int:
    """Copies tables, views and comments of the open store into a new file.

    Args:
        cursor: of the open store.
        target: the new file.
        kept: whether it has the kept tables at once; they take most of the time.

    Returns:
        The position up to which the copy has the facts: what was recorded while copying may be in it or not, and is
        in it for all nouns or for none.
    """
    clear(target)
    catalog = cursor.execute("SELECT current_database()").fetchone()[0]
    _attach(cursor, target)
    try:
        cursor.execute(f'COPY FROM DATABASE "{catalog}" TO published')
        if kept:
            _keep_runs(cursor, "published", catalog)
        cursor.execute("CHECKPOINT published")
        return last_seq(cursor, "published")
    finally:
        cursor.execute("DETACH published")


def copy_file(cursor: Any, path: Path, target: Path) -> bool:
    """Copies the open store's file as it is, without kept tables: a tenth of the work of `copy_whole`.

    Nobody may write meanwhile. It is done only where the file is such a copy: every fact in the file and none in its
    log, written so that `STORAGE` can read it, and nothing ever taken out of it, which unused parts might still have.

    Returns:
        Whether it was done.
    """
    tags = cursor.execute("SELECT tags FROM duckdb_databases() WHERE database_name = current_database()").fetchone()[0]
    taken_out = (
        "SELECT count(*) FROM facts.person_forgotten UNION ALL SELECT count(*) FROM facts.files_removed WHERE facts > 0"
    )
    if not str(tags.get("storage_version", "")).startswith(STORAGE) or any(
        n for (n,) in cursor.execute(taken_out).fetchall()
    ):
        return False
    log = path.with_name(path.name + ".wal")
    try:
        cursor.execute("CHECKPOINT")
    except duckdb.Error:  # a long query stands in its way
        return False
    if log.exists() and log.stat().st_size:
        return False
    clear(target)
    shutil.copyfile(path, target)
    return True


def copy_new(cursor: Any, before: Path, target: Path, known: int, position: int) -> None:
    """Copies the file `before`, which has the facts up to `known`, and adds those up to `position`."""
    clear(target)
    shutil.copyfile(before, target)
    catalog = cursor.execute("SELECT current_database()").fetchone()[0]
    _attach(cursor, target)
    try:
        cursor.execute("BEGIN")
        try:
            for noun in NOUNS:
                rows = f'SELECT * FROM "{catalog}".facts.{noun.table} WHERE seq > {known} AND seq <= {position}'
                cursor.execute(f"INSERT INTO published.facts.{noun.table} BY NAME {rows}")
            _renew_runs(cursor, catalog, known)
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            cursor.execute(f'USE "{catalog}"')
            raise
        cursor.execute("CHECKPOINT published")
    finally:
        cursor.execute("DETACH published")


def keep_runs(copy: Path, interruptible: Callable[[Any], None]) -> None:
    """Gives a copy without kept tables those tables.

    Args:
        copy: the file, which nobody else has open.
        interruptible: is handed the connection before the work, so that another thread can end it.

    Raises:
        duckdb.InterruptException: another thread did.
    """
    connection: Any = duckdb.connect(str(copy))
    try:
        interruptible(connection)
        catalog = connection.execute("SELECT current_database()").fetchone()[0]
        connection.execute("BEGIN")
        _keep_runs(connection, catalog, catalog)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def clear(target: Path) -> None:
    """Removes what a process that was killed while publishing may have left, its log above all."""
    for file in (target, target.with_name(target.name + ".wal")):
        file.unlink(missing_ok=True)


def position_of(cursor: Any, copy: Path) -> tuple[int, bool]:
    """Up to which position an existing copy has this store's facts; -1 where it is not a copy of this store as it is.

    A copy of another store, of one put back from a backup, or with views of another version does not count: every
    fact's place and key must be the same on both sides.

    Returns:
        The position, and whether the copy has its kept tables.
    """
    if not copy.exists():
        return -1, False
    catalog = cursor.execute("SELECT current_database()").fetchone()[0]
    try:
        cursor.execute(f"ATTACH '{_escaped(copy)}' AS published (READ_ONLY)")
    except duckdb.Error:
        return -1, False
    try:
        return _compared(cursor, catalog), _has_kept(cursor)
    except duckdb.Error:  # a table that one of them lacks
        return -1, False
    finally:
        cursor.execute("DETACH published")


def last_seq(cursor: Any, catalog: str) -> int:
    """The number of the last fact in the attached database of that name; 0 where there is none."""
    every = " UNION ALL ".join(f'SELECT max(seq) AS seq FROM "{catalog}".facts.{n.table}' for n in NOUNS)
    return int(cursor.execute(f"SELECT coalesce(max(seq), 0) FROM ({every})").fetchone()[0])


def _compared(cursor: Any, catalog: str) -> int:
    marks = {name: cursor.execute(f'SELECT mark FROM "{name}".facts.views_made').fetchall()
             for name in (catalog, "published")}  # fmt: skip
    position = last_seq(cursor, "published")
    if marks[catalog] != marks["published"]:
        return -1
    for noun in NOUNS:
        keys = ", ".join(f'"{k}"' for k in noun.key)
        sums = [
            cursor.execute(
                f"SELECT count(*), bit_xor(hash(seq, {keys})) FROM {place}.facts.{noun.table} WHERE seq <= {position}"
            ).fetchone()
            for place in (f'"{catalog}"', "published")
        ]
        if sums[0] != sums[1]:
            return -1
    return position


def _has_kept(cursor: Any) -> bool:
    """Whether the attached copy has its kept tables."""
    kept = "SELECT 1 FROM duckdb_tables() WHERE database_name = 'published' AND schema_name = 'kept'"
    return len(cursor.execute(kept).fetchall()) == 2


def _keep_runs(cursor: Any, copy: str, catalog: str) -> None:
    """Puts tables behind the views `runs` and `run_values` of the database `copy`; the cursor uses `catalog` again."""
    cursor.execute(f'USE "{copy}"')
    try:
        cursor.execute("CREATE SCHEMA kept")
        cursor.execute(f"CREATE TABLE kept.runs AS {RUNS.sql}")
        cursor.execute("CREATE OR REPLACE VIEW main.runs AS SELECT * FROM kept.runs")
        cursor.execute(f"CREATE TABLE kept.run_values AS {RUN_VALUES.sql}")
        cursor.execute("CREATE OR REPLACE VIEW main.run_values AS SELECT * FROM kept.run_values")
        explained = ((RUNS, "VIEW main.runs"), (RUNS, "TABLE kept.runs"), (RUN_VALUES, "VIEW main.run_values"),
                     (RUN_VALUES, "TABLE kept.run_values"))  # fmt: skip
        for statement in (s for view, thing in explained for s in comments_of(view, thing)):
            cursor.execute(statement)
    finally:
        cursor.execute(f'USE "{catalog}"')


def _renew_runs(cursor: Any, catalog: str, known: int) -> None:
    """Computes anew what facts after a position change in the kept tables, where the copy has them."""
    if not _has_kept(cursor):
        return
    changed = _CHANGED.format(known=known)
    cursor.execute("USE published")
    for table in ("runs", "run_values"):
        cursor.execute(f"DELETE FROM kept.{table} WHERE run_id IN ({changed})")
    cursor.execute(f"INSERT INTO kept.runs BY NAME SELECT * FROM ({RUNS.sql}) WHERE run_id IN ({changed})")
    cursor.execute(f"INSERT INTO kept.run_values BY NAME {RUN_VALUES.sql} WHERE run_id IN ({changed})")
    cursor.execute(f'USE "{catalog}"')


def _attach(cursor: Any, file: Path) -> None:
    cursor.execute(f"ATTACH '{_escaped(file)}' AS published (STORAGE_VERSION '{STORAGE}')")


def _escaped(file: Path) -> str:
    return str(file).replace("'", "''")
