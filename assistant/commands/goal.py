"""What the person wants: target, metric, validation, budget, costs of errors, constraints, preferences.

These handlers only check what was said; the fold of `assistant.draft` keeps it and the turn's end settles it.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field

from assistant.commands._base import Args, Handler
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import DatasetVersion, Family, Goal, TaskKind, Wish, metric


class SetGoal(Args):
    """What to predict and how success is measured."""

    target: str | None = None
    kind: TaskKind | None = None
    metric: str | None = None
    positive_class: str | None = None
    further_targets: list[str] | None = None
    """Columns to predict together with the target."""
    horizon: int | None = Field(default=None, ge=1)
    """How far ahead to forecast: in steps of the series, or in `horizon_unit`."""
    horizon_unit: Literal["minute", "hour", "day", "week", "month", "quarter", "year"] | None = None
    known: list[str] | None = None
    """Columns whose values are known in advance where a series is forecast."""


class SetValidation(Args):
    """How scores are to be checked."""

    method: Literal["cv", "holdout", "time", "group"] | None = None
    folds: int | None = Field(default=None, ge=2, le=50)
    column: str | None = None
    holdout_fraction: float | None = Field(default=None, gt=0, lt=1)


class SetBudget(Args):
    """What may be spent on the goal."""

    seconds: float | None = Field(default=None, gt=0)
    runs: int | None = Field(default=None, ge=1)
    cost: float | None = Field(default=None, gt=0)
    """Seconds of processor time of all runs together."""


class SetErrorCosts(Args):
    """What a miss and a false alarm cost; only the ratio matters."""

    false_negative: float | None = Field(default=None, gt=0)
    false_positive: float | None = Field(default=None, gt=0)


class MinMetric(Args):
    """A bound on a metric."""

    metric: str
    value: float


class Direction(Args):
    """What a prediction must not do when a column grows."""

    column: str
    direction: Literal["rising", "falling", "free"]
    """`rising`: it must not fall; `falling`: it must not rise; `free` takes either back."""


class MissingSaid(Args):
    """Values of a column that stand for missing ones."""

    column: str
    values: list[str]
    """As text, such as 0, -999 or unknown; none takes the codes of the column back."""


class Constrain(Args):
    """What a model or a run must satisfy."""

    families_allowed: list[Family | Literal["any"]] | None = None
    families_forbidden: list[Family] | None = None
    interpretable: bool | None = None
    max_run_s: float | None = Field(default=None, gt=0)
    max_latency_ms: float | None = Field(default=None, gt=0)
    max_memory_mb: float | None = Field(default=None, gt=0)
    min_metric: MinMetric | None = None
    columns_forbidden: list[str] | None = None
    columns_required: list[str] | None = None
    columns_allowed: list[str] | None = None
    """Columns that were forbidden and may be used again."""
    protected_columns: list[str] | None = None
    monotonic: list[Direction] | None = None
    missing_codes: list[MissingSaid] | None = None


class Prefer(Args):
    """A wish that orders models without forbidding any."""

    wish: Wish
    scope: Literal["goal", "always"] | None = None


def _set_goal(visit: Visit, args: SetGoal) -> dict[str, Any]:
    if args.metric is not None:
        metric(args.metric)
    _known_columns(visit, [*(args.further_targets or []), *(args.known or [])])
    before = _as_before(visit, args)
    return {"as_before": before} if before else {}


def _as_before(visit: Visit, args: SetGoal) -> dict[str, str]:
    """How a target that comes back was measured when it was the goal of this conversation last; empty for a new one."""
    if args.target in (None, visit.draft.target) or args.kind is not None:
        return {}
    goals = visit.store.find(Goal, conversation_id=visit.state.conversation.id)
    task = next((g.task for g in reversed(goals) if g.task.target == args.target and g.task.forecast is None), None)
    if task is None:
        return {}
    said = {"kind": task.kind, "metric": task.metric, "positive_class": task.positive_class}
    return {k: str(v) for k, v in said.items() if v is not None}


def _set_validation(visit: Visit, args: SetValidation) -> None:
    from experiments.series.timeline import ROW

    _known_columns(visit, [args.column] if args.column not in (None, ROW) else [])


def _checked(visit: Visit, args: Args) -> None:
    """Valid args are all it needs."""


def _constrain(visit: Visit, args: Constrain) -> dict[str, Any]:
    if args.min_metric is not None:
        metric(args.min_metric.metric)
    forbidden, required = args.columns_forbidden or [], args.columns_required or []
    directed = [d.column for d in args.monotonic or []]
    directed += [m.column for m in args.missing_codes or []]
    others = [*(args.columns_allowed or []), *(args.protected_columns or []), *directed]
    _known_columns(visit, [*forbidden, *required, *others])
    both = set(forbidden) & set(required)
    if both:
        raise BadRequest(f"The column {min(both)} cannot be both required and forbidden.")
    target = visit.draft.target or (visit.state.goal.task.target if visit.state.goal else None)
    if target is not None and target in forbidden:
        raise BadRequest(f"{target} is what is to be predicted, so it is never used to predict.")
    if target is not None and target in [d.column for d in args.monotonic or []]:
        raise BadRequest(f"{target} is what is to be predicted; name the column that it should rise or fall with.")
    if args.max_latency_ms is not None:
        from assistant.commands.gates import stands_too

        stands_too(visit, args.max_latency_ms)
    lifts = _lifted(visit, args.families_allowed or [])
    return {"lifts": lifts} if lifts else {}


_ALONE = re.compile(
    r"\b(?:only|just|nothing (?:but|else)|no others?|alone|exclusively|solely|stick|restrict\w*|limit\w*)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:again|back|after all|stay|remain|leav\w+\b.*\bin|keep\w*\b.*\bin|ban|veto|no longer|unban|re-?allow|readmit"
    r"|return|join)\b",
    re.IGNORECASE,
)


def _lifted(visit: Visit, allowed: list[Any]) -> list[str]:
    """The kinds of models that only may take part again; none where those that are named are to be the only ones."""
    goal = visit.state.goal
    out = {*visit.draft.constraints.families_forbidden, *(goal.constraints.families_forbidden if goal else ())}
    if not allowed or "any" in allowed or _ALONE.search(visit.text):
        return []
    return [str(f) for f in allowed] if _AGAIN.search(visit.text) or set(allowed) <= out else []


def _known_columns(visit: Visit, names: list[str]) -> None:
    if visit.draft.version_id is None:
        return
    version = visit.store.get(DatasetVersion, visit.draft.version_id)
    for name in names:
        if version.column(name) is None:
            from difflib import get_close_matches

            near = get_close_matches(name, [c.name for c in version.columns], n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise BadRequest(f"The table has no column “{name}”.{hint}")


def goal_or_ask(visit: Visit, *, keeps: bool = False) -> Goal | None:
    """The goal as it stands in this turn, or None with a question asked.

    Args:
        visit: the turn under way.
        keeps: whether part of what was asked is kept for the goal to come, which is told instead of that it is early.
    """
    from assistant.goals import current_goal
    from assistant.noted import too_early

    goal = current_goal(visit)
    if goal is None and visit.question is not None and not keeps:
        visit.say(too_early(visit.question.slot))
    return goal


HANDLERS = (
    Handler("set_goal", "Set what to predict, the kind of task, the metric or the positive class.", SetGoal, _set_goal),
    Handler("set_validation", "Set how scores are checked.", SetValidation, _set_validation),
    Handler("set_budget", "Set how many seconds, runs or seconds of processor time may be spent.", SetBudget, _checked),
    Handler("set_error_costs", "Set what a miss and a false alarm cost.", SetErrorCosts, _checked),
    Handler("constrain", "Set what models and runs must satisfy; families, columns, limits.", Constrain, _constrain),
    Handler("prefer", "Set a wish that orders the recommendations.", Prefer, _checked),
)
