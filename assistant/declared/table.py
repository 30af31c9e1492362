"""Experiments on tables from a file: the very plan that was approved once, proposed and run again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.declared.table import TableForm
from store.errors import BadData, UnknownRecord
from store.records import Budget, Conversation, Dataset, DatasetVersion, Experiment, Goal, Proposal

if TYPE_CHECKING:
    from assistant.services import Services
    from store.knowledge import KnowledgeStore


@dataclass
class TableExperiment:
    """An experiment on a table, in this store."""

    services: Services
    form: TableForm
    folder: Path
    """Where the file lies: a relative path of the data counts from there."""
    person: str
    tell: Callable[[str], None] = lambda _line: None

    def propose(self, conversation: Conversation | None = None) -> Proposal:
        """Lays down what would run; runs nothing.

        Args:
            conversation: to which it belongs; None begins one.

        Raises:
            BadData: the table cannot be read, and its content is not kept here.
        """
        services, version = self.services, self._version()
        if self.form.version is not None and version.id != self.form.version:
            self.tell("The table has changed since the file was written: scores may differ.")
        now = services.clock()
        talk = conversation or Conversation(
            id=services.new_id("conversation"), person=self.person, title=f"{self.form.goal.target}, from a file",
            started_at=now,
        )  # fmt: skip
        goal = Goal(
            id=services.new_id("goal"), conversation_id=talk.id, person=self.person,
            statement=self.form.goal.words or f"Predict {self.form.goal.target}", task=self.form.task(version.id),
            budget=Budget(**self.form.budget.model_dump()), stated_at=now,
        )  # fmt: skip
        plan = self.form.plan(goal)
        proposal = Proposal(
            id=services.new_id("proposal"), conversation_id=talk.id, plan=plan, plan_hash=plan.hash, made_at=now
        )
        services.store.append(*([] if conversation is not None else [talk]), goal, proposal)
        return proposal

    def _version(self) -> DatasetVersion:
        from experiments.data.reading import read_table
        from experiments.data.versions import keep_version

        services = self.services
        beside = self.folder / self.form.data
        try:
            table = read_table(str(beside) if beside.exists() else self.form.data)
        except BadData:
            try:  # the file is gone, but the very rows are kept
                return services.store.get(DatasetVersion, self.form.version or "")
            except UnknownRecord:
                pass
            raise
        _, version, _ = keep_version(table, services.store, services.home, self.person, services.clock, services.new_id)
        return version


def file_of(store: KnowledgeStore, experiment_id: str) -> str:
    """The text of the file that runs an experiment again.

    Raises:
        UnknownRecord: there is no such experiment.
        NotApproved: its plan's approval is not on record.
        BadRequest: it is of a workflow that has a file already.
    """
    from experiments.adoption import plan_of
    from experiments.declared.table import written

    experiment = store.get(Experiment, experiment_id)
    version = store.get(DatasetVersion, (plan := plan_of(store, experiment)).task.version_id)
    return written(plan, store.get(Goal, experiment.goal_id), store.get(Dataset, version.dataset_id), version)
