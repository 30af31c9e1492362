"""How good is to be measured, told in words of its own: "what counts is how far off we are in percent".

A part of a sentence that says from end to end what counts, or that as many cases as possible are to be found, names a
metric without its name; whatever else was made of its words, such as a question for a figure, gives way.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.slots.measures import OF_NUMBERS, metric_alluded

_APART = r"(?:^|[.;!,:–—]\s+|\s-\s|\band\s+|\bbut\s+)(?:(?:and|but|so|then|also|for me|for us|apart from (?:that|this)|besides(?: (?:that|this))?|beyond (?:that|this)|other than that|otherwise|on top of (?:that|this)|within (?:that|this)|with (?:that|this)|in addition|please|just)[\s,]+)*"
_WHAT_COUNTS = re.compile(
    _APART
    + r"(?:what (?:(?:really|mainly|mostly|only|actually) )?(?:counts|matters|is important|is decisive)(?: (?:most|more|here|in the end|(?:for|to|with) (?:me|us|them|(?:the|my|our) \w+)))*(?:,? (?:is|are)|:)|(?:(?:all|the (?:only|main|one) thing)(?: that)? (?:i|we) (?:(?:really|only) )?(?:care about|look at)|(?:the|our) (?:important|main|decisive|crucial|only|one) (?:thing|point)(?: (?:for|to) (?:me|us))?) is|(?:we|i) (?:(?:only|mostly|really|mainly) )?(?:care about|judge (?:it|them|models?) by))\s+"
    r"(?P<what>(?:by )?(?:how (?:far|much|many|often|well)|that|the|which|no|not|as|finding|catching|having)\b[^.;!?]{8,120})(?=[.;!]|\s*$)",
    re.IGNORECASE,
)
"""A part that says what counts, and what that is."""
_NO_CASES = r"(?:runs?|models?|ideas?|experiments?|suggestions?|recommendations?|options?|columns?|features?|rows?|errors?|mistakes?|bugs?|ways?|variants?|files?|reasons?|times?|tries|trials?|folds?|results?|things|combinations?|settings?|families)"
_AS_MANY = re.compile(
    _APART
    + rf"(?:(?:i|we|you|it)(?:['’]d| would| should| must)? (?:(?:like|want|need|have) )?(?:to )?)?(?:just |simply )?(?:catch|find|flag|spot|detect|identify|get hold of|pick up) (?:us |me )?as many (?:of )?(?:(?:the|our|these|those) )?(?!(?:\w+ )?{_NO_CASES}\b)(?:[\w-]+ ){{0,4}}?as (?:(?:you|we|it|one) (?:possibly )?can|possible)\b(?! (?:runs?|in)\b)",
    re.IGNORECASE,
)
"""A part that says that as many cases as possible are to be found."""
_IN_PERCENT = re.compile(
    _APART
    + r"(?:(?!(?:not|never|no|what|which|how|why|if|only because)\b)[\w'-]+ ){0,5}?(?:understands?|thinks?|talks?|speaks?|reads?|reckons?|reports?|judges?|measures?|wants?|needs?|expects?|knows?|believes?|looks? at|cares? about|used to)(?: (?:only|in|about|of|always|mostly|just|the|our|its|their|to|see|how|large|an?))* (?:errors?|deviations?|misses|differences?)(?: (?:only|always|just|told|given|stated|expressed|counted|measured|reported))* (?:in|as|by) (?:an? )?(?:percent\w*|per cent|relative terms|proportions?)\b(?! of)",
    re.IGNORECASE,
)
"""A part that says in what somebody counts errors."""
_TELLS = re.compile(
    r"\b(?:errors?|deviations?|misses|differences?|counts|matters|important|decisive|main|crucial|only|one|care|look|judge|many|precise)\b",
    re.IGNORECASE,
)
"""Words of which one stands in either; without them nothing is looked for, however long a message is."""
_FITS = dict.fromkeys(OF_NUMBERS, frozenset({"rmse", "mae", "r2", "mape", "median_ae"}))
"""Metrics of goals whose kind leaves only some."""


def with_told_metric(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the metric that a part of a sentence tells in words of its own.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    pieces = _of_the_other_kind(text, pieces)
    if not _TELLS.search(text) or any("metric" in p.args or p.name == "what_if" for p in pieces):
        return list(pieces)
    if (precise := _precise_beyond(text, pieces, context)) is not None:
        return [*pieces, precise]
    counts = _WHAT_COUNTS.search(text)
    metric = metric_alluded(counts["what"].lower()) if counts else None
    if counts is None and (counts := _IN_PERCENT.search(text)) and "?" not in text[counts.end() :][:80]:
        metric = "mape"
    metric = metric if metric in _FITS.get(context.kind or "", {metric}) else None
    said = counts if metric else _AS_MANY.search(text)
    if said is None or (not metric and context.kind in OF_NUMBERS):
        return list(pieces)
    kept = [p for p in pieces if not (_taken_for(p) and said.start() <= p.at < said.end())]
    return [*kept, Piece(said.start(), "set_goal", {"metric": metric or "recall"})]


_AS_PRECISE = re.compile(
    r"\b(?:the one|that one|those|whichever|whatever|models?|the (?:model|variant))\b[^.;!?]{0,30}\b(?:right|correct|true) (?:the )?(?:most often|most of the time|as often as possible|mostly|oftenest)[^.;!?]{0,20}\b(?:alarms?|flags?|warns?|alerts?|raises|rings|says|calls)\b"
    r"|\bwhose (?:alarms?|flags?|warnings?|alerts?|calls)\b[^.;!?]{0,12}\b(?:right|correct|true|justified) (?:most often|as often as possible|the most)\b"
    r"|\b(?:raises?|has|have|gives?|with|cries|makes?|and then|of those|among (?:those|them)|beyond that|apart from that)\b[^.;!?]{0,20}\b(?:(?:as few|the fewest|fewest) (?:false alarms?|needless (?:\w+)|false positives?|false flags?)|wolf (?:least|the least|as rarely|as seldom))\b"
    r"|\b(?:as (?:precise|exact) as (?:it gets|possible|(?:it|you|we) can(?: be)?|can be)|(?:the|be|make it) most precise)\b",
    re.IGNORECASE,
)


def _precise_beyond(text: str, pieces: Sequence[Piece], context: Context) -> Piece | None:
    """Precision as the metric of who bounds recall and wants it "as precise as possible", or its alarms right, beyond that."""
    bounded = any(p.args.get("min_metric", {}).get("metric") == "recall" for p in pieces if p.name == "constrain")
    said = _AS_PRECISE.search(text) if bounded and context.kind not in OF_NUMBERS else None
    return None if said is None else Piece(said.start(), "set_goal", {"metric": "precision"})


_OTHER_KINDS = {
    "balanced_accuracy": (
        "accuracy",
        re.compile(r"\bbalanced (?:one|kind|version|sort|variant|form)\b", re.IGNORECASE),
    ),
    "average_precision": (
        "precision",
        re.compile(r"\b(?:average|averaged) (?:one|kind|version|sort|variant|form)\b", re.IGNORECASE),
    ),
    "mape": (
        "mae",
        re.compile(r"\b(?:percentage|percent|relative) (?:one|kind|version|sort|variant|form)\b", re.IGNORECASE),
    ),
    "median_ae": ("mae", re.compile(r"\bmedian (?:one|kind|version|sort|variant|form)\b", re.IGNORECASE)),
}
"""A metric told as another kind of one that the message names: "plain accuracy is useless, go by the balanced one"."""


def _of_the_other_kind(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with the metric that is told as another kind of the one named."""
    for metric, (plain, told) in _OTHER_KINDS.items():
        if told.search(text) and any(p.name == "set_goal" and p.args.get("metric") == plain for p in pieces):
            return [
                replace(p, args={**p.args, "metric": metric}) if p.args.get("metric") == plain else p for p in pieces
            ]
    return list(pieces)


def _taken_for(piece: Piece) -> bool:
    """Whether a piece is what such words are taken for: a question for figures, or that models must be understood."""
    return piece.name in ("ask_numbers", "show_results") or piece.args == {"interpretable": True}
