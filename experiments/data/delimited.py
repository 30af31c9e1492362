"""Delimited text: found out, parsed fast, and tolerant of a few broken rows that are named."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from experiments.data.cleaning import MISSING, quote
from experiments.data.edges import is_first_row, numbered, rows_below, told_below
from experiments.data.numbers import EXACT_DIGITS, comma_decimal, has_dotted_thousands
from experiments.data.rewriting import as_delimited
from store.errors import BadData

_DELIMITERS = (",", ";", "\t", "|")
_RARE_DELIMITERS = ("^", "~", ":", " ")
"""Tried only where none of the usual ones gives more than one column."""
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars (|)", " ": "spaces"}
_SAMPLE_BYTES = 1 << 20
_SAMPLE_RECORDS = 300
MAX_COLUMNS = 20_000
"""Wider tables are refused."""
_BROKEN_SHARE = 0.1
"""More broken rows than this share, and the file is refused."""
_LOOKED_BELOW, _MOST_LOOKED = 5, 50
"""Rows and columns that are looked at for totals and remarks below a table."""
_WORDS = 4
"""Words that a line of a text to be read has at least, on average."""


@dataclass
class Layout:
    """How a text file holds its table."""

    delimiter: str
    names: list[str]
    """As written; blank where the file has none."""
    header_line: int
    """Line of the header, from 1; 0 where there is none."""
    body: bytes
    """The text below the header, UTF-8."""
    decimal_comma: bool | None
    notes: list[str] = field(default_factory=list)


def read_delimited(text: bytes, name: str) -> tuple[pd.DataFrame, bool | None, list[str]]:
    """Parses delimited text.

    Args:
        text: UTF-8 with plain line ends.
        name: the file's name, for messages.

    Returns:
        The columns (numbers where all cells are numbers, else text), whether commas are decimal commas (None: not
        known), and notes.

    Raises:
        BadData: there is nothing below the header, or more than a tenth of the rows are broken; the first is named.
    """
    text, rewritten = as_delimited(text, name)
    layout = _layout(text, name)
    quoted = b'"' in layout.body
    table, broken = _parse(layout, name, quoted)
    if quoted and layout.body.count(b'"') % 2:
        plain, plainly_broken = _parse(layout, name, False)
        if plain.num_rows > table.num_rows:
            table, broken = plain, plainly_broken
            layout.notes.append(
                "A quotation mark is opened and never closed; quotation marks were read as plain signs."
            )
    _judge(table.num_rows, broken, layout, name)
    table = _without_below(table, layout)
    frame, notes = _columns(table, layout)
    return frame, layout.decimal_comma, rewritten + layout.notes + notes


def _layout(text: bytes, name: str) -> Layout:
    cut = text[:_SAMPLE_BYTES]
    whole = len(cut) == len(text)
    if not whole:
        cut = cut[: cut.rfind(b"\n") + 1] or text[: text.find(b"\n", _SAMPLE_BYTES) + 1] or text
    sample = cut.decode("utf-8", errors="replace")
    delimiter = _delimiter(sample)
    records = list(_records(sample, delimiter))
    if not records:
        raise BadData(f"{name} holds no table: only blank or comment lines. Check that it was saved completely.")
    width = _mode([len(cells) for _, _, cells in records])
    notes = (
        [] if delimiter in (",", "\t") else [f"The cells are separated by {_NAMES.get(delimiter, repr(delimiter))}."]
    )
    first = next((i for i, (_, _, cells) in enumerate(records) if len(cells) >= max(1, width - 1)), 0)
    if first:
        notes.append(f"The first {_count(first, 'line')} above the table {'was' if first == 1 else 'were'} left out.")
    start, end, header = records[first]
    cells = pd.Series([c for _, _, row in records[first + 1 :] for c in row], dtype="str").str.strip()
    if is_first_row(header, [row for _, _, row in records[first + 1 :]]):
        names = numbered(len(header))
        notes.append(f"The file has no header, so its columns were called {quote(names, 3)}.")
        end = start
    else:
        names = header
    names = _fit_names(names, [row for _, _, row in records[first + 1 :]], notes)
    refuse_wide(len(names), name)
    body = text[_line_offset(text, end) :]
    if not body.strip():
        raise BadData(f"{name} has a header ({quote(names, 3)}) but no rows. Check that it was saved completely.")
    return Layout(delimiter, names, end, body, comma_decimal(cells, delimiter), notes)


def refuse_wide(columns: int, name: str) -> None:
    """Refuses a table with more columns than can be worked with.

    Raises:
        BadData: there are more than 20,000.
    """
    if columns > MAX_COLUMNS:
        raise BadData(
            f"{name} has {columns:,} columns; Sextant works with up to {MAX_COLUMNS:,}. Leave out columns, or check "
            "that rows and columns are not swapped."
        )


def _fit_names(names: list[str], rows: list[list[str]], notes: list[str]) -> list[str]:
    """The names for rows that are regularly wider or narrower than the header."""
    if not rows:
        return names
    width = _mode([len(row) for row in rows])
    if width == len(names) + 1:
        if all(not row[-1].strip() for row in rows if len(row) == width):
            return [*names, ""]
        notes.append("The header lacks a name for the first column, as R writes row names; it was called `row_name`.")
        return ["row_name", *names]
    while len(names) > width and not names[-1].strip():
        names = names[:-1]
    return names


def _delimiter(sample: str) -> str:
    def fit(delimiter: str) -> tuple[bool, float, int]:
        widths = [len(cells) for _, _, cells in _records(sample, delimiter)]
        if not widths:
            return False, 0.0, 1
        width = _mode(widths)
        share = sum(w == width for w in widths) / len(widths)
        return (False, 0.0, 1) if width == 1 else (widths[0] == width, share, width)

    best = max(_DELIMITERS, key=fit)
    if fit(best)[2] > 1:
        return best
    for rare in _RARE_DELIMITERS:
        regular, share, width = fit(rare)
        if regular and share == 1.0 and width >= 3:
            return rare
    return ","


def _records(sample: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """The first records: lines before it, lines up to its end, cells. Blank and leading comment lines are left out."""
    reader = csv.reader(io.StringIO(sample, newline="\n"), delimiter=delimiter, skipinitialspace=delimiter == " ")
    start, number = 0, 0
    while number < _SAMPLE_RECORDS:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell larger than the module allows: what came before is sample enough
            return
        end = reader.line_num
        comment = not number and cells and cells[0].startswith("#") and len(cells) == 1
        if any(cell.strip() for cell in cells) and not comment:
            number += 1
            yield start, end, cells
        start = end


def _mode(widths: list[int]) -> int:
    """The commonest width; of equally common ones the larger."""
    counts = Counter(widths)
    return max(counts, key=lambda width: (counts[width], width))


def _line_offset(text: bytes, lines: int) -> int:
    offset = 0
    for _ in range(lines):
        found = text.find(b"\n", offset)
        if found < 0:
            return len(text)
        offset = found + 1
    return offset


def _parse(layout: Layout, name: str, quoted: bool) -> tuple[pa.Table, list[tuple[int | None, int]]]:
    """All cells as text, and of the broken rows their number below the header and how many cells they have."""
    broken: list[tuple[int | None, int]] = []

    def skip(row: Any) -> str:
        broken.append((row.number, row.actual_columns))
        return "skip"

    keys = [str(i) for i in range(len(layout.names))]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(layout.body),
            read_options=pacsv.ReadOptions(column_names=keys, use_threads=False, block_size=_block_size(layout.body)),
            parse_options=pacsv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                invalid_row_handler=skip,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(keys, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid as error:
        if quoted:
            return _parse(layout, name, False)
        raise BadData(f"{name} could not be read as a table: {error}. Save it again as CSV with one header.") from error
    return table, broken


def _block_size(body: bytes) -> int:
    """A row must fit a block; a row can be very long where quotation marks are broken."""
    return min(max(1 << 24, len(body) // 8), 1 << 30)


def _judge(rows: int, broken: list[tuple[int | None, int]], layout: Layout, name: str) -> None:
    if not broken:
        if not rows:
            raise BadData(f"{name} has a header but no rows. Check that it was saved completely.")
        return
    number, cells = broken[0]
    where = f"line {layout.header_line + (number or 1)}"
    what = f"{_count(cells, 'cell')} where the header has {len(layout.names):,}"
    if len(broken) > _BROKEN_SHARE * (rows + len(broken)):
        if is_prose(layout.body.decode("utf-8", errors="replace")):
            raise BadData(
                f"{name} is a text to be read, not a table: its lines are sentences. Give a table with one row a case "
                "and the same columns in each, as CSV, Excel or Parquet."
            )
        raise BadData(
            f"{name} is broken: {len(broken):,} of {rows + len(broken):,} rows do not fit the header; the first is "
            f"{where} with {what}. Check the delimiter and the quotation marks there."
        )
    layout.notes.append(
        f"{_count(len(broken), 'row')} did not fit the header and {'was' if len(broken) == 1 else 'were'} left out; "
        f"the first is {where} with {what}."
    )


def is_prose(text: str) -> bool:
    """Whether lines are sentences: several plain words each, many of which end or pause as sentences do."""
    lines = [line.strip() for line in text[:_SAMPLE_BYTES].splitlines()[:_SAMPLE_RECORDS] if line.strip()]
    words = [word.strip(".,;:!?()'\"“”’") for line in lines for word in line.split()]
    if len(lines) < 2 or len(words) < _WORDS * len(lines):
        return False
    plain = sum(word.replace("-", "").replace("'", "").replace("’", "").isalpha() for word in words)
    pausing = sum(bool(re.search(r"[.!?:][\"'”)]?$|, [a-z]", line)) for line in lines)
    return plain > 0.85 * len(words) and pausing > 0.4 * len(lines)


def _columns(table: pa.Table, layout: Layout) -> tuple[pd.DataFrame, list[str]]:
    names = layout.names
    markers = pa.array(sorted(MISSING))
    marked: dict[str, list[str]] = {}
    columns: dict[int, Any] = {}
    for position, name in enumerate(names):
        cells = table.column(position)
        numbers = _fast_numbers(cells, markers)
        if numbers is None or (layout.decimal_comma and _divided(cells)):
            columns[position] = pd.Series(cells.to_pandas(), dtype="str").array
            continue
        columns[position] = numbers.to_numpy()
        if numbers.null_count:
            for marker in set(pc.unique(cells.filter(pc.is_null(numbers))).to_pylist()) - {""}:
                if marker.strip():
                    marked.setdefault(marker.strip(), []).append(name)
    frame = pd.DataFrame(columns)
    frame.columns = pd.Index(names, dtype=object)
    return frame, [f'"{m}" was read as a missing value: {quote(marked[m])}.' for m in sorted(marked)]


def _without_below(table: pa.Table, layout: Layout) -> pa.Table:
    """The rows without totals and remarks below them."""
    last = table.slice(max(0, table.num_rows - _LOOKED_BELOW))
    tail = list(zip(*(column.to_pylist() for column in last.columns[:_MOST_LOOKED]), strict=True))
    below = rows_below(tail, table.column(0)) if table.num_rows > len(tail) else 0
    if below:
        layout.notes.append(told_below(below, tail[-1]))
    return table.slice(0, table.num_rows - below)


def _divided(cells: pa.ChunkedArray) -> bool:
    """Whether all points of a column of numbers can divide thousands; the first cells are tried alone."""
    for part in (cells.slice(0, 200), cells):
        dotted = part.filter(pc.match_substring(part, "."))
        if len(dotted) and not has_dotted_thousands(pd.Series(dotted.unique().to_pylist(), dtype="str").str.strip()):
            return False
    return len(dotted) > 0


def _fast_numbers(cells: pa.ChunkedArray, markers: pa.Array) -> pa.ChunkedArray | None:
    """The cells as numbers where all of them are plain numbers or missing, None otherwise.

    The first cells are tried alone, so that text costs nothing.
    """
    for part in (cells.slice(0, 200), cells) if len(cells) > 200 else (cells,):
        bare = pc.utf8_trim_whitespace(part)
        known = pc.if_else(pc.is_in(bare, value_set=markers), None, bare)
        if pc.any(pc.match_substring_regex(known, r"^[+-]?0\d|[^0-9eE.+-]")).as_py():
            return None
        if known.null_count == len(known):
            numbers = None
            continue
        numbers = _cast(known)
        if numbers is None:
            return None
    return numbers


def _cast(cells: pa.ChunkedArray) -> pa.ChunkedArray | None:
    unsigned = pc.replace_substring_regex(cells, r"^\+", "")
    for kind in (pa.int64(), pa.float64()):
        try:
            numbers = pc.cast(unsigned, kind)
        except pa.ArrowInvalid:
            continue
        exact = kind == pa.int64() and not numbers.null_count  # with missing ones among them they become floats
        return numbers if exact or not _blurred(unsigned, numbers) else None
    return None


def _blurred(cells: pa.ChunkedArray, numbers: pa.ChunkedArray) -> bool:
    """Whether whole numbers are so long that different ones would be the same number: they are ids."""
    if pc.max(pc.utf8_length(cells)).as_py() <= EXACT_DIGITS:
        return False
    if pc.any(pc.match_substring_regex(cells, r"[^0-9+-]")).as_py():
        return False
    floats = pc.cast(numbers, pa.float64(), safe=False)
    return int(pc.count_distinct(floats).as_py()) < int(pc.count_distinct(cells).as_py())


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
