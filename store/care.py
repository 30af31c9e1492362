"""Care of a home: back it up, put it back, check that all is as it was recorded."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from store.duck import DuckStore
from store.errors import BadData, BadRequest, SextantError, StoreBusy
from store.home import Home
from store.knowledge import KnowledgeStore
from store.nouns import NOUNS
from store.records import DatasetVersion, ModelVersion

_KEPT = ("data", "runs", "models")
_REFERENCES = (
    ("dataset_version", "dataset_id", "dataset"),
    ("goal", "version_id", "dataset_version"),
    ("proposal", "goal_id", "goal"),
    ("decision", "proposal_id", "proposal"),
    ("experiment", "decision_id", "decision"),
    ("experiment", "goal_id", "goal"),
    ("run", "experiment_id", "experiment"),
    ("run", "version_id", "dataset_version"),
    ("run_start", "run_id", "run"),
    ("run_end", "run_id", "run"),
    ("measurement", "run_id", "run"),
    ("feedback_withdrawal", "feedback_id", "feedback"),
)
"""Facts that speak of others: table, column, and the table it must be found in."""


@dataclass(frozen=True)
class Check:
    """What a check of a store found."""

    facts: int
    """Facts that were read."""
    problems: tuple[str, ...]
    """What is not as it should be, one sentence each; none where all is well."""


def backup(store: DuckStore, home: Path, target: Path) -> Path:
    """Writes a home into one archive while it is in use: the store as of now, tables, runs and models.

    Args:
        store: the open store of that home.
        home: SEXTANT_HOME.
        target: the archive, `.tar.gz`; replaced if it is there.

    Raises:
        BadRequest: the archive cannot be written.
    """
    target = Path(target)
    partial = target.with_name(target.name + ".tmp")
    try:
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            archive.add(store.publish(), "store.duckdb")
            for name in _KEPT:
                if (home / name).is_dir():
                    archive.add(home / name, name)
        os.replace(partial, target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise BadRequest(f"The backup {target} cannot be written: {error.strerror or error}.") from error
    return target


def restore(archive: Path, home: Path) -> Path:
    """Puts a backup into a home that has no store yet.

    Raises:
        BadRequest: there is a store already; nothing is written over.
        BadData: it is no backup, or is damaged; the home is left as it was.
    """
    home = Path(home)
    if Home(home).store.exists():
        raise BadRequest(f"{home} has a knowledge store already. Name an empty folder, or move it away first.")
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restoring-") as name:
        folder = Path(name)
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
            if not Home(folder).store.exists():
                raise BadData("there is no store in it.")
            DuckStore.open(Home(folder).store).close()
        except (OSError, EOFError, tarfile.TarError, SextantError) as error:
            raise BadData(f"{archive} is no backup of Sextant or is damaged: {error}") from error
        for part in (*_KEPT, "store.duckdb"):
            if (folder / part).exists():
                _put(folder / part, home / part)
    return home


def _put(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)


def examine(home: Path) -> Check:
    """Checks the closed store of a home, whatever has happened to its file.

    Raises:
        StoreBusy: a process holds it.
    """
    path = Home(home).store
    if not path.exists():
        return Check(0, (f"There is no knowledge store at {path}. Restore a backup, or name another home.",))
    try:
        store = DuckStore.open(path)
    except StoreBusy:
        raise
    except (SextantError, duckdb.Error, ValueError) as error:
        return Check(0, (_unreadable(path, error),))
    try:
        return check(store, home)
    except duckdb.Error as error:
        return Check(0, (_unreadable(path, error),))
    finally:
        with suppress(duckdb.Error):
            store.close()


def _unreadable(path: Path, error: Exception) -> str:
    return f"{path} is damaged: {_reason(error)}. Keep it aside and restore the newest backup into an empty folder."


def _reason(error: Exception) -> str:
    """What pydantic or DuckDB say, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and "errors.pydantic.dev" not in line]
    return ", ".join(lines[:3])[:400].rstrip(".") or type(error).__name__


def check(store: KnowledgeStore, home: Path) -> Check:
    """Reads every fact, follows every reference, and looks for the files that facts speak of."""
    problems: list[str] = []
    count = 0
    for noun in NOUNS:
        try:
            count += len(store.find(noun.record))
        except (ValueError, duckdb.Error) as error:
            problems.append(f"A {noun.table.replace('_', ' ')} cannot be read: {_reason(error)}.")
    for table, column, other in _REFERENCES:
        lost = store.frame(
            f"SELECT count(DISTINCT a.{column}) AS n, any_value(a.{column}) AS one FROM facts.{table} a "
            f"ANTI JOIN facts.{other} b ON b.id = a.{column}"
        )
        if lost["n"][0]:
            problems.append(
                f"{lost['n'][0]} {other.replace('_', ' ')} that a {table.replace('_', ' ')} speaks of is missing, "
                f"such as {lost['one'][0]}."
            )
    return Check(count, (*problems, *_missing_files(store, home)))


def _missing_files(store: KnowledgeStore, home: Path) -> Sequence[str]:
    versions = [(f"The rows of dataset version {v.id}", v.snapshot) for v in store.find(DatasetVersion)]
    models = [(f"The model {m.name} version {m.version}", m.path) for m in store.find(ModelVersion)]
    return [
        f"{what} should be at {home / path} and are not."
        for what, path in versions + models
        if not (home / path).exists()
    ]
