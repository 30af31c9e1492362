"""Parts of a jotted message that say one thing from end to end: "n not linear", "branch column away", "time split".

In "a, b + c, and d" each part stands for itself. One that is nothing but a rule holds, whatever the reader makes of the
whole; one that only goes on ("blood group neither", "the others I don't want") is read by the part before it.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import WEAK, Piece, relieved
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import COLUMN_RULES, Args, Clause
from assistant.understanding.text.words import Word, bag

_JOINTS = bag(", + & plus and but then so _")
_ELSEWHERE = frozenset(
    {
        "correct",
        "what_if",
        "propose_runs",
        "edit_proposal",
        "approve",
        "feedback",
        "explain_recommendation",
        "history",
        "compare",
    }
)
"""Beside these a part may be said of something else than of what recommendations must be like."""
_LONGEST = 600
_LEAD = r"(?:(?:also|please|just|only|maybe|rather|well|ok|yes) )*"
_TAIL = r"(?: (?:please|thanks|too|also|then|now|either|at all|anymore|this time|here|completely|entirely))*"
_NOT_A_FAMILY = re.compile(
    rf"{_LEAD}(?:not|no|without|nothing|never)(?: (?:a|an|any|the|use|with|kind of|more))* FAM\d+(?: (?:or|nor|and|,) (?:no )?FAM\d+)*(?: (?:models?|ones|stuff|things?|methods?))?{_TAIL}"
)
_ONE_FAMILY = re.compile(
    rf"{_LEAD}(?:use |take |try |with |the |i want |we want |want )*FAM\d+(?: (?:models?|ones|stuff))?{_TAIL}"
)
_OTHERS = r"(?:(?:the|all|any) )*(?:others?|other (?:ones|models?|families|methods?|things?|stuff)|rest|everything else|anything else|all else)"
_NO_OTHERS = re.compile(
    rf"(?:{_OTHERS} (?:(?:i|we) (?:do not|never|don not) (?:want|need|like|use|trust|care for)(?: (?:them|it))?|not|no|out|away|forbidden|(?:is|are) (?:not (?:wanted|allowed|needed)|out|forbidden)|no thanks)|(?:no|not|without|never|nothing|(?:i|we) do not (?:want|need|like)) {_OTHERS}|nothing else){_TAIL}"
)
_AWAY = re.compile(
    rf"{_LEAD}(?:the )?(?P<what>COL\d+)(?: (?:columns?|fields?|features?|variables?))?(?: (?:is|are|must|should|has to|have to|can|may|to))*(?: be)?(?: (?:go|put|taken|left|thrown|kicked|struck))? (?:away|out|off|gone|raus|weg){_TAIL}"
)
_SPLIT = re.compile(
    rf"{_LEAD}(?:(?:a|with|use|by|the|make|do) )*(?P<method>time|temporal|chronological|time based|random)(?: |-|- )?(?:based )?(?:split|hold ?out)(?: (?:by|on|along|with) (?:the )?COL\d+)?{_TAIL}"
)
_INPUTS = r"(?:(?:the|your|all|any|our|its|list|of) )*(?:inputs?|features?|predictors|models?|columns|data)"
_THAT = r"(?:that|this|the same) (?:column|field|feature|variable)"
_KEPT_OUT = re.compile(
    rf"(?<!\S)(?:COL\d+(?: (?:columns?|fields?|content|reading|readings|values?))? (?:(?:were|was|be|is|are|should be|must be|ought to be|to be) )?(?:struck|stricken|banished|barred|withheld) (?:from|out of) {_INPUTS}"
    rf"|(?:COL\d+|it|they|that) (?:has|have|had) no (?:place|business) (?:among|amongst|in|within) {_INPUTS}"
    rf"|(?P<that>^(?:(?:please|then|afterwards|so|and|also|now|just) )*(?:(?:kick|drop|remove|exclude|discard|strike|ban|get rid of) {_THAT}|(?:kick|drop|leave|take|throw|cut|strike) {_THAT} (?:out|away|off))(?: (?:of|from) {_INPUTS})?(?: (?:afterwards|then|please|too|again|as well|after that|completely))*(?= [,;.]| _|$))"
    r"|(?:do|manage|work|live|get by|make do) without (?:COL\d+|it|them)(?= ,| and|$))(?!\S)"
)
_CONDITION = re.compile(r"(?<!\S)(?:what_if|what if|how|why|not|never|can not|could not|would not)(?!\S)")
_NEITHER = re.compile(
    r"COL\d+ (?:no|not|nor|not either|also not|neither)(?: either)?"
    r"|(?:no|not|nor|or|neither)(?: (?:on|by|from|to|of|with|the|also|may|must|should|can|does|do))* COL\d+(?: (?:columns?|field))?(?: either)?"
)
_SAID_NEITHER = re.compile(r"\b(?:neither|also not|not either|nor)\b", re.IGNORECASE)


def brief_parts(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with what the parts of a message say that are nothing but one rule.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    out = list(pieces)
    if len(text) <= _LONGEST and not any(p.name in ("what_if", "correct") for p in out):
        out = _kept_out(text, context, out)
    if len(text) > _LONGEST or any(p.name in _ELSEWHERE for p in out):
        return out
    words, _ = tagged(text, context)
    for sentence in sentences(words, text):
        if sentence[-1].text == "?":
            continue
        parts = list(_parts(sentence))
        for part, before in zip(parts, [[], *parts], strict=False):
            for read in _READERS:
                out = read(text, part, before, out)
    return out


def _parts(sentence: Sequence[Word]) -> Iterator[list[Word]]:
    """A sentence between commas and joining words; several columns or families in a row are one word already."""
    part: list[Word] = []
    for word in [*sentence, None]:
        if word is not None and (word.entity is not None or word.text not in _JOINTS):
            part.append(word)
        elif part:
            yield part
            part = []


def _said(part: Sequence[Word]) -> str:
    return " ".join(w.text for w in part)


def _values(part: Sequence[Word], kind: str) -> list[str]:
    return [str(v) for w in part if w.entity is not None and w.entity.kind == kind for v in w.entity.values]


def _constrained(pieces: Sequence[Piece], at: int, args: Args) -> list[Piece]:
    """The pieces with a rule that they don't hold yet."""
    (key, values), *_ = args.items()
    known = {v for p in pieces if p.name == "constrain" for v in p.args.get(key, ())}
    more = [v for v in values if v not in known]
    return [*pieces, Piece(at, "constrain", {key: more})] if more else list(pieces)


def _no_family(text: str, part: Sequence[Word], before: Sequence[Word], pieces: list[Piece]) -> list[Piece]:
    """ "…, n not linear"."""
    allowed = any("families_allowed" in p.args for p in pieces)
    if not before or allowed or not _NOT_A_FAMILY.fullmatch(_said(part)):
        return pieces
    return _constrained(pieces, part[0].start, {"families_forbidden": _values(part, "FAM")})


def _no_others(text: str, part: Sequence[Word], before: Sequence[Word], pieces: list[Piece]) -> list[Piece]:
    """ "naive bayes, the others I don't want"."""
    if not _NO_OTHERS.fullmatch(_said(part)) or not _ONE_FAMILY.fullmatch(_said(before)):
        return pieces
    wanted = _values(before, "FAM")
    kept = relieved(pieces, ("families_forbidden",), wanted)
    kept = [p for p in kept if p.name != "recommend" or p.args.get("families") != wanted]
    return _constrained(kept, before[0].start, {"families_allowed": wanted})


def _column_away(text: str, part: Sequence[Word], before: Sequence[Word], pieces: list[Piece]) -> list[Piece]:
    """ "… + branch column away"."""
    if not _AWAY.fullmatch(_said(part)) or any(set(_values(part, "COL")) & _ruled(p) for p in pieces):
        return pieces
    return _constrained(pieces, part[0].start, {"columns_forbidden": _values(part, "COL")})


def _ruled(piece: Piece) -> set[str]:
    """The columns that a piece speaks of already."""
    named = {str(v) for key in COLUMN_RULES for v in piece.args.get(key, ())}
    return named | {str(piece.args[k]) for k in ("target", "column") if k in piece.args}


def _split(text: str, part: Sequence[Word], before: Sequence[Word], pieces: list[Piece]) -> list[Piece]:
    """ "…, time split, …"."""
    said = _SPLIT.fullmatch(_said(part))
    if said is None or any(p.name == "set_validation" for p in pieces):
        return pieces
    columns = _values(part, "COL")
    args: Args = {"method": "holdout" if said["method"] == "random" else "time"}
    return [*pieces, Piece(part[0].start, "set_validation", args | ({"column": columns[0]} if columns else {}))]


def _kept_out(text: str, context: Context, pieces: list[Piece]) -> list[Piece]:
    """ "the kiln were struck from the inputs", "that is set by us; it has no place among the inputs"."""
    words, tagger = tagged(text, context)
    subject: list[str] = []
    told: list[str] = []
    for sentence in sentences(words, text):
        clause = Clause(tuple(tagger.loosened(sentence)), text)
        for said in () if clause.text.endswith("?") else _KEPT_OUT.finditer(clause.text):
            named = clause.values("COL", *said.span())
            columns = [c for c in named or (told if said["that"] and told else subject) if c != context.target]
            if len(columns) == 1 and not _CONDITION.search(clause.text[: said.start()]):
                kept = relieved(pieces, ("columns_required",), columns)
                pieces = _constrained(kept, clause.covered(*said.span())[0].start, {"columns_forbidden": columns})
        subject = [c for c in clause.values("COL") if c != context.target][:1] or subject
        told = [c for c in _values(sentence, "COL") if c != context.target][-1:]
    return pieces


def _neither(text: str, part: Sequence[Word], before: Sequence[Word], pieces: list[Piece]) -> list[Piece]:
    """ "sex must not matter for it, blood group neither": what was said of the columns just before."""
    raw = text[part[0].start : part[-1].end + len(" neither")]
    if not before or not _NEITHER.fullmatch(_said(part)) or not _SAID_NEITHER.search(raw):
        return pieces
    columns, earlier = _values(part, "COL"), set(_values(before, "COL"))
    key = next((k for p in pieces for k in COLUMN_RULES if earlier & set(map(str, p.args.get(k, ())))), None)
    if key is None or key == "columns_required":
        return pieces
    kept = relieved(pieces, [other for other in COLUMN_RULES if other != key], columns)
    kept = [p for p in kept if p.name != "set_goal" or p.args.get("target") not in columns or WEAK not in p.args]
    return _constrained(kept, part[0].start, {key: columns})


_Reader = Callable[[str, Sequence[Word], Sequence[Word], list[Piece]], list[Piece]]
_READERS: tuple[_Reader, ...] = (_no_family, _no_others, _column_away, _split, _neither)
