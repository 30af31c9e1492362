"""Models to keep: the final fit on all rows, the registry's fact, and predictions with what was kept."""

from __future__ import annotations

import errno
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.model_files import MARK, check_files, check_marked, mark_files
from assistant.services import Services
from assistant.state import lineage
from store.errors import BadRequest, SextantError, UnknownRecord
from store.home import PREDICTIONS, expanded
from store.records import Dataset, DatasetVersion, Goal, ModelVersion, Run, RunEnd, metric

if TYPE_CHECKING:
    import pandas as pd

    from experiments.deciding import Rule
    from experiments.fitting import FitEnd, FitSpec, Fitter

FIT_TIMES_EXPECTED = 10.0
LEAST_FIT_S = 120.0
"""A final fit is stopped after ten times the time that one fold took, but not before two minutes."""
BUSY_TIMES = 5.0
"""Beside other load a fit may take so many times as long by the clock as it computes."""
_LOOK_S = 0.25


def ranked_runs(services: Services, goal: Goal) -> list[tuple[Run, RunEnd]]:
    """The finished runs on the goal's task, whatever goal they were made for, best first."""
    store, measure = services.store, metric(goal.task.metric)
    ids = tuple(store.frame(_SCORED, [goal.task.id])["id"])
    ends = {end.run_id: end for end in store.find(RunEnd, run_id=ids)}
    found = [(run, ends[run.id]) for run in store.find(Run, id=ids)]
    return sorted(found, key=lambda pair: -measure.gain(pair[1].score or 0.0))


_SCORED = """
SELECT r.id FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
WHERE r.task_id = ? AND r.fidelity IS NULL AND z.outcome = 'ok' AND z.score IS NOT NULL ORDER BY r.seq"""
"""Whole runs only: a part of the rows or folds says too little."""


def out_of_fold_of(services: Services, end: RunEnd) -> Any:
    """What a run's fits said of rows they had not learned from, as a table; None where it was not kept."""
    from experiments.run_folder import kept_table

    return kept_table(services.home / end.artefacts / PREDICTIONS) if end.artefacts else None


def outcomes_without_score(services: Services, goal: Goal) -> list[str]:
    """How the other runs on the goal's task ended, those that were run again left out."""
    return [str(outcome) for outcome in services.store.frame(_UNSCORED, [goal.task.id])["outcome"]]


_UNSCORED = """
SELECT z.outcome FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
WHERE r.task_id = ? AND (z.outcome <> 'ok' OR z.score IS NULL)
  AND r.id NOT IN (SELECT resumes FROM facts.run WHERE resumes IS NOT NULL) ORDER BY r.seq"""


def goal_with_runs(services: Services, goal: Goal | None) -> Goal | None:
    """The goal, or the newest of those it supersedes, on whose task a run has ended with a score; None for none.

    Only goals for the same target of the same dataset count: results of another problem are none of this one.
    """
    if goal is None:
        return None
    about = _about(services, goal)
    line = (g for g in lineage(services.store, goal) if _about(services, g) == about)
    return next((g for g in line if ranked_runs(services, g)), None)


def _about(services: Services, goal: Goal) -> tuple[str, str]:
    """The dataset and the target of a goal."""
    return services.store.get(DatasetVersion, goal.task.version_id).dataset_id, goal.task.target


def fit_spec(services: Services, run: Run, end: RunEnd, folder: Path) -> FitSpec:
    """How to fit a run's variant on all rows."""
    from experiments.fitting import FitSpec

    return FitSpec(
        variant=run.variant,
        task=run.task,
        version=services.store.get(DatasetVersion, run.task.version_id),
        home=str(services.home),
        folder=str(folder),
        seed=run.seed,
        threads=run.limits.threads,
        metrics=end.metrics,
        extra={"run_id": run.id},
    )


def keep_model(
    services: Services, run: Run, end: RunEnd, goal: Goal, name: str, person: str, most_s: float | None = None
) -> ModelVersion:
    """Fits a run's variant on all rows in a process of its own and keeps it as the next version of a model.

    Args:
        services: the parts.
        run: what to fit.
        end: how it ended.
        goal: that it serves.
        name: of the model; of its table and target where empty.
        person: who keeps it.
        most_s: seconds that the fit may take where a person set a bound; None for what such a fit usually takes.

    Raises:
        FitFailed: the fit ended with an error or took far longer than a fold did.
    """
    from experiments.fitting import FitFailed

    name, version = next_version(services, name or default_name(services, goal))
    folder = services.home / "models" / name / str(version)
    folds = max(goal.task.validation.folds, 1)
    wait_s = max(LEAST_FIT_S, FIT_TIMES_EXPECTED * (end.wall_s or 0.0) / folds)
    wait_s = wait_s if most_s is None else min(wait_s, most_s)
    if why := fit_alone(services, run, end, folder, wait_s):
        raise FitFailed(f"The model could not be fitted on all rows: {why}. Try another run's variant.")
    _keep_rule(services, goal, run, end, folder)
    return register(services, run, end, goal, name, version, folder, person)


def next_version(services: Services, name: str) -> tuple[str, int]:
    """A model's name as it can be a folder's, and the number that its next version gets."""
    name = safe_name(name)
    return name, 1 + max((m.version for m in services.store.find(ModelVersion, name=name)), default=0)


def fit_alone(
    services: Services, run: Run, end: RunEnd, folder: Path, wait_s: float, check: Callable[[], None] | None = None
) -> str:
    """Fits a run's variant on all rows in a process of its own; why it could not be, empty where it was.

    Args:
        services: the parts.
        run: what to fit.
        end: how it ended.
        folder: where the model goes; nothing is left of it where it could not be fitted.
        wait_s: seconds of computing after which the fit is given up; a busy machine may need longer by the clock.
        check: called now and then; what it raises ends the fit.
    """
    from experiments.fitting import Fitter

    fitter = Fitter(run.limits.threads)
    ended: FitEnd | None = None
    try:
        fitter.begin(fit_spec(services, run, end, folder))
        ended = awaited(fitter, wait_s, run.limits.threads, check)
    finally:
        fitter.stop()
        if ended is None or not ended.saved:
            shutil.rmtree(folder, ignore_errors=True)
    if ended is None:
        return "it took far longer than while it was measured"
    return "" if ended.saved else ended.error


def awaited(fitter: Fitter, wait_s: float, threads: int = 1, check: Callable[[], None] | None = None) -> FitEnd | None:
    """How a fit ended; None where it has computed longer than that, which on a busy machine is late by the clock."""
    until = time.monotonic() + BUSY_TIMES * wait_s
    while time.monotonic() < until and fitter.computed_s < wait_s * threads:
        if check is not None:
            check()
        ended = fitter.wait(_LOOK_S)
        if ended is not None:
            return ended
    return None


def rule_of_run(services: Services, goal: Goal, run: Run, end: RunEnd) -> Rule | None:
    """How the probabilities of a run's model become what it says, were it kept; None for as they are."""
    from assistant.final import Member, rule_of

    return rule_of(services, goal, [Member(run, end, 1.0, 0.0)])


def _keep_rule(services: Services, goal: Goal, run: Run, end: RunEnd, folder: Path) -> None:
    """Keeps with a model how its probabilities become what it says, such as the threshold for stated costs."""
    from assistant.final import Member, keep_errors
    from experiments.deciding import save_rule

    save_rule(folder, rule_of_run(services, goal, run, end))
    keep_errors(services, goal, [Member(run, end, 1.0, 0.0)], folder)


def register(
    services: Services, run: Run, end: RunEnd, goal: Goal, name: str, version: int, folder: Path, person: str
) -> ModelVersion:
    """Records a saved model."""
    data = services.store.get(DatasetVersion, run.task.version_id)
    left_out = {*run.task.targets, *run.task.columns_excluded}
    inside = folder.is_relative_to(services.home)
    model = ModelVersion(
        id=services.new_id("model"),
        name=name,
        version=version,
        run_id=run.id,
        goal_id=goal.id,
        path=str(folder.relative_to(services.home) if inside else folder),
        signature={c.name: c.dtype for c in data.columns if c.name not in left_out},
        metrics=end.metrics,
        rows=data.rows,
        saved_by=person,
        saved_at=services.clock(),
        files_hash=mark_files(folder),
    )
    services.store.append(model)
    return model


def default_name(services: Services, goal: Goal) -> str:
    """A model's name where none was given: the dataset's and the target's."""
    data = services.store.get(DatasetVersion, goal.task.version_id)
    return f"{services.store.get(Dataset, data.dataset_id).name}-{goal.task.target}"


def safe_name(name: str) -> str:
    """The name as a folder can have it: letters, digits, dots, dashes and underscores."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:80] or "model"


def model_folder(home: Path, named: str) -> Path:
    """The folder of a saved model, by its path, its name (the newest version) or `name/version`.

    Raises:
        UnknownRecord: there is no such model.
        BadData: its files are not those that were kept.
    """
    folder = _folder_named(home, named)
    check_marked(folder)
    number = folder.name
    if number.isdigit() and folder.resolve().parent.parent == (home / "models").resolve():
        check_files(folder, _hash_kept(home, folder.parent.name, int(number)))
    return folder


def _hash_kept(home: Path, name: str, version: int) -> str | None:
    """The hash on record, by the published copy of the knowledge; None where that is not known."""
    from store.reader import query_published

    try:
        known = query_published(home, "SELECT name, version, files_hash FROM facts.model_version")
    except SextantError:  # nothing was published yet, or by a Sextant that took no hashes
        return None
    found = known[(known.name == name) & (known.version == version) & known.files_hash.notna()]
    return str(found.files_hash.iloc[-1]) if len(found) else None


def _folder_named(home: Path, named: str) -> Path:
    for path in (expanded(named), home / "models" / named):
        if _is_model(path):
            return path
        versions = [p for p in path.iterdir() if p.name.isdigit() and _is_model(p)] if path.is_dir() else []
        if versions:
            return max(versions, key=lambda p: int(p.name))
    elsewhere = _kept_elsewhere(home, named)
    if elsewhere is not None:
        return elsewhere
    raise UnknownRecord(f"There is no saved model at {named!r}, and none of that name in {home / 'models'}.")


def _kept_elsewhere(home: Path, named: str) -> Path | None:
    """The folder of a model that was saved outside of the home, by its name or `name/version`; None where it is gone.

    Raises:
        BadData: its files are not those that were kept.
    """
    from store.reader import query_published

    name, _, number = named.partition("/")
    try:
        known = query_published(home, "SELECT name, version, path, files_hash FROM facts.model_version")
    except SextantError:  # nothing was published yet, or by a Sextant that took no hashes
        return None
    found = known[(known.name == name) & (known.version.astype(str).eq(number) if number else True)]
    for model in found.sort_values("version", ascending=False).itertuples():
        folder = Path(str(model.path))
        if folder.is_absolute() and _is_model(folder):
            check_files(folder, model.files_hash if isinstance(model.files_hash, str) else None)
            return folder
    return None


def name_of_folder(home: Path, folder: Path) -> tuple[str, int] | None:
    """Name and version of the model that lies in a folder; None where it is of no registry but a folder only."""
    from store.reader import query_published

    place = folder.resolve()
    if place.parent.parent == (home / "models").resolve() and place.name.isdigit():
        return place.parent.name, int(place.name)
    try:
        known = query_published(home, "SELECT name, version, path FROM facts.model_version")
    except SextantError:  # nothing was published yet
        return None
    here = known[[Path(str(p)).is_absolute() and Path(str(p)).resolve() == place for p in known.path]]
    newest = here.sort_values("version").tail(1)
    return (str(newest.name.iloc[0]), int(newest.version.iloc[0])) if len(newest) else None


def name_or_path(home: Path, folder: Path) -> tuple[str, int]:
    """The same, by the folder's own name where it is of no registry."""
    by_path = (folder.parent.name, int(folder.name)) if folder.name.isdigit() else (folder.name, 1)
    return name_of_folder(home, folder) or by_path


def write_predictions(
    folder: Path,
    data: str,
    out: Path,
    say: Callable[[str], None] | None = None,
    each: Callable[[pd.DataFrame, pd.DataFrame], None] | None = None,
    steps: int | None = None,
) -> int:
    """Predicts a table with a saved model and writes the predictions; returns the number of rows.

    Args:
        folder: of the model.
        data: path or URL of the table.
        out: the file to write, whole or not at all.
        say: told in one sentence each what was repaired, ignored or could not be read.
        each: told of the rows as they were read and of what was predicted, once all is written.
        steps: of a forecast: how many to go on; None leaves it to the table, see `experiments.series.continuing`.

    Raises:
        BadData: the table or the model cannot be read, or the table lacks columns.
        BadRequest: the output is neither .csv nor .parquet, or cannot be written.
    """
    from experiments.blending import load_whole
    from experiments.data.reading import read_table

    if out.suffix.casefold() not in (".csv", ".parquet"):
        raise BadRequest(
            f"Predictions are written as .csv or .parquet, not as {out.suffix or 'a file without ending'}."
        )
    table = read_table(data)
    if say is not None:
        for note in table.notes:
            say(note)
    whole = load_whole(folder)
    if whole.models[0][0].meta.task.forecast is not None:
        from experiments.series.continuing import continued
        from experiments.series.intervals import load_errors

        forecast = continued(whole, table.frame, steps, say, load_errors(folder))
        _write(forecast, out)
        return len(forecast)
    if steps is not None:
        raise BadRequest("Only a forecast goes on by a number of steps; this model predicts the rows of a table.")
    predictions: pd.DataFrame = whole.predict(table.frame, say)
    task = whole.models[0][0].meta.task
    several = {"prediction": f"prediction_{task.target}"} if task.further_targets else {}
    _write(predictions.rename(columns=several), out)
    if each is not None:
        each(table.frame, predictions)
    return len(predictions)


def _write(predictions: pd.DataFrame, out: Path) -> None:
    part = out.with_name(f".{out.name}.part")
    try:
        if out.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.suffix.casefold() == ".csv":
            predictions.to_csv(part, index=False)
        else:
            predictions.to_parquet(part, index=False)
        part.replace(out)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise BadRequest(f"{out} cannot be written ({error.strerror or error}). Name another file.") from error


def _is_model(path: Path) -> bool:
    from experiments.blending import BLEND_FILE

    return any((path / name).exists() for name in (BLEND_FILE, "model.skops", "meta.json", MARK))
