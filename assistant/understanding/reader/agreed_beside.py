"""A yes with something beside it that no rule can read: rules find the yes, the trained reader says what the rest is.

The yes is one by the exact rules of `consent`, and by its words nothing beside it is a condition, a doubt or a change.
The reader must then be certain of the yes as well, and see nothing beside it but requests that may stand there, or
words that ask for nothing. Typed words that rules alone do not approve start nothing yet (`assistant.confirmation`): a
plain yes is asked for.
"""

import re

from assistant.understanding.consent.agreeing import COURTESY
from assistant.understanding.consent.beside_words import BESIDE, BUT, CONDITION, DOUBT, EXCEPT, LATER, MEANING
from assistant.understanding.consent.deciding import may_decide
from assistant.understanding.consent.exact import is_firm, is_yes, may_turn
from assistant.understanding.context import Context
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.likeness import Senses, by_command, senses_in
from assistant.understanding.text.message_parts import DONE_SO, around, asks, message_parts, sentence_amid, units_of

_CERTAIN = 0.97
"""Probability of the yes itself."""
_CLEAR = 0.9
"""Probability of what is asked for beside it, or of something else in a part by itself."""
_HARDLY = 0.3
"""At most so likely is anything else in the message."""
_FIRST_ONE = re.compile(r"\bthe first\b|\bfirst (?=one|run|model|result)", re.IGNORECASE)


def agrees(text: str, whole: Senses, context: Context, encoder: Encoder) -> bool:
    """Whether a yes that rules find is one, by all that stands beside it.

    Args:
        text: the message.
        whole: the probability of each sense in it.
        context: the moment.
        encoder: ready.
    """
    units, firm = beside_a_yes(text, context)
    if units is None or whole.get("approve", 0.0) < _CERTAIN:
        return False
    asked = {name for name, p in by_command(whole).items() if p > _HARDLY}
    if not asked <= BESIDE | {"approve"}:
        return False
    if not units:
        return True
    apart = context.model_copy(update={"proposal": False})
    each = [by_command(senses) for senses in senses_in(units, apart, encoder)]
    return all(_may_stand(unit, found, firm) for unit, found in zip(units, each, strict=True))


def _may_stand(unit: str, found: dict[str, float], firm: bool) -> bool:
    """Whether a part by itself clearly asks for what may stand beside a yes, or asks for nothing."""
    clear = {name for name, p in found.items() if p >= _CLEAR}
    states = not (asks(unit) or "?" in unit or (may_turn(unit) and not firm))
    return clear <= BESIDE and (bool(clear) or states)


def beside_a_yes(text: str, context: Context) -> tuple[list[str] | None, bool]:
    """What stands beside a plain yes, where none of it sounds like a condition, a doubt or a change by its words.

    Rules alone make no yes of it: what these parts ask for is yet to be found. Courtesies are left out.

    Args:
        text: the message.
        context: the moment.

    Returns:
        The parts, None where there is no such yes; and whether the yes names what it does.
    """
    if not may_decide(text, context):
        return None, False
    parts = message_parts(text)
    front, middle, back = around(parts, text, is_yes)
    amid = sentence_amid(text, parts, is_yes)
    if amid is not None:
        before, middle = ([p for p in parts if p.end <= amid.start], [p for p in parts if p.start >= amid.stop])
        said = [*units_of(before, text), *(units_of(middle, text) if middle else [])]
        yes = text[amid.start : amid.stop]
    elif front + back and middle:
        said = units_of(middle, text)
        yes = " ".join(p.text for p in parts if p not in middle)
    else:
        return None, False
    units = [(at, LATER.sub("", DONE_SO.sub("", unit).rstrip(" .!,;"))) for at, unit in said]
    units = [(at, unit) for at, unit in units if not COURTESY.match(unit.strip(" ,;:"))]
    if any(not unit or BUT.search(text[:at]) or _hard(unit) for at, unit in units):
        return None, False
    return [unit for _, unit in units], is_firm(yes)


def _hard(unit: str) -> bool:
    """Whether a part may be a condition, a doubt or a change by its words."""
    condition = CONDITION.search(_FIRST_ONE.sub(" ", unit)) or EXCEPT.search(unit)
    figures = re.search(r"\d", unit) and not asks(unit)
    return bool(condition or figures or DOUBT.search(MEANING.sub("", unit)))
