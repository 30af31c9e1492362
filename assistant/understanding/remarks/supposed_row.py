"""What is supposed of a single row: "and if his income were 40000?" after one was explained, "what if row 5 had 2 rooms?".

It is a question to the model about that row with other values, and no other goal. A supposition that names no value of
a column, or speaks of what the work itself may use, is read elsewhere.
"""

# ruff: noqa: E501 - a pattern or a list of words broken over lines is harder to read than a long one

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.understanding.context import Context
from assistant.understanding.facts import tagged
from assistant.understanding.names.implied import implied_column
from assistant.understanding.text.grammar import Args
from assistant.understanding.text.lexicon import number_said
from assistant.understanding.text.words import Word, bag, parts, stem

_LEAD = r"\W*(?:(?:and|so|but|ok|okay|well|hm+|now|then|also|please|or)[\s,]+)*"
_SUPPOSES = re.compile(
    rf"{_LEAD}(?:what(?: would (?:it|the model|you) (?:say|predict|think|give))?,? (?:if|about|with)\b|what_if\b|if\b"
    r"|supposing\b|suppose\b|assuming\b|assume\b|imagine\b|how about (?:if|with)\b|let us say\b|let's say\b|say\b"
    r"|would (?:it|the model|he|she|they|this|that|row|customer|patient|case|the)\b.*\b(?:if|with)\b|had (?:he|she|they|it)\b"
    r"|were (?:he|she|they|it)\b|and with\b|with\b)",
    re.IGNORECASE,
)
_OF_THE_WORK = re.compile(
    r"\b(?:we|i|you|us|target\w*|metric\w*|goal|predict (?:the )?\w+ instead|optimi[sz]\w*|runs?|tries|minutes?|hours?|seconds"
    r"|budget|folds?|models? (?:that|with|to|for)|famil\w+|drop\w*|remov\w*|exclud\w*|forb\w+|leav\w+ out|left out|without"
    r"|rows|only the|every (?:row|one|body)|threshold|cost\w*|column|columns|train\w*|recommend\w*|data|table)\b",
    re.IGNORECASE,
)
"""Words of the work: what is supposed is none of a row."""
_ROW = re.compile(
    r"\b(?:row|case|record|line|customer|patient|client|person|applicant|number|id)\s+(?:number\s+|no\.?\s*|#\s*)*"
    r"(?P<key>[a-z]{0,5}[-_]?\d[\w-]*)\b",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?P<n>\d{1,3})(?:[ -]years?)?[ -]old\b|\b(?:aged|turned) (?P<m>\d{1,3})\b", re.IGNORECASE)
_NO_ROW = ("FAM", "MET", "DUR", "MEM", "STRAT", "SRC", "MODEL")
_BETWEEN = bag(
    "were was is are be had been has have to of at on in the a an = : about around only just still even exactly instead"
    " would could did it he she they his her its their value and"
)
_FILLED = bag("than as more less fewer below above under over up down to by from")
"""Words behind a column after which a number says how much, and no value."""


def row_supposed(text: str, context: Context) -> Args | None:
    """The row that a supposition is about with the values it would have; None where it is about something else.

    Args:
        text: the message.
        context: the moment, with the row that was explained last.
    """
    named = _ROW.search(text)
    key = named["key"] if named else context.explained
    if not key or len(text) > 200 or not _SUPPOSES.match(text) or _OF_THE_WORK.search(text):
        return None
    said = text if named is None else text[: named.start()] + " " * len(named.group()) + text[named.end() :]
    words = [w for w in tagged(said, context)[0] if w.text != "_"]
    if any(w.entity is not None and w.entity.kind in _NO_ROW for w in words):
        return None
    changes = dict(_of_values(words, context)) | dict(_of_columns(words, said, context))
    aged = _AGED.search(said)
    ages = [c for c in context.columns if "age" in parts(c)]
    if aged and len(ages) == 1:
        changes[ages[0]] = int(aged["n"] or aged["m"])
    changes = changes or dict(_of_verbs(words, context))
    if not changes or context.target in changes:
        return None
    return {"key": key, "changes": changes}


def _of_columns(words: Sequence[Word], said: str, context: Context) -> Iterator[tuple[str, int | float | str]]:
    """Each column that is named with the value behind it, or with the figure right before it."""
    for i, word in enumerate(words):
        column = _column(word)
        if column is None:
            continue
        value = _value_behind(words, i, said, context)
        if value is None and i and _is_figure(words[i - 1]):
            value = _figure(words[i - 1])
        if value is not None:
            yield column, value


def _column(word: Word) -> str | None:
    one = word.entity is not None and word.entity.kind == "COL" and len(word.entity.values) == 1
    return str(word.entity.values[0]) if one and word.entity is not None else None


def _value_behind(words: Sequence[Word], i: int, said: str, context: Context) -> int | float | str | None:
    """The value that is said of the column at a place: "income were 40000", "plan = pro"."""
    known = {v.lower(): v for v in context.column_values.get(_column(words[i]) or "", ())}
    for word in words[i + 1 : i + 8]:
        raw = said[word.start : word.end].strip("\"'`").lower()
        if raw in known:
            return known[raw]
        if _is_figure(word):
            return _figure(word)
        if word.entity is not None and word.entity.kind == "QUOTE":
            return str(word.entity.values[0])
        if word.text in _FILLED - {"to"} or word.text not in _BETWEEN:
            return None
    return None


def _of_values(words: Sequence[Word], context: Context) -> Iterator[tuple[str, str]]:
    """Values that only one column has, said without it: "what if she were on pro"."""
    owners: dict[str, list[tuple[str, str]]] = {}
    for column, values in context.column_values.items():
        for value in values:
            owners.setdefault(value.lower(), []).append((column, value))
    for word in words:
        found = owners.get(word.text, []) if word.is_plain and len(word.text) > 2 else []
        if len(found) == 1 and found[0][0] != context.target:
            yield found[0]


def _of_verbs(words: Sequence[Word], context: Context) -> Iterator[tuple[str, int | float | str]]:
    """A figure behind a word that speaks of a column without naming it: "what if he earned 40000"."""
    for before, word in pairwise(words):
        if not _is_figure(word) or not before.is_plain:
            continue
        alike = [c for c in context.columns if stem(before.text) in {stem(p) for p in parts(c)}]
        column = alike[0] if len(alike) == 1 else implied_column([before.text], context.columns)
        if column is not None:
            yield column, _figure(word)


def _is_figure(word: Word) -> bool:
    return word.entity is not None and word.entity.kind in ("NUM", "PCT", "RANK") and len(word.entity.values) == 1


def _figure(word: Word) -> int | float:
    assert word.entity is not None
    value = float(number_said(str(word.entity.values[0])) or word.entity.values[0])
    return int(value) if value.is_integer() else value
