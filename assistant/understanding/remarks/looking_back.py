"""Questions about what was decided before, and suppositions about errors, which change nothing; costs in one currency."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.commands.costs import costs_in
from assistant.understanding.commands.past_words import written_as_one
from assistant.understanding.commands.whats_there import recalls
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, with_ends
from assistant.understanding.placing import sentence_around
from assistant.understanding.slots.past import DAYS_AND_MONTHS, of_past_table, told_of_work
from assistant.understanding.text.grammar import Args, Clause
from assistant.understanding.text.lexicon import number_said
from assistant.understanding.text.words import bag

_RULED = r"(?:drop(?:ped)?|exclud\w+|le(?:ave|ft) out|le(?:ave|ft)|forb\w+|rul(?:e|ed) out|ban(?:ned)?|remov\w+|ignor\w+|decid\w+|agree\w*|cho(?:ose|se|sen)|pick(?:ed)?|settl\w+|requir\w+|chang\w+|allow\w*|throw|threw|want(?:ed)?|kick(?:ed)?)"
_ASKS_BACK = re.compile(
    rf"^\W*(?:(?:and|but|so|also|please|hey|ok|tell me|show me|remind me|can you tell me|could you tell me) )*"
    rf"(?:who (?:was it (?:that|who) |has |had )?(?:said|{_RULED}|asked for|told you)\b(?! (?:the|this|that|these|it)? ?(?:move|promotion|champion|models?|version)\b)"
    rf"|(?:why|when|since when) (?:did|have|had|has|was|were) (?!you (?:suggest|recommend|propose|rank|choose|pick))(?:[\w-]+ ){{1,4}}?{_RULED}\b"
    rf"|(?:list|show|give|which|what)\b[^.;!]*\b(?:decisions|(?:we|i|they|you) (?:have |had )?(?:decided|agreed|ruled out|settled)|(?:was|were|been) (?:decided|agreed|ruled out|settled))\b)",
    re.IGNORECASE,
)
"""What asks for an earlier decision, by whom, when or why: "who said no SVMs?", "why did we drop crew?"."""
_CHANGES = frozenset(
    {
        "constrain",
        "explain_recommendation",
        "show_results",
        "set_goal",
        "decline",
        "correct",
        "who_approved",
        "check_drift",
        "explain_model",
    }
)
_RECALLS = re.compile(
    r"\bwhat (?:did|have) (?:we|i) (?:decide|agree|settle|say|rule|ruled|decided|agreed|said)\w*\b", re.IGNORECASE
)
_POINTING = bag("these those them this that it they runs")


def asks_back(text: str) -> bool:
    """Whether a message asks for what was stated or decided before."""
    return bool(_ASKS_BACK.search(text) or _RECALLS.search(text)) or recalls(text)


def supposed_costs(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the costs of errors in a supposition that would be empty without them."""
    if [(p.name, p.args) for p in pieces] != [("what_if", {})]:
        return list(pieces)
    costs = costs_in(Clause(tuple(tagged(text, context)[0]), text), context)
    return [replace(pieces[0], args=costs)] if costs and "false_negative" in costs else list(pieces)


_CENTS = re.compile(
    r"\b(?P<n>\d+(?=p\b)|\d+(?:[.,]\d+)?|[a-z]+)(?:(?<=\d)p\b|[ -]?(?:cents?|ct|pence|pennies|rappen|centimes?)\b)(?! (?:more|less))",
    re.IGNORECASE,
)
_WHOLE_MONEY = re.compile(r"[€$£]|\b(?:euros?|dollars?|pounds?|quid|bucks|francs?|eur|usd|gbp|chf)\b", re.IGNORECASE)


def in_one_currency(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with costs that are said in cents as parts of the euros or dollars that the other is said in."""
    said = [m["n"] for m in _CENTS.finditer(text)] if _WHOLE_MONEY.search(text) else []
    cents = {number_said(n) for n in said} - {None}
    out: list[Piece] = []
    for piece in pieces:
        small = [k for k, v in piece.args.items() if piece.name == "set_error_costs" and v in cents]
        one = len(small) == 1 and len(piece.args) > 1
        out.append(replace(piece, args={**piece.args, small[0]: piece.args[small[0]] / 100}) if one else piece)
    return out


def looked_back(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with what only asks for an earlier decision made a look back.

    Args:
        text: the message.
        pieces: what was read in it.
        context: the moment.
    """
    pieces = [_of_kinds(text, _of_no_model(p), context) for p in pieces]
    pieces = _of_past_tables(text, pieces)
    pieces = [_of_whom_and_when(text, p, end, len(pieces) == 1, context) for p, end in with_ends(text, pieces)]
    if not _ASKS_BACK.search(text) or len(pieces) != 1 or pieces[0].name not in _CHANGES:
        return list(pieces)
    named = [w.entity for w in tagged(text, context)[0] if w.entity and w.entity.kind == "FAM"]
    families = list(dict.fromkeys(str(f) for e in named for f in e.values))
    return [replace(pieces[0], name="history", args={"families": families} if families else {}, firm=True)]


def _of_past_tables(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with "the experiments on loans.csv" a look back at work on that table, from which nothing is imported."""
    out: list[Piece] = []
    for piece in pieces:
        source = str(piece.args.get("source", ""))
        past = piece.name == "import_history" and bool(source) and of_past_table(text, source)
        out.append(replace(piece, name="history", args={"dataset": source}) if past else piece)
    looks = [p for p in out if p.name == "history"]
    if len(looks) == 2 and any(p.name == "import_history" for p in pieces):
        out = [p for p in out if p is not looks[1]]
        out[out.index(looks[0])] = replace(looks[0], args={**looks[0].args, **looks[1].args})
    return out


def _of_whom_and_when(text: str, piece: Piece, end: int, alone: bool, context: Context) -> Piece:
    """A look back with the person and the time that its part of the message speaks of."""
    if piece.name != "history":
        return piece
    start = 0 if alone else sentence_around(text, piece.at, max(piece.at, 0))[0]
    here = text[start : end if end > start else len(text)]
    known = (*context.columns, *context.models, *(str(f) for f in piece.args.get("families", ())))
    said = told_of_work(here, known)
    args: Args = {**said, **piece.args}
    if alone and said.get("since_days"):
        args["since_days"] = said["since_days"]
    if str(args.get("person", "")).lower() in DAYS_AND_MONTHS:
        del args["person"]
    if str(args.get("dataset", "")).lower() in {c.lower() for c in context.columns if "_" in c}:
        del args["dataset"]
    tables = written_as_one(here, known)
    if "dataset" not in args and len(tables) == 1:
        args["dataset"] = tables[0]
    return replace(piece, args=args)


_ONLY_THESE = re.compile(r"(?:(?P<ahead>only|just) (?:the )?FAM\d+|FAM\d+ (?:models? |ones? |runs? )?(?:only|alone))$")


def _of_kinds(text: str, piece: Piece, context: Context) -> Piece:
    """A look back with the kind of model that it ends with: "what did Anna run, boosting only"."""
    if piece.name != "history" or "families" in piece.args:
        return piece
    words = [w for w in tagged(text, context)[0] if w.entity or w.text.isalnum()]
    said = " ".join(w.text for w in words)
    last = [w.entity for w in words[-3:] if w.entity and w.entity.kind == "FAM"]
    if not last or not _ONLY_THESE.search(said):
        return piece
    return replace(piece, args={"families": [str(f) for f in last[-1].values], **piece.args})


def _of_no_model(piece: Piece) -> Piece:
    """ "Who approved these runs?" names no model."""
    if piece.name != "who_approved" or str(piece.args.get("model", "")).lower() not in _POINTING:
        return piece
    return replace(piece, args={k: v for k, v in piece.args.items() if k != "model"})
