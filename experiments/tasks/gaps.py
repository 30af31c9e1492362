"""What a person says of values that stand for missing ones: checked against the table."""

from collections.abc import Sequence

import pandas as pd

from experiments.data.cleaning import quote
from experiments.tasks.naming import known_column
from experiments.tasks.wish import TaskWish
from experiments.workflows.columns import is_code
from store.errors import BadRequest
from store.records import MissingCode


def settle_missing_codes(
    wish: TaskWish, frame: pd.DataFrame, targets: Sequence[str], excluded: Sequence[str]
) -> tuple[tuple[MissingCode, ...], str]:
    """The codes that count in the task, by the columns' names in the table, and a sentence on what they change.

    Args:
        wish: what was said.
        frame: the rows `(n_rows, n_columns)`, targets included.
        targets: what is predicted.
        excluded: columns that no variant may use; a code of one of them changes nothing and is left out.

    Raises:
        BadRequest: a column is not there or is predicted, or none of the values occurs in it.
    """
    columns, found, said = [str(c) for c in frame.columns], [], []
    for one in wish.missing_codes:
        name = known_column(one.column, columns, "with values that mean missing")
        if name in targets:
            raise BadRequest(
                f"{quote([name])} is what is to be predicted: a row without it teaches nothing. Take the rows with "
                f"{', '.join(one.values)} in it out of the table, and give me that."
            )
        if name in excluded:
            continue
        values = frame[name]
        hits = int(is_code(values, one.values).sum())
        if not hits:
            raise BadRequest(f"{quote([name])} has no value {' or '.join(one.values)}, so nothing would be missing.")
        if hits == int(values.notna().sum()):
            raise BadRequest(f"All values of {quote([name])} would then be missing. Leave the column out instead.")
        found.append(MissingCode(column=name, values=tuple(sorted(one.values))))
        said.append(f"{hits:,} of {len(values):,} rows have no {name} then")
    return tuple(found), f"{'; '.join(said)}: it is filled or left open as each model does." if said else ""
