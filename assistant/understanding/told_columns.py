"""The columns that a look at the data or an explanation is of, as the trained reader sees them.

Rules find the columns behind "the role of" or "what does … do"; asked for one column after the other, the reader tells
which of those named are to be told of, however it is said: "and age, how strong is it in the second model?".
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.encoder import Encoder
from assistant.understanding.likeness import named_in, portions, roles_in
from assistant.understanding.merging import Piece

OF_SOME = frozenset({"explain_model", "look_at_data"})
"""Commands that may be of some columns only."""
_TOLD = 0.5
"""Probability from which a named column is to be told of. Of 108 that were meant, in messages that the reader was not
trained on, 106 are as likely, of 23 others 7, most of them the target."""
_NEVER = 0.02
"""A column that a rule took and that is at most so likely to be told of is something else to the message."""


def told(text: str, pieces: Sequence[Piece], context: Context, encoder: Encoder) -> list[Piece]:
    """The pieces with the columns that they are to tell of.

    Args:
        text: the message.
        pieces: what was found in it.
        context: the moment.
        encoder: ready.
    """
    asking = [p for p in pieces if p.name in OF_SOME]
    if not asking or not context.columns:
        return list(pieces)
    chances: dict[str, float] = {}
    for roles in roles_in(portions(text, context), context, encoder):
        for column, by_role in roles.items():
            chances[column] = max(chances.get(column, 0.0), by_role.get("told", 0.0))
    places = _places(text, context)
    out = list(pieces)
    for piece in asking:
        own = [c for c, at in places if _asked_by(text, at, asking) is piece and chances.get(c, 0.0) >= _TOLD]
        own = [c for c in own if c != context.target or piece.name == "look_at_data"]
        known = [str(c) for c in piece.args.get("columns", ()) if chances.get(str(c), 1.0) > _NEVER]
        columns = list(dict.fromkeys([*known, *own]))
        args = {k: v for k, v in piece.args.items() if k != "columns"} | ({"columns": columns} if columns else {})
        out = [replace(piece, args=args) if p is piece else p for p in out]
    return out


def _places(text: str, context: Context) -> list[tuple[str, int]]:
    """Each named column with where it stands."""
    named = [w for w in named_in(text, context) if w.entity and w.entity.kind == "COL"]
    return [(str(v), w.start) for w in named if w.entity for v in w.entity.values]


def _asked_by(text: str, at: int, asking: Sequence[Piece]) -> Piece | None:
    """Which of several pieces a place belongs to: the last that begins before it, else the first of its sentence."""
    before = [p for p in asking if p.at <= at]
    if before:
        return max(before, key=lambda p: p.at)
    return None if _SENTENCE_ENDS.search(text[at : asking[0].at]) else asking[0]


_SENTENCE_ENDS = re.compile(r"[.!?](?=\s)|\n")
