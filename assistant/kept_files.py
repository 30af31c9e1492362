"""Whether the files that facts speak of still hold what was kept: rows, models, predictions of runs.

What is gone altogether is found by `store.care.check`; here files are read.
"""

from collections.abc import Iterator
from pathlib import Path

from assistant.model_files import check_files
from store.errors import SextantError
from store.home import PREDICTIONS
from store.knowledge import KnowledgeStore
from store.records import Alias, DatasetVersion, ModelVersion, RunEnd


def damaged_files(store: KnowledgeStore, home: Path) -> tuple[str, ...]:
    """Reads every kept table, model and prediction of a home.

    Args:
        store: the home's store.
        home: SEXTANT_HOME.

    Returns:
        One sentence for each file that is not what was kept.
    """
    return (*_tables(store, home), *_models(store, home), *_predictions(store, home))


def _tables(store: KnowledgeStore, home: Path) -> Iterator[str]:
    from experiments.data.versions import load_version
    from experiments.declared.keeping import kept_data

    for version in store.find(DatasetVersion):
        if (home / version.snapshot).exists():
            try:  # what a workflow of a person's own reads is any file or folder, or nothing
                load_version(version, home) if version.columns else kept_data(version, home)
            except SextantError as error:
                yield str(error)


def _models(store: KnowledgeStore, home: Path) -> Iterator[str]:
    from experiments.blending import load_whole

    models = store.find(ModelVersion)
    last = {model.path: model.id for model in models}
    in_use = {(alias.model, alias.version) for alias in store.find(Alias)}
    for model in models:
        folder = home / model.path  # which is the path itself where that is a whole one
        if not folder.exists() or (last[model.path] != model.id and (model.name, model.version) not in in_use):
            continue  # a later model was saved to the same folder, in its place
        try:
            check_files(folder, model.files_hash)
            if model.files_hash is None:
                load_whole(folder)
        except SextantError as error:
            yield f"The model {model.name} version {model.version} cannot be used: {error}"


def _predictions(store: KnowledgeStore, home: Path) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for end in store.find(RunEnd):
        path = home / end.artefacts / PREDICTIONS
        if end.artefacts and path.is_file():
            try:
                pq.read_table(path, memory_map=False, page_checksum_verification=True)
            except (OSError, pa.ArrowException) as error:
                why = " ".join(str(error).split())[:200].rstrip(".")
                yield (
                    f"The predictions of run {end.run_id} in {path} cannot be read: {why}. "
                    "Its scores are safe; put the file back from a backup."
                )
