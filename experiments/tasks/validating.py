"""How the score is measured: as said, else in time order, by groups, by holdout or by cross-validation."""

from typing import Any

import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.row_order import order_power
from experiments.data.structure import Structure, called_a_time
from experiments.series.timeline import ROW
from experiments.tasks.naming import close_columns, find_column
from experiments.tasks.wish import Answer, Method, OpenPoint, TaskWish, ValidationWish
from store.errors import BadRequest
from store.records import TaskKind, Validation

FOLDS = 5
_FEW_ROWS, _FEW_FOLDS = 300, 10
_MANY_ROWS, _MANY_FOLDS = 20_000, 3
_HOLDOUT_ROWS = 100_000
_HOLDOUT_FRACTION = 0.2


_AS_THEY_STAND = Answer(
    label="As the rows stand",
    says="Validate in time order as the rows stand",
    sets={"validation": {"method": "time", "column": ROW}},
)


def settle_validation(
    wish: TaskWish, kind: TaskKind, frame: pd.DataFrame, target: str, structure: Structure
) -> tuple[Validation, str] | OpenPoint:
    """The validation with its reason, or the question which column orders or groups the rows.

    Rules, the first that applies: what was said; rows sorted by a date → time; entities in several rows → group; over
    100,000 rows → holdout of a fifth; else stratified cross-validation with 10 folds under 300 rows, 3 over 20,000,
    5 between, and no more folds than the smallest class has rows (at least 3).

    Args:
        wish: what was said.
        kind: the settled kind.
        frame: the rows that have a target `(n_known, n_columns)`.
        target: its name.
        structure: what the columns are to each other.

    Raises:
        BadRequest: the column said to group the rows has fewer than two groups.
    """
    found = _settle(wish, kind, frame, target, _without(structure, target))
    return found if isinstance(found, OpenPoint) else (found, found.reason)


def _settle(
    wish: TaskWish, kind: TaskKind, frame: pd.DataFrame, target: str, structure: Structure
) -> Validation | OpenPoint:
    said = wish.validation
    if said.column == ROW and said.holdout_fraction is not None:
        return _latest(said, said.holdout_fraction, None)
    if said.column == ROW:
        folds = min(said.folds or FOLDS, max(1, len(frame) // 4))
        reason = f"You said that the rows stand in time order: {folds} times, later rows are tested."
        return Validation(method="time", folds=folds, seed=said.seed, reason=reason)
    column = _column(said, frame, target)
    if isinstance(column, OpenPoint):
        return column
    method = _method(said, column, frame, structure)
    if method is None:
        return _by_rule(said, kind, frame, target, structure)
    if method in ("time", "group"):
        return _ordered(method, column, said, frame, target, structure)
    if method == "holdout":
        fraction = said.holdout_fraction or _HOLDOUT_FRACTION
        reason = f"You asked for a holdout: {fraction:.0%} of the rows are kept for testing."
        return Validation(method="holdout", folds=1, holdout_fraction=fraction, seed=said.seed, reason=reason)
    folds, note = _folds(said, kind, frame[target])
    reason = f"You asked for cross-validation: each row is tested once in {folds} folds.{note}"
    return Validation(method="cv", folds=folds, seed=said.seed, reason=reason)


def _latest(said: ValidationWish, share: float, column: str | None) -> Validation:
    """The latest rows are tested once, as many of them as was said."""
    by = f" by {quote([column])}" if column else ""
    reason = f"You asked for time order: the latest {share:.0%} of the rows{by} are tested, by what came before them."
    return Validation(method="time", folds=1, column=column, holdout_fraction=share, seed=said.seed, reason=reason)


def _column(said: ValidationWish, frame: pd.DataFrame, target: str) -> str | OpenPoint | None:
    if said.column is None:
        return None
    columns = [str(c) for c in frame.columns if c != target]
    found = find_column(said.column, columns)
    if found is not None:
        return found
    close = close_columns(said.column, columns)
    verb = "group" if said.method == "group" else "order"
    question = f"There is no column {quote([said.column])} to {verb} the rows by. Which one did you mean?"
    return OpenPoint(slot="validation", question=question, options=_answers(close, said.method or "time"))


def _answers(columns: list[str], method: Method) -> tuple[Answer, ...]:
    words = {"time": "Validate in time order by", "group": "Validate by groups of"}
    return tuple(
        Answer(
            label=c,
            says=f"{words.get(method, words['time'])} {c}",
            sets={"validation": {"method": method, "column": c}},
        )
        for c in columns
    )


def _method(said: ValidationWish, column: str | None, frame: pd.DataFrame, structure: Structure) -> Method | None:
    """The method that was said, outright or by its parts."""
    if said.method is not None:
        return said.method
    if column is not None:
        when = column in structure.times or pd.api.types.is_datetime64_any_dtype(frame[column].dtype)
        return "time" if when else "group"
    if said.holdout_fraction is not None:
        return "holdout"
    return None


def _without(structure: Structure, target: str) -> Structure:
    return Structure(
        constant=structure.constant,
        ids=structure.ids,
        groups=tuple(c for c in structure.groups if c != target),
        times=tuple(c for c in structure.times if c != target),
        dates=tuple(c for c in structure.dates if c != target),
    )


def _ordered(
    method: Method, column: str | None, said: ValidationWish, frame: pd.DataFrame, target: str, structure: Structure
) -> Validation | OpenPoint:
    likely = _moments(frame, target, structure) if method == "time" else structure.groups
    chosen = column or (likely[0] if len(set(likely)) == 1 or (method == "time" and structure.times) else None)
    if chosen is None and method == "time":
        which = "Which column should order the rows in time?"
        question = which if likely else "No column says when. Do the rows stand in time order?"
        answers = (*_answers(list(likely[:3]), method), _AS_THEY_STAND)
        return OpenPoint(slot="validation", question=question, options=answers)
    if chosen is None:
        options = list(dict.fromkeys(likely)) or [str(c) for c in frame.columns if c != target][:4]
        return OpenPoint(
            slot="validation", question="Which column should group the rows?", options=_answers(options[:4], method)
        )
    if method == "time" and (word := _no_moment(frame[chosen])):
        question = f"{quote([chosen])} holds words such as “{word}”, which have no order in time. How shall I test?"
        chance = {"validation": {"method": "cv", "folds": FOLDS}}
        by_chance = Answer(label="Rows by chance", says=f"Use {FOLDS}-fold cross-validation", sets=chance)
        by_group = _answers([chosen], "group")[0].model_copy(update={"label": f"Groups of {chosen}"})
        return OpenPoint(slot="validation", question=question, options=(by_group, by_chance))
    if method == "time" and said.holdout_fraction is not None:
        return _latest(said, said.holdout_fraction, chosen)
    if method == "time":
        folds = min(said.folds or FOLDS, max(1, len(frame) // 4))
        reason = f"You asked for time order: {folds} times, rows are tested that are later by {quote([chosen])}."
    else:
        groups = frame[chosen].nunique()
        if groups < 2:
            raise BadRequest(
                f"{quote([chosen])} has {groups} group; at least 2 are needed to test on new ones. Choose another."
            )
        folds = min(said.folds or FOLDS, groups)
        reason = f"You asked for groups: rows of one {quote([chosen])} are never both learned from and tested on."
    return Validation(method=method, folds=folds, column=chosen, seed=said.seed, reason=reason)


def _moments(frame: pd.DataFrame, target: str, structure: Structure) -> tuple[str, ...]:
    """The columns that may say when: times and dates, else columns called so, else one that counts the rows."""
    known = (*structure.times, *structure.dates)
    named = tuple(str(c) for c in frame.columns if c != target and called_a_time(str(c)))
    counting = tuple(c for c in structure.ids if c != target and pd.api.types.is_numeric_dtype(frame[c].dtype))
    return known or named or counting[:1]


def _no_moment(column: "pd.Series[Any]") -> str:
    """A value of a column whose values say no moment and have no figure to go by; empty where they can be ordered."""
    from experiments.workflows.columns import use_of

    if use_of(column)[0] in ("date", "numeric"):
        return ""
    words = [str(v) for v in column.dropna().unique()[:200]]
    plain = [w for w in words if not any(c.isdigit() for c in w)]
    return plain[0] if plain and 2 * len(plain) > len(words) else ""


def _by_rule(
    said: ValidationWish, kind: TaskKind, frame: pd.DataFrame, target: str, structure: Structure
) -> Validation:
    rows = len(frame)
    if structure.times:
        column = structure.times[0]
        folds = min(said.folds or FOLDS, max(1, rows // 4))
        reason = (
            f"The rows are sorted by {quote([column])}, so it learns from earlier rows and is tested on later ones, "
            f"{folds} times, as it will be used."
        )
        return Validation(method="time", folds=folds, column=column, seed=said.seed, reason=reason)
    if structure.groups:
        column = structure.groups[0]
        folds = min(said.folds or FOLDS, int(frame[column].nunique()))
        if folds >= 2:
            reason = (
                f"{quote([column])} comes in several rows each, so all rows of one are kept together: the score holds "
                f"for new ones ({folds} folds)."
            )
            return Validation(method="group", folds=folds, column=column, seed=said.seed, reason=reason)
    if rows > _HOLDOUT_ROWS and said.folds is None:
        reason = f"{rows:,} rows are plenty: a fifth of them, kept aside once, measures well enough and saves time."
        return Validation(method="holdout", folds=1, holdout_fraction=_HOLDOUT_FRACTION, seed=said.seed, reason=reason)
    folds, note = _folds(said, kind, frame[target])
    strata = " with equal class shares" if kind != "regression" else ""
    reason = f"{rows:,} rows and no column for their order or groups: each is tested once, {folds} folds{strata}.{note}"
    if structure.dates:
        reason += f" The rows are not sorted by {quote(structure.dates[:1])}; say so if time order matters."
    return Validation(method="cv", folds=folds, seed=said.seed, reason=reason)


def order_words(
    wish: TaskWish, validation: Validation, kind: TaskKind, frame: pd.DataFrame, target: str, structure: Structure
) -> str:
    """That the rows stand in an order of which no column tells, though they are tested by chance; "" where not so.

    Args:
        wish: what was said; a validation that was asked for is not doubted.
        validation: as it was settled.
        kind: the settled kind.
        frame: the rows that have a target `(n_known, n_columns)`, in the order of the table.
        target: its name.
        structure: what the columns are to each other.
    """
    if validation.method not in ("cv", "holdout") or wish.validation.method is not None or structure.dates:
        return ""
    power = order_power(frame, target, kind)
    measure = f"R² {power:.2f}" if kind == "regression" else f"ROC AUC {power:.2f}"
    return (
        f"Where a row stands in the table tells much of {quote([target])} ({measure} by itself), so rows tested by "
        "chance may come out better than new ones will. If they stand in time order, say “validate in time order”."
        if power
        else ""
    )


def _folds(said: ValidationWish, kind: TaskKind, values: pd.Series) -> tuple[int, str]:
    """Folds of a cross-validation, and what to say of rare classes."""
    rows = len(values)
    usual = _FEW_FOLDS if rows < _FEW_ROWS else _MANY_FOLDS if rows > _MANY_ROWS else FOLDS
    folds = max(2, min(said.folds or usual, rows // 2))
    if kind == "regression":
        return folds, ""
    counts = values.value_counts()
    rarest, fewest = counts.index[-1], int(counts.iloc[-1])
    if fewest >= folds:
        return folds, ""
    name = f"{quote([rarest])} has only {fewest} row{'' if fewest == 1 else 's'}"
    if fewest >= 3 and said.folds is None:
        return fewest, f" {name}, so there are no more folds than that."
    return folds, f" {name}, so not every fold can test it."
