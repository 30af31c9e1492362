"""What is only put up with is no order: "log loss is ok too", "I could live with F1".

Where a goal stands, a metric that would do as well is asked about and does not take the place of the present one.
"""

# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command, Option, Question
from assistant.understanding.context import Context, Understanding
from assistant.understanding.facts import tagged
from assistant.understanding.text.clauses import clauses
from assistant.understanding.text.grammar import Clause
from store.records import metric as measure

_TOO = r"(?:too|as well|as_well|also|either|equally|just as|no less|another option|an option|an alternative)"
_MUCH = r"(?:just |also |equally |perfectly |quite |all |probably |certainly |as |still |even |too )*"
_DOES = r"(?:(?:is|are|was|works|work|does|do|sounds|seems|looks)|(?:would|will|might|could|may|can)(?: (?:also|well|equally|just|probably|certainly))* (?:be|work|do))"
_FINE = r"(?:ok|okay|fine|good|alright|all right|acceptable|possible|welcome|tolerable|thinkable|conceivable|nice|suitable|an option|an alternative|another option|used)"
_WOULD_DO = re.compile(rf"MET\d+ {_DOES}(?: {_MUCH}(?:{_FINE})?)?(?= |$)")
_TOO_IN = re.compile(rf"(?<!\S){_TOO}(?!\S)")
_PUT_UP_WITH = re.compile(
    r"(?<!\S)(?:(?:could|can|would|might) (?:also |well |probably |even )*(?:live with|accept|tolerate|put up with|do with)"
    r"|(?:would|do|does|did) not mind|no objections? (?:to|against)|nothing against|not opposed to|not against"
    r"|(?:am|are|is) (?:also |equally |just as )+(?:ok|okay|fine|happy) with)(?: (?:using|to use|having|the|a|an|also|even))* MET\d+"
)
_ORDERS = re.compile(
    r"\b(?:instead|use|take|switch|change|optimi[sz]\w*|maximi[sz]\w*|minimi[sz]\w*|go (?:with|for)|make|then|rather|better|prefer\w*"
    r"|let us|let's|want|need|should|must|please|set|so)\b",
    re.IGNORECASE,
)


def only_tolerated(text: str, understood: Understanding, context: Context) -> Understanding | None:
    """What was understood without a metric that would only do as well, which is asked about; None where there is none.

    Args:
        text: the message.
        understood: what was read in it.
        context: the moment; without a goal, or where a metric was asked for, it is an answer.
    """
    if not (context.target and context.recommendations) or context.question_slot == "metric" or _ORDERS.search(text):
        return None
    said = [c for c in understood.commands if c.name == "set_goal" and set(c.args) == {"metric"}]
    if len(said) != 1 or not _put_up_with(text, context):
        return None
    metric = said[0].args["metric"]
    if metric == context.metric:
        return None
    rest: Sequence[Command] = tuple(c for c in understood.commands if c is not said[0])
    return understood.model_copy(update={"commands": rest, "question": _asked(metric, context.metric)})


def _put_up_with(text: str, context: Context) -> bool:
    """Whether a clause says of a metric that it would do as well."""
    words, _ = tagged(text, context)
    parts = [Clause(tuple(part), text).text for part in clauses(words)]
    return any((_WOULD_DO.search(p) and _TOO_IN.search(p)) or _PUT_UP_WITH.search(p) for p in parts)


def _asked(metric: str, now: str | None) -> Question:
    """Asks whether a metric is to take the place of the present one, which is named where it is known."""
    other = measure(metric).label
    change = Option(label=f"Optimise {other}", says=f"optimise {other}")
    if now is None:
        return Question(text=f"Shall scores be measured by {other} from here on?", slot="instead", options=(change,))
    present = measure(now).label
    return Question(
        text=f"Scores are measured by {present} now. Shall {other} take its place?",
        slot="instead",
        options=(change, Option(label=f"Keep {present}", says=f"keep {present} as the metric")),
    )
