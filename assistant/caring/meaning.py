"""What a sentence about a kept model asks for beyond its command: fairness, robustness, the recommender itself.

Which command is meant is for the understanding (`assistant.understanding.commands.in_use`); here is only what a handler
has to tell apart, and a path that answers the question of an earlier turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.cards import Command

if TYPE_CHECKING:
    from assistant.understanding.context import Understanding
    from assistant.visit import Visit

FAIR = re.compile(r"\b(?:un)?fair(?:ness|ly)?\b|\bbias(?:ed)?\b|\bdiscriminat\w+", re.IGNORECASE)
_WORSE_ROWS = (
    r"\b(?:missing|gaps|noise|noisy|shifted|unseen|unknown|new categor\w+|corrupt\w*|dirty|bad (?:data|rows|inputs?))\b"
)
ROBUST = re.compile(
    r"\bhow (?:robust|resilient|sturdy|brittle|fragile|sensitive|stable) (?:is|are|would)\b|\brobustness\b|"
    r"\bstress.?test|\b(?:is|are) (?:it|this|that|the|my|our)\b.{0,25}\b(?:robust|brittle|fragile|resilient)\b|"
    r"\b(?:it|model|version|champion|predictions?)\b.{0,12}\b(?:copes?|bears?|deals?|holds? up|stands? up|works?|"
    rf"performs?|reacts?)\b.{{0,40}}{_WORSE_ROWS}|\bwhat happens? (?:if|when|with|under)\b.{{0,40}}{_WORSE_ROWS}",
    re.IGNORECASE,
)
"""Questions about rows that are worse than usual; the rows of a table at hand are another matter."""
OF_RECOMMENDER = re.compile(
    r"\b(?:is|are|has|have|how|does|do|did)\b.{0,20}\b(?:the recommender|your (?:own )?(?:recommendations?|predictions|"
    r"estimates|meta.?model)|the meta.?model)\b.{0,20}\b(?:still|got(?:ten)? worse|getting worse|degrad\w+|"
    r"drift\w*|calibrated|hold(?:ing)? up|declin\w+)\b",
    re.IGNORECASE,
)
_ASKED_FOR_A_PATH = ("watch", "check_drift", "score_data")


def for_the_asker(visit: Visit, understood: Understanding) -> Understanding:
    """The same; a path alone goes to the command that asked for one."""
    question, last = visit.state.question, visit.state.last_turn
    if question is None or question.slot != "source" or last is None:
        return understood
    if [c.name for c in understood.commands] != ["use_data"]:
        return understood
    asked = [c for c in last.commands if c["name"] in _ASKED_FOR_A_PATH]
    if not asked:
        return understood
    args = {**asked[-1].get("args", {}), **understood.commands[0].args}
    return understood.model_copy(update={"commands": (Command(name=asked[-1]["name"], args=args),), "question": None})
