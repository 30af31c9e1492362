"""Bayesian search by Optuna's samplers, begun with what was listed.

A tree-structured Parzen estimator where there are several estimators to choose among (Bergstra et al., 2011), a
Gaussian process with expected improvement where there is one and so the space is the same for all (Jones et al., 1998);
likewise of a declared workflow without, or with, alternatives.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from experiments.declared.choosing import always_open
from experiments.strategies._base import Choice, Scene, Strategy, Wait, listed
from experiments.strategies.sampling import distribution, search, suggested, worst
from experiments.strategies.space import TRIES, choose, is_open, open_points
from experiments.workflows.tabular import applies
from store.records import Scalar, Variant, VariationPoint

if TYPE_CHECKING:
    import optuna

_FIRST = 8
"""Runs before the estimator takes over from random draws; the listed ones count."""
_FIRST_OF_ONE = 4


class Bayesian(Strategy):
    """Takes the most promising variant by what good and other runs have in common."""

    name: ClassVar[str] = "bayesian"
    words: ClassVar[str] = "each variant is chosen by what the runs before have shown"

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`."""
        first = listed(scene)
        if first is not None:
            return first
        space = _same_for_all(scene)
        variant = _by_process(scene, space) if space else _by_densities(scene)
        said = f"It promises most after {sum(t.over for t in scene.whole)} ended runs."
        return None if variant is None else Choice(variant, said, stage=scene.number)


def _by_densities(scene: Scene) -> Variant | None:
    import optuna

    sampler = optuna.samplers.TPESampler(
        seed=scene.plan.seed + len(scene.tried), n_startup_trials=_FIRST, multivariate=False, constant_liar=False
    )
    return drawn_by(scene, search(scene, sampler, scene.whole))


def drawn_by(scene: Scene, made: "optuna.Study", values: tuple[float, ...] | None = None) -> Variant | None:
    """The first variant of the sampler's draws that was not tried; None where none is found.

    Args:
        scene: the past.
        made: a search that was told the past.
        values: what a variant counts as that was tried before; None for the lowest gain so far.
    """
    told = values or (worst(scene),)
    for _ in range(TRIES):
        asked = made.ask()
        variant = choose(scene.plan, lambda point, asked=asked: suggested(point, asked))  # type: ignore[misc]
        if is_open(scene, variant):
            return variant
        made.tell(asked, list(told))  # seen already: look elsewhere
    return None


def _same_for_all(scene: Scene) -> tuple[VariationPoint, ...]:
    """The open points, where every variant has the same ones: of one estimator, or a workflow without alternatives."""
    if scene.plan.workflow is not None:
        return always_open(scene.plan.workflow)
    if scene.space is None or len(scene.space.estimators) != 1:
        return ()
    alone: dict[str, Scalar] = {"estimator": scene.space.estimators[0]}
    return tuple(p for p in open_points(scene.plan)[1:] if applies(p, alone, scene.plan.task.kind))


def _by_process(scene: Scene, space: Sequence[VariationPoint]) -> Variant | None:
    """As the space is the same for every variant, its points are fixed beforehand, which a Gaussian process needs."""
    import warnings

    import optuna

    assert scene.space is not None
    estimator = scene.space.estimators[0] if scene.plan.workflow is None else None
    fixed = {p.name: distribution(p) for p in space}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its sampler is marked as experimental
        sampler = optuna.samplers.GPSampler(
            seed=scene.plan.seed + len(scene.tried), n_startup_trials=_FIRST_OF_ONE, deterministic_objective=False
        )
        past = [t for t in scene.whole if _is_of(t.variant, estimator, space)]
        made = search(scene, sampler, past)
        for _ in range(TRIES // 10):
            asked = made.ask(fixed_distributions=fixed)
            variant = choose(scene.plan, lambda point, asked=asked: asked.params.get(point.name, estimator))  # type: ignore[misc]
            if is_open(scene, variant):
                return variant
            made.tell(asked, worst(scene))
    return _by_densities(scene)


def _is_of(variant: Variant, estimator: str | None, space: Sequence[VariationPoint]) -> bool:
    """Whether a variant has the points of the space."""
    if estimator is not None:
        return variant.choices.get("estimator") == estimator
    return all(p.name in variant.choices for p in space)
