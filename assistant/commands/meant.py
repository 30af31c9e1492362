"""The model that a question is about: the one kept for the goal, else its best run, and what it said of unseen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import wording
from assistant.caring import kept
from assistant.keeping import goal_with_runs, ranked_runs
from assistant.unseen import unseen_of_model, unseen_rows
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Goal, ModelVersion, Run, RunEnd, Task

if TYPE_CHECKING:
    import numpy as np

    from lifecycle.measuring import Measuring, Predicted, Truth


def model_meant(visit: Visit) -> tuple[Goal, ModelVersion | None, list[tuple[Run, RunEnd]]] | None:
    """The goal, the model that was kept for it if there is one, and its runs with a score; None without such runs."""
    goal = goal_with_runs(visit.services, visit.state.goal)
    if goal is None:
        return None
    name = kept.of_goal(visit.services, goal)
    model = None if name is None else kept.in_use(visit.services, name)
    return goal, model, ranked_runs(visit.services, goal)


def name_of(model: ModelVersion | None, ranked: Sequence[object]) -> str:
    """What the kept model is called, else the best run, in words."""
    if model is not None:
        return f"{model.name} version {model.version}"
    return wording.best_of(len(ranked))


def at_start(name: str) -> str:
    """The name at the start of a sentence; a kept model is called as it is."""
    return f"T{name[1:]}" if name.startswith("the ") else name


def task_of(visit: Visit, model: ModelVersion | None, goal: Goal) -> Task:
    """The task that the kept model was made for, else the goal's: its table and metric may be others by now."""
    served = None if model is None else kept.goal_of(visit.services, model)
    return (served or goal).task


@dataclass(frozen=True)
class Unseen:
    """What the kept model, else the best run, said of rows that it had not learned from."""

    task: Task
    """What it was to predict; its metric and table may be others than the goal's by now."""
    name: str
    """The model or the run, in words."""
    rows: np.ndarray
    """Positions in the task's table, shape (n_rows,)."""
    truth: Truth
    predicted: Predicted
    measuring: Measuring
    importance: tuple[str, ...]
    """The best run's columns, what matters most to it first."""

    def share(self, metric_name: str) -> float:
        """Another metric of these rows, such as accuracy: 0 to 1, higher is better."""
        return replace(self.measuring, metric_name=metric_name).of(self.truth, self.predicted)


def unseen_of(visit: Visit) -> Unseen | None:
    """What the model kept for the conversation's goal, else its best run, said of rows it had not learned from.

    Returns:
        None where no run has ended with a score.

    Raises:
        BadRequest: it predicts no rows one by one, or kept nothing of what it said.
    """
    found = model_meant(visit)
    if found is None:
        return None
    goal, model, ranked = found
    if goal.task.forecast is not None:
        raise BadRequest("A series is one case, so there are no rows to be right or wrong about one by one.")
    known = None if model is None else unseen_of_model(visit.services, model)
    if model is not None and known is not None:
        whole = kept.loaded(visit.services, model)
        said, measuring, task, name = known, whole.measuring(), whole.task, name_of(model, ranked)
    else:
        run, end = ranked[0]
        said, measuring = unseen_rows(visit.services, goal, run, end)
        task, name = run.task, name_of(None, ranked)
    truth, rows = measuring.truth(said["truth"]), said["row"].to_numpy(dtype=int)
    return Unseen(task, name, rows, truth, measuring.predicted(said), measuring, _leaders(visit, goal))


def _leaders(visit: Visit, goal: Goal) -> tuple[str, ...]:
    from experiments.results import results

    found = results(visit.store, visit.services.home, goal.id)
    return tuple(i.column for i in sorted(found.importance, key=lambda i: -i.mean) if i.mean > 0)
