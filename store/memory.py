"""The knowledge store in memory: for tests and for looking around without leaving a trace."""

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, TypeVar
from weakref import finalize

import pandas as pd

from store.cancelling import Cancel
from store.errors import BadRequest, DuplicateFact, UnknownRecord
from store.knowledge import KnowledgeStore
from store.migrations import quoted
from store.nouns import Noun, Row, noun_of, rows_by_noun
from store.records import Record

R = TypeVar("R", bound=Record)
_MAKING = threading.Lock()
_FILE = "empty.duckdb"


class MemoryStore(KnowledgeStore):
    """All facts in dictionaries, in the order they were recorded; SQL sees the same views as in the DuckDB store."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows: dict[Noun, dict[str, Row]] = {}
        self._position = 0
        self._loaded: Any = None
        self._waiting: dict[Noun, tuple[list[Row], list[int]]] = {}
        """Rows that SQL does not see yet, with their places among all facts."""
        self._closed = False
        self._file: _Place | None = None
        """What there is as a file, for statements that another process runs."""

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
                new = {k: r for k, r in rows.items() if k not in kept}
                kept.update(new)
                waiting, places = self._waiting.setdefault(noun, ([], []))
                waiting.extend(new.values())
                places.extend(range(self._position + 1, self._position + len(new) + 1))
                self._position += len(new)

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
        wanted = [
            (names.index(name), frozenset(value) if isinstance(value, tuple) else value)
            for name, value in table.wanted(equal)
        ]
        with self._lock:
            self._check_open()
            rows = list(self._rows.get(table, {}).values())
        found = [r for r in rows if all(r[i] in v if isinstance(v, frozenset) else r[i] == v for i, v in wanted)]
        return tuple(table.fact(r) for r in found)  # type: ignore[misc]

    def query(  # noqa: D102
        self, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0, cancel: Cancel | None = None
    ) -> pd.DataFrame:
        from store.apart import ask_apart
        from store.plain import is_plain
        from store.readonly import run_reading

        with self._lock:
            if is_plain(sql):
                return run_reading(self._walled(), sql, max_rows, timeout_s, cancel)
            place = self._filed()
        return ask_apart(place.file, sql, max_rows, timeout_s, cancel)

    def frame(self, sql: str, values: Sequence[object] = ()) -> pd.DataFrame:  # noqa: D102
        with self._lock:
            return self._walled().execute(sql, list(values)).df()  # type: ignore[no-any-return]

    def close(self) -> None:  # noqa: D102
        with self._lock:
            self._closed = True
            if self._loaded is not None:
                self._loaded.close()
                self._loaded = None
            self._file = None

    def _check_open(self) -> None:
        if self._closed:
            raise BadRequest("The knowledge store in memory is closed.")

    def _walled(self) -> Any:
        """An in-memory DuckDB with the present facts and views, nothing else in its reach."""
        from store.inserting import insert_rows

        self._check_open()
        if self._loaded is None:
            self._loaded = _empty()
        for noun in list(self._waiting):
            insert_rows(self._loaded, noun, *self._waiting[noun])
            del self._waiting[noun]
        return self._loaded

    def _filed(self) -> "_Place":
        """The present facts and views as a file."""
        import duckdb

        from store.inserting import insert_rows

        loaded = self._walled()
        if self._file is None or self._file.position != self._position:
            place = _Place(self._position)
            with _MAKING:
                copyfile(Path(_template().name) / _FILE, place.file)
            with duckdb.connect(str(place.file)) as connection:
                for noun, rows in self._rows.items():
                    places = loaded.execute(f"SELECT seq FROM facts.{noun.table} ORDER BY seq").fetchall()
                    insert_rows(connection, noun, list(rows.values()), [seq for (seq,) in places])
            self._file = place
        return self._file


class _Place:
    """A file with the facts up to a position; it is gone with the last who holds this."""

    def __init__(self, position: int) -> None:
        folder = mkdtemp(prefix="sextant-")
        self.position = position
        self.file = Path(folder) / _FILE
        finalize(self, rmtree, folder, ignore_errors=True)


def _empty() -> Any:
    import duckdb

    from store.readonly import wall_in

    connection = duckdb.connect(":memory:")
    with _MAKING:
        place = _template()
    connection.execute(f"ATTACH {quoted(str(Path(place.name) / _FILE))} AS template (READ_ONLY)")
    connection.execute("COPY FROM DATABASE template TO memory")
    connection.execute("DETACH template")
    wall_in(connection)
    return connection


@cache
def _template() -> TemporaryDirectory[str]:
    """A folder with an empty store, made once in a process and gone with it: a copy takes a fifth of the time."""
    import duckdb

    from store.migrations import migrate
    from store.views import make_views

    place = TemporaryDirectory(prefix="sextant-")
    with duckdb.connect(str(Path(place.name) / _FILE)) as connection:
        migrate(connection)
        make_views(connection)
    return place
