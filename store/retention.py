"""What is older than the settings keep goes: files, words of conversations, details of drift reports.

Nothing goes where nothing is set. What was run, scored, decided and understood stays in any case, and each round leaves
an entry that says what was removed by which setting.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from store.duck import DuckStore
from store.home import PREDICTIONS, Home
from store.knowledge import KnowledgeStore
from store.records import FilesRemoved, RunEnd
from store.settings import Settings
from store.writing import remove_left

_BLANKED = {
    "keep_words_days": (
        (
            "turn",
            "text = '', files = '[]', commands = '[]', cards = '[]', question = NULL, suggestions = '[]'",
            "said_at < ? AND (text <> '' OR cards::VARCHAR <> '[]')",
            "conversation_id",
        ),
        (
            "message",
            "text = '', attachments = '[]'",
            "said_at < ? AND (text <> '' OR attachments::VARCHAR <> '[]')",
            "conversation_id",
        ),
    ),
    "keep_drift_days": (
        (
            "drift_report",
            "details = '{}', reasons = '[]'",
            "made_at < ? AND (details::VARCHAR <> '{}' OR reasons::VARCHAR <> '[]')",
            "id",
        ),
    ),
}
"""Setting to the tables, what is blanked, of which rows (`?` is the moment), and what an entry names them by."""


@dataclass
class _Removed:
    """What a setting removed."""

    files: int = 0
    size_bytes: int = 0
    facts: int = 0
    subjects: tuple[str, ...] = ()


def tidy(
    store: KnowledgeStore,
    home: Path,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
) -> tuple[FilesRemoved, ...]:
    """Removes what is older than the settings keep, and records that it did.

    Args:
        store: the open store; words and details are blanked in a DuckDB file only, since a store in memory does not
            outlive its process.
        home: SEXTANT_HOME; the files are in its folders `runs` and `scored`.
        settings: what is kept for how long; see `keep_…_days`.
        clock: tells the time, UTC.
        new_id: an id from a prefix.

    Returns:
        One entry for each setting that removed something.
    """
    now, entries = clock(), []
    for setting in ("keep_predictions_days", "keep_run_files_days", "keep_scored_days", *_BLANKED):
        days = getattr(settings, setting)
        if days is None:
            continue
        before = now - timedelta(days=days)
        done = _removed(store, Path(home), setting, before)
        if done.files or done.facts:
            entries.append(
                FilesRemoved(
                    id=new_id("removal"), setting=setting, days=days, files=done.files, size_bytes=done.size_bytes,
                    facts=done.facts, subjects=done.subjects, removed_at=now,
                )
            )  # fmt: skip
    store.append(*entries)
    return tuple(entries)


def remove_half_written(home: Path, *, everywhere: bool = False) -> int:
    """Removes what killed writers left half written, a day after; returns how many files and folders that were.

    Args:
        home: SEXTANT_HOME.
        everywhere: whether to look through all of it, not only where large files are written.
    """
    if everywhere:
        return remove_left(home, deep=True)
    folders = (Home(home).models, Home(home).data, Home(home).scored)
    return remove_left(home) + sum(remove_left(folder, deep=True) for folder in folders)


def _removed(store: KnowledgeStore, home: Path, setting: str, before: datetime) -> _Removed:
    if setting in _BLANKED:
        return _blank(store, setting, before) if isinstance(store, DuckStore) else _Removed()
    if setting == "keep_scored_days":
        return _unlink(_scored(Home(home).scored, before))
    name = PREDICTIONS if setting == "keep_predictions_days" else None
    return _unlink(_of_runs(store, Home(home).runs, name, before))


def _of_runs(store: KnowledgeStore, folder: Path, name: str | None, before: datetime) -> Iterator[tuple[str, Path]]:
    """Run and file (or folder, where no file is named) of runs that ended before a moment, all within the folder."""
    folder = folder.resolve()
    for end in store.find(RunEnd):
        place = (folder / end.run_id / (name or "")).resolve()
        if end.ended_at < before and place.is_relative_to(folder) and place != folder and place.exists():
            yield end.run_id, place


def _scored(folder: Path, before: datetime) -> Iterator[tuple[str, Path]]:
    """Model and file of scored rows that were written before a moment."""
    for file in sorted(folder.rglob("*.parquet")) if folder.is_dir() else ():
        if file.is_file() and not file.is_symlink() and file.stat().st_mtime < before.timestamp():
            yield file.relative_to(folder).parts[0], file


def _unlink(found: Iterator[tuple[str, Path]]) -> _Removed:
    done, subjects = _Removed(), dict[str, None]()
    for subject, place in found:
        files = [place] if place.is_file() else [f for f in place.rglob("*") if f.is_file()]
        done.files += len(files)
        done.size_bytes += sum(f.stat().st_size for f in files)
        subjects[subject] = None
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    done.subjects = tuple(subjects)
    return done


def _blank(store: DuckStore, setting: str, before: datetime) -> _Removed:
    """Takes words or details out of facts that stay; the published copy, which still has them, goes."""
    moment, facts, subjects = before.replace(tzinfo=None), 0, dict[str, None]()
    for table, change, where, named in _BLANKED[setting]:
        rows = store.frame(f"SELECT DISTINCT {named} AS subject FROM facts.{table} WHERE {where} ORDER BY 1", [moment])
        if rows.empty:
            continue
        with store.taking_out() as cursor:
            facts += int(cursor.execute(f"UPDATE facts.{table} SET {change} WHERE {where}", [moment]).fetchall()[0][0])
        subjects |= dict.fromkeys(map(str, rows["subject"]))
    return _Removed(facts=facts, subjects=tuple(subjects))
