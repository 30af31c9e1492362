"""Experiments from files: laying one before the person, and answering where it waits for them."""

from __future__ import annotations

from typing import Any

from assistant import wording
from assistant.cards import ProposalCard, ResultsCard
from assistant.commands._base import Args, Handler
from assistant.visit import Visit
from store.errors import BadRequest
from store.home import expanded
from store.records import ConversationTitle


class RunFile(Args):
    """Which experiment's file."""

    path: str


class AnswerStep(Args):
    """What a person answers at a human step."""

    experiment_id: str | None = None
    """None: the one of this conversation that waits."""
    step: str | None = None
    answer: Any = None
    """Words; or of a form the values by field."""


def _run_file(visit: Visit, args: RunFile) -> None:
    from assistant.declared.laid import course_lines
    from assistant.declared.opening import begun, read_file

    path = expanded(args.path)
    conversation = visit.state.conversation
    course = begun(visit.services, read_file(path), visit.person, visit.say, conversation)
    proposal = course.propose(conversation)
    lines = course_lines(course.file) or [f"{wording.count(len(proposal.plan.runs), 'run')}, as listed"]
    visit.say("\n".join([f"From {path.name}, “{course.file.name}”:", *(f"- {line}" for line in lines)]))
    _entitle(visit, f"{course.file.name}, from a file")
    visit.refresh()
    visit.show(ProposalCard(proposal_id=proposal.id))
    visit.say("Nothing has run. Say yes to start it.")


def _entitle(visit: Visit, title: str) -> None:
    """Names a conversation that begins with a file after it: there is no table to name it after."""
    if sum(t.speaker == "person" for t in visit.state.turns) <= 1:
        services = visit.services
        visit.store.append(
            ConversationTitle(
                id=services.new_id("title"), conversation_id=visit.state.conversation.id, title=title,
                person=visit.person, named_at=services.clock(),
            )
        )  # fmt: skip


def _answer_step(visit: Visit, args: AnswerStep) -> None:
    from assistant.declared.asking import answer_words, following, step_state, waiting_in

    if args.experiment_id is not None and args.step is not None:
        state = step_state(visit.services, args.experiment_id, args.step)
        found = (state.course, state.human) if state is not None else None
    else:
        found = waiting_in(visit.services, visit.state)
    if found is None:
        raise BadRequest("No experiment of this conversation waits for an answer.")
    course, human = found
    said = args.answer if args.answer is not None else visit.text
    course.answer(human, said, visit.person, visit.channel)
    form = human.kind == "form"
    told: Any = {f.label: course.answers[f"{human.name}.{f.name}"] for f in human.fields} if form else None
    visit.say(f"Noted: {answer_words(told if form else course.answers[human.name])}.")
    coming = following(course)
    for line in coming.lines:
        visit.say(line)
    for card in coming.cards:
        visit.show(card)
    visit.question = coming.question or visit.question
    if not (coming.lines or coming.question) and course.experiment is not None and course.goal is not None:
        visit.say("That was its last step: the experiment is done.")
        visit.show(ResultsCard(goal_id=course.goal.id, experiment_id=course.experiment.id))
    visit.refresh()


HANDLERS = (
    # reading a file keeps its code, and answers steer what runs: both are for people
    Handler("run_file", "Lay the experiment of a file before the person; people only.", RunFile, _run_file, False),
    Handler(
        "answer_step", "Answer where an experiment waits for a person; people only.", AnswerStep, _answer_step, False
    ),
)
