"""How many of the groups a question is for: "mean price by town, top 5", "the 3 lowest towns by price"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re

from assistant.understanding.text.lexicon import NUMBER_WORDS, number_said

_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(w for w in NUMBER_WORDS if w.isalpha() and 1 < NUMBER_WORDS[w] <= 50)})"
_TOP = r"(?P<top>top|highest|best|largest|biggest)"
_BOTTOM = r"(?P<bottom>bottom|lowest|worst|smallest)"
_AT_THE_END = re.compile(
    rf"[\s,;:(–-]+(?:(?:and|but|only|just|show|give|me|the|please|for)\s+)*(?:(?:{_TOP}|{_BOTTOM})\s+{_COUNT}|{_COUNT.replace('<n>', '<m>')}"
    rf"\s+(?:{_TOP.replace('<top>', '<above>')}|{_BOTTOM.replace('<bottom>', '<below>')}))"
    r"(?:\s+(?:please|pls|only|ones|of them|groups|will do|is enough|\)))*\W*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\b(?:by|per|each|every|across)\b", re.IGNORECASE)


def ends_asked(question: str) -> tuple[str, int, bool]:
    """A question without the words that limit its groups, how many it is for (0 for all), and whether from below.

    Args:
        question: such as "mean price by town, top 5 please".
    """
    said = _AT_THE_END.search(question)
    if said is None or not _SPLIT.search(question[: said.start()]):
        return question, 0, False
    n = number_said((said["n"] or said["m"]).lower())
    return question[: said.start()], int(n or 0), bool(said["bottom"] or said["below"])
