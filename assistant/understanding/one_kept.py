"""Two columns that tell the same, of which one is kept: "rooms and area are the same information, leave only area"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.grammar import COLUMN_RULES
from assistant.understanding.merging import Piece, relieved
from assistant.understanding.naming import columns_named

_SAME = (
    r"(?:(?:is|are|contains?|carry|carries|has|have|says?|tells?|means?|gives?|measures?|holds?|shows?)(?: (?:us|me|both|basically|practically|nearly|almost|exactly|really|quite|of|all|just|simply|more or less))*"
    r" (?:the )?(?:(?:very )?same|equal|identical|redundant|duplicates?|equivalent)(?: (?:information|thing|things|info|story|value|values|data|content|fact|as each other))?)"
)
_KEPT = re.compile(
    rf"(?:^|(?<=[.;!?:] ))(?:as |since |because )?(?P<one>[^.;!?,]{{2,40}}?) (?:and|&|\+) (?P<two>[^.;!?,]{{2,40}}?) {_SAME}[,;.:]? (?:so |and |then |please |we |you |can |should )*"
    r"(?:(?:keep|leave|use|take|retain|let) (?:in )?(?:only|just|solely) (?P<only>[^.;!?,]{2,40}?)|(?:only|just) (?P<last>[^.;!?,]{2,40}?) (?:stays?|remains?|is (?:needed|kept|enough)|please)|(?:keep|leave|use|take|retain) (?P<alone>[^.;!?,]{2,40}?) (?:only|alone))(?: (?:in|please|then|there))*(?=\s*(?:[.;!?,]|$| and\b))",
    re.IGNORECASE,
)


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


def _plain(said: str) -> str:
    return re.sub(r"^(?:the|our|a|both)\s+", "", said.strip().lower())


def _column(said: str, context: Context) -> str | None:
    named = columns_named(tagged(said, context)[0], context)
    return named[0] if len(named) == 1 else None
