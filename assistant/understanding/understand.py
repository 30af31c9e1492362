"""One message understood: exact rules first, likeness to known sentences next, a question where neither is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cards import Command
from assistant.understanding.answers import answer
from assistant.understanding.asking import unsure, vague
from assistant.understanding.context import Context, Understanding
from assistant.understanding.reading import Piece, Reading, read

if TYPE_CHECKING:
    from assistant.understanding.encoder import Encoder


def understand(text: str, context: Context | None = None, encoder: Encoder | None = None) -> Understanding:
    """What a message asks for.

    Args:
        text: the message; at most its first 10,000 characters are read.
        context: the moment it was written in.
        encoder: compares what no rule knows with known sentences, once it is ready; None does without.
    """
    context = context or Context()
    answered = answer(text, context)
    if answered is not None:
        return Understanding(commands=answered)
    reading = read(text, context)
    question = vague(text, reading, context)
    if question is not None:
        return Understanding(commands=reading.commands, question=question)
    if reading.commands:
        return Understanding(commands=_checked(text, reading, context, encoder))
    return _similar(text, context, encoder) or unsure(text, context)


def _similar(text: str, context: Context, encoder: Encoder | None) -> Understanding | None:
    if encoder is None or not encoder.ready:
        return None
    from assistant.understanding.likeness import likely

    return likely(text, context, encoder)


def _checked(text: str, reading: Reading, context: Context, encoder: Encoder | None) -> tuple[Command, ...]:
    if encoder is not None and encoder.ready and len(reading.commands) == 1 and len(text) < 200:
        from assistant.understanding.likeness import better

        other = better(reading.commands[0], text, context, encoder)
        if other is not None:
            return (other,)
    return _with_parts(reading, context, encoder)


def _with_parts(reading: Reading, context: Context, encoder: Encoder | None) -> tuple[Command, ...]:
    """The commands read exactly, and those that clauses no rule knows clearly are like."""
    if encoder is None or not encoder.ready or not reading.leftovers:
        return reading.commands
    from assistant.understanding.likeness import likely_part

    for clause in reading.leftovers[:6]:
        command = likely_part(clause, context, encoder)
        if command is not None:
            reading.pieces.append(Piece(clause.words[0].start, command.name, command.args))
    return reading.commands
