"""A run by its place that is to stand beside a kept model: "make the second one the challenger of credit"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.lexicon import ORDINALS, place_named

_POST = r"(?:challenger|shadow|candidate|canary|rival|contender)"
_PLACE = rf"(?:(?:number|no\.?|nr\.?|rank|run|result|model|#)\s*#?(?P<digit>\d{{1,2}})|the (?P<nth>{'|'.join(ORDINALS)}|\d(?:st|nd|rd|th))(?: (?:one|run|model|result|best|place))?|the (?P<best>best|winner|top|winning)(?: (?:one|run|model|result))?)"
_BESIDE = re.compile(
    rf"\b{_PLACE}\b(?! (?:version|row|column|time|plan))[^.;!?]{{0,30}}?\b{_POST}\b (?:of|to|for|against|beside|behind|next to) (?:the )?(?:model )?[\"'`“]?(?P<model>[\w.-]+\w)",
    re.IGNORECASE,
)
_ITS = re.compile(rf"\b{_PLACE}\b(?! (?:version|row|column|time|plan))[^.;!?]{{0,20}}?\bits {_POST}\b", re.IGNORECASE)


def with_places(text: str, pieces: Sequence[Piece], context: Context) -> list[Piece]:
    """The pieces with the place of the run in a promotion to a post beside a model that is named with it.

    Args:
        text: the message.
        pieces: what was read.
        context: the moment; a place is one of the results'.
    """
    moves = [p for p in pieces if p.name == "promote"]
    if len(moves) != 1 or not context.results or not context.models:
        return list(pieces)
    said = _BESIDE.search(text) or _ITS.search(text)
    if said is None or (place := _place(said)) > context.results:
        return list(pieces)
    named = said["model"] if "model" in said.groupdict() else moves[0].args.get("model")
    model = next((m for m in context.models if m.lower() == str(named or "").lower()), None)
    if model is None:
        return list(pieces)
    post = re.search(_POST, said.group(), re.IGNORECASE)
    alias = post.group().lower() if post else "challenger"
    alias = "challenger" if alias in ("rival", "contender") else alias
    args = {**moves[0].args, "rank": place, "model": model, "alias": alias}
    return [replace(p, args=args) if p is moves[0] else p for p in pieces]


def _place(said: re.Match[str]) -> int:
    return 1 if said["best"] else place_named(said["digit"] or said["nth"])
