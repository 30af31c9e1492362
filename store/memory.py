"""The knowledge store in memory: for tests and for looking around without leaving a trace."""

import threading
from collections.abc import Sequence
from typing import Any, TypeVar

import pandas as pd

from store.cancelling import Cancel
from store.errors import BadRequest, DuplicateFact, UnknownRecord
from store.knowledge import KnowledgeStore
from store.nouns import Noun, Row, noun_of, rows_by_noun
from store.records import Record

R = TypeVar("R", bound=Record)


class MemoryStore(KnowledgeStore):
    """All facts in dictionaries, in the order they were recorded; SQL sees the same views as in the DuckDB store."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows: dict[Noun, dict[str, Row]] = {}
        self._position = 0
        self._loaded: Any = None
        self._loaded_position = -1
        self._closed = False

    @property
    def position(self) -> int:  # noqa: D102
        return self._position

    def append(self, *facts: Record) -> None:  # noqa: D102 - the contract says it
        found = rows_by_noun(facts)
        with self._lock:
            self._check_open()
            for noun, rows in found.items():
                known = self._rows.get(noun, {})
                for key, row in rows.items():
                    if known.get(key, row) != row:
                        raise DuplicateFact(
                            f"Another {noun.table.replace('_', ' ')} is stored under {key!r}; "
                            "facts are appended, never edited."
                        )
            for noun, rows in found.items():
                kept = self._rows.setdefault(noun, {})
                before = len(kept)
                kept.update({k: r for k, r in rows.items() if k not in kept})
                self._position += len(kept) - before

    def get(self, noun: type[R], key: str) -> R:  # noqa: D102
        table = noun_of(noun)
        with self._lock:
            self._check_open()
            row = self._rows.get(table, {}).get(key)
        if row is None:
            raise UnknownRecord(f"There is no {table.table.replace('_', ' ')} with the id {key!r}.")
        return table.fact(row)  # type: ignore[return-value]

    def find(self, noun: type[R], **equal: object) -> tuple[R, ...]:  # noqa: D102
        table = noun_of(noun)
        names = [f.name for f in table.fields]
        wanted = [(names.index(name), value) for name, value in table.wanted(equal)]
        with self._lock:
            self._check_open()
            rows = list(self._rows.get(table, {}).values())
        found = [r for r in rows if all(r[i] in v if isinstance(v, tuple) else r[i] == v for i, v in wanted)]
        return tuple(table.fact(r) for r in found)  # type: ignore[misc]

    def query(  # noqa: D102
        self, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0, cancel: Cancel | None = None
    ) -> pd.DataFrame:
        from store.readonly import run_reading

        with self._lock:
            return run_reading(self._walled(), sql, max_rows, timeout_s, cancel)

    def frame(self, sql: str, values: Sequence[object] = ()) -> pd.DataFrame:  # noqa: D102
        with self._lock:
            return self._walled().execute(sql, list(values)).df()  # type: ignore[no-any-return]

    def close(self) -> None:  # noqa: D102
        with self._lock:
            self._closed = True
            if self._loaded is not None:
                self._loaded.close()
                self._loaded = None

    def _check_open(self) -> None:
        if self._closed:
            raise BadRequest("The knowledge store in memory is closed.")

    def _walled(self) -> Any:
        """An in-memory DuckDB with the present facts and views, nothing else in its reach."""
        self._check_open()
        if self._loaded_position != self._position:
            if self._loaded is not None:
                self._loaded.close()
            self._loaded = self._load()
            self._loaded_position = self._position
        return self._loaded

    def _load(self) -> Any:
        import duckdb

        from store.duck import insert_rows
        from store.migrations import migrate
        from store.readonly import wall_in
        from store.views import make_views

        connection = duckdb.connect(":memory:")
        migrate(connection)
        make_views(connection)
        position = 0
        for noun, rows in self._rows.items():
            insert_rows(connection, noun, list(rows.values()), position + 1)
            position += len(rows)
        wall_in(connection)
        return connection
