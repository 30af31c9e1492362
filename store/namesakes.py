"""Two stores may each have a model of one name: brought together, the one that comes takes a name of its own.

Models are spoken of by name and version. Which of two is meant must never depend on which store was merged first, so a
version that comes keeps the name it has here where its id is known here, and joins the versions of its model that are
known here; one of which nothing is known here but whose name is, is named after itself: `churn` becomes `churn-4f1a`.
"""

from __future__ import annotations

from typing import Any

from store.knowledge import KnowledgeStore
from store.nouns import Noun
from store.records import Conversation, ModelVersion

Rows = dict[Noun, list[dict[str, Any]]]
CARE = "care-of-"
"""Begins the id of the conversation in which plans for a model are laid; the model's name follows."""
_VERSION = ("version", "to_version")
"""Where facts about a model say which version they mean."""


def part_namesakes(store: KnowledgeStore, tables: Rows) -> dict[str, str]:
    """Renames, in rows that are to be added, models that bear the name and version of another one here.

    Args:
        store: where the rows will be added.
        tables: the rows by noun; changed in place.

    Returns:
        Folder of each model that comes (as its source says it) to its folder here, both relative to a home.
    """
    versions = next((rows for noun, rows in tables.items() if noun.record is ModelVersion), [])
    names = _names(store, versions)
    fallback: dict[str, str] = {}
    for (name, _), new in sorted(names.items(), key=lambda item: item[0][1]):
        fallback.setdefault(name, new)
    for noun, rows in tables.items():
        if noun.record is not ModelVersion and any(f.name == "model" and f.sql == "VARCHAR" for f in noun.fields):
            for row in rows:
                name, version = row["model"], next((row[v] for v in _VERSION if row.get(v) is not None), 0)
                row["model"] = names.get((name, version)) or fallback.get(name, name)
    _part_talks(tables, fallback)
    folders = {}
    for row in versions:
        new, path = names[row["name"], row["version"]], str(row["path"])
        folders[path] = path.replace(f"models/{row['name']}/", f"models/{new}/", 1) if _inside(path, row) else path
        row["name"], row["path"] = new, folders[path]
    return folders


def _part_talks(tables: Rows, names: dict[str, str]) -> None:
    """Renames the conversations about models that are renamed, wherever they are spoken of."""
    moved = {CARE + old: CARE + new for old, new in names.items() if old != new}
    for noun, rows in tables.items():
        key = "id" if noun.record is Conversation else "conversation_id"
        if not moved or all(f.name != key for f in noun.fields):
            continue
        for row in rows:
            old = row[key]
            row[key] = moved.get(old, old)
            if noun.record is Conversation and old in moved:
                row["title"] = str(row["title"]).replace(old.removeprefix(CARE), row[key].removeprefix(CARE))


def _names(store: KnowledgeStore, rows: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
    """The name here of each name and version that comes: versions of one model stay together."""
    known = store.find(ModelVersion)
    name_of, owner = {m.id: m.name for m in known}, {(m.name, m.version): m.id for m in known}
    taken = set(name_of.values())
    names: dict[tuple[str, int], str] = {}
    lines: dict[str, str] = {row["name"]: name_of[row["id"]] for row in rows if row["id"] in name_of}
    for row in sorted(rows, key=lambda r: (str(r["name"]), r["version"])):
        name, version, own = row["name"], row["version"], f"{row['name']}-{str(row['id'])[-4:]}"
        line = lines.setdefault(name, own if name in taken else name)
        free = owner.get((line, version), row["id"]) == row["id"]
        names[name, version] = name_of.get(row["id"]) or (line if free else own)
    return names


def _inside(path: str, row: dict[str, Any]) -> bool:
    return path.startswith(f"models/{row['name']}/")
