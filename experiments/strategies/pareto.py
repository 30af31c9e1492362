"""Score against cost: a search whose answer is the Pareto front (multi-objective TPE, Ozaki et al., 2020)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from experiments.strategies._base import Choice, Scene, Strategy, Wait, listed
from experiments.strategies.bayesian import drawn_by
from experiments.strategies.sampling import dearest, search, worst
from store.records import COSTS

_FIRST = 10


class Pareto(Strategy):
    """Takes what most probably widens the front of variants that none beats in both score and cost."""

    name: ClassVar[str] = "pareto"
    words: ClassVar[str] = "score and cost are weighed against each other; the answer is all that none beats in both"

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`."""
        first = listed(scene)
        if first is not None:
            return first
        import optuna

        sampler = optuna.samplers.TPESampler(
            seed=scene.plan.seed + len(scene.tried), n_startup_trials=_FIRST, constant_liar=False
        )
        made = search(scene, sampler, scene.whole, costs=True)
        variant = drawn_by(scene, made, (worst(scene), dearest(scene)))
        said = "It may widen the front of score against cost."
        return None if variant is None else Choice(variant, said, stage=scene.number)


def cost_of(run: Any, metrics: Mapping[str, float], cost: str) -> float | None:
    """What a run cost, lower is better; None where that was not measured.

    Args:
        run: with the figures of `COSTS`.
        metrics: of the run, by name.
        cost: one of `COSTS`, or the name of a metric.
    """
    found: float | None = getattr(run, cost) if cost in COSTS else metrics.get(cost)
    return found


def front(points: Sequence[tuple[float, float]]) -> list[int]:
    """Places of the points that no other beats in both.

    Args:
        points: gain (higher is better) and cost (lower is better) of each.

    Returns:
        Places in `points`, the cheapest first; of equal points the first counts.
    """
    order = sorted(range(len(points)), key=lambda i: (points[i][1], -points[i][0], i))
    found: list[int] = []
    best = float("-inf")
    for i in order:
        if points[i][0] > best:
            found.append(i)
            best = points[i][0]
    return found
