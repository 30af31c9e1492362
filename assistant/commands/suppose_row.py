"""What a model would say of a row if some of its values were others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.caring.kept import Loaded
from store.errors import BadRequest

if TYPE_CHECKING:
    import pandas as pd

    from assistant.caring.rows import Case
    from assistant.visit import Visit


def say_supposed(
    visit: Visit, called: str, whole: Loaded, case: Case, past: pd.DataFrame, changes: dict[str, Any]
) -> None:
    """Says what a model makes of a row as it is and with other values, all else being as it is.

    Args:
        visit: the turn under way; gets the lines.
        called: how the model is called.
        whole: the model.
        case: the row.
        past: the rows that the model learned from.
        changes: column to the value it would have.

    Raises:
        BadRequest: the model looks at none of the columns, or a column of numbers gets no number.
    """
    unseen = [c for c in changes if c not in whole.signature]
    if len(unseen) == len(changes):
        raise BadRequest(
            f"{called[:1].upper()}{called[1:]} does not look at {wording.listed(unseen)}, so it would say the same. "
            f"It looks at {wording.listed(list(whole.signature), 8)}."
        )
    then = case.row.copy()
    told = []
    for column, said in changes.items():
        if column in unseen:
            visit.say(f"It does not look at {column}, so that changes nothing.")
            continue
        value = _as_in(past[column], column, said)
        told.append(f"{column} were {_words(value)} instead of {_words(case.row[column].iloc[0])}")
        then[column] = [value]
        visit.say(_beyond(past[column], column, value))
    before, after = whole(case.row), whole(then)
    visit.say(f"If {wording.listed(told)} in {case.place}, {called} would {_answer(visit, whole, before, after)}.")
    visit.say("All else is taken as it is in that row; this is what the model says, not what would come of it.")


def _answer(visit: Visit, whole: Loaded, before: pd.DataFrame, after: pd.DataFrame) -> str:
    """What would be said, beside what is said now."""
    now, other = before["prediction"].iloc[0], after["prediction"].iloc[0]
    if not whole.meta.classes:
        return f"give {float(other):.4g} instead of {float(now):.4g}"
    told = wording.in_hundred if visit.plain else "{:.3g}".format
    shares = [float(table[f"probability_{now}"].iloc[0]) for table in (before, after)]
    still = f"still say “{now}”" if str(now) == str(other) else f"say “{other}” instead of “{now}”"
    return f"{still}: a chance of “{now}” of {told(shares[1])} instead of {told(shares[0])}"


def _as_in(values: pd.Series, column: str, said: Any) -> Any:
    """A value as the column holds them.

    Raises:
        BadRequest: the column holds numbers and this is none.
    """
    import pandas as pd

    if pd.api.types.is_bool_dtype(values.dtype):
        return str(said).casefold() in ("true", "yes", "1")
    if not pd.api.types.is_numeric_dtype(values.dtype):
        return {str(v).casefold(): v for v in values.dropna().unique()}.get(str(said).casefold(), str(said))
    try:
        return float(said)
    except (TypeError, ValueError):
        raise BadRequest(f"{column} holds numbers, and “{said}” is none. Say a number for it.") from None


def _beyond(values: pd.Series, column: str, value: Any) -> str:
    """That no row the model learned from had such a value; empty where some had."""
    known = values.dropna()
    if isinstance(value, float) and len(known) and not known.min() <= value <= known.max():
        held = f"{_words(known.min())} to {_words(known.max())}"
        return f"{column} ran from {held} where it learned, so of {_words(value)} it knows nothing for sure."
    if isinstance(value, str) and value not in set(known.astype(str)):
        return f"No row it learned from has {column} = {value}, so it knows nothing of that for sure."
    return ""


def _words(value: Any) -> str:
    from assistant.commands.explain_row import number_words

    return number_words(float(value) if hasattr(value, "dtype") and not isinstance(value, str) else value)
