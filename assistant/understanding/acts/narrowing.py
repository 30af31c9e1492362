"""Clauses that only narrow what was said: "not the first, the second", "… without number 2", "… let the rest go on"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re

from assistant.understanding.context import Context
from assistant.understanding.merging import Piece
from assistant.understanding.text.grammar import Clause

_NOT_THIS_ONE = re.compile(
    r"^(?:no , |no |well , |please )*not (?:the )?RANK\d+(?: (?:model|one|run|variant|recommendation))? (?:, but|,|but) (?=(?:\S+ )*(?:RANK|NUM)\d)"
)
"""The beginning of "not the first, the second"."""


_BUT_THOSE = re.compile(
    r"^(?:please |but |no , )*(?:do not|never|not) (?P<act>stop|pause|resume|kill|abort|cancel|promote|deploy|run|start|explain|compare) (?:the |run |number )*(?:RANK|NUM)\d+(?: (?:one|run|model))?(?: ,)?"
    r"(?: (?:but|only|just|rather|instead))+ (?P<those>(?:the |run |number )*(?:RANK|NUM)\d+(?: \S+)*)$"
)
"""An act denied of one place and asked for of others: "don't stop the first, only the second"."""


def chosen(clause: Clause) -> Clause:
    """The clause without the place that is named only to be passed over, and with what is named first put in its place."""
    match = _NOT_THIS_ONE.match(clause.text)
    clause = Clause(clause.words[len(match.group(0).split()) :], clause.message) if match else clause
    others = _BUT_THOSE.match(clause.text)
    if others is not None:
        words = (*clause.covered(*others.span("act")), *clause.covered(*others.span("those")))
        clause = Clause(words, clause.message)
    return _asked_about(topic_inside(clause))


_AS_PROTECTED = re.compile(
    r"^(?:(?:and|so|please|but|we|must|should|rather) )*(?:treat|regard|consider|see|handle|keep|mark|have) (?:it|them|this|that|both) (?:as |to be )?(?:a |an )?(?:protected|sensitive|protected attributes?|fairness attributes?)(?: \S+){0,2}$"
)


def protects(clause: Clause, pieces: list[Piece]) -> bool:
    """Reads "…, treat it as protected" as said of the columns just forbidden to matter."""
    before = pieces[-1] if pieces else None
    if before is None or "columns_forbidden" not in before.args or not _AS_PROTECTED.match(clause.text):
        return False
    pieces[-1] = Piece(before.at, "constrain", {"protected_columns": before.args["columns_forbidden"]})
    return True


_TOPIC = re.compile(
    r"^(?:(?:and|but|so|as for|regarding|concerning|about) )*(?:the |run |number )*(?P<topic>(?:RANK|NUM)\d+)(?: (?:one|run|model))?(?: ,| :| -)* (?P<act>(?:please |just |better |can you |could you )*(?:stop|pause|kill|abort|cancel|end|halt|resume|continue|run|start|launch|try|skip|drop|remove|explain|promote|deploy|(?:throw|take|leave|kick|cut|toss|cross)(?= (?:it|that|this)(?: one)? (?:out|off|away)))) (?P<it>it|that|that one|this one|this)(?= |$)"
)
_WITH_FIRST = re.compile(
    r"^(?P<lead>(?:with|for|on|about|regarding|concerning|as for|using) (?:the |our )*(?:FAM|COL|SRC|RANK)\d+(?: data| table| model| models| file)?) , (?=(?:what|which|how|why|who|has|have|did|was|were)\b)"
)


def topic_inside(clause: Clause) -> Clause:
    """ "the third, stop it" as "stop the third"."""
    match = _TOPIC.match(clause.text)
    if match is None:
        return clause
    topic = clause.covered(*match.span("topic"))
    return Clause(
        (*clause.covered(*match.span("act")), *topic, *clause.covered(match.end(), len(clause.text))), clause.message
    )


def _asked_about(clause: Clause) -> Clause:
    """ "with SVMs, what happened before" as "what happened before with SVMs"."""
    match = _WITH_FIRST.match(clause.text)
    if match is None:
        return clause
    lead = clause.covered(*match.span("lead"))
    rest = clause.covered(match.end(), len(clause.text))
    end = len(rest) - (1 if rest and rest[-1].text == "?" else 0)
    return Clause((*rest[:end], *lead, *rest[end:]), clause.message)


_BUT_NOT = re.compile(
    r"^(?:(?:but|and|just|please|only) )*(?:not|no|without|except|minus|leave out|skip|omit|drop|save|never|none of)(?: (?:the|run|runs|number|rank|for))* (?:RANK|NUM)\d+(?: (?:one|run|out|please|though))*$"
)
_REST = re.compile(
    r"^(?:let|keep|leave|have)(?: the| all)* (?:rest|others?|remaining|everything else|RANK\d+|NUM\d+)(?: (?:ones?|runs?|of them|of the runs))?(?: (?:to|can|may))? ?(?:continue|running|run|going|go on|on|finish|alone|as they are|be|keep going|carry on|keep running|untouched)(?: \S+){0,3}$"
)


def narrows(clause: Clause, context: Context, pieces: list[Piece]) -> bool:
    """Reads "…, but without number 2" as said of the plan just asked for."""
    before = pieces[-1] if pieces else None
    if before is None or before.name != "propose_runs" or context.proposal or not _BUT_NOT.match(clause.text):
        return False
    ranks = clause.values("RANK") or clause.values("NUM")
    pieces.append(Piece(clause.words[0].start, "propose_runs", {"exclude_ranks": ranks}))
    return True


def rest_goes_on(clause: Clause, pieces: list[Piece]) -> bool:
    """Whether a clause only says that nothing else is stopped: "…, let the rest continue"."""
    before = pieces[-1] if pieces else None
    return before is not None and before.name in ("stop", "pause", "skip_run") and bool(_REST.match(clause.text))
