"""One experiment from a file: what it would run, and running it up to its end or to where a person must answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.declared.advice import worth_running
from experiments.declared.choosing import narrowed, variant_of
from experiments.declared.experiment import DeclaredExperiment, HumanStep, answer_of
from experiments.declared.keeping import keep_data, keep_workflow
from store.errors import BadRequest
from store.records import (
    Budget,
    Conversation,
    DatasetVersion,
    Experiment,
    ExperimentSignal,
    Goal,
    Limits,
    Plan,
    PlannedRun,
    Proposal,
    Run,
    RunEnd,
    Scalar,
    Space,
    Task,
    Validation,
    Workflow,
    content_hash,
    metric,
)

if TYPE_CHECKING:
    from assistant.assembly import App
    from store.knowledge import KnowledgeStore

_POLL_S = 0.1
_ENDED = ("done", "stop", "interrupted")
Ask = Callable[[HumanStep, "Session"], str | None]
"""Asks a person a human step's question; None where nobody is there to answer."""


@dataclass
class Session:
    """An experiment from a file, in this store."""

    app: App
    file: DeclaredExperiment
    person: str
    tell: Callable[[str], None] = lambda _line: None
    experiment: Experiment | None = None
    """The approved experiment; None as long as it is only proposed."""
    answers: dict[str, Any] = field(default_factory=dict)
    """Answers to human steps, by name."""
    ended_by: HumanStep | None = None
    """The human step at which a person ended it."""
    waits_for: HumanStep | None = None
    """The human step that nobody answered."""
    _told: set[str] = field(default_factory=set)

    @cached_property
    def workflow(self) -> Workflow:
        """The workflow, its code kept."""
        made = keep_workflow(self.file.declared, self.app.home)
        if not self.app.store.find(Workflow, id=made.id):
            self.app.store.append(made)
        return made

    @cached_property
    def version(self) -> DatasetVersion:
        """The data, kept."""
        services = self.app.services
        return keep_data(self.file.data, services.store, self.app.home, self.person, services.clock, services.new_id)

    @cached_property
    def task(self) -> Task:
        """What is measured on which data; the target is the workflow, since what it predicts is its own affair."""
        form = self.file.form
        how = Validation(
            method="holdout", folds=form.repeats, seed=form.seed, reason="The workflow measures itself, as declared."
        )
        bare = Task(
            id="unnamed", version_id=self.version.id, target=self.workflow.name, kind="declared",
            metric=self.file.metric, validation=how,
        )  # fmt: skip
        content = {k: v for k, v in bare.said().items() if k != "id"}
        return bare.model_copy(update={"id": content_hash(content)})

    @cached_property
    def goal(self) -> Goal:
        """The goal, stated in a conversation of its own; of an experiment that goes on, the one it has."""
        services, form = self.app.services, self.file.form
        if self.experiment is not None:
            return services.store.get(Goal, self.experiment.goal_id)
        talk = Conversation(
            id=services.new_id("conversation"), person=self.person, title=f"{self.file.name}, from a file",
            started_at=services.clock(),
        )  # fmt: skip
        words = form.goal.words or f"The best {form.goal.metric} of {self.workflow.name}"
        goal = Goal(
            id=services.new_id("goal"), conversation_id=talk.id, person=self.person, statement=words, task=self.task,
            budget=Budget(seconds=form.budget.seconds, runs=form.budget.runs), stated_at=services.clock(),
        )  # fmt: skip
        services.store.append(talk, goal)
        return goal

    def propose(self) -> Proposal:
        """Lays down what would run up to the first human step; runs nothing."""
        return self._record(self._plan(self._until(0), self._first_runs()))

    def approve(self, proposal: Proposal) -> None:
        """Starts what was proposed, on the strength of the person's flag."""
        gate = self.app.services.confirmation
        self.experiment = gate.approve(proposal.id, proposal.plan_hash, self.person, "flag", words="--approve")

    def go_on(self, experiment_id: str) -> None:
        """Takes up an experiment that waits for a person, or was broken off.

        Raises:
            UnknownRecord: there is no such experiment.
            BadRequest: it was made with other code, other data or another file.
        """
        from experiments.adoption import plan_of

        store = self.app.store
        self.experiment = store.get(Experiment, experiment_id)
        plan = plan_of(store, self.experiment)
        same = plan.workflow is not None and plan.workflow.id == self.workflow.id and plan.task.id == self.task.id
        if not same or plan.stages != self.file.stages[: len(plan.stages)]:
            raise BadRequest(f"{experiment_id} was made with other code, data or stages, so it cannot go on from here.")
        for signal in store.find(ExperimentSignal, experiment_id=experiment_id, signal="answer"):
            self.answers[signal.value["step"]] = signal.value["answer"]
        self._told |= {r.id for r, _ in self.ended()}
        self.app.services.confirmation.signal(experiment_id, "resume", self.person)

    def run(self, ask: Ask) -> None:
        """Waits for what runs, asks where a person is to be asked, and goes on, to the end."""
        while True:
            self._wait()
            plan = self._approved()
            for human in self.file.human_steps:
                if human.after <= len(plan.stages) and human.name not in self.answers and not self._answer(human, ask):
                    return
            if len(plan.stages) >= len(self.file.stages) or self._spent(plan):
                return
            self._enlarge(plan)

    def ended(self) -> list[tuple[Run, RunEnd]]:
        """The runs that ended, in their order."""
        if self.experiment is None:
            return []
        store = self.app.store
        runs = store.find(Run, experiment_id=self.experiment.id)
        return [(r, e) for r in runs if (e := store.latest(RunEnd, run_id=r.id)) is not None]

    def ranked(self) -> list[tuple[Run, RunEnd]]:
        """The runs with a score on the whole task, best first."""
        gain = metric(self.task.metric).gain
        scored = [(r, e) for r, e in self.ended() if e.score is not None]
        return sorted(scored, key=lambda pair: -gain(pair[1].score or 0.0))

    def _until(self, approved: int) -> int:
        """How many stages can run before a person is asked again."""
        later = [h.after for h in self.file.human_steps if h.after > approved]
        return min(later, default=len(self.file.stages))

    def _first_runs(self) -> list[PlannedRun]:
        """Named variants, else the default; then what is worth running where the first stage follows advice."""
        first = self.file.stages[0]
        named = [self.file.declared.variant(self.workflow, n) for n in self.file.form.variants]
        runs = [PlannedRun(variant=v) for v in named]
        if first.strategy == "recommended":
            runs += worth_running(
                self.app.store, self.workflow, self.task, max(0, first.runs - len(runs)), seed=self.file.form.seed,
                besides={v.id for v in named}, budget_s=self.file.form.budget.seconds,
            )  # fmt: skip
        return runs or [PlannedRun(variant=variant_of(self.workflow, {}))]

    def _plan(self, stages: int, runs: list[PlannedRun], extends: str | None = None) -> Plan:
        form, fixed = self.file.form, self.workflow
        for human in self.file.human_steps:
            if human.choose is not None and human.name in self.answers:
                fixed = narrowed(fixed, human.choose, self.answers[human.name])
        return Plan(
            goal_id=self.goal.id, task=self.task, runs=tuple(runs), strategy=self.file.stages[0].strategy,
            budget=Budget(seconds=form.budget.seconds, runs=form.budget.runs),
            limits=Limits(**form.limits.model_dump()), parallel=form.parallel, seed=form.seed,
            stages=self.file.stages[:stages], space=Space(workflow_id=self.workflow.id, estimators=()),
            prune=form.prune, workflow=fixed, extends=extends, why="It was declared so.",
        )  # fmt: skip

    def _record(self, plan: Plan) -> Proposal:
        services = self.app.services
        proposal = Proposal(
            id=services.new_id("proposal"), conversation_id=self.goal.conversation_id, plan=plan, plan_hash=plan.hash,
            made_at=services.clock(),
        )  # fmt: skip
        services.store.append(proposal)
        return proposal

    def _approved(self) -> Plan:
        from experiments.adoption import plan_of

        assert self.experiment is not None
        return plan_of(self.app.store, self.experiment)

    def _enlarge(self, plan: Plan) -> None:
        """The stages after a human step are a larger plan, approved by whoever answered."""
        assert self.experiment is not None
        ran = {r.variant.id: r.variant for r, _ in self.ended()}
        runs = [PlannedRun(variant=v) for v in ran.values()] or list(plan.runs)
        proposal = self._record(self._plan(self._until(len(plan.stages)), runs, self.experiment.id))
        words = "--approve" + "".join(f"; {name}: {said}" for name, said in self.answers.items())
        gate = self.app.services.confirmation
        gate.approve(proposal.id, proposal.plan_hash, self.person, "flag", words=words)

    def _answer(self, human: HumanStep, ask: Ask) -> bool:
        """Asks and records the answer; False where there is none, or it ends the experiment."""
        assert self.experiment is not None
        said = ask(human, self)
        if said is None:
            self.waits_for = human
            return False
        answer: Scalar = answer_of(human, said, self.workflow.steps)
        services = self.app.services
        value = {"step": human.name, "question": human.question, "answer": answer}
        services.store.append(
            ExperimentSignal(
                id=services.new_id("signal"), experiment_id=self.experiment.id, signal="answer", person=self.person,
                given_at=services.clock(), value=value, reason=said,
            )
        )  # fmt: skip
        self.answers[human.name] = answer
        if human.kind == "yes" and answer is False:
            self.ended_by = human
        return self.ended_by is None

    def _spent(self, plan: Plan) -> bool:
        """Whether nothing of the budget is left for further stages."""
        ended = self.ended()
        seconds = sum(e.wall_s or 0.0 for _, e in ended) / plan.parallel
        over = plan.budget.seconds is not None and seconds >= plan.budget.seconds
        return over or (plan.budget.runs is not None and len(ended) >= plan.budget.runs)

    def _wait(self) -> None:
        """Until nothing runs and nothing more is to come."""
        assert self.experiment is not None
        awaited(self.app.store, self.experiment.id, True, self._told, self.tell)


def awaited(
    store: KnowledgeStore, experiment_id: str, grows: bool, told: set[str], tell: Callable[[str], None]
) -> list[tuple[Run, RunEnd]]:
    """Waits until nothing runs and nothing more is to come; what ended, in its order.

    Args:
        store: the facts.
        experiment_id: approved and launched.
        grows: whether runs are chosen one by one, see `Plan.grows`.
        told: ids of runs that were told already; those told now are added.
        tell: hears of each end in a line.
    """
    from experiments.adoption import last_word, signals_of

    while True:
        over = not grows or last_word(signals_of(store, experiment_id)) in _ENDED
        runs = store.find(Run, experiment_id=experiment_id)
        ended = [(r, e) for r in runs if (e := store.latest(RunEnd, run_id=r.id)) is not None]
        for run, end in ended:
            if run.id not in told:
                told.add(run.id)
                tell(_line(run, end))
        if over and len(ended) == len(runs):
            return ended
        time.sleep(_POLL_S)


def _line(run: Run, end: RunEnd) -> str:
    measure = metric(run.task.metric)
    if end.score is not None:
        came = f"{measure.label} {end.score:.4g}" + (f" ± {end.score_std:.2g}" if end.score_std else "")
    elif end.partial is not None:
        came = f"{measure.label} {end.partial.score:.4g} in {end.partial.folds} of {end.partial.folds_total} repeats"
    else:
        came = f"{end.outcome}: {end.error}"
    return f"{run.position + 1:3}. {run.variant.label}: {came}"


def given(answers: Mapping[str, str]) -> Ask:
    """Answers that were given beforehand; where one is missing nobody answers."""
    return lambda human, _session: answers.get(human.name)
