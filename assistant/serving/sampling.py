"""What was scored from a file or in the chat, kept for watching as a service keeps it: a fair, bounded sample."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.serving.exporting.kept import champion_number
from assistant.serving.log import CHALLENGER, ScoreLog
from store.errors import SextantError

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 5_000
"""Rows kept of one table that was scored: as many as a monitor looks at."""


class Sample:
    """Takes piece after piece of a table and keeps a sample of all rows, each as likely as any other."""

    def __init__(self, log: ScoreLog, version: int, by: str, share: float = 1.0, seed: int = 0) -> None:
        """Prepares the sample.

        Args:
            log: where it goes.
            version: of the model that predicts.
            by: `champion` or `challenger`.
            share: of the rows that is kept at most, 0 to 1.
            seed: of the draw.
        """
        self._log, self._version, self._by, self._share = log, version, by, share
        self._rng = np.random.default_rng(seed)
        self._kept: pd.DataFrame | None = None
        self._said: pd.DataFrame | None = None
        self._keys = np.empty(0)

    def __call__(self, rows: pd.DataFrame, said: pd.DataFrame) -> None:
        """Takes rows with what was said of them, in the same order."""
        import pandas as pd

        keys = self._rng.random(len(rows))
        hit = keys < self._share
        if not hit.any():
            return
        plain = [t[hit].reset_index(drop=True) for t in (rows, said)]
        if self._kept is not None and self._said is not None:
            plain = [pd.concat(pair, ignore_index=True) for pair in zip((self._kept, self._said), plain, strict=True)]
        keys = np.concatenate([self._keys, keys[hit]])
        lowest = np.sort(np.argsort(keys, kind="stable")[:MOST_ROWS])
        self._kept, self._said = (t.iloc[lowest].reset_index(drop=True) for t in plain)
        self._keys = keys[lowest]

    def write(self) -> int:
        """Puts the sample into the log; returns how many rows."""
        if self._kept is None or self._said is None:
            return 0
        # a table that has columns called as predictions are keeps them beside
        inputs = self._kept.drop(columns=[c for c in self._said.columns if c in self._kept.columns])
        self._log.add(inputs, self._said, self._version, self._by)
        self._log.flush()
        return len(inputs)

    def write_or_say(self) -> str:
        """As `write`; where the log cannot be written, a sentence on that: what was scored is none the worse for it."""
        try:
            self.write()
        except (OSError, SextantError) as error:
            why = getattr(error, "strerror", None) or str(error).rstrip(".")
            return f"The predictions are written, but none of their rows could be kept to watch the model: {why}."
        return ""


def sample_of(
    home: Path, folder: Path, share: float, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Sample | None:
    """Where scored rows of a model are kept; None for models that no monitor watches.

    Watched are models of the registry: the version in use (any, while none was put into use), and its challenger.

    Args:
        home: Sextant's folder.
        folder: of the model.
        share: of the rows that is kept at most; 0 keeps nothing.
        clock: dates the rows.
    """
    from assistant.caring.monitors import folder_of_scored
    from assistant.keeping import name_of_folder

    known = name_of_folder(home, folder) if share > 0 else None
    if known is None:
        return None
    name, number = known
    in_use = champion_number(home, name)
    by = "champion" if in_use in (None, number) else ""
    if champion_number(home, name, CHALLENGER) == number and not by:
        by = CHALLENGER
    return Sample(ScoreLog(folder_of_scored(home, name), clock=clock), number, by, share) if by else None
