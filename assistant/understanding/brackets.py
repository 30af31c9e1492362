"""A column's name in brackets behind what it is called: "the load (Last_MW)" is that column."""

from collections.abc import Sequence

from assistant.understanding.words import Word, bag

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
