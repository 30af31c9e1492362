"""The rows that were just predicted, as a card: each with its number and id, the likeliest to be looked for first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant import wording
from assistant.cards import TableCard
from assistant.serving.files import Each
from store.records import Task

if TYPE_CHECKING:
    import pandas as pd

_MOST = 200
"""Rows that a card may have: those after the first dozen are folded away."""


class ScoredRows:
    """Takes piece after piece of a table with what was predicted, and keeps the rows that a card shows."""

    def __init__(self, task: Task, inputs: dict[str, str], also: Each | None = None) -> None:
        """Prepares it.

        Args:
            task: what is predicted: one column, and no forecast.
            inputs: the columns that the model looks at.
            also: told of every piece as well.
        """
        self._task, self._inputs, self._also = task, inputs, also
        self._id: str | None = None
        self._kept: pd.DataFrame | None = None
        self._seen = self._yes = 0
        self._sum = 0.0
        """Of the numbers that were predicted."""

    def __call__(self, rows: pd.DataFrame, said: pd.DataFrame) -> None:
        """Takes rows with what was said of them, in the same order."""
        import pandas as pd

        if self._also is not None:
            self._also(rows, said)
        if not self._seen:
            others = [c for c in rows.columns if c not in self._inputs and c != self._task.target]
            self._id = next((c for c in others if rows[c].nunique() == len(rows)), None)
        piece = pd.DataFrame({"row": range(self._seen + 1, self._seen + len(rows) + 1)})
        if self._id is not None:
            piece[self._id] = [str(v) for v in rows[self._id]]  # a name, also where it is written in digits
        piece["says"] = said["prediction"].to_numpy()
        shares = said[[c for c in said.columns if c.startswith("probability_")]]
        if self._share_of in shares.columns:
            piece["chance"] = shares[self._share_of].to_numpy(float)
            self._sum += float(piece["chance"].sum())
            self._yes += int((piece["says"].astype(str) == self._task.positive_class).sum())
        elif len(shares.columns):
            piece["chance"] = shares.to_numpy(float).max(axis=1)
        if self._task.kind == "regression":
            self._sum += float(piece["says"].astype(float).sum())
        self._seen += len(rows)
        kept = piece if self._kept is None else pd.concat([self._kept, piece], ignore_index=True)
        self._kept = kept.nlargest(_MOST, "chance") if self._share_of in shares.columns else kept.head(_MOST)

    @property
    def _share_of(self) -> str:
        """The column with the chance of what is looked for; of two classes only."""
        return f"probability_{self._task.positive_class}" if self._task.kind == "binary" else ""

    def words(self) -> str:
        """How many of the rows are what is looked for, or the mean of numbers, in a sentence; empty for neither."""
        if self._task.kind == "regression" and self._seen:
            return f"On average it says {self._sum / self._seen:,.4g}."
        if not self._share_of or self._kept is None or "chance" not in self._kept:
            return ""
        mean = f", a mean chance of {wording.in_hundred(self._sum / self._seen)}" if self._seen else ""
        what = f"It says “{self._task.positive_class}” of {self._yes:,} of {wording.count(self._seen, 'row')}{mean}"
        return f"{what}; the likeliest come first below."

    def card(self, *, plain: bool, file: str) -> TableCard:
        """The rows as a table.

        Args:
            plain: whether chances are told as of a hundred.
            file: where all predictions lie, in SEXTANT_HOME.
        """
        kept = self._kept
        if kept is None:
            return TableCard(title="The first predictions", columns=("row",), rows=(), file=file)
        likeliest = bool(self._share_of) and "chance" in kept
        of = f" of “{self._task.positive_class}”" if likeliest else ""
        names = {"says": "it says", "chance": f"chance{of}"}
        if "chance" in kept:
            told = [wording.in_hundred(v) if plain else round(float(v), 3) for v in kept["chance"]]
            kept = kept.assign(chance=told)
        title = "The first predictions"
        if likeliest:
            title = f"Which rows are most likely “{self._task.positive_class}”?"
        made = TableCard.of(title, kept.rename(columns=names), "")
        return made.model_copy(update={"file": file})
