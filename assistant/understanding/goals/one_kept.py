"""Two columns that tell the same, of which one is kept ("leave only area") or one goes ("so drop p2")."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import WEAK, Piece, relieved, thinned
from assistant.understanding.names.naming import columns_named
from assistant.understanding.text.grammar import COLUMN_RULES
from assistant.understanding.text.words import parts_said, stands_in

_SAME = (
    r"(?:(?:is|are|contains?|carry|carries|has|have|says?|tells?|means?|gives?|measures?|holds?|shows?)(?: (?:us|me|both|basically|practically|nearly|almost|exactly|really|quite|of|all|just|simply|more or less))*"
    r" (?:the )?(?:(?:very )?same|equal|identical|redundant|duplicates?|equivalent)(?: (?:information|thing|things|info|story|value|values|data|content|fact|as each other))?)"
)
_KEPT = re.compile(
    rf"(?:^|(?<=[.;!?:] ))(?:as |since |because )?(?P<one>[^.;!?,]{{2,40}}?) (?:and|&|\+) (?P<two>[^.;!?,]{{2,40}}?) {_SAME}[,;.:]? (?:so |and |then |please |we |you |can |should )*"
    r"(?:(?:keep|leave|use|take|retain|let) (?:in )?(?:only|just|solely) (?P<only>[^.;!?,]{2,40}?)|(?:only|just) (?P<last>[^.;!?,]{2,40}?) (?:stays?|remains?|is (?:needed|kept|enough)|please)|(?:keep|leave|use|take|retain) (?P<alone>[^.;!?,]{2,40}?) (?:only|alone))(?: (?:in|please|then|there))*(?=\s*(?:[.;!?,]|$| and\b))",
    re.IGNORECASE,
)

_TWINS = re.compile(
    r"\b(?:are|is|say|tell|measure|hold|contain|carry|mean|show|give|count)s? (?:(?:just|exactly|basically|practically|nearly|almost|about|one and|pretty much) )*(?:the )?(?:very |exact )?(?:same|identical|twins?|duplicates?|cop(?:y|ies)|redundant|alike|equal)\b",
    re.IGNORECASE,
)
"""Two columns that say one thing: which of them goes, the words of removal tell."""
_REMOVERS = "drop|remove|ignore|exclude|omit|discard|delete|leave out|get rid of|away with|kick out|throw out|skip|lose|forget|without|ditch|scrap"
_REMOVED = rf"\b(?:{_REMOVERS})(?: (?:the|our|column|field|just|only))* "


def one_kept(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the column ruled out that tells the same as one that is kept.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    said = _KEPT.search(text)
    if said is None or not context.columns:
        return list(pieces)
    kept = said["only"] or said["last"] or said["alone"]
    sides = [said["one"], said["two"]]
    same = [_plain(kept) in _plain(side) or _plain(side) in _plain(kept) for side in sides]
    named = [_column(side, context) for side in sides]
    if same[0] == same[1]:
        same = [_column(kept, context) in (c,) and c is not None for c in named]
    out = named[same.index(False)] if same[0] != same[1] else None
    if out is None or out == context.target:
        return list(pieces)
    left = relieved(pieces, COLUMN_RULES, {c for c in named if c is not None})
    return [*left, Piece(said.start(), "constrain", {"columns_forbidden": [out]})]


def without_twin(text: str, piece: Piece, context: Context) -> Piece | None:
    """Of two columns that say one thing the one whose removal is asked for, and not the other.

    Args:
        text: the message.
        piece: what was read; columns that it rules out are looked at.
        context: the moment.

    Returns:
        The piece, with fewer columns ruled out; None where nothing is left of it.
    """
    said = _TWINS.search(text) if "columns_forbidden" in piece.args else None
    if said is None:
        return piece
    if (thrown := _thrown(text, piece, context)) is not None:
        return replace(piece, args={**piece.args, "columns_forbidden": [thrown]})
    removed = {c for c in context.columns if re.search(_REMOVED + re.escape(c) + r"(?!\w)", text, re.IGNORECASE)}
    told = next(part for part in parts_said(text) if said.group() in part)
    twins = {c for c in context.columns if stands_in(c, told)}
    if not twins & removed:
        return piece
    fewer = thinned(piece, "columns_forbidden", twins - removed)
    return fewer if set(fewer.args) - {WEAK} else None


_THE_ONE = re.compile(
    rf"\b(?:{_REMOVERS}|bin|axe|chuck|toss|throw|take|leave|cut)(?: out| away)? the (?:(?P<first>first|former)|(?P<last>second|latter|last))(?: one| column| of them| of the two)?(?: (?:out|away|off|please|then))*(?=\s*(?:[.;!?,]|$))",
    re.IGNORECASE,
)


def _thrown(text: str, piece: Piece, context: Context) -> str | None:
    """Which of two columns goes that was told by its place: "p1 and p2 say the same, drop the second"."""
    said, columns = _THE_ONE.search(text), list(piece.args["columns_forbidden"])
    if said is not None and len(columns) == 1:  # one of the two was taken already, whichever
        named = [c for c in context.columns if stands_in(c, text[: said.start()])]
        columns = sorted(named, key=lambda c: text.lower().find(c.lower())) if columns[0] in named else columns
    if said is None or len(columns) != 2:
        return None
    return str(columns[0] if said["first"] else columns[1])


def _plain(said: str) -> str:
    return re.sub(r"^(?:the|our|a|both)\s+", "", said.strip().lower())


def _column(said: str, context: Context) -> str | None:
    named = columns_named(tagged(said, context)[0], context)
    return named[0] if len(named) == 1 else None
