"""The model at the end of a headless search: the best run or a blend, fitted on all rows in the time left."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from assistant.confirming import leading, measured_again
from assistant.keeping import (
    LEAST_FIT_S,
    fit_spec,
    next_version,
    out_of_fold_of,
    ranked_runs,
    register,
)
from assistant.refining import allowed_runs, eligible
from assistant.services import Services
from store.errors import BadRequest, CannotWrite
from store.records import Goal, ModelVersion, Run, RunEnd
from store.writing import moved_whole, put_back, why_unwritten

if TYPE_CHECKING:
    from experiments.deciding import Rule, Threshold
    from experiments.ensemble import OutOfFold
    from experiments.fitting import Fitter

START_S = 1.0
"""Seconds of reading the table and writing the model."""
UNSURE, LIKELY = 1.6, 1.1
"""A final fit may take so many times what the folds lead to expect; and most often takes no more than so many times."""
STOPPING_S = 2.0
"""Kept for stopping what runs and choosing among what has ended, before the final fits."""
_SEEDS = {"neural_network": 4, "boosting": 3, "ensemble": 2}
"""Fits with different seeds that are averaged, where time allows, of families whose fits depend on chance."""
_SEEDS_SHARE = 0.6
"""Share of the time for the final fits that may be planned for such repetitions."""
LATE_S = 2.0
"""A first score may be so late; what is left of the slack for writing out bounds it."""
_LATEST_S = 60.0
"""A first model may be so late, on a busy machine: late is better than none."""
_POLL_S = 0.05
_QUICK_SHARE = 0.25
"""A fit that is expected to take less than this share of the time is sure to be ready."""


@dataclass(frozen=True)
class Member:
    """A run that may become part of the model."""

    run: Run
    end: RunEnd
    weight: float
    fit_s: float
    """Expected seconds of the fit on all rows, reading and writing included."""
    seed: int = 0
    """Of the fit."""


@dataclass(frozen=True)
class Kept:
    """The model that was saved."""

    model: ModelVersion
    folder: Path
    members: tuple[Member, ...]
    score: float | None
    """Out-of-fold score of the blend, or the run's score."""
    threshold: Threshold | None = None
    """From which probability on the model says yes, where that is not one half."""


def expected_fit_s(run: Run, end: RunEnd, unsure: float = UNSURE) -> float:
    """Seconds that the fit of a run's variant on all rows is expected to take, reading and writing included."""
    validation = run.task.validation
    folds = 1 if validation.method == "holdout" else max(validation.folds, 1)
    learnt = 1.0 - (validation.holdout_fraction or 0.2) if validation.method == "holdout" else 1.0 - 1.0 / max(folds, 2)
    return START_S + unsure * (end.wall_s or 0.0) / folds / max(learnt, 0.2)


def chosen(
    services: Services, goal: Goal, ended: Sequence[tuple[Run, RunEnd]], time_s: float, places: int
) -> tuple[list[Member], float | None]:
    """Which runs make the model, with weights that sum to 1, so that all can be fitted in the time.

    A goal that asks for models that can be explained gets a single one.

    Args:
        services: the store and the runs' folders.
        goal: the goal.
        ended: finished runs, best first; at least one.
        time_s: seconds that the fits may take together.
        places: fits at the same time.

    Returns:
        The members, heaviest first, and the expected score of what they make.
    """
    takes_s = {r.id: expected_fit_s(r, e) for r, e in ended}
    best, hoped_s = ended[0][0], expected_fit_s(*ended[0], LIKELY)
    if hoped_s <= time_s < takes_s[best.id] and min(takes_s.values()) <= _QUICK_SHARE * time_s:
        takes_s[best.id] = hoped_s  # should it not be ready, there is something quick that is
    able = leading([(r, e) for r, e in ended if takes_s[r.id] <= time_s])
    able = able or [min(ended, key=lambda pair: takes_s[pair[0].id])]
    again = measured_again(services, goal, able)
    able = [pair for pair, _ in again] or able
    weights, score = [1.0], able[0][1].score
    judged = [end for _, end in again] or [end for _, end in able]
    tables = [] if goal.constraints.interpretable else [out_of_fold_of(services, e) for e in judged]
    if len(tables) > 1 and all(t is not None for t in tables):
        from experiments.ensemble import blend_weights

        found, blended = blend_weights(tables, [r.variant.family for r, _ in able], goal.task)
        if blended is not None:
            weights, score = found, blended
    members = [
        Member(run, end, weight, takes_s[run.id], run.seed)
        for (run, end), weight in zip(able, weights, strict=False)
        if weight > 0
    ]
    members.sort(key=lambda m: -m.weight)
    while len(members) > 1 and _makespan(members, places) > time_s:
        members.remove(min(members, key=lambda m: m.weight / m.fit_s))
    whole = sum(m.weight for m in members)
    members = [replace(m, weight=m.weight / whole) for m in members]
    return [*members, *_spare(ended, members, time_s)], score


def _spare(ended: Sequence[tuple[Run, RunEnd]], members: Sequence[Member], time_s: float) -> list[Member]:
    """A quick run of weight 0 where all members take long: it is the model should none of them be ready in time."""
    quick = [(r, e) for r, e in ended if expected_fit_s(r, e) <= _QUICK_SHARE * time_s]
    if not quick or any(m.fit_s <= _QUICK_SHARE * time_s for m in members):
        return []
    run, end = quick[0]
    return [Member(run, end, 0.0, expected_fit_s(run, end), run.seed)]


def with_seeds(goal: Goal, members: Sequence[Member], time_s: float, places: int) -> list[Member]:
    """The members, those that depend on chance several times with different seeds and a part of the weight each.

    Averaging such fits takes away most of what chance does to them. The heaviest are repeated first, as long as
    time allows; a goal that asks for models that can be explained gets no repetition.
    """
    if goal.constraints.interpretable:
        return list(members)
    out = {id(m): [m] for m in members}
    for round_ in range(1, max(_SEEDS.values())):
        for member in members:
            if not member.weight or round_ >= _SEEDS.get(member.run.variant.family, 1):
                continue
            again = replace(member, seed=member.run.seed + round_)
            if _makespan([*(m for ms in out.values() for m in ms), again], places) <= _SEEDS_SHARE * time_s:
                out[id(member)].append(again)
    return [replace(m, weight=m.weight / len(ms)) for ms in out.values() for m in ms]


def fit_model(
    services: Services, goal: Goal, members: Sequence[Member], folder: Path, until: float, fitters: Sequence[Fitter]
) -> tuple[Member, ...]:
    """Fits the members on all rows and puts the model into the folder; returns those that made it.

    Args:
        services: the store and the home.
        goal: the goal.
        members: what to fit, with weights.
        folder: where the model goes; what was there before is replaced.
        until: `time.monotonic()` at which fits still under way are given up.
        fitters: processes to fit with, idle.

    Raises:
        FitFailed: not one fit ended in time.
        CannotWrite: the folder takes no model, as on a full disk.
    """
    from experiments.blending import save_blend
    from experiments.deciding import save_rule
    from experiments.fitting import FitFailed

    staging = services.home / "models" / f".staging-{services.new_id('fit')}.tmp"
    staging.mkdir(parents=True)
    try:
        made, errors = _fitted(services, members, staging, until, fitters)
        if not made:
            raise FitFailed(f"No model could be fitted on all rows: {errors[0] if errors else 'time was over'}.")
        made = [pair for pair in made if pair[0].weight > 0] or [(replace(made[0][0], weight=1.0), made[0][1])]
        made.sort(key=lambda pair: -pair[0].weight)
        whole = staging / made[0][1] if len(made) == 1 else staging
        if len(made) > 1:
            about = {
                "task": goal.task.content(),
                "labels": [m.run.variant.label for m, _ in made],
                "runs": [m.run.id for m, _ in made],
                "seeds": [m.seed for m, _ in made],
            }
            save_blend(staging, [(name, m.weight) for m, name in made], goal.task.kind, about)
        save_rule(whole, rule_of(services, goal, [m for m, _ in made]))
        keep_errors(services, goal, [m for m, _ in made], whole)
        try:
            moved_whole(whole, folder)  # last, so that no model is ever without the rule it decides by
        except OSError as error:
            raise CannotWrite(
                f"The model cannot be put into {folder} ({why_unwritten(error)}). Its runs are kept: make room "
                "there or name another folder, and the same again makes it of them."
            ) from error
        return tuple(m for m, _ in made)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _fitted(
    services: Services, members: Sequence[Member], staging: Path, until: float, fitters: Sequence[Fitter]
) -> tuple[list[tuple[Member, str]], list[str]]:
    """Fits the members, the longest first; those that were saved with their sub-folder, and what went wrong.

    The very first is the shortest, so that there is a model whatever becomes of the long ones; it may be late.
    """
    waiting = sorted(enumerate(members), key=lambda pair: -pair[1].fit_s)
    waiting = [*waiting[-1:], *waiting[:-1]]
    idle = list(fitters)
    busy: dict[Fitter, tuple[Member, str]] = {}
    made: list[tuple[Member, str]] = []
    errors: list[str] = []
    latest = max(until, time.monotonic()) + _LATEST_S
    while (waiting or busy) and time.monotonic() < (until if made else latest):
        while waiting and idle:
            place, member = waiting.pop(0)
            fitter = idle.pop()
            spec = fit_spec(services, member.run, member.end, staging / f"member-{place}")
            fitter.begin(spec.model_copy(update={"seed": member.seed}))
            busy[fitter] = (member, f"member-{place}")
        for fitter in list(busy):
            ended = fitter.wait(_POLL_S)
            if ended is None:
                continue
            member, name = busy.pop(fitter)
            idle.append(fitter)
            if ended.saved:
                made.append((member, name))
            else:
                errors.append(ended.error)
    return made, errors


def keep(
    services: Services,
    goal: Goal,
    ended: Sequence[tuple[Run, RunEnd]],
    folder: Path,
    until: float,
    fitters: Sequence[Fitter],
    person: str,
) -> Kept:
    """Chooses, fits, saves and records the model of a search.

    Raises:
        FitFailed: not one fit ended in time.
        BadRequest: the goal's constraints allow none of the runs.
    """
    ended = eligible(goal, ended)
    members, _ = chosen(services, goal, ended, max(until - time.monotonic() - 1.0, 1.0), len(fitters))
    planned = with_seeds(goal, members, max(until - time.monotonic() - 1.0, 1.0), len(fitters))
    made = fit_model(services, goal, planned, folder, until, fitters)
    return recorded(services, goal, made, folder, next_version(services, folder.name), person)


def blend_score(services: Services, goal: Goal) -> tuple[int, float] | None:
    """How many finished runs make the best blend, and its out-of-fold score; None where a single run is best."""
    ended = allowed_runs(goal, ranked_runs(services, goal))
    if len(ended) < 2:
        return None
    members, score = chosen(services, goal, ended, LEAST_FIT_S, 1)
    count = len({m.run.id for m in members if m.weight > 0})
    return (count, score) if count > 1 and score is not None else None


def recorded(
    services: Services, goal: Goal, made: Sequence[Member], folder: Path, called: tuple[str, int], person: str
) -> Kept:
    """Records a model that was saved, with the metrics of what its members predict together."""
    from experiments.deciding import load_rule

    first, rule = made[0], load_rule(folder)
    end, together = first.end, _together(services, made)
    if together is not None and len({m.run.id for m in made}) > 1:
        from experiments.ensemble import measured

        metrics = measured(*together, goal.task)
        end = end.model_copy(update={"metrics": metrics, "score": metrics.get(goal.task.metric, end.score)})
    model = register(services, first.run, end, goal, *called, folder, person)
    return Kept(model, folder, tuple(made), end.score, rule.threshold if rule is not None else None)


def rule_of(services: Services, goal: Goal, members: Sequence[Member]) -> Rule | None:
    """How the probabilities of these members together become what the model says; None for as they are."""
    from experiments.deciding import settle_rule

    together = _together(services, members)
    if together is None:
        return None
    return settle_rule(*together, goal.task, goal.error_costs, calibrate=not goal.constraints.interpretable)


def keep_errors(services: Services, goal: Goal, members: Sequence[Member], folder: Path) -> None:
    """Keeps with a forecast how far off it was when it was tested, for the intervals of what it will say."""
    if goal.task.forecast is None:
        return
    from experiments.series.intervals import save_errors

    weights: dict[str, float] = {}
    for member in members:
        weights[member.run.id] = weights.get(member.run.id, 0.0) + member.weight
    ends = {m.run.id: m.end for m in members}
    tables = [out_of_fold_of(services, ends[run_id]) for run_id in weights]
    if all(t is not None for t in tables):
        save_errors(folder, tables, list(weights.values()))


def _together(services: Services, members: Sequence[Member]) -> tuple[OutOfFold, Any] | None:
    """What the members' runs predicted out of fold, and its weighted average; None where it was not kept."""
    from experiments.ensemble import out_of_fold

    weights: dict[str, float] = {}
    for member in members:
        weights[member.run.id] = weights.get(member.run.id, 0.0) + member.weight
    ends = {m.run.id: m.end for m in members}
    tables = [out_of_fold_of(services, ends[run_id]) for run_id in weights]
    if any(t is None for t in tables):
        return None
    shared, whole = out_of_fold(tables), sum(weights.values())
    return shared, shared.blended([w / whole for w in weights.values()])


def check_folder(folder: Path) -> None:
    """Refuses a folder that no model can be saved to, before any time is spent; leaves nothing behind.

    Args:
        folder: with what links there are followed as far as they lead.

    Raises:
        BadRequest: it is a file or inside one, holds something else than a model, or cannot be written to.
    """
    above = next(place for place in (folder, *folder.parents) if place.exists())
    if not above.is_dir():
        raise BadRequest(f"{above} is a file; name a folder to save the model to.")
    if loop := next((place for place in (folder, *folder.parents) if place.is_symlink()), None):
        raise BadRequest(f"{loop} is a link that leads back to itself; name a folder to save the model to.")
    try:
        with TemporaryDirectory(dir=above):  # permissions alone do not tell: a file system may be read-only
            pass
    except OSError as error:
        raise BadRequest(
            f"{above} cannot be written to ({error.strerror}); name another folder to save the model to."
        ) from error
    put_back(folder)
    known = {"blend.json", "meta.json", "model.skops", "rule.json"}
    names = {p.name for p in folder.iterdir()} if folder.is_dir() else set()
    if any(not n.endswith(".tmp") for n in names) and not known & names:
        raise BadRequest(f"{folder} is not empty and holds no model; name another folder to save the model to.")


def _makespan(members: Sequence[Member], places: int) -> float:
    """Seconds until all are fitted, the longest first, on so many places."""
    loads = [0.0] * max(places, 1)
    for member in sorted(members, key=lambda m: -m.fit_s):
        loads[loads.index(min(loads))] += member.fit_s
    return max(loads)
