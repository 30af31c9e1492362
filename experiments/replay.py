"""Repeating a recorded run or a whole experiment, to see whether it gives the very same numbers."""

import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

from experiments.backends._base import Backend, Ending
from experiments.declared.consulting import Consultant
from experiments.provenance import code_version, libraries, same_code
from experiments.run_folder import RunResult, RunSpec, folder_of
from experiments.strategies import Choice, Consult, choose_next, stages_of
from experiments.work import Work
from store.errors import BadRequest
from store.knowledge import KnowledgeStore
from store.records import DatasetVersion, Experiment, Measurement, Partial, Record, Run, RunEnd, RunStart

REPEATABLE = ("ok", "partial")
"""Outcomes with numbers that a repetition is compared with."""
_SPARE = 2.0
"""A repeated run may take this many times its limit, since the machine may be busier than it was."""


class ReplayReport(Record):
    """A run before and now."""

    run_id: str
    identical: bool
    """Whether every metric of every fold and over all is exactly the same."""
    before: dict[str, float]
    """Metrics over all folds as recorded."""
    after: dict[str, float]
    """Metrics over all folds of the repetition."""
    differences: tuple[str, ...] = ()
    """Metrics that differ, then what differs in code and libraries; one sentence or phrase each."""
    before_s: float | None = None
    """Wall seconds as recorded."""
    after_s: float | None = None


def replay(store: KnowledgeStore, home: Path, run_id: str, *, backend: Backend | None = None) -> ReplayReport:
    """Executes a run again: same rows (checked by their hash), variant, seed, task and limits.

    The repetition is compared and then forgotten: it is no fact, and teaches nothing.

    Args:
        store: the facts.
        home: Sextant's folder.
        run_id: a run that ended with a score.
        backend: where to execute; None takes processes of this machine. It is left open.

    Raises:
        UnknownRecord: there is no such run.
        BadRequest: the run has no score to compare with, or could not be repeated (its rows are gone, say).
    """
    run = store.get(Run, run_id)
    end = store.latest(RunEnd, run_id=run_id)
    if end is None or end.outcome not in REPEATABLE:
        how = "has not ended" if end is None else f"ended as “{end.outcome}”"
        raise BadRequest(f"The run {run_id} {how}, so there are no numbers to compare with. Choose one with a score.")
    ending = _again(run, store.get(DatasetVersion, run.task.version_id), home, backend)
    if ending.result is None:
        raise BadRequest(f"The run {run_id} could not be repeated: {ending.error}")
    if end.partial is not None:
        return _of_part(store, run, end.partial, ending)
    differing = _metric_differences(_recorded(store, run_id), ending.result)
    return ReplayReport(
        run_id=run_id,
        identical=not differing,
        before=end.metrics,
        after=ending.result.metrics,
        differences=(*differing, *_surroundings(store.latest(RunStart, run_id=run_id))),
        before_s=end.wall_s,
        after_s=ending.wall_s,
    )


def _of_part(store: KnowledgeStore, run: Run, before: Partial, ending: Ending) -> ReplayReport:
    """A run on a part of its task before and now: only the part counts."""
    assert ending.result is not None
    after = ending.result.part
    now = after.metrics if after is not None else {}
    differing = tuple(
        f"{name} on the part was {before.metrics.get(name, 'not measured')} and is {now.get(name, 'not measured')}"
        for name in sorted({*before.metrics, *now})
        if before.metrics.get(name) != now.get(name)
    )
    return ReplayReport(
        run_id=run.id, identical=not differing, before=before.metrics, after=now,
        differences=(*differing, *_surroundings(store.latest(RunStart, run_id=run.id))), after_s=ending.wall_s,
    )  # fmt: skip


class ExperimentReplay(Record):
    """A whole experiment before and now."""

    experiment_id: str
    identical: bool
    """Whether every repeated run gave the same numbers, and every choice that can be checked was made again."""
    runs: tuple[ReplayReport, ...]
    """Of the runs that ended with a score, in the order of the plan."""
    choices_checked: int = 0
    """Runs chosen by a strategy that depends on the plan and the past alone."""
    differences: tuple[str, ...] = ()
    """What is not as it was, one sentence each."""
    left_out: tuple[str, ...] = ()
    """Runs without a score and why they were not repeated."""


def replay_experiment(
    store: KnowledgeStore, home: Path, experiment_id: str, *, backend: Backend | None = None
) -> ExperimentReplay:
    """Repeats all runs of an experiment that ended with a score, and asks its strategies again for their choices.

    The plan is checked against its approval, each run's rows against their hash. Choices by advice are not asked again,
    since what was known then has grown since; neither is what a person added or wanted again.

    Raises:
        UnknownRecord: there is no such experiment.
        NotApproved: its plan's approval is not on record.
        BadRequest: a run could not be repeated, or none has a score to compare with.
    """
    from experiments.adoption import adopted

    work = adopted(store, store.get(Experiment, experiment_id))
    latest = {run.position: run for run in work.known}
    place = backend if backend is not None else _local(home)
    reports: list[ReplayReport] = []
    left_out: list[str] = []
    try:
        for _, run in sorted(latest.items()):
            end = work.ends.get(run.id)
            if end is None or end.outcome not in REPEATABLE:
                left_out.append(f"{run.variant.label}: {'not ended' if end is None else end.error or end.outcome}")
            else:
                reports.append(replay(store, home, run.id, backend=place))
    finally:
        if backend is None:
            place.close()
    if left_out and not reports:
        raise BadRequest(f"No run of {experiment_id} has a score, so there is nothing to compare with. {left_out[0]}")
    consult = Consultant(home)
    try:
        checked, other = _choices(work, consult)
    finally:
        consult.close()
    differing = [f"{r.run_id}: {d}" for r in reports if not r.identical for d in r.differences]
    return ExperimentReplay(
        experiment_id=experiment_id, identical=not differing and not other, runs=tuple(reports),
        choices_checked=checked, differences=(*other, *differing), left_out=tuple(left_out),
    )  # fmt: skip


def _choices(work: Work, consult: Consult) -> tuple[int, list[str]]:
    """How many choices of strategies were made again from the same past, and those that came out otherwise."""
    tried, stages = work.tried(), stages_of(work.plan)
    latest = sorted({run.position: run for run in work.known}.items())
    checked, other = 0, []
    if work.plan.parallel > 1:
        return 0, []  # which runs had ended at each choice is not on record
    for i, (position, run) in enumerate(latest):
        if run.stage is None or not run.chosen_because or stages[run.stage].strategy == "recommended":
            continue
        choice = choose_next(work.plan, tried[:i], consult=consult)
        checked += 1
        if not isinstance(choice, Choice) or (choice.variant.id, choice.fidelity) != (run.variant.id, run.fidelity):
            chosen = choice.variant.label if isinstance(choice, Choice) else "nothing"
            other.append(f"Run {position + 1} was “{run.variant.label}”; the strategy would now choose “{chosen}”.")
    return checked, other


def _again(run: Run, version: DatasetVersion, home: Path, backend: Backend | None) -> Ending:
    limits = run.limits.model_copy(update={"run_s": run.limits.run_s * _SPARE})
    repeated = run.model_copy(update={"id": f"replay-{run.id}-{uuid.uuid4().hex[:8]}", "limits": limits})
    folder = folder_of(home, repeated.id)
    place = backend if backend is not None else _local(home)
    try:
        folder.mkdir(parents=True)
        place.start(RunSpec(run=repeated, version=version, home=str(home), folder=str(folder), importance=False))
        seen = 0
        while (ending := place.poll(repeated.id).ending) is None:
            seen = place.wait(seen, 1.0)
        return ending
    except OSError as error:
        raise BadRequest(f"The run cannot be repeated in {folder}: {error.strerror or error}.") from error
    finally:
        if backend is None:
            place.close()
        shutil.rmtree(folder, ignore_errors=True)


def _local(home: Path) -> Backend:
    from experiments.backends.local import LocalBackend

    return LocalBackend(home)


def _recorded(store: KnowledgeStore, run_id: str) -> dict[tuple[int, str], float]:
    return {(m.fold, m.metric): m.value for m in store.find(Measurement, run_id=run_id)}


def _metric_differences(before: Mapping[tuple[int, str], float], result: RunResult) -> tuple[str, ...]:
    after = {(i, m): v for i, fold in enumerate(result.folds) for m, v in fold.items()}
    after |= {(-1, m): v for m, v in result.metrics.items()}
    absent = "not measured"
    return tuple(
        f"{name} {_where(fold)} was {before.get((fold, name), absent)} and is {after.get((fold, name), absent)}"
        for fold, name in sorted({*before, *after})
        if before.get((fold, name)) != after.get((fold, name))
    )


def _where(fold: int) -> str:
    return "over all folds" if fold < 0 else f"of fold {fold + 1}"


def _surroundings(start: RunStart | None) -> tuple[str, ...]:
    """What was different around the run, for whoever wonders why numbers differ."""
    if start is None:
        return ()
    now = libraries()
    changed = [
        f"{name} was {start.libraries.get(name, 'absent')} and is {now.get(name, 'absent')}"
        for name in sorted({*start.libraries, *now})
        if start.libraries.get(name) != now.get(name)
    ]
    if not same_code(start.code_version, code_version()):
        changed.append(f"Sextant's code was {start.code_version} and is {code_version()}")
    return tuple(changed)
