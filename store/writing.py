"""Files that are there whole or not at all."""

import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


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
    partial = path.with_name(f".{uuid.uuid4().hex[:12]}.tmp")
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
