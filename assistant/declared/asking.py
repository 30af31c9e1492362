"""Human steps in a conversation: the question with what the person should see, the answer, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant import wording
from assistant.cards import Card, HumanStepCard, Option, ProposalCard, Question
from assistant.declared.course import Course
from assistant.declared.laid import question_content, stage_line
from assistant.declared.opening import course_of
from assistant.declared.seen import why_broken_off
from assistant.services import Services
from assistant.state import State, is_running
from assistant.visit import Visit
from experiments.declared.human import HumanStep
from store.errors import SextantError
from store.records import Experiment, ExperimentSignal, Proposal, Scalar

SLOT = "human_step"
_MOST_OPTIONS = 12


@dataclass(frozen=True)
class Following:
    """What is said, shown and asked after an experiment, or a part of it, has ended."""

    lines: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    question: Question | None = None
    proposal: Proposal | None = field(default=None, compare=False)

    def turn(self) -> dict[str, Any]:
        """The question as a turn keeps it, where there is one."""
        return {"question": self.question.content()} if self.question is not None else {}


def followed(services: Services, experiment: Experiment) -> Following:
    """What comes after an experiment has ended as far as it was approved: a question, a plan, or nothing."""
    try:
        course = course_of(services, experiment)
        return following(course) if course is not None else Following()
    except SextantError as error:  # its kept code is gone, say: what ended is told all the same
        return Following(lines=(str(error),))


def following(course: Course) -> Following:
    """What comes next in a course of which nothing runs; a plan that follows is laid down, and runs nothing."""
    coming = course.next()
    assert course.experiment is not None
    if isinstance(coming, HumanStep):
        course.asked(coming)
        card = HumanStepCard(experiment_id=course.experiment.id, step=coming.name)
        return Following(cards=(card,), question=question_of(course, coming))
    if coming == "broken off":
        why = why_broken_off(course.services.store, course.experiment.id)
        return Following(lines=(f"It was broken off: {why}",) if why else ())
    if coming == "over":
        ended = course.ended_by
        return Following(lines=(f"The experiment ends here: you answered no to “{ended.question}”",) if ended else ())
    before = len(course.approved().stages)
    proposal = course.lay_next()
    lines = [f"Next, {stage_line(s)}." for s in proposal.plan.stages[before:]]
    lines.append(f"At most {wording.count(proposal.plan.most_runs, 'run')} in all. Say yes to go on.")
    return Following(tuple(lines), (ProposalCard(proposal_id=proposal.id),), proposal=proposal)


def question_of(course: Course, human: HumanStep) -> Question:
    """The question as it is asked in a conversation, with its likely answers and, for programs, all about it."""
    field_ = human.fields[0]
    offered: tuple[Scalar, ...] = field_.choices
    if human.kind == "yes":
        offered = ("yes", "no")
    elif human.kind == "rating" and field_.high is not None:
        offered = tuple(range(1, int(field_.high) + 1))
    simple = human.kind != "form" and len(offered) <= _MOST_OPTIONS
    options = tuple(Option(label=str(o), says=str(o)) for o in offered) if simple else ()
    return Question(text=human.in_words, options=options, slot=SLOT, about=question_content(course, human))


def waiting_in(services: Services, state: State) -> tuple[Course, HumanStep] | None:
    """The newest experiment of a conversation that waits for a person, with the step it waits at."""
    for experiment in reversed(state.experiments):
        if not is_running(services.store, experiment.id):
            try:
                course = course_of(services, experiment)
                step = course.next() if course is not None else None
            except SextantError:  # said when it ended
                continue
            if course is not None and isinstance(step, HumanStep):
                return course, step
    return None


def waiting_card(services: Services, experiment: Experiment) -> HumanStepCard | None:
    """The question that an experiment waits with; None where it does not wait for a person."""
    try:
        course = course_of(services, experiment)
        step = course.next() if course is not None and not is_running(services.store, experiment.id) else None
    except SextantError:  # said when it ended
        return None
    return HumanStepCard(experiment_id=experiment.id, step=step.name) if isinstance(step, HumanStep) else None


def remind(visit: Visit) -> None:
    """Asks again what an experiment waits for, where the turn asks nothing else and no plan waits."""
    if visit.question is None and visit.state.proposal is None and visit.state.experiments:
        waiting = waiting_in(visit.services, visit.state)
        if waiting is not None:
            visit.question = question_of(*waiting)


@dataclass(frozen=True)
class StepState:
    """A human step as it stands."""

    human: HumanStep
    course: Course
    waits: bool
    answer: Any
    """None where nobody has answered."""
    answered_by: str = ""


def step_state(services: Services, experiment_id: str, step: str) -> StepState | None:
    """A human step as it stands; None where the experiment has none of that name."""
    experiment = services.store.get(Experiment, experiment_id)
    course = course_of(services, experiment)
    human = next((h for h in course.file.human_steps if h.name == step), None) if course is not None else None
    if course is None or human is None:
        return None
    said = services.store.find(ExperimentSignal, experiment_id=experiment_id, signal="answer")
    answer = next((s for s in said if s.value.get("step") == step), None)
    coming = course.next() if answer is None and not is_running(services.store, experiment_id) else "over"
    waits = isinstance(coming, HumanStep) and coming.name == step
    return StepState(human, course, waits, answer.value["answer"] if answer else None, answer.person if answer else "")


def answer_words(answer: Any) -> str:
    """An answer as a person reads it."""
    if isinstance(answer, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {answer_words(value)}" for name, value in answer.items())
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "nothing" if answer in (None, "") else f"{answer:g}" if isinstance(answer, float) else str(answer)
