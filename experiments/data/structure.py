"""What the columns are to each other: ids, constants, entities that come again, an order in time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments.data.blocks import arrays
from experiments.data.columns import EXACT_ROWS, Coded, code_all, remembered, sample_rows

_ID_NAME = re.compile(
    r"(?:^|[_\s.#-])(?:id|ids|uuid|guid|key|rowid|no|nr|number|num|code|hash)$"
    r"|[a-z0-9](?:Id|ID|Key|UUID|Uuid)$|^(?:id|uuid|guid|index|rownum|row_name)(?:[_\s.-]|$)|^unnamed_1$",
)
_ENTITY_NAME = re.compile(
    r"^(?:patient|customer|user|client|subject|person|household|member|session|account|machine|device|engine|unit|"
    r"participant|student|employee|driver|animal|site|group|case|family|individual|respondent|applicant|pupil|child|"
    r"speaker|donor|volunteer|specimen|vehicle|sensor|turbine|battery)(?:[_\s.-]?(?:id|no|nr|number|key|code|name))?#?$|"
    r"[_\s.-]ids?$|[a-z](?:Id|ID)$",
)
_CATEGORY_NAME = re.compile(r"categor|class|type|kind|country|region|status|state|zip|postal|currency|lang", re.I)
_CODE = r"[A-Za-z]{1,5}[-_ ]?\d{2,}"
_TIME_NAME = re.compile(r"(?:^|[_\s.-])(?:date|datetime|timestamp|epoch|year|period|t|time_?step|step)$", re.I)
_MIN_TIMES = 10
_ROWS_PER_ENTITY = (1.5, 200.0)
_MIN_ENTITIES = 10
_GAPS = 3.0
"""A counter may lack two of three rows that were there when it was made."""
_OWN = 2
"""That many other columns must stay the same within an entity for a column without a telling name to be one."""


@dataclass(frozen=True)
class Structure:
    """What stands out in a table before any target is known."""

    constant: tuple[str, ...]
    """One value in every row, or no value at all."""
    ids: tuple[str, ...]
    """A value of its own for (nearly) every row, without a meaning that carries over to new rows."""
    groups: tuple[str, ...]
    """Entities that come in several rows each, the finest first."""
    times: tuple[str, ...]
    """Columns that the rows are sorted by and that say when."""
    dates: tuple[str, ...]


def find_structure(frame: pd.DataFrame, coded: Mapping[str, Coded] | None = None) -> Structure:
    """Ids, constants, groups and times of a table.

    Args:
        frame: `(n_rows, n_columns)` as read by `read_table`.
        coded: columns already coded by `code_all`, so that it isn't done twice.
    """
    return remembered(frame, "structure", lambda: _find(frame, coded or code_all(frame)))


def _find(frame: pd.DataFrame, codes: Mapping[str, Coded]) -> Structure:
    some = sample_rows(frame, EXACT_ROWS)
    constant, ids, groups, times, dates, rest = [], [], [], [], [], []
    for name, cells in arrays(some):
        known = codes[name]
        missing = int((known.codes < 0).sum())
        if len(known.distinct) + (missing > 0) <= 1 or not len(known.distinct):
            constant.append(name)
            continue
        if _is_measure(name, cells):
            continue
        values = some[name]
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            dates.append(name)
        if _is_time(name, frame[name], known):
            times.append(name)
        elif _is_id(name, values, known):
            ids.append(name)
        elif _is_group(name, values, known):
            groups.append(name)
        elif _may_block(name, values, known):
            rest.append(name)
    groups = groups or _blocks(codes, [c for c in rest if c not in constant])
    groups.sort(key=lambda c: -len(codes[c].distinct))
    return Structure(tuple(constant), tuple(ids), tuple(groups), tuple(times), tuple(dates))


def _is_measure(name: str, cells: Any) -> bool:
    """A number with fractions, and no name of a time: neither id nor entity nor date, so there is no need to look."""
    if not isinstance(cells, np.ndarray) or cells.dtype.kind != "f" or _TIME_NAME.search(name):
        return False
    known = cells[~np.isnan(cells)]
    return bool((known != np.floor(known)).any())


def _is_time(name: str, values: pd.Series, known: Coded) -> bool:
    date = pd.api.types.is_datetime64_any_dtype(values.dtype)
    if not date and not (_TIME_NAME.search(name) and pd.api.types.is_numeric_dtype(values.dtype)):
        return False
    if len(known.distinct) < (_MIN_TIMES if date else 2 * _MIN_TIMES) or values.isna().any():
        return False
    return bool(values.is_monotonic_increasing or values.is_monotonic_decreasing)


def called_a_time(name: str) -> bool:
    """Whether a column is called as times are: `year`, `order_date`, `t`."""
    return _TIME_NAME.search(name) is not None


def _is_id(name: str, values: pd.Series, known: Coded) -> bool:
    rows = len(values)
    named = _named(_ID_NAME, name)
    share = len(known.distinct) / max(1, rows)
    if rows < 10 or share < (0.95 if named else 1.0) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return False
    if pd.api.types.is_numeric_dtype(values.dtype):
        return _is_number_id(values, named)
    words = pd.Series(known.distinct[:500]).astype(str)
    one_word = not words.str.contains(r"\s", regex=True).any()
    return named or (one_word and bool(words.str.len().median() <= 64))


def _is_number_id(values: pd.Series, named: bool) -> bool:
    numbers = values.to_numpy(dtype="float64")
    numbers = numbers[~np.isnan(numbers)]
    if not (numbers == np.floor(numbers)).all():
        return False
    if named:
        return True
    if len(numbers) < 20 or np.abs(numbers).max() >= 2**53:  # larger floats are no counters
        return False
    order = np.diff(numbers)
    if (order > 0).all() and numbers[-1] - numbers[0] <= _GAPS * len(numbers):
        return True  # numbered in the order of the rows, some of which were taken out
    steps = np.diff(np.sort(numbers))  # a sample of a counter still has whole, evenly spread steps
    return bool(steps.max() <= 1 or (len(numbers) >= EXACT_ROWS and steps.max() <= 50))


def _is_group(name: str, values: pd.Series, known: Coded) -> bool:
    entities = len(known.distinct)
    missing = (known.codes < 0).mean()
    per_entity = (known.codes >= 0).sum() / max(1, entities)
    low, high = _ROWS_PER_ENTITY
    if entities < _MIN_ENTITIES or not low <= per_entity <= high or missing > 0.05 or _CATEGORY_NAME.search(name):
        return False
    if pd.api.types.is_datetime64_any_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        return False
    if pd.api.types.is_numeric_dtype(values.dtype):
        whole = values.dropna().to_numpy(dtype="float64")
        return bool((whole == np.floor(whole)).all() and _named(_ENTITY_NAME, name))
    coded_names = entities >= 20 and pd.Series(known.distinct[:300]).astype(str).str.fullmatch(_CODE).mean() > 0.95
    return _named(_ENTITY_NAME, name) or bool(coded_names)


def _may_block(name: str, values: pd.Series, known: Coded) -> bool:
    """Whether the rows of each value stand together, as the visits of a patient do in most tables."""
    entities, rows = len(known.distinct), len(known.codes)
    low, high = _ROWS_PER_ENTITY
    if entities < 2 * _MIN_ENTITIES or not low <= rows / entities <= high or _CATEGORY_NAME.search(name):
        return False
    if rows >= EXACT_ROWS or pd.api.types.is_datetime64_any_dtype(values.dtype) or (known.codes < 0).any():
        return False
    return int((np.diff(known.codes) != 0).sum()) + 1 == entities


def _blocks(codes: Mapping[str, Coded], candidates: list[str]) -> list[str]:
    """The column, if any, whose values stand in blocks of rows that share several particulars of their own.

    Particulars are other columns with at least half as many different values, each the same throughout a block: the
    age and the sex of a patient who comes again. The finest such column names the entities.
    """
    for name in sorted(candidates, key=lambda c: -len(codes[c].distinct))[:_MIN_ENTITIES]:
        entity = codes[name]
        same = np.diff(entity.codes) == 0
        least = len(entity.distinct) / 2
        own = sum(
            len(other.distinct) >= least and not (np.diff(other.codes)[same] != 0).any()
            for column, other in codes.items()
            if column != name
        )
        if own >= _OWN:
            return [name]
    return []


def _named(pattern: re.Pattern[str], name: str) -> bool:
    """Whether a name says so, as written (`patientId`) or in small letters (`Patient ID`)."""
    return bool(pattern.search(name) or pattern.search(name.lower()))
