"""Who was forgotten here stays so when another store, a backup or an export is brought in that still knows them.

Their name is kept nowhere, so it is told by the facts that both have: where one names a number here and a name there,
that is the name of who was forgotten.
"""

from typing import Any

from store.forgetting import BLANKED, GONE, NAMED, TALKED
from store.knowledge import KnowledgeStore
from store.nouns import Noun
from store.records import Conversation, PersonForgotten

Rows = dict[Noun, list[dict[str, Any]]]
NUMBERED = "forgotten-"
"""Begins what stands for a name that was forgotten."""


def keep_forgotten(store: KnowledgeStore, tables: Rows) -> dict[Noun, int]:
    """Takes names and words of those who were forgotten here out of rows that are to be added.

    Args:
        store: where the rows will be added.
        tables: the rows by noun; changed in place.

    Returns:
        How many rows were left out, of each noun: what is known here without them, and what says only who they are.
    """
    if not store.find(PersonForgotten):
        return {}
    names = _names(store, tables)
    if not names:
        return {}
    talks = {row["id"] for noun, rows in tables.items() if noun.record is Conversation
             for row in rows if row["person"] in names}  # fmt: skip
    left: dict[Noun, int] = {}
    for noun, rows in tables.items():
        kept = [] if not rows else _kept(store, noun, rows, names)
        if len(kept) < len(rows):
            left[noun] = len(rows) - len(kept)
        for row in kept:
            _blank(noun, row, names, talks)
            for field in _named(noun):
                row[field] = names.get(str(row.get(field)), row.get(field))
        rows[:] = kept
    return left


def _named(noun: Noun) -> list[str]:
    return [f.name for f in noun.fields if f.name in NAMED and f.sql == "VARCHAR"]


def _key(noun: Noun, row: dict[Any, Any]) -> tuple[str, ...]:
    return tuple(str(row[k]) for k in noun.key)


def _names(store: KnowledgeStore, tables: Rows) -> dict[str, str]:
    """Name there to number here."""
    found: dict[str, str] = {}
    for noun, rows in tables.items():
        fields = _named(noun)
        if not rows or not fields:
            continue
        there = {_key(noun, row): row for row in rows}
        some = " OR ".join(f"starts_with(\"{f}\", '{NUMBERED}')" for f in fields)
        for here in store.frame(f"SELECT * FROM facts.{noun.table} WHERE {some}").to_dict("records"):
            row = there.get(_key(noun, here), {})
            for field in fields:
                name, number = row.get(field), str(here[field])
                if name and number.startswith(NUMBERED) and not str(name).startswith(NUMBERED):
                    found[str(name)] = number
    return found


def _kept(store: KnowledgeStore, noun: Noun, rows: list[dict[str, Any]], names: dict[str, str]) -> list[dict[str, Any]]:
    """The rows that are to be added: none of a noun of which nothing stays, none that was blanked or renamed here."""
    if noun.table in GONE:
        return [row for row in rows if row.get("person") not in names]
    if not _named(noun) and noun.table not in {table for table, _, _ in BLANKED}:
        return rows
    keys = ", ".join(f'"{k}"' for k in noun.key)
    here = {_key(noun, row) for row in store.frame(f"SELECT {keys} FROM facts.{noun.table}").to_dict("records")}
    return [row for row in rows if _key(noun, row) not in here]


def _blank(noun: Noun, row: dict[str, Any], names: dict[str, str], talks: set[str]) -> None:
    """Takes words out of a row that is theirs, as forgetting does."""
    for table, change, where in BLANKED:
        if table != noun.table:
            continue
        theirs = "person = ?" in where.replace(TALKED, "") and row.get("person") in names and not row.get("shared")
        if theirs or (TALKED in where and row.get("conversation_id") in talks):
            for part in change.split(", "):
                name, value = part.split(" = ")
                row[name] = None if value == "NULL" else value.strip("'")
