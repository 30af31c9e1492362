"""Why something is liked or turned down, as the trained reader sees it where rules find no reason.

Rules find a reason behind "because", or in a plain statement beside the verdict (`judging.py`). In "the third is
useless, it prices a ruin like a villa" nothing but the sense of the words tells. Asked for one part of a message after
the other, in twenty files that it has not seen, the reader names 185 of 231 parts that are reasons, and 18 others.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.reader.encoder import Encoder
from assistant.understanding.reader.likeness import shown
from assistant.understanding.slots.sayings import felt
from assistant.understanding.text.message_parts import Part, explains, message_parts, up_to_request

JUDGED = frozenset({"feedback", "decline"})
"""Commands that may have a reason."""
_TOLD = 0.85
"""Probability from which a part is taken for a reason that no rule found; requests are as likely below it."""
_NEVER = 0.05
"""What a rule took for a reason is none where every part of it is at most so likely to be; nor is such an end of it."""
_HARDLY = 0.4
"""It is none either where every part is at most so likely, and another part certainly is one."""
_CERTAIN = 0.95
_LONGEST = 400
"""Characters of a message in which reasons are looked for."""
_MOST_PARTS = 8
"""Parts of a message that are asked for."""
_PLAIN_FACTS = frozenset({"set_budget", "set_error_costs", "set_validation", "edit_proposal", "recommend"})
"""What states these is no reason: "decline it. Budget is 90 minutes"."""
_SENTENCE_ENDS = re.compile(r"[.!?;](?=\s)|\n")
_FEWEST = 2
"""Words that a reason has at least."""


def with_reasons(text: str, pieces: Sequence[Piece], context: Context, encoder: Encoder) -> list[Piece]:
    """The pieces with the reasons of judgements that have none.

    Args:
        text: the message.
        pieces: what was found in it.
        context: the moment.
        encoder: ready.
    """
    judged = sorted((p for p in pieces if p.name in JUDGED), key=lambda p: p.at)
    if not judged or len(text) > _LONGEST or len(text.split()) < 2 * _FEWEST:
        return list(pieces)
    told = asked_of(text, context)
    rows = encoder.reasons([seen for _, seen in told])
    chances = [(part, float(row[0])) for (part, _), row in zip(told, rows, strict=True)]
    others = [p.at for p in pieces if p.name in _PLAIN_FACTS]
    out = list(pieces)
    for piece, stretch in zip(judged, _stretches(text, judged), strict=True):
        if sum(p.at == piece.at for p in judged) > 1:  # "the others don't" is said of several at once
            continue
        near = [(part, p) for part, p in chances if part.start in stretch and not _set_against(text, piece, part)]
        near = [(part, 0.0 if any(_same_sentence(text, at, part) for at in others) else p) for part, p in near]
        why = _likeliest(text, near)
        why = why if why is not None and _lacks_one(text, piece, chances, near) else _trimmed(text, piece, chances)
        if why is not None or (piece.name == "feedback" and "reason" in piece.args):
            better = replace(piece, args={**piece.args, **({"reason": why} if why is not None else {})})
            own = [part for part, _ in _own(text, str(better.args["reason"]), chances)]
            if own and not any(explains(part.text) for part in own):
                better = replace(piece, args={k: v for k, v in piece.args.items() if k != "reason"})
            out = [_felt_beside(text, better, len(judged)) if p is piece else p for p in out]
        elif piece.name == "decline" and _certainly_none(text, piece, chances):
            out = [
                replace(p, args={k: v for k, v in p.args.items() if k != "reason"}) if p is piece else p for p in out
            ]
    return [_without_order(p) for p in out]


_ORDER = re.compile(
    r"(?:(?:so|and|please|just|then|let us|let's) )*(?:put|promote|deploy|ship|take|use|run|start|try|make|move|bring|push|set|keep|prepare|launch) (?:it|that|this|them|both|those|these)\b",
    re.IGNORECASE,
)


def _without_order(piece: Piece) -> Piece:
    """A judgement without a reason that is what is to be done: "the first is excellent, put that one live"."""
    if piece.name != "feedback" or not _ORDER.match(str(piece.args.get("reason", ""))):
        return piece
    return replace(piece, args={k: v for k, v in piece.args.items() if k != "reason"})


def _felt_beside(text: str, piece: Piece, of: int) -> Piece:
    """The only judgement of a message as the words beside its reason tell: "I find it fine, it was too slow once"."""
    why = str(piece.args.get("reason", "\0"))
    beside = felt(text.replace(why, " ")) if of == 1 and piece.name == "feedback" else None
    return replace(piece, args={**piece.args, "sentiment": beside}) if beside else piece


_BUT = re.compile(r"\b(?:but|however|yet|though|although)\b", re.IGNORECASE)


def _set_against(text: str, piece: Piece, part: Part) -> bool:
    """Whether a part stands behind a "but", so that it tells nothing for what is praised before it."""
    return piece.args.get("sentiment") == "positive" and bool(_BUT.search(text, max(piece.at, 0), part.start))


def _certainly_none(text: str, piece: Piece, chances: Sequence[tuple[Part, float]]) -> bool:
    """Whether no part of what a rule took for a reason is one."""
    own = [p for _, p in _own(text, str(piece.args.get("reason", "")), chances)] if "reason" in piece.args else []
    return bool(own) and max(own) <= _NEVER


def asked_of(text: str, context: Context) -> list[tuple[Part, str]]:
    """The parts of a message, each with what the reader is shown to tell whether it is a reason."""
    seen = shown(text, context)
    return [(part, f">> reason {part.text} << {seen}") for part in message_parts(text)[:_MOST_PARTS]]


def _stretches(text: str, judged: Sequence[Piece]) -> list[range]:
    """Where the reason of each judgement may stand: from it to the next one; that of the first, before it too."""
    edges = [0, *(p.at for p in judged[1:]), len(text) + 1]
    return [range(a, b) for a, b in pairwise(edges)]


def _same_sentence(text: str, at: int, part: Part) -> bool:
    """Whether a fact begins in a part, or before it in its sentence."""
    return at < part.end and not _SENTENCE_ENDS.search(text[at : part.start])


def _lacks_one(
    text: str, piece: Piece, chances: Sequence[tuple[Part, float]], near: Sequence[tuple[Part, float]]
) -> bool:
    """Whether a judgement has no reason, or words for one that are certainly none, or hardly beside a certain one."""
    reason = str(piece.args.get("reason", ""))
    if not reason:
        return True
    own = [p for _, p in _own(text, reason, chances)]
    most = _HARDLY if max((p for _, p in near), default=0.0) >= _CERTAIN else _NEVER
    return bool(own) and max(own) <= most


def _own(text: str, reason: str, chances: Sequence[tuple[Part, float]]) -> list[tuple[Part, float]]:
    """The parts that the words of a reason stand in."""
    at = text.find(reason)
    return [(part, p) for part, p in chances if part.start < at + len(reason) and at < part.end] if at >= 0 else []


def _trimmed(text: str, piece: Piece, chances: Sequence[tuple[Part, float]]) -> str | None:
    """A reason without parts at its ends that certainly are none; None where all of it is one."""
    own = _own(text, str(piece.args.get("reason", "")), chances)
    kept = [i for i, (_, p) in enumerate(own) if p > _NEVER]
    if not kept or len(own) == 1 + kept[-1] - kept[0] or max(p for _, p in own) < _TOLD:
        return None
    at = max(own[kept[0]][0].start, text.find(str(piece.args["reason"])))
    why = text[at : own[kept[-1]][0].end].strip(" .!,;:→")
    return why if len(why.split()) >= _FEWEST else None


def _likeliest(text: str, near: Sequence[tuple[Part, float]]) -> str | None:
    """The words of the likeliest reason with those beside it that are one as well; None where none is likely."""
    sure = [p >= _TOLD and explains(part.text) for part, p in near]
    if not any(sure):
        return None
    first = max((i for i, is_so in enumerate(sure) if is_so), key=lambda i: near[i][1])
    last = first
    while first > 0 and sure[first - 1]:
        first -= 1
    while last + 1 < len(near) and sure[last + 1]:
        last += 1
    why = up_to_request(text[near[first][0].start : near[last][0].end].strip(" .!,;:"))
    return why if len(why.split()) >= _FEWEST else None
