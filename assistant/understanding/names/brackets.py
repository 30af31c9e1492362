"""A column's name in brackets behind what it is called: "the load (Last_MW)" is that column."""

import re
from collections.abc import Sequence

from assistant.understanding.text.words import Word, bag

_DETERMINERS = bag("the a an our my their its this that each every , and or & +")
_MOST = 3
"""Words that what a column is called may have."""


def without_brackets(words: Sequence[Word]) -> list[Word]:
    """The words with a name in brackets in place of what stands before it, as far as that is no more than a name.

    Args:
        words: words of a message, names in place and signs as words of their own.
    """
    out: list[Word] = []
    i = 0
    while i < len(words):
        if out and _names(words, i):
            out = [*_before(out, words[i + 1]), words[i + 1]]
            i += 3
        else:
            out.append(words[i])
            i += 1
    return out


_OF_A_PLACE = bag("in on at with")
_CALLED_A_PLACE = re.compile(r"\b(?:place|rank|number|position|spot|no|nr)\b|#", re.IGNORECASE)


def without_kinds_of_places(words: Sequence[Word], text: str) -> list[Word]:
    """The words without the kind of model that a place is told by as well: "the svm in second place" is the second.

    Args:
        words: words of a message, names in place.
        text: the message.
    """
    out: list[Word] = []
    for i, word in enumerate(words):
        led = bool(out) and out[-1].text in ("the", "that", "this")
        if led and word.entity is not None and word.entity.kind == "FAM" and _of_a_place(words[i + 1 : i + 3], text):
            continue
        if out and word.text in _OF_A_PLACE and words[i - 1] is not out[-1]:  # what stood before it is left out
            continue
        out.append(word)
    return out


def _of_a_place(after: Sequence[Word], text: str) -> bool:
    """Whether a place that is called one follows: "in second place"."""
    if len(after) < 2 or after[0].text not in _OF_A_PLACE or after[1].entity is None or after[1].entity.kind != "RANK":
        return False
    return bool(_CALLED_A_PLACE.search(text[after[1].start : after[1].end]))


def _names(words: Sequence[Word], i: int) -> bool:
    """Whether a bracket opens at a word and holds one column's name and nothing else."""
    if i < 1 or i + 2 >= len(words) or words[i].text != "(" or words[i + 2].text != ")":
        return False
    column = words[i + 1].entity
    return column is not None and column.kind == "COL" and len(column.values) == 1 and words[i - 1].text[:1].isalnum()


def _before(words: Sequence[Word], column: Word) -> list[Word]:
    """The words without what a column is called: those behind the last determiner or sign, if they are few.

    Another column that is named there stays: "drop tenure (income)" is of both.
    """
    said = next((n for n in range(1, _MOST + 1) if len(words) > n and words[-n - 1].text in _DETERMINERS), 0)
    named = [w.entity.values for w in words[-max(said, 1) :] if w.entity is not None]
    if any(column.entity is None or values != column.entity.values for values in named):
        return list(words)
    if said and all(w.is_plain or w.entity is not None for w in words[-said:]):
        return list(words[:-said])
    return list(words[:-1]) if named else list(words)
