"""Files that are no longer worth their place are removed as the settings say; facts never are."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from store.knowledge import KnowledgeStore
from store.records import FilesRemoved, RunEnd
from store.settings import Settings

_PREDICTIONS = "oof.parquet"


def tidy(
    store: KnowledgeStore,
    home: Path,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
) -> FilesRemoved | None:
    """Removes the out-of-fold predictions of runs that ended longer ago than `keep_predictions_days`.

    Scores, costs and all other facts of these runs stay, and an entry says what was removed.

    Args:
        store: the open store.
        home: SEXTANT_HOME; the files are in its folder `runs`.
        settings: what is kept for how long.
        clock: tells the time, UTC.
        new_id: an id from a prefix.

    Returns:
        The entry, None where nothing was to be removed.
    """
    days = settings.keep_predictions_days
    if days is None:
        return None
    now = clock()
    folder = (Path(home) / "runs").resolve()
    removed: list[str] = []
    size = 0
    for end in store.find(RunEnd):
        file = (folder / end.run_id / _PREDICTIONS).resolve()
        old = now - end.ended_at > timedelta(days=days)
        if old and file.is_relative_to(folder) and file.is_file():
            size += file.stat().st_size
            file.unlink()
            removed.append(end.run_id)
    if not removed:
        return None
    entry = FilesRemoved(
        id=new_id("removal"), setting="keep_predictions_days", days=days, files=len(removed), size_bytes=size,
        subjects=tuple(removed), removed_at=now,
    )  # fmt: skip
    store.append(entry)
    return entry
