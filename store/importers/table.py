"""A table of runs in CSV or Parquet: one row a run, columns recognised by rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.delimited import frame_of
from store.importers.roles import Taken
from store.importers.wording import OWN_KEY, RawRun, whole
from store.records import Scalar, content_hash

ENDINGS = (".csv", ".tsv", ".parquet", ".pq")
MOST_ROWS = 1_000_000
_EXPORTED = {"run_id", "context.tool", "status"}
"""Columns of a table that Sextant exported."""


class RunTable(Importer):
    """Reads a CSV, TSV or Parquet file; a run is known by the content of its row, and by which copy of it it is."""

    kind = "table"
    title = "a table of runs (CSV, TSV or Parquet)"
    tool = "table"

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        return Path(source).suffix.casefold() in ENDINGS and Path(source).is_file()

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        columns, rows = table_rows(source)
        return (Gathered(Path(source).stem, keyed(self.tool, rows), self.told(columns)),)

    def told(self, columns: Sequence[str]) -> tuple[Taken, ...]:
        """Columns whose role is known before looking at their values."""
        return ()


def table_rows(source: str) -> tuple[list[str], list[dict[str, Scalar]]]:
    """Columns and rows of a file; empty cells are left out, whole numbers are integers.

    Raises:
        BadData: the file is not there, cannot be read, has no rows, or names a column twice.
    """
    import pandas as pd

    path = Path(source)
    try:
        frame = pd.read_parquet(path) if path.suffix.casefold() in (".parquet", ".pq") else frame_of(path)
    except FileNotFoundError as error:
        raise BadData(f"There is no file {path}.") from error
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise BadData(f"{path} cannot be read as a table of runs: {str(error).strip()}") from error
    if len(frame) > MOST_ROWS:
        raise BadData(f"{path} has {len(frame):,} rows; at most {MOST_ROWS:,} runs can be imported at once.")
    names = [str(c) for c in frame.columns]
    if len(set(names)) < len(names):
        raise BadData(f"{path} has the column {next(n for n in names if names.count(n) > 1)!r} twice.")
    if frame.empty:
        raise BadData(f"{path} has no rows.")
    cells = [_cells(frame.iloc[:, i]) for i in range(len(names))]
    return names, [
        {n: v for n, v in zip(names, row, strict=True) if v is not _EMPTY} for row in zip(*cells, strict=True)
    ]


_EMPTY: Any = object()


def _cells(column: Any) -> list[Any]:
    """The cells of a column as plain values, `_EMPTY` where there is none."""
    missing = column.isna().tolist()
    return [_EMPTY if gone else _plain(value) for value, gone in zip(column.tolist(), missing, strict=True)]


def _plain(value: Any) -> Scalar:
    if isinstance(value, float):
        return whole(value)
    if isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def keyed(tool: str, rows: Sequence[dict[str, Scalar]]) -> tuple[RawRun, ...]:
    """Rows as runs; equal rows are told apart by their count, so the same file gives the same keys."""
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        mark = content_hash({"tool": tool, "row": {k: repr(v) for k, v in row.items()}}, 32)
        if row.keys() >= _EXPORTED:
            made.append(RawRun(f"{OWN_KEY}{row['run_id']}", row))
            continue
        copy = seen[mark] = seen.get(mark, 0) + 1
        made.append(RawRun(mark if copy == 1 else f"{mark}-{copy}", row))
    return tuple(made)
