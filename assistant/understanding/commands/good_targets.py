"""Costs of errors where the class looked for is the wanted one: a bad one approved is the false alarm, no miss."""

import re

from assistant.understanding.context import Context
from assistant.understanding.text.grammar import Args, Found
from assistant.understanding.text.words import Word, parts

_WANTED = frozenset(
    ["potable", "hired", "hire", "approved", "accept", "accepted", "admitted", "passed", "pass", "edible", "survived",
     "survival", "retained", "retain", "repaid", "paid", "drinkable", "safe", "qualified", "success", "successful",
     "suitable", "fit"]
)  # fmt: skip
_SPOILT = frozenset(["late", "not", "never", "no", "non", "un", "bad", "badly", "wrongly", "over"])
"""Words of a name that turn such a word into its contrary: `paid_late`."""
_YES = re.compile(
    r"\b(?:approv\w*|accept\w*|admit\w*|hir(?:e|es|ed|ing)|pass(?:es|ed|ing)?(?! over)|grant\w*|lend\w*|lent|loans?"
    r"|take on|taking on|let(?:ting)? in|say(?:ing)? yes|yes)\b"
)
_UNDUE = re.compile(
    r"\b(?:should not|should never|not (?:pay|repay|deserve|qualif\w*)|never (?:pays?|repays?|should)|wrong\w*|bad|dud"
    r"|false|by mistake|mistaken\w*|risky|defaults?|defaulted|defaulting|unfit|unsafe|fails?|poisoned|unqualified)\b"
)
_NO = re.compile(
    r"\b(?:turn\w* (?:\w+ ){0,4}?(?:away|down)|reject\w*|refus\w*|declin\w*|den(?:y|ies|ied|ying)|pass\w* over"
    r"|send\w* away|false no|say(?:ing)? no)\b"
)
_FACTOR = re.compile(r"(?P<n>NUM\d+)(?: (?:times|x|fold))?|\b(?P<word>twice|double|thrice|triple|tenfold|fivefold)\b")
_WORDS = {"twice": 2, "double": 2, "thrice": 3, "triple": 3, "tenfold": 10, "fivefold": 5}


def good_target(context: Context) -> bool:
    """Whether the positive class is the wanted one, so that a good one turned away is the miss."""
    target = context.target or (context.columns[-1] if context.columns else "")
    named = set(parts(target))
    return bool(named & _WANTED) and not named & _SPOILT


def costs_of_wanted(found: Found) -> Args | None:
    """What a bad one that is let in and a good one that is turned away cost, where both are said of a wanted class."""
    text = " ".join("approve" if _is_target(w, found.context) else w.text for w in found.clause.words)
    figures = list(_FACTOR.finditer(text))
    if not good_target(found.context) or not 1 <= len(figures) <= 2:
        return None
    ends = figures[1].start() if len(figures) == 2 else len(text)
    sides = text[: figures[0].start()], text[figures[0].end() : ends]
    kinds = [_kind(side) for side in sides]
    if set(kinds) != {"false_positive", "false_negative"}:
        return None
    second = _value(found, figures[1]) if len(figures) == 2 else 1
    return {str(kinds[0]): _value(found, figures[0]), str(kinds[1]): second, "_span": (0, len(found.clause.text))}


def _kind(text: str) -> str | None:
    """Which error some words speak of."""
    if _NO.search(text):
        return "false_negative"
    return "false_positive" if _YES.search(text) and _UNDUE.search(text) else None


def _value(found: Found, figure: re.Match[str]) -> float:
    if figure["word"]:
        return _WORDS[figure["word"]]
    word = next(w for w in found.clause.words if w.text == figure["n"])
    value: float = word.entity.values[0] if word.entity else 1
    return value


def _is_target(word: Word, context: Context) -> bool:
    """Whether a word is the target, as "approving" of `approved`."""
    return word.entity is not None and word.entity.kind == "COL" and context.target in word.entity.values
