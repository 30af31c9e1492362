"""How the tables came to be what they are. The list of migrations only grows; none is ever changed."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from store.errors import BadRequest
from store.nouns import NOUNS, Derived, Field, Noun
from store.records import Record


def _001_a_table_a_noun(connection: Any) -> None:
    """One table a noun in the schema `facts`, in which `seq` counts all facts of the store in their order."""
    for noun in NOUNS:
        columns = ", ".join(f'"{c.name}" {c.sql}' for c in noun.columns)
        connection.execute(f"CREATE TABLE IF NOT EXISTS facts.{noun.table} (seq BIGINT NOT NULL, {columns})")
        _comment(connection, noun)


MIGRATIONS: tuple[Callable[[Any], None], ...] = (_001_a_table_a_noun,)
"""In order; a new one goes to the end. New fields and nouns need none: `grow` adds their columns and tables."""


def migrate(connection: Any) -> None:
    """Brings the tables up to date, in one transaction.

    Raises:
        BadRequest: the store was written by a newer Sextant.
    """
    connection.execute("BEGIN")
    try:
        done = _version(connection)
        if done > len(MIGRATIONS):
            raise BadRequest(
                f"This store has schema {done}, this Sextant knows {len(MIGRATIONS)}: it was written by a newer "
                "Sextant. Upgrade, then open it again."
            )
        for number, step in enumerate(MIGRATIONS[done:], done + 1):
            step(connection)
            now = datetime.now(UTC).replace(tzinfo=None)
            connection.execute("INSERT INTO facts.schema_version VALUES (?, ?, ?)", [number, step.__name__, now])
        grow(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: Any) -> int:
    known = connection.execute(
        "SELECT count(*), count(*) FILTER (schema_name = 'facts') FROM duckdb_tables() WHERE NOT internal"
    ).fetchone()
    if known[0] and not known[1]:
        raise BadRequest(
            "The file store.duckdb in this home is the database of another program, and is left as it is. Name another "
            "home, or move the file."
        )
    connection.execute("CREATE SCHEMA IF NOT EXISTS facts")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS facts.schema_version (number BIGINT, name VARCHAR, applied_at TIMESTAMP)"
    )
    found = connection.execute("SELECT coalesce(max(number), 0) FROM facts.schema_version").fetchone()
    return int(found[0])


def grow(connection: Any) -> None:
    """Adds the tables and columns of nouns and fields that came since; old facts have the fields' defaults."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE schema_name = 'facts' AND NOT internal"
    ).fetchall()
    present = set(rows)
    for noun in NOUNS:
        missing = [c for c in noun.columns if (noun.table, c.name) not in present]
        if not any((noun.table, "seq") == r for r in rows):
            connection.execute(f"CREATE TABLE facts.{noun.table} (seq BIGINT NOT NULL)")
        for column in missing:
            connection.execute(f'ALTER TABLE facts.{noun.table} ADD COLUMN "{column.name}" {column.sql}')
        if missing:
            _comment(connection, noun)


def _comment(connection: Any, noun: Noun) -> None:
    """Says what the table and its columns are, in the words of the record itself."""
    about = (inspect.getdoc(noun.record) or "").split("\n\n")[0].replace("\n", " ")
    connection.execute(f"COMMENT ON TABLE facts.{noun.table} IS {quoted(about)}")
    connection.execute(f"COMMENT ON COLUMN facts.{noun.table}.seq IS 'Place among all facts of the store.'")
    words = field_words(noun.record)
    for column in noun.columns:
        text = _words(noun, column, words)
        connection.execute(f'COMMENT ON COLUMN facts.{noun.table}."{column.name}" IS {quoted(text)}')


def _words(noun: Noun, column: Field | Derived, words: dict[str, str]) -> str:
    if isinstance(column, Derived):
        return f"The {column.name.replace('_', ' ')} within this {noun.table.replace('_', ' ')}, beside for queries."
    text = (
        words.get(column.name) or f"{column.name.replace('_', ' ')} of the {noun.table.replace('_', ' ')}".capitalize()
    )
    return text + (" (UTC)" if column.sql == "TIMESTAMP" else "")


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


@cache
def field_words(record: type[Record]) -> dict[str, str]:
    """Field to the sentence below it in the record's source, those that have one."""
    body = ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for line, below in zip(body.body, body.body[1:], strict=False):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and isinstance(below, ast.Expr):
            value = below.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[line.target.id] = " ".join(value.value.split())
    return found
