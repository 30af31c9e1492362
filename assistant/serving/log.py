"""What was scored, kept for watching: a sample of the rows with what the model said, in files of bounded size."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

VERSION, SAID_BY = "_version", "_said_by"
"""Columns beside the inputs: which version predicted, and whether it was the one in use or its challenger."""


class ScoreLog:
    """Gathers scored rows and writes them as files that a monitor can look at. Any thread.

    Full files are written beside their place and moved there; the oldest go when all together are too large.
    """

    def __init__(
        self,
        folder: Path,
        *,
        share: float = 1.0,
        rows_per_file: int = 500,
        seconds_per_file: float = 3600.0,
        most_bytes: int = 200 * 2**20,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        seed: int = 0,
    ) -> None:
        """Prepares the log.

        Args:
            folder: where the files go.
            share: of the rows that is kept, drawn at random, 0 to 1.
            rows_per_file: a file is written when so many rows have gathered,
            seconds_per_file: or when so many seconds have passed since its first row and a row comes.
            most_bytes: of all files together; the oldest are deleted beyond it.
            clock: names the files.
            seed: of the sample.
        """
        import numpy as np

        self._folder, self._share, self._rows, self._seconds = folder, share, rows_per_file, seconds_per_file
        self._most, self._clock, self._rng = most_bytes, clock, np.random.default_rng(seed)
        self._parts: list[pd.DataFrame] = []
        self._since = 0.0
        self._lock = threading.Lock()

    def add(self, inputs: pd.DataFrame, said: pd.DataFrame, version: int, by: str = "champion") -> None:
        """Takes scored rows.

        Args:
            inputs: the rows, shape (n_rows, n_columns).
            said: what was predicted, one line a row.
            version: of the model.
            by: `champion`, or `challenger` where its word was only recorded.
        """
        import pandas as pd

        hit = self._rng.random(len(inputs)) < self._share
        if not hit.any():
            return
        rows = pd.concat([inputs[hit].reset_index(drop=True), said[hit].reset_index(drop=True)], axis=1)
        rows[VERSION], rows[SAID_BY] = version, by
        with self._lock:
            if not self._parts:
                self._since = time.monotonic()
            self._parts.append(rows)
            full = sum(map(len, self._parts)) >= self._rows or time.monotonic() - self._since >= self._seconds
        if full:
            self.flush()

    def flush(self) -> Path | None:
        """Writes what has gathered; None where nothing has."""
        import pandas as pd

        with self._lock:
            parts, self._parts = self._parts, []
        if not parts:
            return None
        self._folder.mkdir(parents=True, exist_ok=True)
        # what a challenger said is beside: only rows of the version in use are watched
        path = None
        table = pd.concat(parts, ignore_index=True)
        for by, rows in table.groupby(SAID_BY):
            folder = self._folder if by == "champion" else self._folder / str(by)
            folder.mkdir(exist_ok=True)
            made = folder / f"{self._clock():%Y-%m-%d-%H%M%S}-{uuid.uuid4().hex[:6]}.parquet"
            part = made.with_name(f".{made.name}.part")
            rows.to_parquet(part, index=False)
            part.replace(made)
            path = made if by == "champion" else path
        self._trim()
        return path

    def _trim(self) -> None:
        files = sorted(self._folder.rglob("*.parquet"), key=lambda p: p.name)
        total = sum(p.stat().st_size for p in files)
        for path in files[:-1]:
            if total <= self._most:
                return
            total -= path.stat().st_size
            with suppress(OSError):
                path.unlink()
