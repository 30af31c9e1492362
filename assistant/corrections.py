"""Corrections of a wrong understanding: done at once, and remembered as an example for this person.

An example is a fact about the person (`reading:<message>`), so it is shown and taken away where all such facts are. It
is used when the same person says the same again, in nearly the same words and with the same figures.
"""
# ruff: noqa: E501 - a pattern or a table of words broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from assistant.cards import Command, Option
from assistant.doing import perform_all
from assistant.draft import GOAL_COMMANDS
from assistant.visit import Visit
from store.records import DatasetVersion, ProfileFact

KEY = "reading:"
_LEAD = re.compile(
    r"^\s*(?:(?:no|nope|sorry|wrong|oops|actually|hm+|wait)\b[\s,.:;!–-]*)*"
    r"(?:(?:that(?:'s| is| was) (?:not what i meant|wrong|not right)|you (?:misunderstood|got (?:it|that|me) wrong)(?: me)?)"
    r"[\s,.:;!–-]*)?"
    r"(?:(?:but|because)\s+)?(?:what )?i (?:actually |really |rather |just )?(?:meant|mean|wanted(?: to say)?)"
    r"(?:\s+(?:to say|was|is|that))?[\s,:–-]+(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_WRONG = re.compile(
    r"^\s*(?:no[\s,.!]*)?(?:(?:that|this)(?:'s| is| was)? not what i (?:meant|said|asked(?: for)?)|you (?:misunderstood|got "
    r"(?:it|that|me) wrong)(?: me)?|(?:that|this)(?:'s| is| was) a misunderstanding)[\s.!]*$",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_ALIKE = 92
"""Likeness of two messages (0 to 100) from which on the one is read as the other."""
_NOT_READINGS = frozenset({"correct", "undo", "approve", "decline", "small_talk", "out_of_scope", "help"})
"""What a correction never teaches: consent above all."""


def corrected(visit: Visit, text: str) -> bool:
    """Does what "no, I meant …" says instead, and remembers it; whether the message was such a correction."""
    if _ONLY_WRONG.match(text) and _before(visit):
        visit.commands.append({"name": "correct", "args": {}})
        said = _before(visit)
        options = (Option(label="Take it back", says="Undo that"), Option(label="What can you do?", says="help"))
        visit.ask(f"What did you mean by “{said}”? Say it in other words.", "correction", options)
        return True
    match = _LEAD.match(text)
    pending = visit.state.question is not None and visit.state.question.slot == "correction"
    rest = match["rest"].strip() if match else text if pending else ""
    if not rest or not _before(visit):
        return False
    commands = _meant(visit, rest, whole=text)
    if not commands:
        return False
    perform_all(visit, commands)
    if (match or pending) and not _of_an_earlier(visit, commands):
        from assistant.understanding.reader.halves import SHOWN

        stated = [c for c in commands if c.name not in SHOWN]
        remember(visit, _before(visit), stated or commands)
    return True


def _of_an_earlier(visit: Visit, commands: Sequence[Command]) -> bool:
    """Whether it is an earlier message that is corrected: the newest was understood as something else, that one as this.

    "More variety please" was not misread because "no, I meant recall" follows it, where the metric was told before.
    """
    asked = [
        (a.text, b.commands) for a, b in pairwise(visit.state.turns) if a.speaker == "person" and a.text != visit.text
    ]
    keys = {k for c in commands for k in c.args}
    said = [(text, {k for c in done if not c.get("refused") for k in c.get("args") or {}}) for text, done in asked]
    newest = next((found for text, found in reversed(said) if text == _before(visit)), keys)
    understood = any(done for text, done in asked if text == _before(visit))
    return understood and not newest & keys and any(found & keys for _, found in said)


def _meant(visit: Visit, rest: str, whole: str) -> tuple[Command, ...]:
    """The commands that a correction stands for; those that only pass it on are made into what they correct."""
    from assistant.commands.judge import instead
    from assistant.hearing import understand_quietly
    from assistant.understanding.reader.halves import SHOWN
    from assistant.understanding.text.grammar import COLUMN_RULES

    full = understand_quietly(visit, whole)
    of_columns = [c for c in full.commands if c.name == "correct" and set(c.args) & set(COLUMN_RULES)] if full else []
    if of_columns:  # the rest alone would be read as a target
        return tuple(
            Command(name=c.name, args=instead(visit, c.name, c.args)) for c in _folded(dict(of_columns[0].args))
        )
    understood = understand_quietly(visit, rest)
    commands = understood.commands if understood is not None and understood.source == "exact" else ()
    beside = tuple(c for c in full.commands if c.name in SHOWN) if full is not None else ()
    if commands and not all(c.name in _NOT_READINGS for c in commands):
        meant = tuple(c for c in commands if c.name not in _NOT_READINGS)
        return (*meant, *(c for c in beside if c.name not in {m.name for m in meant}))
    for command in full.commands if full is not None else ():
        if command.name == "correct" and command.args and (meant := _folded(dict(command.args))):
            return (*meant, *beside)
    return ()


def _folded(said: dict[str, Any]) -> tuple[Command, ...]:
    """Args of a correction as the goal-changing command that has them."""
    from assistant.commands import HANDLERS

    name = said.pop("command", None)
    for handler in HANDLERS:
        fits = handler.name in GOAL_COMMANDS and set(said) <= set(handler.args.model_fields)
        if said and (handler.name == name or (name is None and fits)):
            return (Command(name=handler.name, args=said),)
    return ()


def _before(visit: Visit) -> str:
    """The person's message that was misunderstood: the newest before this one that is no correction itself."""
    said = [t.text for t in visit.state.turns if t.speaker == "person"]
    said = said[:-1] if said and said[-1] == visit.text else said
    return next((t for t in reversed(said) if not _LEAD.match(t) and not _ONLY_WRONG.match(t)), "")


def remember(visit: Visit, message: str, commands: Sequence[Command]) -> None:
    """Keeps for this person that a message means these commands."""
    kept = [{"name": c.name, "args": c.args} for c in commands if c.name not in _NOT_READINGS]
    if not message.strip() or not kept:
        return
    visit.services.learn(visit.person, KEY + _plain(message), {"text": message[:300], "commands": kept}, visit.text)
    visit.say(f"I will read “{_short(message)}” like that from now on; you can take it away on the page Knowledge.")


def learn_choice(visit: Visit, commands: Sequence[Command]) -> None:
    """Remembers what a person chose where Sextant had asked which of two readings was meant."""
    question = visit.state.question
    if question is None or not question.teaches:
        return
    if visit.text.strip() in {o.says for o in question.options}:
        remember(visit, _before(visit), [c for c in commands if not _refused(visit, c)])


def _refused(visit: Visit, command: Command) -> bool:
    return any(e.get("refused") and e["name"] == command.name for e in visit.commands)


def recall(visit: Visit, text: str) -> tuple[Command, ...]:
    """The commands that this person taught for such a message; empty where nothing was, or it is of other data."""
    from rapidfuzz import fuzz

    wanted = _plain(text)
    for fact in reversed(visit.services.person_profile(visit.person).facts):
        if not fact.key.startswith(KEY) or not isinstance(fact.value, Mapping):
            continue
        known = fact.key.removeprefix(KEY)
        alike = known == wanted or (
            _FIGURES.findall(known) == _FIGURES.findall(wanted) and fuzz.ratio(known, wanted) >= _ALIKE
        )
        if alike and _columns_known(visit, fact):
            return tuple(Command(name=c["name"], args=c["args"]) for c in fact.value["commands"])
    return ()


def _columns_known(visit: Visit, fact: ProfileFact) -> bool:
    """Whether the columns that the example names are in the table at hand."""
    named = [
        value
        for command in fact.value["commands"]
        for key, values in command["args"].items()
        if key in ("target", "column", "columns") or key.startswith("columns_") or key == "protected_columns"
        for value in (values if isinstance(values, list) else [values])
    ]
    if not named or visit.draft.version_id is None:
        return True
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    return all(version.column(name) is not None for name in named)


def _plain(message: str) -> str:
    """The message without signs and capitals, at most as long as a key may be."""
    return re.sub(r"[^\w.,%]+", " ", message.casefold()).strip(" .,")[:300]


def _short(message: str, most: int = 60) -> str:
    return message if len(message) <= most else message[: most - 1].rstrip() + "…"
