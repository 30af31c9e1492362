"""Stages one after another: whose turn it is, and when a stage has done enough."""

import operator
from collections.abc import Mapping, Sequence

from experiments.strategies._base import WAIT, Advise, Choice, Scene, Strategy, Tried, Wait
from store.records import Condition, Metric, Plan, Stage

_SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def stages_of(plan: Plan) -> tuple[Stage, ...]:
    """The plan's stages; a plan without any has its one strategy for as long as its budget goes."""
    return plan.stages or (Stage(strategy=plan.strategy, runs=plan.most_runs),)


def next_choice(
    plan: Plan, tried: Sequence[Tried], strategies: Mapping[str, Strategy], advice: Advise | None = None
) -> Choice | Wait | None:
    """What the plan's strategies choose next.

    Args:
        plan: what was approved.
        tried: all that ran or runs, in the order it was queued.
        strategies: by name.
        advice: orders variants by what is known now.

    Returns:
        None where all stages are over.
    """
    for number, stage in enumerate(stages_of(plan)):
        scene = Scene(plan, stage, tried, advice, number)
        if over(scene):
            continue
        if stage.when is not None and not scene.own:
            before = [t for t in tried if t.stage is not None and t.stage < number]
            if not all(t.over for t in before):
                return WAIT
            if not holds(stage.when, before, scene.measure):
                continue
        chosen = strategies[stage.strategy].choose(scene)
        if chosen is WAIT and not any(not t.over for t in tried):
            continue  # nothing runs that could still decide it
        if chosen is not None:
            return chosen
    return None


def holds(condition: Condition, before: Sequence[Tried], measure: Metric) -> bool:
    """Whether a condition holds of what the stages before have tried; without any score nothing is the best."""
    found: float | None
    if condition.of == "best":
        scores = [t.score for t in before if t.score is not None and t.fidelity is None]
        found = max(scores, key=measure.gain, default=None)
    else:
        found = sum(t.failed for t in before) if condition.of == "failed" else len(before)
    return found is not None and _SIGNS[condition.sign](found, condition.value)


def over(scene: Scene) -> bool:
    """Whether a stage has had its runs, reached what is enough, or brought nothing better for too long."""
    stage, gain = scene.stage, scene.measure.gain
    if len(scene.own) >= stage.runs:
        return True
    scores = [gain(t.score) for t in scene.own if t.fidelity is None and t.score is not None]
    if stage.enough is not None and any(s >= gain(stage.enough) for s in scores):
        return True
    if stage.patience is None or not scores:
        return False
    return len(scores) - 1 - scores.index(max(scores)) >= stage.patience
