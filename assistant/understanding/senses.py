"""Senses: commands told apart by the slot that is filled, and how each sense reads its slots from what is named.

"the age you must not take" and "without age it is senseless" are both `constrain`; their senses are
`constrain.columns_forbidden` and `constrain.columns_required`. A sense that is known says which slot the names go to,
whatever the order of the words.
"""

import re
from collections.abc import Callable
from typing import Any

from assistant.understanding.clauses import sentences
from assistant.understanding.commands import MEANINGS
from assistant.understanding.commands.costs import costs_in
from assistant.understanding.commands.goal import KIND_NAMED, KIND_OF
from assistant.understanding.commands.validation import validation
from assistant.understanding.context import Context
from assistant.understanding.facts import loose, tagged
from assistant.understanding.grammar import Args, Clause, Found, Meaning, first_of
from assistant.understanding.implied import implied_column, spoken_column
from assistant.understanding.lexicon import SHARES
from assistant.understanding.speller_words import speller
from assistant.understanding.supposing import folded
from assistant.understanding.tagging import Tagger

BACKGROUND = "background"
"""Stands among the senses for sentences that ask for nothing ("We sell shoes.")."""
_SPLIT = ("set_goal", "set_validation", "set_budget", "constrain")
_NEEDS_ARGS = frozenset({"prefer", "feedback", "use_data", "import_history", "set_role"})
_MEANING: dict[str, Meaning] = {m.name: m for m in MEANINGS}


def command_of(sense: str) -> str:
    """The command that a sense belongs to."""
    return sense.split(".")[0]


def sense_of(name: str, args: dict[str, Any]) -> str | None:
    """The sense of a command with these args; None where it says several things at once."""
    if name not in _SPLIT:
        return name
    if name == "set_validation":
        return f"{name}.{args.get('method', 'cv')}"
    if name == "constrain" and args.get("interpretable") is False:
        return f"{name}.opaque" if len(args) == 1 else None
    if name == "set_goal" and "target" in args and len(args) <= 2:
        return f"{name}.target"
    keys = list(args)
    return f"{name}.{keys[0]}" if len(keys) == 1 else None


def clause_of(text: str, context: Context) -> Clause:
    """A whole message as one clause."""
    words, _ = tagged(text, context)
    return Clause(tuple(w for s in sentences(words, text) for w in s), text)


def args_of(sense: str, clause: Clause, context: Context) -> Args | None:
    """The slots of a sentence or clause whose sense is known; None where what it needs isn't named."""
    if not clause.words:
        return None
    name = command_of(sense)
    if name in _SPLIT:
        return _FILLS[sense](loose(clause, Tagger(context, speller())), context) if sense in _FILLS else None
    if name == "set_error_costs":
        return costs_in(clause, context)
    if name in ("what_if", "correct"):
        return folded([clause], context, Tagger(context, speller())) or ({} if name == "what_if" else None)
    meaning = _MEANING[name]
    if meaning.fill is None:
        return None if name in _NEEDS_ARGS else {}
    return meaning.fill(_found(clause, context))


def _found(clause: Clause, context: Context) -> Found:
    match = re.match(r".*", clause.text)
    assert match is not None
    return Found(match, clause, context)


Slot = Callable[[Clause, Context], Args | None]


def _all(key: str, kind: str) -> Slot:
    def fill(clause: Clause, context: Context) -> Args | None:
        values = clause.values(kind)
        return {key: values} if values else None

    return fill


def _one(key: str, kind: str, factor: float = 1.0, last: bool = False) -> Slot:
    def fill(clause: Clause, context: Context) -> Args | None:
        values = clause.values(kind)
        if not values:
            return None
        value = values[-1 if last else 0]
        return {key: round(value * factor, 6) if factor != 1.0 else value}

    return fill


def _target(clause: Clause, context: Context) -> Args | None:
    columns = clause.values("COL")
    if len(columns) == 1:
        return {"target": columns[0]}
    words = re.findall(r"[a-z]+", clause.text)
    column = None if columns else spoken_column(words, context.columns) or implied_column(words, context.columns)
    return {"target": column} if column else None


def _metric(clause: Clause, context: Context) -> Args | None:
    said = [
        m
        for m in re.finditer(r"MET\d+", clause.text)
        if not re.search(r"(?:not|no|than|instead_of) $", clause.text[: m.start()])
    ]
    return {"metric": first_of(clause.values("MET", *said[0].span()))} if len(said) == 1 else None


def _kind(clause: Clause, context: Context) -> Args | None:
    named = KIND_NAMED.search(clause.text)
    return {"kind": KIND_OF[named.group("kind")]} if named else None


def _validated(method: str) -> Slot:
    return lambda clause, context: validation(method)(_found(clause, context))


def _runs(clause: Clause, context: Context) -> Args | None:
    whole = [int(v) for v in clause.values("NUM") if v == int(v) and v > 0]
    return {"runs": whole[0]} if len(whole) == 1 else None


def _floor(clause: Clause, context: Context) -> Args | None:
    names, percents, numbers = clause.values("MET"), clause.values("PCT"), clause.values("NUM")
    if len(names) != 1 or len(percents or numbers) != 1:
        return None
    value = percents[0] / 100 if percents else numbers[0]
    value = value / 100 if not percents and names[0] in SHARES and value > 1 else value
    return {"min_metric": {"metric": names[0], "value": round(value, 6)}}


_FILLS: dict[str, Slot] = {
    "set_goal.target": _target,
    "set_goal.metric": _metric,
    "set_goal.kind": _kind,
    **{f"set_validation.{m}": _validated(m) for m in ("cv", "holdout", "time", "group")},
    "set_budget.seconds": _one("seconds", "DUR"),
    "set_budget.runs": _runs,
    "constrain.columns_forbidden": _all("columns_forbidden", "COL"),
    "constrain.columns_required": _all("columns_required", "COL"),
    "constrain.protected_columns": _all("protected_columns", "COL"),
    "constrain.families_forbidden": _all("families_forbidden", "FAM"),
    "constrain.families_allowed": _all("families_allowed", "FAM"),
    "constrain.interpretable": lambda clause, context: {"interpretable": True},
    "constrain.opaque": lambda clause, context: {"interpretable": False},
    "constrain.max_run_s": _one("max_run_s", "DUR"),
    "constrain.max_latency_ms": _one("max_latency_ms", "DUR", 1000.0),
    "constrain.max_memory_mb": _one("max_memory_mb", "MEM"),
    "constrain.min_metric": _floor,
}
"""How each sense reads its slots."""
