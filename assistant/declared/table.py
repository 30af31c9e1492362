"""Experiments on tables from a file: the goal settled, or the very plan that was approved once, proposed and run."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from assistant.declared.course import Course
from assistant.services import Services
from experiments.declared.faults import Path_
from experiments.declared.functions import keep_functions
from experiments.declared.human import settled_by
from experiments.declared.marked import Marked
from experiments.declared.table import TableFile, read_table_file
from store.errors import BadData, BadRequest, SextantError, UnknownRecord
from store.records import (
    METRICS,
    Budget,
    Conversation,
    Dataset,
    DatasetVersion,
    Experiment,
    ExperimentFile,
    Goal,
    Limits,
    Plan,
    PlannedRun,
    Proposal,
    Run,
    Space,
    metric,
)

if TYPE_CHECKING:
    from store.knowledge import KnowledgeStore

_MOST_LISTED = 10
"""Recommendations that a plan begins with at most."""


@dataclass
class TableCourse(Course):
    """One experiment on a table with the built-in workflow."""

    table: TableFile = field(kw_only=True)

    @property
    def file(self) -> TableFile:
        """See `Course.file`."""
        return self.table

    def _kept(self) -> dict[str, Any]:
        return {"form": self.file.form.model_dump(mode="json", exclude_defaults=True)}

    def _stated(self, conversation: Conversation | None) -> Goal:
        if self.goal is not None:
            return self.goal
        form = self.file.form
        return self._record_goal(
            conversation, statement=form.goal.words or f"Predict {form.goal.target}",
            budget=Budget(**form.budget.model_dump()), constraints=form.goal.constraints,
            error_costs=form.goal.error_costs, preferences=form.goal.preferences,
        )  # fmt: skip

    def _first_runs(self) -> list[PlannedRun]:
        """The listed variants; else what is recommended to begin with."""
        from experiments.workflows.tabular import variant_of

        listed = [PlannedRun(variant=variant_of(c, self.task.kind)) for c in self.file.form.runs]
        return listed or self._recommended()

    def _recommended(self) -> list[PlannedRun]:
        from assistant.proposing import planned

        services, first = self.services, self.file.stages[0]
        assert self.goal is not None
        n = min(first.runs, _MOST_LISTED) if first.strategy == "recommended" else 1
        advice = services.advising.advise(
            self.goal, services.data_profile(self.task), person=services.person_profile(self.person), n=n,
            budget_s=self.goal.budget.seconds, scale=services.score_scale(self.task),
        )  # fmt: skip
        services.store.append(*advice.recommendations)
        return [planned(r) for r in advice.recommendations]

    def _plan(self, stages: int, runs: Sequence[PlannedRun], extends: str | None = None) -> Plan:
        form = self.file.form
        assert self.goal is not None
        return Plan(
            goal_id=self.goal.id, task=self.task, runs=tuple(runs),
            strategy=self.file.stages[0].strategy if self.file.stages else form.strategy,
            stages=self.file.stages[:stages], space=self._space(), budget=self.goal.budget,
            limits=Limits(**form.limits.model_dump()), parallel=form.parallel, seed=form.seed, prune=form.prune,
            extends=extends, why="It was declared so.", answers=dict(self.answers), functions=self.functions,
        )  # fmt: skip

    def _space(self) -> Space | None:
        """What may be chosen: as the file says, else all that the goal allows; less by what was answered."""
        from experiments.workflows.tabular import points

        space = self.file.form.space
        if space is None and self.file.stages:
            space = self._whole_space()
        if space is None:
            return None
        for human in self.file.human_steps:
            if human.choose is not None and human.name in self.answers:
                chosen = settled_by(human, self.answers, points(self.task.kind))
                space = space.model_copy(update={"estimators": (str(chosen),)})
        return space

    def _whole_space(self) -> Space:
        from experiments.failures import known_failures
        from experiments.strategies.space import space_of

        assert self.goal is not None
        limits = self.goal.constraints
        return space_of(
            self.task.kind, families=limits.families_allowed or (), forbidden=limits.families_forbidden,
            readable=bool(limits.interpretable), avoid=sorted(known_failures(self.services.store, self.task)),
            directed=bool(self.task.monotonic),
        )  # fmt: skip


def begun(
    services: Services,
    file: TableFile,
    person: str,
    tell: Callable[[str], None],
    conversation: Conversation | None,
) -> TableCourse:
    """The course of a file that is read for the first time, its goal settled where the file leaves something open.

    Raises:
        BadData: the table cannot be read, and its content is not kept here.
        BadRequest: the goal cannot be settled.
    """
    from experiments.workflows.tabular import workflow_of

    goal = None if file.form.goal.whole else _settled(services, file, person, tell, conversation)
    version = _version(services, file, person) if goal is None else None
    if version is not None and file.form.version not in (None, version.id):
        tell("The table has changed since the file was written: scores may differ.")
    task = goal.task if goal is not None else file.form.task(version.id if version else "")
    known = services.store.get(DatasetVersion, task.version_id)
    functions = keep_functions(file.folder, file.functions, services.home)
    there = file.on(task, known.rows)
    return TableCourse(services, person, workflow_of(task.kind), functions, task, goal, table=there)


def taken_up(services: Services, experiment: Experiment, kept: ExperimentFile) -> TableCourse:
    """The course of an experiment under way, from the store alone."""
    from experiments.workflows.tabular import workflow_of

    plan = services.store.get(Proposal, experiment.proposal_id).plan
    rows = services.store.get(DatasetVersion, plan.task.version_id).rows
    file = read_table_file(Marked(Path(kept.path), kept.form, {}), checked=True).on(plan.task, rows)
    goal = services.store.get(Goal, experiment.goal_id)
    return TableCourse(
        services, experiment.approved_by, workflow_of(plan.task.kind), plan.functions, plan.task, goal, experiment,
        table=file,
    )  # fmt: skip


def _settled(
    services: Services, file: TableFile, person: str, tell: Callable[[str], None], conversation: Conversation | None
) -> Goal:
    """The goal as the file says, what it leaves open settled by the likeliest answer, which is said."""
    from assistant.headless import Search
    from assistant.wish import Wish

    said, form = file.form.goal, file.form
    told = {"method", "folds", "column", "holdout_fraction"}
    how = said.validation.model_dump(include=told, exclude_none=True) if said.validation else {}
    if said.forecast is not None and said.forecast.column is not None:
        how = {"method": "time", "column": said.forecast.column, **how}
    wish = Wish(
        data=_source(file), target=said.target, metric=said.metric, kind=form.kind, positive_class=said.positive_class,
        further_targets=said.further_targets, horizon=(said.forecast.horizon, None) if said.forecast else None,
        known=said.forecast.known if said.forecast else (),
        validation=how,
        monotonic=tuple(m.model_dump() for m in said.monotonic), exclude=said.columns_excluded,
        missing_codes=tuple(m.model_dump(mode="json") for m in said.constraints.missing_codes),
        interpretable=bool(said.constraints.interpretable),
        error_costs=said.error_costs.model_dump() if said.error_costs else None,
        budget=Budget(**form.budget.model_dump()), seed=form.seed, person=person,
    )  # fmt: skip
    parts = cast(Any, SimpleNamespace(services=services, store=services.store))
    search = Search(parts, wish, 0.0)
    try:
        goal = search.settle(conversation)
    except (BadRequest, BadData) as error:
        raise _placed(file, error) from error
    for line in (*search.noted, *search.assumed):
        tell(line)
    more: dict[str, Any] = {"preferences": said.preferences} if said.preferences else {}
    if said.constraints.content() != goal.constraints.content() and said.constraints.model_fields_set:
        more["constraints"] = goal.constraints.model_copy(
            update={n: getattr(said.constraints, n) for n in said.constraints.model_fields_set}
        )
    if not more and not said.words:
        return goal
    update = {"id": services.new_id("goal"), "supersedes": goal.id, "statement": said.words or goal.statement, **more}
    better = goal.model_copy(update=update)
    services.store.append(better)
    return better


def _placed(file: TableFile, error: SextantError) -> SextantError:
    """What is wrong with a goal or its table, where the file says it: at the field whose words the error repeats."""
    if not file.marked.lines:
        return error
    said, goal = str(error), file.form.goal
    column = goal.validation.column if goal.validation is not None else None
    label = metric(goal.metric).label if goal.metric in METRICS else goal.metric
    told: list[tuple[str, str | None]] = [("metric", goal.metric), ("metric", label)]
    told += [("positive_class", goal.positive_class), *(("columns_excluded", c) for c in goal.columns_excluded)]
    told += [("validation", column), *(("monotonic", m.column) for m in goal.monotonic)]
    told += [*(("further_targets", t) for t in goal.further_targets), ("target", goal.target), ("kind", goal.kind)]
    places: list[tuple[Path_, str | None]] = [(("data",), Path(file.form.data).name)]
    for at, words in [*places, *((("goal", name), value) for name, value in told)]:
        if words and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", said, re.IGNORECASE):
            return file.marked.wrong(at, said)
    return file.marked.wrong(("goal",), said)


def _source(file: TableFile) -> str:
    beside = file.path.parent / file.form.data
    return str(beside) if beside.exists() else file.form.data


def _version(services: Services, file: TableFile, person: str) -> DatasetVersion:
    from experiments.data.reading import read_table
    from experiments.data.versions import keep_version

    try:
        table = read_table(_source(file))
    except BadData as unread:
        try:  # the file is gone, but the very rows are kept
            return services.store.get(DatasetVersion, file.form.version or "")
        except UnknownRecord:
            pass
        raise _placed(file, unread) from unread
    _, version, _ = keep_version(table, services.store, services.home, person, services.clock, services.new_id)
    return version


def file_of(store: KnowledgeStore, experiment_id: str) -> str:
    """The text of the file that runs an experiment again.

    Raises:
        UnknownRecord: there is no such experiment.
        NotApproved: its plan's approval is not on record.
        BadRequest: it is of a workflow of its own, and its file is gone.
    """
    from experiments.adoption import plan_of
    from experiments.declared.again import rewritten
    from experiments.declared.table import written

    experiment = store.get(Experiment, experiment_id)
    kept = store.latest(ExperimentFile, proposal_id=experiment.proposal_id)
    if kept is not None:
        return rewritten(kept)
    version = store.get(DatasetVersion, (plan := plan_of(store, experiment)).task.version_id)
    if plan.workflow is not None:
        raise BadRequest("This experiment came from a file of its own workflow: run that file again.")
    listed = {r.variant.id for r in plan.runs}
    runs = store.find(Run, experiment_id=experiment_id)
    added = [r.variant for r in runs if r.stage is None and r.variant.id not in listed and r.chosen_because]
    goal, dataset = store.get(Goal, experiment.goal_id), store.get(Dataset, version.dataset_id)
    return written(plan, goal, dataset, version, added)
