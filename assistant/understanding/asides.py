"""What is said beside a request and asks for nothing: what is asked of a supposition, how to speak, what is not meant."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.lexicon import METRICS
from assistant.understanding.merging import WEAK, Piece

_WHETHER = re.compile(
    r"\W*(?:(?:and|so|but|ok|well),? )*(?:is|are|would|will|could|can|does|do|may|might|how (?:much|good|high|low|far))\b[^?.;]*?\b(?=(?:if|when|with|given|after|by (?:using|allowing|spending))\b)",
    re.IGNORECASE,
)
"""What is asked of a supposition that follows: "is more accuracy possible if …"."""
_SPEAKS = re.compile(
    r"\b(?:speak|talk|write|explain|answer|say|tell|put)\b[^.;!?,]{0,25}?\b(?:simpl\w*|plain(?:ly)?|easy|easily)(?: (?:words?|language|terms?|english|sentences))?\b",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"\bsimpl|\bplain|\beas(?:y|ily)\b", re.IGNORECASE)
_FOR_GOOD = re.compile(
    r"\b(?:from (?:now|here) on|always|allow\w*|permit\w*|forbid\w*|for (?:good|this goal)|in (?:general|future)|rule)\b",
    re.I,
)
_ON_A_MODEL = frozenset({"promote", "roll_back", "retrain", "score_data", "export"})
_NOT_THE_OTHER = re.compile(
    r"(?:[,;] ?(?:and |but )?|\bbut )not (?:the|that) (?!(?:use|want|any)\b)[\w -]{1,24}?(?= *(?:[,.;!)]|$| and\b| but\b))",
    re.IGNORECASE,
)
"""What an act on a model is not meant for: "promote churn_lr, not the forest"."""


def without_asides(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without what stands beside a request and asks for nothing itself.

    Args:
        text: the message.
        pieces: what was read.
    """
    return [p for piece in pieces if (p := _without(text, piece, pieces)) is not None]


def _without(text: str, piece: Piece, pieces: Sequence[Piece]) -> Piece | None:
    if piece.name == "what_if" and len(piece.args) > 1 and _STILL_LEADS.search(text):
        piece = _less(piece, "families_allowed") or piece
    if piece.name == "what_if" and _only_asked(text, piece):
        return _less(piece, "metric")
    if piece.name == "prefer" and piece.args.get("wish") in ("simple", "interpretable") and len(pieces) > 1:
        rest = _SPEAKS.sub("", text)
        return piece if rest == text or _SIMPLE.search(rest) else None
    if piece.name != "constrain":
        return piece
    plans = [p.args.get("families") for p in pieces if p.name in ("propose_runs", "edit_proposal")]
    if piece.args.get("families_allowed") in plans and "families_allowed" in piece.args and not _FOR_GOOD.search(text):
        return _less(piece, "families_allowed")
    beside = any(p.name in _ON_A_MODEL for p in pieces) and set(piece.args) == {"families_forbidden"}
    return None if beside and _NOT_THE_OTHER.search(text) else piece


_STILL_LEADS = re.compile(
    r"\b(?:would|will|does|do|might|could) (?:the |a )?[\w-]+(?: (?:model|models|trees?|forests?|regression|bayes|nets?|networks?|machines?))?(?: (?:still|then|also|ever))* (?:leads?|wins?|be (?:first|best|ahead|on top|in front|the best|number one)|come (?:out )?(?:first|on top|ahead)|stay (?:first|ahead|on top|best)|beat|keep)\b",
    re.IGNORECASE,
)
"""A question of who would win: whoever is named in it is not supposed to be the only one."""


def _only_asked(text: str, piece: Piece) -> bool:
    """Whether the metric of a supposition is named before what is supposed: it is asked about."""
    asked = _WHETHER.match(text)
    names = "|".join(re.escape(n) for n in METRICS.get(str(piece.args.get("metric")), ()))
    named = [m.start() for m in re.finditer(rf"\b(?:{names})\b", text, re.IGNORECASE)] if names else []
    return bool(asked and named and max(named) < asked.end() and set(piece.args) != {"metric"})


def _less(piece: Piece, key: str) -> Piece | None:
    args = {k: v for k, v in piece.args.items() if k != key}
    return replace(piece, args=args) if set(args) - {WEAK} else None
