"""Columns that only tell when or why: "the closing date is entered once the customer has left, so drop it".

What is ruled of a column is said beside reasons, and reasons name columns too: when a value becomes known, who enters
it, why it is not to be trusted. Such a column is told of and nothing is ruled of it, where another one is spoken of.
"""

from collections.abc import Iterator, Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, relieved
from assistant.understanding.names.naming import columns_told
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.words import Word, bag

_OPENS = bag("after once when whenever before until till because since given during if unless afterwards")
"""Words that begin a clause of time, reason or condition."""
_NOTHING = bag("nothing little anything something much a-lot")
_ENDS = bag(", so therefore hence thus then but yet though although while whereas – — - : ( ) _")
_ORDERS = bag(
    "drop remove exclude ignore omit discard delete forget skip ban forbid avoid keep include require retain protect"
    " predict forecast dropping removing excluding ignoring keeping use using need"
)
"""A clause with one of these asks for something itself: "before you drop income, drop age"."""
_BOTH = bag("both them they these those")
"""Beside a single other column these stand for the two: "the dose is set after they see the level, so keep both"."""
_NEAR = 5
"""So many words behind the one that opens the clause its column stands at most."""
_RULED = ("columns_forbidden", "columns_required")


def without_reasons(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces without rules on columns that the message names only to tell when or why.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; its columns are those that can be named.
    """
    ruled = {str(c) for p in pieces if p.name == "constrain" for key in _RULED for c in p.args.get(key, ())}
    told = _told(text, context) & ruled if len(ruled) > 1 else set()
    if not told or told == ruled:
        return list(pieces)
    return relieved(pieces, _RULED, told)


def _told(text: str, context: Context) -> set[str]:
    """The columns that are named beside another of the same sentence, and only in clauses of time or reason."""
    words, tagger = tagged(text, context)
    aside: set[str] = set()
    spoken_of: set[str] = set()
    for sentence in sentences(tagger.loosened(words), text):
        inside = set(_openings(sentence, context))
        told = set(columns_told([sentence[i] for i in inside], context))
        outside = set(columns_told([w for i, w in enumerate(sentence) if i not in inside], context))
        both = len(outside) == 1 and any(w.entity is None and w.text in _BOTH for w in sentence)
        beside = bool(outside - told) and not both
        aside |= told if beside else set()
        spoken_of |= outside if beside else outside | told
    return aside - spoken_of


def _openings(sentence: Sequence[Word], context: Context) -> Iterator[int]:
    """Where a clause of time or reason in a sentence names its column."""
    for start, word in enumerate(sentence, 1):
        if word.entity is not None or not (word.text in _OPENS or _tells_nothing(sentence[:start])):
            continue
        clause = _clause(sentence[start:])
        if not any(w.entity is None and w.text in _ORDERS for w in clause):
            yield from [start + i for i, w in enumerate(clause[:_NEAR]) if columns_told([w], context)][:1]


def _tells_nothing(words: Sequence[Word]) -> bool:
    """Whether words end as "it says nothing about" does: of what follows nothing is asked."""
    return len(words) > 1 and words[-1].text == "about" and words[-2].text in _NOTHING


def _clause(words: Sequence[Word]) -> list[Word]:
    """The words up to where the clause that they begin ends."""
    out: list[Word] = []
    for i, word in enumerate(words):
        plain = word.entity is None
        rest = words[i + 1 :]
        again = plain and word.text == "and" and any(w.entity is None and w.text in _OPENS for w in rest[:_NEAR])
        if (plain and word.text in _ENDS) or again:
            break
        out.append(word)
    return out
