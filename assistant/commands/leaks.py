"""Whether columns give away what is to be predicted: what each tells by itself, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import wording
from assistant.cards import TableCard
from assistant.caring.rows import names_rows
from assistant.visit import Visit
from store.records import Goal

if TYPE_CHECKING:
    import pandas as pd

_MOST_TOLD = 2
"""Columns that are told of in sentences; the card has all."""
_ON_CARD = 12
_FEW_VALUES = 6
_FEW_ROWS = 10
"""Values with fewer rows are not told of: their shares are chance."""
_WEAK = {"roc_auc": 0.6, "r2": 0.1}
_STRONG = {"roc_auc": 0.85, "r2": 0.7}
"""From where on a column alone tells little, and much, of the target."""


def say_leaks(visit: Visit, goal: Goal, columns: list[str]) -> None:
    """Tells of these columns, or of the most telling ones, how much of the target each tells by itself.

    Args:
        visit: the turn under way.
        goal: whose target may be given away.
        columns: that were named, by their exact names; none for all.
    """
    from experiments.data.leaks import powers, suspects

    task = goal.task
    frame = visit.services.known_frame(task.version_id, task.codes)
    others = [t for t in task.targets if t != task.target]
    power = powers(frame, task.target, task.kind, others)
    if not power:
        visit.say(f"There are too few rows with a {task.target} to tell what one column gives away.")
        return
    measure = "r2" if task.kind in ("regression", "forecast") else "roc_auc"
    found = {s.column for s in suspects(power, task.kind)}
    ranked = sorted(power, key=lambda c: -power[c])
    named = [c for c in columns if c in power]
    for column in named[:_MOST_TOLD]:
        _say_one(visit, goal, frame, column, power, measure, column in found)
    if not named:
        _say_all(visit, goal, ranked, power, measure, [c for c in ranked if c in found])
    shown = list(dict.fromkeys([*named, *ranked]))[:_ON_CARD]
    what = "R²" if measure == "r2" else "ROC AUC"
    rows = tuple((c, round(power[c], 3), "left out" if c in _left_out(visit, goal) else "in use") for c in shown)
    title = f"What does each column alone tell of {task.target}?"
    visit.show(TableCard(title=title, columns=("column", f"{what} alone", "now"), rows=rows))


def _say_one(
    visit: Visit, goal: Goal, frame: pd.DataFrame, column: str, power: dict[str, float], measure: str, suspect: bool
) -> None:
    """One column: its figure beside the best of the others, what its values go with, and what follows."""
    task, alone = goal.task, power[column]
    next_best = max((c for c in power if c != column), key=lambda c: power[c], default=None)
    rest = power[next_best] if next_best else 0.0
    beside = f"; of the others {next_best} does best, with {_figure(visit, rest)}" if next_best else ""
    visit.say(f"{column} alone {_tells(visit, goal, alone, measure)}{beside}.")
    visit.say(_by_value(goal, frame, column))
    when = f"What figures cannot show: is it known before {task.target} is? If not, it must stay out."
    if alone < _WEAK[measure]:
        ids = " and, having another value in nearly every row, only names rows" if names_rows(frame, column) else ""
        said = f"So it gives nothing away: by itself it tells next to nothing{ids}."
    elif suspect or _stands_out(alone, rest, measure):
        said = f"That is far more than any other column tells, as if it were filled in afterwards. {when}"
    elif alone >= _STRONG[measure]:
        said = f"That is much, but others tell about as much. {when}"
    else:
        said = f"By the figures it is no more suspicious than others. {when}"
    if column in _left_out(visit, goal):
        said += " It is left out now."
    elif alone >= _WEAK[measure]:
        visit.suggest(f"Leave {column} out", f"Do not use {column}")
    visit.say(said)


def _left_out(visit: Visit, goal: Goal) -> set[str]:
    """The columns that no variant may use, those ruled out in this very turn as well."""
    return {*goal.task.columns_excluded, *visit.draft.constraints.columns_forbidden}


def _stands_out(alone: float, rest: float, measure: str) -> bool:
    """Whether a column tells much, and at most half as much is left open by it as by the best of the others."""
    return alone >= _STRONG[measure] and 1 - alone <= 0.5 * (1 - rest)


def _figure(visit: Visit, alone: float) -> str:
    return f"{100 * alone:.0f}" if visit.plain else f"{alone:.3f}"


def _tells(visit: Visit, goal: Goal, alone: float, measure: str) -> str:
    """How much a column tells of the target, on its scale; of cases for who does not build models."""
    target, positive = goal.task.target, goal.task.positive_class
    if measure == "r2":
        if visit.plain:
            return f"tells {100 * alone:.0f} of 100 parts of what makes {target} differ"
        return f"foretells {target} with R² {alone:.3f} (0 is nothing, 1 all of it)"
    if visit.plain:
        pair = f"a “{positive}” from another case" if positive else "cases of two kinds"
        return f"tells {pair} in {100 * alone:.0f} of 100 pairs (50 is guessing)"
    return f"foretells {target} with ROC AUC {alone:.3f} (0.5 is guessing, 1 is never wrong)"


def _by_value(goal: Goal, frame: pd.DataFrame, column: str) -> str:
    """What the target is where the column has each of its two commonest values; empty where it has many."""
    import pandas as pd

    task = goal.task
    known = frame[[column, task.target]].dropna()
    counts = {v: int(n) for v, n in known[column].value_counts().items() if n >= _FEW_ROWS}
    if known[column].nunique() > _FEW_VALUES or len(counts) < 2:
        return ""
    values = list(counts)[:2]
    truth = [known[task.target][known[column] == v] for v in values]
    if task.kind == "binary" and task.positive_class is not None:
        shares = [(t.astype(str) == str(task.positive_class)).mean() for t in truth]
        said = [f"{s:.0%} of the {counts[v]:,} rows with {column} {v}" for v, s in zip(values, shares, strict=True)]
        return f"“{task.positive_class}” are {wording.listed(said)}."
    if task.kind in ("regression", "forecast") and pd.api.types.is_numeric_dtype(known[task.target].dtype):
        said = [f"{t.mean():.4g} where it is {v}" for v, t in zip(values, truth, strict=True)]
        return f"The mean {task.target} is {wording.listed(said)}."
    return ""


def _say_all(
    visit: Visit, goal: Goal, ranked: list[str], power: dict[str, float], measure: str, found: list[str]
) -> None:
    """Which columns look like leaks, or that none does."""
    task = goal.task
    inside = [c for c in ranked if c not in _left_out(visit, goal)]
    best = inside[0] if inside else ranked[0]
    rest = max((power[c] for c in inside if c != best), default=0.0)
    named = [c for c in found if c in inside] or ([best] if _stands_out(power[best], rest, measure) else [])
    if named:
        said = wording.listed([f"{c} ({_figure(visit, power[c])} by itself)" for c in named], 3)
        visit.say(f"{said} {'look' if len(named) > 1 else 'looks'} like it: far more than any other column tells.")
        visit.say(f"{named[0]} alone {_tells(visit, goal, power[named[0]], measure)}.")
        visit.say(f"If that is known only after {task.target} is, leave it out.")
        visit.suggest(f"Leave {named[0]} out", f"Do not use {named[0]}")
        return
    tells = _tells(visit, goal, power[best], measure)
    visit.say(f"No column gives {task.target} away: {best} tells most, and it alone {tells}.")
