"""Fitting anew: on which rows, which variants, at what expected gain and cost. A plan like any other runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Any

from assistant import wording
from assistant.caring import kept
from assistant.caring.comparing import row_hashes
from assistant.caring.monitors import reports_of
from assistant.caring.reported import telling
from assistant.caring.sources import labelled_rows
from assistant.services import Services
from store.errors import BadRequest, SextantError
from store.records import (
    Budget,
    Dataset,
    DatasetVersion,
    DriftReport,
    Goal,
    ModelVersion,
    PlannedRun,
    Run,
    RunEnd,
    Task,
    metric,
)

if TYPE_CHECKING:
    from assistant.visit import Visit

LEAST_CHANCE = 0.15
"""Variants less likely than that to beat the one in use are left out of a plan."""
_OTHERS = 3
_LEAST_RECENT = 400
"""Newer rows from which on they may do without the older ones, where the relation has changed."""
_OVERHEAD_S = 1.0
_ONE_FIT_S = 300.0
"""Budget of a plan at least, unless another is said."""


@dataclass(frozen=True)
class Outlook:
    """What fitting a model anew would take and bring."""

    model: ModelVersion
    rows: int
    """Rows it would be fitted on."""
    new_rows: int
    seconds: float | None
    """Expected wall seconds of the champion's variant alone."""
    low_s: float | None
    high_s: float | None
    gain: float | None
    """What it would win back at best, in the metric's unit."""
    gain_low: float | None
    gain_high: float | None
    recent_only: bool
    """Whether the newer rows alone are to be used, because the relation has changed."""
    since: frozenset[str] | None = None
    """The reports since it changed, whose rows are used then."""


def outlook(services: Services, name: str) -> Outlook:
    """What fitting the version in use anew would take and bring.

    Raises:
        BadRequest: it is not known what made that version.
    """
    model = kept.in_use(services, name)
    goal = kept.goal_of(services, model)
    if goal is None or kept.run_of(services, model) is None:
        raise BadRequest(f"{name} version {model.version} came without the run that made it, so it cannot be repeated.")
    reports = reports_of(services, name, model.version)
    newest = telling(reports) if reports else None
    since = _since_changed(reports)
    fresh, _ = labelled_rows(services, name, since)
    recent = fresh is not None and since is not None and len(fresh) >= _LEAST_RECENT
    if not recent:
        since = None
        fresh, _ = labelled_rows(services, name)
    base = _newest_version(services, goal)
    added = 0 if fresh is None else len(fresh)
    rows = added if recent else base.rows + added
    seconds, low, high = expected_seconds(services, model, rows)
    gain, gain_low, gain_high = _gain(newest)
    more = added + max(base.rows - model.rows, 0)
    return Outlook(model, rows, more, seconds, low, high, gain, gain_low, gain_high, recent, since)


def outlook_lines(found: Outlook, metric_name: str) -> list[str]:
    """That, in a few sentences."""
    model, label = found.model, metric(metric_name).label
    where = "the newer rows alone" if found.recent_only else "all rows"
    rows = f"{wording.count(found.rows, 'row')}, {found.new_rows:,} of them newer than version {model.version}"
    cost = wording.seconds(found.seconds)
    span = f" (between {found.low_s:.0f} and {found.high_s:.0f} s)" if found.low_s is not None and found.high_s else ""
    lines = [f"Fitting {model.name} anew on {where} ({rows}) would take {cost}{span} for its own kind of model."]
    if found.gain:
        between = ""
        if found.gain_low is not None and found.gain_high is not None:
            between = f", between {found.gain_low:.3g} and {found.gain_high:.3g}"
        lines.append(f"It could win back up to {found.gain:.3g} in {label}{between}: the loss seen lately.")
    elif not found.new_rows:
        lines.append("There are no newer rows with true values yet, so it would bring next to nothing.")
    else:
        lines.append("No loss was seen lately, so a gain could only come from having more rows.")
    return lines


def expected_seconds(
    services: Services, model: ModelVersion, rows: int
) -> tuple[float | None, float | None, float | None]:
    """Wall seconds of a run of the version's variant on so many rows, with a range, from past executions."""
    found = kept.run_of(services, model)
    if found is None:
        return None, None, None
    store, variant = services.store, found[0].variant
    took = []
    for run in store.find(Run):
        if run.variant.id != variant.id:
            continue
        size = services.store.find(DatasetVersion, id=run.task.version_id)
        took += [
            e.wall_s * max(rows, 1) / max(size[0].rows, 1) if size else e.wall_s
            for e in store.find(RunEnd, run_id=run.id)
            if e.outcome == "ok" and e.wall_s
        ]
    if not took:
        return None, None, None
    middle = median(took)
    return middle, 0.6 * min(took), float(ceil(1.8 * max(took)))


def new_table(services: Services, name: str, person: str) -> tuple[DatasetVersion, Outlook]:
    """Keeps the rows to retrain on as a version of the model's dataset: its newest content and labelled rows since."""
    import pandas as pd

    from experiments.data.reading import Table
    from experiments.data.versions import keep_version

    found = outlook(services, name)
    goal = kept.goal_of(services, found.model)
    assert goal is not None  # `outlook` has looked
    base = _newest_version(services, goal)
    fresh, _ = labelled_rows(services, name, found.since)
    if fresh is None:
        return base, found
    table = services.frame(base.id)
    columns = [c for c in table.columns if c in fresh.columns]
    missing = [c for c in table.columns if c not in fresh.columns and c not in goal.task.columns_excluded]
    if missing:
        raise BadRequest(f"The newer rows lack {wording.listed(missing)}, so they cannot be put under the older ones.")
    newer = fresh[columns]
    if not found.recent_only:
        newer = pd.concat([table[columns], newer], ignore_index=True)
    keep = pd.Series(row_hashes(newer)).duplicated()
    newer = newer[~keep.to_numpy()].reset_index(drop=True)
    dataset = services.store.get(Dataset, base.dataset_id)
    _, version, _ = keep_version(
        Table(newer, dataset.name, dataset.source), services.store, services.home, person, services.clock,
        services.new_id,
    )  # fmt: skip
    return version, found


def goal_entries(goal: Goal, version: DatasetVersion) -> list[dict[str, Any]]:
    """The commands that state a model's goal again, on another version of its table, as a turn keeps them."""
    from experiments.series.timeline import ROW

    task = goal.task
    standing = ROW if task.validation.method == "time" and task.forecast is None else None
    validation = {
        "method": task.validation.method, "folds": task.validation.folds, "column": task.validation.column or standing,
        "holdout_fraction": task.validation.holdout_fraction,
    }  # fmt: skip
    limits = goal.constraints.model_dump(exclude_defaults=True, mode="json")
    excluded = [c for c in task.columns_excluded if version.column(c) is not None]
    limits["columns_forbidden"] = sorted({*limits.get("columns_forbidden", ()), *excluded})
    columns = [c.name for c in version.columns]
    entries: list[dict[str, Any]] = [
        {"name": "use_data", "args": {"source": version.id}, "version_id": version.id, "columns": columns},
        {"name": "set_goal", "args": _said({"target": task.target, "kind": task.kind, "metric": task.metric,
                                            "positive_class": task.positive_class})},
        {"name": "set_goal", "args": _later(task)},
        {"name": "set_validation", "args": _said(validation)},
        {"name": "constrain", "args": limits},
    ]  # fmt: skip
    if goal.error_costs is not None:
        entries.append({"name": "set_error_costs", "args": goal.error_costs.model_dump()})
    return entries


def _later(task: Task) -> dict[str, Any]:
    """Further targets, and how far a series is forecast from what."""
    said: dict[str, Any] = {"further_targets": list(task.further_targets)} if task.further_targets else {}
    if task.forecast is not None:
        said |= {"horizon": task.forecast.horizon, "known": list(task.forecast.known)}
    return said


def _said(args: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in args.items() if v is not None}


def planned_runs(visit: Visit, goal: Goal, found: Outlook) -> tuple[list[PlannedRun], str]:
    """The champion's variant first, then those likely to be better; and what was left out, in a sentence."""
    services = visit.services
    run = kept.run_of(services, found.model)
    assert run is not None  # `outlook` has looked
    own = PlannedRun(
        variant=run[0].variant, expected_s=found.seconds, expected_low_s=found.low_s, expected_high_s=found.high_s
    )
    from assistant.proposing import planned

    try:
        advice = services.advising.advise(
            goal, services.data_profile(goal.task), person=services.person_profile(visit.person), n=_OTHERS + 3,
            families=(), prior_set=(), scale=services.score_scale(goal.task),
        )  # fmt: skip
    except SextantError:
        return [own], ""
    others = [r for r in advice.recommendations if r.variant.id != own.variant.id]
    likely = [r for r in others if r.chance_of_best is None or r.chance_of_best >= LEAST_CHANCE][:_OTHERS]
    skipped = [r for r in others if r not in likely]
    visit.store.append(*advice.recommendations)
    saved = sum((r.cost_s or 0.0) + _OVERHEAD_S for r in skipped)
    note = ""
    if skipped:
        unlikely = wording.count(len(skipped), "variant")
        note = f"Left out: {unlikely} unlikely to be better, which saves {wording.seconds(saved)}."
    if likely and not found.new_rows:
        note = f"{note} The version in use was measured on these very rows, so it is not repeated.".strip()
        return [planned(r) for r in likely], note
    return [own, *(planned(r) for r in likely)], note


def _newest_version(services: Services, goal: Goal) -> DatasetVersion:
    """The newest content of the goal's dataset that still has its target."""
    first = services.store.get(DatasetVersion, goal.task.version_id)
    found = [v for v in services.store.find(DatasetVersion, dataset_id=first.dataset_id) if _fits(v, goal.task)]
    return found[-1] if found else first


def _fits(version: DatasetVersion, task: Task) -> bool:
    return version.column(task.target) is not None


def _since_changed(reports: Sequence[DriftReport]) -> frozenset[str] | None:
    """The last reports that are harmful without a break, where labels show that the relation has changed; else None."""
    if not reports or not _relation_changed(reports[-1]):
        return None
    ids = []
    for report in reversed(reports):
        if report.verdict != "harmful":
            break
        ids.append(report.id)
    return frozenset(ids)


def _relation_changed(report: DriftReport) -> bool:
    """Whether labels say that the model got worse although the inputs look as before."""
    if report.verdict != "harmful" or not report.details.get("realised"):
        return False
    return not any(s["test"] in ("numeric", "categorical", "domain") for s in report.details.get("drifted", ()))


def _gain(report: DriftReport | None) -> tuple[float | None, float | None, float | None]:
    if report is None or report.verdict != "harmful" or report.severity <= 0:
        return None, None, None
    measured = report.details.get("realised") or {}
    low, high = measured.get("low"), measured.get("high")
    return report.severity, None if low is None else max(float(low), 0.0), None if high is None else float(high)


def propose_retraining(visit: Visit, name: str, most_s: float | None = None) -> dict[str, Any]:
    """Lays a plan before the person that fits a model anew; returns what the turn keeps of it.

    Raises:
        BadRequest: it is not known what made the version in use, or newer rows do not fit under the older ones.
    """
    from assistant.goals import current_goal
    from assistant.proposing import propose

    services = visit.services
    version, found = new_table(services, name, visit.person)
    before = kept.goal_of(services, found.model)
    assert before is not None  # `new_table` has looked
    for entry in goal_entries(before, version):
        visit.commands.append(entry | {"restated": True})  # nobody said it: it is what made the version in use
        visit.apply(entry)
    goal = current_goal(visit)
    if goal is None:
        raise BadRequest(f"The goal of {name} cannot be settled on the newer rows; answer the question first.")
    runs, note = planned_runs(visit, goal, found)
    budget = Budget(seconds=most_s or max(_ONE_FIT_S, 3.0 * (found.high_s or 0.0) * len(runs)))
    for line in outlook_lines(found, goal.task.metric)[1:]:
        visit.say(line)
    proposal = propose(visit, goal, runs, budget)
    if note:
        visit.say(note)
    visit.say(f"When it is done, the best becomes the next version of {name} and is compared; promoting is up to you.")
    visit.state = replace(visit.state, draft=visit.draft)  # the goal is settled: the end of the turn need not say so
    return {"retrains": {"model": name, "version": found.model.version, "proposal_id": proposal.id}}
