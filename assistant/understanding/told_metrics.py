"""How good is to be measured, told in words of its own: "what counts is how far off we are in percent".

A part of a sentence that says from end to end what counts, or that as many cases as possible are to be found, names a
metric without its name; whatever else was made of its words, such as a question for a figure, gives way.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

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
_TELLS = re.compile(
    r"\b(?:counts|matters|important|decisive|main|crucial|only|one|care|look|judge|many)\b", re.IGNORECASE
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
    if not _TELLS.search(text) or any("metric" in p.args or p.name == "what_if" for p in pieces):
        return list(pieces)
    counts = _WHAT_COUNTS.search(text)
    metric = metric_alluded(counts["what"].lower()) if counts else None
    metric = metric if metric in _FITS.get(context.kind or "", {metric}) else None
    said = counts if metric else _AS_MANY.search(text)
    if said is None or (not metric and context.kind in OF_NUMBERS):
        return list(pieces)
    kept = [p for p in pieces if p.name not in ("ask_numbers", "show_results") or not said.start() <= p.at < said.end()]
    return [*kept, Piece(said.start(), "set_goal", {"metric": metric or "recall"})]
