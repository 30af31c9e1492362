"""Readings that cannot be meant: amounts below nothing, places that don't exist, names that no column has."""
# ruff: noqa: E501 - a list of words or a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from assistant.cards import Command, Option, Question
from assistant.understanding.context import Context
from assistant.understanding.names.columns import COMMON, LOOSE_STOP
from assistant.understanding.text.lexicon import SHARES
from assistant.understanding.text.words import bag, fold, parts

MOST_FOLDS = 50
_NEGATIVE = re.compile(r"(?:^|[\s(=])-(?P<n>\d+(?:[.,]\d+)?)(?!\d*\s*(?:st|nd|rd|th)\b)")
_MINUS = re.compile(
    r"(?:^|\s)(?:minus|negative) (?P<n>\d+|one|two|three|five|ten|twenty|thirty|a|an)(?= (?:minutes?|mins?|seconds?|hours?|runs?|tries|folds?|gb|mb|percent|trials?)\b)"
)
_NOTHING = re.compile(
    r"(?<![\d.,])0 (?P<of>runs?|tries|trials?|minutes?|mins?|seconds?|secs?|hours?|folds?|models?|experiments?)\b"
)
_ONE_FOLD = re.compile(
    r"\b(?<!in )(?<!into )(?<!same )(?<!to )(?<!within )(?<!of )(?:one|zero)[\s-]*folds?\b(?! (?:for|per|each))"
)
_FOLDS = re.compile(r"(?<![\d.,-])(?P<n>\d+)[\s-]*(?:fold|folds)\b|\b(?:folds?|k|cv)\s*(?:=|of|:)\s*(?P<m>\d+)")
_METRIC_SAID = re.compile(r"\b(?:mcc|r2|r squared|matthews|phi)\b")
_CHOOSING = frozenset({"propose_runs", "edit_proposal", "explain_recommendation", "compare", "stop", "pause", "resume"})
_SAID = {"promote": "promote", "retrain": "retrain", "roll_back": "roll back", "explain_model": "explain the model"}
_OF_RUNNING = frozenset({"stop", "pause", "resume"})
"""Said of runs whose number isn't known where nothing was recommended: those with results aren't all."""
_ABOUT_COLUMN = re.compile(
    r"^(?:please |can you |could you |also |and |then |now )*(?P<lead>drop|remove|exclude|ignore|omit|discard|leave out|never use|do not use|don't use|without|predict|forecast|estimate|the target is"
    r"|target is|the target should be|target|describe|keep) (?:the |our |my |a |column |feature |field |variable )*[\"'`]?(?P<name>[a-z_][\w.]*(?: (?!columns?\b|fields?\b|features?\b|variables?\b|please\b|instead\b|now\b|out\b|too\b)[a-z_][\w.]*)?)[\"'`]?"
    r"(?: (?:column|columns|field|feature|variable))?(?: (?:please|instead|now|from the data|from the model|out|as well|too))*\s*[.!]*$"
)
_WRITTEN_AS_COLUMN = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
_NAMES_NOTHING = COMMON | bag(
    "it that this them those these one ones something anything everything nothing all who what which whether how if"
)


def impossible(text: str, commands: Sequence[Command], context: Context) -> Question | None:
    """What to ask where an amount, a number of folds or a place on the list cannot be meant."""
    folded = fold(text)
    if commands and all(c.name == "ask_numbers" for c in commands):
        return None  # "how many rows have a temperature below -5?"
    return _odd_amount(folded, commands) or _odd_folds(folded) or _odd_share(commands) or _odd_place(commands, context)


def _odd_share(commands: Sequence[Command]) -> Question | None:
    """What to ask where a share lies outside 0 to 1."""
    for command in commands:
        floor, held_out = command.args.get("min_metric"), command.args.get("holdout_fraction")
        if isinstance(floor, dict) and floor.get("metric") in SHARES and not 0 <= floor.get("value", 0) <= 1:
            return _share_question(
                f"{floor['metric']} lies between 0 and 1", floor["value"], "at least 0.8 " + floor["metric"]
            )
        if held_out is not None and not 0 < held_out < 1:
            return _share_question(
                "A share of the rows lies between 0 and 100 %", held_out, "hold out 20 % of the rows"
            )
    return None


def _share_question(why: str, said: float, says: str) -> Question:
    options = (Option(label=says, says=says), Option(label="something else", says="help"))
    return Question(text=f"{why}, so {said:g} cannot be. Which did you mean?", slot="reading", options=options)


def _odd_amount(folded: str, commands: Sequence[Command]) -> Question | None:
    negative = _MINUS.search(folded) or (None if _METRIC_SAID.search(folded) else _NEGATIVE.search(folded))
    nothing = _NOTHING.search(folded)
    if negative is None and nothing is None:
        return None
    left_out = [str(r) for c in commands for r in c.args.get("exclude_ranks") or ()]
    if negative is not None and negative.group("n") in left_out:  # "-2" of a plan leaves the second out
        return None
    said = f"-{negative.group('n')}" if negative else nothing.group(0) if nothing else ""
    return Question(
        text=f"An amount of {said} cannot be. Which did you mean?", slot="reading", options=_without_sign(folded)
    )


def _without_sign(folded: str) -> tuple[Option, ...]:
    plain = re.sub(r"(^|[\s(=])-(?=\d)", r"\1", folded).strip()
    other = Option(label="something else", says="help")
    return (Option(label=plain[:60], says=plain[:120]), other) if plain != folded.strip() else (other,)


def _odd_folds(folded: str) -> Question | None:
    said = [int(m.group("n") or m.group("m")) for m in _FOLDS.finditer(folded)]
    if _ONE_FOLD.search(folded):
        said.append(1)
    for n in said:
        if not 2 <= n <= MOST_FOLDS:
            return Question(
                text=f"Cross-validation takes 2 to {MOST_FOLDS} folds, not {n}. How many?",
                slot="folds",
                options=tuple(Option(label=f"{k} folds", says=f"use {k}-fold cross-validation") for k in (5, 10)),
            )
    return None


def _which_model(commands: Sequence[Command], context: Context) -> Question | None:
    """Which of several models is meant, where the one command of a message needs one and names none."""
    for command in commands:
        unnamed = command.name in _SAID and not {"rank", "model"} & set(command.args)
        unnamed &= command.name != "explain_model" or not context.results  # then it is of the best run
        if unnamed and len(context.models) > 1 and context.model is None and len(commands) == 1:
            return Question(
                text="Which model do you mean?", slot="model",
                options=tuple(Option(label=m, says=f"{_SAID[command.name]} {m}") for m in context.models[:4]),
            )  # fmt: skip
    return None


def _odd_place(commands: Sequence[Command], context: Context) -> Question | None:
    count = max(context.recommendations, context.results)
    if not count:
        return _which_model(commands, context)
    for command in commands:
        if command.name not in _CHOOSING or (command.name in _OF_RUNNING and not context.recommendations):
            continue
        places = [*command.args.get("ranks", ()), *command.args.get("exclude_ranks", ()), command.args.get("rank", 1)]
        beyond = [p for p in places if p > count or p == 0]
        if beyond:
            return Question(
                text=f"There are {count} to choose from, so there is no number {beyond[0]}. Which do you mean?",
                slot="reading",
                options=(Option(label="the first", says="run the first"), Option(label=f"the last, number {count}", says=f"run number {count}")),
            )  # fmt: skip
    return _which_model(commands, context)


def unknown_column(text: str, commands: Sequence[Command], context: Context) -> Question | None:
    """A question naming the nearest columns where a message names one that the data doesn't have.

    Where it opens another table the column is one of that.
    """
    if not context.columns or any(c.name == "use_data" for c in commands):
        return None
    guessed = [c.args["target"] for c in commands if c.name == "set_goal" and c.args.get("target")]
    name = next((t for t in guessed if t not in context.columns), None)
    lead = "predict"
    if name is None and not commands and (match := _ABOUT_COLUMN.match(text.strip().lower())):
        said = match.group("name").split()
        known = any(w in LOOSE_STOP or w in _NAMES_NOTHING for w in said)
        name, lead = (
            (None if known and not _WRITTEN_AS_COLUMN.search(match.group("name")) else match.group("name")),
            match.group("lead"),
        )
    if name is None:
        return None
    near = nearest(name, context.columns)
    return Question(
        text=f"The table has no column “{name}”. The nearest are {' and '.join(near)}: which do you mean?",
        slot="target" if lead == "predict" else "reading",
        options=tuple(Option(label=c, says=f"{lead} {c}") for c in near),
    )


def nearest(name: str, columns: Sequence[str], n: int = 2) -> list[str]:
    """The columns whose names are closest to what was said, the closest first."""
    spoken = {c: " ".join(parts(c)) or c for c in columns}
    found = process.extract(name.replace("_", " ").lower(), spoken, scorer=fuzz.WRatio, limit=n)
    return [key for _, _, key in found]
