"""Brings the knowledge of another store into this one: of a home, a store's file, a backup or an export."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from store.aside import known_store
from store.care import unpacked
from store.duck import DuckStore
from store.errors import BadData, BadRequest
from store.exchange import MANIFEST, Exchange, export_knowledge, import_knowledge
from store.home import PREDICTIONS, Home, expanded
from store.knowledge import KnowledgeStore
from store.records import Run
from store.writing import copied_whole

_BACKUPS = (".tar.gz", ".tgz")


def is_knowledge(source: str | Path) -> bool:
    """Whether a path is Sextant's own knowledge, in any of the forms that `merge` takes."""
    path = expanded(source)
    name = path.name.casefold()
    return (
        name.endswith((".zip", ".duckdb", *_BACKUPS)) or (path / MANIFEST).is_file() or Home(path).store.is_file()
    )  # fmt: skip


def merge(store: KnowledgeStore, source: str | Path, home: Path) -> Exchange:
    """Adds what another store knows; what is known already is left as it is, so doing it again changes nothing.

    Args:
        store: what is added to.
        source: a home of Sextant (also one in use: then as it has published), a `.duckdb` file of one, a backup, or
            what `export_knowledge` wrote.
        home: SEXTANT_HOME of the store; kept tables, models and predictions come along from a home or a backup.

    Raises:
        BadData: the source is damaged or of a newer Sextant; nothing was added.
        BadRequest: the source is this very store, or cannot be opened.
        StoreBusy: a process holds the source and publishes nothing.
    """
    path = expanded(source)
    if path.name.casefold().endswith(".zip") or (path / MANIFEST).is_file():
        return import_knowledge(store, path, home=home)
    with _opened(path, home) as (other, other_home), tempfile.TemporaryDirectory(prefix="sextant-") as name:
        export_knowledge(other, Path(name) / "all", home=other_home)
        done = import_knowledge(store, Path(name) / "all", home=home)
        if other_home is not None:
            for run in other.find(Run):
                _bring(Home(other_home).runs / run.id / PREDICTIONS, Home(home).runs / run.id / PREDICTIONS, home)
        return done


@contextmanager
def _opened(path: Path, home: Path) -> Iterator[tuple[DuckStore, Path | None]]:
    """The other store, open to be read, and its home where its files are at hand."""
    if path.name.casefold().endswith(_BACKUPS):
        with tempfile.TemporaryDirectory(prefix="sextant-") as name:
            unpacked(path, Path(name))
            with known_store(Path(name)) as opened:
                yield opened.store, Path(name)
        return
    folder = path if path.is_dir() else path.parent
    if folder.resolve() == Path(home).resolve():
        raise BadRequest(f"{path} is this very store. Name another home, a .duckdb file of one, a backup or an export.")
    if path.is_dir() or path.resolve() == Home(folder).store.resolve():
        with known_store(folder) as opened:
            yield opened.store, folder
        return
    with _copy_of(path) as store:
        yield store, folder if Home(folder).store.is_file() else None


@contextmanager
def _copy_of(file: Path) -> Iterator[DuckStore]:
    """A copy of a lone file, such as a published copy: the file itself is only read."""
    if not file.is_file():
        raise BadRequest(f"There is no file {file}.")
    with tempfile.TemporaryDirectory(prefix="sextant-") as name:
        shutil.copyfile(file, Home(Path(name)).store)
        try:
            store = DuckStore.open(Home(Path(name)).store)
        except BadRequest as error:  # which speaks of the copy
            if error.__cause__ is None:
                raise
            raise BadData(f"{file} is no store of Sextant, or is damaged.") from error
        with closing(store):
            if not store.position:
                raise BadRequest(f"There is no knowledge of Sextant in {file}.")
            yield store


def _bring(origin: Path, goal: Path, home: Path) -> None:
    """Copies a file that is not here yet; an id that leads out of the home brings nothing."""
    if not origin.is_file() or goal.exists() or not goal.resolve().is_relative_to(Home(home).runs.resolve()):
        return
    copied_whole(origin, goal)
