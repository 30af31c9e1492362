"""Stages one after another or beside each other: whose turn it is, and when a stage has done enough."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from experiments.declared.conditions import SIGNS
from experiments.strategies._base import WAIT, Advise, Choice, Consult, Scene, Strategy, Tried, Wait
from store.records import Condition, Plan, Stage


def stages_of(plan: Plan) -> tuple[Stage, ...]:
    """The plan's stages; a plan without any has its one strategy for as long as its budget goes."""
    return plan.stages or (Stage(strategy=plan.strategy, runs=plan.most_runs),)


def next_choice(
    plan: Plan,
    tried: Sequence[Tried],
    strategies: Mapping[str, Strategy],
    advice: Advise | None = None,
    consult: Consult | None = None,
) -> Choice | Wait | None:
    """What the plan's strategies choose next.

    Args:
        plan: what was approved.
        tried: all that ran or runs, in the order it was queued.
        strategies: by name.
        advice: orders variants by what is known now.
        consult: calls functions of the person's own.

    Returns:
        None where all stages are over.

    Raises:
        BadRequest: a function of the person's own failed.
    """
    for together in _groups(stages_of(plan)):
        scenes = [Scene(plan, stage, tried, advice, number, consult) for number, stage in together]
        chosen = _of_group(scenes, strategies)
        if chosen is not None:
            return chosen
    return None


def _groups(stages: Sequence[Stage]) -> list[list[tuple[int, Stage]]]:
    """The stages with their places, those that go on beside each other together."""
    found: list[list[tuple[int, Stage]]] = []
    for number, stage in enumerate(stages):
        if stage.beside and found:
            found[-1].append((number, stage))
        else:
            found.append([(number, stage)])
    return found


def _of_group(scenes: Sequence[Scene], strategies: Mapping[str, Strategy]) -> Choice | Wait | None:
    """What stages beside each other choose next: first the one that has the least under way, then the least done."""
    running, waits = any(not t.over for t in scenes[0].tried), False
    before = [t for t in scenes[0].tried if t.stage is not None and t.stage < scenes[0].number]
    for scene in sorted(scenes, key=_turn):
        if over(scene):
            continue
        if scene.stage.when is not None and not scene.own:
            if not all(t.over for t in before):
                waits = True
                continue
            if not holds(scene.stage.when, before, scene):
                continue
        chosen = strategies[scene.stage.strategy].choose(scene)
        if chosen is WAIT:
            waits = True
        elif chosen is not None:
            return chosen
    return WAIT if waits and running else None  # without anything that runs, nothing could still decide it


def _turn(scene: Scene) -> tuple[int, int, int]:
    return sum(not t.over for t in scene.own), len(scene.own), scene.number


def holds(condition: Condition, before: Sequence[Tried], scene: Scene) -> bool:
    """Whether a condition holds of what the stages before have tried; without any score nothing is the best.

    What is compared with an answer that was not given does not hold.
    """
    found = _found(condition, before, scene)
    try:
        one = found is not None and bool(SIGNS[condition.sign](found, cast(Any, condition.value)))
    except TypeError:  # words are not above or below numbers
        one = False
    return one and all(holds(c, before, scene) for c in condition.also)


def _found(condition: Condition, before: Sequence[Tried], scene: Scene) -> Any:
    """What the condition compares; None where there is nothing."""
    if condition.of == "answer":
        return scene.plan.answers.get(condition.name)
    if condition.of == "function":
        return bool(scene.ask(condition.name))
    if condition.of == "best":
        scores = [t.score for t in before if t.score is not None and t.fidelity is None]
        return max(scores, key=scene.measure.gain, default=None)
    return sum(t.failed for t in before) if condition.of == "failed" else len(before)


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
