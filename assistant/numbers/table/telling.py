"""The answer to a question over a table, in a sentence and a small table."""

from __future__ import annotations

from typing import Any

from assistant import wording
from assistant.calendar_names import MONTHS, WEEKDAYS
from assistant.numbers.table.asked import Asked
from assistant.numbers.table.conditions import Condition
from assistant.numbers.table.names import Names

_FIGURES = {
    "mean": "average", "median": "median (the middle value)", "min": "lowest", "max": "highest", "sum": "sum of all",
    "spread": "standard deviation of", "distinct": "number of different values of", "mode": "most frequent",
}  # fmt: skip
_SIGNS = {"=": "=", "<>": "other than", ">": "above", ">=": "at least", "<": "below", "<=": "at most"}
_DAYS = tuple(f"{day.capitalize()}s" for day in WEEKDAYS)
_MONTHS = tuple(month.capitalize() for month in MONTHS)


def shown(value: Any) -> str:
    """A figure or a value as people read it: `1,204`, `12.4`, `0.0312`, `frozen`."""
    if value is None or (isinstance(value, float) and value != value):
        return "none"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).removesuffix(" 00:00:00")
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10_000 else f"{value:.4g}"


def in_words(conditions: list[Condition]) -> str:
    """Conditions as they are said: `burner_temp_C above 1,500 and shift is night`; empty for none."""
    return wording.listed([_said(c) for c in conditions], most=9)


def sentence(asked: Asked, rows: list[dict[str, Any]], names: Names) -> str:
    """The answer.

    Args:
        asked: the question, read.
        rows: the lines of the answer: `figure`, `rows`, `of_rows` and the column it is split by.
        names: the table.
    """
    noun = f" I took every row for one of “{asked.noun}”." if asked.noun else ""
    if asked.by:
        return _groups(asked, rows) + noun
    row = rows[0]
    if asked.figure == "count":
        return _count(asked, row, names) + noun
    if asked.figure == "share":
        return _share(asked, row) + noun
    return _measured(asked, row) + noun


def title(asked: Asked) -> str:
    """What the card is called."""
    own = {"count": "Rows", "share": f"Share with {in_words(asked.of)}", "correlation": "Correlation of"}
    what = own.get(asked.figure) or _FIGURES.get(asked.figure, "")
    of = f" {wording.listed(list(asked.measured))}" if asked.measured else ""
    within = in_words([c for c in asked.where if c.column != asked.by])
    narrowed = f", {within}" if within else ""
    return f"{what[:1].upper()}{what[1:]}{of}{f' by {asked.by}' if asked.by else ''}{narrowed}"


def _said(c: Condition) -> str:
    if c.test in ("missing", "present"):
        return f"no value in {c.column}" if c.test == "missing" else f"a value in {c.column}"
    if c.part == "year":
        return f"{c.column} {_SIGNS[c.test]} {_bare(c.values[0])}"
    if c.part:
        word = (_DAYS if c.part == "isodow" else _MONTHS)[int(c.values[0]) - 1]
        return f"{c.column} {'not ' if c.test == '<>' else ''}{'on' if c.part == 'isodow' else 'in'} {word}"
    if c.test == "between":
        return f"{c.column} between {shown(c.values[0])} and {shown(c.values[1])}"
    if c.test == "in":
        return f"{c.column} {wording.listed([shown(v) for v in c.values], joint='or')}"
    return f"{c.column} {_SIGNS[c.test]} {_bare(c.values[0])}"


def _bare(value: Any) -> str:
    """A value to compare with, years without a comma."""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    return str(int(value)) if whole and 1500 <= value <= 2200 else shown(value)


def _count(asked: Asked, row: dict[str, Any], names: Names) -> str:
    if not asked.where:
        return f"{wording.count(int(row['of_rows']), 'row')} in the table."
    n, of = int(row["rows"]), int(row["of_rows"])
    verb = "has" if n == 1 else "have"
    unknown = _unknown(asked.where, names)
    return f"{n:,} of {wording.count(of, 'row')} ({_percent(n, of)}) {verb} {in_words(asked.where)}.{unknown}"


def _share(asked: Asked, row: dict[str, Any]) -> str:
    n, of = int(row["rows"]), int(row["of_rows"])
    among = f" with {in_words(asked.where)}" if asked.where else ""
    if not of:
        return f"No row has {in_words(asked.where)}, so there is no share to tell."
    often = f"{shown(round(float(row['figure']), 2))} of {asked.per:,.0f}" if asked.per != 100 else _percent(n, of)
    said = f"{often}: {n:,} of {wording.count(of, 'row')}{among} {'has' if n == 1 else 'have'} {in_words(asked.of)}."
    every = int(row.get("in_all") or 0)
    return f"{said} That is {_percent(n, every)} of all {every:,} with {in_words(asked.of)}." if every > n else said


def _measured(asked: Asked, row: dict[str, Any]) -> str:
    n, of = int(row["rows"]), int(row["of_rows"])
    among = f" with {in_words(asked.where)}" if asked.where else ""
    if not n:
        return f"No row{among} has a value in {wording.listed(list(asked.measured))}, so there is nothing to compute."
    lacking = f"; {wording.count(of - n, 'more has', 'more have')} no value" if of > n else ""
    over = f"over {wording.count(n, 'row')}{among}{lacking}"
    if asked.figure == "correlation":
        return _correlation(asked, row, over)
    if asked.figure == "distinct":
        return f"{wording.count(int(row['figure']), 'different value')} of {asked.measured[0]}, {over}."
    return f"The {_FIGURES[asked.figure]} {asked.measured[0]} is {_figure(asked, row['figure'])}, {over}."


def _correlation(asked: Asked, row: dict[str, Any], over: str) -> str:
    a, b = asked.measured
    if row["figure"] is None or row["figure"] != row["figure"]:
        return f"There is no correlation of {a} and {b}: one of them is the same in every row ({over})."
    r = float(row["figure"])
    how = "hardly any" if abs(r) < 0.1 else "a weak" if abs(r) < 0.3 else "a clear" if abs(r) < 0.7 else "a strong"
    way = "" if abs(r) < 0.1 else f": where {a} is higher, {b} tends to be {'higher' if r > 0 else 'lower'}"
    return f"The correlation of {a} and {b} is {r:.2f} ({how} link in a straight line{way}), {over}."


def _groups(asked: Asked, rows: list[dict[str, Any]]) -> str:
    """The ends of several groups; the one that was asked for, where it was one."""
    if not rows:
        return f"No row has {in_words(asked.where)}." if asked.where else "There is no row."
    narrowed = in_words([c for c in asked.where if c.column != asked.by])
    among = f" with {narrowed}" if narrowed else ""
    total = wording.count(sum(int(r["of_rows"]) for r in rows), "row")
    over = f"{total}{among} in {wording.count(len(rows), 'group')}"
    rows = [r for r in rows if r[asked.by] is not None and r["figure"] is not None] or rows
    first, last = ((_bare_group(r, asked), _told(asked, r)) for r in (rows[0], rows[-1]))
    if asked.best:
        return f"{asked.by} {first[0]} has the {_end(asked)}: {first[1]}. That is out of {over}."
    if len(rows) == 1:
        return f"{asked.by} {first[0]}: {first[1]}{among}."
    ends = f"highest for {asked.by} {first[0]} ({first[1]}), lowest for {last[0]} ({last[1]})"
    if len(rows) == 2:
        ends = f"{first[0]} {first[1]}, {last[0]} {last[1]}"
    return f"{title(asked)}: {ends}. Out of {over}."


def _end(asked: Asked) -> str:
    least = asked.best == "least"
    if asked.figure == "count":
        return "fewest" if least else "most"
    return "lowest" if least else "highest"


def _bare_group(row: dict[str, Any], asked: Asked) -> str:
    value = row[asked.by]
    return "without a value" if value is None or value != value else _bare(value)


def _told(asked: Asked, row: dict[str, Any]) -> str:
    if asked.figure == "count":
        return wording.count(int(row["rows"]), "row")
    if asked.figure == "share":
        n, of = int(row["rows"]), int(row["of_rows"])
        return f"{_percent(n, of)}, {n:,} of {of:,}"
    return f"{_figure(asked, row['figure'])} over {wording.count(int(row['rows']), 'row')}"


def _figure(asked: Asked, value: Any) -> str:
    return _bare(value) if asked.figure in ("min", "max", "mode", "distinct") else shown(value)


def _percent(n: int, of: int) -> str:
    share = 100 * n / of if of else 0.0
    if share == round(share) or share >= 99.95:
        return f"{share:.0f} %"
    return f"{share:.2g} %" if share < 1 else f"{share:.1f} %"


def _unknown(conditions: list[Condition], names: Names) -> str:
    """How many rows cannot be told to fit, for they have no value there."""
    lacking = names.lacking([c.column for c in conditions if c.test not in ("missing", "present")])
    if not lacking:
        return ""
    many, columns = lacking
    where = wording.listed(columns, joint="or")
    return f" {wording.count(many, 'row')} without a value in {where} {'does' if many == 1 else 'do'} not count."
