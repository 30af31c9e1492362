"""Experiments from files with a workflow of the person's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.declared.advice import worth_running
from assistant.declared.course import Course
from assistant.services import Services
from experiments.declared.choosing import narrowed, variant_of
from experiments.declared.declaration import Declared
from experiments.declared.experiment import DeclaredExperiment, experiment_of
from experiments.declared.functions import keep_functions
from experiments.declared.human import settled_by
from experiments.declared.keeping import keep_data, keep_workflow, kept_workflow
from store.records import (
    Conversation,
    Experiment,
    ExperimentFile,
    Goal,
    Limits,
    Plan,
    PlannedRun,
    Proposal,
    Space,
    Task,
    Validation,
    Workflow,
    content_hash,
)


@dataclass
class OwnCourse(Course):
    """One experiment with a workflow of the person's own; its code is kept."""

    declared: DeclaredExperiment = field(kw_only=True)

    @property
    def file(self) -> DeclaredExperiment:
        """See `Course.file`."""
        return self.declared

    def _kept(self) -> dict[str, Any]:
        form = self.file.form.model_dump(mode="json", exclude_defaults=True)
        return {"form": form, "workflow_id": self.workflow.id, "variants": self.file.declared.choices}

    def _stated(self, conversation: Conversation | None) -> Goal:
        form, before = self.file.form, None
        if conversation is not None:
            before = self.services.store.latest(Goal, conversation_id=conversation.id)
        return self._record_goal(
            conversation,
            statement=form.goal.words or f"The best {form.goal.metric} of {self.workflow.name}",
            budget=self.file.budget,
            supersedes=before.id if before is not None and before.task.id == self.task.id else None,
        )

    def _first_runs(self) -> list[PlannedRun]:
        """Named variants, else the default; then what is worth running where the first stage follows advice."""
        first, form = self.file.stages[0], self.file.form
        named = [self.file.declared.variant(self.workflow, n) for n in form.variants]
        runs = [PlannedRun(variant=v) for v in named]
        if first.strategy == "recommended" and not first.filter:
            runs += worth_running(
                self.services.store, self.workflow, self.task, max(0, first.runs - len(runs)), seed=form.seed,
                besides={v.id for v in named}, budget_s=form.budget.seconds,
            )  # fmt: skip
        return runs or [PlannedRun(variant=variant_of(self.workflow, {}))]

    def _plan(self, stages: int, runs: Sequence[PlannedRun], extends: str | None = None) -> Plan:
        form, fixed = self.file.form, self.workflow
        for human in self.file.human_steps:
            if human.choose is not None and human.name in self.answers:
                fixed = narrowed(fixed, human.choose, settled_by(human, self.answers, self.workflow.points))
        assert self.goal is not None
        return Plan(
            goal_id=self.goal.id, task=self.task, runs=tuple(runs), strategy=self.file.stages[0].strategy,
            budget=self.file.budget,
            limits=Limits(**form.limits.model_dump()), parallel=form.parallel, seed=form.seed,
            stages=self.file.stages[:stages], space=Space(workflow_id=self.workflow.id, estimators=()),
            prune=form.prune, workflow=fixed, extends=extends, why="It was declared so.", answers=dict(self.answers),
            functions=self.functions,
        )  # fmt: skip


def begun(services: Services, file: DeclaredExperiment, person: str) -> OwnCourse:
    """The course of a file that is read for the first time: its code, data and functions are kept; nothing runs.

    Raises:
        BadRequest: something of it cannot be kept.
    """
    workflow = keep_workflow(file.declared, services.home)
    if not services.store.find(Workflow, id=workflow.id):
        services.store.append(workflow)
    functions = keep_functions(file.folder, file.functions, services.home)
    version = keep_data(file.data, services.store, services.home, person, services.clock, services.new_id)
    form = file.form
    how = Validation(
        method="holdout", folds=form.repeats, seed=form.seed, reason="The workflow measures itself, as declared."
    )
    # the target is the workflow, since what it predicts is its own affair
    bare = Task(
        id="unnamed", version_id=version.id, target=workflow.name, kind="declared", metric=file.metric, validation=how
    )
    content = {k: v for k, v in bare.said().items() if k != "id"}
    task = bare.model_copy(update={"id": content_hash(content)})
    return OwnCourse(services, person, workflow, functions, task, declared=file)


def taken_up(services: Services, experiment: Experiment, kept: ExperimentFile) -> OwnCourse:
    """The course of an experiment under way, from the store and the kept code alone.

    Raises:
        BadData: its kept code is gone or was changed.
    """
    declaration, code = kept_workflow(services.home, kept.workflow_id)
    file = experiment_of(kept.form, Declared(declaration, code, choices=kept.variants), Path(kept.path))
    plan = services.store.get(Proposal, experiment.proposal_id).plan
    workflow, goal = services.store.get(Workflow, kept.workflow_id), services.store.get(Goal, experiment.goal_id)
    return OwnCourse(
        services, experiment.approved_by, workflow, plan.functions, plan.task, goal, experiment, declared=file
    )
