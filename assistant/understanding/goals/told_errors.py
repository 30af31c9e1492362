"""How far off predictions of a number may be: "off by 80 kW at most", "over an hour off and nobody will look at it".

Such a bound is in the target's own unit, so an hour may be one of it and is no time to search in.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.slots.measures import OF_NUMBERS, metric_alluded
from assistant.understanding.text.lexicon import NUMBER_WORDS, number_said
from assistant.understanding.text.words import parts, stands_in
from store.durations import SECONDS

_FIGURE = (
    r"(?P<n>\d+(?:[.,]\d+)?|an?(?= (?!few|lot|bit|couple))|half an?|"
    + "|".join(w for w in NUMBER_WORDS if w.isalpha())
    + r")(?: ?(?P<share>%|percent\b|per cent\b)| ?(?!(?:runs?|models?|tries|minutes per|rows?|columns?|times)\b)(?P<unit>[^\W\d_][\w/²³°-]*)| ?[€$£°])?"
)
_AT_MOST = r"(?:at most|no more than|not more than|up to|less than|fewer than|under|below|within|maximum|max\.?|maximally|<=?|≤)"
_ERROR = r"(?:(?:average|mean|typical|usual|absolute|median|expected|normal|overall|prediction|forecast)(?: \w+){0,2}? (?:errors?|deviations?|miss|misses|mistakes?|difference)|(?:errors?|deviations?|differences?) (?:(?:on|in) average|in the mean|typically)|mae|rmse|(?:errors?|deviations?))"
_FAR = r"(?:off|wrong|out|away|beside|astray|mistaken|miss(?:es)? (?:it|the mark)|miss(?:es)?(?= by\b))"
_MEAN = r"(?: (?:on|in) average)?"
_MAY = r"(?:must|should|has to|have to|may|can|needs? to|ought to|shall|will have to|is to|are to)"
_NEVER = (
    r"(?:(?:must|should|may|can|shall|could|will) ?(?:not|never)|can'?t|cannot|mustn'?t|shouldn'?t|don'?t|won'?t|never)"
)
_NO_USE = r"(?:nobody|no one|no-one|none of|useless|no use|pointless|senseless|worthless|no good|won'?t|will not|wouldn'?t|would not|can'?t|cannot|do(?:es)?n'?t (?:help|work|count|do|show|bother|want|take|use)|not (?:good|help|acceptable|usable|worth)|unacceptable|intolerable|rejects?|refuses?|throw it|laugh\w*|forget it|stop (?:using|believing|trusting))"
_KEPT = rf"(?:(?:keep|hold|get|bring|push) (?:it|them|this)|(?:it|they|(?:the |its |your )?(?:predictions?|forecasts?|estimates?)) {_MAY} (?:stay|be|remain|come out|end up))"
_OFF_BY = (
    rf"{_ERROR}(?: (?!and\b|but\b|\d)\w+){{0,5}}? {_AT_MOST} {_FIGURE}",
    rf"{_ERROR}(?: (?!and\b|but\b|\d)\w+){{0,3}}? {_FIGURE} (?:or (?:less|lower|below|better)|at (?:the )?(?:very )?most|max(?:imum)?|tops)",
    rf"{_AT_MOST} {_FIGURE}(?: of)? (?:{_ERROR}|{_FAR} on average|on average {_FAR})",
    rf"{_NEVER}(?: \w+){{0,4}} {_ERROR}(?: \w+){{0,2}} (?:over|above|beyond|of more than|more than|greater than|larger than|higher than) {_FIGURE}",
    rf"\bno {_ERROR}(?: \w+)? (?:over|above|beyond|of more than|more than|greater than|larger than) {_FIGURE}",
    rf"{_ERROR} {_NEVER}(?: \w+){{0,3}} (?:over|above|beyond|more than|exceed|pass|go over|higher than|larger than) {_FIGURE}",
    rf"{_MAY}(?: (?!not\b)\w+){{0,3}} (?:be )?(?:on average )?{_FAR}(?: on average)? by (?:{_AT_MOST} )?{_FIGURE}(?: on average)? (?:at most|at the (?:very )?most|max(?:imum)?|tops|or less|not more|no more)",
    rf"{_MAY}(?: (?!not\b)\w+){{0,3}} (?:be )?(?:on average )?{_FAR}{_MEAN}(?: by)? {_AT_MOST} {_FIGURE}",
    rf"{_FAR}{_MEAN} by {_FIGURE}{_MEAN},? (?:at (?:the )?(?:very )?most|max(?:imum)?|tops|or less|(?:i|we) (?:can|could) (?:live with|accept|tolerate|bear|stand))",
    rf"{_NEVER}(?: \w+){{0,4}} {_FAR}(?: on average)? by (?:over|more than|greater than) {_FIGURE}",
    rf"{_NEVER}(?: \w+){{0,4}} (?:over|more than) {_FIGURE} {_FAR}",
    rf"(?:over|more than|beyond) {_FIGURE} {_FAR}\b(?=[^.;?!]*\b{_NO_USE})",
    rf"{_FAR}{_MEAN} by (?:over|more than) {_FIGURE}(?=[^.;?!]*\b{_NO_USE})",
    rf"{_ERROR}(?: (?!and\b|but\b|\d)\w+)? (?:over|above|beyond|of more than|more than|greater than|larger than) {_FIGURE}(?=[^.;?!]*\b{_NO_USE})",
)
"""Ways to say that an error must not be larger than a figure."""
_BOUNDS = tuple(re.compile(rf"(?<![\w-]){way}", re.IGNORECASE) for way in _OFF_BY)
_IN_ITS_UNIT = re.compile(rf"(?<![\w-]){_KEPT} {_AT_MOST} {_FIGURE}", re.IGNORECASE)
"""What is kept below a figure in the target's own unit is how far off it is."""
_SENTENCE = re.compile(r"[^.;!?\n]+(?:\.\d[^.;!?\n]*)*[.;!?\n]*")
_NO_BOUND = re.compile(
    r"\?\s*$|\b(?:was|were|had|got|what if|how|which|why|suppose|(?:number|model|run|rank|no\.?|#) ?\d|(?:first|second|third|fourth|last) (?:one|model|run))\b",
    re.IGNORECASE,
)
"""A question, a supposition, a report, or an opinion of one model."""
_TELLS = re.compile(rf"\b(?:errors?|deviations?|difference|mistakes?|mae|rmse|{_FAR}|{_KEPT})\b", re.IGNORECASE)
"""Words of which one stands in each; without them nothing is looked for, however long a message is."""
_IT = re.compile(r"\s*(?:and |but )?(?:it|they|this|that)\b", re.IGNORECASE)
_MEASURES = frozenset({"mae", "rmse", "median_ae"})
_NAMED = re.compile(r"\b(?:mae|rmse)\b", re.IGNORECASE)


def with_told_error(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the largest error that a sentence allows, which is what else its words were taken for.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; only predictions of a number are off by a figure.
    """
    kinds = {context.kind, *(p.args.get("kind") for p in pieces if p.name == "set_goal")} - {None}
    if not (not kinds or kinds & OF_NUMBERS or _NAMED.search(text)) or not _TELLS.search(text):
        return list(pieces)
    for sentence in _SENTENCE.finditer(text):
        said = _bound_in(sentence.group(), context)
        if said is None or (said["share"] and not kinds & OF_NUMBERS):  # of classes a share of wrong answers is none
            continue
        words = range(sentence.start() + said.start(), sentence.start() + said.end())
        kept = [p for p in pieces if not _mistaken(p, sentence, words)]
        if any("min_metric" in p.args for p in kept):
            return kept
        bound = Piece(words.start, "constrain", {"min_metric": _measure(said, sentence.group(), context)})
        return sorted([*kept, bound], key=lambda p: p.at)
    return list(pieces)


def _bound_in(sentence: str, context: Context) -> re.Match[str] | None:
    """The words of a sentence that bound an error."""
    said = None if _NO_BOUND.search(sentence) else next((m for way in _BOUNDS if (m := way.search(sentence))), None)
    if said is None and not _NO_BOUND.search(sentence) and context.target:
        said = _IN_ITS_UNIT.search(sentence)
        said = said if said and said["unit"] and said["unit"].lower() in parts(context.target)[1:] and said["unit"].lower() not in SECONDS else None  # fmt: skip
    return None if said is None or _of_a_column(sentence[: said.start()], context) else said


def _measure(said: re.Match[str], sentence: str, context: Context) -> dict[str, str | float]:
    """The measure and its largest value, in the unit of the target where its name tells one of time."""
    value = _number(said["n"])
    if said["share"]:
        return {"metric": "mape", "value": round(value / 100, 6)}
    own = next((SECONDS[p] for p in parts(context.target or "") if p in SECONDS), None)
    timed = SECONDS.get((said["unit"] or "").lower())
    value = round(value * timed / own, 6) if own and timed else value
    named = _NAMED.search(sentence)
    alluded = named.group().lower() if named else metric_alluded(sentence.lower())
    return {"metric": alluded if alluded in _MEASURES else "mae", "value": value}


def _of_a_column(before: str, context: Context) -> bool:
    """Whether a column is the subject: "pitch_deg may be off by two degrees" is told of a sensor."""
    *earlier, last = re.split(r"[,:]", before)
    subject = earlier[-1] if earlier and _IT.match(last) else last
    return any(stands_in(c, subject) for c in context.columns if c != context.target)


def _number(said: str) -> float:
    first = said.lower().split()[0]
    value = 1.0 if first in ("a", "an") else number_said(first)  # "half an" is half of one
    assert value is not None  # no other words stand there
    return value


def _mistaken(piece: Piece, sentence: re.Match[str], words: range) -> bool:
    """Whether a piece was made of the words of the bound, or of the sentence about it, alone."""
    timed = piece.name in ("set_budget", "edit_proposal", "constrain") and piece.args.keys() <= {
        "seconds",
        "max_run_s",
        "max_latency_ms",
    }
    whole = piece.name in ("ask_numbers", "what_if", "feedback", "prefer")
    return (timed and piece.at in words) or (whole and sentence.start() <= piece.at < sentence.end())
