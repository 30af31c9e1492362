"""Tables: taking one up, and looking at it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.cards import Option, TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.leaks import say_leaks
from assistant.numbers.table.answering import counted_missing
from assistant.understanding.commands.leaks import of_leak
from assistant.visit import Visit
from store.errors import BadRequest
from store.home import expanded
from store.records import Dataset, DatasetVersion, Goal

if TYPE_CHECKING:
    import pandas as pd


class UseData(Args):
    """Which table to use."""

    source: str
    """File name, path, URL or sample's name."""


class LookAtData(Args):
    """What to look at."""

    columns: list[str] | None = None
    """Column names; none for the whole table."""


def _use_data(visit: Visit, args: UseData) -> dict[str, Any]:
    from experiments.data.reading import read_table
    from experiments.data.samples import SAMPLES
    from experiments.data.versions import keep_version

    services = visit.services
    known = _known_version(visit, args.source)
    since: datetime | None
    if known is not None:
        version, since = known, known.recorded_at
    else:
        table = read_table(args.source)
        _, version, since = keep_version(
            table, visit.store, services.home, visit.person, services.clock, services.new_id
        )
        services.remember_frame(version.id, table.frame)
        for note in table.notes:
            visit.say(note)
        if args.source in SAMPLES:
            visit.say(
                f"This is the sample `{args.source}` that comes along. Drop your own file here to use that instead."
            )
    visit.data_given = True
    return {
        "version_id": version.id,
        "columns": [c.name for c in version.columns],
        "known_since": since.isoformat() if since else None,
    }


def _known_version(visit: Visit, source: str) -> DatasetVersion | None:
    """A table given before, by its dataset's name; a path or sample is always read again, it may have changed."""
    from pathlib import Path

    from experiments.data.samples import SAMPLES

    if expanded(source).exists() or "://" in source or source in SAMPLES:
        return None
    wanted = {source.casefold(), Path(source).stem.casefold()} if Path(source).name == source else {source.casefold()}
    named = [d for d in visit.store.find(Dataset) if wanted & {d.name.casefold(), d.source.casefold()}]
    return visit.store.latest(DatasetVersion, dataset_id=named[-1].id) if named else None


def place_of(visit: Visit, source: str) -> str:
    """Where something said to be a file lies: a table given before is found by its file's or its own name too."""
    from pathlib import Path

    if "://" in source or expanded(source).exists():
        return source
    wanted = {source.casefold(), Path(source).stem.casefold()}
    for known in reversed(visit.store.find(Dataset)):
        names = {known.name.casefold(), Path(known.source).name.casefold()}
        if wanted & names and Path(known.source).exists():
            return known.source
    return source


def _look_at_data(visit: Visit, args: LookAtData) -> None:
    if visit.draft.version_id is None:
        raise BadRequest("There is no table to look at yet. Drop a file here or give me its path.")
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    goal = visit.state.goal
    suspected = any(of_leak(said) for said in (visit.text, *re.split(r"(?<=[.?!;])\s+", visit.text)))
    if goal is not None and suspected and goal.task.version_id == version.id:
        say_leaks(visit, goal, args.columns or [])
        return
    if not args.columns and goal is not None and goal.task.version_id == version.id and _LEFT.search(visit.text):
        _say_left(visit, version, goal)
        return
    if not args.columns:
        visit.data_given = True
        _say_columns(visit, version)
        return
    rows, codes = [], visit.draft.constraints.codes
    frame = visit.services.known_frame(version.id, codes)
    for name in args.columns:
        column = version.column(name)
        if column is None:
            raise BadRequest(
                f"The table has no column “{name}”. It has {wording.listed([c.name for c in version.columns], 8)}."
            )
        empty = int(frame[column.name].isna().sum()) if column.name in codes else column.missing
        rows.append((column.name, column.kind, empty, column.distinct, ", ".join(column.examples)))
    visit.show(
        TableCard(
            title="What these columns hold",
            columns=("column", "kind", "missing", "different values", "examples"),
            rows=tuple(rows),
        )
    )
    for name, kind, *_ in rows[:_MOST_TOLD]:
        visit.say(_holds(name, kind, frame[name]))
    visit.say(counted_missing({c: values for c, values in codes.items() if c in {name for name, *_ in rows}}))
    if len(rows) > _MOST_TOLD:
        visit.say(f"The table below has {wording.count(len(rows) - _MOST_TOLD, 'more column')}.")
    if visit.draft.target is None:
        visit.suggestions.append(Option(label=f"Predict {rows[0][0]}", says=f"Predict {rows[0][0]}"))


_LEFT = re.compile(
    r"\b(?:how many|which|what|number of)\b[^.;!]{0,30}\b(?:columns?|features?|inputs?|variables?|predictors?|fields?)"
    r"\b[^.;!]{0,40}\b(?:left|remain\w*|still|used?|uses|using|in (?:the|it|use)|learns?|go(?:es)? in)\b(?! out\b)"
    r"|\bremaining (?:columns?|features?|inputs?)\b",
    re.IGNORECASE,
)
"""A question for the columns that are predicted from, not for those of the table."""


def _say_left(visit: Visit, version: DatasetVersion, goal: Goal) -> None:
    """Says which columns are left to predict from, and which are not and why."""
    task, ruled = goal.task, set(goal.constraints.columns_forbidden)
    out = [c.name for c in version.columns if c.name in task.columns_excluded or c.name in ruled]
    left = [c.name for c in version.columns if c.name not in out and c.name not in task.targets]
    visit.say(
        f"{len(left):,} of {wording.count(len(version.columns), 'column')} are left to predict {task.target} from: "
        f"{wording.listed(left, _MOST_NAMED)}."
    )
    said = [c for c in out if c in ruled]
    others = [c for c in out if c not in ruled]
    visit.say(f"You left out {wording.listed(said, _MOST_NAMED)}." if said else "")
    visit.say(f"Not used in any case: {wording.listed(others, _MOST_NAMED)}." if others else "")


_KINDS = {"numeric": "numbers", "categorical": "categories", "boolean": "yes or no",
          "date": "dates", "text": "texts"}  # fmt: skip
_MOST_NAMED = 40
"""Columns that are named in a reply; the card has all."""


def _say_columns(visit: Visit, version: DatasetVersion) -> None:
    """Names the columns in the table's own order, those of each kind together, and shows what each holds."""
    kinds: dict[str, list[str]] = {}
    for column in version.columns[:_MOST_NAMED]:
        kinds.setdefault(_KINDS.get(column.kind, column.kind), []).append(column.name)
    parts = [f"{kind}: {', '.join(names)}" for kind, names in kinds.items()]
    more = len(version.columns) - _MOST_NAMED
    visit.say(f"The columns are {'; '.join(parts)}{f'; and {more:,} more in the card' if more > 0 else ''}.")
    visit.show(
        TableCard(
            title="What these columns hold",
            columns=("column", "kind", "missing", "different values", "examples"),
            rows=tuple((c.name, c.kind, c.missing, c.distinct, ", ".join(c.examples)) for c in version.columns),
        )
    )


_MOST_TOLD = 3
"""Columns that are told of in a sentence each; the card has all."""


def _holds(name: str, kind: str, values: pd.Series) -> str:
    """What a column holds, in one sentence: the range of numbers and where half of them lie, else the commonest value.

    Args:
        name: of the column.
        kind: of the column, as it was read.
        values: `(n_rows,)`, missing ones not a number or None.
    """
    known = values.dropna()
    gaps = f"; {len(values) - len(known):,} of {len(values):,} rows have none" if len(known) < len(values) else ""
    if known.empty:
        return f"{name} holds nothing: all {len(values):,} rows are without a value."
    if kind == "numeric":
        low, lower, middle, upper, high = (float(known.quantile(q)) for q in (0.0, 0.25, 0.5, 0.75, 1.0))
        return (
            f"{name} runs from {low:.4g} to {high:.4g}; the middle is {middle:.4g}, and half of the rows lie between "
            f"{lower:.4g} and {upper:.4g}{gaps}."
        )
    if kind == "date":
        return f"{name} runs from {known.min()} to {known.max()}{gaps}."
    counts = known.astype(str).value_counts()
    most = f"most often {counts.index[0][:60]} ({counts.iloc[0] / len(known):.0%})"
    return f"{name} has {wording.count(len(counts), 'different value')}, {most}{gaps}."


HANDLERS = (
    Handler(
        "use_data", "Take up a table: a file path, a URL, a sample's name or a table given before.", UseData, _use_data
    ),
    Handler("look_at_data", "Say what is in the table, or in some of its columns.", LookAtData, _look_at_data),
)
