"""True values put beside the scored rows they belong to: the last word on a row counts, also where it was judged."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.caring.kept import loaded
from assistant.caring.monitors import folder_of_scored, reports_of
from assistant.services import Services
from assistant.serving.log import LABELS, ROW_ID, read_logged
from experiments.workflows.columns import text_of
from lifecycle import registry
from store.records import Monitor
from store.writing import written_whole

if TYPE_CHECKING:
    import pandas as pd

MARK = "-labelled.parquet"
"""How files end that hold scored rows with their true values."""
_TOLD = "_told"
_STAMP = len("2026-01-31-235959")


def ledger(folder: Path, target: str) -> pd.Series:
    """The last true value that came for each row, by row id, as text."""
    import pandas as pd

    # names tell the second only, and a correction may come within it
    files = sorted((folder / LABELS).glob("*.parquet"), key=lambda p: (p.name[:_STAMP], p.stat().st_mtime_ns))
    parts = [t for t in (read_logged([p]) for p in files) if t is not None and target in t.columns]
    if not parts:
        return pd.Series(dtype=object)
    labels = pd.concat(parts, ignore_index=True)
    return as_kept(labels.drop_duplicates(ROW_ID, keep="last").set_index(ROW_ID)[target])


def join_labels(services: Services, name: str) -> int:
    """Puts labels that came for scored rows beside those rows, where the monitors find them; returns how many.

    Where a label corrects one that stands beside its row, all rows of that file are written anew: whoever looks at the
    new file takes back what was said of the old one. Labels whose rows are not written yet, or were not among the
    sampled ones, stay where they are.
    """
    import pandas as pd

    folder = folder_of_scored(services.home, name)
    if not any((folder / LABELS).glob("*.parquet")):
        return 0
    target = loaded(services, registry.versions(services.store, name)[-1]).task.target
    labels, rows = ledger(folder, target), read_logged(folder.glob("*.parquet"))
    if rows is None or not len(labels) or ROW_ID not in rows.columns:
        return 0
    before = _beside(folder, target)
    now = before[ROW_ID].map(labels)
    stale = set(before.loc[now.notna() & (now != before[target]), "file"])
    wanted = set(labels.index[~labels.index.isin(before[ROW_ID])]) | set(before.loc[before["file"].isin(stale), ROW_ID])
    values = pd.concat([before.set_index(ROW_ID)[target], labels])
    values = values[~values.index.duplicated(keep="last")].rename(target).rename_axis(ROW_ID).reset_index()
    rows = rows.drop_duplicates(ROW_ID).drop(columns=[target, _TOLD], errors="ignore")
    joined = rows[rows[ROW_ID].isin(wanted)].merge(values.assign(**{target: _plain(values[target])}), on=ROW_ID)
    if joined.empty:
        return 0
    moment = services.clock()
    # a file that is corrected keeps its place in time
    stamp = min((Path(f).name[:_STAMP] for f in stale), default=f"{moment:%Y-%m-%d-%H%M%S}")
    with written_whole(folder / f"{stamp}-{uuid.uuid4().hex[:6]}{MARK}") as partial:
        joined.assign(**{_TOLD: moment.isoformat()}).to_parquet(partial, index=False)
    return len(joined)


def labelled_file(folder: Path, ids: set[str]) -> Path | None:
    """The newest file of labelled rows that has one of these; None for none."""
    found = [p for p in labelled_files(folder) if ids & _ids(p)]
    return found[-1] if found else None


def labelled_files(folder: Path) -> list[Path]:
    """Files of labelled rows in the order in which they were written."""
    return sorted((p for p in folder.iterdir() if p.name.endswith(MARK)), key=lambda p: p.stat().st_mtime_ns)


def corrected_by(services: Services, monitor: Monitor, path: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Older files whose rows a file of labelled rows holds anew, and the ids of the reports on them."""
    if not path.name.endswith(MARK):
        return (), ()
    ids, every = _ids(path), labelled_files(path.parent)
    older = every[: every.index(path)] if path in every else []
    files = tuple(p for p in older if ids & _ids(p))
    seen = [r for r in reports_of(services, monitor.model) if r.monitor_id == monitor.id]
    return files, tuple(r.id for r in seen if r.details.get("path") in {str(p) for p in files})


def _beside(folder: Path, target: str) -> pd.DataFrame:
    """Row id, true value as text, and file, of the rows that have one; the newest file of a row counts."""
    import pandas as pd

    parts = []
    for path in labelled_files(folder):
        table = read_logged([path])
        if table is not None and {ROW_ID, target} <= set(table.columns):
            parts.append(pd.DataFrame({ROW_ID: table[ROW_ID], target: as_kept(table[target]), "file": str(path)}))
    if not parts:
        return pd.DataFrame({ROW_ID: [], target: [], "file": []}, dtype=object)
    return pd.concat(parts, ignore_index=True).drop_duplicates(ROW_ID, keep="last")


def _ids(path: Path) -> set[str]:
    table = read_logged([path])
    return set(table[ROW_ID]) if table is not None and ROW_ID in table.columns else set()


def as_kept(values: pd.Series) -> pd.Series:
    """True values as texts, so that 1, 1.0 and “1” are the same; missing ones stay so."""
    return values.map(text_of, na_action="ignore").astype("object")


def _plain(values: pd.Series) -> pd.Series:
    """Texts as numbers where all of them are numbers and nothing is lost by it, such as a leading zero."""
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce")
    return numbers if as_kept(numbers).equals(values) else values
