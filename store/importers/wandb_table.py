"""Tables of runs from Weights & Biases: as its runs page exports them, and as its documented script over the API does.

The page writes settings and results side by side, without prefixes; the script (its guide “Export data”, a frame of
`name`, `config` and `summary` written by `to_csv`) writes each run's settings and results as one text of Python.
"""

import ast
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from store.importers._base import Gathered
from store.importers.delimited import header_of
from store.importers.roles import Taken
from store.importers.table import RunTable, keyed, table_rows
from store.importers.wandb_folder import flat, values_of
from store.records import Scalar

_ALWAYS = {"Name", "State", "Created"}
_NESTED = {"config", "summary"}
_NO_NUMBER = re.compile(r"(?<![\w'\"])(-?)(nan|inf)(?![\w'\"])")
_TOLD = (
    Taken("Name", "name", "it is the run's name in Weights & Biases", "name"),
    Taken("ID", "context", "it is the run's id in Weights & Biases", "id"),
    Taken("State", "status", "it is the run's state in Weights & Biases", "state"),
    Taken("Created", "started", "it is when the run was made", "created"),
    Taken("Runtime", "cost", "it is the run's duration in Weights & Biases", "runtime"),
    *(Taken(c, "context", "it is book-keeping of Weights & Biases", c.casefold())
      for c in ("Notes", "User", "Tags", "Sweep", "Group", "Job Type", "Updated", "End Time", "GPU Type", "Hostname")),
)  # fmt: skip


class WandbTable(RunTable):
    """Reads the CSV that the runs page of Weights & Biases writes, or the documented script over its API."""

    kind = "wandb-table"
    title = "a CSV exported from the runs page of Weights & Biases, or over its API"
    tool = "wandb"
    naming = ("Name", "Created")

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        if path.suffix.casefold() != ".csv" or not path.is_file():
            return False
        names = {name.strip() for name in header_of(path)}
        return names >= _ALWAYS or names >= _NESTED

    def gather(self, source: str) -> tuple[Gathered, ...]:  # noqa: D102
        columns, rows, skipped = table_rows(source)
        if not {*columns} >= _NESTED:
            return super().gather(source)
        told: dict[str, Taken] = {}
        opened = [_opened(row, told) for row in rows]
        numbers = [c for c in columns if c.startswith("Unnamed")]  # the frame's own count of rows
        runs = keyed(self.tool, [{n: v for n, v in row.items() if n not in numbers} for row in opened])
        return (Gathered(Path(source).stem, runs, tuple(told.values()), skipped=skipped),)

    def told(self, columns: Sequence[str]) -> tuple[Taken, ...]:  # noqa: D102
        named = tuple(t for t in _TOLD if t.column in columns)
        own = tuple(Taken(c, "context", "it is book-keeping of Weights & Biases", c)
                    for c in columns if c.startswith("_"))  # fmt: skip
        return named + own


def _opened(row: dict[str, Scalar], told: dict[str, Taken]) -> dict[str, Scalar]:
    """A row with its settings and results as columns of their own."""
    parts = {name: _mapping(row.get(name)) for name in _NESTED}
    settings = flat({k: v for k, v in parts["config"].items() if k != "_wandb"})
    rest = {name: value for name, value in row.items() if name not in _NESTED}
    return {**rest, **values_of(flat(parts["summary"]), settings, told)}


def _mapping(text: Scalar) -> dict[str, Any]:
    """The mapping that a text is, in JSON or as Python shows it; an empty one where it is none."""
    if not isinstance(text, str):
        return {}
    for read in (json.loads, lambda t: ast.literal_eval(_NO_NUMBER.sub(_quoted, t))):
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, dict):
            return {str(k): v for k, v in found.items()}
    return {}


def _quoted(match: re.Match[str]) -> str:
    """What Python shows of no finite number, as the summary files write it."""
    return "'NaN'" if match[2] == "nan" else f"'{match[1]}Infinity'"
