"""What a person sees at a human step: a text, the best runs so far as a table, the score of each run as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from store.records import metric

if TYPE_CHECKING:
    from assistant.declared.course import Course
    from experiments.declared.human import HumanStep
    from store.knowledge import KnowledgeStore

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 60


@dataclass(frozen=True)
class Seen:
    """What is shown beside a question."""

    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    """The best runs so far, the best first."""
    scores: tuple[tuple[int, str, float], ...]
    """Of each run with a score, in their order: its number from 1, the variant, the score in the metric's unit."""
    metric: str
    """As it is recorded."""

    def content(self) -> dict[str, Any]:
        """As a program reads it."""
        table = [dict(zip(self.columns, row, strict=True)) for row in self.rows]
        picture = [{"run": number, "variant": label, "score": score} for number, label, score in self.scores]
        measure = metric(self.metric)
        return {
            "text": self.text, "table": table, "picture": picture, "metric": measure.label,
            "direction": measure.direction,
        }  # fmt: skip


def seen(course: Course, human: HumanStep) -> Seen:
    """What the person sees, given all results so far."""
    show, name = human.show, course.task.metric
    ranked = course.ranked()
    shown = ranked[: show.table]
    others = sorted({m for _, e in shown for m in e.metrics} - {name})
    columns = ("place", "run", "variant", metric(name).label, *(_own(m) for m in others))
    rows = tuple(
        (place, r.position + 1, r.variant.label, _rounded(e.score), *(_rounded(e.metrics.get(m)) for m in others))
        for place, (r, e) in enumerate(shown, 1)
    )
    in_order = sorted(ranked, key=lambda pair: pair[0].position) if show.picture else []
    scores = tuple((r.position + 1, r.variant.label, float(e.score or 0.0)) for r, e in in_order)
    return Seen(show.text, columns, rows, scores, name)


def lines(found: Seen) -> list[str]:
    """The same for a terminal."""
    made = [found.text] if found.text else []
    if found.rows:
        made += _table(found.columns, found.rows)
    elif not found.scores:
        made.append("No run has a score yet.")
    if len(found.scores) > 1:
        values = [s for _, _, s in found.scores]
        measure = metric(found.metric)
        made.append(f"{measure.label} of each run, in their order, {min(values):.4g} to {max(values):.4g}:")
        made += [f"  {picture(values[i : i + _WIDTH])}" for i in range(0, len(values), _WIDTH)]
    return made


def picture(values: Sequence[float]) -> str:
    """A bar of blocks for each value, the lowest the smallest."""
    low, high = min(values), max(values)
    return "".join(_BARS[round((v - low) / (high - low) * (len(_BARS) - 1)) if high > low else 3] for v in values)


def why_broken_off(store: KnowledgeStore, experiment_id: str) -> str:
    """Why an experiment was broken off; empty where Sextant was closed or killed."""
    from experiments.adoption import signals_of

    said = [s for s in signals_of(store, experiment_id) if s.signal == "interrupted"]
    return said[-1].reason if said else ""


def _table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    cells = [[str(c) for c in columns], *([f"{c:.4g}" if isinstance(c, float) else str(c) for c in r] for r in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    numeric = [all(isinstance(r[i], int | float) for r in rows) for i in range(len(columns))]
    return [
        "  " + "  ".join(c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True)).rstrip()
        for row in cells
    ]


def _rounded(value: float | None) -> float | str:
    return float(f"{value:.6g}") if value is not None else "-"


def _own(name: str) -> str:
    """A metric by the workflow's own name."""
    return name.removeprefix("max ").removeprefix("min ")
