"""All commands, in one explicit list. A new command is one file with its `HANDLERS` and one line here."""

from assistant.commands import (
    data,
    decide,
    declared,
    exchange,
    explain,
    explain_models,
    explain_row,
    gates,
    goal,
    judge,
    models,
    moves,
    person,
    plan,
    recommend,
    remember,
    results,
    running,
    steering,
    strategies,
    talk,
    watching,
)
from assistant.commands._base import Handler

HANDLERS: tuple[Handler, ...] = (
    *data.HANDLERS,
    *goal.HANDLERS,
    *recommend.HANDLERS,
    *plan.HANDLERS,
    *decide.HANDLERS,
    *declared.HANDLERS,
    *running.HANDLERS,
    *steering.HANDLERS,
    *strategies.HANDLERS,
    *results.HANDLERS,
    *explain.HANDLERS,
    *explain_models.HANDLERS,
    *explain_row.HANDLERS,
    *judge.HANDLERS,
    *remember.HANDLERS,
    *models.HANDLERS,
    *moves.HANDLERS,
    *gates.HANDLERS,
    *exchange.HANDLERS,
    *person.HANDLERS,
    *watching.HANDLERS,
    *talk.HANDLERS,
)
HANDLERS_BY_NAME: dict[str, Handler] = {h.name: h for h in HANDLERS}

__all__ = ["HANDLERS", "HANDLERS_BY_NAME", "Handler"]
