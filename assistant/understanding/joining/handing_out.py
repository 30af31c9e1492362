"""What a message hands out, thing by thing and each in its format: "results as csv, the chat as pdf"."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.merging import Piece, with_ends
from assistant.understanding.slots.exports import (
    bare_exports,
    exports_in,
    format_alone,
    handed_out_too,
    same_format,
    what_is_meant,
)

_BRINGS_IN = frozenset({"use_data", "import_history", "watch", "score_data", "correct", "help", "decline", "feedback"})
"""Beside these a thing in a format may be what is brought in, or spoken of."""


def handed_out(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with an export of each thing that the message hands out.

    Args:
        text: the message.
        pieces: what was read, in order.
    """
    return _handed_out(text, _exported(text, list(pieces)))


def _exported(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with an export of each thing that has a format beside it, where there are several."""
    asked = [i for i, p in enumerate(pieces) if p.name == "export"]
    each = exports_in(text) if asked else []
    if pieces and not asked:
        bare = bare_exports(text, strictly=any(p.name in _BRINGS_IN for p in pieces))
        return sorted([*pieces, *(Piece(at, "export", args) for at, args in bare)], key=lambda p: p.at)
    if len(each) == len(asked) == 1 and pieces[asked[0]].args.get("format", each[0]["format"]) == each[0]["format"]:
        return [replace(p, args={**p.args, **each[0]}) if p.name == "export" else p for p in pieces]
    if len(each) < 2 or all(any(a.items() <= pieces[i].args.items() for i in asked) for a in each):
        return pieces
    first = pieces[asked[0]]
    others = [p for p in pieces if p.name != "export"]
    return sorted([*others, *(replace(first, at=first.at + n, args=a) for n, a in enumerate(each))], key=lambda p: p.at)


def _handed_out(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces with what each export hands out, where it only points at it, and what is handed out besides."""
    out: list[Piece] = []
    for piece, end in with_ends(text, pieces):
        if piece.name == "export" and "what" not in piece.args:
            before = out[-1].name if out else ""
            what = what_is_meant(text[piece.at : max(end, piece.at)], piece.args.get("format"), before)
            what = what or (what_is_meant(text[: piece.at], None, "") if not out else None)  # "the chat, export it"
            piece = replace(piece, args={"what": what, **piece.args}) if what else piece
        if piece.name == "export" and "format" not in piece.args and (kind := format_alone(text)):
            piece = replace(piece, args={**piece.args, "format": kind})
        out.append(piece)
    known = {str(p.args.get("what")) for p in out if p.name == "export"}
    more = handed_out_too(text, known) if known and out and out[-1].name == "export" else []
    like = {"format": f} if same_format(text) and (f := out[-1].args.get("format") if out else None) else {}
    return [*out, *(Piece(at, "export", {"what": what, **like}) for at, what in more)]
