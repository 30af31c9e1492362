"""Where Sextant keeps its things: one folder, named by SEXTANT_HOME."""

import errno
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from store.errors import BadRequest


def expanded(path: str | Path) -> Path:
    """A path with `~` and `~name` as the folders they stand for; of a user that is not known it stays as it is."""
    return Path(os.path.expanduser(path))


def home_path(environ: Mapping[str, str] | None = None) -> Path:
    """The folder that SEXTANT_HOME names, `~/.sextant` where it is not set; it need not exist."""
    named = (os.environ if environ is None else environ).get("SEXTANT_HOME", "").strip()
    return expanded(named).absolute() if named else expanded("~/.sextant")


def made_home(home: Path) -> Path:
    """A home with its parts, made where they are not there, and open to writing.

    Raises:
        BadRequest: it cannot be made, or is not a folder, or cannot be written to.
    """
    advice = "Set SEXTANT_HOME to a folder you can write to."
    try:
        str(home).encode()  # facts name their files, as text
        for folder in (home, Home(home).data, Home(home).runs, Home(home).models):
            folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise BadRequest(f"Sextant keeps its knowledge in {home}, but there is a file in the way. {advice}") from error
    except OSError as error:
        raise BadRequest(f"The folder {home} cannot be made: {error.strerror}. {advice}") from error
    except UnicodeEncodeError as error:
        raise BadRequest(f"The folder {str(home)!r} has letters in its name that are none. {advice}") from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise BadRequest(f"The folder {home} cannot be written to. {advice}")
    return home


def changed_at(store: Path) -> float:
    """When the store's file or its log was written last, in seconds since 1970."""
    return max(f.stat().st_mtime for f in (store, store.with_name(store.name + ".wal")) if f.exists())


_AHEAD_S = 1.0
"""By how much a file's date may be ahead of the clock where nobody has put that back."""


def is_current(copy: Path, store: Path, changed: float | None = None) -> bool:
    """Whether a published copy has all that the store's file and log were told, going by their dates.

    A copy that is dated ahead of the clock is of a time before that was put back, and says nothing.

    Args:
        copy: need not be there.
        store: the store's file.
        changed: the moment up to which the copy is to have everything; the store's last change where not given.
    """
    if not copy.exists():
        return False
    now = time.time()
    changed = min(changed_at(store), now) if changed is None else changed
    return changed <= copy.stat().st_mtime <= now + _AHEAD_S


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHUT = {errno.EROFS, errno.EACCES, errno.EPERM}
_FULL_WORDS = re.compile(r"no space left|disk quota|file too large|disk is full|out of disk", re.IGNORECASE)
_SHUT_WORDS = re.compile(r"read-only file system|cannot open file[^\n]*permission denied", re.IGNORECASE)


def unwritable(error: BaseException, home: Path | str) -> str | None:
    """What to say where an error comes of a disk that takes nothing more; None where it comes of something else.

    Args:
        error: with what led to it.
        home: Sextant's folder.
    """
    seen: BaseException | None = error
    while seen is not None:
        number = seen.errno if isinstance(seen, OSError) else None
        if number in _FULL or _FULL_WORDS.search(str(seen)):
            return (
                f"The disk is full, so nothing more can be kept in {home}. What was stored before is safe. Free some "
                "space there, or set SEXTANT_HOME to a folder on another disk, and try again."
            )
        if number in _SHUT or _SHUT_WORDS.search(str(seen)):
            where = getattr(seen, "filename", None) or home
            return (
                f"{where} cannot be written to, so nothing can be kept. What was stored before is safe. Open it to "
                "writing, or set SEXTANT_HOME to a folder you can write to."
            )
        seen = seen.__cause__ or seen.__context__
    return None


PREDICTIONS, IMPORTANCE = "oof.parquet", "importance.parquet"
"""Files of a run's folder: what its fits said of rows they had not learned from, and the permutation importance."""


@dataclass(frozen=True)
class Home:
    """The places inside the home folder."""

    folder: Path

    @property
    def store(self) -> Path:
        """The knowledge store, held by one process at a time."""
        return self.folder / "store.duckdb"

    @property
    def analytics(self) -> Path:
        """The published copy that analysts open while Sextant runs."""
        return self.folder / "analytics.duckdb"

    @property
    def to_rewrite(self) -> Path:
        """A mark: the store's file has words in unused parts that were taken out of its facts."""
        return self.folder / "store.duckdb.rewrite"

    @property
    def data(self) -> Path:
        """Parquet copies of dataset versions."""
        return self.folder / "data"

    @property
    def runs(self) -> Path:
        """One folder a run: progress, result, out-of-fold predictions."""
        return self.folder / "runs"

    @property
    def models(self) -> Path:
        """Saved models, a folder a name with one a version."""
        return self.folder / "models"

    @property
    def workflows(self) -> Path:
        """Code of declared workflows, a folder each, as it was approved."""
        return self.folder / "workflows"

    @property
    def functions(self) -> Path:
        """Code of functions that experiments' files name, a folder each, as it was approved."""
        return self.folder / "functions"

    @property
    def meta(self) -> Path:
        """Fitted meta-models; what is missing is made anew."""
        return self.folder / "meta"

    @property
    def uploads(self) -> Path:
        """Tables that came through the browser, as they came."""
        return self.folder / "uploads"

    @property
    def scored(self) -> Path:
        """Rows that models scored, with what they said, a folder a model."""
        return self.folder / "scored"

    @property
    def watched(self) -> Path:
        """Tables fetched from addresses that monitors watch, a folder a monitor."""
        return self.folder / "watched"

    @property
    def exports(self) -> Path:
        """What was written out on a person's wish in the chat."""
        return self.folder / "exports"

    @property
    def logs(self) -> Path:
        """What went wrong in the app, in detail."""
        return self.folder / "logs"

    @property
    def settings(self) -> Path:
        """Settings that hold for everything in this home."""
        return self.folder / "sextant.toml"
