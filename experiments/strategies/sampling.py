"""What the strategies that use Optuna's samplers share: a workflow's points as Optuna knows them, the past told."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.strategies._base import Scene, Tried
from experiments.strategies.space import open_points
from experiments.workflows.tabular import LEFT_OUT
from store.records import Scalar, VariationPoint

if TYPE_CHECKING:
    import optuna


def search(
    scene: Scene, sampler: "optuna.samplers.BaseSampler", past: Sequence[Tried], costs: bool = False
) -> "optuna.Study":
    """A search in memory that has been told the past; scores are told as gains, so higher is better.

    Args:
        scene: where the points come from.
        sampler: chooses next.
        past: runs on the whole task; those that failed count as worst, and so do those that go on until they end, so
            that several at once spread.
        costs: whether a second value, the cost (lower is better), is told too.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    up, down = optuna.study.StudyDirection.MAXIMIZE, optuna.study.StudyDirection.MINIMIZE
    made = optuna.create_study(directions=[up, down] if costs else [up], sampler=sampler)
    space = {p.name: p for p in open_points(scene.plan)}
    low, dear = worst(scene), dearest(scene)
    for one in past:
        known = parameters(one.variant.choices, space)
        gain = low if one.score is None else scene.measure.gain(one.score)
        values = [gain, dear if one.cost is None else one.cost] if costs else [gain]
        made.add_trial(
            optuna.trial.create_trial(
                params=known, distributions={name: distribution(space[name]) for name in known}, values=values
            )
        )
    return made


def worst(scene: Scene) -> float:
    """The lowest gain so far; 0 before any."""
    return min((scene.measure.gain(t.score) for t in scene.whole if t.score is not None), default=0.0)


def dearest(scene: Scene) -> float:
    """The highest cost so far; 1 before any."""
    return max((t.cost for t in scene.whole if t.cost is not None), default=1.0)


def parameters(choices: Mapping[str, Scalar], space: Mapping[str, VariationPoint]) -> dict[str, Any]:
    """The choices that lie in the space; what a variant leaves out is said."""
    known = {n: v for n, v in choices.items() if n in space and _inside(space[n], v)}
    for name, value in LEFT_OUT.items():
        if name in space and name not in choices and value in space[name].choices:
            known[name] = value
    return known


def _inside(point: VariationPoint, value: Scalar) -> bool:
    if point.kind == "categorical":
        return value in point.choices
    assert point.low is not None and point.high is not None
    return isinstance(value, int | float) and point.low <= value <= point.high


def distribution(point: VariationPoint) -> "optuna.distributions.BaseDistribution":
    """The point as Optuna knows it."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if point.kind == "categorical":
        return CategoricalDistribution(point.choices)
    assert point.low is not None and point.high is not None
    if point.kind == "int":
        return IntDistribution(int(point.low), int(point.high), log=point.log)
    return FloatDistribution(point.low, point.high, log=point.log)


def suggested(point: VariationPoint, asked: "optuna.Trial") -> Scalar:
    """The value that the sampler takes for a point."""
    if point.kind == "categorical":
        chosen: Scalar = asked.suggest_categorical(point.name, point.choices)
        return chosen
    assert point.low is not None and point.high is not None
    if point.kind == "int":
        return int(asked.suggest_int(point.name, int(point.low), int(point.high), log=point.log))
    return float(asked.suggest_float(point.name, point.low, point.high, log=point.log))
