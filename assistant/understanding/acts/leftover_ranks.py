"""What is left of the list once a place of it was judged: "4 is rubbish, run the other four"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece, thinned
from assistant.understanding.text.lexicon import place_named

_COUNT = r"(?:\s+(?P<{n}>\d{{1,2}}|two|three|four|five|six|seven|eight|nine)\b)?"
_OTHERS = re.compile(
    rf"\b(?:run|start|try|launch|do|take|execute|go with|prepare|propose)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:remaining|rest|others?)\b{_COUNT.format(n='n')}(?!\s+(?:minutes?|hours?|columns?|table|file|metric|goal|way|half|day)\b)"
    rf"|\bthe\s+(?:remaining|rest|others?)\b{_COUNT.format(n='m')}(?:\s+ones?)?\s+(?:(?:are|is|look|looks|sound|sounds|would be)\s+(?:all\s+)?(?:ok|okay|fine|good|alright|all right|free|welcome|allowed|ready)\s+to\s+(?:run|start|go|launch|be (?:run|started|tried|queued))|(?:can|may|should|shall|could)\s+(?:all\s+)?(?:run|start|go(?: ahead)?|be (?:run|started|tried|queued)))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:^|[.,;:!]\s*|\b(?:but|and)\s+)(?:(?:not|skip|leave out|without|drop|except|all but)\s+(?:the\s+|number\s+|no\.?\s*|#)*(?P<of>\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|one|two|three|four|five|six)(?:\s+one)?(?=\s*[,.;:!]|\s+(?:but|and|the)\b)"
    r"|(?:the\s+|number\s+|#)*(?P<so>\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth)(?:\s+one)?\s+(?:no|not)(?=\s*[,.;:!]|\s+but\b))",
    re.IGNORECASE,
)
"""A place that is left aside before the others are spoken of: "not the third, the other two may run"."""
_EVEN_SO = re.compile(r"\b(?:anyway|any ?how|nevertheless|nonetheless|still|all the same|even so|despite|though)\b", re.IGNORECASE)  # fmt: skip
_PLANNED = {"ranks", "runs", "all"}


def without_blamed(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with runs of the places that are left where the message blames some of them.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; it tells how many places there are.
    """
    others = _OTHERS.search(text)
    pieces = _said_once([_without_count(text, p) for p in pieces])
    pieces = _without_denied(text, pieces, others, context)
    blamed = {p.args.get("rank") for p in pieces if p.name == "feedback" and p.args.get("sentiment") == "negative"}
    blamed -= {None}
    plans = [p for p in pieces if p.name == "propose_runs"]
    if not blamed or len(plans) != 1 or _EVEN_SO.search(text):
        return list(pieces)
    plan = plans[0]
    left = [r for r in range(1, context.recommendations + 1) if r not in blamed]
    count = _count(others) or len(left)
    if others and left and count == len(left) and plan.args.keys() <= _PLANNED and not plan.args.get("ranks"):
        kept = replace(plan, args={"ranks": left})
    elif set(plan.args.get("ranks", ())) - blamed:
        kept = thinned(plan, "ranks", blamed)
    else:
        return list(pieces)
    return [kept if p is plan else p for p in pieces]


_GO_ON = r"(?:just\s+)?(?:go on|continue|carry on|keep (?:going|running)|run on|stay|proceed|finish|run)\b(?!\s+again)"
_LET_RUN = re.compile(
    r"\b(?:let|leave|keep|allow)\s+(?:all\s+)?(?:of\s+)?(?:the\s+|run\s+|number\s+|no\.?\s*|#)*(?:(?:others?|rest|remaining|remainder|first|second|third|fourth|fifth|sixth|last|\d{1,2}|one|two|three|four|five)\b\s*(?:and\s+|,\s*|ones?\s+|runs?\s+|two\s+|three\s+|four\s+|the\s+)*)+(?:to\s+)?(?:run|running|carry on|go on|going|continue|finish|work|proceed|be)\b(?!\s+(?:again|anew|once more))"
    r"|\b(?:others?|rest|remaining(?:\s+ones)?)\s+(?:can|may|should|shall|must|is to|are to)\s+"
    + _GO_ON
    + r"|\b(?:first|second|third|fourth|fifth|sixth|last|\d{1,2})(?:\s+(?:one|run))?\s+(?:can|may|should|shall|must|is to)\s+"
    + _GO_ON,
    re.IGNORECASE,
)
"""Runs that are to go on as they do beside others that are halted."""
_WAS_HALTED = re.compile(r"\b(?:paused|stopped|halted|held|waiting|resum\w*|unpaus\w*|restart\w*)\b", re.IGNORECASE)


def _without_resumed(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without runs to be resumed that only stay as they are: "kill the third, let the others run"."""
    halted = any(p.name in ("stop", "pause") and p.args.get("ranks") for p in pieces)
    if not halted or not _LET_RUN.search(text) or _WAS_HALTED.search(text):
        return list(pieces)
    return [p for p in pieces if p.name != "resume"]


_FOR_NOW = re.compile(
    r"\b(?:stop|halt|interrupt|cut|break off|end)\b[^.;!?]{0,40}?\b(?:for now|for the (?:moment|time being)|for a (?:while|moment|bit)|temporarily|until (?:i|we|you|tomorrow|later|tonight|\w+day)\b)"
    r"|\b(?:i|we)(?:['’]ll| will| shall) (?:tell|say|let|give|call|ping)\b[^.;!?]{0,30}?\b(?:when to|to) (?:go on|continue|resume|proceed|carry on)\b"
    r"|\b(?:we|i|you|it|they)(?:['’]ll| will| can| shall)? (?:go on|continue|resume|proceed|carry on) (?:with (?:it|them) )?(?:tomorrow|later|tonight|next week|after\w*|on \w+day|in the (?:morning|evening|afternoon))\b",
    re.IGNORECASE,
)
"""A halt that is said to end again is a pause: "halt it for now, I'll tell you when to go on"."""


def _only_paused(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with a stop that is only for a while as a pause, and a run that is stopped not paused as well."""
    if _FOR_NOW.search(text) and not any(p.name in ("pause", "resume") for p in pieces):
        return [replace(p, name="pause") if p.name == "stop" else p for p in pieces]
    ended = [p.args["ranks"] for p in pieces if p.name == "stop" and p.args.get("ranks")]
    return [p for p in pieces if p.name != "pause" or p.args.get("ranks") not in ended or _FOR_NOW.search(text)]


_SPARED = re.compile(
    r"\b(?:let|leave|keep|allow)\s+(?:only\s+)?(?:the\s+|run\s+|number\s+|no\.?\s*|#)*(?P<of>\d{1,2}(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth)(?:\s+(?:one|run))?\s+(?:to\s+)?(?:finish|run|running|go on|going|alone|be|continue|alive|in peace|through)\b",
    re.IGNORECASE,
)
_STOP_OTHERS = re.compile(
    rf"\b(?P<act>stop|pause|halt|cancel|kill|abort|end|freeze)\s+(?:all\s+)?(?:of\s+)?(?:the\s+)?(?:remaining|rest|others?)\b{_COUNT.format(n='n')}",
    re.IGNORECASE,
)
_PAUSES = ("pause", "freeze")


def others_stopped(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the others stopped where one run is let go on: "let the second finish, stop the other two".

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; it tells how many places there are.
    """
    pieces = _only_paused(text, _without_resumed(text, pieces))
    spared, stop = [place_named(m["of"]) for m in _SPARED.finditer(text)], _STOP_OTHERS.search(text)
    if not context.running or stop is None:
        return list(pieces)
    if not spared:  # which ones are "the others" is asked
        return [p for p in pieces if p.name not in ("stop", "pause") or p.args]
    name = "pause" if stop["act"].lower() in _PAUSES else "stop"
    count = place_named(stop["n"]) if stop["n"] else 0
    several = count + len(spared) if count else context.recommendations
    left = [r for r in range(1, several + 1) if r not in spared]
    known = [p for p in pieces if p.name in ("stop", "pause", "resume")]
    at = min([p.at for p in known], default=stop.start())
    kept = [p for p in pieces if p not in known]
    return [*kept, Piece(at, name, {"ranks": left})] if left and max(spared) <= several else kept


_SO_MANY = re.compile(
    r"(?<![\d#.:/])\b(?<!rank )(?<!ranks )(?<!number )(?<!no )(?<!no\. )(?<!nr )(?<!run )(?P<n>[2-9]|two|three|four|five|six|seven|eight|nine)\b(?=\s*:\s|(?: plans?| ones| runs)?(?: of (?:them|these|those|yours|the (?:list|lot|bunch|\w+ones))| in (?:one|all|the middle)| at the (?:top|end|bottom))|\s+(?:plans|ones)\b)",
    re.IGNORECASE,
)
"""How many places are told behind it: "plan three of them: 1, 2, 5", "the two in the middle, I mean 3 and 4"."""
_LISTED_BY_PLACE = ("propose_runs", "edit_proposal", "compare")


def _without_count(text: str, piece: Piece) -> Piece:
    """A piece without the number of its places among them."""
    ranks = piece.args.get("ranks", [])
    if piece.name not in _LISTED_BY_PLACE:
        return piece
    counts = {place_named(m["n"].lower()) for m in _SO_MANY.finditer(text)}
    for count in counts & set(ranks):
        if len(ranks) == count + 1:
            return thinned(piece, "ranks", {count})
    return piece


def _said_once(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without a plan that is the same as one before it."""
    out: list[Piece] = []
    for piece in pieces:
        if piece.name not in _LISTED_BY_PLACE or not any((p.name, p.args) == (piece.name, piece.args) for p in out):
            out.append(piece)
    return out


def _count(others: re.Match[str] | None) -> int:
    """How many others there are said to be; 0 where that is not said."""
    said = (others["n"] or others["m"]) if others else None
    return place_named(said) if said else 0


def _without_denied(
    text: str, pieces: Sequence[Piece], others: re.Match[str] | None, context: Context
) -> Sequence[Piece]:
    """The pieces with a plan of all but the places that are left aside before "the others" may run."""
    plans = [p for p in pieces if p.name == "propose_runs"]
    denied = [place_named(m["of"] or m["so"]) for m in _DENIED.finditer(text, 0, others.start())] if others else []
    left = context.recommendations - len(denied)
    if not denied or len(plans) > 1 or context.proposal or (_count(others) and context.recommendations and _count(others) != left):  # fmt: skip
        return pieces
    args = {k: v for p in plans for k, v in p.args.items() if k not in ("ranks", "all", "exclude_ranks", "runs")}
    plan = Piece(others.start() if others else 0, "propose_runs", {**args, "all": True, "exclude_ranks": denied})
    return [*(p for p in pieces if p not in plans), plan]
