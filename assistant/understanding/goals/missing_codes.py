"""What is said of values that mean missing, read apart from all else: "I forgot: zeros in glucose mean missing".

Words such as "missing", "not real" and "I forgot" say other things elsewhere, and a -999 is no amount of anything, so a
sentence that says no more than this is read first and set aside.
"""

import re

from assistant.cards import Command
from assistant.understanding.commands.gaps import MEANINGS
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.text.grammar import Clause, Found, rx

_RULES = sorted((r for m in MEANINGS for r in m.rules), key=lambda r: r.order)
_BETWEEN = re.compile(r"(?<=[.!?;])\s+|\n+")
_JOINED = re.compile(r"\s*[,;]\s*(?:and|but|also)\s+")
_FILLER = re.compile(
    r"^(?:\W|\b(?:i|we|forgot|forget|to|say|tell|mention|you|oh|and|also|but|so|by|the|way|sorry|note|that|remember|please"
    r"|important|wait|actually|one|more|thing|btw|ah|hm+|before|should|have|said|know|must|need|in|fact|careful|data"
    r"|attention|too|as|well|though|here|now|ok|okay|hey|just|of|course|always|from|on|for|all|runs|this|table)\b)*$",
    re.IGNORECASE,
)
"""What a sentence may have around it and say nothing else."""
_LONGEST = 500
"""Characters of a sentence that says what means missing and nothing else."""
_SAME = rx(
    r"(?:(?:and|also|the|it|is|that|just) )*(?:same|likewise|ditto)(?: (?:goes|holds|is true|thing|applies|counts|,))*"
    r"(?: (?:for|with|in|of|to))?(?: (?:the|column))* COL(?:(?: ,)?(?: and| or)?(?: the)? COL)*"
    r"(?: (?:too|as well|also|,|please|[.]))*"
)
"""That other columns are meant the same way."""


def codes_told(text: str, context: Context) -> tuple[str, tuple[Command, ...]]:
    """The message without the sentences that only say what means missing, and these as commands.

    Args:
        text: the message.
        context: the moment it was written in; nothing is read where no table is at hand.
    """
    if not context.columns or context.question_slot == "correction":
        return text, ()
    rest: list[str] = []
    found: list[dict[str, object]] = []
    for sentence in _BETWEEN.split(text):
        whole = _of_sentence(sentence, context) or _alike(sentence, found, context)
        parts = [sentence] if whole else _JOINED.split(sentence)
        said = [whole or _of_sentence(part, context) for part in parts]
        found += [code for codes in said for code in codes or ()]
        rest.append(sentence if not any(said) else ", ".join(p for p, s in zip(parts, said, strict=True) if not s))
    return " ".join(rest).strip(), (Command(name="constrain", args={"missing_codes": found}),) if found else ()


def _alike(sentence: str, before: list[dict[str, object]], context: Context) -> list[dict[str, object]] | None:
    """ "Same for bmi" right after other columns: the values that mean missing there."""
    if not before:
        return None
    words, _ = tagged(sentence, context)
    clause = Clause(tuple(words), sentence)
    return [{**before[-1], "column": c} for c in clause.values("COL")] if _SAME.fullmatch(clause.text) else None


def _of_sentence(sentence: str, context: Context) -> list[dict[str, object]] | None:
    """The codes that a sentence tells, if it tells nothing else."""
    if len(sentence) > _LONGEST:
        return None
    words, _ = tagged(sentence, context)
    clause = Clause(tuple(words), sentence)
    if not words:
        return None
    for rule in _RULES:
        match = rule.pattern.search(clause.text)
        if match is None or not _FILLER.match(clause.text[: match.start()] + clause.text[match.end() :]):
            continue
        args = rule.fill(Found(match, clause, context))
        if args:
            return list(args["missing_codes"])
    return None
