"""Care of a home: back it up, put it back, check that all is as it was recorded."""

import io
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from store.aside import store_to_read
from store.damage import damaged, from_copy, reason
from store.duck import DuckStore
from store.errors import BadData, BadRequest, SextantError, StoreBusy
from store.home import Home, unwritable
from store.knowledge import KnowledgeStore
from store.lock import HolderLock
from store.nouns import NOUNS
from store.records import DatasetVersion, FilesRemoved, ModelVersion, RunEnd
from store.warm import reading
from store.writing import written_whole

_KEPT = (
    "data", "runs", "models", "workflows", "functions", "uploads", "scored", "watched", "machine.json", "sextant.toml",
)  # fmt: skip
"""What of a home cannot be made again, beside the store; fitted meta-models, logs and exports can."""
_STORE = ("store.duckdb", "store.duckdb.wal", "analytics.duckdb")
_PIECE_BYTES = 1 << 20
_REFERENCES = (
    ("dataset_version", "dataset_id", "dataset"),
    ("goal", "version_id", "dataset_version"),
    ("proposal", "goal_id", "goal"),
    ("decision", "proposal_id", "proposal", "alias_proposal"),
    ("experiment", "decision_id", "decision"),
    ("experiment", "goal_id", "goal"),
    ("run", "experiment_id", "experiment"),
    ("run", "version_id", "dataset_version"),
    ("run_start", "run_id", "run"),
    ("run_end", "run_id", "run"),
    ("measurement", "run_id", "run"),
    ("feedback_withdrawal", "feedback_id", "feedback"),
)
"""Facts that speak of others: table, column, and the tables in one of which it must be found."""


@dataclass(frozen=True)
class Check:
    """What a check of a store found."""

    facts: int
    """Facts that were read."""
    problems: tuple[str, ...]
    """What is not as it should be, one sentence each; none where all is well."""
    notes: tuple[str, ...] = ()
    """What is missing and may rightly be, one sentence each."""
    of: str = ""
    """Which state was checked, where that is not the store itself."""


def backup(store: DuckStore, home: Path, target: Path) -> Path:
    """Writes a home into one archive while it is in use: the store as of now, tables, runs and models.

    Args:
        store: the open store of that home.
        home: SEXTANT_HOME.
        target: the archive, `.tar.gz`; replaced if it is there. Files of runs under way are in it as they are now.

    Raises:
        BadRequest: the archive cannot be written.
    """
    target = Path(target)
    if target.exists() and not target.is_file():  # a device would be replaced by a file
        raise BadRequest(f"The backup {target} cannot be written: something that is no file is there.")
    try:
        with written_whole(target) as partial, tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            archive.add(store.publish(), "store.duckdb")
            for name in _KEPT:
                if (home / name).exists():
                    _pack(archive, home / name, name)
    except OSError as error:
        raise BadRequest(
            f"The backup {target} cannot be written: {error.strerror or error}. Name another file."
        ) from error
    return target


def _pack(archive: tarfile.TarFile, path: Path, name: str) -> None:
    """Adds a file or a folder; what is half written (`.tmp`) or vanishes meanwhile is no part of it, nor are links."""
    if path.name.endswith((".tmp", ".part")) or path.is_symlink():
        return
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            _pack(archive, entry, f"{name}/{entry.name}")
        return
    with suppress(FileNotFoundError):
        content = path.read_bytes()  # at once: a run that still writes may make its files longer or shorter
        about = archive.gettarinfo(path, name)
        about.size = len(content) if about.isreg() else 0
        archive.addfile(about, io.BytesIO(content))


def restore(archive: Path, home: Path, *, replace: bool = False) -> Path | None:
    """Puts a backup into a home.

    Args:
        archive: what `backup` wrote.
        home: SEXTANT_HOME, which has no store yet, or `replace` is given.
        replace: moves what the home has into a folder beside it first; nothing is ever deleted.

    Returns:
        The folder that what was there has been moved to; None where there was nothing.

    Raises:
        BadRequest: there is a store already, and `replace` is not given; nothing is written over. Or the home cannot
            be written to.
        StoreBusy: a process holds the store that would be replaced.
        BadData: it is no backup, or is damaged; the home is left as it was.
    """
    home = Path(home)
    there = _of_a_store(home)
    if there and not replace:
        raise BadRequest(
            f"{home} has {' and '.join(there)} already. Name an empty folder as --home, or say --replace: "
            "what is there is then moved aside."
        )
    if not Path(archive).is_file():
        raise BadRequest(f"There is no file {archive}. Name an archive that `sextant backup` wrote.")
    lock = HolderLock(Home(home).store)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restoring-") as name:
            folder = Path(name)
            unpacked(archive, folder)
            lock.take()  # nobody may open what is about to be replaced
            aside = _moved_aside(home) if _of_a_store(home) else None
            for part in (*_KEPT, "store.duckdb"):
                if (folder / part).exists():
                    _put(folder / part, home / part)
    except OSError as error:
        raise BadRequest(
            unwritable(error, home) or f"{home} cannot be restored to: {error.strerror or error}. Name another --home."
        ) from error
    finally:
        lock.release()
        with suppress(OSError):
            home.rmdir()  # only where nothing was put into it
    return aside


def _of_a_store(home: Path) -> list[str]:
    """The files of a store that a home has: a log without its store would be taken for the restored one's."""
    return [part for part in _STORE if (home / part).exists()]


def unpacked(archive: Path, folder: Path) -> None:
    """Unpacks a backup into an empty folder and tries its store.

    Raises:
        BadData: it is no backup, or is damaged.
        OSError: there is no room for it, or it cannot be written.
    """
    try:
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
            while packed.fileobj is not None and packed.fileobj.read(_PIECE_BYTES):
                pass  # the sum that tells whether all was read as it was written stands behind the last file
        if not Home(folder).store.is_file():
            raise BadData("there is no store in it.")
        DuckStore.open(Home(folder).store).close()
    except (OSError, EOFError, zlib.error, tarfile.TarError, SextantError) as error:
        if unwritable(error, folder) is not None:
            raise OSError(str(error)) from error
        why = str(error.__cause__ or error).replace(f"{folder}{os.sep}", "").splitlines()[0].rstrip(".:")
        raise BadData(f"{archive} is no backup of Sextant or is damaged: {why}.") from error


def _moved_aside(home: Path) -> Path:
    """Moves the store of a home that is locked, and its files, into a new folder beside the home."""
    number = 1
    while (aside := home.with_name(f"{home.name}.before-{number}")).exists():
        number += 1
    aside.mkdir()
    for part in (*_KEPT, *_STORE):
        if (home / part).exists():
            os.replace(home / part, aside / part)
    return aside


def _put(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, target)


def examine(home: Path, also: Callable[[KnowledgeStore, Path], Sequence[str]] | None = None) -> Check:
    """Checks the store of a home, whatever has happened to its file; of one in use what it has published.

    Args:
        home: SEXTANT_HOME.
        also: finds what else is wrong with a home, given its store: one sentence each, such as of files that others
            than the store can read.

    Raises:
        StoreBusy: a process holds it and publishes nothing.
    """
    path = Home(home).store
    if not path.exists():
        return Check(
            0, (f"There is no knowledge store at {path}. Restore a backup, or name another home.{from_copy(path)}",)
        )
    try:
        with store_to_read(home) as opened:
            found = check(opened.store, home)
            more = _found_by(also, opened.store, home) if also is not None else ()
            copy = () if opened.as_of else _mended_copy(opened.store)
            return replace(found, problems=(*found.problems, *more, *copy), of=opened.sentence)
    except StoreBusy:
        raise
    except BadRequest as error:  # the sentence says all: it is damaged, of a newer Sextant, of another program
        return Check(0, (str(error),))
    except (SextantError, duckdb.Error, ValueError) as error:
        return Check(0, (damaged(error, path),))


def _found_by(
    also: Callable[[KnowledgeStore, Path], Sequence[str]], store: KnowledgeStore, home: Path
) -> Sequence[str]:
    try:
        return also(store, home)
    except (ValueError, duckdb.Error):  # facts that cannot be read, which the check has told
        return ()


def _mended_copy(store: DuckStore) -> tuple[str, ...]:
    """Reads the whole published copy; where it is damaged it is made anew, and a sentence says so."""
    copy = store.published_path
    if not copy.exists():
        return ()
    try:
        with reading(copy) as connection:
            for noun in NOUNS:
                connection.execute(f"SELECT bit_xor(hash(f)) FROM facts.{noun.table} f").fetchall()
            connection.execute("SELECT count(hash(r)) FROM runs r").fetchall()
    except (BadRequest, duckdb.Error) as error:
        store.publish(anew=True)
        return (f"The published copy {copy} was damaged and was made anew: {reason(error)}.",)
    return ()


def check(store: KnowledgeStore, home: Path) -> Check:
    """Reads every fact, follows every reference, and looks for the files that facts speak of."""
    problems: list[str] = []
    count = 0
    for noun in NOUNS:
        try:
            count += len(store.find(noun.record))
            store.frame(f"SELECT bit_xor(hash(f)) AS mark FROM facts.{noun.table} f")  # columns beside the fact too
        except (ValueError, duckdb.Error) as error:
            problems.append(f"A {noun.table.replace('_', ' ')} cannot be read: {reason(error)}.")
    for table, column, *others in _REFERENCES:
        known = " UNION ALL ".join(f"SELECT id FROM facts.{other}" for other in others)
        lost = store.frame(
            f"SELECT count(DISTINCT a.{column}) AS n, any_value(a.{column}) AS one FROM facts.{table} a "
            f"ANTI JOIN ({known}) b ON b.id = a.{column}"
        )
        if lost["n"][0]:
            problems.append(
                f"{lost['n'][0]} {others[0].replace('_', ' ')} that a {table.replace('_', ' ')} speaks of is missing, "
                f"such as {lost['one'][0]}."
            )
    return Check(count, (*problems, *_missing_files(store, home)), _runs_without_files(store, home))


def _missing_files(store: KnowledgeStore, home: Path) -> Sequence[str]:
    versions = [(f"The rows of dataset version {v.id}", v.snapshot) for v in store.find(DatasetVersion)]
    models = [(f"The model {m.name} version {m.version}", m.path) for m in store.find(ModelVersion)]
    return [
        f"{what} should be at {home / path}, where nothing is."
        for what, path in versions + models
        if not (home / path).exists()
    ]


def _runs_without_files(store: KnowledgeStore, home: Path) -> tuple[str, ...]:
    """Runs whose folders are not there, though no setting removed them: facts also come without files."""
    try:
        removed = {subject for entry in store.find(FilesRemoved) for subject in entry.subjects}
        ended = [e for e in store.find(RunEnd) if e.artefacts and e.run_id not in removed]
    except (ValueError, duckdb.Error):  # told already
        return ()
    gone = [e.run_id for e in ended if not (home / e.artefacts).exists()]
    if not gone:
        return ()
    such = gone[0] if len(gone) == 1 else f"{len(gone)} runs, such as {gone[0]}"
    return (
        f"{Home(home).runs} has no log and no predictions of {such}. Either their facts came without files, "
        "or the files were removed, and a backup has them. The scores are in the store.",
    )
