"""What is said for or against an answer itself: "the explanation of temp was wrong, cats have 38.5"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.understanding.grammar import Args
from assistant.understanding.merging import Piece
from assistant.understanding.message_parts import asks

_SAID = re.compile(
    r"(?:^|(?<=[.!;\n] ))(?:(?:well|hm+|sorry|but|so|and|also|hi|hey|i think|i find|honestly),? )*"
    r"(?P<about>(?:the|your|that|this) (?:explanations?|reasoning|justifications?|answers?|summary|plots?|charts?|overview|descriptions?)(?: (?:of|for|about|on|to|behind) [^,.;:!?]{1,40}?)?)"
    r" (?:was|is|were|are|looks?|looked|seems?|seemed|sounds?|sounded|makes?|made) (?P<verdict>(?:(?:not|simply|just|really|very|quite|completely|totally|plain|a bit|rather|pretty|so|too|no) )*(?:wrong|false|incorrect|nonsense|rubbish|useless|sense|bad|poor|confusing|misleading|unclear|vague|helpful|unhelpful|useful|good|great|excellent|clear|right|correct|spot on|perfect|convincing|unconvincing))\b"
    r"(?P<why>(?:[,;:.!–-]| because| since| as)\s*[^?\n]+)?",
    re.IGNORECASE,
)
_BAD = re.compile(r"\b(?:wrong|false|incorrect|nonsense|rubbish|useless|bad|poor|confusing|misleading|unclear|vague|unhelpful|unconvincing|too|no)\b", re.IGNORECASE)  # fmt: skip
_MISREAD = frozenset({"explain_prediction", "explain_model", "explain_recommendation", "look_at_data", "constrain", "feedback", "set_goal", "correct"})  # fmt: skip
_FEWEST = 2
"""Words that a reason has at least."""


def of_answers(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with what a message says of an answer it was given, in place of what that was taken for.

    Args:
        text: the message.
        pieces: what was read.
    """
    said = _SAID.search(text)
    if said is None or re.match(r"[^.!;\n]*\?", text[said.end("verdict") :]):
        return list(pieces)
    args: Args = {"about": said["about"], "sentiment": _felt(said["verdict"])}
    why = re.sub(r"^\W*(?:because|since|as)?\s*", "", said["why"] or "").strip(" .!")
    end = said.end()
    if asks(why) or len(why.split()) < _FEWEST:
        why, end = "", said.end("verdict")
    kept = [p for p in pieces if not (p.name in _MISREAD and said.start() <= p.at < end)]
    return sorted([*kept, Piece(said.start(), "feedback", args | ({"reason": why} if why else {}))], key=lambda p: p.at)


def _felt(verdict: str) -> str:
    """Praise or blame in a verdict: "not helpful" and "makes no sense" blame."""
    turned = re.search(r"\bnot\b", verdict, re.IGNORECASE) is not None
    return "negative" if turned != bool(_BAD.search(verdict)) else "positive"
