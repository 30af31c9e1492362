"""What limits a look back by how it is written: a table's name in one word, a span that a message begins with."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.text.lexicon import number_said

_SET_OFF = re.compile(
    r"^\W*(?:in|over|during|within|for) the (?:past|last|previous) (?P<n>\w+) (?P<unit>day|week|month|year)s?\s*,",
    re.IGNORECASE,
)
"""A span that a message begins with, set off from what is asked: "in the last 60 days, what did Ewa do?"."""
_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}


def days_set_off(message: str) -> int | None:
    """The days that a message begins with; None where it begins otherwise."""
    said = _SET_OFF.match(message)
    count = number_said(said["n"]) if said else None
    return int(count * _DAYS_OF[said["unit"].lower()]) if said and count else None


_AS_ONE = re.compile(r"\b(?:on|with|for|of|about|over|from|in) (?:the |our |my )?(?:data ?set |table |file )?(?P<name>[A-Za-z]\w*_\w+)\b(?!\.\w)", re.IGNORECASE)  # fmt: skip
"""A name written as those of tables are: "mill_7"."""


def written_as_one(text: str, known: Sequence[str]) -> list[str]:
    """Tables told by how their names are written.

    Args:
        text: what was said.
        known: columns and models, which are no tables.
    """
    names = {n.lower() for n in known}
    return [m["name"] for m in _AS_ONE.finditer(text) if m["name"].lower() not in names]
