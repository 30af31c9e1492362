"""Files and folders that are there whole or not at all, also where a process is killed while it writes."""

import errno
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LEFT_S = 86_400.0
"""Seconds after which what a writer was writing counts as left behind: it was killed."""
_TRIES = 5


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A place to write to, beside a file whose place it takes at the end: a reader sees the old file, the new or none.

    Where writing fails nothing is left of it, and what was there stays. Two that write the same file at once do not
    meet; the last to end counts.

    Args:
        path: the file; its folder is there.

    Raises:
        OSError: it cannot be written there; a folder is no file.

    Yields:
        A file that is not there yet. Its name ends in `.tmp`: what copies or looks through a home leaves it out.
    """
    if not path.name:  # "." is a folder
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    name = f".{path.name.encode()[:180].decode(errors='ignore')}."
    remove_left(path.parent, name)
    partial = path.with_name(f"{name}{uuid.uuid4().hex[:12]}.tmp")
    try:
        yield partial
        os.replace(partial, path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def copied_whole(source: Path, path: Path) -> None:
    """Copies a file, whole or not at all; folders on its way are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as partial:
        shutil.copyfile(source, partial)


@contextmanager
def made_whole(place: Path) -> Iterator[Path]:
    """A place to make a folder or file that nobody changes later, beside where it is to be: it is there whole or not.

    Args:
        place: where it is to be; its folder is there. What another process has put there meanwhile stays.

    Raises:
        OSError: it cannot be written there.

    Yields:
        A path at which nothing is yet; what is made there may be a folder or a file.
    """
    beside = place.with_name(f".{place.name}.{uuid.uuid4().hex[:12]}.tmp")
    try:
        yield beside
        os.replace(beside, place)
    except OSError:
        if not place.exists():
            raise
    finally:
        with suppress(OSError):
            shutil.rmtree(beside) if beside.is_dir() else beside.unlink(missing_ok=True)


@contextmanager
def filled_whole(folder: Path) -> Iterator[None]:
    """Makes a folder to be filled; where that fails and nothing was in it before, it goes: half an export is none.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    is_empty = not any(folder.iterdir())
    try:
        yield
    except BaseException:
        if is_empty:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def remove_left(folder: Path, begin: str = ".", *, deep: bool = False) -> int:
    """Removes what killed writers left in a folder: hidden `.tmp` files and folders that nobody has touched for a day.

    Args:
        folder: where to look.
        begin: how their names begin.
        deep: whether to look through the folders in it as well.

    Returns:
        How many were removed.
    """
    removed, latest = 0, time.time() - _LEFT_S
    for path in _hidden(folder, begin, deep):
        with suppress(OSError):  # another process was quicker, or it is not ours to remove
            if path.lstat().st_mtime < latest and not path.name.endswith(_BEFORE):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
                removed += 1
    return removed


def _hidden(folder: Path, begin: str, deep: bool) -> Iterator[Path]:
    """Names without patterns: a folder's own name may have brackets."""
    if not deep:
        with suppress(OSError), os.scandir(folder) as entries:
            yield from [Path(e.path) for e in entries if e.name.startswith(begin) and e.name.endswith(".tmp")]
        return
    for place, folders, files in os.walk(folder):
        found = [n for n in (*folders, *files) if n.startswith(begin) and n.endswith(".tmp")]
        folders[:] = [n for n in folders if n not in found]
        yield from (Path(place) / name for name in found)


_BEFORE = ".before.tmp"


def moved_whole(source: Path, target: Path) -> None:
    """Moves a folder to its place, in place of the one that is there; works across file systems.

    Where the process is killed, the old folder or the new one is there, at its place or one step beside it, from where
    `put_back` fetches it. Where moving fails, what was there stays, and nothing is left of the new one.

    Raises:
        OSError: it cannot be written there.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    put_back(target)
    fresh = target.with_name(f".{uuid.uuid4().hex[:12]}.tmp")
    try:
        shutil.move(str(source), str(fresh))
        _take_place(fresh, target)
    except (Exception, KeyboardInterrupt):
        put_back(target)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(_before(target), ignore_errors=True)


def _take_place(fresh: Path, target: Path) -> None:
    before = _before(target)
    for last in (False,) * (_TRIES - 1) + (True,):
        if target.exists():
            shutil.rmtree(before, ignore_errors=True)
            os.rename(target, before)
        try:
            os.rename(fresh, target)
            break
        except OSError:  # a reader has put the old one back meanwhile
            if last:
                raise


def why_unwritten(error: OSError) -> str:
    """What stood in the way of writing, in a few words; of a folder, what did of its first file."""
    first = error.args[0] if error.args else None
    if isinstance(error, shutil.Error) and isinstance(first, list) and first:
        return str(first[0][-1]).split("] ", 1)[-1].split(": '", 1)[0]  # without the names of both
    return error.strerror or str(error)


def put_back(target: Path) -> None:
    """Puts a folder back that a process was killed at replacing; the new one, had it come so far, is left behind."""
    if not target.exists():
        with suppress(OSError):
            os.rename(_before(target), target)


def _before(target: Path) -> Path:
    return target.with_name(f".{target.name}{_BEFORE}")
