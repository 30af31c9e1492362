"""Brings in what other tools did: one file a kind of source, one contract for all of them.

`importer_of` finds the member that reads a source, `read` shows what would be imported, `apply` records it.
"""

from pathlib import Path

from store.errors import BadData, BadRequest
from store.importers._base import Gathered, ImportedReport, Importer, ImportPlan, SpacePlan, apply
from store.importers.extremexp_dal import ExtremeXPLayer
from store.importers.extremexp_table import ExtremeXPTable
from store.importers.mlflow_folder import MLflowFolder
from store.importers.mlflow_server import MLflowServer
from store.importers.optuna_journal import OptunaJournal
from store.importers.optuna_sqlite import OptunaSQLite
from store.importers.roles import Taken
from store.importers.table import RunTable
from store.importers.wandb_folder import WandbFolder
from store.importers.wandb_table import WandbTable
from store.importers.wording import RawRun

IMPORTERS: tuple[Importer, ...] = (
    MLflowServer(),
    MLflowFolder(),
    OptunaSQLite(),
    OptunaJournal(),
    ExtremeXPLayer(),
    WandbFolder(),
    WandbTable(),
    ExtremeXPTable(),
    RunTable(),
)
"""Every importer; the first that recognises a source reads it, so the particular come before the general."""


def importer_of(source: str, kind: str | None = None) -> Importer:
    """The importer for a source.

    Args:
        source: path or URL.
        kind: name of an importer, where the person says which one; None looks at the source.

    Raises:
        BadRequest: there is no importer of that name.
        BadData: none recognises the source.
    """
    if "://" not in source and not Path(source.removeprefix("sqlite:///")).exists():
        raise BadData(f"There is nothing at {source}. Give a file, a folder, or the address of a server.")
    names = ", ".join(i.kind for i in IMPORTERS)
    if kind is not None:
        found = next((i for i in IMPORTERS if i.kind == kind), None)
        if found is None:
            raise BadRequest(f"There is no importer called {kind!r}. Choose one of: {names}.")
        return found
    for importer in IMPORTERS:
        if importer.recognises(source):
            return importer
    raise BadData(f"Nothing here knows how to read {source}. If you know what it is, name one of: {names}.")


__all__ = [
    "IMPORTERS",
    "Gathered",
    "ImportPlan",
    "ImportedReport",
    "Importer",
    "RawRun",
    "SpacePlan",
    "Taken",
    "apply",
    "importer_of",
]
