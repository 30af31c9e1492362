"""Grid search: after the listed variants, every combination of a few values of each estimator's own choices."""

import itertools
import math
from collections.abc import Iterator
from typing import ClassVar

from experiments.declared import choosing
from experiments.families import ESTIMATORS
from experiments.strategies._base import Choice, Scene, Strategy, Wait, listed
from experiments.strategies.space import is_open, open_points
from experiments.workflows.tabular import applies, variant_of
from store.records import Plan, Scalar, Variant, VariationPoint

_SHARES = (0.5, 0.0, 1.0, 0.25, 0.75)
"""Where on a point's range values are taken, the middle first; the first three make the grid."""
_VALUES = 3
_MOST_OF_ONE = 729
"""Combinations of one estimator at most; points beyond keep their default."""


class Grid(Strategy):
    """Goes through the grids of all estimators of the space in turns, in an order that is fixed beforehand."""

    name: ClassVar[str] = "grid"
    words: ClassVar[str] = "all combinations of a few values of each choice, in a fixed order"

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`."""
        first = listed(scene)
        if first is not None:
            return first
        for number, variant in enumerate(grid(scene.plan), 1):
            if is_open(scene, variant):
                return Choice(variant, f"It is point {number} of the grid.", stage=scene.number)
        return None


def grid(plan: Plan) -> Iterator[Variant]:
    """The points of a plan's grid, an estimator after the other in turns; some may be equal."""
    if plan.workflow is not None:
        yield from choosing.grid(plan.workflow, values)
        return
    space = open_points(plan)
    queues = [_points_of(name, plan, space) for name in map(str, space[0].choices)]
    for several in itertools.zip_longest(*queues):
        yield from (v for v in several if v is not None)


def size(plan: Plan) -> int:
    """Number of different points of a plan's grid."""
    return len({v.id for v in grid(plan)})


def _points_of(estimator: str, plan: Plan, space: tuple[VariationPoint, ...]) -> Iterator[Variant]:
    kind = plan.task.kind
    chosen: dict[str, Scalar] = {"estimator": estimator}
    own = {p.name for p in ESTIMATORS[estimator].named_points}
    varied = [p for p in space if p.name in own and applies(p, chosen, kind)]
    axes = [values(p) for p in varied]
    while math.prod(len(a) for a in axes) > _MOST_OF_ONE:
        axes.pop()
    for combination in itertools.product(*axes):
        names = [p.name for p in varied[: len(axes)]]
        yield variant_of({**chosen, **dict(zip(names, combination, strict=True))}, kind)


def values(point: VariationPoint) -> tuple[Scalar, ...]:
    """The values of a point on the grid: all of its choices, or three numbers over its range."""
    if point.kind == "categorical":
        return point.choices
    assert point.low is not None and point.high is not None
    found: dict[Scalar, None] = {}
    for share in _SHARES[:_VALUES]:
        if point.log:
            value = math.exp(math.log(point.low) + share * (math.log(point.high) - math.log(point.low)))
        else:
            value = point.low + share * (point.high - point.low)
        value = min(max(value, point.low), point.high)
        found[round(value) if point.kind == "int" else value] = None
    return tuple(found)
