"""Which place gets how many points: "I give rank 1 a 5", "the second result 2/5", "run two deserves four stars".

A place, a verb of giving or getting and a figure are a rating, whatever else is said; so is a place right before a
figure on a scale. The figure is then no place, and the place is not to be run by it.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece
from assistant.understanding.text.lexicon import ORDINALS, number_said, place_named

_N = r"\d{1,2}(?:[.,]5)?|zero|one|two|three|four|five|six|seven|eight|nine|ten"
_KIND = r"(?:suggestion|recommendation|model|result|run|variant|option|proposal|pick|idea|candidate|one)"
_ORDINAL = rf"(?:{'|'.join(ORDINALS)}|\d(?:st|nd|rd|th))"
_PLACE = (
    rf"(?:(?:(?:the|your|my|our) )?(?:(?:{_KIND}|number|rank|no\.?|nr\.?) (?:(?:number|no\.?|nr\.?|#) ?)?|# ?)"
    rf"(?P<at>\d{{1,2}}|one|two|three|four|five|six)\b|(?:the|your|my|our) (?P<nth>{_ORDINAL})\b(?: {_KIND}\b)?)"
)
_SCALE = (
    r"(?: ?/ ?(?:5|10)\b| (?:out of|of|from) (?:5|10|five|ten)\b"
    r"|[ -](?:stars?|points?)\b(?: (?:out of|of|from) (?:5|10|five|ten)\b)?)"
)
_ENDS = r"(?= ?(?:[,;!)]|\.(?!\d)|$)| (?:from (?:me|us)|for (?:it|that|this)|because|since|and|but|please|too|while)\b)"
_ONLY = r"(?:(?:with|at|as|only|just|even|full|an|a|from me|from us|me|at least) )*"
_RATED = re.compile(
    rf"(?:(?P<gives>\b(?:giv(?:e|es|ing)|gave|rat(?:e|es|ing)|rated|scor(?:e|ing)|grad(?:e|ing)|award|mark) )(?:only |just )?)?"
    rf"(?:\b|(?=#)){_PLACE}(?P<gets> (?:(?:only|just|really|even|clearly|easily) )?(?:gets?|got|deserves?|earns?|earned|receives?|is worth)\b)?"
    rf"(?: (?:is|was|looks?|seems?|sounds?) (?:[a-z]+ ){{0,2}}[a-z]+(?=[,;:]))?(?: ?[,;:=–—-])? {_ONLY}(?P<n>{_N})(?:(?P<scale>{_SCALE})|{_ENDS})",
    re.IGNORECASE,
)
_RATED_FIRST = re.compile(
    rf"(?P<gives>\b(?:giv(?:e|es|ing)|gave|award) )?(?:\b(?:a|an) )?(?:\b|(?=#))(?P<n>{_N})(?P<scale>{_SCALE})? (?:for|to|on) {_PLACE}",
    re.IGNORECASE,
)
"""The points before their place: "5/5 for the first, 1/5 for the second", "I give a 5 to number 2"."""


@dataclass(frozen=True)
class _Rating:
    start: int
    end: int
    rank: int
    n: float | int


def _ratings(text: str) -> list[_Rating]:
    found: list[_Rating] = []
    ahead = [said for said in _RATED_FIRST.finditer(text) if said["scale"] or said["gives"]]
    for said in ahead or _RATED.finditer(text):
        n = number_said(said["n"].replace(",", "."))
        bare = not (said["scale"] or said["gives"] or said["gets"] or found)
        if n is None or n > 10 or bare:
            continue
        rank = place_named(said["at"] or said["nth"])
        found.append(_Rating(said.start(), said.end(), rank, int(n) if n == int(n) else n))
    return found


def rated(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the points that single places get, and without what their figures were taken for.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment.
    """
    given = _ratings(text)
    if not given or "?" in text:
        return list(pieces)
    elsewhere = {
        v
        for w in tagged(text, context)[0]
        if w.entity and w.entity.kind in ("RANK", "NUM") and not any(g.start <= w.start < g.end for g in given)
        for v in w.entity.values
    }
    ranks = {g.rank for g in given}
    strange = (ranks | {g.n for g in given} | {5, 10}) - elsewhere
    out: list[Piece] = []
    for piece in pieces:
        here = any(g.start <= piece.at < g.end for g in given)
        if piece.name == "feedback" and ("rating" in piece.args or here):
            if piece.args.get("rank") not in ranks and ("rank" not in piece.args or piece.args["rank"] in strange):
                continue
        elif piece.name in ("propose_runs", "edit_proposal") and piece.args.keys() & {"ranks"}:
            left = [r for r in piece.args["ranks"] if r not in strange]
            if not left and (here or (piece.args.keys() == {"ranks"} and not _RUNS.search(text))):
                continue
            piece = replace(piece, args={**piece.args, "ranks": left}) if left else piece
        out.append(piece)
    for one in given:
        known = next((p for p in out if p.name == "feedback" and p.args.get("rank") == one.rank), None)
        if known is None:
            out.append(Piece(one.start, "feedback", {"rank": one.rank, "rating": one.n}))
        else:
            args = {**known.args, "rating": one.n}
            out[out.index(known)] = replace(known, args=args)
    return sorted(out, key=lambda p: p.at)


_RUNS = re.compile(
    r"\b(?:run|start|try|launch|set up|prepare|plan|train|go with|do) (?:it|them|that|this|those|both)\b", re.I
)
"""What runs the places that are rated."""
