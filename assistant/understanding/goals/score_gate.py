"""A bound on the score that a standing rule of promotions names: "never promote anything below 0.8".

No gate holds promotions to a score by itself, and it is no bound of the goal at hand: which is meant is asked.
"""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.cards import Option, Question
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.slots.gates import is_standing, limit_said
from assistant.understanding.text.lexicon import LOWER_IS_BETTER
from store.records import metric as measure

_BOUND = re.compile(
    r"\b(?:below|under|beneath|less than|lower than|worse than|at least|above|over|more than|better than|beyond|reach(?:es)?|has|have|of|with|<|>|≥|≤)\s*(?:an? |the )?(?:[a-z_ ]{0,24}? )?(?:of )?(?P<n>\d*[.,]?\d+)(?![\d.,]*\d)\s*(?P<unit>%|percent|per cent)?(?!\s*(?:ms|milli|s\b|sec|min|mb|gb|kb|points?|pp|days?|rows|weeks?|months?))",
    re.IGNORECASE,
)
_APART = re.compile(r"\b(?:worse|better|drop\w*|loses?|loss|fall\w*|differ\w*|gap|latenc\w*|size|groups?|fair\w*|parity|odds|margin|by)\b", re.IGNORECASE)  # fmt: skip
"""What is bounded by other gates: a loss, a gain, a difference, a latency."""


def score_gate(text: str, context: Context) -> Question | None:
    """What to ask where promotions are to be held to a score; None where a message says something else.

    Args:
        text: the message.
        context: the moment, with the metric of its goal.
    """
    said = _BOUND.search(text) if len(text) <= 160 and is_standing(text) else None
    if said is None or _APART.search(text.replace(said.group(), " ")) or re.search(r"\bby\b", said.group()):
        return None
    value = limit_said(said["n"], said["unit"])
    named = [str(v) for w in tagged(text, context)[0] if w.entity and w.entity.kind == "MET" for v in w.entity.values]
    name = named[0] if named else context.metric
    options = [Option(label="As good as the one in use", says="only promote what is at least as good")]
    if name and context.target:
        bound = "at most" if name in LOWER_IS_BETTER else "at least"
        goal = f"{measure(name).label} {bound} {value:g}"
        options.append(Option(label=f"This goal: {goal}", says=f"the {measure(name).label} must be {bound} {value:g}"))
    return Question(
        text="No gate holds promotions to a score by itself: they can be held to being as good as the version in use, to a "
        "latency, a size, or how groups fare. Which shall it be?",
        slot="gate",
        options=tuple(options),
    )
