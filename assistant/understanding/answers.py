"""Short answers to the question that Sextant asked last: "Churn", "the first", "20 times"."""
# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

import re
from typing import Any

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.names.columns import ColumnBook
from assistant.understanding.reading import read
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.lexicon import KINDS, table
from assistant.understanding.text.words import Word, bag

_MOST_WORDS = 8
_FILLERS = bag(
    "the a an it is please i think take use let us go with that would be say about ok well hm for to my our of column , . !"
)
_KINDS = table(KINDS)
_METHODS = {
    "cv": "cv",
    "cross": "cv",
    "folds": "cv",
    "holdout": "holdout",
    "hold": "holdout",
    "time": "time",
    "date": "time",
    "group": "group",
    "groups": "group",
}


def answer(text: str, context: Context) -> tuple[Command, ...] | None:
    """The commands that a bare answer to the pending question means; None where the message is something else."""
    slot = context.question_slot
    if not slot:
        return None
    words, _ = tagged(text, context)
    content = [w for w in words if w.text not in _FILLERS]
    if _asks_for_something(text, context):
        return None
    if not content or len(words) > _MOST_WORDS or "?" in text:
        return None
    chosen = _option(text, content, context)
    if chosen is not None and chosen.strip().lower() != text.strip().lower():
        words, _ = tagged(chosen, context)
        content = [w for w in words if w.text not in _FILLERS]
        text = chosen
    return _for_slot(slot, text, content, context)


_ACTS = frozenset(
    {"undo", "help", "decline", "status", "stop", "small_talk", "out_of_scope", "show_profile", "reset_profile", "look_at_data", "recommend", "show_results", "history", "who_approved", "score_data", "check_drift", "import_history", "retrain"}
)  # fmt: skip


def _asks_for_something(text: str, context: Context) -> bool:
    """Whether the message is a request of its own ("undo", "help") rather than an answer."""
    alone = context.model_copy(update={"question_slot": None})
    return bool(commands := read(text, alone).commands) and commands[0].name in _ACTS and not _is_option(text, context)


def _is_option(text: str, context: Context) -> bool:
    return text.strip().strip(".!").lower() in {o.lower() for o in context.question_options}


_NAME = re.compile(r"[\w][\w.\-/]*")


def _option(text: str, content: list[Word], context: Context) -> str | None:
    """The option that was named by its words or its place."""
    options = context.question_options
    said = text.strip().strip(".!").lower()
    for option in options:
        if option.lower() == said:
            return option
    ranks = [v for w in content if w.entity and w.entity.kind == "RANK" for v in w.entity.values]
    if len(content) <= 2 and len(ranks) == 1 and options:
        place = ranks[0] if ranks[0] > 0 else len(options) + 1 + ranks[0]
        return options[place - 1] if 1 <= place <= len(options) else None
    close = [o for o in options if said and (o.lower().startswith(said) or said in o.lower().split())]
    return close[0] if len(close) == 1 else None


def _entity(content: list[Word], kind: str) -> Any:
    return next((w.entity.values[0] for w in content if w.entity and w.entity.kind == kind), None)


def _for_slot(slot: str, text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    readers = {
        "target": _target, "metric": _metric, "kind": _kind, "positive_class": _positive, "budget": _budget, "seconds": _budget,
        "runs": _budget, "error_costs": _ratio, "validation": _method, "method": _method, "source": _source, "data": _source,
        "role": _role,
    }  # fmt: skip
    reader = readers.get(slot)
    if reader is None:
        return None
    return reader(text, content, context)


def _one(name: str, args: Args) -> tuple[Command, ...]:
    return (Command(name=name, args=args),)


def _target(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    if any(w.entity and w.entity.kind != "COL" for w in content):
        return None  # "price. RMSE": the message is read as a whole
    column = _entity(content, "COL") or ColumnBook(context.columns).expected(text.strip(" .!\"'`"))
    return _one("set_goal", {"target": column}) if column and len(content) <= 3 else None


def _metric(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    metric = _entity(content, "MET")
    return (
        _one("set_goal", {"metric": metric})
        if metric and len(content) <= 3 and content[0].text not in ("not", "no")
        else None
    )


def _kind(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    for n in range(len(content), 0, -1):
        for i in range(len(content) - n + 1):
            kind = _KINDS.get(tuple(w.text for w in content[i : i + n]))
            if kind:
                return _one("set_goal", {"kind": kind})
    return None


def _positive(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    said = text.strip(" .!\"'`‘’“”„«»")
    known = [
        v
        for v in (*context.column_values.get(context.target or "", ()), *context.question_options)
        if v.lower() == said.lower()
    ]
    if known or len(content) == 1:
        return _one("set_goal", {"positive_class": known[0] if known else said})
    return None


def _budget(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    seconds, number = _entity(content, "DUR"), _entity(content, "NUM")
    runs = (
        number
        if number is not None and (context.question_slot == "runs" or re.search(r"\b(?:runs|tries|trials)\b", text))
        else None
    )
    if seconds is None and runs is None:
        return None
    return _one("set_budget", {k: v for k, v in (("seconds", seconds), ("runs", runs)) if v is not None})


def _ratio(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    numbers = [v for w in content if w.entity and w.entity.kind == "NUM" for v in w.entity.values]
    if not numbers or len(content) > 5:
        return None
    return _one(
        "set_error_costs", {"false_negative": numbers[0], "false_positive": numbers[1] if len(numbers) > 1 else 1}
    )


def _method(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    methods = [_METHODS[w.text] for w in content if w.text in _METHODS]
    return _one("set_validation", {"method": methods[0]}) if methods and len(content) <= 2 else None


def _source(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    source = (
        _entity(content, "SRC")
        or _entity(content, "QUOTE")
        or (said if _NAME.fullmatch(said := text.strip(" .!")) else None)
    )
    return _one("use_data", {"source": str(source)}) if source else None


def _role(text: str, content: list[Word], context: Context) -> tuple[Command, ...] | None:
    said = "_".join(text.lower().replace("a ", "", 1).split()).strip("._!")
    return _one("set_role", {"role": said}) if said in ("data_scientist", "domain_expert", "analyst") else None
