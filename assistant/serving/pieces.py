"""A file of rows in pieces of bounded size, each as reading the whole file would give it."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from store.errors import BadData
from store.home import expanded

if TYPE_CHECKING:
    import pandas as pd

WHOLE_BYTES = 16 * 2**20
"""Files up to this size are read at once; packed ones up to an eighth of it."""
WHOLE_ROWS = 100_000
"""Parquet files up to so many rows are read at once, if they are not larger than that either."""
CSV_BYTES = 8 * 2**20
MOST_CELLS = 2_000_000
"""Cells (rows times columns) that are handed on at once."""
_LINES = (".csv", ".tsv", ".jsonl", ".ndjson")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def pieces_of(source: str) -> Iterator[pd.DataFrame] | None:
    """The pieces of a long file of lines (packed or not) or of Parquet; None for what is best read at once.

    Args:
        source: a path; addresses and names of samples are read at once.
    """
    path = expanded(source.removeprefix("file://"))
    if not path.is_file():
        return None
    endings = [e.casefold() for e in path.suffixes]
    packed = endings[-1:] == [".gz"]
    kind = endings[-2] if packed and len(endings) > 1 else endings[-1] if endings else ""
    if kind in (".parquet", ".pq") and not packed:
        return _sliced(parquet_pieces(path)) if _is_long_parquet(path) else None
    if kind not in _LINES or path.stat().st_size <= (WHOLE_BYTES // 8 if packed else WHOLE_BYTES):
        return None
    with _opened(path) as file:
        if file.read(2) in _UTF16:  # a byte of a line end may be half of another letter there
            return None
    return _sliced(line_pieces(path, headed=kind in (".csv", ".tsv")))


def _is_long_parquet(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return bool(file.metadata.num_rows > WHOLE_ROWS or path.stat().st_size > WHOLE_BYTES)
    except (pa.ArrowException, OSError):
        return False  # reading it at once says what is wrong with it


def _sliced(pieces: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The same rows, never more cells at once than a model can be asked about in bounded memory."""
    for piece in pieces:
        rows = max(1, MOST_CELLS // max(piece.shape[1], 1))
        for start in range(0, len(piece), rows):
            yield piece.iloc[start : start + rows].reset_index(drop=True)


def parquet_pieces(path: Path, rows: int | None = None) -> Iterator[pd.DataFrame]:
    """The rows of a Parquet file in pieces, so many at once, or as many as make a bounded number of cells.

    Raises:
        BadData: the file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from experiments.data.cleaning import canonical

    try:
        with pq.ParquetFile(path) as file:
            size = rows or max(1, min(65_536, MOST_CELLS // max(file.metadata.num_columns, 1)))
            for batch in file.iter_batches(batch_size=size, use_threads=False):
                yield canonical(batch.to_pandas())[0]
    except (pa.ArrowException, OSError) as error:
        raise BadData(f"{path.name} is a damaged Parquet file: {error}. Save it again.") from error


def line_pieces(path: Path, size: int | None = None, headed: bool = True) -> Iterator[pd.DataFrame]:
    """The rows of a file of lines in pieces of whole records, each read as a file of its own under the same header.

    Args:
        path: of the file, which may be packed with gzip.
        size: bytes of a piece.
        headed: whether the first record is a header.

    Raises:
        BadData: a piece cannot be read as a table.
    """
    from experiments.data.reading import read_table

    size, name = size or CSV_BYTES, path.name.removesuffix(".gz")
    try:
        with _opened(path) as file, tempfile.TemporaryDirectory() as place:
            header, rest, last = _header(file) if headed else b"", b"", False
            while not last:
                body, rest, last = _whole_records(rest, file, size)
                if not body.strip():
                    continue
                piece = Path(place) / name
                piece.write_bytes(header + body)
                yield read_table(piece).frame
    except (EOFError, gzip.BadGzipFile) as error:
        raise BadData(f"{path.name} is packed and damaged: {error}. Pack it again.") from error


def _opened(path: Path) -> IO[bytes]:
    opened: Callable[..., Any] = gzip.open if path.suffix.casefold() == ".gz" else open
    file: IO[bytes] = opened(path, "rb")
    return file


def _header(file: IO[bytes]) -> bytes:
    """The header, whose quoted names may go over several lines."""
    line = file.readline()
    while line.count(b'"') % 2 and len(line) < CSV_BYTES and (more := file.readline()):
        line += more
    return line


def _whole_records(rest: bytes, file: IO[bytes], size: int) -> tuple[bytes, bytes, bool]:
    """Records up to a line end outside of quotes, what follows it, and whether the file has ended.

    Where no such line end comes for long, a quote is not what it seems, and the last line end counts.
    """
    body = rest
    while True:
        more = file.read(size)
        body += more
        if not more:
            return body, b"", True
        end = _last_end(body)
        if end < 0 and len(body) > 4 * size:
            end = body.rfind(b"\n")
        if end >= 0:
            return body[: end + 1], body[end + 1 :], False


def _last_end(body: bytes) -> int:
    """Position of the last line end with an even number of quotes before it, -1 for none."""
    letters = np.frombuffer(body, dtype=np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    before = np.searchsorted(np.flatnonzero(letters == ord('"')), ends)
    outside = ends[before % 2 == 0]
    return int(outside[-1]) if len(outside) else -1
