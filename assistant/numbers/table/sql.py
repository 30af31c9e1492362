"""The SQL of a question over a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.numbers.parts import quoted
from assistant.numbers.table.asked import Asked
from assistant.numbers.table.conditions import Condition
from assistant.numbers.table.names import Names

_OF = {
    "mean": "avg({c})", "median": "median({c})", "min": "min({c})", "max": "max({c})", "sum": "sum({c})",
    "spread": "stddev_samp({c})", "distinct": "count(DISTINCT {c})", "mode": "mode({c})",
}  # fmt: skip
_MOST_GROUPS = 500


def named(column: str) -> str:
    """A column's or a table's name as SQL takes it."""
    return '"' + column.replace('"', '""') + '"'


def sql_of(asked: Asked, table: str, names: Names, gaps: Mapping[str, str] | None = None) -> str:
    """The statement that answers a question.

    Its columns are those it is split by, `figure`, `rows` (rows it rests on) and, of a share or a count, `of_rows`.

    Args:
        asked: the question.
        table: what the statement calls the table.
        names: its columns.
        gaps: column to the test that tells which of its values mean missing, as `gap` gives it.
    """
    where = " AND ".join(test(c) for c in _tests(asked)) if _tests(asked) else ""
    columns = [*([named(asked.by)] if asked.by else []), *_figure(asked, names)]
    head = "SELECT " + ",\n  ".join(columns) + f"\nFROM {_known(table, gaps or {})}"
    narrowed = f"\nWHERE {where}" if where else ""
    if not asked.by:
        return head + narrowed
    order = "figure ASC" if asked.best == "least" else "figure DESC"
    most = asked.most or _MOST_GROUPS
    return f"{head}{narrowed}\nGROUP BY {named(asked.by)}\nORDER BY {order} NULLS LAST, rows DESC\nLIMIT {most}"


def _known(table: str, gaps: Mapping[str, str]) -> str:
    """The table, with values that mean missing missing."""
    if not gaps:
        return named(table)
    instead = ", ".join(f"CASE WHEN NOT {is_gap} THEN {named(c)} END AS {named(c)}" for c, is_gap in gaps.items())
    return f"(SELECT * REPLACE ({instead}) FROM {named(table)})"


def gap(column: str, values: Sequence[str], *, numbers: bool) -> str:
    """The test of whether a value of a column is one of those that mean missing, as `is_code` decides it."""
    if numbers:
        known = ", ".join(f"{float(v):.15g}" for v in values if _is_number(v))
        return f"({named(column)} IN ({known}))" if known else "(FALSE)"
    texts = ", ".join(quoted(v.strip().casefold()) for v in values)
    return f"(lower(trim(CAST({named(column)} AS VARCHAR))) IN ({texts}))"


def _is_number(value: str) -> bool:
    try:
        return math.isfinite(float(value))
    except ValueError:
        return False


def columns_of(asked: Asked) -> list[str]:
    """The columns that the statement names."""
    split = [asked.by] if asked.by else []
    return list(dict.fromkeys([*asked.measured, *split, *(c.column for c in (*asked.where, *asked.of))]))


def test(condition: Condition) -> str:
    """A condition in SQL."""
    of = named(condition.column)
    if condition.part:
        of = f"{condition.part}({of})"
    values = [_literal(v) for v in condition.values]
    if condition.test in ("missing", "present"):
        return f"{of} IS {'NOT ' if condition.test == 'present' else ''}NULL"
    if condition.test == "between":
        return f"{of} BETWEEN {values[0]} AND {values[1]}"
    if condition.test == "in":
        return f"{of} IN ({', '.join(values)})"
    return f"{of} {condition.test} {values[0]}"


def _tests(asked: Asked) -> list[Condition]:
    """What narrows the rows: of a count or share without groups it is counted instead, so that all rows show too."""
    return [] if asked.figure in ("count", "share") and not asked.by else asked.where


def _figure(asked: Asked, names: Names) -> list[str]:
    """The columns of the answer: the figure, and the rows it rests on."""
    if asked.figure == "share":
        return _share(asked)
    if asked.figure == "count":
        within = " AND ".join(test(c) for c in asked.where)
        counted = f"count(*) FILTER ({within})" if within and not asked.by else "count(*)"
        return [f"{counted} AS figure", f"{counted} AS rows", _ALL]
    if asked.figure == "correlation":
        a, b = (_number(c, names) for c in asked.measured)
        both = f"count(*) FILTER ({a} IS NOT NULL AND {b} IS NOT NULL)"
        return [f"corr({a}, {b}) AS figure", f"{both} AS rows", _ALL]
    column = named(asked.measured[0])
    of = _number(asked.measured[0], names) if asked.figure in ("mean", "median", "sum", "spread") else column
    return [f"{_OF[asked.figure].format(c=of)} AS figure", f"count({column}) AS rows", _ALL]


_ALL = "count(*) AS of_rows"


def _share(asked: Asked) -> list[str]:
    """The share among the rows that are narrowed to, with how many rows of all have it too."""
    part = " AND ".join(test(c) for c in asked.of) or "TRUE"
    share = f"{asked.per:g} * avg(CASE WHEN {part} THEN 1 ELSE 0 END)"
    within = " AND ".join(test(c) for c in asked.where) if not asked.by else ""
    if not within:
        return [f"{share} AS figure", f"count(*) FILTER ({part}) AS rows", _ALL]
    return [
        f"{share} FILTER ({within}) AS figure",
        f"count(*) FILTER ({part} AND {within}) AS rows",
        f"count(*) FILTER ({within}) AS of_rows",
        f"count(*) FILTER ({part}) AS in_all",
    ]


def _number(column: str, names: Names) -> str:
    return f"CAST({named(column)} AS INTEGER)" if names.seen(column).kind == "boolean" else named(column)


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return quoted(str(value))
