"""New rows from where they come: files in a watched folder, each looked at once, and labelled rows to retrain on."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.caring.kept import in_use, loaded
from assistant.caring.labelling import corrected_by
from assistant.caring.monitors import DATE, SCORED, WATCHES, folder_of_scored, reports_of
from assistant.services import Services
from store.errors import BadRequest, SextantError
from store.home import Home
from store.records import DriftReport, Monitor

if TYPE_CHECKING:
    import pandas as pd

_FETCH_EVERY = timedelta(minutes=30)
"""A table on the web is fetched no more often."""
MOST_AT_ONCE = 50
"""New files of one source that are looked at in one round; the others wait for the next."""
_WRITING = timedelta(hours=1)
"""Nobody writes longer at a file; what grows later had come as a whole before."""
_fetched: dict[str, datetime] = {}
"""When each monitor's address was last fetched by this process."""
ENDINGS = (".csv", ".tsv", ".parquet", ".jsonl", ".json", ".xlsx", ".gz")


def source_folder(home: Path, monitor: Monitor) -> Path | None:
    """Where a monitor's files lie; None where tables are given by hand."""
    source = monitor.settings.get("source")
    if source is None:
        return None
    return folder_of_scored(home, monitor.model) if source == SCORED else Path(str(source))


def files_of(home: Path, monitor: Monitor) -> list[Path]:
    """The files of a monitor's source, by the date in their name, else by the time they were written."""
    place = folder_of_fetched(home, monitor) if is_address(monitor) else source_folder(home, monitor)
    if place is None or not place.exists():
        return []
    found = [place] if place.is_file() else [p for p in place.iterdir() if p.is_file()]
    files = [p for p in found if p.suffix.casefold() in ENDINGS and not p.name.startswith((".", "~"))]
    return sorted(files, key=lambda p: (p.name if DATE.search(p.name) else "", p.stat().st_mtime, p.name))


def new_reports(services: Services, monitor: Monitor, most: int = MOST_AT_ONCE) -> list[DriftReport]:
    """Looks at the files that were not looked at before, oldest first; each content once, whatever restarts between."""
    made: list[DriftReport] = []
    if is_address(monitor):
        _fetch(services, monitor)
    for path in files_of(services.home, monitor):
        if len(made) >= most:
            break
        content = _content(path)
        if content is None or services.store.find(DriftReport, id=f"{monitor.id}-{content}"):
            continue
        made.append(_look(services, monitor, path, f"{monitor.id}-{content}"))
    return made


def files_waiting(services: Services, monitor: Monitor, looked_at: int) -> int:
    """How many files of a monitor are left for the next round after one that looked at so many."""
    if looked_at < MOST_AT_ONCE:
        return 0
    seen = {r.details.get("path") for r in reports_of(services, monitor.model) if r.monitor_id == monitor.id}
    return sum(str(path) not in seen for path in files_of(services.home, monitor))


def is_address(monitor: Monitor) -> bool:
    """Whether a monitor's source is a table on the web."""
    return str(monitor.settings.get("source") or "").startswith(("http://", "https://"))


def folder_of_fetched(home: Path, monitor: Monitor) -> Path:
    """Where what was fetched from a monitor's address is kept, a file a content."""
    return Home(home).watched / monitor.id


def _fetch(services: Services, monitor: Monitor) -> None:
    """Keeps the table that lies at a monitor's address now, unless this very content was kept before.

    Raises:
        SextantError: it cannot be reached or read.
    """
    from experiments.data.reading import read_table

    now = services.clock()
    before = _fetched.get(monitor.id)
    if before is not None and now - before < _FETCH_EVERY:
        return
    _fetched[monitor.id] = now
    frame = read_table(str(monitor.settings["source"])).frame
    folder = folder_of_fetched(services.home, monitor)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{now:%Y%m%d%H%M%S%f}.parquet"
    frame.to_parquet(fresh, index=False)
    known = {_content(p) for p in folder.iterdir() if not p.name.startswith(".")}
    if _content(fresh) in known:
        fresh.unlink()
    else:
        fresh.rename(folder / f"{now:%Y-%m-%d}-{now:%H%M%S%f}.parquet")


def look_at_file(services: Services, monitor: Monitor, path: Path) -> DriftReport:
    """What is seen in one file; the report that is there where this very content was looked at before."""
    content = _content(path)
    if content is None:
        raise BadRequest(f"{path} cannot be read, or is just being written. Try again in a moment.")
    known = services.store.find(DriftReport, id=f"{monitor.id}-{content}")
    return known[0] if known else _look(services, monitor, path, f"{monitor.id}-{content}")


def labelled_rows(
    services: Services, model: str, only: frozenset[str] | None = None
) -> tuple[pd.DataFrame | None, tuple[DriftReport, ...]]:
    """The labelled rows of the files that the monitors of a model have looked at, and the reports they belong to.

    Files that are gone or have changed since are left out, and those of other reports than `only`, where it is given.
    """
    import pandas as pd

    from experiments.data.reading import read_table

    target = loaded(services, in_use(services, model)).task.target
    frames, used = [], []
    for report in reports_of(services, model):
        path = Path(str(report.details.get("path", "")))
        wanted = only is None or report.id in only
        if not wanted or not report.details.get("path") or not path.is_file():
            continue
        if not report.id.endswith(f"-{_content(path)}"):
            continue
        try:
            frame = read_table(path).frame
        except SextantError:
            continue
        if target in frame.columns and frame[target].notna().any():
            frames.append(frame[frame[target].notna()])
            used.append(report)
    return (pd.concat(frames, ignore_index=True) if frames else None), tuple(used)


def _look(services: Services, monitor: Monitor, path: Path, report_id: str) -> DriftReport:
    from experiments.data.reading import read_table

    older, corrected = corrected_by(services, monitor, path)
    replaces = [*corrected, *_half_written(services, monitor, path)]
    more: dict[str, Any] = {"path": str(path), "size": path.stat().st_size, "replaces": replaces}
    try:
        table = read_table(path)
        more["notes"] = list(table.notes[:5])
        report = WATCHES.look(services, monitor, table.frame, path.name, report_id=report_id, more=more)
    except SextantError as error:
        if isinstance(error, BadRequest):
            raise
        return _unreadable(services, monitor, path, report_id, str(error), more)
    for gone in older:
        gone.unlink(missing_ok=True)
    return report


def _half_written(services: Services, monitor: Monitor, path: Path) -> list[str]:
    """The reports on what a file was a short while ago, if it has grown since: then it was being written."""
    since = services.clock() - _WRITING
    before = services.store.find(DriftReport, monitor_id=monitor.id, batch=path.name)
    return [r.id for r in before if r.made_at >= since and r.details.get("path") == str(path) and _grown(path, r)]


def _grown(path: Path, report: DriftReport) -> bool:
    """Whether a file begins with all that was there when it was reported."""
    size = report.details.get("size")
    if size is None or size >= path.stat().st_size:
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(min(size, 1 << 20)):
            digest.update(part)
            size -= len(part)
    return report.id.endswith(f"-{digest.hexdigest()[:16]}")


def _unreadable(
    services: Services, monitor: Monitor, path: Path, report_id: str, why: str, more: dict[str, Any]
) -> DriftReport:
    """A file that cannot be read breaks what the model lives on: that is a report too."""
    report = DriftReport(
        id=report_id,
        monitor_id=monitor.id,
        batch=path.name,
        drifted=True,
        severity=0.0,
        details={**more, "unreadable": True, "version": in_use(services, monitor.model).version},
        verdict="harmful",
        reasons=(f"The file {path.name} cannot be read: {why}",),
        rows=0,
        made_at=services.clock(),
    )
    services.store.append(report)
    return report


def _content(path: Path) -> str | None:
    """Hash of a file's content; None where it cannot be read or is being written."""
    try:
        before = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        after = path.stat()
    except OSError:
        return None
    return digest if (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) else None
