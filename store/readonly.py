"""SQL from people and from language models: one reading statement, over a copy, with nothing else in reach.

The statement runs in a DuckDB instance of its own that is opened read-only on a published copy (the knowledge store
itself is never in it), with file and network access off and its configuration locked. Whatever slips through the check
of the statement meets that wall. What may grow beyond all limits runs in another process (`store.apart`), so that
whatever breaks there breaks neither the store nor the app.
"""

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from store.cancelling import CANCELLED, Cancel, stopped_after
from store.errors import BadRequest
from store.plain import is_plain
from store.warm import WALL, reading

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
_NAMES = """
    getenv current_setting set_config query query_table json_execute_serialized_sql which_secret duckdb_secrets 
    duckdb_settings duckdb_databases pragma_database_list checkpoint force_checkpoint enable_logging disable_logging 
    enable_profiling enable_object_cache truncate_duckdb_logs duckdb_logs duckdb_log_contexts duckdb_temporary_files 
    duckdb_approx_database_count read_csv read_csv_auto sniff_csv read_json read_json_auto read_json_objects 
    read_json_objects_auto read_ndjson read_ndjson_auto read_ndjson_objects read_parquet parquet_scan read_text 
    read_blob read_duckdb parquet_metadata parquet_schema parquet_file_metadata parquet_kv_metadata 
    parquet_bloom_probe parquet_full_metadata glob arrow_scan pandas_scan python_map_function seq_scan write_log 
    nextval currval
"""
_FORBIDDEN_CALLS = frozenset(_NAMES.split())
"""Functions that reach outside or into the machinery; the wall stops most, this gives a clear sentence for all."""
_FORBIDDEN_VIEWS = frozenset(n for n in _FORBIDDEN_CALLS if n.startswith("duckdb_")) | {
    "pragma_database_list", "pg_settings", "pg_database",
}  # fmt: skip
"""What tells of files and settings under names of views, without brackets."""


def query_file(path: Path, sql: str, max_rows: int, timeout_s: float, cancel: Cancel | None = None) -> pd.DataFrame:
    """Runs one reading statement over a published copy: a plain one here, any other in a process of its own.

    Returns:
        The rows (at most `max_rows`); `attrs["truncated"]` says whether there were more.

    Raises:
        BadRequest: see `KnowledgeStore.query`.
    """
    _check_limits(max_rows, timeout_s)
    if is_plain(sql):
        return query_here(path, sql, max_rows, timeout_s, cancel)
    from store.apart import ask_apart

    return ask_apart(path, sql, max_rows, timeout_s, cancel)


def query_here(
    path: Path,
    sql: str,
    max_rows: int,
    timeout_s: float,
    cancel: Cancel | None = None,
    most_bytes: int | None = None,
) -> pd.DataFrame:
    """As `query_file`, within this process whatever the statement is.

    Args:
        most_bytes: of the answer, as Python counts them; any number where None.
    """
    with reading(path) as connection:
        return run_reading(connection, sql, max_rows, timeout_s, cancel, most_bytes)


def wall_in(connection: Any) -> None:
    """Puts the same wall around an in-memory instance that is filled already."""
    last = ("enable_external_access", "lock_configuration")
    for name in [*(n for n in WALL if n not in last), *last]:
        connection.execute(f"SET {name} = '{WALL[name]}'")


def run_reading(
    connection: Any,
    sql: str,
    max_rows: int,
    timeout_s: float,
    cancel: Cancel | None = None,
    most_bytes: int | None = None,
) -> pd.DataFrame:
    """Checks and runs one reading statement on a walled connection, within a read-only transaction.

    Raises:
        BadRequest: see `KnowledgeStore.query`.
    """
    _check_limits(max_rows, timeout_s)
    _check(connection, sql)
    over, cancel = threading.Event(), cancel or Cancel()

    def stop() -> None:
        over.set()
        connection.interrupt()

    timer = threading.Timer(timeout_s, stop)
    timer.daemon = True
    try:
        connection.execute("BEGIN TRANSACTION READ ONLY")
        timer.start()
        cancel.watch(connection.interrupt)
        if cancel.pressed:
            raise BadRequest(CANCELLED)
        return _fetch(connection, sql, max_rows, most_bytes)
    except duckdb.Error as error:
        if cancel.pressed:
            raise BadRequest(CANCELLED) from error
        if over.is_set() or isinstance(error, duckdb.InterruptException):
            raise BadRequest(stopped_after(timeout_s)) from error
        raise BadRequest(f"This SQL cannot be run: {_explained(error)}") from error
    finally:
        cancel.watch(None)
        timer.cancel()
        with suppress(duckdb.Error):
            connection.execute("ROLLBACK")


def _check_limits(max_rows: int, timeout_s: float) -> None:
    if max_rows < 1 or timeout_s <= 0:
        raise BadRequest(f"A query needs room for at least one row and some time, not {max_rows} and {timeout_s} s.")


def _fetch(connection: Any, sql: str, max_rows: int, most_bytes: int | None) -> pd.DataFrame:
    """Fetches in chunks, so that a query with billions of rows costs no more than those that are wanted."""
    connection.execute(sql)
    chunks: list[pd.DataFrame] = []
    count = size = 0
    while count <= max_rows:
        chunk = connection.fetch_df_chunk()
        if chunks and not len(chunk):
            break
        chunks.append(chunk)
        count += len(chunk)
        if most_bytes is not None:
            size += int(chunk.memory_usage(deep=True).sum())
            if size > most_bytes:
                raise BadRequest(
                    f"The first {count:,} rows of this query fill {size / 1e6:,.0f} MB already; at most "
                    f"{most_bytes / 1e6:,.0f} MB can come back. Ask for fewer rows or shorter values."
                )
        if not len(chunk):
            break
    filled = [c for c in chunks if len(c)] or chunks[:1]
    frame = pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0]
    frame = frame.head(max_rows)
    frame.attrs["truncated"] = count > max_rows
    return frame


def _check(connection: Any, sql: str) -> None:
    try:
        sql.encode()
        statements = connection.extract_statements(sql)
    except UnicodeEncodeError as error:
        raise BadRequest(f"This SQL cannot be read: it has a letter that is none, {sql[error.start]!r}.") from error
    except duckdb.Error as error:
        raise BadRequest(f"This SQL cannot be read: {_explained(error)}") from error
    if len(statements) != 1:
        many = f"One statement at a time, please; this has {len(statements)}."
        raise BadRequest(many if statements else "There is no statement here. Write one that begins with SELECT.")
    kind = _kind(statements[0])
    words = _words(sql)
    pivot = kind == duckdb.StatementType.MULTI and "pivot" in words
    if kind not in _READING and not pivot:
        raise BadRequest(
            f"Only reading is possible here, and this does something else{f': {kind.name}' if kind else ''}. "
            "Begin with SELECT."
        )
    writing = {"insert", "update", "delete", "merge", "copy", "install", "load", "attach", "call"} & set(words)
    if writing and kind == duckdb.StatementType.EXPLAIN:
        raise BadRequest(f"Only reading is possible here, and this explains {', '.join(sorted(writing))}.")
    if inner := _writing_inside(words):
        raise BadRequest(f"Only reading is possible here, and this would {inner} within its brackets.")
    for name, following in zip(words, [*words[1:], ""], strict=True):
        if (following == "(" and name in _FORBIDDEN_CALLS) or name in _FORBIDDEN_VIEWS:
            raise BadRequest(f"{name} is not available here: queries reach the public views only.")


def _writing_inside(words: list[str]) -> str | None:
    """What a SELECT with a part that writes would do: `WITH x AS (DELETE FROM …)` is a SELECT by its kind."""
    for before, verb, after in zip(words, words[1:], words[2:], strict=False):
        known = after in ("into", "from", "or") or (verb == "update" and after.isidentifier())
        if before == "(" and verb in ("insert", "update", "delete", "merge") and known:
            return verb
    return None


def _kind(statement: Any) -> Any:
    """The statement's kind; None where DuckDB has no name for it in Python, as for UPDATE EXTENSIONS."""
    try:
        return statement.type
    except ValueError:
        return None


def _words(sql: str) -> list[str]:
    """The statement's tokens in lower case, quotes of identifiers taken off; texts and comments left out."""
    starts = duckdb.tokenize(sql)
    ends = [s for s, _ in starts[1:]] + [len(sql.encode())]
    raw = sql.encode()
    found: list[str] = []
    for (start, kind), end in zip(starts, ends, strict=True):
        text = raw[start:end].decode(errors="replace").strip().lower()
        if kind == duckdb.token_type.string_const or kind == duckdb.token_type.comment:
            continue
        found.append(text.strip('"') if text.startswith('"') else text)
    return found


def _explained(error: Exception) -> str:
    """DuckDB's sentence and its hint of what was meant, without the picture of where."""
    lines = [line.strip() for line in str(error).split("Stack Trace")[0].split("\n") if line.strip()]
    kept = [line for line in lines if not line.startswith(("LINE ", "^"))]
    return " ".join(kept)[:500]
