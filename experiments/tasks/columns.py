"""Which columns no variant may use, each with its reason; suspected leaks are asked about, never dropped silently."""

from collections.abc import Sequence

import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.leaks import powers, suspects
from experiments.data.structure import Structure
from experiments.tasks.naming import close_columns, find_column
from experiments.tasks.wish import Answer, OpenPoint, TaskWish
from store.errors import BadData, BadRequest
from store.records import DataReport, TaskKind, Validation


def settle_columns(
    wish: TaskWish, frame: pd.DataFrame, target: str, structure: Structure, validation: Validation
) -> tuple[tuple[str, ...], str]:
    """The excluded columns in the order of the table, and why.

    Raises:
        BadRequest: the target is forbidden, or a column is both forbidden and required.
        BadData: no column would be left to learn from.
    """
    columns = [str(c) for c in frame.columns]
    forbidden, unknown = _named(wish.columns_forbidden, columns)
    required, unknown_too = _named(wish.columns_required, columns)
    if target in forbidden:
        raise BadRequest(
            f"{quote([target])} is the target, so it cannot be left out. Choose another target, or keep it."
        )
    both = [c for c in forbidden if c in required]
    if both:
        raise BadRequest(f"{quote(both)} is said to be used and to be left out. Say which of the two.")
    entity = [validation.column] if validation.method == "group" and validation.column else []
    reasons = (
        (forbidden, "as you said"),
        (structure.ids, "an id means nothing for new rows"),
        (structure.constant, "one value only"),
        (entity, "it names the groups, and new rows bring new ones"),
    )
    out: dict[str, str] = {}
    for names, reason in reasons:
        for name in names:
            if name != target and name not in required:
                out.setdefault(name, reason)
    if len(out) >= len(columns) - 1:
        raise BadData(
            f"No column is left to predict {quote([target])} from{_listed(out)}. Require a column, or add some."
        )
    sentence = f"{_count(len(columns) - 1 - len(out))} used{_listed(out)}."
    sentence += _narrowed(len(columns))
    for said in (*unknown, *unknown_too):
        close = close_columns(said, columns, 1)
        hint = f" (did you mean {quote(close)}?)" if close else ""
        sentence += f" There is no column {quote([said])}{hint}."
    return tuple(c for c in columns if c in out), sentence


def _narrowed(columns: int) -> str:
    """What the workflow does to tables with very many columns; it decides by their number alone, target included."""
    from experiments.workflows.building import WIDE_COLUMNS, WIDE_KEPT

    if columns - 1 <= WIDE_COLUMNS:
        return ""
    return f" Each fit looks at them one by one and goes on with the {WIDE_KEPT} that say most by themselves."


def open_leaks(
    wish: TaskWish,
    report: DataReport,
    frame: pd.DataFrame,
    target: str,
    kind: TaskKind,
    excluded: Sequence[str],
) -> tuple[OpenPoint, ...]:
    """A question for each suspected leak that the person has not spoken of yet; it doesn't block.

    Args:
        wish: what was said.
        report: what was seen; its leak findings are used where it was made for this target.
        frame: the rows that have a target.
        target: its name.
        kind: the settled kind.
        excluded: columns that are left out anyway.
    """
    if report.target == target:
        found = [(f.columns[0], f.figure or 0.0) for f in report.findings if f.kind == "leak" and f.columns]
    else:
        found = [(s.column, s.power) for s in suspects(powers(frame, target, kind, excluded), kind)]
    settled = {*excluded, *_named(wish.columns_required, [str(c) for c in frame.columns])[0]}
    return tuple(_ask(column, power, target) for column, power in found if column not in settled)


def _ask(column: str, power: float, target: str) -> OpenPoint:
    figure = "1.00" if power >= 0.99995 else f"{int(power * 1000) / 1000:.3f}".removesuffix("0")
    return OpenPoint(
        slot="leak",
        question=f"{quote([column])} alone predicts {quote([target])} almost perfectly ({figure}). If it is known only "
        "after the fact, the score is too good to be true. Leave it out?",
        options=(
            Answer(label="Leave it out", says=f"{column} must not be used", sets={"columns_forbidden": (column,)}),
            Answer(label="Keep it", says=f"{column} must be used", sets={"columns_required": (column,)}),
        ),
        blocking=False,
    )


def _named(said: Sequence[str], columns: Sequence[str]) -> tuple[list[str], list[str]]:
    """The columns that were named, and the names that are no columns."""
    found = {name: find_column(name, columns) for name in said}
    return [c for c in found.values() if c is not None], [n for n, c in found.items() if c is None]


def _listed(out: dict[str, str]) -> str:
    if not out:
        return ""
    by_reason: dict[str, list[str]] = {}
    for name, reason in out.items():
        by_reason.setdefault(reason, []).append(name)
    return "; left out: " + ", ".join(f"{quote(names)} ({reason})" for reason, names in by_reason.items())


def _count(number: int) -> str:
    return f"{number:,} column{' is' if number == 1 else 's are'}"
