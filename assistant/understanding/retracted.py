"""What a message takes back in the same breath: "retrain it every... no, just the promotion", "and a pdf, no, skip that".

What was begun and broken off is not asked for. It is cut out before anything is read, so that neither rules nor the
reader see it; while a plan waits for a decision nothing is cut, as every word may count against a yes.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.lexicon import NUMBER_WORDS

_CUT = re.compile(r"[,;:.!?\n]+(?=\s)\s*(?:(?:and|then|but|also|plus)\s+)*|\s+(?:and|then|but|also|plus)\s+", re.IGNORECASE)  # fmt: skip
_BROKEN_OFF = re.compile(
    r"\s*(?:\.{2,}|…|\s[-–—]+(?=\s))[\s,]*(?:oh |ah |well )?no[,.]?\s+(?=(?:just|only)\b)", re.IGNORECASE
)
_TAKEN_BACK = re.compile(
    r"[\s,;.!?…–—-]+(?:(?:oh|ah|well|actually|wait|hm+),?\s+)*(?:(?:no|nah|or no),?\s+(?:actually,?\s+)?(?:skip|forget|leave|scratch|drop|ignore|strike) (?:that|it|this|that (?:one|bit|part|last bit)|the [a-z]+ing)|(?<=[.!?;…] )(?:never ?mind|nevermind|scratch that|forget (?:that|it) again))\s*(?:[.!;]+|$)",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"[\s,;]+(?:and |but |then )*(?:re-?train|roll ?back|promote|demote|delete|stop|export|change|score|watch|touch|run|pause|do) (?:nothing|none of them|no other(?: (?:model|run|one)s?)?)(?: else| yet| for now)*(?=\s*(?:[.,;!]|$|and\b))",
    re.IGNORECASE,
)
_ONLY_THIS = re.compile(r"^\s*(?:just|only) (?:the |do the |a )?[a-z]+(?: it)?\s*[.!]*\s*$", re.IGNORECASE)
_COUNTS = "|".join(
    sorted((w for w, n in NUMBER_WORDS.items() if w.isalpha() and n >= 1 and len(w) > 2), key=len, reverse=True)
)
_FIGURE = rf"(?:\d+(?:[.,]\d+)?|{_COUNTS})"
_PUT_RIGHT = re.compile(
    rf"(?<![\w.])(?P<old>{_FIGURE})(?P<of>(?:\s?%|\s+(?!no\b|sorry\b|wait\b|make\b|or\b|and\b|but\b)[a-z]+)?(?: (?!no\b|sorry\b|wait\b|make\b|or\b|and\b|but\b)[a-z]+)?)"
    r"\s*[,;.!?…–—-]*\s+(?:(?:oh|ah|hm+|well|and|but|or|wait|stop|actually|please),?\s+)*"
    r"(?:(?:no|nah|nope|sorry|correction|wait)\s*[,.!:…-]+\s*(?:(?:i (?:mean|meant)|actually|rather|better|let['’]s say|say|sorry),?\s+)*(?:make (?:it|that) |take |do )?|(?:no )?(?:make (?:that|it)|or rather|i mean|i meant|better make it|let['’]s make (?:it|that)) )"
    rf"(?P<new>{_FIGURE})(?P<unit>\s?%|(?:\s+(?!please\b|instead\b|then\b|now\b|after\b)[a-z]+)?)(?P<rest>(?:\s+(?:please|instead|then|now|after all))*\s*(?=[.,;!]|$))",
    re.IGNORECASE,
)
"""A figure and the one that takes its place: "20 runs. no, make that 30"."""
_INTERJECTED = re.compile(r"\b(?:oh|ah|hm+|no|nah|wait|sorry|actually|ok|okay|well|yes|please|thanks|god|dear|my)\b", re.IGNORECASE)  # fmt: skip
_LEAST = 2
"""Words that must be left, so that something is still said."""


def without_retracted(text: str, context: Context) -> str:
    """The message without what it takes back itself; nothing where all of it is taken back.

    Args:
        text: the message.
        context: the moment.
    """
    text = _with_last_figure(text, context)
    if context.proposal:
        return text
    acts = _NOTHING.sub("", text)
    text = acts if _enough(acts) else text
    broken = _BROKEN_OFF.search(text)
    if broken:
        rest = text[broken.end() :]
        before = text[: _start(text, broken.start())].rstrip(" ,;:")
        kept = before if _ONLY_THIS.match(rest) and before else f"{before}, {rest}" if before else rest
        return kept if _enough(kept) else text
    back = _TAKEN_BACK.search(text)
    if back:
        whole = "." in back.group()[:2] or "?" in back.group()[:2] or "!" in back.group()[:2]
        start = _start(text, back.start(), sentence=whole)
        kept = f"{text[:start].rstrip(' ,;:')} {text[back.end() :]}".strip()
        wished = _INTERJECTED.sub("", text[start : back.start()]).strip(" ,.!?")
        return kept if _enough(kept) else "" if _enough(wished) else text
    return text


def _with_last_figure(text: str, context: Context) -> str:
    """The message with a figure that is put right at once replaced by the right one.

    While a plan waits this is done only where nothing else is said, so that no word that counts against a yes is lost.
    """
    said = _PUT_RIGHT.search(text)
    if said is None or (context.proposal and not _NOTHING_ELSE.fullmatch(text[: said.start()] + text[said.end() :])):
        return text
    of, unit = said["of"].strip().lower(), said["unit"].strip().lower()
    same = not of or not unit or of.split()[-1].rstrip("s") == unit.split()[-1].rstrip("s")
    if unit in _NO_UNIT or not same:
        return text
    return f"{text[: said.start()]}{said['new']}{said['of'] or said['unit']}{said['rest']}{text[said.end() :]}"


_NO_UNIT = frozenset({"too", "also", "as", "more", "not", "for", "in", "with", "of", "is", "was", "and"})
_NOTHING_ELSE = re.compile(
    r"[\s\W]*(?:(?:at most|only|just|max|use|take|make it|with|do|please|runs?)[\s\W]*)*", re.IGNORECASE
)


def _start(text: str, end: int, sentence: bool = False) -> int:
    """Where the part begins that ends at a place; the whole sentence where that is asked for."""
    ends = [m for m in _CUT.finditer(text, 0, end) if m.end() < end]
    if sentence:
        strong = [m for m in ends if re.search(r"[.!?;\n]", m.group())]
        ends = strong or []
    return ends[-1].start() if ends else 0


def _enough(kept: str) -> bool:
    return len(re.findall(r"\w+", kept)) >= _LEAST
