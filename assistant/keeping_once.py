"""Models that a person asks to be kept: the best of a goal, or one run's. What is kept already is kept once.

The same fits with the same decision make the same model: asked for again, or on two pages at once, it is the version
that is there.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.final import Member, chosen, expected_fit_s, fit_model, recorded, rule_of
from assistant.keeping import (
    FIT_TIMES_EXPECTED,
    LEAST_FIT_S,
    default_name,
    keep_model,
    next_version,
    ranked_runs,
)
from assistant.model_files import check_files
from assistant.refining import eligible
from assistant.services import Services
from store.errors import SextantError
from store.records import Goal, ModelVersion, Run, RunEnd

if TYPE_CHECKING:
    from experiments.deciding import Threshold

_Fits = Mapping[tuple[str, int], float]
"""What a model is made of: the run and the seed of each fit, to its weight."""
_WANTED = "wanted.json"
_NEW = timedelta(minutes=10)
_LOCKS: dict[str, threading.RLock] = {}


@dataclass(frozen=True)
class Saved:
    """A model as a person has it now."""

    model: ModelVersion
    runs: tuple[Run, ...]
    """What it is made of, the heaviest first."""
    score: float | None
    """Out-of-fold score of the blend, or the run's score."""
    threshold: Threshold | None
    """From which probability on the model says yes, where that is not one half."""
    before: bool
    """Whether it was there before."""
    late: int = 0
    """Fits that were to be part of it and were not ready in time."""


def keep_best(services: Services, goal: Goal, name: str, person: str) -> Saved:
    """Keeps the best that the goal's finished runs can make, a blend of them where that is better, in Sextant's folder.

    Raises:
        FitFailed: not one fit ended in time.
        BadRequest: the goal's constraints allow none of the runs.
    """
    from experiments.fitting import Fitter

    ended = eligible(goal, ranked_runs(services, goal))
    time_s = max(LEAST_FIT_S, FIT_TIMES_EXPECTED * expected_fit_s(*ended[0]))
    members, _ = chosen(services, goal, ended, time_s, 1)
    name = name or default_name(services, goal)
    with _alone_with(next_version(services, name)[0]):
        known = _kept_alike(services, goal, name, members)
        if known is not None:
            return _told(services, known, members, before=True)
        name, version = next_version(services, name)
        folder = services.home / "models" / name / str(version)
        fitter = Fitter(max(m.run.limits.threads for m in members))
        try:
            made = fit_model(services, goal, members, folder, time.monotonic() + time_s, [fitter])
        finally:
            fitter.stop()
        _note_wanted(folder, members)
        model = recorded(services, goal, made, folder, (name, version), person).model
        return _told(services, model, members, before=False)


def keep_run(services: Services, goal: Goal, run: Run, end: RunEnd, name: str, person: str) -> Saved:
    """Keeps one run's variant, fitted on all rows, in Sextant's folder.

    Raises:
        FitFailed: the fit ended with an error or took far longer than a fold did.
    """
    alone = [Member(run, end, 1.0, 0.0, run.seed)]
    name = name or default_name(services, goal)
    with _alone_with(next_version(services, name)[0]):
        known = _kept_alike(services, goal, name, alone)
        model = known or keep_model(services, run, end, goal, name, person)
        return _told(services, model, alone, before=known is not None)


def _told(services: Services, model: ModelVersion, members: Sequence[Member], *, before: bool) -> Saved:
    from experiments.deciding import load_rule

    made, rule = fits_of(services, model), load_rule(services.home / model.path)
    wanted = [m for m in members if m.weight > 0]
    inside = [m for m in wanted if (m.run.id, m.seed) in made] or wanted
    runs = tuple({m.run.id: m.run for m in inside}.values())
    alone = inside[0].end.score
    score = alone if len(runs) == 1 else model.metrics.get(runs[0].task.metric, alone)
    threshold = rule.threshold if rule is not None else None
    return Saved(model, runs, score, threshold, before, len(wanted) - len(inside))


@contextmanager
def _alone_with(name: str) -> Iterator[None]:
    """One at a time keeps versions of a model: two who ask at once would fit twice, into the same folder."""
    with _LOCKS.setdefault(name, threading.RLock()):  # which is one step, from any thread
        yield


def _kept_alike(services: Services, goal: Goal, name: str, members: Sequence[Member]) -> ModelVersion | None:
    """The newest version of a model that was to be of the same fits and decides alike; None where there is none.

    One for which not all were ready in time counts only as long as it is new: whoever asks later has time for more.
    """
    from experiments.deciding import load_rule

    wanted = {(m.run.id, m.seed): m.weight for m in members if m.weight > 0}
    for model in reversed(services.store.find(ModelVersion, name=next_version(services, name)[0])):
        folder = services.home / model.path
        made = fits_of(services, model)
        whole = made == wanted
        if not whole and (_wanted_of(folder) != wanted or services.clock() - model.saved_at > _NEW):
            continue
        weighed = [replace(m, weight=made[m.run.id, m.seed]) for m in members if (m.run.id, m.seed) in made]
        try:
            if load_rule(folder) != rule_of(services, goal, weighed):
                continue
            check_files(folder, model.files_hash)
        except SextantError:  # what is damaged has to be kept anew
            continue
        return model
    return None


def _note_wanted(folder: Path, members: Sequence[Member]) -> None:
    """Keeps with a model which fits it was to be of."""
    fits = [[m.run.id, m.seed, m.weight] for m in members if m.weight > 0]
    (folder / _WANTED).write_text(json.dumps(fits), encoding="utf-8")


def _wanted_of(folder: Path) -> _Fits:
    try:
        known = json.loads((folder / _WANTED).read_text(encoding="utf-8"))
        return {(str(run), int(seed)): float(weight) for run, seed, weight in known}
    except (OSError, ValueError, TypeError):
        return {}


def kept_alone(services: Services, run: Run) -> ModelVersion | None:
    """The newest version that one run's variant makes by itself, under whatever name; None where there is none."""
    found = services.store.find(ModelVersion, run_id=run.id)
    return next((m for m in reversed(found) if set(fits_of(services, m)) == {(run.id, run.seed)}), None)


def fits_of(services: Services, model: ModelVersion) -> _Fits:
    """The fits of a version with their weights; none where its files are gone or do not tell."""
    from experiments.blending import BLEND_FILE

    folder: Path = services.home / model.path
    blend = folder / BLEND_FILE
    if not folder.is_dir() or model.run_id is None:
        return {}
    if not blend.exists():
        runs = services.store.find(Run, id=model.run_id)
        return {(run.id, run.seed): 1.0 for run in runs}
    try:
        known = json.loads(blend.read_text(encoding="utf-8"))
        weights = [float(m["weight"]) for m in known["members"]]
        return dict(zip(zip(known["runs"], known["seeds"], strict=True), weights, strict=True))
    except (OSError, ValueError, KeyError, TypeError):
        return {}
