"""Second thoughts while a plan waits: "no wait, 2", "hang on, show me the third first", "wait a second".

Whoever says "no" and "wait" in one breath turns nothing down: the plan is to be another one, something is asked first,
or time is wanted. What follows the interjection is then read by itself; where nothing follows, the plan waits.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import FACTS, Piece
from assistant.understanding.text.message_parts import asks
from assistant.understanding.text.words import Word, bag

_NO = r"(?:no|nope|nah)"
_PASSING = r"(?:oh|ah|er+m?|uh+|um+|hm+|well|ok|okay|but|and|just|please|or|god)"
_FOR_TIME = r"(?:wait|hang on|hold on|hold it|hold your horses|not so fast|(?:just )?(?:a|one) (?:sec(?:ond)?|moment|minute|mo))(?: (?:a|one|just a) (?:sec(?:ond)?|moment|minute|bit|mo))?"
_HALT = rf"(?:{_FOR_TIME}|oops|sorry|actually)"
_APART = r"[\s,.;:!?…–—-]+"
_OPENS = re.compile(rf"^\W*(?:(?:{_PASSING}|{_NO}){_APART})*{_HALT}(?:{_APART}(?:{_PASSING}|{_HALT}|{_NO}(?=\s*(?:[,.;:!?…–—-]|$))))*(?:{_APART}|$)", re.IGNORECASE)  # fmt: skip
_WAITS = re.compile(rf"\b{_FOR_TIME}\b", re.IGNORECASE)
_PLACES_ONLY = bag(
    "the number numbers no rank run one ones and or & + , . ! : - a only just rather instead please then"
)
_GOES_ON = frozenset({"edit_proposal", "propose_runs", "explain_recommendation", "explain_model", "show_results", "compare", "what_if", "recommend", "look_at_data", "status", "help", *FACTS})  # fmt: skip
"""What may be meant after second thoughts without the plan being turned down."""
Read = Callable[[str, Context], "list[Piece]"]


_STATES = re.compile(r"[.!;]\s+\S")
_REFUSES = re.compile(r"^\W*(?:no|nope|nah|not|don['’]?t|never|rather|thanks|thank you|sorry)\b", re.IGNORECASE)


def only_asks(text: str) -> bool:
    """Whether a message is nothing but questions ("0.99? suspicious, no?"), which decide on no plan.

    What begins with a refusal ("not that, anything cheaper?") may still be one.
    """
    return text.rstrip(" !\n").endswith("?") and not _STATES.search(text) and not _REFUSES.match(text)


def asks_for_time(text: str) -> bool:
    """Whether a message only asks to wait: "no, wait", "hang on a second"."""
    opens = _OPENS.match(text)
    return bool(opens and opens.end() == len(text) and _WAITS.search(text))


def on_second_thought(text: str, context: Context, read: Read) -> str:
    """What is meant after "no wait" and its like, said plainly; the message itself where it is something else.

    Args:
        text: the message.
        context: the moment; only a plan that waits is thought over.
        read: what the rules make of a message.
    """
    opens = _OPENS.match(text) if context.proposal else None
    rest = text[opens.end() :].strip() if opens else ""
    if not rest or opens is None:
        return text
    words, _ = tagged(rest, context)
    if _names_only_places(words):
        return f"take {rest}"
    found = {p.name for p in read(rest, context)}
    if found == {"decline"}:  # "no wait" is no reason of it
        return rest
    if found & {"approve", "decline"}:  # a yes is weighed with every word beside it
        return text
    return rest if asks(rest) or (found and found <= _GOES_ON) else text


def _names_only_places(words: Sequence[Word]) -> bool:
    """Whether nothing but places on the list, or kinds of models, is named."""
    kinds = {w.entity.kind for w in words if w.entity is not None}
    plain = {w.text for w in words if w.entity is None}
    return bool(kinds) and kinds <= {"RANK", "NUM", "FAM"} and plain <= _PLACES_ONLY
