"""Conversations in `tests/conversations/*.txt`, played with the embedded understanding as it is.

A line `> words` is said (`> [churn] words` with the table attached). The lines under it must hold of the reply:

    commands: set_goal, constrain      understood in this order
    cards: goal, recommendations       shown, among others
    question: target                   slot of the question asked; `question: none` for no question
    says: words                        the reply (or its question) holds these words
    goal: metric=f1, target=churn      the newest goal, by dotted path
    runs: 0                            runs there are
    wait                               lets what runs end
"""

import time
from pathlib import Path

import pytest

from assistant.assembly import assemble
from store.memory import MemoryStore
from store.records import Goal, Run

FOLDER = Path(__file__).parents[1] / "conversations"
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.fixture
def real(home):
    made = assemble(home, store=MemoryStore())
    yield made
    made.close()


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_conversation(real, churn, file):
    conversation, reply = None, None
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        line = line.strip()
        where = f"{file.name}:{number}: {line}"
        if not line or line.startswith("#"):
            continue
        if line.startswith(">"):
            words = line[1:].strip()
            attached = [churn] if words.startswith("[churn]") else []
            reply = real.assistant.say(conversation, words.removeprefix("[churn]").strip(), "ana", attached)
            conversation = reply.conversation_id
            assert len(reply.text.splitlines()) <= 6, where
        elif line == "wait":
            _wait(real, conversation)
        else:
            assert reply is not None, where
            kind, _, expected = line.partition(":")
            _CHECKS[kind](real, reply, expected.strip(), where)


def _commands(app, reply, expected, where):
    assert ", ".join(c.name for c in reply.commands) == expected, f"{where}\n{reply.commands}\n{reply.text}"


def _cards(app, reply, expected, where):
    shown = {c.kind for c in reply.cards}
    assert set(expected.split(", ")) <= shown, f"{where}\n{shown}\n{reply.text}"


def _question(app, reply, expected, where):
    slot = reply.question.slot if reply.question else "none"
    assert slot == expected, f"{where}\n{reply.question}\n{reply.text}"


def _says(app, reply, expected, where):
    said = reply.text + " " + (reply.question.text if reply.question else "")
    assert expected.casefold() in said.casefold(), f"{where}\n{said}"


def _goal(app, reply, expected, where):
    goal = app.store.latest(Goal)
    assert goal is not None, f"{where}\n{reply.text}\n{reply.question}"
    for pair in expected.split(", "):
        path, _, value = pair.partition("=")
        found = goal.task if hasattr(goal.task, path.split(".")[0]) else goal
        for name in path.split("."):
            found = getattr(found, name)
        assert str(found) == value, f"{where}\n{path} is {found}"


def _runs(app, reply, expected, where):
    assert len(app.store.find(Run)) == int(expected), where


def _wait(app, conversation, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if app.assistant.turns(conversation)[-1].id.endswith("-ended"):
            return
        time.sleep(0.1)
    raise AssertionError("the experiment did not end")


_CHECKS = {
    "commands": _commands,
    "cards": _cards,
    "question": _question,
    "says": _says,
    "goal": _goal,
    "runs": _runs,
}
