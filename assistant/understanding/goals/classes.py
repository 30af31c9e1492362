"""Which class counts as positive, jotted down: "pos = 1", "1 = default", "its Dropout, Y is the bad one".

A value that is called the positive or the bad one, or is set equal to what the target says ("1 = churned"), names the
class. Where nothing else tells the target, it is the one column that is named right before.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import WEAK, Piece, relieved
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.names.implied import fit
from assistant.understanding.text.clauses import sentences
from assistant.understanding.text.grammar import COLUMN_RULES
from assistant.understanding.text.words import stem

_VALUE = r"[\"'“‘`]?(?P<value>\d{1,2}|[A-Z]{1,2}|[Yy]es|YES|[Nn]o|NO|[Tt]rue|TRUE|[Ff]alse|FALSE|[Jj]a|[Nn]ein|[Oo]ui)[\"'”’`]?"
_FREE = r"(?<![\w.#,/-])"
_NAMED = re.compile(
    rf"{_FREE}(?i:pos(?:itive)?(?: (?:class|label|value|one|case))?) ?(?:=|:|(?i:is)) ?{_VALUE}(?![\w%]|\.\d)"
)
_WHAT = r"(?i:the |a |an )*(?P<what>[A-Za-z][\w -]{0,24}?)(?= ?(?:[,.;!)\n]|$)| (?i:and|n|so|,) )"
_EQUALS = re.compile(rf"{_FREE}{_VALUE} ?(?:=|:|(?i:means|meaning|marks|denotes|stands for)) ?{_WHAT}")
_LETTER = re.compile(rf"{_FREE}(?P<value>[a-z]) ?= ?{_WHAT}")
"""The same of a small letter, which is one only where the target has that value."""
_BAD_ONE = re.compile(
    rf"{_FREE}{_VALUE} (?i:is|are|counts as) (?i:the|our) (?i:bad|positive|wrong|dangerous|interesting|sick|ill|faulty|unwanted|important) (?i:ones?|class|case|cases|outcome|value|label|group)\b"
)
_HUNTED = re.compile(
    rf"(?:{_FREE}|(?<=\w)[ ]?(?:=|==) ?){_VALUE} (?i:is|are|being) (?i:the (?:class|one|ones|value|label|case|cases|group|outcome|answer)|what|those)(?i: that| which)? "
    r"(?i:(?:really |most )?(?:matters?|counts?|interests (?:me|us))|(?:i|we) (?:(?:really|mostly|mainly|most|only) )?(?:(?:want|need|have|try|would like) to (?:catch|find|detect|spot|hunt|flag)|hunt(?: for)?|look for|are (?:after|hunting(?: for)?|looking for|interested in)|am (?:after|hunting(?: for)?|looking for|interested in)|care (?:about|for)|fear|chase))\b"
)
"""A class that is called the one that matters: "Yes is the class that matters", "0 is what we hunt"."""
_COUNTS = re.compile(
    rf"\b(?i:the (?:class|one|value|label|case|group|outcome|answer) (?:that |which )?(?:(?:really |most )?(?:counts?|matters?|interests (?:me|us))|(?:i|we) (?:(?:really|mostly) )?(?:care about|want to (?:catch|find|detect|spot)|are after|look for|fear|hunt)) (?:is|are)) {_VALUE}(?![\w%]|\.\d)"
)
"""The same, the class last: "the class that counts is 'Yes'"."""
_IN_BRACKETS = re.compile(rf"[(\[](?P<column>[A-Za-z]\w*) ?==? ?{_VALUE}[)\]]")
"""The class that is meant, in brackets behind the words for it: "predict who leaves (churn = Y)"."""
_BAD = re.compile(
    r"(?:positive|pos|bad|yes|true|event|default\w*|fail\w*|sick|ill|disease\w*|churn\w*|dead|died|death|fraud\w*|faulty|broken|defect\w*|dropout|drop out|cancel\w*|attack|spam|abnormal|malignant|relapse\w*|scrap\w*|damaged?|poison\w*|toxic)(?: (?:one|class|case|case s|outcome|label|event))?",
    re.IGNORECASE,
)
_DENIED = re.compile(r"(?:no|not|non|never|without|un\w+)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:run|runs|number|nr|no|rank|model|models|recommendation|suggestion|result|fold|seed|option|plan|stars?)\.? ?$", re.IGNORECASE)  # fmt: skip
_CLASSES = r"(?:an? |the |separate |ordered |distinct |different |several |single |plain )*(?:class(?:es)?|categor(?:y|ies)|categorical|class labels?|labels|grades)\b"
_AMOUNTS = r"(?:an? |the |plain |real |continuous )*(?:numbers?|numeric\w*|numerical|figures?|amounts?|quantit(?:y|ies)|continuous|measurements?|regression)\b"
_NOT = r"[,;]? ?(?:and |but )?(?:not|n't|instead of|rather than|never)(?: (?:as|like|just))*"
_TAKEN = r"\b(?:treat|handle|consider|regard|frame|see|read) (?:it|them|this|that|these|(?:the )?(?:target|goal|label|outcome)|(?:the )?`?(?P<{0}>\w+)`?) (?:as|like)"
_AS_CLASSES = re.compile(
    rf"\b(?:as|like|is|are|of|they['’]?re|it['’]?s) {_CLASSES}{_NOT} {_AMOUNTS}|\b(?:need|want|predict|forecast|estimate|model|like|give me|have) (?:the |our )?`?\w+`? as {_CLASSES}(?= *(?:$|[.,;!)]| and\b))|\b(?:told|given|predicted|stated|reported|expressed|put|sorted|have it|want it|need it) (?:to (?:me|us) )?(?:as|in|into) {_CLASSES}(?! of\b)|\b{_NOT} {_AMOUNTS}[,;]? ?(?:but |rather )?(?:as |like )?{_CLASSES}|{_TAKEN.format('what')} {_CLASSES}(?= *(?:$|[.,;!)]|please|and|then))",
    re.IGNORECASE,
)
_AS_NUMBERS = re.compile(
    rf"\b(?:as|like|is|are) {_AMOUNTS}{_NOT} {_CLASSES}|\b{_NOT} {_CLASSES}[,;]? ?(?:but |rather )?(?:as |like )?{_AMOUNTS}|{_TAKEN.format('what')} (?:a |plain |real |continuous )*(?:numbers?|quantity|amount|continuous)(?= *(?:$|[.,;!)]|please|and|then))"
    r"|(?<=[,;:(] )as (?:an? )?(?:plain |real )?(?:number|numeric(?:al)?(?: value)?|continuous(?: value)?)(?= *(?:$|[.,;!)]))",
    re.IGNORECASE,
)
"""What the target is to be taken for: "as classes, not as a number", "treat it as a number"."""
_SO_PREDICTED = re.compile(
    r"\b(?:predict|estimate|forecast|guess|model)\w* [^.;!?,]{2,60} as (?:an? )?(?:plain |real )?(?:number|numeric(?:al)? value)(?= *(?:$|[.,;!)]| and\b))",
    re.IGNORECASE,
)
"""A target that is predicted as one: "predict the price as a number, mae"."""
_IS_NUMBER = re.compile(
    r"(?<=[,;:.(] )(?:and |so |as )?(?:it|this|that|which) ?(?:is|'s|’s|has to be|must be|will be) (?:just |simply |only |of course |obviously )*an? (?:plain |real |continuous |decimal |whole )*number\b(?! (?:of|we|they|that)\b)",
    re.IGNORECASE,
)
"""A target told beside it to be a number: "predict note, it is a number between 0 and 20"."""
_ELSEWHERE = frozenset(
    {"feedback", "set_error_costs", "correct", "edit_proposal", "propose_runs", "explain_prediction"}
)
_LONGEST = 500


def with_kind(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with classes or numbers as what is predicted, where a message says which it is to be taken for.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    said = _AS_NUMBERS.search(text) or _AS_CLASSES.search(text)
    goals = [p for p in pieces if p.name == "set_goal"]
    target = next((p.args["target"] for p in goals if "target" in p.args), context.target)
    of = said and said["what"] and ColumnBook(context.columns).expected(said["what"])
    kind = None if said is None or (of and of != target) else "regression" if said.re is _AS_NUMBERS else "multiclass"
    stated = _IS_NUMBER.search(text) or _SO_PREDICTED.search(text)
    if said is None and any("target" in p.args for p in goals) and stated:
        kind = next((p.args["kind"] for p in goals if "kind" in p.args), "regression")
    if kind is None or len(text) > _LONGEST or any(p.name in _ELSEWHERE | {"what_if"} for p in pieces):
        return list(pieces)
    if not goals:
        return [*pieces, Piece(0, "set_goal", {"kind": kind})] if context.target else list(pieces)
    if kind == "multiclass" and any(p.args.get("kind") == "binary" for p in goals):
        return list(pieces)
    return [replace(p, args={**p.args, "kind": kind}) if p is goals[0] else p for p in pieces]


def with_class(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the class that a message calls the positive one.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    pieces = _by_code(text, pieces)
    goals = [p for p in pieces if p.name == "set_goal"]
    told = any("positive_class" in p.args or p.args.get("kind") in ("regression", "forecast") for p in goals)
    beside = {p.name for p in pieces} & _ELSEWHERE
    if told or len(text) > _LONGEST or beside - {"set_error_costs"}:
        return list(pieces)
    named = next((p.args["target"] for p in goals if "target" in p.args), None)
    patterns = (_HUNTED,) if beside else (_NAMED, _BAD_ONE, _HUNTED, _COUNTS, _EQUALS, _LETTER)
    aimed = str(named or context.target or "")
    found = _said(text, aimed, context, patterns)
    shown = None if found or beside else _IN_BRACKETS.search(text)
    found = (shown.start(), shown["value"]) if shown and shown["column"].lower() == aimed.lower() else found
    if found is None:
        return list(pieces)
    at, value = found
    pieces = relieved(pieces, ("columns_forbidden",), {context.target})  # "paid = no" rules nothing out
    if goals:
        goal = next((p for p in goals if WEAK not in p.args), goals[0])
        return [replace(p, args={**p.args, "positive_class": value}) if p is goal else p for p in pieces]
    column = None if context.target else _column_before(text, at, pieces, context)
    if not context.target and column is None:
        return list(pieces)
    return [*pieces, Piece(at, "set_goal", {**({"target": column} if column else {}), "positive_class": value})]


_CODED = re.compile(
    rf"{_FREE}{_VALUE} ?(?:=|:|(?i:means|stands for|is)) ?(?P<what>[A-Za-z]\w+)(?i:,? (?:that|this|which))? ?(?i:is|are|=|counts as) ?(?i:the |our |my )?(?i:positive|pos)\b"
)
"""A value, what it stands for, and that this is the positive class: "1 = repaid is the positive class"."""


def _by_code(text: str, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces with the value in the data as the positive class, where a message says what it stands for as well."""
    said = _CODED.search(text)
    if said is None:
        return pieces
    coded = {"positive_class": said["value"]}
    return [
        replace(p, args={**p.args, **coded}) if str(p.args.get("positive_class", "")).lower() == said["what"].lower() else p
        for p in pieces
    ]  # fmt: skip


def _said(text: str, target: str, context: Context, patterns: Sequence[re.Pattern[str]]) -> tuple[int, str] | None:
    """Where a class is called the positive one, and which; None where none is."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            asked = re.match(r"[^.;!\n]*\?", text[match.end() :])
            if asked or _PLACE.search(text[: match.start()]):
                continue
            if (
                pattern in (_BAD_ONE, _HUNTED, _COUNTS)
                and match["value"].isdigit()
                and (context.results or context.recommendations)
            ):
                continue  # "2 is the bad one" of a list judges a place
            if pattern is _LETTER and match["value"] not in context.column_values.get(target, ()):
                continue
            if pattern not in (_EQUALS, _LETTER) or _is_positive(match["what"], target, context):
                return match.start(), match["value"]
    return None


def _is_positive(what: str, target: str, context: Context) -> bool:
    """Whether what a value stands for is the positive class: a bad word, or what the target's name says."""
    said = what.strip()
    if _DENIED.match(said):
        return False
    if _BAD.fullmatch(said):
        return True
    words = [w.lower() for w in re.findall(r"[^\W\d_]+", said)]
    return bool(target and words and len(words) <= 2 and fit(target, [*words, *map(stem, words)], context) >= 0.9)


def _column_before(text: str, at: int, pieces: Sequence[Piece], context: Context) -> str | None:
    """The one column that the sentence names before a place, where no rule speaks of it."""
    ruled = {str(v) for p in pieces for k in COLUMN_RULES for v in p.args.get(k, ())}
    for sentence in sentences(tagged(text, context)[0], text):
        if sentence[0].start <= at < sentence[-1].end:
            before = [w for w in sentence if w.start < at and w.entity is not None and w.entity.kind == "COL"]
            named = [str(v) for w in before if w.entity for v in w.entity.values]
            return named[0] if len(named) == 1 and named[0] not in ruled else None
    return None
