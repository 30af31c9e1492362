"""The tables that experience is made on, cut to a size by a rule that can be repeated."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd

from store.errors import BadData
from store.records import Task, TaskKind, Validation, content_hash

SEED = 0
FEW_ROWS = 600
"""Tables with at most so many rows are validated with five folds, larger ones with three."""
RULE = (
    "Tables with more rows than `subsample` are cut to that many, drawn without replacement with seed 0, in proportion "
    "to the classes (at least two rows of each); the order of rows is drawn too. Validation is shuffled and stratified "
    "with seed 0: 5 folds up to 600 rows, 3 above. cost_s is processor seconds of one thread for all folds."
)
_METRIC = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}


@dataclass(frozen=True)
class PriorTable:
    """One table, or one cut of it, that variants are run on."""

    dataset_id: str
    name: str
    """The table's name; cuts of one table share it and must be held out together."""
    kind: TaskKind
    target: str
    subsample: int | None
    """Rows it was cut to; None where all are used."""
    path: Path
    main: bool
    """Whether it is the table's usual cut; other sizes are extra and get fewer variants."""

    def load(self) -> pd.DataFrame:
        """The rows, cut by the rule."""
        frame = pd.read_parquet(self.path)
        frame = frame.loc[frame[self.target].notna()].reset_index(drop=True)
        return cut(frame, self.target, self.kind, self.subsample)

    def task(self, rows: int) -> Task:
        """The task on so many rows; its metric is a common one, all others are measured too."""
        content = {"dataset": self.dataset_id, "target": self.target, "kind": self.kind}
        return Task(
            id=content_hash(content),
            version_id=self.dataset_id,
            target=self.target,
            kind=self.kind,
            metric=_METRIC[self.kind],
            validation=Validation(method="cv", folds=5 if rows <= FEW_ROWS else 3, seed=SEED),
        )


def cut(frame: pd.DataFrame, target: str, kind: TaskKind, rows: int | None) -> pd.DataFrame:
    """So many rows of a table in an order that is drawn, classes in proportion, at least two rows of each.

    Args:
        frame: rows with a target.
        target: its column.
        kind: regression draws from all rows alike.
        rows: how many to keep; None or more than there are keeps all.
    """
    random = np.random.default_rng(SEED)
    order = random.permutation(len(frame))
    if rows is not None and rows < len(frame):
        if kind == "regression":
            order = order[:rows]
        else:
            order = _in_proportion(pd.factorize(frame[target])[0][order], order, rows)
    return frame.iloc[order].reset_index(drop=True)


def _in_proportion(classes: "np.ndarray[tuple[int], np.dtype[np.intp]]", order: "np.ndarray[tuple[int], np.dtype[np.intp]]", rows: int) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":  # fmt: skip  # noqa: E501
    counts = np.bincount(classes)
    keep = np.minimum(counts, np.maximum(2, np.round(counts * rows / len(classes)).astype(int)))
    place_in_class = np.empty(len(classes), dtype=np.intp)
    for c in range(len(counts)):
        place_in_class[classes == c] = np.arange(counts[c])
    return np.asarray(order[place_in_class < keep[classes]])


def read_manifest(
    folder: Path, max_rows: int, also_rows: tuple[int, ...], limit: int | None = None
) -> list[PriorTable]:
    """The tables of a folder with a `manifest.csv` (columns name, kind, target, rows), in a drawn order.

    Args:
        folder: holds `<name>.parquet` for every line of the manifest.
        max_rows: the usual cut.
        also_rows: extra cuts for tables with at least a half more rows than that; smaller than `max_rows` only for
            tables that are cut anyway.
        limit: take only so many tables.

    Raises:
        BadData: the manifest or a column of it is missing.
    """
    try:
        manifest = pd.read_csv(folder / "manifest.csv")
        lines = manifest[["name", "kind", "target", "rows"]].itertuples(index=False)
    except (OSError, KeyError) as error:
        raise BadData(f"{folder} needs a manifest.csv with the columns name, kind, target, rows: {error}.") from error
    tables: list[PriorTable] = []
    for name, kind, target, rows in lines:
        for size in (max_rows, *also_rows):
            main = size == max_rows
            if not main and rows < 1.5 * max(size, max_rows):
                continue
            is_cut = rows > size
            tables.append(
                PriorTable(
                    dataset_id=f"{name}@{size}" if is_cut else str(name),
                    name=str(name),
                    kind=cast(TaskKind, str(kind)),
                    target=str(target),
                    subsample=size if is_cut else None,
                    path=folder / f"{name}.parquet",
                    main=main,
                )
            )
    if limit is not None:
        kept = [t.name for t in tables if t.main]
        kept = [kept[i] for i in np.random.default_rng(SEED).permutation(len(kept))[:limit]]
        tables = [t for t in tables if t.name in kept]
    return [tables[i] for i in np.random.default_rng(SEED).permutation(len(tables))]
