"""Tables of runs as text: how their letters are coded, what separates their cells and their decimals is found out."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from store.errors import BadData

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 200
_HEAD_BYTES = 1 << 18
_LONGEST_LINE = 20_000
"""Letters of a line that is looked at; one with a longer cell tells nothing that others don't."""
_NO_TEXT = re.compile("[\ufffd\x01-\x08\x0e-\x1f]")
ROW_NAMES = "row"
"""What the column is called that rows have before the first one that the header names."""
_COMMA_NUMBER = re.compile(r"\s*[+-]?\d+,\d+(?:[eE][+-]?\d+)?\s*")
_POINT_NUMBER = re.compile(r"\s*[+-]?\d*\.\d+(?:[eE][+-]?\d+)?\s*")
_BEGUN_NUMBER = re.compile(r"[+-]?\d*[.,]|[+-]|[+-]?\d+(?:[.,]\d*)?[eE][+-]?")
"""A number that ends before its digits do."""
CUT_OFF = "cut off"
"""Attribute of a frame: how many lines at the end of its file were left out, since they are not whole."""


def frame_of(path: Path) -> Any:
    """A text file of cells as a pandas frame.

    Raises:
        OSError: the file cannot be read.
        BadData: it is no text, is empty, names a column twice, or has rows with more cells than columns.
        ValueError: pandas cannot parse it.
    """
    import pandas as pd

    text = _decoded(path.read_bytes(), path)
    if not text.strip():
        raise BadData(f"{path} is empty. Check that it was saved completely.")
    sample = _sample(io.StringIO(text))
    delimiter = _delimiter(path, sample)
    cells = _split(sample, delimiter)
    names = [n.strip() for n in cells[0] if n.strip()] if cells else []
    if len(set(names)) < len(names):
        twice = next(n for n in names if names.count(n) > 1)
        raise BadData(f"{path} has the column {twice!r} twice, which may mean different things. Rename one of them.")
    decimal = "," if delimiter != "," and _commas(cells[1:]) else "."
    text, cut = _whole_lines(text, delimiter, path)
    try:
        frame = pd.read_csv(io.StringIO(text), sep=delimiter, decimal=decimal, low_memory=False)
        uneven = not isinstance(frame.index, pd.RangeIndex)  # it takes what is too much for labels of the rows
    except pd.errors.ParserError:
        uneven = True
    if uneven:
        text = _evened(text, delimiter, path)
        frame = pd.read_csv(io.StringIO(text), sep=delimiter, decimal=decimal, low_memory=False)
    frame.attrs[CUT_OFF] = cut
    return frame


def _whole_lines(text: str, delimiter: str, path: Path) -> tuple[str, int]:
    """The text without a last line that was cut off while it was written, and how many lines that are.

    A last line without an end is cut off where a quote in it is open, where it has fewer cells than all others, or
    where its last number has only begun, as in "0.", and no other of that column looks so.

    Raises:
        BadData: a quote never closes, so that the lines after it would be one cell.
    """
    ended = text.endswith(("\n", "\r"))
    if ended and text.count('"') % 2 == 0:
        return text, 0
    rows: list[list[str]] = []
    begins, reader = 0, csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if row:
                rows.append(row)
                last, begins = begins, reader.line_num
    except csv.Error as error:
        if "unexpected end" not in str(error):
            return text, 0  # quotes within cells; pandas has its own way with them
        if ended:
            raise BadData(
                f"{path} opens a quote in line {begins + 1} that never closes, so that all after it would be one cell. "
                "Close it, or leave that line out."
            ) from error
        return _lines(text, begins), 1
    if ended or len(rows) < 3:
        return text, 0
    header, *others, final = rows
    short = len(final) < len(header) and all(len(row) >= len(header) for row in others)
    begun = _BEGUN_NUMBER.fullmatch(final[-1].strip()) is not None and not any(
        _BEGUN_NUMBER.fullmatch(row[len(final) - 1].strip()) for row in others if len(row) >= len(final)
    )
    return (_lines(text, last), 1) if short or begun else (text, 0)


def _lines(text: str, number: int) -> str:
    """The first lines of a text."""
    return "".join(islice(io.StringIO(text, newline=""), number))


def _evened(text: str, delimiter: str, path: Path) -> str:
    """The text with rows as long as its header, where more than separators at the ends of lines is too much.

    Rows that have one cell more throughout begin with their names, as R writes them, and these get a column.

    Raises:
        BadData: a row has more cells than there are columns.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        (_, header), *numbered = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise BadData(f"{path} has rows with more cells than columns; line {reader.line_num} is too long.") from error
    rows = [row for _, row in numbered]
    if all(len(r) == len(header) + 1 for r in rows) and any(r[-1].strip() for r in rows):
        header = [ROW_NAMES, *header]
    for number, row in numbered:
        if any(cell.strip() for cell in row[len(header) :]):
            raise BadData(
                f"{path} names {len(header)} columns, but line {number} has {len(row)} cells. Correct that line, or "
                "put cells that hold what separates the others in quotes."
            )
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *(row[: len(header)] for row in rows)])
    return out.getvalue()


def header_of(path: Path) -> list[str]:
    """The names of the columns, none where the file cannot be read; only its beginning is looked at."""
    try:
        with path.open("rb") as file:
            sample = _sample(_decoded(file.read(_HEAD_BYTES), path, whole=False).splitlines(keepends=True))
        return next(iter(_split(sample, _delimiter(path, sample))), [])
    except (OSError, BadData):
        return []


def _decoded(content: bytes, path: Path, *, whole: bool = True) -> str:
    """UTF-8 or UTF-16 with its mark, UTF-8, else the coding that spreadsheets on Windows write."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _without_remarks(content.decode("utf-16", errors="replace" if whole else "ignore"))
    if unmarked := _unmarked_utf16(content[:4000]):
        return _without_remarks(content.decode(unmarked, errors="replace" if whole else "ignore"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut = not whole and error.start > len(content) - 4  # within a letter, at the end of the sample
        text = content.decode("utf-8-sig", errors="ignore") if cut else content.decode("cp1252", errors="replace")
    if "\0" in text or len(_NO_TEXT.findall(text[:4096])) > 20:
        raise BadData(f"{path} is no text. A table of runs is CSV or Parquet.")
    return _without_remarks(text if "\n" in text else text.replace("\r", "\n"))


def _unmarked_utf16(head: bytes) -> str:
    """UTF-16 without its mark shows as zeros in nearly every second byte, and in no other."""
    for coding, high, low in (("utf-16-le", head[1::2], head[0::2]), ("utf-16-be", head[0::2], head[1::2])):
        if high.count(0) > 0.8 * len(high) and 0 not in low and 10 in low:
            return coding
    return ""


def _sample(lines: Iterable[str]) -> list[str]:
    """The first lines, those left out that are too long to be looked at; the first is what names the columns."""
    return [line for n, line in enumerate(islice(lines, _SAMPLE_LINES)) if n == 0 or len(line) <= _LONGEST_LINE]


def _split(sample: Sequence[str], delimiter: str) -> list[list[str]]:
    """Cells of each line; none where that cannot be told."""
    try:
        return list(csv.reader(sample, delimiter=delimiter))
    except csv.Error:
        return []


def _without_remarks(text: str) -> str:
    """The text without lines at its beginning that begin with # and have fewer cells than the first that does not."""
    lines = text[:_HEAD_BYTES].splitlines(keepends=True)

    def width(line: str) -> int:
        return max(map(line.count, _DELIMITERS))

    named = next((line for line in lines if not line.startswith("#")), "")
    size = 0
    for line in lines:
        if not line.startswith("#") or width(line) >= width(named):
            break
        size += len(line)
    return text[size:]


def _delimiter(path: Path, sample: list[str]) -> str:
    """What separates the cells: what gives most lines the same number of them, more than one."""
    if path.suffix.casefold() == ".tsv":
        return "\t"

    def fit(delimiter: str) -> tuple[float, int]:
        widths = [len(row) for row in _split(sample, delimiter) if row]
        if not widths or widths[0] < 2:
            return 0.0, 0
        return sum(w == widths[0] for w in widths) / len(widths), widths[0]

    return max(_DELIMITERS, key=fit)


def _commas(rows: list[list[str]]) -> bool:
    """Whether decimals are written with a comma: some are, and none with a point."""
    cells = [cell for row in rows for cell in row]
    return any(map(_COMMA_NUMBER.fullmatch, cells)) and not any(map(_POINT_NUMBER.fullmatch, cells))
