"""A forecast made precise: what says when, how far apart values are, how far ahead, which columns are known then."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.data.cleaning import quote
from experiments.data.structure import Structure
from experiments.series.season import season_of
from experiments.series.timeline import Pace, Timeline, numbers_of, pace_of, says_when, seconds
from experiments.tasks.naming import close_columns, find_column
from experiments.tasks.wish import Answer, OpenPoint, TaskWish
from store.durations import SECONDS
from store.errors import BadData, BadRequest
from store.records import Forecast, Validation

FOLDS = 5
_SEVERAL = 0.05
"""Share of moments with several rows, from which on there is more than one series."""
_NO_SEASON_HORIZON = 12
_CALENDAR_FACT = re.compile(
    r"holiday|weekend|week_?day|work(?:ing)?_?day|day_?of|month_?of|school|vacation|promo|campaign|planned|scheduled",
    re.I,
)
_COUNTER = re.compile(r"^(?:t|time|index|period|step|year|month|week|day|hour|nr|no|time_?step)$", re.I)
_IN_SECONDS = SECONDS | {"month": 2_629_746.0, "quarter": 7_889_238.0, "year": 31_556_952.0}
_UNIT = r"(minute|hour|day|week|month|quarter|year)s?"
_NUMBERS = {
    w: n for n, w in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
_NUMBERS |= {"eleven": 11, "twelve": 12, "a": 1, "the": 1, "": 1}
_HORIZON = re.compile(
    rf"\b(?:(?:next|coming|following)\s+(\d+|{'|'.join(filter(None, _NUMBERS))})?\s*{_UNIT}|(\d+)\s+{_UNIT}\s+ahead)\b",
    re.I,
)
_FORECAST = re.compile(r"\bforecast\w*|\btime series\b|\bcontinue the series\b", re.I)


@dataclass(frozen=True)
class Series:
    """A forecast that was made precise, and why it is so."""

    forecast: Forecast
    validation: Validation
    excluded: tuple[str, ...]
    """Columns that are not known in advance."""
    why: dict[str, str]


def settle_series(wish: TaskWish, frame: pd.DataFrame, target: str, structure: Structure) -> Series | OpenPoint:
    """The series that a wish for a forecast means, or the question that is open.

    Args:
        wish: what was said.
        frame: all rows `(n_rows, n_columns)`; those without a target may be the ones to forecast.
        target: the series' values.
        structure: what the columns are to each other.

    Raises:
        BadData: too few values, or none at different moments.
        BadRequest: the horizon is too far for the values there are.
    """
    column = _time_column(wish, frame, target, structure)
    if isinstance(column, OpenPoint):
        return column
    usable = frame[frame[target].notna()]
    if column is not None:
        usable = usable[usable[column].notna()]
        several = float(usable[column].duplicated().mean())
        if several > _SEVERAL:
            return _several(target, column, several)
    pace = pace_of(usable[column]) if column is not None else Pace("row")
    bare = Forecast(column=column, unit=pace.unit, size=pace.size, horizon=1)
    values, last = _on_steps(usable, target, bare)
    if len(values) < 8:
        raise BadData(f"{len(values)} values of {quote([target])} are too few to forecast; bring at least 8.")
    later, known = _later_rows(frame, target, column, last)
    horizon, why_horizon = _horizon(wish, values, pace, later)
    season = season_of(values[: -min(horizon, len(values) // 4)], pace)
    if _said_horizon(wish) is None and later is None:
        horizon, why_horizon = _usual(season, len(values))
    known, left_out = _known(wish, frame, target, column, known)
    folds = min(wish.validation.folds or FOLDS, max(1, (len(values) * 2 // 3) // horizon))
    forecast = bare.model_copy(update={"horizon": horizon, "season": season, "known": known})
    validation = Validation(
        method="time", folds=folds, column=column, seed=wish.validation.seed, reason=_tested(folds, horizon, pace)
    )
    excluded = tuple(str(c) for c in frame.columns if c not in (target, column, *known))
    why = {"forecast": f"{why_horizon} {_season_words(season, pace)}{_uneven_words(usable, bare)}"}
    why["validation"] = validation.reason
    why["columns"] = _columns_words(column, known, left_out, pace)
    return Series(forecast, validation, excluded, why)


def asks_for_series(wish: TaskWish, frame: pd.DataFrame, target: str, structure: Structure) -> str:
    """Why a wish that does not name the kind of task asks for a forecast; empty where it does not.

    It does where its words speak of a forecast or of the time to come, the target is a number, and every row is from a
    moment of its own.
    """
    if wish.kind is not None or not (_FORECAST.search(wish.words) or _HORIZON.search(wish.words)):
        return ""
    values = frame[target]
    if (
        not pd.api.types.is_numeric_dtype(values.dtype)
        or pd.api.types.is_bool_dtype(values.dtype)
        or values.nunique() < 3
    ):
        return ""
    columns = [c for c in (*structure.times, *structure.dates) if c != target]
    if len(set(columns)) != 1 or frame[columns[0]].duplicated().mean() > _SEVERAL:
        return ""
    return f"What you said asks for a forecast, and each row is from another {quote(columns[:1])}."


def _said_horizon(wish: TaskWish) -> tuple[int, str | None] | None:
    """How far ahead, as stated or as the words say it last."""
    if wish.horizon is not None:
        return wish.horizon, wish.horizon_unit
    found = list(_HORIZON.finditer(wish.words))
    if not found:
        return None
    many, unit, ahead, unit_ahead = found[-1].groups()
    said = (ahead or many or "").casefold()
    return int(said) if said.isdigit() else _NUMBERS[said], (unit or unit_ahead).casefold()


def _time_column(wish: TaskWish, frame: pd.DataFrame, target: str, structure: Structure) -> str | OpenPoint | None:
    """The column that says when; None where the rows are the series themselves."""
    columns = [str(c) for c in frame.columns if c != target]
    if wish.validation.column is not None:
        found = find_column(wish.validation.column, columns)
        if found is None:
            close = close_columns(wish.validation.column, columns)
            return _which(f"There is no column {quote([wish.validation.column])}. Which one says when?", close)
        return found
    likely = [c for c in dict.fromkeys((*structure.times, *structure.dates)) if c != target]
    likely = likely or [c for c in columns if says_when(frame[c])]
    if len(likely) == 1 or (likely and likely[0] in structure.times):
        return likely[0]
    if len(likely) > 1:
        return _which("Which column says when each value is from?", likely[:4])
    counters = [c for c in columns if _COUNTER.search(c) and pd.api.types.is_numeric_dtype(frame[c].dtype)]
    counters = [c for c in counters if frame[c].is_unique and frame[c].notna().all()]
    if counters:
        return counters[0]
    if len([c for c in columns if c not in structure.ids]) == 0:
        return None
    question = (
        f"No column says when a value of {quote([target])} is from, so there is no series to go on with. "
        "Predict it row by row from the other columns instead?"
    )
    return OpenPoint(
        slot="kind", question=question,
        options=(Answer(label="Row by row", says="It is regression", sets={"kind": "regression"}),),
    )  # fmt: skip


def _which(question: str, columns: list[str]) -> OpenPoint:
    options = tuple(
        Answer(label=c, says=f"Validate in time order by {c}", sets={"validation": {"method": "time", "column": c}})
        for c in columns
    )
    return OpenPoint(slot="validation", question=question, options=options)


def _several(target: str, column: str, share: float) -> OpenPoint:
    question = (
        f"{share:.0%} of the rows share their {quote([column])} with another one, so {quote([target])} is not one "
        "series but several. Predict it row by row, tested on later rows, instead? For a forecast keep one series, or "
        "add them up."
    )
    validation = {"method": "time", "column": column}
    sets = {"kind": "regression", "validation": validation}
    return OpenPoint(slot="kind", question=question, options=(Answer(label="Row by row, in time order",
                     says=f"It is regression, validate in time order by {column}", sets=sets),))  # fmt: skip


def _on_steps(usable: pd.DataFrame, target: str, forecast: Forecast) -> tuple[np.ndarray, float]:
    """The values, one a step, gaps filled; and the last moment as a number."""
    y = usable[target].to_numpy(dtype=float)
    if not np.isfinite(y).all():
        raise BadData(f"The target {quote([target])} has infinite values. Take those rows out.")
    if forecast.column is None:
        return y, float(len(y) - 1)
    when = _moments(usable[forecast.column])
    if len(np.unique(when)) < 2:
        raise BadData(f"All values are from the same {quote([forecast.column])}: there is no series.")
    place = Timeline.of(forecast, usable[forecast.column]).steps(when, np.unique(when))
    sums, counts = np.bincount(place, y), np.bincount(place)
    seen = np.flatnonzero(counts)
    return np.interp(np.arange(len(counts)), seen, sums[seen] / counts[seen]), float(when.max())


def _moments(column: pd.Series) -> np.ndarray:
    """The moments of a column as numbers."""
    return seconds(column) if says_when(column) else numbers_of(column)


def _uneven_words(usable: pd.DataFrame, forecast: Forecast) -> str:
    """What is done about steps with several values, and about those in between that have none; empty without any."""
    if forecast.column is None:
        return ""
    when = _moments(usable[forecast.column])
    counts = np.bincount(Timeline.of(forecast, usable[forecast.column]).steps(when, np.unique(when)))
    doubled, empty = int((counts > 1).sum()), int((counts == 0).sum())
    said = ""
    if doubled:
        said += f" {doubled:,} {'step has' if doubled == 1 else 'steps have'} several rows, whose mean counts."
    if empty:
        said += (
            f" {empty:,} {'step has no row and is' if empty == 1 else 'steps have no row and are'} filled in evenly."
        )
    return said


def _later_rows(
    frame: pd.DataFrame, target: str, column: str | None, last: float
) -> tuple[int | None, tuple[str, ...]]:
    """How many rows come after the last value, without one; and which columns are filled in all of them."""
    empty = frame[frame[target].isna()]
    if column is not None:
        empty = empty[empty[column].notna()]
        when = seconds(empty[column]) if says_when(frame[column]) else numbers_of(empty[column])
        empty = empty[when > last]
    else:
        positions = np.flatnonzero(frame[target].notna().to_numpy())
        empty = frame.iloc[int(positions[-1]) + 1 :]
    if empty.empty:
        return None, ()
    others = [str(c) for c in frame.columns if c not in (target, column)]
    return len(empty), tuple(c for c in others if empty[c].notna().all() and frame[c].nunique() > 1)


def _horizon(wish: TaskWish, values: np.ndarray, pace: Pace, later: int | None) -> tuple[int, str]:
    most = max(1, len(values) // 3)
    said = _said_horizon(wish)
    if said is not None:
        steps = _in_steps(*said, pace)
        if steps > most:
            raise BadRequest(
                f"{len(values):,} values are too few to forecast {steps:,} steps ahead: at most a third of them, "
                f"{most:,}. Look less far ahead."
            )
        return steps, f"You asked for {_ahead(steps, pace)}."
    if later is not None:
        steps = min(later, most)
        return steps, f"{later:,} row{'s' * (later != 1)} at the end have no value yet, so {_ahead(steps, pace)} count."
    return _usual(1, len(values))


def _usual(season: int, n: int) -> tuple[int, str]:
    wanted = season if season > 1 else _NO_SEASON_HORIZON
    steps = max(1, min(wanted, n // 5))
    what = "one season" if steps == season else "a fifth of what is known at most"
    return steps, f"How far ahead was not said, so {steps:,} steps are taken ({what}); say so if it is another number."


def _in_steps(amount: int, unit: str | None, pace: Pace) -> int:
    if unit is None:
        return amount
    month_s = _IN_SECONDS["month"]
    step_s = {"second": pace.size, "month": pace.size * month_s, "weekday": 7 / 5 * 86_400.0}.get(pace.unit)
    return amount if step_s is None else max(1, round(amount * _IN_SECONDS[unit] / step_s))


def _ahead(steps: int, pace: Pace) -> str:
    word = pace.words
    if word[0].isdigit() or steps == 1:
        return f"{steps:,} step{'s' * (steps != 1)} of {word}" if word[0].isdigit() else f"1 {word} ahead"
    return f"{steps:,} {word}s ahead"


def _season_words(season: int, pace: Pace) -> str:
    step = "One value a " + pace.words if not pace.words[0].isdigit() else f"One value every {pace.words}"
    if season == 1:
        return f"{step}; no season stands out in it."
    return f"{step}; it is alike again every {season:,} of them."


def _tested(folds: int, horizon: int, pace: Pace) -> str:
    times = "once" if folds == 1 else f"{folds} times, each later than the one before"
    return f"The forecast of {_ahead(horizon, pace)} is tested {times}: it sees nothing after the moment it is made."


def _known(
    wish: TaskWish, frame: pd.DataFrame, target: str, column: str | None, filled: tuple[str, ...]
) -> tuple[tuple[str, ...], list[str]]:
    """The columns known in advance, and those that are not."""
    columns = [str(c) for c in frame.columns if c not in (target, column)]
    said = [find_column(c, columns) for c in (*wish.known, *wish.columns_required)]
    forbidden = [find_column(c, columns) for c in wish.columns_forbidden]
    usable = [c for c in columns if c not in forbidden and frame[c].nunique() > 1]
    by_name = [c for c in usable if _CALENDAR_FACT.search(c) and frame[c].notna().mean() > 0.9]
    known = tuple(c for c in usable if c in said or c in filled or c in by_name)
    return known, [c for c in columns if c not in known]


def _columns_words(column: str | None, known: tuple[str, ...], left_out: list[str], pace: Pace) -> str:
    said = f"{quote([column])} says when" if column else "The order of the rows says when"
    if pace.unit == "row" and column:
        said += ", at irregular distances, so the rows are the steps"
    said += f"; {quote(list(known))} {'is' if len(known) == 1 else 'are'} known in advance" if known else ""
    if left_out:
        one = len(left_out) == 1
        said += (
            f". {quote(left_out)} {'is' if one else 'are'} left out: {'it is' if one else 'they are'} not known "
            f"when the forecast is made; say so if {'it is' if one else 'they are'}"
        )
    return f"{said}."
