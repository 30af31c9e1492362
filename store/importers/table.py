"""A table of runs in CSV or Parquet: one row a run, columns recognised by rules."""

import json
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from store.errors import BadData
from store.importers._base import Gathered, Importer
from store.importers.delimited import CUT_OFF, frame_of
from store.importers.numerals import reading_of
from store.importers.roles import IDS, Taken, plain_name, without_prefix
from store.importers.wording import RawRun, whole
from store.records import OWN_KEY, Scalar, content_hash

ENDINGS = (".csv", ".tsv", ".parquet", ".pq")
MOST_ROWS = 1_000_000
_EXPORTED = {"run_id", "context.tool", "status"}
"""Columns of a table that Sextant exported."""


class RunTable(Importer):
    """Reads a CSV, TSV or Parquet file; see `keyed` for what a run is known by."""

    kind = "table"
    title = "a table of runs (CSV, TSV or Parquet)"
    tool = "table"
    naming: tuple[str, ...] = ()
    """Columns that name a run together, where none is an id."""

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        return Path(source).suffix.casefold() in ENDINGS and Path(source).is_file()

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        columns, rows, skipped = table_rows(source)
        runs = keyed(self.tool, rows, self.naming)
        return (Gathered(Path(source).stem, runs, self.told(columns), skipped=skipped),)

    def told(self, columns: Sequence[str]) -> tuple[Taken, ...]:
        """Columns whose role is known before looking at their values."""
        if {*columns} >= {*_EXPORTED, "name"}:  # the key has the id; what a run was called is its name
            return (Taken("run_id", "ignore", "it is the id that the run has in Sextant", "run_id"),)
        return ()


def table_rows(source: str) -> tuple[list[str], list[dict[str, Scalar]], dict[str, int]]:
    """Columns and rows of a file, and the reasons why rows are left out with their numbers.

    Empty cells are left out, whole numbers are integers.

    Raises:
        BadData: the file is not there, cannot be read, has no rows, or names a column twice.
    """
    import pandas as pd

    path = Path(source)
    try:
        frame = _parquet(path) if path.suffix.casefold() in (".parquet", ".pq") else frame_of(path)
    except FileNotFoundError as error:
        raise BadData(f"There is no file {path}.") from error
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise BadData(f"{path} cannot be read as a table of runs: {str(error).strip()}") from error
    if len(frame) > MOST_ROWS:
        raise BadData(f"{path} has {len(frame):,} rows; at most {MOST_ROWS:,} runs can be imported at once.")
    names = [str(c) for c in frame.columns]
    if len(set(names)) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise BadData(f"{path} has the column {twice!r} twice, which may mean different things. Rename one of them.")
    if frame.empty:
        raise BadData(f"{path} has no rows. Check that it was saved completely.")
    cells = [_cells(name, frame.iloc[:, i]) for i, name in enumerate(names)]
    rows = [{n: v for n, v in zip(names, row, strict=True) if v is not _EMPTY} for row in zip(*cells, strict=True)]
    cut = frame.attrs.get(CUT_OFF, 0)
    return names, rows, {"its line is cut off": cut} if cut else {}


_EMPTY: Any = object()


def _parquet(path: Path) -> Any:
    """A Parquet file as a pandas frame.

    Raises:
        BadData: it names a column twice.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    names = pq.read_schema(path).names
    if len(set(names)) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise BadData(f"{path} has the column {twice!r} twice, which may mean different things. Rename one of them.")
    return pd.read_parquet(path)


def _cells(name: str, column: Any) -> list[Any]:
    """The cells of a column as plain values, `_EMPTY` where there is none."""
    missing = column.isna().tolist()
    if str(column.dtype) in ("float32", "float16"):  # 0.1 is 0.1 there, too, and the same choice as elsewhere
        column = column.astype(str).astype(float)
    values = [_EMPTY if gone else _plain(value) for value, gone in zip(column.tolist(), missing, strict=True)]
    texts = [v for v in values if isinstance(v, str)]
    if not texts:
        return values
    read = reading_of(name, texts)
    return [read(v) if isinstance(v, str) else v for v in values]


def _plain(value: Any) -> Scalar:
    if isinstance(value, float):
        return whole(value)
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return whole(float(value))
    if isinstance(value, timedelta):
        return whole(value.total_seconds())
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, dict | list) or hasattr(value, "tolist"):
        return json.dumps(value if isinstance(value, dict | list) else value.tolist(), default=str, ensure_ascii=False)
    return str(value)


def keyed(tool: str, rows: Sequence[dict[str, Scalar]], naming: tuple[str, ...] = ()) -> tuple[RawRun, ...]:
    """Rows as runs, so that the same run gets the same key in another file.

    Where every row has an id of its own that is no mere number, or else in rows with all of the columns `naming`, that
    is the key: a column more, or a note that was changed, makes no other runs of them. Elsewhere it is the content of
    the row; equal rows are told apart by their count, unless they carry a number of their own: those are one run twice.
    """
    names = _names(rows, naming)
    numbered = _numbered(rows)
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        if row.keys() >= _EXPORTED:
            made.append(RawRun(f"{OWN_KEY}{row['run_id']}", row))
            continue
        told = {c: repr(v) for c, v in row.items()}
        if names and row.keys() >= set(names):
            made.append(RawRun(content_hash({"tool": tool, "run": [told[c] for c in names]}, 32), row))
            continue
        mark = content_hash({"tool": tool, "row": told}, 32)
        copy = seen[mark] = 1 if numbered & row.keys() else seen.get(mark, 0) + 1
        made.append(RawRun(mark if copy == 1 else f"{mark}-{copy}", row))
    return tuple(made)


def _ids(rows: Sequence[dict[str, Scalar]]) -> list[str]:
    """Columns called like an id, in their order."""
    return [c for c in dict.fromkeys(c for row in rows for c in row) if plain_name(without_prefix(c)[0]) in IDS]


def _names(rows: Sequence[dict[str, Scalar]], naming: tuple[str, ...]) -> tuple[str, ...]:
    """Columns that tell runs apart wherever they are filled: equal only in equal rows; none where there are no such.

    An id is a text in every row: numbers from 1 are the ids of another table's runs as well.
    """
    texts = [(c,) for c in _ids(rows) if all(isinstance(row.get(c), str) for row in rows)]
    for columns in (*texts, *([naming] if naming else [])):
        met: dict[tuple[Scalar, ...], dict[str, Scalar]] = {}
        named = [row for row in rows if row.keys() >= set(columns)]
        if named and all(met.setdefault(tuple(row[c] for c in columns), row) == row for row in named):
            return columns
    return ()


def _numbered(rows: Sequence[dict[str, Scalar]]) -> set[str]:
    """Columns that give most runs an id of their own."""
    given = {c: [row[c] for row in rows if c in row] for c in _ids(rows)}
    return {c for c, values in given.items() if 2 * len(set(values)) > len(values)}
