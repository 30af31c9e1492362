"""What is asked of several things at once is a command for each: "explain your second and third choice"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, with_ends

_OF_A_PLACE = frozenset({"explain_recommendation", "explain_model"})
_SET_AGAINST = re.compile(
    r"\b(?:compar\w*|contrast\w*|differ\w*|distinguish\w*|versus|vs|trade.?offs?|between|than|above|below|instead|rather|unlike|similar|closer?)\b",
    re.IGNORECASE,
)
"""Words of one question about several things."""
_JOINED = r"(?:\s*(?:,|;|&|\+)|\s+(?:and|then|also|plus|or|afterwards|next|as well as|after that)\b)+"
_LED = r"(?:\s+(?:then|also|after that|finally|for|of|the|that|same|one|prediction|row|rows|case|customer|patient|record|number|no|nr|with|id)\b)*\s+#?"
_NO_AMOUNT = r"(?!\s*(?:%|st\b|nd\b|rd\b|th\b|minutes?|mins?|hours?|seconds?|runs?|percent|euros?|times))"
_DENIED = re.compile(r"\b(?:not|never|except|without|but no)\s+(?:(?:for|the|row|one)\s+)*#?$", re.IGNORECASE)
_MOST = 5


def _both(text: str, piece: Piece, context: Context) -> Piece:
    """A comparison of one place with the others that it is named in one breath with: "the second and third look alike"."""
    ranks = piece.args.get("ranks", ())
    if piece.name != "compare" or len(ranks) != 1 or "models" in piece.args:
        return piece
    lists = [w.entity.values for w in tagged(text, context)[0] if w.entity and w.entity.kind in ("RANK", "NUM")]
    named = [v for v in lists if len(v) > 1 and ranks[0] in v]
    return replace(piece, args={**piece.args, "ranks": list(named[0])}) if len(named) == 1 else piece


_POINTED = re.compile(
    r"\b(?:run|start|try|prepare|propose|plan|launch|take|do|go (?:with|for)|set up|queue|train|fit|test)(?: (?:up|me|us|for me))? (?:both(?: of (?:them|these|those))?|(?:these|those|the) (?P<n>two|three|four)|them(?: both| all)?|these|those)(?=\s*(?:[.,;:!?]|$)|\s+(?:please|pls|then|now|for|with|and|ones?|suggestions|runs)\b)",
    re.IGNORECASE,
)
_COUNTED = {"two": 2, "three": 3, "four": 4}


def _pointed(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with a plan of "these two" as one of the places named before: "2 and 3 look fine, prepare these two"."""
    said = _POINTED.search(text)
    plans = [p for p in pieces if p.name == "propose_runs"]
    if said is None or len(plans) != 1 or plans[0].args.keys() - {"ranks", "runs", "seconds"}:
        return list(pieces)
    words = [w for w in tagged(text, context)[0] if w.entity and w.entity.kind == "RANK"]
    if any(w.start > said.start() for w in words):
        return list(pieces)
    last = context.recommendations + 1
    named = [int(v) if int(v) > 0 else last + int(v) for w in words if w.entity for v in w.entity.values]
    ranks = sorted(set(named))
    blamed = {p.args.get("rank") for p in pieces if p.name == "feedback" and p.args.get("sentiment") == "negative"}
    most = _COUNTED.get((said["n"] or "").lower(), 2 if "both" in said.group().lower() else len(ranks))
    if len(ranks) < 2 or len(ranks) != most or blamed & set(ranks) or min(ranks) < 1:
        return list(pieces)
    args = {k: v for k, v in plans[0].args.items() if k != "runs" or v != len(ranks)}
    return [replace(p, args={**args, "ranks": ranks}) if p is plans[0] else p for p in pieces]


def for_each(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with an explanation for each of the places or rows that one was asked of.

    Args:
        text: the message.
        pieces: what was read, in order.
        context: the moment.
    """
    out: list[Piece] = []
    for piece, end in with_ends(text, [_both(text, p, context) for p in _pointed(text, pieces, context)]):
        key = ""
        others: list[object] = []
        said = text[max(piece.at, 0) : max(end, piece.at)]
        if not _SET_AGAINST.search(said):
            key, others = _others(text, piece, end, context)
        known = [p.args.get(key) for p in pieces if p.name == piece.name]
        more = [o for o in others if o not in known][:_MOST]
        own = [] if more and key not in piece.args else [piece]
        out += [*own, *(replace(piece, args={**piece.args, key: o}) for o in more)]
    return out


def _others(text: str, piece: Piece, end: int, context: Context) -> tuple[str, list[object]]:
    """What else is named beside the place or the row of a piece, and the arg that holds it."""
    bare = piece.args.keys() <= {"columns"}
    if piece.name in _OF_A_PLACE and ("rank" in piece.args or bare):
        return "rank", _places(text, piece, end, context)
    if piece.name == "explain_prediction" and "key" in piece.args:
        return "key", [*_rows(text[max(piece.at, 0) : end], str(piece.args["key"]))]
    return "", []


def _places(text: str, piece: Piece, end: int, context: Context) -> list[object]:
    """The other places of the list in which the place of a piece is named; all of a list where it has none."""
    words, _ = tagged(text, context)
    one, most = piece.args.get("rank"), max(context.recommendations, context.results)
    for word in words:
        inside = piece.at <= word.start < end and word.entity is not None and word.entity.kind in ("RANK", "NUM")
        values = [int(v) for v in word.entity.values] if inside and word.entity else []
        said = text[word.start : word.end]
        if len(values) > 1 and (one in values or one is None) and not re.search(r"[-–]|\bto\b|\btop\b|\bbest\b", said):
            return [v for v in values if v != one and 0 < v <= most]
    return []


_WINNER = re.compile(
    r"\b(?:which|who|what)(?: (?:one|model|run|of (?:them|these|those)))? (?:(?:has|have) )?(?:won|wins|came (?:out )?(?:first|top|on top)|is (?:the )?(?:best|winner|first|leading|ahead|on top|in front)|(?:did|does|performed|performs) best|leads)\b|\b(?:the|our) (?:winner|winning (?:one|model|run)|best (?:one|model|run)|leader)\b",
    re.IGNORECASE,
)
"""A question of the one that is best, which "it" then is."""
_OF_IT = re.compile(r"\b(?:it|its|that one|this one|that model|this model)\b", re.IGNORECASE)


def of_the_winner(text: str, commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands with "it" explained as the best, where the best was asked for before: "which one won? explain it".

    Args:
        text: the message.
        commands: what was read in it, in order.
    """
    out: list[Command] = []
    won = _WINNER.search(text)
    for command in commands:
        bare = command.name == "explain_model" and not command.args.keys() & {"rank", "model"}
        if bare and won and out and out[-1].name == "show_results" and _OF_IT.search(text, won.end()):
            command = command.model_copy(update={"args": {"rank": 1, **command.args}})
        out.append(command)
    return tuple(out)


def _rows(said: str, key: str) -> list[str]:
    """Other rows that are named like one: ids of its make, or numbers in a list with it."""
    if re.fullmatch(r"\d+", key):
        out, at = [], re.search(rf"(?<![\w.]){key}(?![\w.]\w)", said)
        while at:
            at = re.compile(rf"{_JOINED}{_LED}(\d+)(?![\w.,]*\d){_NO_AMOUNT}", re.IGNORECASE).match(said, at.end())
            out += [at.group(1)] if at else []
        return out
    if not re.search(r"\d", key):
        return []
    make = re.sub(r"\d+", r"\\d+", re.sub(r"[A-Za-z]+", "[A-Za-z]+", re.sub(r"([^\w])", r"\\\1", key)))
    named = re.finditer(rf"(?<![\w-]){make}(?![\w-]*\w)", said)
    return list(dict.fromkeys(m.group() for m in named if m.group() != key and not _DENIED.search(said[: m.start()])))
