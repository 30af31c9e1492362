"""Stages one after another: whose turn it is, and when a stage has done enough."""

from collections.abc import Mapping, Sequence

from experiments.strategies._base import WAIT, Advise, Choice, Scene, Strategy, Tried, Wait
from store.records import Plan, Stage


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
        chosen = strategies[stage.strategy].choose(scene)
        if chosen is WAIT and not any(not t.over for t in tried):
            continue  # nothing runs that could still decide it
        if chosen is not None:
            return chosen
    return None


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
