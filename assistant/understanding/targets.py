"""What is to be predicted, checked against the values in the data, and what a bare name of a column may ask for."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command, Option, Question
from assistant.understanding.columns import ColumnBook, parts
from assistant.understanding.context import Context
from assistant.understanding.words import bag

_YES_OR_NO = re.compile(
    r"\b(?:who|whom|whether|which (?:\w+ ){1,2}?(?:have|has|had|will|would|is|are|was|were|can|get|do|does)|if (?:a|an|the|some|this|that|some\w+)(?: \w+){0,3} (?:has|have|is|are|will|was|were|gets?))\b",
    re.IGNORECASE,
)
"""What asks for a yes or no about each row: "who has heart disease", "whether a pump fails"."""
_AMOUNT = re.compile(
    r"\bhow (?:much|many|long|often|high|far|old|late|big|large|fast)\b|\b(?:number|amount|count) of\b", re.I
)
_LABELS = bag("class target label outcome y status diagnosis result output flag response category answer")
"""Names of columns that say no more than that they are what is to be predicted."""


def checked_target(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with a column of two values as target, where a yes or no is asked and only a word of another fits.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment, with the values of columns that have few.
    """
    return tuple(_checked(text, c, context) if c.name == "set_goal" else c for c in commands)


def _checked(text: str, command: Command, context: Context) -> Command:
    target = command.args.get("target")
    if not isinstance(target, str) or not context.column_values or not _YES_OR_NO.search(text) or _AMOUNT.search(text):
        return command
    if len(context.column_values.get(target, ())) == 2 or _is_named(target, text):
        return command
    two = [c for c in context.columns if len(context.column_values.get(c, ())) == 2]
    labels = [c for c in two if set(parts(c)) & _LABELS] or [c for c in two if c == context.columns[-1]]
    if len(labels) != 1:
        return command
    return command.model_copy(update={"args": {**command.args, "target": labels[0]}})


def _is_named(column: str, text: str) -> bool:
    """Whether all words of a column's name stand in the message."""
    said = set(re.findall(r"[^\W_]+", text.lower()))
    return set(parts(column)) <= said


_GOES_ON = re.compile(r"\s*(?:and|n|or|but|so)\s+(?:the\s+)?(?P<name>[^,;?!]{1,40})\?+\s*", re.IGNORECASE)


def goes_on(text: str) -> bool:
    """Whether a message only names one thing more, with nothing asked of it: "and rain?"."""
    return _GOES_ON.fullmatch(text) is not None


def bare_column(text: str, context: Context) -> Question | None:
    """What to ask where a message is the name of a column and no more, or goes on to it: "and rain?"."""
    more = _GOES_ON.fullmatch(text)
    said = (more["name"] if more else text).strip(" .!?\"'`“”")
    if context.proposal or not said or len(said) > 80 or context.question_slot not in (None, "reading"):
        return None
    book = ColumnBook(context.columns)
    column = book.exact(said) or book.same(said.lower().split())
    column = column or (book.expected(said) if more else None)
    if column is None:
        return None
    says = (
        (f"Predict {column}", f"predict {column}"),
        (f"Look at {column}", f"look at the column {column}"),
        (f"Leave {column} out", f"drop the column {column}"),
    )
    options = tuple(Option(label=label, says=say) for label, say in says if column != context.target or "look" in say)
    return Question(text=f"What about {column}?", slot="reading", options=options)
