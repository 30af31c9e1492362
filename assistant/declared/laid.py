"""A declared experiment in words: its stages and questions, and a question as programs read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.declared.seen import seen
from experiments.declared.conditions import in_words
from store.records import Decision, Proposal, Stage, VariationPoint, Workflow

if TYPE_CHECKING:
    from assistant.declared.course import Course, File
    from experiments.declared.human import HumanStep
    from store.knowledge import KnowledgeStore


def course_lines(file: File, first: int = 0) -> list[str]:
    """All stages and questions in their order, a line each.

    Args:
        file: the experiment.
        first: stages before this one, and questions before it, are left out.
    """
    made: list[str] = []
    for number in range(first, len(file.stages) + 1):
        steps = [h for h in file.human_steps if h.after == number]
        if number > first or first == 0:
            made += [_question_line(h, last=number == len(file.stages)) for h in steps]
        if number < len(file.stages):
            made.append(stage_line(file.stages[number]))
    return made


def _question_line(human: HumanStep, last: bool) -> str:
    when = f", if {in_words(human.when)}," if human.when is not None else ""
    return f"{'at last' if last else 'then'}{when} you are asked: {human.in_words}"


def stage_line(stage: Stage) -> str:
    """What a stage does at most, when, and how."""
    from experiments.strategies import strategy

    when = f" if {in_words(stage.when)}" if stage.when else ""
    how = f"{stage.generate} says what runs next" if stage.generate else strategy(stage.strategy).words
    kept = f", those that {stage.filter} keeps" if stage.filter else ""
    beside = "beside it, " if stage.beside else ""
    return f"{beside}at most {wording.count(stage.runs, 'run')}{when}: {how}{kept}"


def choices_words(workflow: Workflow) -> str:
    """The open choices of a workflow with what they can be."""
    return "; ".join(f"{p.name}: {_range(p)}" for p in workflow.points)


def _range(point: VariationPoint) -> str:
    if point.kind == "categorical":
        return wording.listed([str(c) for c in point.choices], 8, "or")
    return f"{point.low:g}" if point.low == point.high else f"{point.low:g} to {point.high:g}"


def stages_before(store: KnowledgeStore, proposal: Proposal) -> int:
    """How many of a plan's stages were approved by earlier plans of the same experiment."""
    if proposal.plan.extends is None or proposal.plan.workflow is None:
        return 0
    made = store.find(Proposal, conversation_id=proposal.conversation_id)
    earlier = [p for p in made if p.made_at < proposal.made_at and p.plan.goal_id == proposal.plan.goal_id]
    approved = [p for p in earlier if store.find(Decision, proposal_id=p.id, verdict="approve")]
    return max((len(p.plan.stages) for p in approved), default=0)


def question_content(course: Course, human: HumanStep) -> dict[str, Any]:
    """A question with its fields and with what the person should see, as a program reads it."""
    assert course.experiment is not None
    return {
        "experiment": course.experiment.id,
        "step": human.name,
        "kind": human.kind,
        "question": human.question,
        "fields": [f.content() for f in human.fields],
        "shown": seen(course, human).content(),
    }
