"""Any table a person may have, read into one kind of frame."""

import io
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.data.cleaning import canonical, quote
from experiments.data.decoding import to_utf8
from experiments.data.delimited import MAX_COLUMNS, read_delimited, refuse_wide
from experiments.data.edges import is_first_row, numbered, rows_below, told_below
from experiments.data.samples import SAMPLES, load_sample
from experiments.data.sources import is_address, local_path, read_bytes, unpacked
from store.errors import BadData

__all__ = ["MAX_COLUMNS", "SAMPLES", "Table", "read_table"]

_KEY_SHARE = 0.05
"""A sheet with at most that share of the rows of another one explains it."""
_SAMPLE_ROWS = 300
"""Rows of a sheet that its first one is compared with."""


@dataclass(frozen=True)
class Table:
    """A table as it was read."""

    frame: pd.DataFrame
    """`(n_rows, n_columns)`, with a plain row index, unique text names and columns of float64, int64, bool, str or
    datetime64[us]; a missing value is NaN or NaT, and no number is infinite."""
    name: str
    """What to call it: the file's name without its endings, or the sample's name."""
    source: str
    """Path, URL or sample's name as the person gave it."""
    notes: tuple[str, ...] = ()
    """What was found out or changed while reading, a sentence each."""


@dataclass
class _Raw:
    """What a format gives before its columns are cleaned."""

    frame: pd.DataFrame
    typed: bool = True
    decimal_comma: bool | None = None
    notes: list[str] = field(default_factory=list)


def read_table(source: str | Path, *, name: str | None = None) -> Table:
    """Reads CSV and its like, Parquet, Feather, Excel (.xlsx), JSON lines or a JSON array, gzipped or not, or a sample.

    What a file is, is found out from its content; its ending only decides where the content leaves a doubt.

    Args:
        source: a path, a file:// or http(s) URL, or the name of a sample in `SAMPLES`.
        name: what to call the table; by default the file's name without its endings.

    Raises:
        BadData: there is no such file, or no table can be read from it; the message says why and what to do.
    """
    given = str(source).strip()
    if not given:
        raise BadData("No file was named. Give a path, a URL or the name of a sample: " + ", ".join(SAMPLES) + ".")
    if given in SAMPLES and not local_path(given).exists():
        frame, notes = canonical(load_sample(given))
        return Table(frame, name or given, given, tuple(notes))
    data, file = read_bytes(given)
    data, file = unpacked(data, file)
    raw = _reader(data, file)(data, file)
    _check_shape(raw.frame, file)
    frame, notes = canonical(raw.frame, typed=raw.typed, decimal_comma=raw.decimal_comma)
    frame, dropped = _without_empty(frame, file)
    stem = file.split(".")[0] if not file.startswith(".") else file
    kept = given if is_address(given) else str(local_path(given).absolute())
    return Table(frame, name or stem or "table", kept, tuple(raw.notes + notes + dropped))


def _reader(data: bytes, file: str) -> Callable[[bytes, str], _Raw]:
    if data[:4] == b"PAR1":
        return _parquet
    if data[:6] == b"ARROW1":
        return _feather
    if data[:4] == b"PK\x03\x04":
        return _excel
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadData(f"{file} is an old Excel file (.xls). Open it in Excel and save it as .xlsx or CSV.")
    if data[:5] == b"%PDF-":
        raise BadData(f"{file} is a PDF. Export the table itself as CSV, Parquet or Excel.")
    ending = file.lower().rsplit(".", 1)[-1]
    if ending in ("json", "jsonl", "ndjson") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:2] in (
        b"[{",
        b'{"',
        b"[\n",
        b"{\n",
    ):
        return _json
    if ending in ("parquet", "pq", "xlsx"):
        raise BadData(f"{file} is called .{ending} but is none inside; it is damaged or misnamed. Save it again.")
    return _text


def _check_shape(frame: pd.DataFrame, file: str) -> None:
    refuse_wide(frame.shape[1], file)
    if not len(frame) or not frame.shape[1]:
        raise BadData(f"{file} has no rows. Check that it was saved completely.")


def _without_empty(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[str]]:
    """Leaves out columns that have neither a name nor a value; a named one without values is kept and looked at."""
    nothing = frame.columns[frame.isna().all()]
    if len(nothing) == frame.shape[1]:
        raise BadData(f"{file} has {len(frame):,} rows, but no cell of them holds a value. Check the file.")
    nameless = [c for c in nothing if c.startswith("unnamed_")]
    if not nameless:
        return frame, []
    return frame.drop(columns=nameless), [
        f"Columns without a name and without values were left out: {quote(nameless)}."
    ]


def _text(data: bytes, file: str) -> _Raw:
    text, notes = to_utf8(data, file)
    if not text.strip():
        raise BadData(f"{file} is empty: there is no table in it. Check that it was saved or uploaded completely.")
    if text.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise BadData(f"{file} is a web page or XML, not a table. Download the table itself, as CSV for example.")
    frame, decimal_comma, more = read_delimited(text, file)
    return _Raw(frame, typed=False, decimal_comma=decimal_comma, notes=notes + more)


def _parquet(data: bytes, file: str) -> _Raw:
    import pyarrow.parquet as pq

    return _arrow(pq.read_table, data, file, "Parquet")


def _feather(data: bytes, file: str) -> _Raw:
    import pyarrow.feather as pf

    return _arrow(pf.read_table, data, file, "Feather")


def _arrow(read: Callable[[Any], Any], data: bytes, file: str, form: str) -> _Raw:
    import pyarrow as pa

    try:
        frame = read(pa.BufferReader(data)).to_pandas()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadData(f"{file} is a damaged {form} file: {_first_line(error).rstrip('.')}. Save it again.") from error
    notes = []
    if not isinstance(frame.index, pd.RangeIndex):
        if any(n is not None for n in frame.index.names):
            notes.append(f"The row index became columns: {quote([n for n in frame.index.names if n is not None])}.")
            frame = frame.reset_index()
        else:
            frame = frame.reset_index(drop=True)
    return _Raw(frame, notes=notes)


def _excel(data: bytes, file: str) -> _Raw:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and validations, which hold no data
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [(s.title, _filled([list(r) for r in s.iter_rows(values_only=True)])) for s in book.worksheets]
            book.close()
    except Exception as error:  # openpyxl lets through whatever its zip and XML readers meet in damaged files
        if b"word/document.xml" in data:  # names of packed files are written as they are
            raise BadData(
                f"{file} is a Word document and no table, whatever its name says. Copy the table in it into a "
                "spreadsheet and save that as .xlsx or CSV."
            ) from error
        raise BadData(
            f"{file} is packed like an Excel file but cannot be opened as one. Save it as .xlsx or CSV, or unpack it."
        ) from error
    full = [(title, rows) for title, rows in sheets if rows]
    if not full:
        raise BadData(f"{file} has no sheet with data ({quote([t for t, _ in sheets])}). Check that it was saved.")
    tables = [(t, r) for t, r in full if len(r) > 1]
    # a sheet of a single column before others is a page of words about them, a far shorter one is a key to its codes
    most = max((len(r) for _, r in tables), default=0)
    title, rows = next(((t, r) for t, r in tables if max(map(len, r)) > 1 and len(r) > _KEY_SHARE * most), full[0])
    if len(rows) < 2:
        raise BadData(f"Sheet `{title}` of {file} has a header but no rows. Check that it was saved completely.")
    notes = [f"Sheet `{title}` was read, one of {len(full)} with data."] if len(full) > 1 else []
    width = max(len(r) for r in rows)
    start = next((i for i, r in enumerate(rows) if sum(c is not None for c in r) >= max(1, 0.5 * width)), 0)
    if start:
        notes.append(f"The first {start} line{'s' if start > 1 else ''} above the table were left out.")
    names, body = [*rows[start], *[None] * (width - len(rows[start]))], rows[start + 1 :]
    if is_first_row(_written(names), [_written(r) for r in body[:_SAMPLE_ROWS]]):
        names, body = numbered(width), rows[start:]
        notes.append(f"The sheet has no header, so its columns were called {quote(names, 3)}.")
    tail = [[*r, *[None] * (width - len(r))] for r in body[-5:]]
    if len(body) > len(tail) and (below := rows_below(tail, [r[0] if r else None for r in body])):
        notes.append(told_below(below, body[-1]))
        body = body[:-below]
    frame = pd.DataFrame(body, dtype=object)
    frame = frame.reindex(columns=range(width))
    frame.columns = pd.Index(names, dtype=object)
    return _Raw(frame, typed=False, notes=notes)


def _written(cells: list[Any]) -> list[str]:
    """Cells of a sheet as a text file would have them."""
    return ["" if c is None else str(c) for c in cells]


def _filled(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows with at least one value, without trailing empty cells."""
    full = [r for r in rows if any(c is not None and c != "" for c in r)]
    width = max((i + 1 for r in full for i, c in enumerate(r) if c is not None and c != ""), default=0)
    return [r[:width] for r in full]


def _json(data: bytes, file: str) -> _Raw:
    text, notes = to_utf8(data, file)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        content = _json_lines(text, file, error, notes)
    records = _records(content, file)
    frame = pd.DataFrame(records)
    nested = [str(c) for c in frame.columns if frame[c].map(lambda v: isinstance(v, dict | list)).any()]
    for column in nested:
        frame[column] = frame[column].map(lambda v: json.dumps(v) if isinstance(v, dict | list) else v)
    if nested:
        notes.append(f"Nested values were kept as JSON text: {quote(nested)}.")
    return _Raw(frame, typed=True, notes=notes)


def _json_lines(text: bytes, file: str, whole: json.JSONDecodeError, notes: list[str]) -> list[Any]:
    records, broken, first = [], 0, 0
    for number, line in enumerate(text.split(b"\n"), start=1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError:
                broken += 1
                first = first or number
    if broken > 0.1 * (len(records) + broken):
        raise BadData(
            f"{file} is neither one JSON array nor JSON lines: line {whole.lineno} cannot be read ({whole.msg}). "
            "Save it as JSON lines (one object a line) or CSV."
        )
    if broken:
        notes.append(f"{broken} broken line{'s were' if broken > 1 else ' was'} left out; the first is line {first}.")
    return records


def _records(content: Any, file: str) -> Any:
    """Records or columns, wherever the JSON keeps them."""
    if isinstance(content, dict):
        lists = {k: v for k, v in content.items() if isinstance(v, list)}
        rows = [v for v in lists.values() if v and isinstance(v[0], dict)]
        if len(rows) == 1:
            return rows[0]
        nested = [v for v in content.values() if isinstance(v, dict)]
        if nested and len(nested) == len(content) and len(nested[0]) > 1 and len({tuple(v) for v in nested}) == 1:
            if all(k.isdigit() for k in content) and not all(k.isdigit() for k in nested[0]):
                return nested  # by rows and then by columns, as pandas writes it
            return {k: list(v.values()) for k, v in content.items()}
        names, cells = content.get("columns"), content.get("data")
        if isinstance(names, list) and isinstance(cells, list) and all(isinstance(r, list) for r in cells):
            return [dict(zip(map(str, names), row, strict=False)) for row in cells]
        if lists and len(lists) == len(content) and len({len(v) for v in lists.values()}) == 1:
            return lists
        return [content]
    rows = content if isinstance(content, list) else []
    if rows and all(isinstance(r, dict) for r in rows):
        return rows
    if rows and all(isinstance(r, list) and len(r) == len(rows[0]) for r in rows):
        named = len(rows) > 1 and all(isinstance(c, str) for c in rows[0])
        names = rows[0] if named else numbered(len(rows[0]))
        return [dict(zip(names, row, strict=True)) for row in rows[named:]]
    raise BadData(f"{file} is JSON but holds no table. Sextant reads a list of objects, one a row, or JSON lines.")


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:200]
