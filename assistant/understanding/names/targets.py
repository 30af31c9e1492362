"""What is to be predicted, called so or checked against the values in the data, and what a bare name may ask for."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command, Option, Question
from assistant.understanding.context import Context
from assistant.understanding.names.column_words import stands_for
from assistant.understanding.names.columns import COMMON, ColumnBook
from assistant.understanding.text.words import bag, parts

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
    """The commands with the target that the message calls so, in a file that nobody has looked into yet.

    Where columns are known, it is one of two values where a yes or no is asked and only a word of another fits.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment, with the values of columns that have few.
    """
    commands = _with_called_target(text, commands, context)
    return tuple(_checked(text, c, context) if c.name == "set_goal" else c for c in commands)


_WRITTEN = r"[\"'`“]?(?P<{}>[A-Za-z]\w*(?:_\w+|\d\w*|[a-z][A-Z]\w*|\w))[\"'`”]?"
_WISHED = r"(?:predict\w*|forecast\w*|estimat\w*|what (?:we|i) (?:really )?(?:want|need|care about|are after|am after)|(?:want|wants|wish|wishes|need|needs|like|love|have|has|try|interested|curious) (?:in knowing|to (?:know|see|find out|learn|foresee|tell|model|understand|say)))"
_CALLED_SO = (
    re.compile(
        rf"\b(?:the|our|its|that|this) (?:column|field|variable|figure|value)(?: (?:for (?:it|that|this)|(?:that |which )?(?:tells|says|holds|shows) (?:it|that|this|so)|in question|(?:that |which )?(?:we|i) (?:(?:really|mostly|most) )?(?:care about|want|need|are (?:after|interested in)|am (?:after|interested in))))?(?: is|['’]s|:)(?: (?:called|named|labell?ed|written as))? {_WRITTEN.format('name')}(?=(?: (?:too|also|as well))?\s*(?:[.,;!]|$|\band\b))"
    ),
    re.compile(
        rf"(?:^|[,;.:] (?:and |where )?){_WRITTEN.format('name')} (?:is|would be|being) the (?:number|figure|value|count|quantity|amount|column|one)(?: (?:we|i) (?:want|need|mean|care about|are after))?(?=\s*(?:[.,;!]|$|\band\b))"
    ),
)
"""A column of a table that nobody has looked into yet, called what it is all about: "the column is called net_sales"."""
_CALLED_TARGET = (
    re.compile(
        rf"(?:^|[,;.:] (?:and |where |with )?)(?:(?:the )?column )?{_WRITTEN.format('name')} (?:is|=|as|being|would be) (?:the |our |my )?(?:(?:y|target|label|goal|response|outcome|answer)(?: (?:column|variable|field))?|(?:answer|outcome|response|result) (?:column|variable|field)|(?:what|the (?:one|thing|column))(?: (?:we|i) (?:want|need))? to (?:predict|forecast|guess))(?=\s*(?:[.,;!]|$|\band\b))"
    ),
    re.compile(
        rf"\bthe {_WRITTEN.format('name')} column (?:is|=|would be) (?:the |our |my )?(?:y|target|label|goal|answer|(?:what|the (?:one|thing))(?: (?:we|i) (?:want|need))? to (?:predict|forecast|guess))(?=\s*(?:[.,;!]|$|\band\b))"
    ),
    re.compile(
        rf"\b(?:the|our) (?:column|field|variable|figure|value|thing|one) (?:that |which )?(?:(?:we|i) (?:want|need|have|would like|['’]d like) )?to (?:guess|predict|forecast|estimate|foresee|foretell|model) (?:is|=|:|would be)(?: called| named)? {_WRITTEN.format('name')}(?=\s*(?:[.,;!]|$|\band\b))"
    ),
)
"""The same, called the target outright."""
_INTEREST = re.compile(
    rf"\b(?:am|are|['’]m|['’]re)(?: (?:only|mainly|mostly|really|most|especially))* interested in (?:the |our )?{_WRITTEN.format('name')}(?=\s*(?:[.,;!]|$|\band\b))"
)
_NO_COLUMN = COMMON | bag(
    "recommendations suggestions advice ideas accuracy performance explanations everything anything it this that"
)
_BRACKETED = re.compile(rf"\b{_WISHED}\b(?P<what>[^.;!?()]{{3,80}}) \({_WRITTEN.format('name')}\)", re.IGNORECASE)
"""What is to be known, with its column behind it: "we want to know the delay (arr_delay_min)"."""
_BESIDE = re.compile(
    rf"\b{_WISHED}\b(?P<what>[^!?]{{3,120}}?)(?:[,;:(–—-]|\b(?:that|it|this|which)(?: is|['’]?s|(?= (?:is|stands) ))|\b(?:written|kept|stored|recorded|held|noted)(?: down)?)(?: (?:stands |is )?(?:in|under|by|as))? ?(?:the |our |a )?(?:column|field|variable)(?: called| named)? {_WRITTEN.format('name')}(?=\s*(?:[.,;!)–—-]|$|\band\b))",
    re.IGNORECASE,
)
"""What is to be known, with its column told beside it: "what we want is the delay, column arr_min"."""
_RULED = re.compile(
    r"\b(?:drop(?! (?:in|of)\b)|leav\w+|exclud\w+|ignor\w+|remov\w+|without|skip|not|never|n['’]t|by|group\w*|split\w*|order\w*|from|using|protect\w*|fair\w*)\b",
    re.IGNORECASE,
)
"""What is said of a column that is not the one to be predicted."""
_LIKE_A_COLUMN = re.compile(r"_|\d|[a-z][A-Z]")


def _target_called(text: str) -> str | None:
    """The column that a message calls what is to be predicted, where nobody knows the table's columns yet."""
    wished = re.search(rf"\b{_WISHED}\b", text, re.IGNORECASE) is not None
    found = [m for one in _CALLED_SO for m in one.finditer(text)]
    found = [m for m in found if _LIKE_A_COLUMN.search(m["name"]) or wished]
    found = found or [m for one in _CALLED_TARGET for m in one.finditer(text) if m["name"].lower() not in _NO_COLUMN]
    if not found and (told := _BRACKETED.search(text)):
        words = re.findall(r"[^\W\d_]+", told["what"].lower())
        own = [p for p in parts(told["name"]) if len(p) > 2]
        alike = any(stands_for(p, w) or p[:5] == w[:5] for p in own for w in words)
        found = [told] if _LIKE_A_COLUMN.search(told["name"]) or alike else []
    if not found and (told := _BESIDE.search(text)) and not _RULED.search(told["what"]):
        found = [told]
    if not found:
        found = [m for m in _INTEREST.finditer(text) if m["name"].lower() not in _NO_COLUMN]
    names = {m["name"] for m in found}
    return names.pop() if len(names) == 1 else None


def _with_called_target(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with the column of a file just named that the message calls what is to be predicted."""
    opened = any(c.name == "use_data" for c in commands) and not context.columns
    target = _target_called(text) if opened else None
    goal = next((c for c in commands if c.name == "set_goal"), None)
    known = str(goal.args.get("target", "")) if goal else ""
    if target is None or _LIKE_A_COLUMN.search(known):
        return tuple(commands)
    aimed = Command(name="set_goal", args={**(goal.args if goal else {}), "target": target})
    others = [c for c in commands if c is not goal]
    at = next(i for i, c in enumerate(others) if c.name == "use_data") + 1  # its columns are those of the file
    return (*others[:at], aimed, *others[at:])


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
