"""Runs on a part of a task: fewer rows, or fewer folds."""

from typing import TYPE_CHECKING, Any

from store.records import Fidelity, Task

if TYPE_CHECKING:
    import pandas as pd

_LEAST_OF_CLASS = 2
"""Rows of each class and fold that a part keeps, where the table has them."""


class Enough(BaseException):
    """Ends an evaluation after a fold. No error, so nothing that catches errors takes it for one."""


def rows_of(frame: "pd.DataFrame", task: Task, fidelity: Fidelity | None, seed: int) -> "pd.DataFrame":
    """The rows of a table that a fidelity covers, in their order.

    With the same seed a larger share contains a smaller one. Classes keep their shares, groups stay whole, and of rows
    ordered by time the latest are kept.

    Args:
        frame: the whole table.
        task: target, kind and validation.
        fidelity: None for all rows.
        seed: of the draw.
    """
    if fidelity is None or fidelity.rows >= 1.0:
        return frame
    import numpy as np

    method, column = task.validation.method, task.validation.column
    ordered_by = task.forecast.column if task.forecast is not None else column
    if ordered_by is None and (task.forecast is not None or method == "time"):
        latest_rows: pd.DataFrame = frame.iloc[-_count(len(frame), fidelity.rows) :]
        return latest_rows
    if method == "time" and column in frame.columns:
        latest = frame[column].sort_values(kind="stable").index[-_count(len(frame), fidelity.rows) :]
        kept: pd.DataFrame = frame[frame.index.isin(latest)]
        return kept
    random = np.random.default_rng(seed)
    if method == "group" and column in frame.columns:
        groups = frame[column].drop_duplicates().to_numpy()
        few = random.permutation(len(groups))[: max(task.validation.folds, _count(len(groups), fidelity.rows))]
        whole: pd.DataFrame = frame[frame[column].isin(groups[few])]
        return whole
    place = random.permutation(len(frame))
    if task.kind in ("binary", "multiclass"):
        some: pd.DataFrame = frame[_of_classes(frame[task.target], place, fidelity.rows, task.validation.folds)]
        return some
    drawn: pd.DataFrame = frame[place < _count(len(frame), fidelity.rows)]
    return drawn


def _of_classes(target: "pd.Series[Any]", place: Any, share: float, folds: int) -> Any:
    """Which rows are kept: of each class its share, the first by place."""
    import pandas as pd

    order = pd.Series(place, index=range(len(target))).groupby(target.astype(str).to_numpy()).rank(method="first")
    sizes = target.astype(str).reset_index(drop=True).map(target.astype(str).value_counts())
    return (order <= (sizes * share).clip(lower=_LEAST_OF_CLASS * folds).round()).to_numpy()


def _count(n: int, share: float) -> int:
    return max(1, round(n * share))


def in_words(fidelity: Fidelity | None, folds: int | None = None, kind: str = "") -> str:
    """A fidelity in a few words, such as "1/9 of the rows" or "1 of 5 folds".

    Args:
        fidelity: None for the whole task.
        folds: of the whole task, where known.
        kind: of the task; a declared workflow does a share of its work, and its folds are repeats.
    """
    rows, parts_of, whole = (
        ("work", "repeats", "all of it") if kind == "declared" else ("rows", "folds", "all of the data")
    )
    if fidelity is None:
        return whole
    parts = []
    if fidelity.rows < 1.0:
        parts.append(f"1/{round(1 / fidelity.rows)} of the {rows}")
    if fidelity.folds is not None:
        parts.append(f"{fidelity.folds} of {folds} {parts_of}" if folds else f"{fidelity.folds} of the {parts_of}")
    return " and ".join(parts) or whole
