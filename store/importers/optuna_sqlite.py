"""An SQLite storage of Optuna, read directly: the tables of its schema 12 (Optuna 3.0 and later)."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.optuna_runs import Search, Trial, constraints_of, first_text, gathered

_MAGIC = b"SQLite format 3\x00"
_NEEDED = {"studies", "study_directions", "trials", "trial_params", "trial_values"}
LONGEST_WAIT_S = 5.0
"""How long is waited for a program that writes to it."""
_INFINITE = {"INF_POS": float("inf"), "INF_NEG": float("-inf")}


class OptunaSQLite(Importer):
    """Reads the file without a lock that would disturb a running optimisation, and without importing Optuna."""

    kind = "optuna-sqlite"
    title = "an SQLite storage of Optuna"
    tool = "optuna"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = _path(source)
        try:
            with path.open("rb") as file:
                if file.read(16) != _MAGIC:
                    return False
            with _opened(path) as connection:
                return _tables(connection) >= _NEEDED
        except BadData:  # locked or damaged; nobody else reads SQLite, and reading it says what is wrong
            return True
        except OSError:
            return False

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        path = _path(source)
        with _opened(path) as connection:
            lacking = _NEEDED - _tables(connection)
            if lacking:
                raise BadData(f"{path} is no storage of Optuna 3 or later: it lacks {', '.join(sorted(lacking))}.")
            found = [_search(connection, *row) for row in _rows(connection, "SELECT study_id, study_name FROM studies")]
            return tuple(gathered(s) for s in found if s.trials)


def _path(source: str) -> Path:
    return Path(source.removeprefix("sqlite:///"))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise BadData(f"There is no file {path}.")
    try:
        with _whole(path) as readable, closing(_connected(readable)) as connection:
            connection.execute("BEGIN")  # all that is read is of one moment, whatever is written meanwhile
            yield connection
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise BadData(
                f"{path} is locked by a program that writes to it. Import it when that is done, or a copy of it."
            ) from error
        raise BadData(f"{path} cannot be read as a storage of Optuna: {error}.") from error
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise BadData(f"{path} cannot be read as a storage of Optuna: {error}.") from error


def _connected(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=LONGEST_WAIT_S)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """The file, or where its writer was killed midway, a copy in which what that had begun is taken back."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        with closing(_connected(path)) as connection:
            _tables(connection)
        left = False
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        left = True
    if not left:
        yield path
        return
    with TemporaryDirectory(prefix="sextant-") as folder:
        copy = Path(folder) / path.name
        for file in (path, journal):
            shutil.copyfile(file, copy.with_name(file.name))
        with closing(sqlite3.connect(copy)) as connection:  # opened for writing, SQLite takes it back
            _tables(connection)
        yield copy


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _rows(connection: sqlite3.Connection, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return connection.execute(sql, values).fetchall()


def _search(connection: sqlite3.Connection, key: int, name: str) -> Search:
    directions = _rows(connection, "SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective", key)
    system = _attributes(connection, "study_system_attributes", "study_id", key)
    own = _attributes(connection, "study_user_attributes", "study_id", key)
    search = Search(name, [d for (d,) in directions], first_text(system, "study:metric_names"), own)
    trials = {
        row[0]: Trial(row[1], row[2], _utc(row[3]), _utc(row[4]), values=[None] * len(directions))
        for row in _rows(
            connection,
            "SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials "
            "WHERE study_id = ? ORDER BY number",
            key,
        )
    }
    _fill(connection, key, trials)
    search.trials = list(trials.values())
    return search


def _fill(connection: sqlite3.Connection, key: int, trials: dict[int, Trial]) -> None:
    join = "JOIN trials t ON t.trial_id = x.trial_id WHERE t.study_id = ?"
    for trial, name, value, text in _rows(
        connection,
        f"SELECT x.trial_id, param_name, param_value, distribution_json FROM trial_params x {join} ORDER BY param_id",
        key,
    ):
        trials[trial].params[name] = (value, text)
    for trial, objective, value, kind in _rows(
        connection, f"SELECT x.trial_id, objective, value, value_type FROM trial_values x {join}", key
    ):
        numbers = list(trials[trial].values)
        if objective < len(numbers):
            numbers[objective] = _INFINITE.get(kind, value)
            trials[trial].values = numbers
    for trial, name, text in _rows(
        connection, f'SELECT x.trial_id, x."key", value_json FROM trial_user_attributes x {join}', key
    ):
        trials[trial].attributes[name] = json.loads(text)
    if "trial_system_attributes" in _tables(connection):
        for trial, text in _rows(
            connection,
            f"SELECT x.trial_id, value_json FROM trial_system_attributes x {join} AND x.\"key\" = 'constraints'",
            key,
        ):
            trials[trial].constraints = constraints_of({"constraints": json.loads(text)})


def _attributes(connection: sqlite3.Connection, table: str, column: str, key: int) -> dict[str, Any]:
    if table not in _tables(connection):
        return {}
    found = _rows(connection, f'SELECT "key", value_json FROM {table} WHERE {column} = ?', key)
    return {name: json.loads(text) for name, text in found}


def _utc(text: str | None) -> str | None:
    """Optuna keeps local time here without saying which; without more to go by the machine's own zone is taken."""
    from datetime import UTC, datetime

    return None if text is None else datetime.fromisoformat(text).astimezone(UTC).isoformat()
