"""A file of any length in, a file of predictions out, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.serving.pieces import pieces_of
from assistant.serving.writing import check_form, written_whole

if TYPE_CHECKING:
    import pandas as pd

Say = Callable[[str], None]
Each = Callable[["pd.DataFrame", "pd.DataFrame"], None]
"""Told of each piece: its rows as they were read, and what was predicted of them."""


def score_file(folder: Path, data: str, out: Path, say: Say | None = None, each: Each | None = None) -> int:
    """Predicts a table with a saved model; a long file is read and written piece by piece.

    Args:
        folder: of the model.
        data: path or URL of the table.
        out: .csv or .parquet, written whole or not at all.
        say: told in one sentence each what was repaired, ignored or could not be read, each sentence once.
        each: told of what was scored.

    Returns:
        The number of rows.

    Raises:
        BadData: the table or the model cannot be read, or the table lacks columns.
        BadRequest: the output is of another form, or cannot be written.
    """
    from assistant.keeping import write_predictions

    check_form(out)
    pieces = pieces_of(data)
    if pieces is None:
        return write_predictions(folder, data, out, say, each)
    return _score(folder, pieces, out, say, each)


def _score(folder: Path, pieces: Iterator[pd.DataFrame], out: Path, say: Say | None, each: Each | None) -> int:
    from experiments.blending import load_whole
    from experiments.models import notes

    whole = load_whole(folder)
    rows = 0
    with written_whole(out) as write:
        for piece in pieces:
            if say is not None and not rows:
                # counts of a piece would be wrong for the whole, so only what holds for all of it is told
                for note in dict.fromkeys(n for model, _ in whole.models for n in notes(model.meta, piece.head(0))):
                    say(note)
            predictions = whole.predict(piece)
            write(predictions)
            if each is not None:
                each(piece, predictions)
            rows += len(piece)
    return rows
