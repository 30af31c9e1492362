"""Groups of people as they are called: “women” are the rows where a column of the table says so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_MOST_VALUES = 30
_ALIKE: tuple[frozenset[str], ...] = (
    frozenset({"woman", "women", "female", "females", "f", "w", "girl", "girls", "lady", "ladies", "weiblich", "frau"}),
    frozenset({"man", "men", "male", "males", "m", "boy", "boys", "gentleman", "männlich", "mann"}),
)
"""Words and codes for one group; a code of one letter counts only in a column with a code for the other."""
_TRUE = frozenset({"yes", "y", "true", "1", "1.0", "t", "ja"})
_NAMED = re.compile(r"^\s*(?P<column>.+?)\s*(?:==?|is|being|:)\s*[\"'“]?(?P<value>.+?)[\"'”]?\s*$", re.IGNORECASE)


def groups_called(words: str, frame: pd.DataFrame, columns: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The groups that words mean: column to its values, each as the column has it.

    A value itself (“smoker”, “sex = F”) goes before another word for it (“women” for F), before a column of yes and no
    (“smokers” for smoker = yes).

    Args:
        words: who is meant.
        frame: the table.
        columns: those that may be meant; all of few values where None or empty.
    """
    named = _NAMED.match(words)
    if named:
        column = next((c for c in map(str, frame.columns) if c.casefold() == named["column"].casefold()), None)
        if column is not None:
            values = [v for v in _values(frame[column]) if v.casefold() == named["value"].casefold()]
            return {column: tuple(values)} if values else {}
    few = {str(c): _values(frame[c]) for c in frame.columns if not columns or str(c) in columns}
    few = {c: v for c, v in few.items() if 2 <= len(v) <= _MOST_VALUES}
    said = _forms(words)
    for look in (_by_value, _by_meaning, _by_flag):
        found = {c: hit for c, v in few.items() if (hit := look(c, v, said))}
        if found:
            return found
    return {}


def _values(column: pd.Series) -> list[str]:
    return [str(v) for v in column.dropna().unique()[: _MOST_VALUES + 1]]


def _forms(words: str) -> set[str]:
    """The words as they are and in the singular."""
    plain = re.sub(r"^(?:the|our|all|any|for)\s+", "", words.strip().casefold())
    found = {plain, plain.removesuffix("s"), re.sub(r"ies$", "y", plain)}
    return found | {re.sub(r"\s+(?:people|customers?|patients?|persons?|clients?|ones?)$", "", f) for f in found}


def _by_value(column: str, values: Sequence[str], said: set[str]) -> tuple[str, ...]:
    return tuple(v for v in values if len(v) > 1 and v.casefold() in said)


def _by_meaning(column: str, values: Sequence[str], said: set[str]) -> tuple[str, ...]:
    present = [{v.casefold() for v in values} & alike for alike in _ALIKE]
    if not all(present):  # a lone “m” may be anything
        return ()
    meant = next((alike for alike in _ALIKE if said & alike), frozenset())
    return tuple(v for v in values if v.casefold() in meant)


def _by_flag(column: str, values: Sequence[str], said: set[str]) -> tuple[str, ...]:
    spoken = re.sub(r"[_\W]+", " ", column).strip().casefold().removeprefix("is ")
    if len(values) != 2 or not said & _forms(spoken):
        return ()
    return tuple(v for v in values if v.casefold() in _TRUE)
