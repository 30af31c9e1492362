"""What "it" stands for among columns: what the clause before speaks of, which is named where that clause begins."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.understanding.context import Context
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.names.naming import columns_named, columns_told
from assistant.understanding.text.words import Word, bag

KEEP_IT = re.compile(
    r"(?:(?:please|still|do|you|we|must|should|better|rather) )*(?:keep|retain|leave|include)(?: (?:it|them|that one|this one|both))(?: (?:in|inside|there|anyway|nevertheless|nonetheless|all the same|though|regardless|still|as (?:an )?inputs?|in the model|for now|by all means|in any case))*"
)
"""A request to keep what was spoken of, and nothing else."""
THOSE = re.compile(
    r"(?:all|both)(?: of)?(?: (?:them|these|those))?|(?:all|all of)? ?(?:the|these|those|them)? ?NUM\d+(?: of (?:them|these|those))?(?: (?:columns?|fields?|features?|variables?|ones))?"
)
"""What points to several columns at once, with their number or without: "these two", "all three of them"."""
_NO_NAMES = bag("from into with than over under after before between within without about")
_SEVERAL = re.compile(r"\b(?:both|them|they|those|these|all)\b")
_ITS_NAME = 6
"""Words at the beginning of a clause that may name what it is about."""
_OF_THE_WORK = bag("model models plan run runs result results list recommendation budget goal target split test metric file table data one ones rest")  # fmt: skip
"""Words that speak of the work rather than of a column, although they may be a part of its name."""

LED = re.compile(
    r"(?:what (?:(?:really|most|still|also) )?(?:bugs|bothers|annoys|worries|troubles|irritates|disturbs|confuses|puzzles|strikes) (?:me|us)(?: (?:most|here|about it))? is|(?:the|my|our|one) (?:only )?(?:problem|trouble|issue|catch|worry|snag) (?:here )?is|as for|regarding|concerning|what about|about) "
)
"""What stands before the name of what a clause speaks of: "what worries us is the weight: …"."""


@dataclass(frozen=True)
class Subject:
    """What a clause speaks of."""

    words: Sequence[Word]
    """The words that name it."""
    columns: tuple[str, ...]
    told: tuple[str, ...]
    """Columns that the clause names besides, of which nothing is said."""


def counted(clause: Sequence[Word], pointing: Sequence[Word], context: Context) -> tuple[str, ...]:
    """The columns that "these two" or "all three" point to; none where the clause names more or fewer.

    Args:
        clause: the words before those that point to them, names in place.
        pointing: the words that point to them, with their number.
        context: the moment; what is predicted is no column of theirs.
    """
    number = next((w.entity.values[0] for w in pointing if w.entity is not None and w.entity.kind == "NUM"), None)
    book = ColumnBook(context.columns)
    out: list[str] = []
    for word in clause:
        if word.entity is not None:
            out += [str(v) for v in word.entity.values] if word.entity.kind == "COL" else []
        elif word.is_plain and word.text not in _NO_NAMES:
            out += [one] if (one := book.loosely([word.text])) else []
    out = [c for c in dict.fromkeys(out) if c != context.target]
    return tuple(out) if len(out) == number and not context.proposal else ()


def subject(clause: Sequence[Word], said: str, context: Context) -> Subject | None:
    """What a clause speaks of, where that is a column and not what is predicted.

    Args:
        clause: the words before those that point to it, names in place.
        said: the words that point to it; "both" may be all that is named.
        context: the moment; while a plan waits, "it" may be that.
    """
    if context.proposal:
        return None
    led = LED.match(" ".join(w.text for w in clause))
    clause = clause[len(led.group().split()) :] if led else clause
    for n in range(min(_ITS_NAME, len(clause)), 0, -1):
        words, last = clause[:n], clause[n - 1]
        columns = () if last.entity is None and last.text in _OF_THE_WORK else columns_named(words, context, words)
        if columns and context.target not in columns:
            told = () if _SEVERAL.search(said) else columns_told(clause[n:], context)
            return Subject(words, columns, tuple(c for c in told if c not in columns))
    return None


_BOTH = re.compile(r"\b(?:both|the two|these two|those two)\b")
Named = tuple[str, tuple[Any, ...]]
"""Kind and values of columns or families that were named."""


def pointed_to(said: str, named: Sequence[Named]) -> Named:
    """What "it" points to: what was named last, where "both" is said with the one thing of its kind before it.

    Args:
        said: the words that point.
        named: what was named, in its order; at least one thing.
    """
    kind, values = named[-1]
    before = next((one for one in reversed(named) if one != named[-1]), None)
    paired = before is not None and before[0] == kind and len(before[1]) == len(values) == 1
    return (kind, (*before[1], *values)) if before is not None and paired and _BOTH.search(said) else named[-1]


_POINTS_AT = {
    "look_at_data": re.compile(r"\b(?:this|that) (?:column|field|feature|variable|one)\b", re.IGNORECASE),
    "explain_model": re.compile(
        r"\b(?:agrees?|see it (?:that way|the same|so|like that|alike|too)|think so|say (?:so|the same)|confirm (?:this|that|it)|share (?:this|that|my|our) (?:view|opinion)|(?:what|anything|something|say|says|tell me|more|word) (?:\w+ ){0,5}?(?:about|of|on|with) (?:it|that)(?=\W*$|[.,;?!])|its (?:curve|effect|role|influence|weight|part|shape|impact|share|importance|contribution)|(?:explain|show|account for) (?:itself|this|that|it) there|(?:this|that) (?:column|field|feature|variable))\b",
        re.IGNORECASE,
    ),
}
"""Words of a look or an explanation that are of the column named just before, by the command."""


def pointed_at(command: str, text: str, start: int, end: int, named: Sequence[Word]) -> list[str]:
    """The columns named last before the words that point at them: "is the dose plausible? show me this column".

    Args:
        command: what is asked.
        text: the message.
        start: where it is asked.
        end: half-open with `start`.
        named: the columns that the message names, in order.
    """
    said = _POINTS_AT[command].search(text, max(start, 0), max(end, 0)) if command in _POINTS_AT else None
    before = [w for w in named if said and w.end <= said.start()]
    if said is None and command == "explain_model":
        return _asked_between(text, named) or _pointed_several(text, named)
    return [str(v) for w in before[-1:] if w.entity for v in w.entity.values]


_SEVERAL_OF = re.compile(
    r"\b(?:(?:those|these|the) two|both(?: of (?:them|these|those))?|(?:only |just )(?:these|those)|each of (?:the two|them|these|those)|which of (?:the two|them|these)|(?:about|of|for|with) (?:them|these|those))\b(?! (?:model|run|result|one|suggestion|version)s?\b)",
    re.IGNORECASE,
)
"""Words that point at two columns named before."""
_WHO_IS_RIGHT = re.compile(r"\b(?:am i|are we|is (?:he|she|that|it)|are they|was (?:he|she)|who(?:['’]?s| is)) right\b", re.IGNORECASE)  # fmt: skip
_OR = re.compile(
    r"(?: of the \w+)?\s*,?\s*or(?: (?:is it|was it|rather|more|is that|the|our|by|because of))*\s+", re.IGNORECASE
)
_WHETHER = re.compile(r"\?|\bwhether\b|\bif it(?:['’]?s| is)\b|\bwhich of\b", re.IGNORECASE)


def _pointed_several(text: str, named: Sequence[Word]) -> list[str]:
    """The two columns that "those two" are, or all whose part is disputed: "my gut says age, am I right?"."""
    said = _SEVERAL_OF.search(text)
    before = _values([w for w in named if said and w.end <= said.start()])
    if len(before) >= _PAIR:
        return before[-_PAIR:]
    right = _WHO_IS_RIGHT.search(text)
    return _values([w for w in named if w.end <= right.start()]) if right else []


def _values(named: Sequence[Word]) -> list[str]:
    """The columns that words name, each once."""
    return list(dict.fromkeys(str(v) for w in named if w.entity for v in w.entity.values))


_PAIR = 2


def _asked_between(text: str, named: Sequence[Word]) -> list[str]:
    """The two columns between which a question lies: "whether it is the age of the pole or the burn hours"."""
    if not _WHETHER.search(text):
        return []
    listed = [_values([w]) for w in named if re.search(r"\bor\b", text[w.start : w.end])]
    pairs = [_values(p) for p in pairwise(named) if _OR.fullmatch(text[p[0].end : p[1].start])]
    return next((both for both in (*listed, *pairs) if len(both) == _PAIR), [])
