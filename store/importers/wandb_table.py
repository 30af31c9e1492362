"""Tables exported from the runs page of Weights & Biases: settings and results side by side, without prefixes."""

from collections.abc import Sequence
from pathlib import Path

from store.importers.delimited import header_of
from store.importers.roles import Taken
from store.importers.table import RunTable

_ALWAYS = {"Name", "State", "Created"}
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
    """Reads the CSV that the runs page of Weights & Biases writes."""

    kind = "wandb-table"
    title = "a CSV exported from the runs page of Weights & Biases"
    tool = "wandb"
    naming = ("Name", "Created")

    def recognises(self, source: str) -> bool:  # noqa: D102 - the port says it
        path = Path(source)
        if path.suffix.casefold() != ".csv" or not path.is_file():
            return False
        return {name.strip() for name in header_of(path)} >= _ALWAYS

    def told(self, columns: Sequence[str]) -> tuple[Taken, ...]:  # noqa: D102
        named = tuple(t for t in _TOLD if t.column in columns)
        own = tuple(Taken(c, "context", "it is book-keeping of Weights & Biases", c)
                    for c in columns if c.startswith("_"))  # fmt: skip
        return named + own
