"""Part of some rows asked for as a count: "how many of those with a pulse over 80 had a lesion?" is a share of them."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

from __future__ import annotations

import re

_NARROWED = r"(?:with|without|whose|that|who|which|having|over|above|below|under|older|younger|in|from|aged)"
_HAS = (
    r"(?:had|have|has|were|are|was|is|got|get|showed?|shows|turned|did|do|does|ended?|died|lived|fell|left|came|went)"
)
_OF_SOME = re.compile(
    rf"^(?P<lead>\W*(?:(?:and|so|but|then|tell me|show me|please)\W+)*)how many (?:of|among) (?:(?:those|these|them|the ones|all)|(?:the|my|our|all|all the|all my) [\w-]+) (?P<rest>{_NARROWED}\b.+\b{_HAS}\b.+)$",
    re.IGNORECASE,
)
_SOME_FIRST = re.compile(
    rf"^\W*(?:(?:and|so|but|then)\W+)*(?:of|among) (?:(?:those|these|the ones|all)|(?:the|my|our|all|all the|all my) [\w-]+) (?P<some>{_NARROWED}\b[^,?]+),? how many (?:of them )?(?P<rest>.+)$",
    re.IGNORECASE,
)


def as_share(question: str) -> str:
    """A question for a count of some rows as the one for its share of them; any other as it is."""
    if said := _OF_SOME.match(question):
        return f"what share of those {said['rest']}"
    if said := _SOME_FIRST.match(question):
        return f"what share of those {said['some']} {said['rest']}"
    return question
