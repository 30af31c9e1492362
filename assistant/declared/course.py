"""The course of an experiment from a file: its stages, what people answered, and what comes next.

All of it is read from facts, so it goes on after a restart, by whichever way the next answer comes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from assistant.services import Services
from experiments.declared.experiment import flattened
from experiments.declared.human import HumanStep
from experiments.work import costs
from store.errors import BadRequest
from store.home import expanded
from store.records import (
    Conversation,
    Experiment,
    ExperimentFile,
    ExperimentSignal,
    Goal,
    Plan,
    PlannedRun,
    Proposal,
    Run,
    RunEnd,
    Scalar,
    Stage,
    Task,
    Workflow,
    metric,
)

Next = HumanStep | Literal["stages", "broken off", "over"]
"""What comes next once nothing runs: a question to a person, further stages, a resumption, or nothing."""


class File(Protocol):
    """An experiment's file, read and checked, whatever its workflow."""

    @property
    def name(self) -> str:
        """The experiment's name."""

    @property
    def path(self) -> Path:
        """Where it was read."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """In their order."""

    @property
    def human_steps(self) -> tuple[HumanStep, ...]:
        """In their order."""


@dataclass
class Course(ABC):
    """One experiment from a file."""

    services: Services
    person: str
    workflow: Workflow
    functions: str
    """Hash of the kept functions of its own; empty for none."""
    task: Task
    goal: Goal | None = None
    experiment: Experiment | None = None
    """None as long as it is only proposed."""
    answers: dict[str, Scalar] = field(default_factory=dict)
    """By the names that conditions use."""
    answered: set[str] = field(default_factory=set)
    """Human steps that have an answer."""
    ended_by: HumanStep | None = None
    """The step at which a person ended it."""

    @property
    @abstractmethod
    def file(self) -> File:
        """What was declared."""

    @abstractmethod
    def _stated(self, conversation: Conversation | None) -> Goal:
        """The goal, recorded; in a conversation of its own where there is none."""

    @abstractmethod
    def _first_runs(self) -> Sequence[PlannedRun]:
        """What is listed in the plan of the first stages."""

    @abstractmethod
    def _plan(self, stages: int, runs: Sequence[PlannedRun], extends: str | None = None) -> Plan:
        """The plan of the first so many stages, given the answers so far."""

    @abstractmethod
    def _kept(self) -> dict[str, Any]:
        """What the record of the file says: `form`, and of a workflow of its own `workflow_id` and `variants`."""

    def _record_goal(self, conversation: Conversation | None, **stated: Any) -> Goal:
        """Records the goal of the task; in a conversation of its own, in the same breath, where there is none."""
        services, now = self.services, self.services.clock()
        talk = conversation or Conversation(
            id=services.new_id("conversation"), person=self.person, title=f"{self.file.name}, from a file",
            started_at=now,
        )  # fmt: skip
        goal = Goal(
            id=services.new_id("goal"), conversation_id=talk.id, person=self.person, task=self.task, stated_at=now,
            **stated,
        )  # fmt: skip
        services.store.append(*([] if conversation is not None else [talk]), goal)
        return goal

    def propose(self, conversation: Conversation | None = None) -> Proposal:
        """Lays down what would run up to the first human step, with the file; runs nothing.

        Args:
            conversation: to which it belongs; None begins one.
        """
        services = self.services
        self.goal = self._stated(conversation)
        proposal = self._record(self._plan(self._until(0), self._first_runs()))
        services.store.append(
            ExperimentFile(
                id=services.new_id("file"), proposal_id=proposal.id, name=self.file.name,
                path=str(expanded(self.file.path).resolve()),
                person=self.person, read_at=services.clock(), **self._kept(),
            )
        )  # fmt: skip
        return proposal

    def next(self) -> Next:
        """What comes next, as far as nothing runs any more."""
        from experiments.adoption import last_word, signals_of

        assert self.experiment is not None
        word = last_word(signals_of(self.services.store, self.experiment.id))
        if word == "interrupted":
            return "broken off"
        if self.ended_by is not None or word == "stop":
            return "over"
        plan = self.approved()
        for human in self.file.human_steps:
            if human.after <= len(plan.stages) and human.name not in self.answered and self._asked_for(human):
                return human
        return "over" if len(plan.stages) >= len(self.file.stages) or self._spent(plan) else "stages"

    def approved(self) -> Plan:
        """The plan as it was approved so far."""
        from experiments.adoption import plan_of

        assert self.experiment is not None
        return plan_of(self.services.store, self.experiment)

    def asked(self, human: HumanStep) -> None:
        """Records, once, that the experiment waits at a human step."""
        assert self.experiment is not None
        known = self.services.store.find(ExperimentSignal, experiment_id=self.experiment.id, signal="ask")
        if human.name not in {s.value["step"] for s in known}:
            value = {"step": human.name, "question": human.question, "kind": human.kind}
            self._signal("ask", "sextant", value, "")

    def answer(self, human: HumanStep, said: Any, person: str, channel: str) -> None:
        """Records a person's answer.

        Args:
            human: the step that waits.
            said: words, or the values of a form by field.
            person: who answers.
            channel: `typed`, `button` or `flag`.

        Raises:
            BadRequest: it is no answer to it, or the step was answered already.
        """
        if human.name in self.answered:
            raise BadRequest(f"“{human.question}” was answered already; what was answered stays on record.")
        found = human.read(said)
        self.asked(human)
        whole = human.kind == "form"
        plain = {f.name: found[f"{human.name}.{f.name}"] for f in human.fields} if whole else found[human.name]
        value = {"step": human.name, "question": human.question, "channel": channel, "answer": plain}
        self._signal("answer", person, value, said if isinstance(said, str) else "")
        self._take(human, found)

    def lay_next(self) -> Proposal:
        """Lays down the stages up to the next human step as a larger plan, which a person must approve."""
        plan = self.approved()
        assert self.experiment is not None
        ran = {r.variant.id: r.variant for r, _ in self.ended()}
        runs = [PlannedRun(variant=v) for v in ran.values()] or list(plan.runs)
        return self._record(self._plan(self._until(len(plan.stages)), runs, self.experiment.id))

    def ended(self) -> list[tuple[Run, RunEnd]]:
        """The runs that ended, in their order."""
        if self.experiment is None:
            return []
        store = self.services.store
        runs = store.find(Run, experiment_id=self.experiment.id)
        ends = {e.run_id: e for e in store.find(RunEnd, run_id=tuple(r.id for r in runs))}
        return [(r, ends[r.id]) for r in runs if r.id in ends]

    def spent(self) -> str | None:
        """Why its budget let no further run begin, in words; None where it ran all that was planned, or could go on."""
        from experiments.adoption import adopted

        if self.experiment is None:
            return None
        work = adopted(self.services.store, self.experiment)
        return work.spent if work.positions < work.plan.most_runs else None

    def ranked(self) -> list[tuple[Run, RunEnd]]:
        """The runs with a score on the whole task, best first."""
        gain = metric(self.task.metric).gain
        scored = [(r, e) for r, e in self.ended() if e.score is not None]
        return sorted(scored, key=lambda pair: -gain(pair[1].score or 0.0))

    def recall(self) -> None:
        """Takes up the answers that are on record."""
        from experiments.adoption import signals_of

        assert self.experiment is not None
        steps = {h.name: h for h in self.file.human_steps}
        for signal in signals_of(self.services.store, self.experiment.id):
            human = steps.get(signal.value.get("step", "")) if signal.signal == "answer" else None
            if human is not None:
                self._take(human, flattened(signal.value["answer"], human))

    def _take(self, human: HumanStep, found: dict[str, Scalar]) -> None:
        self.answers |= found
        self.answered.add(human.name)
        if human.ends and found[human.name] is False:
            self.ended_by = human

    def _asked_for(self, human: HumanStep) -> bool:
        """Whether a step's condition holds of what the stages before it have shown."""
        if human.when is None:
            return True
        from experiments.adoption import adopted
        from experiments.declared.consulting import Consultant
        from experiments.strategies import Scene
        from experiments.strategies.sequence import holds

        assert self.experiment is not None
        work = adopted(self.services.store, self.experiment)
        plan = work.plan.model_copy(update={"answers": self.answers})
        before = [t for t in work.tried() if t.stage is not None and t.stage < human.after]
        consult = Consultant(self.services.home)
        try:
            return holds(human.when, before, Scene(plan, plan.stages[0], before, consult=consult))
        finally:
            consult.close()

    def _until(self, approved: int) -> int:
        """How many stages can run before a person is asked again."""
        open_ = [h.after for h in self.file.human_steps if h.after > approved and h.name not in self.answered]
        return min(open_, default=len(self.file.stages))

    def _record(self, plan: Plan) -> Proposal:
        services = self.services
        assert self.goal is not None
        proposal = Proposal(
            id=services.new_id("proposal"), conversation_id=self.goal.conversation_id, plan=plan, plan_hash=plan.hash,
            made_at=services.clock(),
        )  # fmt: skip
        services.store.append(proposal)
        return proposal

    def _spent(self, plan: Plan) -> bool:
        """Whether nothing of the budget is left for further stages."""
        ended = self.ended()
        seconds = sum(e.wall_s or 0.0 for _, e in ended) / plan.parallel
        over = plan.budget.seconds is not None and seconds >= plan.budget.seconds
        cost = sum(costs(plan.budget, (r for r, _ in ended), {e.run_id: e for _, e in ended}))
        over = over or (plan.budget.cost is not None and cost >= plan.budget.cost)
        return over or (plan.budget.runs is not None and len(ended) >= plan.budget.runs)

    def _signal(self, signal: Literal["ask", "answer"], person: str, value: dict[str, Any], reason: str) -> None:
        assert self.experiment is not None
        services = self.services
        services.store.append(
            ExperimentSignal(
                id=services.new_id("signal"), experiment_id=self.experiment.id, signal=signal, person=person,
                given_at=services.clock(), value=value, reason=reason,
            )
        )  # fmt: skip
