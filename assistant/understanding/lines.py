"""Understanding as lines of JSON, for `sextant understand`: shows what is understood and does nothing."""

import json
from typing import TYPE_CHECKING, Any, TextIO

from pydantic import ValidationError

from assistant.understanding.context import Context, Understanding
from assistant.understanding.understand import understand
from store.errors import BadRequest

if TYPE_CHECKING:
    from assistant.understanding.reader.encoder import Encoder


def understand_json(line: str, encoder: "Encoder | None" = None) -> str:
    """One line `{"text": ..., "context": {...}}` to one line `{"commands": [...], "question": ...}`.

    Raises:
        BadRequest: the line is no such JSON.
    """
    text, context = _parsed(line)
    return json.dumps(as_json(understand(text, context, encoder)), ensure_ascii=False)


def as_json(understood: Understanding) -> dict[str, Any]:
    """Commands and question as plain JSON values; the question is null or an object with its text and options."""
    question = understood.question
    return {
        "commands": [{"name": c.name, "args": c.args} for c in understood.commands],
        "question": None
        if question is None
        else {"text": question.text, "options": [o.label for o in question.options]},
    }


def run(stdin: TextIO, stdout: TextIO, encoder: "Encoder | None" = None) -> int:
    """Answers every line; a bad one gets a line with an `error`.

    Returns:
        0, or 1 where a line could not be read.
    """
    code = 0
    for line in stdin:
        if not line.strip():
            continue
        try:
            answer = understand_json(line, encoder)
        except BadRequest as error:
            answer, code = json.dumps({"error": str(error)}, ensure_ascii=False), 1
        stdout.write(answer + "\n")
        stdout.flush()
    return code


def _parsed(line: str) -> tuple[str, Context]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:  # the second of thousands of brackets
        raise BadRequest(f'This line is no JSON ({error}). Write {{"text": "...", "context": {{...}}}}.') from error
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        raise BadRequest('This line has no "text". Write {"text": "...", "context": {...}}.')
    context = value.get("context") or {}
    if not isinstance(context, dict):
        raise BadRequest(
            f'The "context" must be an object such as {{"columns": ["age"]}}, not {json.dumps(context)[:80]}.'
        )
    try:
        return value["text"], Context(**{k: v for k, v in context.items() if v is not None})
    except (ValidationError, ValueError, TypeError) as error:
        first = str(error).splitlines()[0]
        raise BadRequest(f'The "context" cannot be read: {first}. Leave out the parts that are not known.') from error
