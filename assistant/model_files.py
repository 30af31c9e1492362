"""Whether the files of a saved model are those that were kept: a damaged or exchanged one would predict nonsense."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from store.errors import BadData
from store.writing import written_whole

MARK = "files.json"
"""Beside a model: the hashes of its files, so that it can be checked wherever it is copied to."""
_DECIDING = frozenset({"model.skops", "meta.json", "blend.json", "rule.json"})


def files_hash(folder: Path) -> str:
    """Hash of the files of a saved model that decide what it predicts; what is kept beside them does not count."""
    return _together(_digests(folder))


def check_files(folder: Path, expected: str | None) -> None:
    """Refuses a saved model whose files are not those that were kept.

    Raises:
        BadData: they were changed, or others were put in their place.
    """
    if expected is not None and files_hash(folder) != expected:
        raise BadData(
            f"The files in {folder} are not those that were kept: they were changed since. Restore them from a backup, "
            "or put another version into use."
        )


def mark_files(folder: Path) -> str:
    """Keeps the hashes of a saved model's files beside them; returns that of all of them, see `files_hash`."""
    found = _digests(folder)
    with suppress(OSError), written_whole(folder / MARK) as partial:  # on a full disk the model does without
        partial.write_text(json.dumps(_written(found)), encoding="utf-8")
    return _together(found)


def check_marked(folder: Path) -> None:
    """Refuses a saved model with a file that is not the one that was kept; one without hashes beside it is not checked.

    Raises:
        BadData: a file was changed, exchanged, removed or added; the message names it.
    """
    try:
        kept = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        kept = None
    if not isinstance(kept, dict):
        raise BadData(f"{folder / MARK} is damaged and cannot be read. {_ADVICE}")
    now = _written(_digests(folder))
    for name in sorted({*kept, *now}):
        if kept.get(name) != now.get(name):
            what = "is gone" if name not in now else "was changed since" if name in kept else "was added since"
            raise BadData(f"The model in {folder} is not the one that was saved: {name} {what}. {_ADVICE}")


_ADVICE = "Put the whole folder back from a backup, or save the model again."


def _digests(folder: Path) -> dict[str, bytes]:
    """Path within the folder to hash, of the files that decide, in the order of the files' paths."""
    found = sorted(p for p in folder.rglob("*") if p.name in _DECIDING and p.is_file())
    return {path.relative_to(folder).as_posix(): _digest(path) for path in found}


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _written(digests: dict[str, bytes]) -> dict[str, str]:
    return {name: digest.hex()[:32] for name, digest in digests.items()}


def _together(digests: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, digest in digests.items():
        whole.update(f"{name}\n".encode())
        whole.update(digest)
    return whole.hexdigest()[:32]
