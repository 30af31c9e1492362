"""What is heard before all else: an answer to a human step, a file to run or to save, a variant to add by hand."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.cards import Command
from assistant.declared.asking import SLOT, following, waiting_in
from assistant.declared.byhand import added_by_hand
from assistant.declared.opening import course_of
from assistant.doing import perform
from assistant.state import is_running
from assistant.visit import Visit
from experiments.declared.human import Field, HumanStep
from store.errors import BadRequest
from store.home import expanded

_FILE = re.compile(r"[\"“'`]([^\"”'`]+\.ya?ml)[\"”'`]|(\S+\.ya?ml)\b", re.IGNORECASE)
_SAVE = re.compile(r"\b(?:save|export|write|keep|store|give me)\b.*\bexperiment\b.*\b(?:ya?ml|file)\b", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*(?:my\s+)?answer(?:\s+is|\s+with)?\s*[:=]?\s+(.+?)\s*$", re.IGNORECASE | re.DOTALL)
_GO_ON = re.compile(
    r"^\s*(?:please\s+)?(?:go on|continue|resume|carry on|go ahead)(?:\s+with)?(?:\s+(?:the|my))?"
    r"(?:\s+(?:experiment|runs|next stages?|stages?))?\s*[.!]?\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*-?\d+(?:\.\d+)?\s*$")
_COMMANDS = frozenset(
    {
        "help", "status", "show_results", "stop", "pause", "resume", "undo", "history", "ask_numbers", "export",
        "explain_model", "explain_recommendation", "compare", "correct", "replay", "use_data", "set_goal", "recommend",
    }
)  # fmt: skip
"""What is never taken for an answer in words where exact rules read it so."""
_FEW = 3
"""Words of a message that says nothing but a field and its value."""


def heard(visit: Visit, text: str) -> bool:
    """Does what a message asks of declared experiments; False where it is about something else."""
    if _SAVE.search(text):
        perform(visit, Command(name="export", args={"what": "experiment", "format": "yaml"}))
        return True
    path = file_in(text)
    if path is not None:
        perform(visit, Command(name="run_file", args={"path": path}))
        return True
    return _answered(visit, text) or _goes_on(visit, text) or added_by_hand(visit, text)


def file_in(text: str) -> str | None:
    """The experiment's file that a message names, where there is one."""
    found = _FILE.search(text)
    named = (found[1] or found[2]) if found else None
    return named if named is not None and is_experiment(expanded(named)) else None


def is_experiment(path: Path) -> bool:
    """Whether a file looks like one of an experiment; what is wrong in it is said when it is read."""
    if path.suffix.casefold() not in (".yaml", ".yml") or not path.is_file():
        return False
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"^workflow\s*:", text, re.MULTILINE) is not None


def _answered(visit: Visit, text: str) -> bool:
    explicit = _ANSWER.match(text)
    asked = visit.state.question is not None and visit.state.question.slot == SLOT
    if not (explicit or asked) or (visit.state.proposal is not None and not explicit) or not visit.state.experiments:
        return False
    waiting = waiting_in(visit.services, visit.state)
    if waiting is None:
        return False
    course, human = waiting
    said = explicit[1] if explicit else text
    if not explicit and not _is_answer(visit, human, text):
        return False
    assert course.experiment is not None
    args = {"experiment_id": course.experiment.id, "step": human.name, "answer": said}
    perform(visit, Command(name="answer_step", args=args))
    return True


def _goes_on(visit: Visit, text: str) -> bool:
    """Lays the next stages down again where they were declined, or their plan was lost from sight."""
    if not _GO_ON.match(text) or visit.state.proposal is not None:
        return False
    going = [e for e in visit.state.experiments if not is_running(visit.store, e.id)][-1:]
    course = course_of(visit.services, going[0]) if going else None
    if course is None or course.next() != "stages":
        return False
    coming = following(course)
    for line in coming.lines:
        visit.say(line)
    for card in coming.cards:
        visit.show(card)
    visit.refresh()
    return True


def _is_answer(visit: Visit, human: HumanStep, text: str) -> bool:
    """Whether a message after the question is meant as its answer, be it right or wrong."""
    try:
        human.read(text)
    except BadRequest:
        return _meant(human, text)
    wordy = any(f.kind == "text" for f in human.fields)
    return not (wordy and _is_command(visit, text))


def _meant(human: HumanStep, text: str) -> bool:
    if human.kind == "form":
        said = text.strip()
        found = [_value_of(f, said) for f in human.fields]
        told = sum(bool(value) for value in found)
        alone = told and len(said.split()) <= _FEW
        return said.startswith("{") or ":" in found or (not said.endswith("?") and (told > 1 or bool(alone)))
    return human.fields[0].kind in ("int", "number") and _NUMBER.match(text) is not None


def _value_of(field: Field, said: str) -> str:
    """What stands behind a field's name: a sign that a value follows, the value itself, or nothing."""
    names = "|".join(re.escape(n) for n in sorted({field.name, field.label}, key=len, reverse=True))
    found = re.search(rf"\b(?:{names})\s*(?:([:=])|(?:is\s+)?([^\s,;]+))", said, re.IGNORECASE)
    if found is None:
        return ""
    if found[1]:
        return ":"
    number = field.kind in ("int", "number") and _NUMBER.match(found[2]) is not None
    return found[2] if number or _reads(field, found[2]) else ""


def _reads(field: Field, value: str) -> bool:
    try:
        return field.read(value) is not None
    except BadRequest:
        return False


def _is_command(visit: Visit, text: str) -> bool:
    from assistant.hearing import understand_quietly

    understood = understand_quietly(visit, text)
    if understood is None or understood.source != "exact":
        return False
    return any(c.name in _COMMANDS for c in understood.commands)
