"""What was scored, kept for watching: a sample of the rows with what the model said, in files of bounded size."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.writing import written_whole

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

VERSION, SAID_BY, ROW_ID = "_version", "_said_by", "_id"
"""Columns beside the inputs: which version predicted, whether it was the one in use or its challenger, which row."""
CHALLENGER, LABELS = "challenger", "labels"
"""Folders beside the files that are watched: what a challenger said of the same rows, and true values that came."""


def _written(table: pd.DataFrame, path: Path) -> None:
    """Writes rows; a column in which clients mixed kinds of values is written as texts."""
    from pyarrow import ArrowException

    try:
        table.to_parquet(path, index=False)
    except (ArrowException, TypeError):
        mixed = [c for c in table.columns if table[c].dtype == object]
        texts = {c: table[c].map(lambda v: None if v is None or v != v else str(v)) for c in mixed}
        table.assign(**texts).to_parquet(path, index=False)


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

    def drawn(self, rows: int, most: int | None = None) -> NDArray[np.bool_]:
        """Which of so many rows are kept, shape (n_rows,): each by chance, and no more than `most` of them."""
        import numpy as np

        with self._lock:
            hit = self._rng.random(rows) < self._share
            over = int(hit.sum()) - most if most is not None else 0
            if over > 0:
                hit[self._rng.choice(np.flatnonzero(hit), over, replace=False)] = False
        return hit

    def add(
        self,
        inputs: pd.DataFrame,
        said: pd.DataFrame,
        version: int,
        by: str = "champion",
        ids: Sequence[str] | None = None,
    ) -> None:
        """Takes scored rows as they are; draw them with `drawn` first.

        Args:
            inputs: the rows, shape (n_rows, n_columns).
            said: what was predicted, one line a row.
            version: of the model.
            by: `champion`, or `challenger` where its word was only recorded.
            ids: of the rows, the same for both; new ones where None.
        """
        import pandas as pd

        if not len(inputs):
            return
        rows = pd.concat([inputs.reset_index(drop=True), said.reset_index(drop=True)], axis=1)
        rows[VERSION], rows[SAID_BY] = version, by
        rows[ROW_ID] = list(ids) if ids is not None else [uuid.uuid4().hex[:16] for _ in range(len(rows))]
        self._take(rows)

    def label(self, ids: Sequence[str], values: Sequence[object], target: str) -> None:
        """Takes true values of rows that were scored before."""
        import pandas as pd

        self._take(pd.DataFrame({ROW_ID: list(ids), target: list(values), SAID_BY: LABELS}))

    def _take(self, rows: pd.DataFrame) -> None:
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
        for by in dict.fromkeys(str(p[SAID_BY].iloc[0]) for p in parts):
            table = pd.concat([p for p in parts if p[SAID_BY].iloc[0] == by], ignore_index=True)
            folder = self._folder if by == "champion" else self._folder / by
            folder.mkdir(exist_ok=True)
            made = folder / f"{self._clock():%Y-%m-%d-%H%M%S}-{uuid.uuid4().hex[:6]}.parquet"
            with written_whole(made) as partial:
                _written(table, partial)
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


def read_logged(files: Iterable[Path]) -> pd.DataFrame | None:
    """Files as one table, oldest first; None for none. Files that are being taken away are left out."""
    import pandas as pd

    frames = []
    for path in sorted(files):
        with suppress(OSError, ValueError):
            frames.append(pd.read_parquet(path).drop(columns=[SAID_BY], errors="ignore"))
    return pd.concat(frames, ignore_index=True) if frames else None
