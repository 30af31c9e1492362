"""A file of predictions, written piece by piece: whole at the end, or not there at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.errors import BadRequest

if TYPE_CHECKING:
    import pandas as pd


def check_form(out: Path) -> None:
    """Refuses a file of another form.

    Raises:
        BadRequest: the ending is neither .csv nor .parquet.
    """
    if out.suffix.casefold() not in (".csv", ".parquet"):
        raise BadRequest(
            f"Predictions are written as .csv or .parquet, not as {out.suffix or 'a file without ending'}."
        )


@contextlib.contextmanager
def written_whole(out: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Takes piece after piece, writes beside the place and moves there at the end; a fault leaves nothing.

    Raises:
        BadRequest: the file is of another form, or cannot be written.
    """
    check_form(out)
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
