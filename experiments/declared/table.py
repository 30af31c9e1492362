"""An experiment on a table with the built-in workflow, as a file: written from what was approved, and read again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from experiments.declared.conditions import in_words
from experiments.declared.experiment import (
    MakeStage,
    check_costs,
    check_functions,
    check_rungs,
    in_sequence,
    named_functions,
    stage_of,
)
from experiments.declared.faults import FieldFault
from experiments.declared.form import FIRST_RUNS, USUAL_RUNS, BudgetForm, Form, LimitsForm, StageForm
from experiments.declared.human import HumanStep
from experiments.declared.marked import Marked
from experiments.task import task_id
from experiments.workflows.tabular import BUILT_IN, points, variant_of, workflow_of
from store.errors import BadRequest
from store.home import expanded
from store.records import (
    COSTS,
    Condition,
    Constraints,
    Dataset,
    DatasetVersion,
    ErrorCosts,
    Forecast,
    Goal,
    Monotonic,
    Plan,
    Preference,
    Rung,
    Scalar,
    Space,
    Stage,
    StageStrategy,
    Task,
    TaskKind,
    Validation,
    Variant,
)


class TableGoal(Form):
    """What is predicted, and how it is measured; what is left out is settled by what the table looks like."""

    target: str
    kind: TaskKind | None = None
    metric: str | None = None
    validation: Validation | None = None
    positive_class: str | None = None
    columns_excluded: tuple[str, ...] = ()
    further_targets: tuple[str, ...] = ()
    forecast: Forecast | None = None
    monotonic: tuple[Monotonic, ...] = ()
    words: str = ""
    constraints: Constraints = Constraints()
    error_costs: ErrorCosts | None = None
    preferences: tuple[Preference, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left to be settled."""
        return self.kind is not None and self.metric is not None and self.validation is not None


class TableStage(StageForm):
    """A stage of an experiment on a table, or a question."""

    rungs: tuple[Rung, ...] = ()
    """Of halving and Hyperband: every step; made for the table where they are left out."""
    beside: bool = False
    """Whether it goes on beside the stage before it."""


class TableForm(Form):
    """The file of an experiment on a table."""

    name: str | None = None
    workflow: Literal["tabular-1", "forecast-1", "tabular", "forecast"]
    functions: str | None = None
    """Folder of its filters, generators and conditions; the file's own where it is left out."""
    data: str
    """Path, address or sample's name of the table."""
    version: str | None = None
    """Hash of its content as it was."""
    goal: TableGoal
    runs: tuple[dict[str, Scalar], ...] = ()
    """Choices of the listed variants, in their order; recommendations where there are none."""
    strategy: StageStrategy = "recommended"
    stages: tuple[TableStage, ...] = ()
    space: Space | None = None
    budget: BudgetForm = BudgetForm()
    limits: LimitsForm = LimitsForm()
    parallel: int = Field(default=1, ge=1)
    seed: int = Field(default=0, ge=0)
    prune: bool = False

    @property
    def kind(self) -> TaskKind | None:
        """The kind of task, as said or as the workflow has it; None where the table settles it."""
        return self.goal.kind or ("forecast" if self.workflow.startswith("forecast") else None)

    @model_validator(mode="after")
    def _of_one_kind(self) -> "TableForm":
        if (self.kind == "forecast") != self.workflow.startswith("forecast"):
            raise FieldFault(
                ("workflow",), f"“workflow: {self.workflow}” does not do the goal's kind, {self.goal.kind}: change one"
            )
        if self.goal.forecast is not None and self.kind != "forecast":
            raise FieldFault(
                ("goal", "forecast"), "only a forecast has “forecast” in its goal: say “workflow: forecast”"
            )
        return self

    @model_validator(mode="after")
    def _costs_processor_time(self) -> "TableForm":
        if self.budget.cost_of is not None:
            raise FieldFault(
                ("budget", "cost_of"), "on a table “cost” is processor time in seconds: leave out “cost_of”"
            )
        return self

    @model_validator(mode="after")
    def _begins_with_runs(self) -> "TableForm":
        if self.stages and self.stages[0].ask is not None:
            raise FieldFault(("stages", 0), FIRST_RUNS)
        return self

    def task(self, version_id: str) -> Task:
        """The task on that version of the table, where nothing of the goal is left to be settled."""
        content = {k: v for k, v in self.goal.model_dump().items() if k not in _OF_GOAL}
        bare = Task.model_validate({"id": "unnamed", "version_id": version_id, **content})
        return bare.model_copy(update={"id": task_id(bare)})


_OF_GOAL = ("words", "constraints", "error_costs", "preferences")
"""Fields that are the goal's, and not the task's."""


@dataclass(frozen=True)
class TableFile:
    """The file of an experiment on a table, read and checked."""

    form: TableForm
    marked: Marked
    stages: tuple[Stage, ...]
    human_steps: tuple[HumanStep, ...]

    @property
    def path(self) -> Path:
        """Where it was read."""
        return self.marked.path

    @property
    def name(self) -> str:
        """Its own name, or what it predicts."""
        return self.form.name or self.form.goal.target

    @property
    def folder(self) -> Path:
        """Where its functions lie."""
        return self.path.parent / self.form.functions if self.form.functions else self.path.parent

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions of the person's own that it names."""
        return named_functions(self.stages, self.human_steps)

    def on(self, task: Task, rows: int) -> "TableFile":
        """The same with stages as they are on a table of so many rows.

        Raises:
            BadRequest: a choice is none of the task's; the message names line and field.
        """
        return _in_sequence(self.marked, self.form, task.kind, partial(_stage, task=task, rows=rows))


def is_table(marked: Marked) -> bool:
    """Whether a file is of an experiment with the built-in workflow."""
    named = marked.content.get("workflow")
    return isinstance(named, str) and (named in BUILT_IN or f"{named}-1" in BUILT_IN)


def read_table_file(marked: Marked, checked: bool = False) -> TableFile:
    """The experiment that a file declares.

    Args:
        marked: the file's content.
        checked: whether it was read before: its functions are not looked for again.

    Raises:
        BadRequest: something in it is wrong; the message names line and field.
    """
    try:
        form = TableForm.model_validate(marked.content)
    except ValidationError as error:
        raise marked.invalid(error, TableForm) from error
    kind = form.kind or "binary"
    for number, choices in enumerate(form.runs if form.kind is not None else ()):
        try:
            variant_of(choices, kind)
        except BadRequest as error:
            raise marked.wrong(("runs", number), str(error)) from error
    found = _in_sequence(marked, form, kind, _draft)
    check_costs(marked, form.stages, COSTS)
    check_rungs(marked, form.stages, {"rows": "", "folds": ""})
    if not checked:
        check_functions(marked, form.stages, found.folder)
    return found


def _in_sequence(marked: Marked, form: TableForm, kind: TaskKind, make: MakeStage) -> TableFile:
    estimator = [p for p in points(kind) if p.name == "estimator"]
    stages, steps = in_sequence(marked, form.stages, estimator, make)
    if not form.stages and not form.runs:
        stages = (Stage(strategy="recommended", runs=form.budget.runs or USUAL_RUNS),)
    return TableFile(form, marked, stages, steps)


def _draft(form: StageForm, when: Condition | None, beside: bool) -> Stage:
    return stage_of(form, when, beside, getattr(form, "rungs", ()))


def _stage(form: StageForm, when: Condition | None, beside: bool, task: Task, rows: int) -> Stage:
    rungs = getattr(form, "rungs", ())
    if not rungs and form.strategy in ("halving", "hyperband") and form.runs is not None:
        from experiments.strategies.halving import stage_in_rungs

        rungs = stage_in_rungs(form.strategy, task, form.runs, rows, form.over).rungs
    return stage_of(form, when, beside or getattr(form, "beside", False), rungs)


def written(plan: Plan, goal: Goal, dataset: Dataset, version: DatasetVersion, added: Sequence[Variant] = ()) -> str:
    """The file's text of an experiment that was approved, to be run again.

    Args:
        plan: as it stands.
        goal: that it serves.
        dataset: whose table it is.
        version: the very rows.
        added: variants that a person added by hand.

    Raises:
        BadRequest: it is no experiment with the built-in workflow.
    """
    if any(r.variant.workflow_id not in BUILT_IN for r in plan.runs):
        raise BadRequest("This experiment is not of the built-in workflow.")
    path = expanded(dataset.source)
    task = plan.task.content()
    form = {
        "workflow": workflow_of(plan.task.kind).name,
        "data": str(path.resolve()) if path.exists() else dataset.source,
        "version": version.id,
        "goal": {
            **{n: task[n] for n in ("target", "kind", "metric", "positive_class") if task[n] is not None},
            "validation": _said(task["validation"]),
            "columns_excluded": task["columns_excluded"],
            **{n: task[n] for n in ("further_targets", "forecast", "monotonic") if task[n]},
            **_said({"constraints": _said(goal.constraints.content())}),
            **({"error_costs": goal.error_costs.content()} if goal.error_costs else {}),
            **({"preferences": [_said(p.content()) for p in goal.preferences]} if goal.preferences else {}),
            "words": goal.statement,
        },
        "runs": [v.choices for v in {v.id: v for v in (*(r.variant for r in plan.runs), *added)}.values()],
        "strategy": plan.strategy,
        "stages": [_stage_said(s) for s in plan.stages],
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


def _stage_said(stage: Stage) -> dict[str, object]:
    """A stage as it is written in a file."""
    said = _said(stage.said())
    if stage.strategy == "generated":
        del said["strategy"]
    if stage.when is not None:
        said["when"] = in_words(stage.when)
    return said
