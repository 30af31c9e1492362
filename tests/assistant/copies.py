"""A home and its knowledge, made once and copied for each test that goes on from there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from store.knowledge import KnowledgeStore
from store.memory import MemoryStore
from store.nouns import NOUNS
from store.records import Record


@dataclass(frozen=True)
class Kept:
    """A folder with files, and all that a store knew when Sextant was closed there."""

    folder: Path
    facts: tuple[Record, ...]

    def copy(self, folder: Path) -> MemoryStore:
        """Copies the files to a folder that is not there yet; gives a store of its own with the same facts."""
        shutil.copytree(self.folder, folder, symlinks=True)
        store = MemoryStore()
        store.append(*self.facts)
        return store


def in_order(store: KnowledgeStore) -> tuple[Record, ...]:
    """All facts in the order they were recorded."""
    found: list[tuple[int, Record]] = []
    for noun in NOUNS:
        places = store.frame(f"SELECT seq FROM facts.{noun.table} ORDER BY seq").seq
        found += zip(places, store.find(noun.record), strict=True)
    return tuple(fact for _, fact in sorted(found, key=lambda pair: pair[0]))
