"""An experiment on a table with the built-in workflow, as a file: written from what was approved, and read again."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from experiments.declared.form import BudgetForm, Form, LimitsForm
from experiments.declared.marked import Marked
from experiments.task import task_id
from experiments.workflows.tabular import BUILT_IN, variant_of, workflow_of
from store.errors import BadRequest
from store.records import (
    Dataset,
    DatasetVersion,
    Forecast,
    Goal,
    Monotonic,
    Plan,
    PlannedRun,
    Scalar,
    Space,
    Stage,
    StrategyName,
    Task,
    TaskKind,
    Validation,
)


class TableGoal(Form):
    """What is predicted, and how it is measured."""

    target: str
    kind: TaskKind
    metric: str
    validation: Validation
    positive_class: str | None = None
    columns_excluded: tuple[str, ...] = ()
    further_targets: tuple[str, ...] = ()
    forecast: Forecast | None = None
    monotonic: tuple[Monotonic, ...] = ()
    words: str = ""


class TableForm(Form):
    """The file of an experiment on a table."""

    workflow: Literal["tabular-1", "forecast-1"]
    data: str
    """Path, address or sample's name of the table."""
    version: str | None = None
    """Hash of its content as it was."""
    goal: TableGoal
    runs: tuple[dict[str, Scalar], ...] = Field(min_length=1)
    """Choices of the listed variants, in their order."""
    strategy: StrategyName = "recommended"
    stages: tuple[Stage, ...] = ()
    space: Space | None = None
    budget: BudgetForm = BudgetForm()
    limits: LimitsForm = LimitsForm()
    parallel: int = Field(default=1, ge=1)
    seed: int = Field(default=0, ge=0)
    prune: bool = False

    def task(self, version_id: str) -> Task:
        """The task on that version of the table."""
        content = {k: v for k, v in self.goal.model_dump().items() if k != "words"}
        bare = Task.model_validate({"id": "unnamed", "version_id": version_id, **content})
        return bare.model_copy(update={"id": task_id(bare)})

    def plan(self, goal: Goal) -> Plan:
        """The plan for that goal: the very choices, stages and bounds of the file.

        Raises:
            BadRequest: a run's choices are none of the workflow's.
        """
        runs = tuple(PlannedRun(variant=variant_of(c, goal.task.kind)) for c in self.runs)
        return Plan(
            goal_id=goal.id, task=goal.task, runs=runs, strategy=self.strategy, stages=self.stages, space=self.space,
            budget=goal.budget, limits=self.limits.model_dump(), parallel=self.parallel, seed=self.seed,
            prune=self.prune, why="It was declared so.",
        )  # fmt: skip


def is_table(marked: Marked) -> bool:
    """Whether a file is of an experiment with the built-in workflow."""
    return bool(marked.content.get("workflow") in BUILT_IN)


def read_table_form(marked: Marked) -> TableForm:
    """The experiment that a file declares.

    Raises:
        BadRequest: something in it is wrong; the message names line and field.
    """
    try:
        form = TableForm.model_validate(marked.content)
    except ValidationError as error:
        raise marked.invalid(error) from error
    for number, choices in enumerate(form.runs):
        try:
            variant_of(choices, form.goal.kind)
        except BadRequest as error:
            raise marked.wrong(("runs", number), str(error)) from error
    return form


def written(plan: Plan, goal: Goal, dataset: Dataset, version: DatasetVersion) -> str:
    """The file's text of an experiment that was approved, to be run again.

    Raises:
        BadRequest: it is no experiment with the built-in workflow.
    """
    if any(r.variant.workflow_id not in BUILT_IN for r in plan.runs):
        raise BadRequest("This experiment came from a file of its own workflow: run that file again.")
    path = Path(dataset.source).expanduser()
    task = plan.task.content()
    form = {
        "workflow": workflow_of(plan.task.kind).id,
        "data": str(path.resolve()) if path.exists() else dataset.source,
        "version": version.id,
        "goal": {
            **{n: task[n] for n in ("target", "kind", "metric", "positive_class") if task[n] is not None},
            "validation": _said(task["validation"]),
            "columns_excluded": task["columns_excluded"],
            **{n: task[n] for n in ("further_targets", "forecast", "monotonic") if task[n]},
            "words": goal.statement,
        },
        "runs": [r.variant.choices for r in plan.runs],
        "strategy": plan.strategy,
        "stages": [_said(s.content()) for s in plan.stages],
        "space": _said(plan.space.content()) if plan.space else None,
        "budget": _said(plan.budget.content()),
        "limits": plan.limits.content(),
        "parallel": plan.parallel,
        "seed": plan.seed,
        "prune": plan.prune,
    }
    kept = {name: value for name, value in form.items() if value not in (None, [], {})}
    text: str = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=110)
    return text


def _said(content: dict[str, object]) -> dict[str, object]:
    """Fields that say something."""
    return {name: value for name, value in content.items() if value not in (None, [], "", {})}
