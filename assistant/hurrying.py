"""Whether a budget is small for a table, so that few folds and quick variants come first."""

from store.knowledge import KnowledgeStore
from store.records import DatasetVersion, Goal

LITTLE_S = 10.0
"""Budgets of which starting takes the better part."""
FEW_FOLDS = 3
_LARGE_ROWS = 2000
_HURRY = 3000.0
"""Cells of the table, times the trees that each step of boosting needs, per second of the budget."""
_WIDE_HURRY = 40_000.0
"""Cells per second of the budget where columns are so many that preparing them takes long."""
_COLUMNS_HURRY = 1_000.0
"""Columns, times the folds, per second of the budget: each column costs time, however few the rows are."""


def hurries(store: KnowledgeStore, goal: Goal, seconds: float | None) -> bool:
    """Whether the goal's folds would leave too few runs: few folds measure a large table well enough.

    Args:
        store: which has the goal's table.
        goal: with its validation.
        seconds: of the budget; None where time is no matter.
    """
    how = goal.task.validation
    if seconds is None or how.method != "cv" or how.folds <= FEW_FOLDS:
        return False
    if seconds <= LITTLE_S:
        return True
    version = store.get(DatasetVersion, goal.task.version_id)
    classes = version.distinct(goal.task.target, unknown=2)
    many = max(1.0, classes / 2) if goal.task.kind == "multiclass" else 1.0
    cells = version.rows * min(len(version.columns), 100) * many
    columns = len(version.columns)
    wide = version.rows * columns / seconds > _WIDE_HURRY or how.folds * columns / seconds > _COLUMNS_HURRY
    return wide or (version.rows >= _LARGE_ROWS and cells / seconds > _HURRY)
