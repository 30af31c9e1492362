"""What only a name speaks for: "leave out skin_fold" asks for no test by folds, "don't touch churn" rules `churned` not out."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, relieved

_OF_ROWS = re.compile(
    r"\b(?:group\w*|folds?|splits?|splitting|cross|validat\w*|test\w*|check\w*|separat\w*|together|both|same|unseen|new"
    r"|across|between|by|per|each|whole|entire|stay|keep|kept|leak\w*|belong\w*|several|repeat\w*|apart|time|order\w*"
    r"|past|future|later|rows?)\b",
    re.IGNORECASE,
)
"""Words that tell how rows are parted."""


def without_named_so(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces without a test by a column that the message rules out, where only the column's name speaks for it.

    A column is not ruled out by the name of a kept model, either.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment, with the columns of the data.
    """
    pieces = relieved(pieces, ("columns_forbidden",), _models_called_so(text, context))
    ruled_out = {c for p in pieces if p.name == "constrain" for c in p.args.get("columns_forbidden", ())}
    tests = [p for p in pieces if p.name == "set_validation" and p.args.get("column") in ruled_out]
    if not tests or _OF_ROWS.search(_without_columns(text, context)):
        return list(pieces)
    return [p for p in pieces if p not in tests]


_LEFT_ALONE = re.compile(r"\b(?:touch|change|alone|as (?:it|they) (?:is|are)|stays?|untouched|production|live|alias|version)\b", re.IGNORECASE)  # fmt: skip
"""Words that a model is spared with, or that speak of models."""


def _models_called_so(text: str, context: Context) -> set[str]:
    """The columns that only the name of a kept model sounds like: the model `churn` and the column `churned`."""
    if not _LEFT_ALONE.search(text):
        return set()
    called = [m for m in context.models if re.search(rf"(?<![\w.-]){re.escape(m)}(?![\w-])", text, re.IGNORECASE)]
    words = tagged(text, context)[0]
    named = [w for w in words if w.entity is not None and w.entity.kind == "COL"]
    said = {(str(v), text[w.start : w.end].lower()) for w in named if w.entity for v in w.entity.values}
    models = {m.lower() for m in called} - {c.lower() for c in context.columns}
    alike = {c for c, word in said if word in models}
    return alike - {c for c, word in said if word not in models}


def _without_columns(text: str, context: Context) -> str:
    """The message with the names of columns taken out."""
    words, _ = tagged(text, context)
    for word in reversed([w for w in words if w.entity is not None and w.entity.kind == "COL"]):
        text = text[: word.start] + text[word.end :]
    return text
