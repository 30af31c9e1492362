"""The leading runs of a small table, measured once more on folds that have chosen nothing yet.

Where rows are few, the best of many runs on the same folds owes its place partly to them. So before the model is made,
those that may become part of it are measured on other folds, and these alone say how much each of them weighs. Each is
a run with a decision like any other, of the same task but for the seed of its validation.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.keeping import ranked_runs
from store.records import DatasetVersion, Goal, PlannedRun, Run, RunEnd, Task, metric

if TYPE_CHECKING:
    from assistant.headless import Search
    from assistant.services import Services

FEW_ROWS = 1000
"""With more rows, folds leave less to chance than the time is worth."""
MANY_RUNS = 24
"""With fewer runs, another one is worth more than measuring those there are again."""
FEWEST = 8
"""So many runs must have been measured again for the other folds to decide."""
MOST_SHARE = 0.3
"""Of the budget, the share that measuring again may take."""
_SPARE = 1.15
"""A run on other folds is expected to take that many times what it took before."""
_LEAST_BESIDE_S = 0.2
"""Seconds beside its folds for which a run keeps its place, at least."""
_MOST = 24
_OF_A_FAMILY = 2
"""Beside the best runs, the best of each family may take part: what errs differently helps a blend."""
_BEST = 16
_DRAWN = ("cv", "group")
"""Methods of validation whose folds are drawn by chance."""

Ended = tuple[Run, RunEnd]


def leading(ended: Sequence[Ended]) -> list[Ended]:
    """The best runs, and the best of each family, best first: those that may become part of the model."""
    taken: Counter[str] = Counter()
    found: list[Ended] = []
    for place, (run, end) in enumerate(ended):
        if place < _BEST or (taken[run.variant.family] < _OF_A_FAMILY and len(found) < _MOST):
            taken[run.variant.family] += 1
            found.append((run, end))
    return found


def other_folds(task: Task) -> Task | None:
    """The task on other folds; None where folds are not drawn."""
    from experiments.task import task_id

    how = task.validation
    if how.method not in _DRAWN:
        return None
    other = task.model_copy(update={"validation": how.model_copy(update={"seed": how.seed + 1})})
    return other.model_copy(update={"id": task_id(other)})


def measured_again(services: Services, goal: Goal, able: Sequence[Ended]) -> list[tuple[Ended, RunEnd]]:
    """Those runs that were measured on other folds as well, with how that ended.

    Args:
        services: the store.
        goal: what the runs were for.
        able: runs on the goal's task.

    Returns:
        Best first by the mean of both. Nothing where fewer than `FEWEST` of the runs were measured again: then the
        first folds say more.
    """
    other = other_folds(goal.task)
    if other is None:
        return []
    again = {run.variant.id: end for run, end in ranked_runs(services, goal.model_copy(update={"task": other}))}
    found = [((run, end), again[run.variant.id]) for run, end in able if run.variant.id in again]
    gain = metric(goal.task.metric).gain
    if len(found) < FEWEST:
        return []
    return sorted(found, key=lambda pair: -gain(pair[0][1].score or 0.0) - gain(pair[1].score or 0.0))


def reserved_s(search: Search) -> float:
    """Seconds of a search that are to be kept for measuring its leading runs again; 0 where that is not done."""
    from assistant.refining import allowed_runs

    seconds = search.wish.budget.seconds
    if seconds is None or not _is_small(search) or other_folds(search.goal.task) is None:
        return 0.0
    ended = allowed_runs(search.goal, search.ended())
    if len(ended) < MANY_RUNS:
        return 0.0
    takes_s = _takes_s(search)
    each = [takes_s(end) / search.places for _, end in leading(ended)]
    most = MOST_SHARE * seconds
    return min(most, sum(each)) if sum(each[:FEWEST]) <= most else 0.0


def confirm(search: Search, until: Callable[[], float]) -> None:
    """Measures the leading runs of a search on other folds, the best first, until the time is over.

    Args:
        search: has ended, within its budget.
        until: the moment of `time.monotonic()` to stop at.
    """
    from assistant.refining import allowed_runs

    if reserved_s(search) == 0.0 or search.stopped:
        return
    waiting = leading(allowed_runs(search.goal, search.ended()))
    search.tell(
        f"{time.monotonic() - search.started:6.1f} s  the {len(waiting)} that lead are measured again, on other folds"
    )

    takes_s = _takes_s(search)

    def chosen(left: float) -> list[PlannedRun]:
        if not waiting or not search.has_place or takes_s(waiting[0][1]) > left:
            return []
        return [PlannedRun(variant=waiting.pop(0)[0].variant)]

    search.begin(until, chosen, other_folds(search.goal.task))


def _takes_s(search: Search) -> Callable[[RunEnd], float]:
    """The seconds for which a run like one that has ended keeps its place, with what there is beside its folds."""
    walls = [end.wall_s or 0.0 for _, end in search.ended()]
    whole = (time.monotonic() - search.began) * search.places
    beside_s = max(_LEAST_BESIDE_S, (whole - sum(walls)) / max(len(walls), 1))
    return lambda end: _SPARE * ((end.wall_s or 0.0) + beside_s)


def _is_small(search: Search) -> bool:
    return search.app.store.get(DatasetVersion, search.goal.task.version_id).rows <= FEW_ROWS
