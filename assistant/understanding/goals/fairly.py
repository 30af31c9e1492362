"""Groups of people that are to be treated alike, wished for beside other facts: "… and no difference between men and women"."""
# ruff: noqa: E501 - a pattern broken over lines is harder to read than a long one

import re
from collections.abc import Sequence

from assistant.cards import Command
from assistant.understanding.commands.turns import GROUP, columns_of_groups
from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.merging import Piece, relieved
from assistant.understanding.names.naming import columns_named
from assistant.understanding.text.grammar import COLUMN_RULES

_ALIKE = r"(?:the same|alike|equally|fairly|differently|worse|equal|unequally|unfairly|as well as)"
_WISHED = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"\b(?:fair(?:ly|ness)?|just|impartial|unbiased|neutral) (?:to|towards|for|between|among|across|with)\b[^.;?!]{{0,30}}\b{GROUP}\b(?:[^.;?!]{{0,12}}\b{GROUP}\b)?",
        rf"\b(?:treat|handle|serve|judge|rate)(?:s|ed|ing)?\b[^.;?!,]{{0,30}}\b{GROUP}\b[^.;?!]{{0,30}}\b{_ALIKE}\b",
        rf"\b{GROUP}\b[^.;?!]{{0,20}}\b(?:must|should|have to|has to|need to|may|can|shall|ought to|are to|is to)\b[^.;?!]{{0,25}}\b{_ALIKE}\b",
        rf"\b(?:no|without(?: any)?|not any) (?:difference|distinction|discrimination|bias|disadvantage|gap|favouritism)s? (?:between|of|against|for|among|to|by|towards)\b[^.;?!]{{0,20}}\b{GROUP}\b(?:[^.;?!]{{0,12}}\b{GROUP}\b)?",
        rf"(?:\b(?:not|never|nobody|no one|cannot)\b|n['’]t\b)[^.;?!]{{0,15}}\b(?:discriminat|disadvantag|bias|prejudic|penali)\w*[^.;?!]{{0,25}}\b{GROUP}\b",
    )
)
_SUPPOSED = re.compile(r"\b(?:if|whether|what if|is it|are they|was it|why|how|suppose)\b[^.;!]*$", re.IGNORECASE)
"""What stands before words that only ask or suppose it."""


def with_groups(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with the columns of the groups that are to be treated alike, where nothing was read of that yet.

    Args:
        text: the message.
        commands: what was read in it.
        context: the moment, with the columns of the data.
    """
    known = any("protected_columns" in c.args for c in commands) or any(c.name == "explain_model" for c in commands)
    limit = "what_if" if any(c.name == "what_if" for c in commands) else "constrain"
    columns = [] if known else groups_wished(text, context, supposed=limit == "what_if")
    if not columns:
        return _with_those(text, commands, context)
    out = list(commands)
    limits = next((i for i, c in enumerate(out) if c.name == limit), None)
    if limits is None:
        return _with_those(text, [*out, Command(name="constrain", args={"protected_columns": columns})], context)
    out[limits] = out[limits].model_copy(update={"args": {**out[limits].args, "protected_columns": columns}})
    return _with_those(text, out, context)


_ALSO_THOSE = re.compile(
    rf"(?:\band|\bplus|\bas well as|[,;&])\s+(?:(?:also|please|equally|likewise)\s+)*(?:(?:for|to|towards?|between|among|across|with|by)\s+)?(?:(?:all|the|those|our|any|every)\s+)*(?:{GROUP}|kids|children|pupils|students|people|persons|patients|customers|clients|staff|employees|applicants|families|members|tenants|guests|users|borrowers|drivers|ones|those)\s+(?:with|on|having|in|from|by|who (?:get|have|receive|are on|are in))\s+(?:the |a |an )?(?P<what>[\w]+(?: [\w]+){{0,2}}?)(?:,? (?:too|as well|also|alike|likewise|equally))*(?=\s*(?:[.;!,]|$))",
    re.IGNORECASE,
)
"""More people that are to be treated alike, told by what the data has of them: "and also for the kids with free lunch"."""


def _with_those(text: str, commands: Sequence[Command], context: Context) -> tuple[Command, ...]:
    """The commands with the columns of people who are named beside groups that are to be treated alike."""
    limits = next((c for c in commands if c.name == "constrain" and "protected_columns" in c.args), None)
    if limits is None or "?" in text:
        return tuple(commands)
    said = [columns_named(tagged(m["what"], context)[0], context) for m in _ALSO_THOSE.finditer(text)]
    known = [str(c) for c in limits.args["protected_columns"]]
    ruled = {c for key in COLUMN_RULES for c in limits.args.get(key, ())}
    more = [c for columns in said for c in columns if c not in ruled and c != context.target]
    wider = limits.model_copy(update={"args": {**limits.args, "protected_columns": [*known, *dict.fromkeys(more)]}})
    return tuple(wider if c is limits and more else c for c in commands)


def protected_stay(text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the columns to be fair to among those ruled out, where others are ruled out and each is named once.

    Args:
        text: the message: "be fair to sex, and the number is only running, leave it aside".
        pieces: what was read.
    """
    fair = {str(c) for p in pieces for c in p.args.get("protected_columns", ()) if p.name == "constrain"}
    out = {str(c) for p in pieces for c in p.args.get("columns_forbidden", ()) if p.name == "constrain"}
    once = {c for c in fair if len(re.findall(rf"\b{re.escape(c).replace('_', '[ _]')}\b", text, re.IGNORECASE)) == 1}
    return relieved(pieces, ("columns_forbidden",), fair & once) if out - fair else list(pieces)


def groups_wished(text: str, context: Context, *, supposed: bool = False) -> list[str]:
    """The columns of the groups of people that a message wishes to be treated alike, as the data calls them.

    Args:
        text: the message.
        context: the moment, with the columns of the data.
        supposed: whether what is only supposed or asked counts, too.
    """
    for pattern in _WISHED:
        for match in pattern.finditer(text):
            ends = re.search(r"[.;?!]", text[match.end() :])
            asked = ends is not None and ends.group() == "?"
            if supposed or (not asked and not _SUPPOSED.search(text[: match.start()])):
                return columns_of_groups(re.findall(r"[a-z]+", match.group().lower()), context.columns)
    return []
