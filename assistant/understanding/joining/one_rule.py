"""A column has one rule: it is an input, or none, or nobody is to be treated unfairly by it."""

import re
from collections.abc import Sequence

from assistant.understanding.merging import Piece, thinned

ORDERS = re.compile(
    r"\b(?:drop|remove|ignore|exclude|omit|discard|delete|leave|without|forget|skip|throw|kick|ban|use|take)\b",
    re.IGNORECASE,
)
"""What is to be done with a column."""
_NOT_DROPPED = re.compile(
    r"\b(?:never|not|n't|no|nobody|may not|must not|cannot|without)\b[^.;!?]{0,25}"
    r"\b(?:drop|remov|exclud|leav|left|ignor|miss|forget|omit|discard|skip|throw|take)\w*",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:neither|nor|not|never)\b|n['’]t\b", re.IGNORECASE)
_RULES = ("columns_required", "columns_forbidden", "protected_columns")


def with_one_rule(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece:
    """A constraint without what another rule of the same column is the better reading of.

    What must not be dropped is required, and what "neither" or "nor" may go in is not. What nobody is to be treated
    unfairly by stays in, unless something is to be done with it.

    Args:
        text: the message.
        piece: one of `pieces`.
        pieces: all that was read.
    """
    if piece.name != "constrain":
        return piece
    ruled = {key: {c for p in pieces if p.name == "constrain" for c in p.args.get(key, ())} for key in _RULES}
    required, forbidden, protected = (ruled[key] for key in _RULES)
    if _NOT_DROPPED.search(text):
        return thinned(piece, "columns_forbidden", required)
    if required & forbidden and _DENIES.search(text):
        piece = thinned(piece, "columns_required", forbidden)
    fairly = set() if ORDERS.search(text) else {c for c in forbidden & protected if named_once(c, text)}
    return thinned(piece, "columns_forbidden", fairly)


def named_once(column: str, text: str) -> bool:
    """Whether a message names a column just once, by its name."""
    return len(re.findall(rf"(?<!\w){re.escape(column)}(?!\w)", text, re.IGNORECASE)) == 1
