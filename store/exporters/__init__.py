"""Carries runs away, in forms that other tools read: wide tables, and a folder as MLflow keeps it."""

from collections.abc import Callable
from pathlib import Path

from store.errors import BadRequest
from store.exporters.mlflow_folder import export_mlflow
from store.exporters.tables import export_tables
from store.exporters.wide import Exported, WideRun, wide_runs
from store.knowledge import KnowledgeStore
from store.writing import filled_whole, why_unwritten

EXPORTERS: dict[str, Callable[[KnowledgeStore, Path], Exported]] = {
    "csv": lambda store, folder: export_tables(store, folder, "csv"),
    "parquet": lambda store, folder: export_tables(store, folder, "parquet"),
    "mlflow": export_mlflow,
}
"""Form to what writes it."""


def export_runs(store: KnowledgeStore, folder: Path, form: str) -> Exported:
    """Writes all runs, one's own and imported ones, by workflow.

    Args:
        store: what is written.
        folder: where to; made if it is not there.
        form: csv, parquet or mlflow.

    Raises:
        BadRequest: there is no such form, or the folder cannot be written.
    """
    if form not in EXPORTERS:
        raise BadRequest(f"Runs cannot be written as {form!r}. Choose one of: {', '.join(EXPORTERS)}.")
    try:
        with filled_whole(folder):
            return EXPORTERS[form](store, folder)
    except OSError as error:
        raise BadRequest(f"{folder} cannot be written: {why_unwritten(error)}. Name another folder.") from error


__all__ = ["EXPORTERS", "Exported", "WideRun", "export_mlflow", "export_runs", "export_tables", "wide_runs"]
