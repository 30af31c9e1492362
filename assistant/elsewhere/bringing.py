"""Importing in conversation: what each column is taken as is shown, and the person confirms or corrects it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.cards import Option, TableCard
from assistant.visit import Visit

if TYPE_CHECKING:
    from store.importers import ImportPlan

SLOT = "import_columns"
"""What the question about columns settles."""
CONFIRM = "Yes, the columns are right"
KEEP = "Keep the unclear columns as notes"
_ORDER = ("parameter", "metric max", "metric min", "metric ?", "cost", "dataset", "rating")
_ROLES = {
    "metric max": "metric, higher is better", "metric min": "metric, lower is better",
    "metric ?": "metric, not said which way is better", "cost ms": "cost in milliseconds", "cost s": "cost in seconds",
    "cost min": "cost in minutes", "cost h": "cost in hours",
}  # fmt: skip
"""A role as the table of columns calls it."""


def bring(visit: Visit, source: str, take: Mapping[str, str], accept: bool) -> dict[str, Any]:
    """Reads runs in, or asks what some of their columns are before anything is recorded.

    Args:
        visit: the turn under way; gets the lines, the table of columns and the question.
        source: path or URL.
        take: what the person said of columns.
        accept: whether columns that nobody can tell are kept as notes.

    Returns:
        What is kept with the command: the workflows that were imported, and the columns that wait for an answer.
    """
    from store.importers.bringing import bring_in, plan_of, sentence_of

    plan = plan_of(source, take=take, store=visit.store)
    visit.show(columns_card(plan))
    if plan.doubtful and not accept:
        visit.say(sentence_of(plan, None))
        ask_doubtful(visit, plan)
        return {"workflows": [], "doubtful": list(plan.doubtful), "source": source}
    visit.say(sentence_of(plan, bring_in(visit.store, plan, visit.person, visit.services.clock, accept=accept)))
    for note in plan.notes:
        visit.say(note)
    for space in plan.spaces[:3]:
        visit.say(_what_varies(space.report()))
    unclear = [n for s in plan.spaces for n, way in s.space.metrics.items() if way is None]
    if unclear:
        ask_direction(visit, unclear[0])
    elif not take:
        ask_confirmation(visit)
    visit.suggest("Recommend what to try next")
    return {"workflows": [s.space.workflow for s in plan.spaces], "source": source}


def columns_card(plan: ImportPlan) -> TableCard:
    """What every column of a source is taken as and why, those that matter first."""
    seen: dict[str, tuple[str, str, str, str]] = {}
    for space in plan.spaces:
        for one in space.taken:
            seen.setdefault(one.column, (one.column, one.text if one.sure else "unclear", one.name, one.why))

    def place(row: tuple[str, ...]) -> int:
        return next((i for i, role in enumerate(_ORDER) if row[1].startswith(role)), -1 if row[1] == "unclear" else 99)

    rows = tuple((c, _ROLES.get(role, role), *rest) for c, role, *rest in sorted(seen.values(), key=place))
    return TableCard(title="What the columns are taken as", columns=("column", "taken as", "called", "why"), rows=rows)


def ask_doubtful(visit: Visit, plan: ImportPlan) -> None:
    """Asks what the first unclear column is; says how many there are."""
    first, more = plan.doubtful[0], len(plan.doubtful) - 1
    others = (
        f" ({wording.listed(plan.doubtful[1:], 4)} {'is' if more == 1 else 'are'} unclear as well.)" if more else ""
    )
    options = (
        Option(label="It was chosen", says=f"{first} is a parameter"),
        Option(label="Measured, higher is better", says=f"{first} is a metric, higher is better"),
        Option(label="Measured, lower is better", says=f"{first} is a metric, lower is better"),
        Option(label="Neither", says=f"{first} is context"),
        Option(label="Keep all unclear ones as notes", says=KEEP),
    )
    visit.ask(f"Was {first} chosen or measured? Nothing is imported before that is clear.{others}", SLOT, options)


def ask_direction(visit: Visit, name: str) -> None:
    """Asks which way a metric is better."""
    options = tuple(
        Option(label=f"{way.capitalize()} is better", says=f"{name} is a metric, {way} is better")
        for way in ("higher", "lower")
    )
    visit.ask(f"Which way is {name} better?", SLOT, options)


def ask_confirmation(visit: Visit) -> None:
    """Asks whether the columns were taken rightly."""
    options = (Option(label=CONFIRM, says=CONFIRM),)
    visit.ask(
        "Are these parameters, metrics, costs and datasets right? If not, say what a column is, such as "
        "“epochs is a parameter” or “ignore node”.",
        SLOT,
        options,
    )


def _what_varies(report: Mapping[str, Any]) -> str:
    named = wording.listed(report["parameters"], 6) or "no parameter"
    better = {"max": "higher is better", "min": "lower is better", None: "direction unknown"}
    metrics = [f"{name} ({better[way]})" for name, way in report["metrics"].items()]
    configurations = wording.count(report["configurations"], "configuration")
    return f"{report['workflow']}: {configurations} of {named}; measured: {wording.listed(metrics, 6) or 'nothing'}."
