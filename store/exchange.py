"""Takes knowledge from one store to another: a folder or a zip of Parquet files, one a noun, and a manifest.

What is already known is recognised by its key and left as it is, so importing twice changes nothing, and two stores
that import each other's exports come to know the same.
"""

import contextlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from store.errors import BadData, BadRequest, DuplicateFact
from store.home import Home, unwritable
from store.inserting import ARROW
from store.knowledge import KnowledgeStore
from store.migrations import MIGRATIONS
from store.namesakes import part_namesakes
from store.nouns import NOUNS, Noun
from store.records import (
    Conversation,
    DataReport,
    DatasetProfile,
    DatasetVersion,
    Machine,
    MetaModelCard,
    ModelVersion,
    Policy,
    Record,
    Workflow,
)
from store.staying_forgotten import keep_forgotten
from store.writing import copied_whole, filled_whole, why_unwritten, written_whole

FORMAT = 1
"""Version of the layout of an export."""
MANIFEST = "manifest.json"
_SLICE = 2000
_SAME_THING = (Machine, DatasetVersion, DatasetProfile, DataReport, MetaModelCard, Conversation)
"""Named by their content, or as the conversation about a model by what they are about: of the same thing seen in two
places, what was recorded here first stays."""
_LARGEST_MANIFEST = 10_000_000
_CARRIED = "tables"
"""Folder of an export with what goes along, laid out as in a home."""


@dataclass
class Exchange:
    """What an import or an export did, by noun."""

    new: dict[str, int] = field(default_factory=dict)
    """Facts that were added (of an export: written)."""
    known: dict[str, int] = field(default_factory=dict)
    """Facts that were there already."""
    refused: list[str] = field(default_factory=list)
    """Facts that were not taken and why, one sentence each."""
    tables: int = 0
    """Copies of dataset versions that went along."""
    models: int = 0
    """Folders of kept models that went along."""
    workflows: int = 0
    """Folders of declared workflows' code that went along."""
    asking: int = 0
    """Standing policies that came and, written elsewhere, approve nothing here."""

    @property
    def sentence(self) -> str:
        """The whole in a sentence."""
        new, known = sum(self.new.values()), sum(self.known.values())
        said = f"{new} new facts, {known} already known, {len(self.refused)} refused"
        files = ((self.tables, "tables"), (self.models, "models"), (self.workflows, "workflows with their code"))
        sentence = ", ".join([said, *(f"{n} {what}" for n, what in files if n)]) + "."
        if self.asking:
            what = "A standing policy" if self.asking == 1 else f"{self.asking} standing policies"
            sentence += f" {what} of another home retrains nothing here without asking; say it here to have that."
        return sentence


def export_knowledge(store: KnowledgeStore, path: Path, *, home: Path | None = None) -> Exchange:
    """Writes all facts of a store.

    Args:
        store: what is written.
        path: a new or empty folder, or a file that ends in `.zip` (an earlier export there is replaced).
        home: where given, what it keeps of dataset versions, models and declared workflows goes along, so that runs
            can be repeated and models used elsewhere.

    Raises:
        BadRequest: the folder is not empty, the file is there and no export, or either cannot be written.
    """
    path = Path(path)
    try:
        if path.suffix == ".zip":
            _check_replaceable(path)
            return _export_zip(store, path, home)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise BadRequest(f"{path} is not an empty folder. Name a new one, or a file that ends in .zip.")
        with filled_whole(path):
            return _write(store, path, home)
    except OSError as error:
        raise BadRequest(f"The export {path} cannot be written: {why_unwritten(error)}. Name another place.") from error


def import_knowledge(store: KnowledgeStore, path: Path, *, home: Path | None = None) -> Exchange:
    """Adds the facts of an export to a store; those known already are left as they are.

    Args:
        store: what they are added to.
        path: folder or zip that `export_knowledge` wrote.
        home: where given, dataset versions, models and workflows' code in the export are put into it, where they are
            not yet. A model whose name and version belong to another one here gets a name of its own (see
            `store.namesakes`).

    Raises:
        BadData: it is no export, is damaged, or was written by a newer Sextant; nothing was added.
    """
    path = Path(path)
    with _folder(path) as folder:
        manifest = _manifest(folder, path)
        tables = {noun: _read(folder / f"{noun.table}.parquet", noun, manifest) for noun in NOUNS}
        done = Exchange()
        for noun, count in keep_forgotten(store, tables).items():
            done.known[noun.table] = count
        folders = part_namesakes(store, tables)
        done.asking = _ask_here(store, tables)
        for noun, rows in tables.items():
            facts = _facts(noun, rows, done)
            for start in range(0, len(facts), _SLICE):
                _add(store, noun, facts[start : start + _SLICE], done)
        if home is not None:
            carried = folder / _CARRIED
            _copy_kept(store, carried, home, done)
            done.models = sum(_copied_folder(carried / old, home / new, home, carried) for old, new in folders.items())
        return done


def _check_replaceable(path: Path) -> None:
    """Refuses to write over a file that is something else than an earlier export."""
    if not path.exists():
        return
    with contextlib.suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        if MANIFEST in archive.namelist():
            return
    raise BadRequest(f"{path} is there already and is no export of Sextant, so it stays as it is. Name another file.")


def _export_zip(store: KnowledgeStore, path: Path, home: Path | None) -> Exchange:
    with tempfile.TemporaryDirectory() as name, written_whole(path) as partial:
        folder = Path(name)
        done = _write(store, folder, home)
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:  # Parquet is compressed already
            for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                archive.write(file, file.relative_to(folder).as_posix())
    return done


def _write(store: KnowledgeStore, folder: Path, home: Path | None) -> Exchange:
    done = Exchange()
    for noun in NOUNS:
        rows = [noun.row(fact)[: len(noun.fields)] for fact in store.find(noun.record)]
        if rows:
            columns = zip(noun.fields, zip(*rows, strict=True), strict=True)
            table = pa.table({f.name: pa.array(values, ARROW[f.sql]) for f, values in columns})
            pq.write_table(table, folder / f"{noun.table}.parquet", compression="zstd")
            done.new[noun.table] = len(rows)
    if home is not None:
        _copy_kept(store, home, folder / _CARRIED, done)
        for model in store.find(ModelVersion):
            goal = folder / _CARRIED / model.path
            done.models += _copied_folder(home / model.path, goal, folder / _CARRIED, home)
    manifest = {"format": FORMAT, "schema": len(MIGRATIONS), "facts": done.new, "tables": done.tables}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return done


def _copy_kept(store: KnowledgeStore, source: Path, target: Path, done: Exchange) -> None:
    """Copies what one folder keeps of a store's dataset versions and declared workflows into another.

    Code that came along is checked against the hash in its workflow's id when it is to run, as one's own is.
    """
    for version in store.find(DatasetVersion):
        done.tables += _copied(source, target, version)
    for workflow in store.find(Workflow):
        origin, goal = (Home(folder).workflows / workflow.id for folder in (source, target))
        done.workflows += _copied_folder(origin, goal, target, source)


def _copied(source: Path, target: Path, version: DatasetVersion) -> bool:
    """Copies the kept rows of a version, or the folder that was its data; nothing that leads out of either home."""
    origin, goal = (source / version.snapshot).resolve(), (target / version.snapshot).resolve()
    inside = origin.is_relative_to(source.resolve()) and goal.is_relative_to(target.resolve())
    if origin.is_dir() and version.snapshot:
        return _copied_folder(origin, goal, target, source)
    if not inside or not origin.is_file() or goal.exists():
        return False
    copied_whole(origin, goal)
    return True


def _copied_folder(origin: Path, goal: Path, target: Path, source: Path) -> bool:
    """Copies a folder where there is none yet; nothing is written, or read, outside of the two homes."""
    origin, goal = origin.resolve(), goal.resolve()
    inside = goal.is_relative_to(target.resolve()) and origin.is_relative_to(source.resolve())
    if not inside or goal == target.resolve() or not origin.is_dir() or goal.exists():
        return False
    partial = goal.with_name(goal.name + ".tmp")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(origin, partial, ignore=lambda folder, names: [n for n in names if (Path(folder) / n).is_symlink()])
    os.replace(partial, goal)
    return True


@contextlib.contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """The export as a folder; of a zip only files where an export has them are unpacked."""
    if path.is_dir():
        yield path
        return
    if not path.exists():
        raise BadData(f"There is no export {path}.")
    with tempfile.TemporaryDirectory() as name:
        try:
            with zipfile.ZipFile(path) as archive:
                for entry in archive.infolist():
                    target = (Path(name) / entry.filename).resolve()
                    if target.is_relative_to(Path(name).resolve()) and not entry.is_dir():
                        archive.extract(entry, name)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError) as error:  # the third where it wants a password
            if unwritable(error, name) is not None:
                raise
            raise BadData(f"The export {path} cannot be unpacked: {error}.") from error
        yield Path(name)


def _manifest(folder: Path, source: Path) -> dict[str, int]:
    path = folder / MANIFEST
    try:
        if path.stat().st_size > _LARGEST_MANIFEST:
            raise BadData(f"{source} is no export of Sextant: its {MANIFEST} is too large.")
        found = json.loads(path.read_text(encoding="utf-8"))
        version, facts = int(found["format"]), {str(noun): int(n) for noun, n in dict(found["facts"]).items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadData(f"{source} is no export of Sextant: its {MANIFEST} cannot be read.") from error
    if version > FORMAT:
        raise BadData(f"This export has format {version}, this Sextant knows {FORMAT}. Upgrade, then import it again.")
    return facts


def _read(path: Path, noun: Noun, manifest: dict[str, int]) -> list[dict[str, Any]]:
    """The rows of a noun; all are read before any is added, so that a damaged export adds nothing."""
    expected = manifest.get(noun.table, 0)
    if not path.exists():
        if expected:
            raise BadData(f"The export lacks {path.name}, which should have {expected} facts; nothing was added.")
        return []
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        why = str(error).splitlines()[0].replace(str(path), path.name).rstrip(".")
        raise BadData(f"{path.name} of the export is damaged; nothing was added: {why}.") from error
    if len(table) != expected:
        raise BadData(f"{path.name} has {len(table)} facts instead of {expected}; nothing was added.")
    return list(table.to_pylist())


def _ask_here(store: KnowledgeStore, tables: dict[Noun, list[dict[str, Any]]]) -> int:
    """Takes from policies that come what they approve beforehand: a person allows that for a home, not for all copies.

    Returns:
        How many new ones there are of which it was taken.
    """
    here = {policy.id: policy.standing for policy in store.find(Policy)}
    rows = [row for noun, rows in tables.items() if noun.record is Policy for row in rows]
    asking = sum(bool(row.get("standing")) and row["id"] not in here for row in rows)
    for row in rows:
        row["standing"] = here.get(row["id"], False)
    return asking


def _facts(noun: Noun, rows: Sequence[dict[str, Any]], done: Exchange) -> list[Record]:
    facts = []
    for row in rows:
        try:
            facts.append(noun.fact([row.get(f.name) for f in noun.fields]))
        except (ValidationError, ValueError, TypeError, AttributeError) as error:
            key = "/".join(str(row.get(k)) for k in noun.key)
            why = str(error).splitlines()[0]
            done.refused.append(f"{noun.table.replace('_', ' ')} {key!r} is no valid fact: {why}")
    return facts


def _add(store: KnowledgeStore, noun: Noun, facts: Sequence[Record], done: Exchange) -> None:
    """Adds a slice at once; where one of it contradicts what is stored, one by one."""
    before = store.position
    try:
        store.append(*facts)
    except DuplicateFact as error:
        if len(facts) == 1:
            if noun.record in _SAME_THING:
                done.known[noun.table] = done.known.get(noun.table, 0) + 1
            else:
                done.refused.append(str(error))
            return
        for half in (facts[: len(facts) // 2], facts[len(facts) // 2 :]):
            _add(store, noun, half, done)
        return
    new = store.position - before
    done.new[noun.table] = done.new.get(noun.table, 0) + new
    done.known[noun.table] = done.known.get(noun.table, 0) + len(facts) - new
