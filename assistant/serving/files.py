"""A file of any length in, a file of predictions out, in bounded memory."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import BadData, BadRequest

if TYPE_CHECKING:
    import pandas as pd

WHOLE_BYTES = 48 * 2**20
"""Files up to this size are read at once, as everywhere else."""
_CSV_BYTES = 16 * 2**20
_PARQUET_ROWS = 65_536
Say = Callable[[str], None]


def score_file(folder: Path, data: str, out: Path, say: Say | None = None) -> int:
    """Predicts a table with a saved model; a long CSV or Parquet file is read and written piece by piece.

    Args:
        folder: of the model.
        data: path or URL of the table.
        out: .csv or .parquet, written whole or not at all.
        say: told in one sentence each what was repaired, ignored or could not be read, each sentence once.

    Returns:
        The number of rows.

    Raises:
        BadData: the table or the model cannot be read, or the table lacks columns.
        BadRequest: the output is of another form, or cannot be written.
    """
    from assistant.keeping import write_predictions

    path = Path(data).expanduser()
    ending = path.suffix.casefold()
    if not path.is_file() or path.stat().st_size <= WHOLE_BYTES or ending not in (".csv", ".tsv", ".parquet"):
        return write_predictions(folder, data, out, say)
    if out.suffix.casefold() not in (".csv", ".parquet"):
        raise BadRequest(
            f"Predictions are written as .csv or .parquet, not as {out.suffix or 'a file without ending'}."
        )
    pieces = parquet_pieces(path) if ending == ".parquet" else csv_pieces(path)
    return _score(folder, pieces, out, say)


def _score(folder: Path, pieces: Iterator[pd.DataFrame], out: Path, say: Say | None) -> int:
    from experiments.blending import load_whole
    from experiments.models import notes

    whole = load_whole(folder)
    said: set[str] = set()
    rows = 0
    with _writer(out) as write:
        for piece in pieces:
            if say is not None and not rows:
                # counts of a piece would be wrong for the whole, so only what holds for all of it is told
                for note in notes(whole.models[0][0].meta, piece.head(0)):
                    if note not in said:
                        said.add(note)
                        say(note)
            write(whole.predict(piece))
            rows += len(piece)
    return rows


def parquet_pieces(path: Path, rows: int = _PARQUET_ROWS) -> Iterator[pd.DataFrame]:
    """The rows of a Parquet file in pieces, as reading the whole file would give them.

    Raises:
        BadData: the file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from experiments.data.cleaning import canonical

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=rows):
                yield canonical(batch.to_pandas())[0]
    except (pa.ArrowException, OSError) as error:
        raise BadData(f"{path.name} is a damaged Parquet file: {error}. Save it again.") from error


def csv_pieces(path: Path, size: int = _CSV_BYTES) -> Iterator[pd.DataFrame]:
    """The rows of a delimited file in pieces of whole records, each read as a file of its own under the same header.

    Raises:
        BadData: a piece cannot be read as a table.
    """
    from experiments.data.reading import read_table

    with path.open("rb") as file, tempfile.TemporaryDirectory() as place:
        header, rest = _record(file.readline(), file)
        while True:
            body = rest + file.read(size)
            if not body:
                return
            body, rest = _whole_records(body, file)
            piece = Path(place) / f"{path.stem}{path.suffix}"
            piece.write_bytes(header + body)
            yield read_table(piece).frame
            if not rest and not file.peek(1):
                return


def _record(line: bytes, file: Any) -> tuple[bytes, bytes]:
    """The header, whose quoted names may go over several lines."""
    while line.count(b'"') % 2 and (more := file.readline()):
        line += more
    return line, b""


def _whole_records(body: bytes, file: Any) -> tuple[bytes, bytes]:
    """The body up to the end of a record: a line end that lies outside of quotes."""
    while True:
        end = len(body)
        while (end := body.rfind(b"\n", 0, end)) >= 0:
            if body.count(b'"', 0, end) % 2 == 0:
                return body[: end + 1], body[end + 1 :]
        more = file.read(_CSV_BYTES)
        if not more:
            return body, b""
        body += more


@contextlib.contextmanager
def _writer(out: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Writes piece after piece beside the place and moves there at the end; a fault leaves nothing."""
    part = out.with_name(f".{out.name}.part")
    try:
        if out.is_dir():
            raise IsADirectoryError(f"{out} is a folder")
        out.parent.mkdir(parents=True, exist_ok=True)
        with _csv(part) if out.suffix.casefold() == ".csv" else _parquet(part) as write:
            yield write
        part.replace(out)
    except OSError as error:
        raise BadRequest(f"{out} cannot be written ({error.strerror or error}). Name another file.") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


@contextlib.contextmanager
def _csv(part: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    with part.open("w", encoding="utf-8", newline="") as file:
        yield lambda piece: piece.to_csv(file, index=False, header=file.tell() == 0)


@contextlib.contextmanager
def _parquet(part: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made: list[Any] = []

    def write(piece: pd.DataFrame) -> None:
        table = pa.Table.from_pandas(piece, preserve_index=False)
        if not made:
            made.append(pq.ParquetWriter(part, table.schema))
        made[0].write_table(table.cast(made[0].schema))

    try:
        yield write
    finally:
        for writer in made:
            writer.close()
