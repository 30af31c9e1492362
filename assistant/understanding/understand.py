"""One message understood: exact rules first, likeness to known sentences next, a question where neither is sure."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.understanding.answers import answer
from assistant.understanding.asking import unsure, vague
from assistant.understanding.context import Context, Understanding
from assistant.understanding.doubting import impossible, unknown_column
from assistant.understanding.languages import foreign, not_understood
from assistant.understanding.merging import Piece
from assistant.understanding.reading import Reading, read
from assistant.understanding.unwanted import not_done

if TYPE_CHECKING:
    from assistant.understanding.encoder import Encoder

_SHORT = 200
"""Characters up to which a message is compared as a whole."""
_MOST_LEFTOVERS = 6
"""Clauses no rule knows that are compared, so that a long message takes no longer."""


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
    if not context.proposal or not reading.commands:
        other = foreign(text, context.columns)
        if other is not None:
            told = read(other.english, context).commands
            return Understanding(commands=told) if told else Understanding(question=not_understood(other.language))
    if reading.unwanted and not reading.commands and not reading.leftovers:
        return Understanding(question=not_done(reading.unwanted, context))
    question = impossible(text, reading.commands, context) or vague(text, reading, context)
    if question is not None:
        return Understanding(commands=reading.commands if question.slot == "seconds" else (), question=question)
    doubt = unknown_column(text, reading.commands, context)
    if doubt is not None:
        return Understanding(question=doubt, confidence=0)
    understood = _understood(text, reading, context, encoder)
    doubt = unknown_column(text, understood.commands, context)
    return understood if doubt is None else Understanding(question=doubt, confidence=0)


def _understood(text: str, reading: Reading, context: Context, encoder: Encoder | None) -> Understanding:
    """The rules' reading with what likeness adds, where the encoder is there."""
    if encoder is not None and encoder.ready:
        with suppress(RuntimeError):  # the encoder's process ended just now: the rules alone answer
            return _with_likeness(text, reading, context, encoder)
    return Understanding(commands=reading.commands) if reading.commands else unsure(text, context)


def _with_likeness(text: str, reading: Reading, context: Context, encoder: Encoder) -> Understanding:
    """Adds what known sentences tell: of a message no rule knows, of its clauses, of a reading by a broad rule."""
    from assistant.understanding.likeness import better, likely, likely_parts

    if not reading.commands:
        return likely(text, context, encoder) or unsure(text, context)
    if len(reading.commands) == 1 and not reading.leftovers and len(text) < _SHORT:
        other = better(reading.commands[0], text, context, encoder)
        if other is not None:
            return Understanding(commands=(other,), confidence=0.5, source="similar")
    left = reading.leftovers[:_MOST_LEFTOVERS]
    for clause, command in zip(left, likely_parts(left, context, encoder), strict=True):
        if command is not None:
            reading.pieces.append(Piece(clause.words[0].start, command.name, command.args))
    return Understanding(commands=reading.commands)
