"""The row that a person speaks of, by its number or by an id, in the table they most likely mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.caring.kept import Loaded
from assistant.caring.monitors import folder_of_scored, reports_of
from store.errors import BadRequest, SextantError
from store.records import Dataset, DatasetVersion

if TYPE_CHECKING:
    import pandas as pd

    from assistant.visit import Visit

_FILES, _WATCHED = 5, 12
NAMES_ROWS = re.compile(r"(?:^|_)id(?:$|_)|id$|customer|number|key", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """One row that a person asked about."""

    row: pd.DataFrame
    """Shape (1, n_columns), with the input columns."""
    place: str
    """Where it was found, in words."""
    fitted_on: int | None = None
    """Its position in the table that the model was fitted on; None where it was not in it."""
    truth: object = None
    """Its true value, where that is known."""


def find_case(visit: Visit, name: str, whole: Loaded, key: str) -> Case:
    """The row of that id or number.

    Raises:
        BadRequest: no table has such a row; the message says where it was looked for.
    """
    looked: list[str] = []
    for words, frame, fitted in _tables(visit, name, whole):
        at = _position(frame, key, words)
        looked.append(words)
        if at is not None:
            target = whole.task.target
            truth = frame[target].iloc[at] if target in frame.columns else None
            known = None if truth is None or truth != truth else truth
            inputs = frame.iloc[[at]][list(whole.signature)].reset_index(drop=True)
            return Case(inputs, f"{words}, row {at + 1:,}", at if fitted else None, known)
    raise BadRequest(
        f"There is no row “{key}” in {' or '.join(dict.fromkeys(looked)) or 'any table I know'}. "
        "Say its number (from 1) or a value that only this row has, or give me the table it is in."
    )


def _tables(visit: Visit, name: str, whole: Loaded) -> Iterator[tuple[str, pd.DataFrame, bool]]:
    """Tables to look in: that of the conversation, what was scored lately, what it was fitted on, what is watched."""
    import pandas as pd

    services = visit.services
    found: list[tuple[str, pd.DataFrame, bool]] = []
    fitted = whole.task.version_id
    here = visit.draft.version_id
    for version_id in dict.fromkeys(v for v in (here, fitted) if v is not None):
        known = services.store.find(DatasetVersion, id=version_id)
        if known and all(known[0].column(c) for c in whole.signature):
            words = services.store.get(Dataset, known[0].dataset_id).name
            found.append((words, services.frame(version_id), version_id == fitted))
    folder = folder_of_scored(services.home, name)
    files = sorted(folder.glob("*.parquet"), reverse=True)[:_FILES] if name and folder.is_dir() else []
    scored = [pd.read_parquet(f) for f in files]
    whole_rows = [f for f in scored if set(whole.signature) <= set(f.columns)]
    yield from found[:1]
    yield from (("what was scored lately", f, False) for f in whole_rows)
    yield from found[1:]
    yield from _watched(visit, name, whole)


def _watched(visit: Visit, name: str, whole: Loaded) -> Iterator[tuple[str, pd.DataFrame, bool]]:
    """The newest files that were looked at for the model, if they are still there."""
    from experiments.data.reading import read_table

    reports = reports_of(visit.services, name)
    paths = dict.fromkeys(str(r.details["path"]) for r in reversed(reports) if r.details.get("path"))
    for path in list(paths)[:_WATCHED]:
        try:
            frame = read_table(path).frame
        except SextantError:  # it is gone, or no table any more
            continue
        if set(whole.signature) <= set(frame.columns):
            yield Path(path).name, frame, False


def _position(frame: pd.DataFrame, key: str, words: str) -> int | None:
    """Where a row stands: by a value that it alone has in a column of ids, else by its number from 1.

    Raises:
        BadRequest: several rows have that value and none of them is meant more than the others.
    """
    wanted = key.strip().strip("#\"'“”").casefold()
    many = None
    for column in _id_columns(frame):
        values = frame[column]
        texts = values.map(_text, na_action="ignore").astype("object")
        hits = (texts.notna() & (texts.astype(str).str.casefold() == wanted)).to_numpy().nonzero()[0]
        if len(hits) == 1:
            return int(hits[0])
        if len(hits) > 1 and many is None:
            many = column, len(hits)
    if wanted.isdigit() and 1 <= int(wanted) <= len(frame):
        return int(wanted) - 1
    if many is not None:
        raise BadRequest(f"{many[1]} rows of {words} have {many[0]} = {key}. Say the number of the row that you mean.")
    return None


def names_rows(frame: pd.DataFrame, column: str) -> bool:
    """Whether a column only names rows, so that another value in it is another row and no change of this one."""
    import pandas as pd

    values = frame[column]
    if pd.api.types.is_float_dtype(values.dtype) or values.nunique() < 0.98 * len(values):
        return False
    return not pd.api.types.is_numeric_dtype(values.dtype) or bool(NAMES_ROWS.search(column))


def _id_columns(frame: pd.DataFrame) -> list[str]:
    """Columns that name rows, those with an id's name first; a column of few values names none."""
    import pandas as pd

    least = 0.9 * len(frame)
    different = {str(c): int(frame[c].nunique()) for c in frame.columns}
    found = [
        c
        for c, n in different.items()
        if NAMES_ROWS.search(c) or (n >= least and not pd.api.types.is_float_dtype(frame[c].dtype))
    ]
    return sorted(found, key=lambda c: -different[c])


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
