"""Runs that are to be kept, each with its name: "save 2 as b and 3 as c", "save the model of run 2 as credit"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.text.lexicon import ORDINALS, place_named

_PLACE = rf"(?:the |your )?(?:(?:(?:run|result|rank|place) )?(?:number|no\.?|nr\.?|run|rank|result|place|#)\s*#?)?(?:(?P<digit>\d{{1,2}})|(?P<ordinal>{'|'.join(ORDINALS)}|1st|2nd|3rd|[4-9]th)|(?P<best>best|winner|top))(?: (?:one|run|model|result|place))?"
_NAMED = r"(?: (?:as|under(?: the name)?|called|named|and call it)(?: of)? [\"'`“]?(?P<name>[A-Za-z][\w-]*)[\"'`”]?)?"
_OF = r"(?P<of>(?:the |a |that )?models? (?:of|from|behind|made by) )?"
_ITEM = re.compile(_OF + _PLACE + _NAMED, re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:[,;&+]\s*(?:and\s+|also\s+)?|\s(?:and|plus)\s+(?:also\s+)?)", re.IGNORECASE)
_LED = re.compile(
    r"(?:(?:please|ok|okay|now|then|and|so|also|yes|let us|let's|can you|could you|would you|i want you to)[\s,]+)*(?P<verb>save|keep|store|register)\s+(?:both\s+)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:[\s,]+(?:please|too|now|then|both|all|as models|for me|for us|for later))*\s*[.!]*", re.IGNORECASE
)
_FORMATS = frozenset({"onnx", "package", "skops", "zip", "python", "pickle", "file", "json", "yaml", "csv"})
"""What a model is saved as without being called so."""
_BETWEEN = re.compile(r"(?<=[.!;])\s+|\n+|\s*,?\s+then\s+(?=[a-z])", re.IGNORECASE)


def saves_told(text: str, context: Context) -> tuple[str, tuple[Command, ...]]:
    """The message without the sentence that only says which runs are to be kept, and these as commands.

    Args:
        text: the message.
        context: the moment; nothing is read where no run has ended. While a plan waits "keep 1 and 2" is of the plan.
    """
    if not context.results or context.question_slot == "correction":
        return text, ()
    rest: list[str] = []
    found: tuple[Command, ...] = ()
    for sentence in _BETWEEN.split(text):
        saves = () if found else _saves(sentence.strip(), context)
        found = found or saves
        rest += [] if saves else [sentence]
    return (" ".join(rest).strip(), found) if found else (text, ())


def _saves(sentence: str, context: Context) -> tuple[Command, ...]:
    """What a sentence asks to be kept, where it says nothing else: two runs or more, or the model of one."""
    led = _LED.match(sentence)
    if led is None:
        return ()
    found: list[re.Match[str]] = []
    at, behind = led.end(), led.end()
    while item := _ITEM.match(sentence, behind):
        found.append(item)
        at = item.end()
        joined = _JOINED.match(sentence, at)
        if joined is None:
            break
        behind = joined.end()
    if not found or (len(found) < 2 and not found[0]["of"]) or _END.fullmatch(sentence, at) is None:
        return ()
    if any((i["name"] or "").lower() in _FORMATS for i in found):
        return ()
    if context.proposal and led["verb"].lower() == "keep" and not any(i["name"] for i in found):
        return ()
    return tuple(Command(name="promote", args=_args(item)) for item in found)


def _args(item: re.Match[str]) -> dict[str, object]:
    """Which run, and the name it gets."""
    named = {"alias": item["name"]} if item["name"] else {}
    if item["best"]:
        return {"rank": 1, **named}
    return {"rank": place_named(item["digit"] or item["ordinal"] or ""), **named}
