"""Makes the published copy: whole the first time, afterwards the copy before with what is new.

Facts only ever come, in the order of `seq`, and are all there once the store's position says so. The facts between two
positions are therefore exactly what the older copy lacks.
"""

import shutil
from pathlib import Path
from typing import Any

from store.nouns import NOUNS

_STORAGE = "v1.5.0"
"""DuckDB 1.5 and later can read this file format."""


def copy_whole(cursor: Any, target: Path) -> None:
    """Copies tables, views and comments of the open store into a new file."""
    _clear(target)
    catalog = cursor.execute("SELECT current_database()").fetchone()[0]
    _attach(cursor, target)
    try:
        cursor.execute(f'COPY FROM DATABASE "{catalog}" TO published')
        cursor.execute("CHECKPOINT published")
    finally:
        cursor.execute("DETACH published")


def copy_new(cursor: Any, before: Path, target: Path, known: int, position: int) -> None:
    """Copies the file `before`, which has the facts up to `known`, and adds those up to `position`."""
    _clear(target)
    shutil.copyfile(before, target)
    _attach(cursor, target)
    try:
        cursor.execute("BEGIN")
        try:
            for noun in NOUNS:
                rows = f"SELECT * FROM facts.{noun.table} WHERE seq > {known} AND seq <= {position}"
                cursor.execute(f"INSERT INTO published.facts.{noun.table} BY NAME {rows}")
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("CHECKPOINT published")
    finally:
        cursor.execute("DETACH published")


def _clear(target: Path) -> None:
    """Removes what a process that was killed while publishing may have left, its log above all."""
    for file in (target, target.with_name(target.name + ".wal")):
        file.unlink(missing_ok=True)


def _attach(cursor: Any, file: Path) -> None:
    escaped = str(file).replace("'", "''")
    cursor.execute(f"ATTACH '{escaped}' AS published (STORAGE_VERSION '{_STORAGE}')")
