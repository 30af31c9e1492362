"""What a clause that no rule knows still says by the names in it; used only where nothing else was read."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re

from assistant.understanding.text.grammar import Args, Clause

_UNDERSTAND = re.compile(
    r"\b(?:understand|understands|understandable|explain|explains|explainable|explained|follow(?! ups?\b)|read|interpret|interpretable|justify|justified|transparent|comprehend|grasp|traceable|defend|reasons|rationale)\b"
)
_NO_NEED = re.compile(
    r"\b(?:need not|not need|not have to|not necessary|no need|does not matter|do not care|not matter)\b"
)
_TROUBLE = re.compile(
    r"\b(?:bad|trouble|problems?|failed|fails|disappointed|disappointing|overfit|overfits|awful|useless|unreliable)\b"
)
_ASKS = re.compile(
    r"^(?:why|how|what|which|who|when|where|explain|describe|can|could|do|does|did|is|are|show|tell|help|read|follow|i do not|i did not|(?:(?:let|may) (?:me|us|i)|i (?:will|shall|want to|have to|must|should|can)|to)(?: (?:first|just|briefly|quickly|shortly|perhaps))* explain)\b|\?"
)
_AGAINST = re.compile(
    r"\b(?:no|not|never|without|out|off|avoid|hate|forbidden|ban|banned|nothing|against|stop|drop|neither|nor|refuse|distrust|dislike|veto|wrong)\b"
)


def guess(clause: Clause) -> tuple[str, Args] | None:
    """The one command that the names in a clause can hardly mean otherwise; None where they may.

    Questions are never guessed at.
    """
    text = clause.text
    if _ASKS.search(text):
        return None
    if _UNDERSTAND.search(text) and not clause.values("COL") and len(text.split()) > 3:
        return "constrain", {"interpretable": not _NO_NEED.search(text)}
    families, metrics = clause.values("FAM"), clause.values("MET")
    if families and (_AGAINST.search(text) or _TROUBLE.search(text)):
        return "constrain", {"families_forbidden": families}
    if families and len(text.split()) <= 4:
        return "recommend", {"families": families}
    durations = clause.values("DUR")
    if len(durations) == 1 and durations[0] < 1 and not families and not metrics:
        return "constrain", {"max_latency_ms": round(durations[0] * 1000, 6)}  # nothing else is over in a moment
    if len(metrics) == 1 and not _AGAINST.search(text) and not clause.values("NUM") and not clause.values("PCT"):
        return "set_goal", {"metric": metrics[0]}
    return None
