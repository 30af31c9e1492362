"""Running one experiment from a file up to its end, or to where a person must answer: what the command line does."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.declared.course import Course
from assistant.declared.opening import AnyFile, begun, course_of
from experiments.declared.human import HumanStep
from store.errors import BadRequest
from store.records import Experiment, Fidelity, Partial, Proposal, Run, RunEnd, Scalar, Workflow, metric

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
    file: AnyFile
    person: str
    tell: Callable[[str], None] = lambda _line: None
    waits_for: HumanStep | None = None
    """The human step that nobody answered."""
    broken_off: str = ""
    """Why it was broken off, where it was."""
    _told: set[str] = field(default_factory=set)

    @cached_property
    def course(self) -> Course:
        """The experiment's course, its code and data kept."""
        return begun(self.app.services, self.file, self.person, self.tell)

    @property
    def workflow(self) -> Workflow:
        """The workflow."""
        return self.course.workflow

    @property
    def experiment(self) -> Experiment | None:
        """The approved experiment; None as long as it is only proposed."""
        return self.course.experiment

    @property
    def answers(self) -> dict[str, Scalar]:
        """Answers to human steps, by the names that conditions use."""
        return self.course.answers

    @property
    def ended_by(self) -> HumanStep | None:
        """The step at which a person ended it."""
        return self.course.ended_by

    def propose(self) -> Proposal:
        """Lays down what would run up to the first human step; runs nothing."""
        return self.course.propose()

    def approve(self, proposal: Proposal) -> None:
        """Starts what was proposed, on the strength of the person's flag."""
        gate = self.app.services.confirmation
        self.course.experiment = gate.approve(proposal.id, proposal.plan_hash, self.person, "flag", words="--approve")

    def go_on(self, experiment_id: str, given: Mapping[str, str] | None = None) -> None:
        """Takes up an experiment that waits for a person, or was broken off.

        Args:
            experiment_id: which one.
            given: answers by human step; one that was answered before cannot be answered otherwise.

        Raises:
            UnknownRecord: there is no such experiment.
            BadRequest: it was made with other code, other data or another file, or was answered otherwise.
        """
        from experiments.adoption import last_word, signals_of

        store = self.app.store
        known = course_of(self.app.services, store.get(Experiment, experiment_id))
        fresh = self.course
        same = known is not None and known.workflow.id == fresh.workflow.id and known.task.id == fresh.task.id
        if known is None or not same or known.file.stages != fresh.file.stages or known.functions != fresh.functions:
            raise BadRequest(f"{experiment_id} was made with other code, data or stages, so it cannot go on from here.")
        for human in known.file.human_steps:
            said = human.read(given[human.name]) if given and human.name in known.answered & given.keys() else {}
            if any(known.answers.get(name) != value for name, value in said.items()):
                raise BadRequest(
                    f"“{human.question}” was answered otherwise before, and that stays on record. Leave "
                    f"--answer {human.name}=… out, or run the file anew without --resume."
                )
        self.course = known
        self._told |= {r.id for r, _ in self.ended()}
        if last_word(signals_of(store, experiment_id)) not in ("done", "stop"):
            self.app.services.confirmation.signal(experiment_id, "resume", self.person)

    def run(self, ask: Ask) -> None:
        """Waits for what runs, asks where a person is to be asked, and goes on, to the end."""
        while True:
            self._wait()
            following = self.course.next()
            if following == "over":
                return
            if following == "broken off":
                self.broken_off = self._why()
                return
            if isinstance(following, HumanStep):
                if not self._answer(following, ask):
                    return
            else:
                self._enlarge()

    def ended(self) -> list[tuple[Run, RunEnd]]:
        """The runs that ended, in their order."""
        return self.course.ended()

    def ranked(self) -> list[tuple[Run, RunEnd]]:
        """The runs with a score on the whole task, best first."""
        return self.course.ranked()

    def _enlarge(self) -> None:
        """The stages after a human step are a larger plan, approved by whoever answered."""
        proposal = self.course.lay_next()
        words = "--approve" + "".join(f"; {name}: {said}" for name, said in self.answers.items())
        gate = self.app.services.confirmation
        gate.approve(proposal.id, proposal.plan_hash, self.person, "flag", words=words)

    def _answer(self, human: HumanStep, ask: Ask) -> bool:
        """Asks and records the answer; False where there is none, or it ends the experiment."""
        self.course.asked(human)
        said = ask(human, self)
        if said is None:
            self.waits_for = human
            return False
        self.course.answer(human, said, self.person, "flag")
        return self.ended_by is None

    def _why(self) -> str:
        from assistant.declared.seen import why_broken_off

        assert self.experiment is not None
        return why_broken_off(self.app.store, self.experiment.id)

    def _wait(self) -> None:
        """Until nothing runs and nothing more is to come."""
        assert self.experiment is not None
        grows, app = self.course.approved().grows, self.app
        awaited(app.store, self.experiment.id, grows, self._told, self.tell, lambda: app.trouble)


def awaited(
    store: KnowledgeStore, experiment_id: str, grows: bool, told: set[str], tell: Callable[[str], None],
    trouble: Callable[[], str | None] = lambda: None,
) -> list[tuple[Run, RunEnd]]:  # fmt: skip
    """Waits until nothing runs and nothing more is to come; what ended, in its order.

    Args:
        store: the facts.
        experiment_id: approved and launched.
        grows: whether runs are chosen one by one, see `Plan.grows`.
        told: ids of runs that were told already; those told now are added.
        tell: hears of each end in a line, and of trouble, once while it lasts.
        trouble: says why nothing can be recorded at the moment.
    """
    from experiments.adoption import last_word, signals_of

    known: str | None = None
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
        if (now := trouble()) is not None and now != known:
            tell(now)
        known = now
        time.sleep(_POLL_S)


def _line(run: Run, end: RunEnd) -> str:
    measure = metric(run.task.metric)
    if end.score is not None:
        came = f"{measure.label} {measure.shown(end.score)}{measure.shown_spread(end.score_std)}"
    elif end.partial is not None:
        came = f"{measure.label} {measure.shown(end.partial.score)} on {_part(end.partial, run)}"
    else:
        came = f"{end.outcome}: {end.error}"
    return f"{run.position + 1:3}. {run.variant.label}: {came}"


def _part(partial: Partial, run: Run) -> str:
    """The part of its task that a run measured."""
    from experiments.fidelity import in_words

    done = None if partial.folds == partial.folds_total else partial.folds
    return in_words(Fidelity(rows=partial.rows, folds=done), partial.folds_total, run.task.kind)


def given(answers: Mapping[str, str]) -> Ask:
    """Answers that were given beforehand; where one is missing nobody answers."""
    return lambda human, _session: answers.get(human.name)
