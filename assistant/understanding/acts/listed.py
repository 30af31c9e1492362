"""Places of a list that an act is of: "explain 3 and 1 of your suggestions", "everything, only leave the 3rd away"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece

_WHY = re.compile(r"\b(?:why|explain\w*|reasons?|reasoning|justif\w*|rationale)\b", re.IGNORECASE)
_OF_THE_LIST = re.compile(
    r" (?:of|in|from|on) (?:your|the|these|those|this) (?:\w+ )?(?:suggestions?|recommendations?|proposals?|ideas?|list|candidates?|shortlist)\b"
)
_ALL = re.compile(r"\b(?:everything|all|every one|the lot|the whole lot|each)\b", re.IGNORECASE)


def listed(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with each place that is asked about, and with all places but those that are left away.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    return _explained(text, [_all_but(text, p) for p in pieces], context)


def _all_but(text: str, piece: Piece) -> Piece:
    """A plan of everything with the places that it leaves away, which are not to be run as well."""
    ranks, out = piece.args.get("ranks"), piece.args.get("exclude_ranks")
    if piece.name not in ("propose_runs", "edit_proposal") or not ranks or not out or not set(ranks) <= set(out):
        return piece
    args = {k: v for k, v in piece.args.items() if k != "ranks"}
    return Piece(piece.at, piece.name, {**args, **({"all": True} if _ALL.search(text) else {})}, piece.firm)


def _explained(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    """The pieces with an explanation of each of several places, where one was asked of none in particular."""
    asked = [p for p in pieces if p.name == "explain_recommendation"]
    told = {p.args.get("rank") for p in asked if p.args}
    if not asked or len(told) > 1 or not context.recommendations:
        return pieces
    words, _ = tagged(text, context)
    for i, word in enumerate(words):
        ranks = word.entity.values if word.entity is not None and word.entity.kind in ("RANK", "NUM") else ()
        after = " " + " ".join(w.text for w in words[i + 1 : i + 6])
        if (
            len(ranks) < 2
            or not told <= set(ranks)
            or not _OF_THE_LIST.match(after)
            or not _WHY.search(text[: word.start] + text[word.end :])
        ):
            continue
        if all(isinstance(r, int) and 1 <= r <= context.recommendations for r in ranks):
            at = asked[0].at
            each = [Piece(at + n, "explain_recommendation", {"rank": r}) for n, r in enumerate(ranks)]
            first = pieces.index(asked[0])
            return [*pieces[:first], *each, *(p for p in pieces[first:] if p not in asked)]
    return pieces
