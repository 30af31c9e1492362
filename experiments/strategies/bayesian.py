"""Bayesian search by Optuna's tree-structured Parzen estimator, begun with what was listed (Bergstra et al., 2011)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from experiments.strategies._base import Strategy, Tried
from experiments.strategies.listed import Listed
from experiments.strategies.space import TRIES, choose, require_tabular
from experiments.workflows.tabular import points
from store.records import Plan, Scalar, Variant, VariationPoint, metric

if TYPE_CHECKING:
    import optuna

_FIRST = 8
"""Runs before the estimator takes over from random draws; the listed ones count."""


class Bayesian(Strategy):
    """Fits two densities to the choices of good and of other runs and takes the most promising of several draws.

    Runs that failed count as worst; runs that go on count as such too until they end, so that several at once spread.
    """

    name: ClassVar[str] = "bayesian"

    def next_variant(self, plan: Plan, tried: Sequence[Tried]) -> Variant | None:
        """See `Strategy.next_variant`."""
        listed = Listed().next_variant(plan, tried)
        if listed is not None:
            return listed
        require_tabular(plan)
        known = {t.variant.id for t in tried}
        search = _search(plan, tried)
        for _ in range(TRIES):
            asked = search.ask()
            variant = choose(plan, lambda point, asked=asked: _suggested(point, asked))  # type: ignore[misc]
            if variant.id not in known:
                return variant
            search.tell(asked, _worst(tried, plan))  # seen already: look elsewhere
        return None


def _search(plan: Plan, tried: Sequence[Tried]) -> "optuna.Study":
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(
        seed=plan.seed + len(tried), n_startup_trials=_FIRST, multivariate=False, constant_liar=False
    )
    search = optuna.create_study(direction="maximize", sampler=sampler)
    space = {p.name: p for p in points(plan.task.kind)}
    judge, worst = metric(plan.task.metric), _worst(tried, plan)
    for one in tried:
        known = _parameters(one.variant.choices, space)
        search.add_trial(
            optuna.trial.create_trial(
                params=known,
                distributions={name: _distribution(space[name]) for name in known},
                value=worst if one.score is None else judge.gain(one.score),
            )
        )
    return search


def _parameters(choices: Mapping[str, Scalar], space: Mapping[str, VariationPoint]) -> dict[str, Any]:
    """The choices that lie in the space; what a variant leaves out because it is "none" is said."""
    known = {n: v for n, v in choices.items() if n in space and _inside(space[n], v)}
    for name in ("class_weight", "target"):
        if name in space and name not in choices:
            known[name] = "none"
    return known


def _inside(point: VariationPoint, value: Scalar) -> bool:
    if point.kind == "categorical":
        return value in point.choices
    assert point.low is not None and point.high is not None
    return isinstance(value, int | float) and point.low <= value <= point.high


def _worst(tried: Sequence[Tried], plan: Plan) -> float:
    judge = metric(plan.task.metric)
    return min((judge.gain(t.score) for t in tried if t.score is not None), default=0.0)


def _distribution(point: VariationPoint) -> "optuna.distributions.BaseDistribution":
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if point.kind == "categorical":
        return CategoricalDistribution(point.choices)
    assert point.low is not None and point.high is not None
    if point.kind == "int":
        return IntDistribution(int(point.low), int(point.high), log=point.log)
    return FloatDistribution(point.low, point.high, log=point.log)


def _suggested(point: VariationPoint, asked: "optuna.Trial") -> Scalar:
    if point.kind == "categorical":
        chosen: Scalar = asked.suggest_categorical(point.name, point.choices)
        return chosen
    assert point.low is not None and point.high is not None
    if point.kind == "int":
        return int(asked.suggest_int(point.name, int(point.low), int(point.high), log=point.log))
    return float(asked.suggest_float(point.name, point.low, point.high, log=point.log))
