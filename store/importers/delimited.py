"""Tables of runs as text: how their letters are coded, what separates their cells and their decimals is found out."""

import csv
import io
import re
from itertools import islice
from pathlib import Path
from typing import Any

from store.errors import BadData

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 200
_HEAD_BYTES = 1 << 18
_COMMA_NUMBER = re.compile(r"\s*[+-]?\d+,\d+(?:[eE][+-]?\d+)?\s*")
_POINT_NUMBER = re.compile(r"\s*[+-]?\d*\.\d+(?:[eE][+-]?\d+)?\s*")


def frame_of(path: Path) -> Any:
    """A text file of cells as a pandas frame.

    Raises:
        OSError: the file cannot be read.
        BadData: it is no text, or names a column twice.
        ValueError: pandas cannot parse it.
    """
    import pandas as pd

    text = _decoded(path.read_bytes(), path)
    sample = list(islice(io.StringIO(text), _SAMPLE_LINES))
    delimiter = _delimiter(path, sample)
    cells = list(csv.reader(sample, delimiter=delimiter))
    names = [n.strip() for n in cells[0] if n.strip()] if cells else []
    if len(set(names)) < len(names):
        raise BadData(f"{path} has the column {next(n for n in names if names.count(n) > 1)!r} twice.")
    decimal = "," if delimiter != "," and _commas(cells[1:]) else "."
    return pd.read_csv(io.StringIO(text), sep=delimiter, decimal=decimal, low_memory=False)


def header_of(path: Path) -> list[str]:
    """The names of the columns, none where the file cannot be read; only its beginning is looked at."""
    try:
        with path.open("rb") as file:
            sample = _decoded(file.read(_HEAD_BYTES), path, whole=False).splitlines(keepends=True)[:_SAMPLE_LINES]
        return next(csv.reader(sample, delimiter=_delimiter(path, sample)), [])
    except (OSError, BadData, csv.Error):
        return []


def _decoded(content: bytes, path: Path, *, whole: bool = True) -> str:
    """UTF-8 or UTF-16 with its mark, UTF-8, else the coding that spreadsheets on Windows write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="strict" if whole else "ignore")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = not whole and error.start > len(content) - 4  # within a letter, at the end of the sample
        text = content.decode("utf-8-sig", errors="ignore") if cut else content.decode("cp1252", errors="replace")
    if "\0" in text or text[:4096].count("\ufffd") > 20:
        raise BadData(f"{path} is no text. A table of runs is CSV or Parquet.")
    return text


def _delimiter(path: Path, sample: list[str]) -> str:
    """What separates the cells: what gives most lines the same number of them, more than one."""
    if path.suffix.casefold() == ".tsv":
        return "\t"

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(w == widths[0] for w in widths) / len(widths), widths[0]

    return max(_DELIMITERS, key=fit)


def _commas(rows: list[list[str]]) -> bool:
    """Whether decimals are written with a comma: some are, and none with a point."""
    cells = [cell for row in rows for cell in row]
    return any(map(_COMMA_NUMBER.fullmatch, cells)) and not any(map(_POINT_NUMBER.fullmatch, cells))
