"""One message understood: exact rules first, likeness to known sentences next, a question where neither is sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.understanding.answers import answer
from assistant.understanding.asking import unsure, vague
from assistant.understanding.context import Context, Understanding
from assistant.understanding.reading import read

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
    similar = _similar(text, context, encoder, reading.commands != ()) if not reading.commands or reading.leftovers else None
    if reading.commands:
        return Understanding(commands=reading.commands)
    if similar is not None:
        return similar
    return unsure(text, context)


def _similar(text: str, context: Context, encoder: Encoder | None, partly: bool) -> Understanding | None:
    if encoder is None or not encoder.ready or partly:
        return None
    from assistant.understanding.likeness import likely

    return likely(text, context, encoder)
