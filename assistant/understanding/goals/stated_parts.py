"""The parts of a sentence that may state something of columns: what stands between commas, without what is set aside in it."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Iterator, Sequence

from assistant.understanding.text.words import Word, bag

_CUT = bag(", but while whereas however though although _")
_LEAD = bag("and also so then therefore hence thus ok okay well now please next finally plus or still because since")
_SO_MUST = re.compile(
    r"so (?:must|is|are|does|do|goes|should|can|has|have) (?!(?:i|we|you|it|they|that|this|not|never) )"
)
"""How a part begins that says of other columns what was just said of some: "and so must the age"."""
_ON_THE_OTHER_HAND = re.compile(
    r"(?<!\S)(?:on the (?:other hand|contrary)|by contrast|in contrast|in turn|for (?:its|their) part|in my (?:opinion|view)|to my mind|i (?:think|believe|guess|would say)|if you ask me)(?!\S)"
)


def parts_of(sentence: Sequence[Word], text: str) -> Iterator[list[Word]]:
    """The parts of a sentence, names in place.

    Args:
        sentence: its words.
        text: the message.
    """
    return _cut(_without_brackets(sentence, text))


def _without_brackets(sentence: Sequence[Word], text: str) -> list[Word]:
    """The words of a sentence without what stands in brackets behind a name, such as its unit."""
    out: list[Word] = []
    inside = False
    for word in sentence:
        sign = text[word.start : word.end]
        inside = sign == "(" if sign in ("(", ")") else inside
        if not inside and sign not in ("(", ")"):
            out.append(word)
    return out


def _cut(sentence: Sequence[Word]) -> Iterator[list[Word]]:
    """The parts of a sentence between commas and the like, without joining words before them."""
    part: list[Word] = []
    for word in [*sentence, None]:
        if word is not None and (word.entity is not None or word.text not in _CUT):
            part.append(word)
            continue
        while part and part[0].entity is None and part[0].text in _LEAD and not _SO_MUST.match(_text(part)):
            part = part[1:]
        part = _without_asides(part)
        if part:
            yield part
        part = []


def _text(words: Sequence[Word]) -> str:
    """Words as rules see them."""
    return " ".join(w.text for w in words)


def _without_asides(part: list[Word]) -> list[Word]:
    """The words of a part without those that only set it against another: "the weight on the other hand stays"."""
    aside = _ON_THE_OTHER_HAND.search(_text(part))
    if aside is None:
        return part
    start = _text(part)[: aside.start()].count(" ")
    return part[:start] + part[start + len(aside.group().split()) :]
