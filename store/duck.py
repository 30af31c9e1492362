"""The knowledge store in a DuckDB file: held by one process, used by all of its threads."""

import contextlib
import os
import re
import shutil
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
import pyarrow as pa

from store.cancelling import Cancel
from store.copying import STORAGE, clear, copy_file, copy_new, copy_whole, keep_runs, last_seq, position_of
from store.damage import damaged, is_damage, reason
from store.errors import BadData, BadRequest, CannotWrite, StoreBusy, UnknownRecord
from store.home import Home, is_current, unwritable
from store.inserting import insert_rows, without_known
from store.knowledge import KnowledgeStore
from store.lock import HolderLock
from store.migrations import migrate
from store.nouns import Noun, noun_of, rows_by_noun
from store.readonly import query_file
from store.records import Record
from store.views import make_views
from store.warm import let_go

R = TypeVar("R", bound=Record)

_LARGE = 1_000_000
"""Facts from which on a whole copy is published without its kept tables first: they would take longer than the five
seconds within which a change is to be published."""
_UNKNOWN = -2
"""Position of a published copy that nobody has looked at yet; -1 is one that must be made anew."""
_CLOCK_S = 0.01
"""By how much a file's time of change may lag behind the clock."""
_READERS_S, _READERS_END_S = 1.0, 6.0
"""How long closing waits for what other threads are reading before it ends that, and before it gives up."""


class DuckStore(KnowledgeStore):
    """All facts in one DuckDB file.

    Threads: readers take a cursor each; writers queue at a lock. Processes: the file is held by one, others read the
    published copy (`publish`). A commit is on the disk when `append` returns; a killed process loses nothing of it.
    """

    def __init__(self, path: Path, connection: Any, lock: HolderLock, published: Path) -> None:
        self.path = path
        self.published_path = published
        self._connection = connection
        self._lock = lock
        self._writing = threading.Lock()
        self._publishing = threading.Lock()
        self._published_position = _UNKNOWN
        self._plain = False
        self._wholes = 0
        self._completing: Any = None
        self._given_up = False
        self._taken_out = False
        self._closed = False
        self._taking = threading.Lock()
        self._cursors: weakref.WeakSet[Any] = weakref.WeakSet()
        self._position = self._last_seq()
        self._appending_since: float | None = None

    @classmethod
    def open(
        cls, path: Path, *, wait_s: float = 0.0, holder: str | None = None, published: Path | None = None
    ) -> "DuckStore":
        """Opens the store at `path`, making it where there is none.

        Args:
            path: the store's file.
            wait_s: seconds to wait for another process to let go of it.
            holder: what this process is, for the others ("sextant app"); from the command line where not given.
            published: where the copy for readers goes; `analytics.duckdb` beside the store where not given.

        Raises:
            StoreBusy: another process holds it; the message names it and its pid.
            BadRequest: it cannot be opened: no DuckDB file, no permission, or of a newer Sextant.
        """
        path = Path(path)
        if not path.parent.is_dir():
            raise BadRequest(f"The knowledge store {path} cannot be opened: there is no folder {path.parent}.")
        lock = HolderLock(path, holder)
        lock.take(wait_s)
        try:
            connection = _connect(path)
            try:
                migrate(connection)
                make_views(connection)
                return cls(path, connection, lock, published or path.with_name("analytics.duckdb"))
            except BaseException as error:
                connection.close()
                if isinstance(error, duckdb.Error) and is_damage(error):
                    raise BadRequest(damaged(error, path)) from error
                raise
        except BaseException:
            lock.release()
            raise

    @property
    def position(self) -> int:  # noqa: D102
        return self._position

    def append(self, *facts: Record) -> None:  # noqa: D102 - the contract says it
        found = rows_by_noun(facts)
        with self._writing, self._cursor() as cursor:
            self._appending_since = time.time()
            cursor.execute("BEGIN")
            try:
                position = self._position
                for noun, rows in found.items():
                    fresh = without_known(cursor, noun, rows)
                    insert_rows(cursor, noun, fresh, range(position + 1, position + len(fresh) + 1))
                    position += len(fresh)
                cursor.execute("COMMIT")
                self._position = position
            except BaseException as error:
                with contextlib.suppress(duckdb.Error):  # a commit that failed has rolled back already
                    cursor.execute("ROLLBACK")
                full = unwritable(error, self.path.parent) if isinstance(error, duckdb.Error) else None
                if full is not None:
                    raise CannotWrite(full) from error
                if isinstance(error, UnicodeEncodeError | pa.ArrowInvalid):
                    raise BadData(f"A fact cannot be kept: {error}.") from error
                raise
            finally:
                self._appending_since = None

    def get(self, noun: type[R], key: str) -> R:  # noqa: D102
        table = noun_of(noun)
        where, values = _key_condition(table, key)
        found = self._facts(table, where, values, "LIMIT 1")
        if not found:
            raise UnknownRecord(f"There is no {table.table.replace('_', ' ')} with the id {key!r}.")
        return found[0]  # type: ignore[return-value]

    def find(self, noun: type[R], **equal: object) -> tuple[R, ...]:  # noqa: D102
        table = noun_of(noun)
        where, values = _conditions(table.wanted(equal))
        return self._facts(table, where, values, "ORDER BY seq")  # type: ignore[return-value]

    def latest(self, noun: type[R], **equal: object) -> R | None:  # noqa: D102
        table = noun_of(noun)
        where, values = _conditions(table.wanted(equal))
        found = self._facts(table, where, values, "ORDER BY seq DESC LIMIT 1")
        return found[0] if found else None  # type: ignore[return-value]

    def query(  # noqa: D102
        self, sql: str, max_rows: int = 10_000, timeout_s: float = 30.0, cancel: Cancel | None = None
    ) -> pd.DataFrame:
        return query_file(self.publish(), sql, max_rows, timeout_s, cancel)

    def frame(self, sql: str, values: Sequence[object] = ()) -> pd.DataFrame:  # noqa: D102
        with self._cursor() as cursor:
            return cursor.execute(sql, list(values)).df()  # type: ignore[no-any-return]

    def publish(self, *, anew: bool = False) -> Path:
        """Makes the published copy current, all at once: a reader sees the old copy or the new, nothing between.

        Args:
            anew: makes the whole of it, as where the one before is damaged.

        Returns:
            The copy; it is left as it is where nothing has changed.
        """
        with self._publishing:
            position, began = self._state()
            if anew:
                self._published_position = -1
            elif self._published_position == _UNKNOWN:
                self._look_at_copy(position)
            if position <= self._published_position and self.published_path.exists():
                # it was begun while this was recorded and has it all the same, or the clock was put back
                if not is_current(self.published_path, self.path):
                    os.utime(self.published_path, (began, began))
                return self.published_path
            with self._replacing() as partial:
                with self._cursor() as cursor:
                    copied = self._copy(cursor, partial, position)
                self._put(partial, began)
            self._published_position = copied
            return self.published_path

    def _state(self) -> tuple[int, float]:
        """The position now, and a moment up to which it has everything that the store's file or log was told."""
        now, since = time.time(), self._appending_since
        return self._position, now if since is None else min(now, since - _CLOCK_S)

    def _look_at_copy(self, position: int) -> None:
        """A copy of the last time may need but what came since, or nothing."""
        with self._cursor() as cursor:
            self._published_position, kept = position_of(cursor, self.published_path)
        self._plain = self._published_position >= 0 and not kept
        if self._plain and position < _LARGE:
            self._published_position = -1

    def _copy(self, cursor: Any, partial: Path, position: int) -> int:
        """The copy before with what is new, where that is little; the whole otherwise.

        Returns:
            The position of the copy: at least the one wanted.
        """
        known = self._published_position
        if known >= 0 and self.published_path.exists() and (position - known) * 4 < position:
            try:
                copy_new(cursor, self.published_path, partial, known, position)
                return position
            except (duckdb.Error, OSError):  # somebody changed or removed the copy: it is made anew
                self._published_position = -1
        self._plain, self._wholes = position >= _LARGE, self._wholes + 1
        if self._plain and not self._taken_out:
            with self._writing:
                position = self._position
                if copy_file(cursor, self.path, partial):
                    return position
        return copy_whole(cursor, partial, kept=not self._plain)

    @property
    def lacks_kept(self) -> bool:
        """Whether the published copy lacks its kept tables, so that queries over very many runs are slower."""
        return self._plain

    def complete(self) -> None:
        """Makes the kept tables that the published copy lacks; meanwhile it goes on being published without them.

        Ends early, leaving the copy as it is, where the store is closed or the copy was made anew meanwhile, as after
        a person was forgotten.
        """
        whole = self.published_path.with_name(self.published_path.name + ".whole")
        with self._publishing:
            if not self._plain or self._closed or self._given_up:
                return
            clear(whole)
            shutil.copyfile(self.published_path, whole)
            known, wholes = self._published_position, self._wholes
        try:
            keep_runs(whole, self._interruptible)
            with self._publishing:
                if self._closed or self._wholes != wholes or self._published_position < known:
                    return
                position, began = self._state()
                with self._replacing() as partial:
                    with self._cursor() as cursor:
                        copy_new(cursor, whole, partial, known, position)
                    self._put(partial, began)
                self._published_position, self._plain = position, False
        except duckdb.InterruptException:
            return
        finally:
            self._completing = None
            clear(whole)

    def give_up_completing(self) -> None:
        """Ends what `complete` is doing, for good: this process is about to close the store."""
        self._given_up = True
        completing = self._completing
        if completing is not None:
            with contextlib.suppress(duckdb.Error):  # it may have ended just now
                completing.interrupt()

    def _interruptible(self, connection: Any) -> None:
        self._completing = connection
        if self._closed or self._given_up:
            raise duckdb.InterruptException("closed")

    @contextlib.contextmanager
    def taking_out(self) -> Iterator[Any]:
        """A transaction that takes words out of facts; the published copy, which still has them, goes with it.

        Neither another writer nor a publication comes between, so that no copy made before takes its place afterwards.
        What is left of the words in unused parts of the file is there until `store.forgetting.rewrite`, and a mark in
        the home says so (`Home.to_rewrite`).

        Yields:
            A cursor within the transaction; `insert_rows` at `position + 1` and on may record what was done.
        """
        with self._publishing, self._writing, self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield cursor
                Home(self.path.parent).to_rewrite.touch()
                self.published_path.unlink(missing_ok=True)
                let_go(self.published_path)
                self._published_position, self._taken_out = -1, True
                cursor.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(duckdb.Error):  # a commit that failed has rolled back already
                    cursor.execute("ROLLBACK")
                raise
            self._position = self._last_seq()

    @contextlib.contextmanager
    def _replacing(self) -> Iterator[Path]:
        """A place for a new copy; where making it fails nothing stays, which would keep a full disk full."""
        partial = self.published_path.with_name(self.published_path.name + ".tmp")
        if self.published_path.is_dir():
            raise BadRequest(f"{self.published_path} is a folder where the published copy goes. Move it away.")
        try:
            yield partial
        except BaseException:
            with contextlib.suppress(OSError):
                clear(partial)
            raise

    def _put(self, partial: Path, began: float) -> None:
        """Puts a new copy in the place of the one before, dated by the moment whose state it shows."""
        os.utime(partial, (began, began))  # what came since may be lacking
        os.replace(partial, self.published_path)
        let_go(self.published_path)

    def close(self) -> None:  # noqa: D102
        with self._publishing, self._writing:
            if self._closed:
                return
            with self._taking:
                self._closed = True
            self.give_up_completing()
            let_go(self.published_path)
            try:
                self._close_connection()
            finally:
                self._lock.release()

    def _close_connection(self) -> None:
        """Closes it once the questions of other threads have ended, as DuckDB insists; slow ones are broken off."""
        began = time.monotonic()
        while True:
            try:
                return self._connection.close()  # type: ignore[no-any-return]
            except duckdb.ResourceInUseException:
                if time.monotonic() > began + _READERS_END_S:
                    raise
            if time.monotonic() > began + _READERS_S:
                for cursor in list(self._cursors):
                    with contextlib.suppress(duckdb.Error):  # it may have ended just now
                        cursor.interrupt()
            time.sleep(0.005)

    def _cursor(self) -> Any:
        with self._taking:
            if self._closed:
                raise BadRequest(f"The knowledge store {self.path} is closed.")
            cursor = self._connection.cursor()
            self._cursors.add(cursor)
        return cursor

    def _facts(self, noun: Noun, where: str, values: list[object], order: str) -> tuple[Record, ...]:
        with self._cursor() as cursor:
            rows = cursor.execute(f"SELECT {_names(noun)} FROM facts.{noun.table} {where} {order}", values).fetchall()
        return tuple(noun.fact(row) for row in rows)

    def _last_seq(self) -> int:
        with self._cursor() as cursor:
            return last_seq(cursor, cursor.execute("SELECT current_database()").fetchone()[0])


def _connect(path: Path) -> Any:
    try:
        return duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE})  # of a file that is new
    except duckdb.Error as error:
        holder = re.search(r"held in (.+?) \(PID (\d+)\)", str(error))
        if holder:
            who = f"{holder[1]} (pid {holder[2]})"
            raise StoreBusy(f"The knowledge store {path} is held by {who}. Close that first.") from error
        if is_damage(error):
            raise BadRequest(damaged(error, path)) from error
        raise BadRequest(f"The knowledge store {path} cannot be opened: {reason(error)}.") from error


def _names(noun: Noun) -> str:
    return ", ".join(f'"{f.name}"' for f in noun.fields)


def _conditions(wanted: list[tuple[str, Any]]) -> tuple[str, list[object]]:
    tests = [_condition(name, value) for name, value in wanted]
    values = [list(v) if isinstance(v, tuple) else v for _, v in wanted if v is not None and v != ()]
    return ("WHERE " + " AND ".join(tests) if tests else ""), values


def _condition(name: str, value: Any) -> str:
    if value is None:
        return f'"{name}" IS NULL'
    if value == ():
        return "false"
    return f'"{name}" IN (SELECT unnest(?))' if isinstance(value, tuple) else f'"{name}" = ?'


def _key_condition(noun: Noun, key: str) -> tuple[str, list[object]]:
    if len(noun.key) == 1:
        return f'WHERE "{noun.key[0]}" = ?', [key]
    return "WHERE " + " || '/' || ".join(f'"{k}"' for k in noun.key) + " = ?", [key]
