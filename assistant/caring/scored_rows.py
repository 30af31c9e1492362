"""Rows that Sextant predicted itself: watched like any others, and counted while they wait to be looked at."""

from __future__ import annotations

from pathlib import Path

from assistant.caring import kept
from assistant.caring.labelling import join_labels
from assistant.caring.monitors import SCORED, add_monitor, folder_of_scored, reports_of
from assistant.services import Services
from store.records import Monitor


def watch_scored(services: Services, name: str, person: str) -> None:
    """Has the rows watched that a model predicted, for a person; nothing where there are none, or that was stopped."""
    if not folder_of_scored(services.home, name).is_dir() or _continues_a_series(services, name):
        return
    join_labels(services, name)
    if not _known(services, name):  # one that was stopped stays so
        add_monitor(services, name, person, SCORED)


def is_stopped(services: Services, name: str) -> bool:
    """Whether somebody stopped watching the rows that a model predicts."""
    known = _known(services, name)
    return bool(known) and bool(known[-1].settings.get("stopped"))


def watch_again(services: Services, name: str, person: str) -> None:
    """Has the rows watched again that a model predicts, where that was stopped."""
    add_monitor(services, name, person, SCORED)


def rows_waiting(services: Services, name: str) -> int:
    """How many predicted rows no monitor has looked at yet, stopped or not; 0 where a model continues a series."""
    files = sorted(folder_of_scored(services.home, name).glob("*.parquet"))
    if not files or _continues_a_series(services, name):
        return 0
    seen = {Path(str(r.details.get("path", ""))).name for r in reports_of(services, name)}
    return sum(_rows(path) for path in files if path.name not in seen)


def _known(services: Services, name: str) -> list[Monitor]:
    return [m for m in services.store.find(Monitor, model=name) if m.settings.get("source") == SCORED]


def _rows(path: Path) -> int:
    from pyarrow import ArrowException
    from pyarrow.parquet import read_metadata

    try:
        return int(read_metadata(path).num_rows)
    except (OSError, ArrowException):  # it is being written, or was taken away
        return 0


def _continues_a_series(services: Services, name: str) -> bool:
    goal = kept.goal_of(services, kept.in_use(services, name))
    return goal is not None and goal.task.forecast is not None
