"""Puts rows into the tables of nouns by way of Arrow."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from store.errors import DuplicateFact
from store.nouns import Noun, Row

ARROW = {
    "VARCHAR": pa.string(),
    "JSON": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMP": pa.timestamp("us"),
}
"""Arrow's type of each column type."""


def without_known(cursor: Any, noun: Noun, rows: dict[str, Row]) -> list[Row]:
    """The rows that are not stored yet.

    Raises:
        DuplicateFact: another fact with that key is stored.
    """
    at = [i for i, f in enumerate(noun.fields) if f.name in noun.key]
    keys = pa.table([pa.array([r[i] for r in rows.values()], ARROW[noun.fields[i].sql]) for i in at], names=noun.key)
    cursor.register("incoming_keys", keys)
    names = ", ".join(f'"{c.name}"' for c in noun.columns)
    using = ", ".join(f'"{k}"' for k in noun.key)
    stored = cursor.execute(
        f"SELECT {names} FROM facts.{noun.table} SEMI JOIN incoming_keys USING ({using})"
    ).fetchall()
    cursor.unregister("incoming_keys")
    known = {noun.key_of(row): row for row in stored}
    for key, row in known.items():
        if noun.row(noun.fact(row)) != rows[key]:
            raise DuplicateFact(
                f"Another {noun.table.replace('_', ' ')} is stored under {key!r}; facts are appended, never edited."
            )
    return [row for key, row in rows.items() if key not in known]


def insert_rows(cursor: Any, noun: Noun, rows: list[Row], places: Sequence[int]) -> None:
    """Puts rows into a noun's table, each with its place; by way of Arrow, a hundred times faster than one by one."""
    if not rows:
        return
    columns = [pa.array(places, pa.int64())]
    columns += [pa.array(v, ARROW[c.sql]) for c, v in zip(noun.columns, zip(*rows, strict=True), strict=True)]
    cursor.register("incoming", pa.table(columns, names=["seq", *(c.name for c in noun.columns)]))
    cursor.execute(f"INSERT INTO facts.{noun.table} BY NAME SELECT * FROM incoming")
    cursor.unregister("incoming")
