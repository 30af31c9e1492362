"""The answer to a question of numbers in a sentence, from the first lines of its table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant import wording
from assistant.cards import TableCard
from assistant.numbers.parts import Asked
from store.records import METRICS


def when_in_words(question: Asked) -> str:
    """Which days were meant by a stretch of time; empty where none was spoken of."""
    if question.period is None:
        return ""
    return f"That is {'for ' if question.period.is_closed else ''}{question.period.dates}."


def answer_in_words(question: Asked, card: TableCard, frame: Any) -> str:
    """The answer in a sentence: the count in all, and the first line."""
    told = _TOLD.get(question.subject)
    if told is not None and set(told[0]) <= set(card.columns):
        return told[1](dict(zip(card.columns, card.rows[0], strict=True)), len(frame))
    said, rows = question.title, len(frame)
    counted = next((c for c in card.columns if c == question.subject or c in ("runs", "replies")), None)
    if counted is not None and not frame.attrs["truncated"] and frame[counted].dtype.kind in "iuf":
        total = int(frame[counted].sum())
        said = f"{wording.count(total, _one_of(counted), counted)} in all."
    if rows == 1 and len(card.columns) == 1:
        return said
    if rows == 1 and counted == card.columns[0]:  # the count is said with the other figures
        return f"It is {_line_in_words(card)}."
    return f"{said} {'First' if rows > 1 else 'It is'} {_line_in_words(card)}."


def _use_in_words(row: dict[str, Any], rows: int) -> str:
    """Which version is in use, of which model, since when and by whom."""
    label = f", {row['label']}," if row["label"] else ""
    known = row["score"] is not None and row["metric"] in METRICS
    score = (
        f" Its {METRICS[row['metric']].label} was {wording.score(float(row['score']), row['metric'])}." if known else ""
    )
    why = f", because: “{str(row['reason'])[:80]}”" if row["reason"] else ""
    more = f" {wording.count(rows - 1, 'other model')} in the card." if rows > 1 else ""
    return (
        f"Version {row['version']} of {row['model']}{label} is in use since {str(row['since'])[:16]}; "
        f"{row['moved_by']} put it there{why}.{score}{more}"
    )


def _moves_in_words(row: dict[str, Any], rows: int) -> str:
    """How often aliases moved, and the newest move."""
    went = "was taken away" if row["to_version"] is None else f"went to version {row['to_version']}"
    before = f" from version {row['from_version']}" if row["from_version"] is not None else ""
    by = f", by {row['decided_by']}" if row["decided_by"] else ""
    newest = f"{row['alias']} of {row['model']} {went}{before} on {str(row['moved_at'])[:16]}{by}."
    return f"{wording.count(rows, 'move')}, newest first: {newest}"


_TOLD: dict[str, tuple[tuple[str, ...], Callable[[dict[str, Any], int], str]]] = {
    "aliases": (("model", "version", "since", "moved_by"), _use_in_words),
    "alias_moves": (("model", "alias", "from_version", "to_version"), _moves_in_words),
}
"""Answers that are better told in a sentence of their own, with the columns they need."""


def _line_in_words(card: TableCard) -> str:
    """The first line of a table: what names it, then its figures, such as "forest: 1 run, 6.1 seconds"."""
    row = zip(card.columns, card.rows[0], strict=True)
    pairs = [(n, v) for n, v in row if v not in (None, "") and not isinstance(v, dict | list)]
    names = [str(v) for _, v in pairs if not isinstance(v, int | float)]
    figures = [_figure_in_words(n, v) for n, v in pairs if isinstance(v, int | float)]
    if not names or not figures:
        return ", ".join(names or figures)
    return f"{', '.join(names)}: {', '.join(figures)}"


def _figure_in_words(name: str, value: float) -> str:
    """A figure of a table with the name of its column: `1 run`, `6.1 seconds a run`, `best 0.91`."""
    said = name.replace("_", " ")
    if said == "failed":
        return f"{value:,} failed"
    if said.split()[0] in ("runs", "replies", "seconds", "decisions", "experiments", "goals", "models", "proposals"):
        first, *rest = said.split()
        return " ".join([f"{value:,}", _one_of(first) if value == 1 else first, *rest])
    return f"{said} {value:,}" if isinstance(value, int) else f"{said} {value}"


def _one_of(several: str) -> str:
    """The singular of a counted column's name: "reply" of "replies"."""
    return several.removesuffix("ies") + "y" if several.endswith("ies") else several.removesuffix("s")
