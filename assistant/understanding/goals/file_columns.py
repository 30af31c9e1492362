"""Columns of a file that nobody has looked into yet, told by name: what is left out, what keeps rows together."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.names.columns import COMMON
from assistant.understanding.text.words import bag

_NAME = r"[\"'`“]?[A-Za-z][\w.]*\w[\"'`”]?"
_NAMES = rf"(?P<names>{_NAME}(?:(?:, (?:and |or )?| and | or | & ){_NAME}){{0,5}})"
_ENDS = r"(?=\s*(?:[.,;!:)\n]|$|\b(?:and|but|because|since|as|so|for|when|then|please|pls)\b))"
_LEFT_OUT = re.compile(
    rf"\b(?:(?:don['’]?t|do not|never|not to|must not|mustn['’]?t) (?:use|include|take|consider)|drop|exclude|ignore|omit|remove|leave out|leaving out|without|except|disregard) (?:the |our )?(?P<noun>(?:columns?|fields?|variables?|features?) )?{_NAMES}{_ENDS}"
    rf"|\bleave (?:the )?{_NAMES.replace('names', 'between')} out\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    rf"\b(?:group(?:ed|ing)?|folds?|split(?:ting)?|cv|validat\w+|validation)(?: it| them| the (?:data|rows|folds))? (?:by|on|per) (?:the )?(?:columns? |field )?(?P<name>{_NAME}){_ENDS}"
    rf"|\b(?:let|make|have|with|take|use) (?:the )?(?:columns? |field )?(?P<be>{_NAME}) (?:be |as )?(?:the|a|our) (?:group|block|fold)s?\b"
    rf"|\bkeep(?:ing)? (?:all |the |all the )?(?:rows|records|lines|cases|data)? ?(?:of|with|from) (?:one|a|each|every|the same|an? single) (?P<one>{_NAME}) (?:together|in one fold|on one side)",
    re.IGNORECASE,
)
_NO_NAME = bag(
    "it that this them these those all everything anything any none nothing missing null nulls nan nans duplicates duplicate outliers outlier rows row"
    " columns column values value data table file header headers index weekends time date group groups grouping chance random hand default class target label"
    " leakage leaks cross validation folds me us you i we my our too also again now please jargon words details explanation explanations models model runs"
)
"""What may stand where a column is told and is none."""


def with_file_columns(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with the columns of a file just named that the message leaves out or keeps rows together by.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment; where columns are known, they are read among those.
    """
    if context.columns or not any(c.name in ("use_data", "set_goal") for c in commands):
        return tuple(commands)
    out = [_grouped(text, c) for c in commands]
    known = {
        str(v) for c in commands for k in ("target", "columns_forbidden", "column") for v in _as_list(c.args.get(k))
    }
    left_out = [n for n in _left_out(text, context) if n not in known]
    if not left_out or any(c.args.get("columns_forbidden") for c in out):
        return tuple(out)
    return (*out, Command(name="constrain", args={"columns_forbidden": left_out}))


def _as_list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _left_out(text: str, context: Context) -> list[str]:
    """The names behind "drop", "do not use" and the like, where each may be one of a column."""
    named = [(w.start, w.end) for w in tagged(text, context)[0] if w.entity]
    out: list[str] = []
    for said in _LEFT_OUT.finditer(text):
        group = "names" if said["names"] else "between"
        start, end = said.span(group)
        names = [n.strip("\"'`“”") for n in re.split(r", (?:and |or )?| and | or | & ", said[group])]
        known = any(a < end and start < b for a, b in named)
        if not known and all(_may_be(n, bool(said["noun"])) for n in names):
            out += names
    return list(dict.fromkeys(out))


def _may_be(name: str, called: bool) -> bool:
    """Whether a word may be a column's name; one that means something else must be called a column."""
    return name.lower() not in _NO_NAME and (called or name.lower() not in COMMON)


def _grouped(text: str, command: Command) -> Command:
    """A test by groups with the column that they are told by."""
    said = _TOGETHER.search(text) if command.name == "set_validation" else None
    if said is None or command.args.get("method") != "group" or "column" in command.args:
        return command
    name = (said["name"] or said["be"] or said["one"]).strip("\"'`“”")
    if not _may_be(name, called=False):
        return command
    return command.model_copy(update={"args": {**command.args, "column": name}})
