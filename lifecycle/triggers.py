"""When work on a model is worth suggesting: drift, new rows, a metric below its floor, age.

A trigger writes a `Suggestion` and nothing else: it starts no run. Of a suggestion to fit anew the assistant makes a
proposal, which waits for a person. When to suggest is a `Policy` that a person wrote and can revoke.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Literal

from lifecycle import registry
from store.errors import UnknownRecord
from store.knowledge import KnowledgeStore
from store.records import (
    DatasetVersion,
    DriftReport,
    Goal,
    Metric,
    ModelVersion,
    Monitor,
    Policy,
    Run,
    RunEnd,
    Suggestion,
    metric,
    standing,
)


@dataclass(frozen=True)
class Occasion:
    """Everything a trigger looks at."""

    policy: Policy
    model: ModelVersion
    """The version in use."""
    since: datetime
    """When it came into use."""
    metric: Metric | None
    """The metric of its goal; None where the goal is not known."""
    report: DriftReport | None
    """The newest report about this version."""
    scored: DriftReport | None
    """The newest report about this version with a measured score."""
    rows: int | None
    """Rows of the newest content of its dataset and labelled rows that its monitors saw; None where not known."""
    now: datetime


@dataclass(frozen=True)
class Cause:
    """What one trigger found."""

    cause: Literal["drift", "new_data", "floor", "age"]
    action: Literal["retrain", "look"]
    sentence: str
    evidence: tuple[str, ...] = ()
    gain: float | None = None
    low: float | None = None
    high: float | None = None


def by_drift(occasion: Occasion) -> Cause | None:
    """The newest report calls a drift harmful: retraining would win back what it costs, at best."""
    report = occasion.report
    if not occasion.policy.on_drift or report is None or report.verdict != "harmful":
        return None
    why = report.reasons[0] if report.reasons else f"It is expected to cost {report.severity:.3g}."
    measured = report.details.get("realised") or {}
    return Cause(
        "drift",
        "retrain" if measured else "look",
        f"{_name(occasion)}: {why} "
        + ("Retraining on newer rows is suggested." if measured else "Labels for these rows would tell; have a look."),
        (report.id,),
        report.severity,
        _least(measured.get("low")),
        _least(measured.get("high")),
    )


def by_floor(occasion: Occasion) -> Cause | None:
    """The newest measured score is on the wrong side of the floor."""
    floor, report, unit = occasion.policy.floor, occasion.scored, occasion.metric
    if floor is None or report is None or unit is None:
        return None
    score = float(report.details["realised"]["score"])
    if not unit.better(floor, score):
        return None
    return Cause(
        "floor",
        "retrain",
        f"{_name(occasion)}: {unit.label} was {score:.4g} on the newest rows with true values, the floor is {floor:g}. "
        "Retraining on newer rows is suggested.",
        (report.id,),
        unit.regret(score, floor),
    )


def by_new_data(occasion: Occasion) -> Cause | None:
    """Enough rows have come since the version was fitted."""
    wanted = occasion.policy.new_rows
    if wanted is None or occasion.rows is None or occasion.rows - occasion.model.rows < wanted:
        return None
    more = occasion.rows - occasion.model.rows
    sentence = (
        f"{_name(occasion)}: {more:,} rows have come since it was fitted on {occasion.model.rows:,}. Retraining on all "
        "of them is suggested."
    )
    return Cause("new_data", "retrain", sentence)


def by_age(occasion: Occasion) -> Cause | None:
    """The version is older than the policy allows."""
    most = occasion.policy.max_age_days
    days = (occasion.now - occasion.model.saved_at).total_seconds() / 86_400
    if most is None or days <= most:
        return None
    sentence = f"{_name(occasion)} is {days:.0f} days old; at most {most:g} are wanted. Retraining is suggested."
    return Cause("age", "retrain", sentence)


TRIGGERS: tuple[Callable[[Occasion], Cause | None], ...] = (by_drift, by_floor, by_new_data, by_age)
"""In the order of their weight; a new one is one function and one word here."""


def policy_of(store: KnowledgeStore, name: str) -> Policy | None:
    """The policy in force for a model: the one written last, wherever that was, unless it is revoked."""
    written = sorted(store.find(Policy, model=name), key=lambda policy: policy.written_at)
    return None if not written or written[-1].revoked else written[-1]


def schedule_of(store: KnowledgeStore, policy: Policy) -> Policy:
    """The policy whose words set the schedule: when it began, and who approved it, whatever was said of it since."""
    return policy if policy.schedule_id is None else store.get(Policy, policy.schedule_id)


def suggest(
    store: KnowledgeStore,
    name: str,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[str], str],
    alias: str = registry.CHAMPION,
) -> tuple[Suggestion, ...]:
    """Writes what is worth suggesting for a model now; nothing without a policy or a version in use.

    The same cause for the same version is not suggested again within the policy's quiet days, so calling this often, or
    after a restart, repeats nothing.

    Args:
        store: the knowledge.
        name: of the model.
        clock: the time.
        new_id: makes ids.
        alias: which of its versions is in use.

    Returns:
        The new suggestions, in the order of `TRIGGERS`.
    """
    occasion = _occasion(store, name, alias, clock())
    if occasion is None:
        return ()
    found = []
    for trigger in TRIGGERS:
        cause = trigger(occasion)
        if cause is not None and not _told(store, occasion, cause.cause):
            found.append(_suggestion(store, occasion, cause, new_id))
    store.append(*found)
    return tuple(found)


def _occasion(store: KnowledgeStore, name: str, alias: str, now: datetime) -> Occasion | None:
    policy = policy_of(store, name)
    number = registry.aliases(store, name).get(alias)
    if policy is None or number is None:
        return None
    model = registry.version(store, name, number)
    since = registry.history(store, name, alias)[-1].moved_at
    monitors = {m.id for m in store.find(Monitor, model=name)}
    every = [r for m in sorted(monitors) for r in store.find(DriftReport, monitor_id=m)]
    reports = [r for r in standing(every) if r.made_at >= since]
    reports.sort(key=lambda r: r.made_at)
    scored = [r for r in reports if (r.details.get("realised") or {}).get("score") is not None]
    return Occasion(
        policy, model, since, _metric(store, model), reports[-1] if reports else None, scored[-1] if scored else None,
        _rows(store, model, scored), now,
    )  # fmt: skip


def _told(store: KnowledgeStore, occasion: Occasion, cause: str) -> bool:
    """Whether that was suggested for this version within the quiet days; not by a clock that was ahead."""
    after = occasion.now - timedelta(days=occasion.policy.quiet_days)
    before = store.find(Suggestion, model=occasion.model.name, cause=cause, version=occasion.model.version)
    return any(after < s.made_at <= occasion.now for s in before)


def _suggestion(store: KnowledgeStore, occasion: Occasion, cause: Cause, new_id: Callable[[str], str]) -> Suggestion:
    return Suggestion(
        id=new_id("suggestion"),
        model=occasion.model.name,
        cause=cause.cause,
        action=cause.action,
        sentence=cause.sentence,
        version=occasion.model.version,
        evidence=cause.evidence,
        expected_gain=cause.gain,
        gain_low=cause.low,
        gain_high=cause.high,
        expected_s=_seconds(store, occasion.model),
        policy_id=occasion.policy.id,
        made_at=occasion.now,
    )


def _goal(store: KnowledgeStore, model: ModelVersion) -> Goal | None:
    try:
        return store.get(Goal, model.goal_id) if model.goal_id else None
    except UnknownRecord:
        return None  # an imported version may come without its goal


def _metric(store: KnowledgeStore, model: ModelVersion) -> Metric | None:
    goal = _goal(store, model)
    return metric(goal.task.metric) if goal else None


def _rows(store: KnowledgeStore, model: ModelVersion, scored: Sequence[DriftReport]) -> int | None:
    """Rows of the newest version of the dataset that the model was fitted on, and labelled rows seen since."""
    goal = _goal(store, model)
    first = store.find(DatasetVersion, id=goal.task.version_id) if goal else ()
    if not first:
        return None
    newest = store.latest(DatasetVersion, dataset_id=first[0].dataset_id)
    seen = sum(int(r.details.get("all_rows", r.rows or 0)) for r in scored if r.details.get("path"))
    return newest.rows + seen if newest else None


def _seconds(store: KnowledgeStore, model: ModelVersion) -> float | None:
    """Median wall seconds of past runs of the same variant on the same task."""
    runs = store.find(Run, id=model.run_id) if model.run_id else ()
    if not runs:
        return None
    same = [r for r in store.find(Run) if (r.variant.id, r.task.id) == (runs[0].variant.id, runs[0].task.id)]
    took = [e.wall_s for r in same for e in store.find(RunEnd, run_id=r.id) if e.outcome == "ok" and e.wall_s]
    return median(took) if took else None


def _name(occasion: Occasion) -> str:
    return f"{occasion.model.name} version {occasion.model.version}"


def _least(value: Any) -> float | None:
    return None if value is None else max(float(value), 0.0)
