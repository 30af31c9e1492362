"""Corrections that only name columns: "no, I only meant the farm" is of the rule just made, no new target."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.names.tagging import Tagger
from assistant.understanding.speller_words import speller
from assistant.understanding.text.clauses import canonical
from assistant.understanding.text.grammar import COLUMN_RULES
from assistant.understanding.text.words import parts, stem, stems_of

_AIMED = re.compile(r"\b(?:predict\w*|forecast\w*|target|estimat\w*|classif\w*|goal|aim)\b", re.IGNORECASE)
_WRONG = re.compile(
    r"^\W*(?:no|nope|not (?:those|these|that|all|so)|wrong|that(?:'s| is| was)? (?:wrong|not right|incorrect)|sorry|oops|stop|wait)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|just|merely|meant|mean)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|instead_of|never|no longer|rather than|except)(?: (?:the|a|my|our|for|to))* COL\d+")


def recast(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with a correction that names columns alone made one of the columns last ruled in or out.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment; `last_columns` tells what the columns were to the message before. Where that is not known,
            several columns cannot be a target, so they are taken for columns to leave out.
    """
    given = tuple(commands)
    bare = len(given) == 1 and given[0].name == "correct" and set(given[0].args) <= {"target", *COLUMN_RULES}
    unread = not given and bool(context.last_columns) and _WRONG.match(text) and _ONLY.search(text)
    if not (bare or unread) or _AIMED.search(text):
        return given
    if bare and "target" not in given[0].args:
        return given
    columns = _named(text, context)
    key = context.last_columns or ("columns_forbidden" if len(columns) > 1 and context.target else "")
    return (Command(name="correct", args={key: columns}),) if key and columns else given


_ASKED = frozenset({"help", "status", "look_at_data", "check_drift", "who_approved"})


_AIM = re.compile(
    r"\b(?:predict(?!or)\w*|(?<!this )goal|targets?(?! (?:measure|metric|score|value))|(?<!the )(?<!this )(?<!that )(?<!your )(?<!our )(?<!every )(?<!any )forecast\w*|forecasts? (?:of|for)|aim\w*|estimat\w*|(?<!as )(?<!as a )classif\w*|(?<!as )(?<!as a )regress\w*|outcome|dependent"
    r"|(?:the|as|my|our|is) label|label (?:is|=|:)|go(?:ing)? for|(?:want|need|like) to (?:get|know|see|find|learn|have)|what (?:i|we) (?:want|need|care)|(?:other|new|another|different) (?:plan|question|task|problem)"
    r"|instead|rather|actually|switch\w*|interested in|interests (?:me|us)|find out|figure out|vorher\w*)\b|=",
    re.IGNORECASE,
)
"""Words of what is to be predicted. Of 11 messages that change the target of a goal that stands all have one, of 14 in
which the reader saw a new target that was none, one."""


def no_new_target(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands without a target that nobody names, where a goal stands.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment. Another target needs words of what is to be predicted, or to be what the message begins
            with; where something is asked besides, and where it is the target that stands, it must be named.
    """
    if not context.target:
        return tuple(commands)
    said = stems_of(text)
    asked = any(c.name in _ASKED for c in commands)

    def unsaid(command: Command) -> bool:
        target = str(command.args.get("target", ""))
        named = any(stem(p) in said for p in parts(target))
        if target == context.target or (asked and set(command.args) == {"target"}):
            return not named
        if _still_meant(text, target, context):
            return True
        return not _AIM.search(text) and not text.casefold().lstrip(" \"'“").startswith(target.casefold())

    def stripped(command: Command) -> Command | None:
        if command.name == "set_goal" and command.args == {"kind": context.kind} and _SPOKEN_OF.search(text):
            return None
        if command.name != "set_goal" or "target" not in command.args or not unsaid(command):
            return command
        args = {k: v for k, v in command.args.items() if k != "target"}
        return command.model_copy(update={"args": args}) if args else None

    return _forgotten(text, [kept for c in commands if (kept := stripped(c)) is not None], context)


_FORGET = re.compile(r"\b(?:forget|forgetting|never ?mind|enough (?:of|with|about)|done with|so much for|scrap)\b", re.IGNORECASE)  # fmt: skip


def _forgotten(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands without a ban on the target that stands, where it is to be forgotten: no target is an input."""
    if not _FORGET.search(text):
        return tuple(commands)
    only = {"columns_forbidden": [context.target]}
    return tuple(c for c in commands if not (c.name == "constrain" and c.args == only))


_WANTED = re.compile(
    r"\b(?:want|need|like|try|trying|wish|have) to (?:know|see|find out|learn|tell|predict|forecast|say)\b|\b(?:predict|forecast)\w*\b",
    re.I,
)
_INSTEAD = re.compile(
    r"\b(?:not|instead|rather|actually|no longer|changed? my mind|switch\w*)\b|n['’]t\b", re.IGNORECASE
)


def _still_meant(text: str, target: str, context: Context) -> bool:
    """Whether the words of what is wanted name the target that stands in full, and the one that was read in none of them."""
    asked = [part for part in re.split(r"(?<=[.;!?])\s+", text) if _WANTED.search(part)]
    if not asked or not context.target or any(_INSTEAD.search(part) for part in asked):
        return False
    said = [stems_of(part) for part in asked]
    own = {stem(p) for p in parts(context.target)}
    return any(own <= s for s in said) and not any({stem(p) for p in parts(target)} & s for s in said)


_SPOKEN_OF = re.compile(
    r"\b(?:the|our|this|that|these|your) forecasts? (?:should|must|has|have|needs?|ought|will|would|is|are|was|can|may|goes?|helps?)\b",
    re.IGNORECASE,
)
"""A forecast that stands is spoken of: "the forecast should be good enough"."""


def opened_first(commands: Sequence[Command], exact: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with a table opened and its target stated, where rules read so and the reader would score it.

    "Predict wage in wages.csv" states a goal, whatever models are kept, unless the wage is of the table at hand and
    neither metric, budget nor split is named; naming a model scores with it. A model that is called like the target
    (most are) is not named by naming the target.

    Args:
        commands: what was read in a message in the end.
        exact: what rules alone read in it.
        context: the moment.
    """
    commands = _table_before_goal(commands, context)
    sources = [c.args["source"] for c in exact if c.name == "use_data" and "source" in c.args]
    goal = next((c for c in exact if c.name == "set_goal" and "target" in c.args), None)
    if len(sources) != 1 or goal is None:
        return tuple(commands)
    source, target = sources[0], str(goal.args["target"])
    is_scored = any(c.name == "score_data" for c in exact)  # then a model is named beside the target
    models = ("",) if is_scored else ("", target.casefold())
    scored = [
        c
        for c in commands
        if c.name == "score_data"
        and c.args.keys() <= {"source", "model"}
        and c.args.get("source") == source
        and str(c.args.get("model", "")).casefold() in models
    ]
    if not scored:
        return tuple(commands)
    others = [c for c in commands if c not in scored and c.name != "use_data"]
    is_goal = any(c.name in ("set_goal", "set_budget", "set_validation") for c in others)  # scoring has none of them
    if not is_goal and target.casefold() in {c.casefold() for c in (context.target or "", *context.columns)}:
        return tuple(commands)
    said = {k: v for c in others if c.name == "set_goal" for k, v in c.args.items()}
    stated = goal.model_copy(update={"args": {**goal.args, **said}})
    opened = Command(name="use_data", args={"source": source})
    return (opened, stated, *(c for c in others if c.name != "set_goal"))


def _table_before_goal(commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with the one table opened before a goal on a column that the table at hand doesn't have."""
    opened = [c for c in commands if c.name == "use_data"]
    goal = next((i for i, c in enumerate(commands) if c.name == "set_goal" and "target" in c.args), -1)
    if len(opened) != 1 or goal < 0 or commands.index(opened[0]) < goal:
        return tuple(commands)
    if str(commands[goal].args["target"]).casefold() in {c.casefold() for c in context.columns}:
        return tuple(commands)
    rest = [c for c in commands if c is not opened[0]]
    return (*rest[:goal], opened[0], *rest[goal:])


_INPUTS = ("columns_forbidden", "columns_required")


def no_rule_on_target(commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands without rules on what is predicted, which is no input and no split.

    Args:
        commands: what was read in a message.
        context: the moment. The target that stands is ruled on only where nothing else is: beside other columns it is
            spoken of ("the ticket is closed after the outage, so exclude it").
    """
    target = next((c.args["target"] for c in commands if c.name == "set_goal" and "target" in c.args), None)
    stands = target is None
    target = context.target if stands else target
    if not isinstance(target, str) or (stands and len(_ruled(commands)) < 2):
        return tuple(commands)
    out: list[Command] = []
    for command in commands:
        args = command.args
        if command.name == "set_validation" and args.get("column") == target:
            continue
        if command.name == "constrain" and any(target in args.get(key, ()) for key in _INPUTS):
            kept = {k: [c for c in v if c != target] if k in _INPUTS else v for k, v in args.items()}
            args = {k: v for k, v in kept.items() if v != []}
            if not args:
                continue
        out.append(command.model_copy(update={"args": args}))
    return tuple(out)


def _ruled(commands: Sequence[Command]) -> set[str]:
    """The columns that something is ruled of."""
    return {str(v) for c in commands if c.name == "constrain" for key in COLUMN_RULES for v in c.args.get(key, ())}


_JUDGED = frozenset({"constrain", "feedback", "watch", "set_goal", "set_error_costs", "set_validation", "score_data"})
"""What is said of the work itself: a message of it that refuses a plan says so in words that rules know."""


def never_turned_round(read: Sequence[Command], exact: Sequence[Command]) -> tuple[Command, ...]:
    """The commands without what the reader turned into its opposite: a ruled out column as target, a remark as a no.

    Args:
        read: what the trained reader left of the message and added to it.
        exact: what rules had found in it.
    """
    aims = {c.args.get("target") for c in exact if c.name in ("set_goal", "correct")}
    out = [c for rule in exact if rule.name == "constrain" for c in rule.args.get("columns_forbidden", ())]
    turned = {
        c.args["target"]
        for c in read
        if c.name == "set_goal"
        and set(c.args) == {"target"}
        and c.args["target"] in out
        and c.args["target"] not in aims
    }
    refused = any(c.name == "decline" for c in exact) or not any(c.name in _JUDGED for c in read)
    kept = [
        c
        for c in read
        if not (c.name == "decline" and not refused)
        and not (c.name == "set_goal" and set(c.args) == {"target"} and c.args["target"] in turned)
        and not (c.name == "roll_back" and _rolled_out(c, exact))
    ]
    back = [c for c in dict.fromkeys(out) if c in turned]
    at = next((i for i, c in enumerate(kept) if c.name == "constrain"), None)
    if not back or at is None:
        return (*kept, *([Command(name="constrain", args={"columns_forbidden": back})] if back else ()))
    forbidden = kept[at].args.get("columns_forbidden", ())
    both = [c for c in dict.fromkeys([*out, *forbidden]) if c in turned or c in forbidden]
    kept[at] = kept[at].model_copy(update={"args": {**kept[at].args, "columns_forbidden": both}})
    return tuple(kept)


def _rolled_out(command: Command, exact: Sequence[Command]) -> bool:
    """Whether a model that rules read to be rolled out would be rolled back."""
    given = [c.args.get("model") for c in exact if c.name == "promote"]
    return command.args.get("model") in given and not any(c.name == "roll_back" for c in exact)


_FIGURE = re.compile(
    r"(?<![\w#])(?P<whole>(?P<n>\d+(?:[.,]\d+)?) ?(?:(?:out of|of|/|in) ?(?P<of>\d+)|%|percent)|(?P<part>0)[.,]\d+)(?!\w)"
)
_A_ROW = re.compile(r"\b(?:row|rows|record|case|customer|patient|person|id|number|no\.?|nr\.?|#) ?\d", re.IGNORECASE)


def no_row(text: str, commands: Sequence[Command]) -> tuple[Command, ...]:
    """The commands with a figure such as "68 of 100" asked about as such, and not as the row of that number."""
    figure = None if _A_ROW.search(text) else _FIGURE.search(text)
    if figure is None:
        return tuple(commands)
    known = {v for k, v in figure.groupdict().items() if v and k != "whole"}
    asked = Command(name="help", args={"topic": figure["whole"]})
    return tuple(asked if c.name == "explain_prediction" and str(c.args.get("key")) in known else c for c in commands)


def _named(text: str, context: Context) -> list[str]:
    """The columns that a message names, without the target and those it sets aside."""
    tagger = Tagger(context, speller())
    words = tagger.loosened(canonical(tagger.tag(text)))
    said = " ".join(w.text for w in words)
    denied = {m.group().split()[-1] for m in _DENIED.finditer(said)}
    found = [
        str(v) for w in words if w.entity and w.entity.kind == "COL" and w.text not in denied for v in w.entity.values
    ]
    return [c for c in dict.fromkeys(found) if c != context.target]
