"""What only a column's name speaks for: "leave out skin_fold" asks for no test by folds."""

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece

_OF_ROWS = re.compile(
    r"\b(?:group\w*|folds?|splits?|splitting|cross|validat\w*|test\w*|check\w*|separat\w*|together|both|same|unseen|new"
    r"|across|between|by|per|each|whole|entire|stay|keep|kept|leak\w*|belong\w*|several|repeat\w*|apart|time|order\w*"
    r"|past|future|later|rows?)\b",
    re.IGNORECASE,
)
"""Words that tell how rows are parted."""


def without_named_so(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces without a test by a column that the message rules out, where only the column's name speaks for it.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment, with the columns of the data.
    """
    ruled_out = {c for p in pieces if p.name == "constrain" for c in p.args.get("columns_forbidden", ())}
    tests = [p for p in pieces if p.name == "set_validation" and p.args.get("column") in ruled_out]
    if not tests or _OF_ROWS.search(_without_columns(text, context)):
        return list(pieces)
    return [p for p in pieces if p not in tests]


def _without_columns(text: str, context: Context) -> str:
    """The message with the names of columns taken out."""
    words, _ = tagged(text, context)
    for word in reversed([w for w in words if w.entity is not None and w.entity.kind == "COL"]):
        text = text[: word.start] + text[word.end :]
    return text
