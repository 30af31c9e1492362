"""Searches: how a strategy, a budget and a goal become the stages and the space of a plan, said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant import wording
from store.errors import BadRequest
from store.records import (
    Budget,
    DatasetVersion,
    Goal,
    Plan,
    PlannedRun,
    SavedStrategy,
    Space,
    Stage,
    StageStrategy,
    metric,
)

if TYPE_CHECKING:
    from assistant.visit import Visit
    from experiments.strategies.counsel import Counsel

_USUAL_RUNS = 20
_MOST_RUNS = 300
_FIRST = 5
"""A search starts from so many recommendations."""


@dataclass(frozen=True)
class Search:
    """What a plan searches, and how."""

    stages: tuple[Stage, ...]
    space: Space
    prune: bool = True
    why: str = ""
    strategy_id: str | None = None


def search_for(
    visit: Visit,
    goal: Goal,
    names: Sequence[StageStrategy],
    budget: Budget,
    families: Sequence[str] = (),
    listed: Sequence[PlannedRun] = (),
    why: str = "",
) -> Search:
    """The search that a goal, a budget and one or more strategies come to.

    Args:
        visit: the turn.
        goal: its constraints bound the space.
        names: strategies, one after the other.
        budget: in all.
        families: only these families, where any are given.
        listed: recommendations to start from; they say how many runs there is room for.
        why: the reason for the strategy.

    Raises:
        BadRequest: the constraints leave nothing to search among.
    """
    space = space_for(visit, goal, families)
    runs = budget.runs or min(_MOST_RUNS, max(_FIRST, round(room(budget, listed) or _USUAL_RUNS)))
    rows = visit.store.get(DatasetVersion, goal.task.version_id).rows
    shares = _shares(runs, len(names))
    stages = tuple(_stage(name, n, goal, rows) for name, n in zip(names, shares, strict=True) if n > 0)
    return Search(stages, space, prune=_may_prune(stages), why=why)


def saved_search(visit: Visit, goal: Goal, saved: SavedStrategy, families: Sequence[str] = ()) -> Search:
    """The search that a saved strategy comes to on a goal; rungs are made anew for the table at hand."""
    rows = visit.store.get(DatasetVersion, goal.task.version_id).rows
    stages = tuple(
        made if not s.rungs else made.model_copy(update={"patience": s.patience, "enough": s.enough})
        for s in saved.stages
        for made in ([s] if not s.rungs else [_stage(s.strategy, s.runs, goal, rows)])
    )
    return Search(
        stages,
        space_for(visit, goal, families),
        saved.prune and _may_prune(stages),
        f"It is your strategy “{saved.name}”.",
        saved.id,
    )


def _may_prune(stages: Sequence[Stage]) -> bool:
    """Whether falling behind in score is a reason to give up: not where a cheaper run may be worth its lower score."""
    return all(stage.strategy != "pareto" for stage in stages)


def space_for(visit: Visit, goal: Goal, families: Sequence[str] = ()) -> Space:
    """What a goal's constraints leave to search among, without what failed on like data.

    Raises:
        BadRequest: nothing is left.
    """
    from experiments.failures import known_failures
    from experiments.strategies.space import space_of

    limits = goal.constraints
    return space_of(
        goal.task.kind,
        families=tuple(families) or limits.families_allowed or (),
        forbidden=limits.families_forbidden,
        readable=bool(limits.interpretable),
        avoid=sorted(known_failures(visit.store, goal.task)),
        directed=bool(goal.task.monotonic),
    )


def counsel_for(visit: Visit, goal: Goal, budget: Budget, listed: Sequence[PlannedRun]) -> Counsel:
    """The strategy that Sextant would take, with the reason."""
    from experiments.strategies.counsel import counsel

    version = visit.store.get(DatasetVersion, goal.task.version_id)
    return counsel(
        room(budget, listed),
        usual_s(listed),
        version.rows,
        len(space_for(visit, goal).estimators),
        frugal=any(p.wish in ("fast", "cheap") for p in goal.preferences),
        known=any(r.expected_score is not None for r in listed),
    )


def usual_s(listed: Sequence[PlannedRun]) -> float | None:
    """Wall seconds of a usual run, by what is predicted of these."""
    known = sorted(r.expected_s for r in listed if r.expected_s is not None)
    return known[len(known) // 2] + 1.0 if known else None


def room(budget: Budget, listed: Sequence[PlannedRun]) -> float | None:
    """Whole runs that a budget has room for; None where it is not bounded or nothing is known of the cost."""
    from store.settings import Settings

    usual = usual_s(listed)
    by_time = None if budget.seconds is None or usual is None else budget.seconds * Settings.read().parallel / usual
    known = [n for n in (by_time, budget.runs) if n is not None]
    return min(known) if known else None


def in_words(plan: Plan) -> list[str]:
    """What an approval of a search covers: how it goes, among what, and the most it can cost."""
    from experiments.strategies import strategy

    assert plan.space is not None
    steps = [f"{_stage_words(s, plan)}: {strategy(s.strategy).words}" for s in plan.stages]
    lines = [f"The plan: {'; then '.join(steps)}."]
    if plan.why:
        lines.append(f"Why so: {plan.why}")
    lines.append(f"It may choose among {space_words(plan.space, _TOLD)}, and nothing else. {most_words(plan)}")
    if plan.prune:
        lines.append("Runs that fall hopelessly behind are given up or skipped; each is shown, and you can veto it.")
    return lines


def most_words(plan: Plan) -> str:
    """The most that a plan can cost, such as `At most 20 runs and 10 min in all`."""
    whole = plan.most_runs * plan.limits.run_s / plan.parallel
    seconds = whole if plan.budget.seconds is None else min(whole, plan.budget.seconds)
    return (
        f"At most {wording.count(plan.most_runs, 'run')} and {wording.limit(seconds)} in all, each run stopped after "
        f"{wording.limit(plan.limits.run_s)}."
    )


def _stage(name: StageStrategy, runs: int, goal: Goal, rows: int) -> Stage:
    from experiments.strategies.halving import stage_in_rungs

    if name in ("halving", "hyperband"):
        return stage_in_rungs(name, goal.task, runs, rows)
    extra: dict[str, Any] = {}
    if name == "pareto":
        fast = any(p.wish == "fast" for p in goal.preferences) or goal.constraints.max_latency_ms is not None
        extra["cost"] = "latency_ms" if fast else "wall_s"
    return Stage(strategy=name, runs=runs, **extra)


def _shares(runs: int, stages: int) -> list[int]:
    """Runs of each stage: those that come early have fewer, since later ones know more."""
    if stages < 1:
        raise BadRequest("A search needs at least one strategy.")
    first = [max(1, runs // (2 * stages)) for _ in range(stages - 1)]
    return [*first, runs - sum(first)]


_TOLD = 4
"""Kinds of models that a reply names; the plan's card has them all."""
_COSTS = {"wall_s": "seconds of fitting", "latency_ms": "milliseconds to predict", "peak_mb": "memory"}


def _cost_words(cost: str) -> str:
    """What is weighed against the score."""
    return _COSTS.get(cost) or metric(cost).label


def _stage_words(stage: Stage, plan: Plan) -> str:
    from experiments.fidelity import in_words as part

    words = {"recommended": "recommendations", "halving": "successive halving", "hyperband": "Hyperband"}
    head = f"{wording.count(stage.runs, 'run')} by {words.get(stage.strategy, stage.strategy + ' search')}"
    if stage.strategy == "pareto":
        head = f"{wording.count(stage.runs, 'run')} weighing score against {_cost_words(stage.cost or 'wall_s')}"
    task = plan.task
    rungs = [f"{r.runs} on {part(r.fidelity, task.validation.folds, task.kind)}" for r in stage.rungs]
    return head + (f" ({', '.join(rungs)})" if len(rungs) > 1 else "")


def space_words(space: Space, most: int = 16) -> str:
    """The kinds of models that a search may choose among; those beyond `most` are counted."""
    from experiments.families import ESTIMATORS

    words = wording.listed([ESTIMATORS[name].words for name in space.estimators], most)
    left_out = wording.count(len(space.avoid), "variant")
    return words + (f" (without {left_out} that failed on like data)" if space.avoid else "")
