"""Keeping what a declared workflow runs: its code and its data, each recognised by content, each checked when used."""

import hashlib
import itertools
import os
import shlex
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from experiments.declared.declaration import Declaration, Declared
from store.errors import BadData, BadRequest
from store.home import Home
from store.knowledge import KnowledgeStore
from store.records import Dataset, DatasetVersion, Workflow
from store.writing import made_whole

_HASH_DIGITS = 24
_KEY_DIGITS = 12
_MOST_FILES = 500
_MOST_BYTES = 50 * 2**20
_NO_CODE = frozenset({"__pycache__", ".git", ".venv", "venv", "node_modules", "site-packages"})
DECLARATION = "declaration.json"


def workflow_folder(home: Path, workflow_id: str) -> Path:
    """Where the code of a declared workflow is kept."""
    return Home(home).workflows / workflow_id


def keep_workflow(declared: Declared, home: Path) -> Workflow:
    """Keeps a workflow's code in the home, so that what was approved is what runs, whatever becomes of the files.

    Returns:
        The workflow; its id ends with the hash of its declaration and code.

    Raises:
        BadRequest: there is too much code, some of it does not lie in the workflow's folder, or it cannot be kept.
    """
    files = _code(declared, home)
    key = _key(declared.declaration, declared.folder, files)
    workflow = declared.workflow(key)
    place = workflow_folder(home, workflow.id)
    if place.exists():
        return workflow
    try:
        with made_whole(place) as beside:
            (beside / "code").mkdir(parents=True)
            for file in files:
                (beside / "code" / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(declared.folder / file, beside / "code" / file)
            (beside / DECLARATION).write_text(declared.declaration.model_dump_json(), encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"The workflow's code cannot be kept in {place}: {error.strerror or error}.") from error
    return workflow


def kept_workflow(home: Path, workflow_id: str) -> tuple[Declaration, Path]:
    """A workflow's declaration and the folder of its code, checked against the hash in its id.

    Raises:
        BadData: it is gone or was changed.
    """
    place = workflow_folder(home, workflow_id)
    try:
        declaration = Declaration.model_validate_json((place / DECLARATION).read_text(encoding="utf-8"))
        files = _files(place / "code")
        key = _key(declaration, place / "code", files)
    except (OSError, ValueError) as error:
        raise BadData(f"The kept code of {workflow_id} is gone or damaged in {place}. Run its file again.") from error
    if not workflow_id.endswith(f"-{key}"):
        raise BadData(f"The code in {place} is no longer what {workflow_id} was approved with. Run its file again.")
    return declaration, place / "code"


def keep_data(
    path: Path | None,
    store: KnowledgeStore,
    home: Path,
    person: str,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
) -> DatasetVersion:
    """Keeps a file or folder as it is, and records it as a dataset's version unless that very content is known.

    Args:
        path: None where a workflow makes its own data.

    Raises:
        BadData: it cannot be read or kept.
    """
    try:
        digest = _data_hash(path)
        found = store.find(DatasetVersion, id=digest)
        size = 0
        if path is not None:
            size = _copy(path, home / _snapshot(digest, path.name))
    except OSError as error:
        raise BadData(f"{path} cannot be read or kept: {error.strerror or error}. Check the path.") from error
    if found:
        return found[0]
    name = path.name if path is not None else "no data: the workflow makes its own"
    source = str(path.resolve()) if path is not None else "none"
    now = clock()
    dataset = store.latest(Dataset, name=name, source=source)
    known = dataset or Dataset(id=new_id("dataset"), name=name, source=source, recorded_at=now, recorded_by=person)
    version = DatasetVersion(
        id=digest, dataset_id=known.id, rows=0, columns=(), size_bytes=size, recorded_at=now,
        snapshot=_snapshot(digest, path.name) if path is not None else "",
    )  # fmt: skip
    store.append(*([] if dataset else [known]), version)
    return version


def kept_data(version: DatasetVersion, home: Path) -> Path | None:
    """Where a version's content lies, checked against its hash; None where a workflow makes its own data.

    Raises:
        BadData: it is gone or was changed.
    """
    if not version.snapshot:
        return None
    path = home / version.snapshot
    try:
        same = _data_hash(path) == version.id
    except OSError as error:
        raise BadData(f"The kept copy of the data is gone from {path}. Run the experiment's file again.") from error
    if not same:
        raise BadData(f"The data in {path} is no longer what it was recorded with. Run the experiment's file again.")
    return path


def _snapshot(digest: str, name: str) -> str:
    return f"data/{digest}/{name}"


def _code(declared: Declared, home: Path) -> list[str]:
    """Files of the workflow's folder that belong to it: Python, what the command names, what `code` matches.

    Raises:
        BadRequest: there is too much of it, or some of it lies elsewhere.
    """
    folder = declared.folder
    words = (w for w in shlex.split(declared.declaration.command or "") if "{" not in w and not Path(w).is_absolute())
    matched = [folder / w for w in words if (folder / w).is_file()]
    for pattern in declared.code:
        try:
            matched += [p for p in folder.glob(pattern) if p.is_file()]
        except (ValueError, NotImplementedError) as error:
            raise BadRequest(
                f"“{pattern}” in “code” is no pattern of files in {folder}, such as data/*.txt."
            ) from error
    found = set(itertools.islice(_python(folder, home), _MOST_FILES + 1))
    for file in matched:
        if ".." in file.relative_to(folder).parts:
            raise BadRequest(
                f"{file} is not in the workflow's folder, of which each run has a copy: put it there, or into data."
            )
        found.add(file.relative_to(folder).as_posix())
    return _bounded(folder, found)


def python_files(folder: Path, home: Path) -> list[str]:
    """The Python files in a folder and those below it; what is kept in the home is none of them.

    Raises:
        BadRequest: there is too much code.
    """
    return _bounded(folder, set(itertools.islice(_python(folder, home), _MOST_FILES + 1)))


def _bounded(folder: Path, found: set[str]) -> list[str]:
    if len(found) > _MOST_FILES or sum((folder / f).stat().st_size for f in found) > _MOST_BYTES:
        raise BadRequest(
            f"{folder} has more than {_MOST_FILES} files of code, or more than 50 MB of them. "
            "Put the workflow into a folder of its own."
        )
    return sorted(found)


def _python(folder: Path, home: Path) -> Iterator[str]:
    """The Python files of a folder; environments, caches, hidden folders and the home are not looked into."""
    kept = home.resolve()
    for place, folders, files in os.walk(folder):
        folders[:] = [
            f for f in folders if f not in _NO_CODE and not f.startswith(".") and (Path(place) / f).resolve() != kept
        ]
        yield from ((Path(place) / f).relative_to(folder).as_posix() for f in files if f.endswith(".py"))


def _key(declaration: Declaration, folder: Path, files: Iterable[str]) -> str:
    whole = hashlib.sha256(declaration.model_dump_json().encode())
    for file in files:
        whole.update(b"\0" + file.encode() + b"\0" + (folder / file).read_bytes())
    return whole.hexdigest()[:_KEY_DIGITS]


def _files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _data_hash(path: Path | None) -> str:
    whole = hashlib.sha256(b"sextant-files-1")
    if path is not None:
        whole.update(path.name.encode())
        for file in _files(path) if path.is_dir() else [""]:
            whole.update(b"\0" + file.encode() + b"\0")
            with (path / file if file else path).open("rb") as content:
                whole.update(hashlib.file_digest(content, "sha256").digest())
    return whole.hexdigest()[:_HASH_DIGITS]


def _copy(source: Path, place: Path) -> int:
    """Copies a file or folder unless it is there already; bytes of the copy."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with made_whole(place) as beside:
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, beside)
    return sum(p.stat().st_size for p in ([place] if place.is_file() else place.rglob("*")) if p.is_file())
