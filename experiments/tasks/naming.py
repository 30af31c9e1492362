"""Columns by the names people give them, and the columns that are likely meant as target."""

import re
from collections.abc import Iterable, Sequence

from experiments.data.cleaning import quote
from store.errors import BadRequest

_TARGET_NAMES = (
    "target", "label", "class", "y", "churn", "churned", "outcome", "survived", "default", "defaulted", "price",
    "diagnosis", "species", "fraud", "isfraud", "result", "response", "saleprice", "attrition", "exited", "quality",
    "sales", "demand", "score", "income", "salary", "rating", "medv", "status", "type",
)  # fmt: skip


def plain(name: str) -> str:
    """A name without case, spaces and signs: `Monthly Charges` and `monthly_charges` are the same."""
    return re.sub(r"[\W_]+", "", name.casefold())


def find_column(said: str, columns: Sequence[str]) -> str | None:
    """The column that a name means: the exact one, else the only one that differs by case, spaces and signs."""
    if said in columns:
        return said
    found = [c for c in columns if plain(c) == plain(said) and plain(said)]
    return found[0] if len(found) == 1 else None


def close_columns(said: str, columns: Sequence[str], most: int = 4) -> list[str]:
    """The columns whose names are nearest to what was said, the nearest first."""
    from rapidfuzz import fuzz, process

    same = [c for c in columns if plain(c) == plain(said) and plain(said)]
    found = process.extract(said, columns, scorer=fuzz.WRatio, processor=plain, limit=most, score_cutoff=60)
    return list(dict.fromkeys([*same, *(name for name, _, _ in found)]))[:most]


def known_column(said: str, columns: Sequence[str], wanted: str = "") -> str:
    """The column that a name means.

    Args:
        said: the name as it was said.
        columns: those there are.
        wanted: what the column is for, to end the sentence with where there is none.

    Raises:
        BadRequest: there is no such column; the nearest is named.
    """
    name = find_column(said, columns)
    if name is None:
        close = close_columns(said, columns, 1)
        hint = f" Did you mean {quote(close)}?" if close else ""
        raise BadRequest(f"There is no column {quote([said])}{wanted and f' {wanted}'}.{hint}")
    return name


def likely_targets(columns: Sequence[str], unlikely: Iterable[str], most: int = 4) -> list[str]:
    """The columns likely to be predicted: those with a usual name in its usual order, then the last, then the first.

    Args:
        columns: all columns in the order of the table.
        unlikely: ids, constants, dates and the like.
        most: how many at most.
    """
    out = set(unlikely)
    possible = [c for c in columns if c not in out]
    named = sorted((c for c in possible if plain(c) in _TARGET_NAMES), key=lambda c: _TARGET_NAMES.index(plain(c)))
    return list(dict.fromkeys([*named, *possible[-1:], *possible[:1], *possible[-2:-1]]))[:most]
