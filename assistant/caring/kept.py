"""Kept models as the conversation needs them: which one is meant, what it says of rows, how it is measured."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import wording
from assistant.services import Services
from lifecycle import registry
from store.errors import BadData, BadRequest, UnknownRecord
from store.home import IMPORTANCE
from store.records import Dataset, DatasetVersion, Goal, ModelVersion, Run, RunEnd, Task

if TYPE_CHECKING:
    import pandas as pd

    from experiments.blending import WholeModel
    from experiments.models import ModelMeta
    from lifecycle.measuring import Measuring

_KEPT = 4
"""Loaded models that stay in memory."""
_MOST_SOUND = 100


@dataclass(frozen=True)
class Loaded:
    """A kept model in memory, ready to predict. Safe from any thread: predicting changes nothing."""

    folder: Path
    whole: WholeModel

    @property
    def meta(self) -> ModelMeta:
        """What it expects and how it was made; of a blend that of its first member."""
        return self.whole.models[0][0].meta

    @property
    def task(self) -> Task:
        """What it predicts."""
        return self.meta.task

    @property
    def signature(self) -> dict[str, str]:
        """Input column to dtype, of all members."""
        found: dict[str, str] = {}
        for model, _ in self.whole.models:
            found |= model.meta.signature
        return found

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`prediction` and, for classes, `probability_<class>`, one line a row.

        Raises:
            BadData: no rows, or a column that the model needs is missing.
        """
        said = self.whole.predict(frame)
        return said if self.task.forecast is None else self._with_interval(frame, said)

    def _with_interval(self, frame: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
        """A forecast with the interval that its tests lead to expect."""
        from experiments.series.continuing import forecaster_of, later_rows
        from experiments.series.intervals import load_errors, with_interval

        pipeline = self.whole.models[0][0].pipeline
        return with_interval(
            said, forecaster_of(pipeline).steps_ahead(later_rows(frame, pipeline)), load_errors(self.folder)
        )

    def measuring(self, metric_name: str | None = None) -> Measuring:
        """How it is measured: by its task's metric unless another is named."""
        from lifecycle.measuring import Measuring

        return Measuring(self.task.kind, metric_name or self.task.metric, self.meta.classes, self.meta.positive_class)

    @property
    def size_bytes(self) -> int:
        """Size of all its files."""
        return sum(p.stat().st_size for p in self.folder.rglob("*") if p.is_file())


_loaded: OrderedDict[tuple[str, float], Loaded] = OrderedDict()
_lock = threading.Lock()


def load(folder: Path) -> Loaded:
    """The model of a folder; the last few stay in memory until their files change.

    Raises:
        BadData: there is no whole model in it.
        UntrustedModel: it holds a type that is not allowed.
    """
    from experiments.blending import load_whole

    key = str(folder), _changed_at(folder)
    with _lock:
        if key in _loaded:
            _loaded.move_to_end(key)
            return _loaded[key]
    made = Loaded(folder, load_whole(folder))
    with _lock:
        _loaded[key] = made
        while len(_loaded) > _KEPT:
            _loaded.popitem(last=False)
    return made


_sound: OrderedDict[tuple[str, str | None, float], None] = OrderedDict()
"""Folders whose files were those that were kept, by the time of their last change."""


def _checked(folder: Path, expected: str | None) -> None:
    """Looks once for each change of its files whether a folder still holds what was kept.

    Raises:
        BadData: it does not.
    """
    from assistant.model_files import check_files

    if expected is None or not folder.is_dir():
        return
    key = str(folder), expected, _changed_at(folder)
    if key not in _sound:
        check_files(folder, expected)
        _sound[key] = None
        while len(_sound) > _MOST_SOUND:
            _sound.popitem(last=False)


def _changed_at(folder: Path) -> float:
    times = (t for p in folder.rglob("*") if p.is_file() for t in (p.stat().st_mtime, p.stat().st_ctime))
    return max(times, default=0.0)


def folder_of(services: Services, model: ModelVersion) -> Path:
    """Where a version lies."""
    path = Path(model.path)
    return path if path.is_absolute() else services.home / path


def loaded(services: Services, model: ModelVersion) -> Loaded:
    """A version, ready to predict.

    Raises:
        BadData: its files are gone or damaged; the message names the version.
    """
    folder = folder_of(services, model)
    try:
        _checked(folder, model.files_hash)
        return load(folder)
    except BadData as error:
        raise BadData(f"{model.name} version {model.version} cannot be used: {error}") from error


def named(services: Services, name: str | None, goal: Goal | None = None) -> str:
    """The name of the model that is meant: as said, else that of the goal, else the one in use, else the newest.

    Where no model is called so, the only one that predicts a column, or was fitted on a table, of that name is meant.

    Raises:
        BadRequest: there is none, or none of that name; the message lists those there are.
    """
    known = registry.models(services.store)
    if not known:
        raise BadRequest("No model is saved yet. Say “save the best model” when there are results.")
    if name:
        wanted = name.casefold()
        near = [n for n in known if n.casefold() == wanted] or [n for n in known if wanted in n.casefold()]
        near = near or [n for n in known if wanted in _told_by(services, n)]
        if len(near) == 1:
            return near[0]
        raise BadRequest(f"There is no model “{name}”. Saved: {wording.listed(list(known))}.")
    ours = of_goal(services, goal)
    if ours is not None:
        return ours
    in_use = [n for n in known if registry.CHAMPION in registry.aliases(services.store, n)]
    return (in_use or list(known))[-1]


def of_goal(services: Services, goal: Goal | None) -> str | None:
    """The name of the model that was kept or put into production last for a goal; None where none was kept."""
    if goal is None:
        return None
    ours = [m for m in services.store.find(ModelVersion) if m.goal_id and _same_task(services, m, goal)]
    moments = {m.name: m.saved_at for m in ours}
    for name, saved_at in moments.items():
        moves = registry.history(services.store, name, registry.CHAMPION)
        moments[name] = max([saved_at, *(m.moved_at for m in moves if m.version is not None)])
    return max(reversed(moments), key=lambda name: moments[name]) if moments else None


def _told_by(services: Services, name: str) -> set[str]:
    """What else people call a model by: the column that it predicts, and the table it was fitted on."""
    goal = goal_of(services, registry.versions(services.store, name)[-1])
    if goal is None:
        return set()
    version = services.store.find(DatasetVersion, id=goal.task.version_id)
    data = services.store.find(Dataset, id=version[0].dataset_id) if version else ()
    return {goal.task.target.casefold(), *(d.name.casefold() for d in data)}


def in_use(services: Services, name: str, alias: str = registry.CHAMPION) -> ModelVersion:
    """The version that an alias points to, else the newest."""
    store = services.store
    number = registry.aliases(store, name).get(alias)
    return registry.versions(store, name)[-1] if number is None else registry.version(store, name, number)


def run_of(services: Services, model: ModelVersion) -> tuple[Run, RunEnd] | None:
    """The run that a version came from, with its end; None where it is not known."""
    if model.run_id is None:
        return None
    try:
        return services.store.get(Run, model.run_id), services.store.get(RunEnd, model.run_id)
    except UnknownRecord:  # an imported version may come without its run
        return None


def goal_of(services: Services, model: ModelVersion) -> Goal | None:
    """The goal that a version serves; None where it is not known."""
    try:
        return services.store.get(Goal, model.goal_id) if model.goal_id else None
    except UnknownRecord:
        return None


def importance(services: Services, model: ModelVersion) -> dict[str, float]:
    """Column to the loss in the metric when its values are shuffled, ≥ 0; empty where that was not measured."""
    found = run_of(services, model)
    return importance_of(services, found[1]) if found is not None else {}


def importance_of(services: Services, end: RunEnd) -> dict[str, float]:
    """The same of a run."""
    from experiments.run_folder import kept_table

    table = kept_table(services.home / end.artefacts / IMPORTANCE) if end.artefacts else None
    if table is None:
        return {}
    return {str(c): max(float(v), 0.0) for c, v in zip(table["column"], table["mean"], strict=True)}


def _same_task(services: Services, model: ModelVersion, goal: Goal) -> bool:
    theirs = goal_of(services, model)
    if theirs is None:
        return False
    return (theirs.task.target, theirs.task.kind) == (goal.task.target, goal.task.kind) and (
        theirs.task.version_id == goal.task.version_id or theirs.conversation_id == goal.conversation_id
    )
