"""A no to a waiting plan with something beside it: its reason, what shall hold from now on, another request."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from assistant.understanding.consent.agreeing import AGREEABLE, ANEW, AWAY_WITH_IT, DROPS_A_PLAN, SETS_TO
from assistant.understanding.consent.beside_words import BESIDE
from assistant.understanding.consent.exact import is_no, is_yes
from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.languages import Read, read_part
from assistant.understanding.text.message_parts import Part, asks, run_of, units_of
from assistant.understanding.text.words import stands_in

_AFTER_A_NO = BESIDE | {"recommend", "set_goal", "set_budget", "constrain", "pause", "stop", "resume", "propose_runs", "prefer", "set_error_costs", "set_validation", "what_if", "look_at_data", "undo", "show_profile", "use_data"}  # fmt: skip
_NO_ONE = re.compile(r"^(?:hm+|well|oh|sorry|so|uh|um|hey|but|ok|okay|because|since|as it|for)\b[\s,]*", re.IGNORECASE)
_FIRM_NO = re.compile(
    rf"\b(?:declin\w*|reject\w*|refus\w*|veto\w*|disapprov\w*|turn(?:ed|ing)? (?:\w+ ){{0,2}}down|abgelehnt|rechazad\w*|{DROPS_A_PLAN})\b",
    re.IGNORECASE,
)
_PASSING = re.compile(r"\W*(?:ok|okay|right|alright|well|good|fine)\W*", re.IGNORECASE)
"""A yes in passing, which a no after it takes back: "ok, no"."""
_ECHO = r"(?:this|that|it)?\s*(?:we|i) (?:don['’]t|do not|won['’]t|will not) (?:make|do|want|need|run|like)(?: (?:it|this|that))?\W*"
"""What says no once more."""
_GROUNDS = re.compile(r"\s+(?:on (?:the )?grounds of|due to|because of|owing to|on account of|for reasons of)\s+", re.I)


def declined(text: str, parts: list[Part], context: Context, read: Read) -> list[Piece] | None:
    """The no in a message with what is said beside it, in the order to be done; None where it is none.

    Args:
        text: the message.
        parts: those of the message, two or more.
        context: the moment.
        read: what the rules make of a part of the message.
    """
    if len(parts) > 1 and "?" in parts[0].sign and is_yes(parts[0].text):
        parts = parts[1:]  # "approve? no."
    if any(is_yes(p.text) and "?" not in p.sign and not _PASSING.fullmatch(p.text) for p in parts):
        return None
    reason = _grounds(parts)
    front = 1 if reason else run_of(parts, text, is_no)
    back = run_of(parts[front:], text, is_no, last=True) if front < len(parts) and not reason else 0
    if not front + back:
        return None
    middle = parts[front : len(parts) - back]
    told = _Told(firm=bool(_FIRM_NO.search(text)), leads=not front, reason=reason)
    after = context.model_copy(update={"proposal": False}) if told.firm else context  # there is no plan any more
    near = bool(front) and not re.search(r"[.!;\n]", parts[front - 1].sign)
    units = [
        (at, said, read_part(at, said, after, read)) for at, said in _firsts(units_of(middle, text) if middle else ())
    ]
    for i, (at, said, found) in enumerate(units):
        found = found or _taken_out(at, said, told.reason, context)
        later = [(p.name, p.args) for *_, pieces in units[i + 1 :] for p in pieces]
        asked_again = bool(found) and told.firm and all((p.name, p.args) in later for p in found)
        if _rules_firmly(found):
            told.others += found
        elif not _taken(told, said, [] if asked_again else found, near and i == 0):
            return None
    no = Piece(parts[0].start, "decline", {"reason": told.reason} if told.reason else {})
    if not front and re.search(r"\bthen\b", parts[-back - 1].sign):
        return [*told.others, replace(no, at=parts[-back].start)]
    return [no, *told.others]


def _rules_firmly(found: list[Piece]) -> bool:
    """Whether words rule on columns beyond doubt ("status leaks"): that holds beside any no, and is more than its reason."""
    return bool(found) and found[0].firm and found[0].name == "constrain"


def _taken_out(at: int, said: str, why: str, context: Context) -> list[Piece]:
    """The one column that the reason of a no names, ruled out where the next words say "take it out"."""
    if not AWAY_WITH_IT.fullmatch(re.sub(r"(?:,? (?:please|pls|then))?[\s.!]*$", "", said)):
        return []
    named = [c for c in context.columns if c != context.target and stands_in(c, why)]
    return [Piece(at, "constrain", {"columns_forbidden": named}, firm=True)] if len(named) == 1 else []


_FIRST = re.compile(r"(?:please )?first(?: of all)?,? (?=\w)", re.IGNORECASE)


def _firsts(units: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """What stands beside a no, without the "first" before a request."""
    for at, said in units:
        first = _FIRST.match(said)
        yield (at + first.end(), said[first.end() :]) if first and asks(said[first.end() :]) else (at, said)


@dataclass
class _Told:
    """What is said beside a no."""

    firm: bool
    """Whether it is a no by name ("declined"), after which no word is about the plan any more."""
    leads: bool
    """Whether all of it stands before the no."""
    reason: str
    others: list[Piece] = field(default_factory=list)


_FACTS_AFTER = frozenset(
    {"constrain", "set_goal", "set_budget", "set_error_costs", "set_validation", "recommend", "prefer"}
)
_STATED = re.compile(
    r"\b(?:from (?:now|here) on|must|may not|only|nothing but|stays? out|out of it|leave out|budget (?:is|of|:)|(?:metric|target|goal) (?:is|:)|costs?|at most|no more than|new (?:ones|suggestions|recommendations|ideas)|recommend|suggest|instead|please)\b",
    re.IGNORECASE,
)
"""What tells that words beside a no state what shall hold, and not why it is one."""


def _taken(told: _Told, said: str, found: list[Piece], near: bool) -> bool:
    """Takes up a part beside a no as a request or as its reason; False where the no isn't one to the plan."""
    names = {p.name for p in found}
    if "edit_proposal" in names and (told.firm or ANEW.match(said)):
        found = [Piece(p.at, "propose_runs", p.args) for p in found]
        names = {"propose_runs"}
    brief = near or asks(said) or len(said.split()) < 7
    if names & {"correct", "edit_proposal"} and brief and not told.firm and not told.leads:
        return False
    stated = told.firm and names <= _FACTS_AFTER and bool(_STATED.search(said) or SETS_TO.match(said))
    stated = stated or (told.firm and names <= _FACTS_AFTER | {"propose_runs"} and bool(AGREEABLE.search(said)))
    if names and (
        asks(said)
        or stated
        or (told.firm and names == {"propose_runs"} and ANEW.match(said))
        or names <= {"set_error_costs"}
        or (told.firm and names <= {"recommend"})
    ):
        told.others += found
        return names <= _AFTER_A_NO
    if names & {"constrain", "set_goal", "prefer"} and near and not told.firm and len(said.split()) < 7:
        return False
    if re.match(r"(?:i|we) (?:meant|mean|said)\b", said, re.IGNORECASE):
        return False
    none = re.fullmatch(_ECHO, said, re.IGNORECASE) or (said.endswith("?") and asks(said))  # a question is no reason
    bare = "" if none else _NO_ONE.sub("", said.strip(" .!,;?"))
    told.reason = f"{told.reason}, {bare}" if told.reason and bare else told.reason or bare
    return True


def _grounds(parts: list[Part]) -> str:
    """What a no is founded on within its own part: "the committee rejects it on grounds of cost"."""
    split = _GROUNDS.split(parts[0].text, maxsplit=1)
    return split[1].strip() if len(split) == 2 and is_no(split[0]) else ""
