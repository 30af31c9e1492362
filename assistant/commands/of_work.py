"""Questions of figures that are answered from the work itself: mistakes, changes, trust, errors, groups."""

from __future__ import annotations

from assistant.commands.changed import say_changes
from assistant.commands.how_good import group_column, say_by_group, say_error
from assistant.commands.how_sure import say_calibration, say_evidence, say_threshold
from assistant.commands.mistakes import say_mistakes
from assistant.commands.trust import say_trust
from assistant.commands.where_stood import say_kept
from assistant.understanding.commands.followups import of_change
from assistant.understanding.commands.of_work import of_error
from assistant.understanding.commands.short_asks import of_calibration, of_evidence, of_threshold
from assistant.understanding.commands.trusting import of_mistakes, of_trust
from assistant.understanding.commands.whats_there import of_kept
from assistant.visit import Visit

_SHORT = ((of_calibration, say_calibration), (of_threshold, say_threshold), (of_evidence, say_evidence))


def told_of_work(visit: Visit, question: str) -> bool:
    """Answers a question about how the work stands; whether it is one."""
    if of_kept(question) and "alias" not in question.casefold():
        say_kept(visit)
        return True
    for asks, say in _SHORT:
        if asks(question):
            say(visit)
            return True
    if of_mistakes(question):
        say_mistakes(visit, question)
        return True
    if of_change(question) and (visit.state.recommendations or visit.commands):
        say_changes(visit)
        return True
    trusted = of_trust(question)
    if trusted is not None:
        say_trust(visit, trusted)
        return True
    if of_error(question):
        say_error(visit)
        return True
    column = group_column(visit, question)
    if column is not None:
        say_by_group(visit, column)
    return column is not None
