"""What a message leaves out or speaks against, so that it is not taken for the opposite.

"5 runs and drop the linear one" plans no linear models, "not that cheap" wishes for nothing cheap, "accuracy is meaningless
at 92 % negatives" bounds nothing, and "compare it to the second" compares two.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, thinned, without_args
from assistant.understanding.slots.gates import limit_said

_PLANS = frozenset({"propose_runs", "edit_proposal"})
_OUT = re.compile(
    r"(?:\b(?:drop|without|minus|exclude|excluding|remove|skip|skipping|leave out|leaving out|kick|ditch|no|but not|except|save for)\b)(?: (?:the|a|an|any|all|out|of|those|that|for|more))*\s*$",
    re.IGNORECASE,
)
_KEPT_AFTER_ALL = re.compile(r"(?:\b(?:not|never|no need to)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OUT_OF = re.compile(r"^[\w ]{0,12}? ?(?:out|away|off)\b", re.IGNORECASE)
_VERB_BEFORE = re.compile(r"\b(?:leave|take|throw|kick|cut|keep|put)(?: (?:the|a|an|any|all|those|that))*\s*$", re.IGNORECASE)  # fmt: skip
_TOO_MUCH = {
    "cheap": r"cheap", "fast": r"(?:fast|quick)", "simple": r"simple", "accurate": r"(?:accurate|precise)",
    "diverse": r"(?:diverse|varied)", "robust": r"robust", "interpretable": r"(?:interpretable|explainable)",
}  # fmt: skip
_UNNEEDED = r"(?:(?:\bno (?:need|reason)(?: for (?:it|this|them|you|that))?|(?:\bnot|\bnever|n['’]t) (?:have|need|got|required|necessary)(?: for it)?) to be|(?:\bneeds? ?n['’]?t|\bneed not) (?:to )?be|(?:\bnot|n['’]t) (?:necessarily|need to be))(?: (?:very|all that|that|so|particularly|especially|terribly))?"
_BELITTLES = re.compile(
    r"\b(?:meaningless|useless|misleading|pointless|worthless|deceptive|(?:tells?|says?|means?)(?: (?:me|us))? (?:nothing|little|not much)|no use)\b",
    re.IGNORECASE,
)
_BOUNDS = re.compile(
    r"\b(?:at least|at most|no (?:less|more|worse) than|minimum|maximum|must|should|needs? to|has to|have to|or (?:better|more|higher|less)|above|over(?! to\b)|below|under|beat|reach)\b|[<>≥≤]",
    re.IGNORECASE,
)
_OF_ROWS = re.compile(r"\d ?(?:%|percent)\s+(?:of (?:the |all |our )?)?(?:rows|cases|negatives?|positives?|zeros|ones|majority|missing|data|records|people|patients|customers)\b", re.IGNORECASE)  # fmt: skip
_SETS = re.compile(r"\b(?:use|take|optimi[sz]e|minimi[sz]e|maximi[sz]e|measure(?:d)? (?:by|with|in)|switch|change|metric|instead|rather|go (?:with|for)|want|let)\b", re.IGNORECASE)  # fmt: skip
"""Words that make a metric the goal's, beside a question of figures."""
_COMPARES_IT = re.compile(r"\bcompar\w+ (?:it|this|that|this one|that one)\b", re.IGNORECASE)


def without_left_out(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces without what the message speaks against, and with what it leaves out as a rule.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    pieces = [p for piece in pieces if (p := _spoken_against(text, piece)) is not None]
    pieces = _without_appointment(text, pieces)
    pieces = [_without_kind_at_hand(text, _two_compared(text, p), context) for p in pieces]
    if not any(p.name == "ask_numbers" for p in pieces):
        pieces = [_figures(text, p) for p in pieces]
    if any(p.name == "ask_numbers" for p in pieces) and not _SETS.search(text):
        pieces = [p for p in pieces if p.name != "set_goal" or set(p.args) != {"metric"}]  # the metric is asked about
    return _kinds_left_out(text, pieces, context) if any(p.name in _PLANS for p in pieces) else pieces


_BEGINS = re.compile(
    r"\b(?:starts?|starting|begins?|leaves?|leaving|due|opens?|closes?|ends?|arrives?|departs?|closing|meeting|demo|call)(?: is| are| again| at the latest)* $",
    re.IGNORECASE,
)


def _without_appointment(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces without a time in which something else begins, beside the budget: "90 s, my demo starts in a minute"."""
    timed = [p for p in pieces if p.name == "set_budget" and set(p.args) == {"seconds"}]
    begun = [p for p in timed if _BEGINS.search(text[: max(p.at, 0)])]
    return [p for p in pieces if p not in begun] if begun and len(begun) < len(timed) else pieces


def went_too_far(text: str, wish: str) -> bool:
    """Whether a message finds too much of what a wish is for, or needs none: "not that cheap", "no need to be quick"."""
    words = _TOO_MUCH.get(wish)
    return words is not None and bool(
        re.search(rf"(?:\bnot (?:that|so|too|quite so|all that|as)|{_UNNEEDED}) {words}\b", text, re.IGNORECASE)
    )


_USUAL = re.compile(
    r"\b(?:total|average|mean|median) of (?:about |some |around )?[\w.]+ \w+ (?:is|are|was|were) (?:what|how|the (?:usual|normal|average)|usual|typical|normal)\b",
    re.IGNORECASE,
)
"""A time that is told of the cases, not given to the runs: "a total of 2 days is what most patients stay"."""


def _spoken_against(text: str, piece: Piece) -> Piece | None:
    wish = str(piece.args.get("wish", ""))
    if piece.name in ("prefer", "recommend") and went_too_far(text, wish):
        return None if piece.name == "prefer" else without_args(piece, "wish")
    if piece.name == "set_budget" and _USUAL.search(text):
        return None
    if piece.name == "constrain" and "min_metric" in piece.args and _is_prevalence(text, piece):
        return without_args(piece, "min_metric")
    if piece.name == "constrain" and "min_metric" in piece.args and not _BOUNDS.search(text):
        if _BELITTLES.search(text):
            return without_args(piece, "min_metric")
        if _OF_ROWS.search(text) and set(piece.args) == {"min_metric"}:
            return replace(piece, name="set_goal", args={"metric": piece.args["min_metric"]["metric"]})
    return piece


_PREVALENCE = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)?) ?(?:%|percent|per cent) (?:of )?(?:positives?|negatives?|prevalence|imbalance|minority|frauds?|churners?|events?|defaults?|failures?|cases)\b",
    re.IGNORECASE,
)


def _is_prevalence(text: str, piece: Piece) -> bool:
    """Whether a bound is the share of a class at which its metric is said to be of no use."""
    value = float(piece.args["min_metric"]["value"])
    shares = [limit_said(m["n"], "%") for m in _PREVALENCE.finditer(text)]
    return bool(_BELITTLES.search(text)) and any(math.isclose(value, share) for share in shares)


_AVERAGED = re.compile(
    r"\b(?:avg|average|averaged|mean|median|max|min|highest|lowest)\b(?! (?:absolute|squared|square|precision))",
    re.IGNORECASE,
)
_BY_KIND = re.compile(r"\b(?:by|per|for each|for every) (?:famil(?:y|ies)|kind|data ?sets?|tables?|status|experiments?|days?|weeks?|months?|persons?|users?)\b", re.IGNORECASE)  # fmt: skip


def _figures(text: str, piece: Piece) -> Piece:
    """A metric that is averaged by something is asked about, not aimed at: "runs by family, avg mae"."""
    asked = piece.name == "set_goal" and set(piece.args) == {"metric"} and not _SETS.search(text)
    if not asked or not _BY_KIND.search(text) or not _AVERAGED.search(text):
        return piece
    return replace(piece, name="ask_numbers", args={"question": text.strip(" .?!")})


_ALL_OF_A_KIND = re.compile(
    r"\b(?:these|those|they|your (?:suggestions|recommendations|ideas)|the (?:suggestions|recommendations|list|ideas))(?:['’]re| are| is)? (?:(?:nearly|almost|more or less) )?(?:all|only|just|mostly|nothing but|all just)\b",
    re.IGNORECASE,
)
"""What the suggestions at hand are; others are asked for."""


def _without_kind_at_hand(text: str, piece: Piece, context: Context) -> Piece:
    """Suggestions without the family that those at hand are said to be all of: "these are all trees, more variety please"."""
    said = _ALL_OF_A_KIND.search(text) if piece.name == "recommend" and context.recommendations else None
    families = piece.args.get("families") if said else None
    if said is None or not families:
        return piece
    kind = next((w for w in tagged(text, context)[0] if w.start >= said.end() and w.entity), None)
    if (
        kind is None
        or kind.entity is None
        or kind.entity.kind != "FAM"
        or not _SMALL.fullmatch(text, said.end(), kind.start)
    ):
        return piece
    return thinned(piece, "families", {str(f) for f in kind.entity.values})


_SMALL = re.compile(r"(?:\s|\b(?:the|just|only|some|of|kind|sort|an?|same|from|in)\b)*", re.IGNORECASE)


def _two_compared(text: str, piece: Piece) -> Piece:
    """ "Compare it to the second": what was spoken of last is the best."""
    ranks = piece.args.get("ranks")
    if piece.name != "compare" or not ranks or len(ranks) != 1 or ranks == [1] or not _COMPARES_IT.search(text):
        return piece
    return replace(piece, args={**piece.args, "ranks": [1, *ranks]})


def _kinds_left_out(text: str, pieces: list[Piece], context: Context) -> list[Piece]:
    """The pieces with the kinds of models that a plan leaves out ruled out, and not chosen."""
    out: dict[str, int] = {}
    for word in tagged(text, context)[0]:
        if word.entity is not None and word.entity.kind == "FAM" and _left_out(text, word.start, word.end):
            out |= {str(f): word.start for f in word.entity.values}
    if not out:
        return pieces
    pieces = [thinned(p, "families", set(out)) if p.name in _PLANS else p for p in pieces]
    known = {f for p in pieces for key in ("families_forbidden", "families_allowed") for f in p.args.get(key) or ()}
    new = [f for f in out if f not in known]
    return [*pieces, Piece(out[new[0]], "constrain", {"families_forbidden": new})] if new else pieces


def _left_out(text: str, start: int, end: int) -> bool:
    """Whether a kind of model is named to be left out: "without svm", "drop the linear one", "leave trees out"."""
    before = text[:start]
    said = _OUT.search(before)
    if said is None and _VERB_BEFORE.search(before) and _OUT_OF.match(text[end:]):
        said = _VERB_BEFORE.search(before)
    return said is not None and not _KEPT_AFTER_ALL.search(before[: said.start()])
