"""Columns of a file that nobody has looked into yet, told by how they are written or by the place where they stand.

A message that opens a file is read again with them as the file's columns, so that all that can be said of the columns
of a known table can be said of those of a new one in the same words.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Sequence

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.text.words import bag

_OPENING = frozenset({"use_data", "set_goal"})
_ELSEWHERE = frozenset({"import_history", "check_drift", "score_data", "watch", "replay", "show_profile", "help"})
"""What names things other than columns."""
_FACTS = frozenset({"set_goal", "set_validation", "constrain"})
_RULING = frozenset({"target", "column", "columns_forbidden", "columns_required", "protected_columns"})
"""Args that hold columns."""
_WRITTEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[a-z]{2,}(?:[A-Z][a-z0-9]+)+|(?:[A-Z][a-z]{2,}){2,}\d*")
"""How only a column is written: `tool_broken`, `rentalCount`, `SalePrice`."""
_QUOTED = re.compile(r"[A-Za-z][\w.]*\w")
_WORD = r"[\"'`“]?(?P<name>[a-z][a-z0-9]+)[\"'`”]?"
_ENDS = r"(?=\s*(?:[.,;!?:)]|$|\b(?:and|but|with|by|from|because|since|as|please|pls|too|also|then|in advance|beforehand|early|before)\b))"
_WE = r"(?:we|i|they|one|my \w+|our \w+|the \w+)"
_WANTING = r"(?: (?:really|mostly|most|mainly|would|['’]d|only|also|all|all of us|always|am|are|is|do|must|have|has|want|wants|need|needs|wish|like|love|hope|try|care|interested|curious|after|about|in|to|be|able|get|know|see|find|out|coming|learn|foresee|predict|forecast|estimate|understand|model|warned|told|tell|say|of)){1,12}"
_A = r"(?:the |our |its )?"
_CALLED_SO = (
    re.compile(rf"\b(?:target|label|outcome|response|dependent variable|column|(?:our|my|the) (?:question|aim|goal|problem) is) (?:is |= ?)?(?:(?:called|named) )?{_A}{_WORD}{_ENDS}", re.IGNORECASE),
    re.compile(rf"\b(?:let|with|take|use|make|treat|have) {_A}{_WORD} (?:be|as|for|to be) (?:the |our |a )?(?:groups?|grouping|target|label|outcome|goal|protected|sensitive)\b", re.IGNORECASE),
    re.compile(rf"(?:->|=>|→|⇒) ?{_WORD}{_ENDS}"),
    re.compile(rf"(?:^|[,;.:(]\s|\b(?:for|column|the|and) ){_WORD} (?:prediction|regression|forecast|classification|classifier|is (?:the one|what|the thing|the column)(?: that| which)? (?:we|i|matters|counts|interests))\b", re.IGNORECASE),
)  # fmt: skip
"""Places where only the name of a column can stand."""
_WISHED = (
    re.compile(rf"\b(?:interested in|curious about|cares? about|(?:we(?: are|['’]re)|i(?: am|['’]m)) after|keen on|all about|(?:predict|foresee|forecast|estimate|anticipate)(?:ing)?) {_A}{_WORD}{_ENDS}", re.IGNORECASE),
    re.compile(rf"\b(?:what|all|(?:the|one) (?:thing|one|column|question|point|figure|number|value|bit)(?: that| which)?) {_WE}{_WANTING} is {_A}(?:column )?{_WORD}{_ENDS}", re.IGNORECASE),
    re.compile(rf"\bwhat (?:matters|counts|interests (?:us|me))(?: (?:to us|to me|for us|here|most))* is {_A}{_WORD}{_ENDS}", re.IGNORECASE),
)  # fmt: skip
"""Places where what is to be predicted stands, or what is cared for besides."""
_CARED_FOR = bag(
    "accuracy speed quality simplicity time times money cost costs patterns trends trust privacy fairness work business us"
)
"""What people care for in any model."""
_OTHERWISE = re.compile(
    r"\b(?:id|ids|date|time|timestamp|index|key|group|row|unit|weight)s?(?: column| field| variable)? (?:is|are)(?: called| named)? [\"'`“]?(?P<name>\w+)",
    re.IGNORECASE,
)
"""A column called something other than what is to be predicted: "the date column is called dt_2"."""
_NO_NAME = bag(
    "it that this them these those all everything anything something any none nothing who what whether which when how why if you your me us we they them one ones same other"
    " advice opinion opinions help ideas suggestions insight insights details detail results result models model runs experiments data file table rows columns column values value"
    " statistics science analysis learning prediction predictions regression classification forecast"
    " forecasting binary multiclass probabilities probability simple fast quick good bad best better correct right wrong clear easy hard binary numeric continuous first last next"
    " new old class target label outcome goal variable feature features metric now here there soon today tomorrow later again then so not no yes okay ok"
    " quickly early well more less much many linear logistic ridge tree forest boosting a an the and or in on is are be do does did can will was were"
)  # fmt: skip
"""What may stand in such a place and names no column."""


def with_new_columns(
    text: str, commands: Sequence[Command], context: Context, again: Callable[[Context], Sequence[Command]]
) -> tuple[Command, ...]:
    """The commands with what a message says of columns that only the file it opens can have.

    Args:
        text: the message.
        commands: what was read in it where no columns are known.
        context: the moment it was written in.
        again: reads the message in another moment.
    """
    told = _columns_told(text, commands, context)
    if not told:
        return tuple(commands)
    out = list(commands)
    spoken = {str(v) for c in commands for v in c.args.get("columns", ())} | {
        m["name"] for m in _OTHERWISE.finditer(text)
    }
    for one in again(context.model_copy(update={"columns": told})):
        kept = {k: v for k, v in one.args.items() if k in _RULING}
        if one.name not in _FACTS or not kept or kept.get("target") in spoken:
            continue
        at = next((i for i, c in enumerate(out) if c.name == one.name), None)
        if at is not None:
            more = {k: v for k, v in one.args.items() if k in _RULING and not _settled(out[at].args.get(k))}
            out[at] = out[at].model_copy(update={"args": {**out[at].args, **more}})
        elif any(_holds(v, told) for v in kept.values()):
            place = 1 + max((i for i, c in enumerate(out) if c.name in _OPENING), default=-1)
            out.insert(place, one)
    return tuple(out)


def _settled(value: object) -> bool:
    """Whether an arg names columns already, written as only a column is."""
    return bool(value) and (not isinstance(value, str) or _WRITTEN.fullmatch(value) is not None)


def _holds(value: object, told: Sequence[str]) -> bool:
    return bool(set(value if isinstance(value, list) else [value]) & set(told))


def _columns_told(text: str, commands: Sequence[Command], context: Context) -> tuple[str, ...]:
    """The names in a message that can only be columns of the file it opens; none where columns are known.

    Args:
        text: the message.
        commands: what was read in it without them.
        context: the moment it was written in.
    """
    names = {c.name for c in commands}
    if context.columns or not names & _OPENING or names & _ELSEWHERE:
        return ()
    taken = _named_otherwise(commands) | {n.lower() for n in (*context.models, *context.datasets)}
    words, _ = tagged(text, context)
    out: list[str] = []
    for word in words:
        raw = text[word.start : word.end]
        if word.entity is None and _WRITTEN.fullmatch(raw):
            out.append(raw)
        elif word.entity is not None and word.entity.kind == "QUOTE" and _QUOTED.fullmatch(str(word.entity.values[0])):
            out.append(str(word.entity.values[0]))
    entities = [(w.start, w.end) for w in words if w.entity is not None and w.entity.kind != "QUOTE"]
    for place in (*_CALLED_SO, *_WISHED):
        none = _NO_NAME if place in _CALLED_SO else _NO_NAME | _CARED_FOR
        for found in place.finditer(text):
            start, end = found.span("name")
            if found["name"].lower() not in none and not any(a < end and start < b for a, b in entities):
                out.append(found["name"])
    return tuple(name for name in dict.fromkeys(out) if name.lower() not in taken)


def _named_otherwise(commands: Sequence[Command]) -> set[str]:
    """What the commands name besides columns: files, models, classes."""
    return {str(v).lower() for c in commands for k, v in c.args.items() if k not in _RULING and isinstance(v, str)}
