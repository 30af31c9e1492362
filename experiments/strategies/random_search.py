"""Random search: after the listed variants, points drawn evenly from the workflow's space (Bergstra & Bengio, 2012)."""

import math
import random
from typing import ClassVar

from experiments.strategies._base import Choice, Scene, Strategy, Wait, listed
from experiments.strategies.space import TRIES, choose, is_open
from store.records import Scalar, Variant, VariationPoint


class RandomSearch(Strategy):
    """Draws each open choice by itself, numbers on a logarithmic scale where the point says so."""

    name: ClassVar[str] = "random"
    words: ClassVar[str] = "variants drawn at random, each choice by itself"

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`."""
        first = listed(scene)
        if first is not None:
            return first
        variant = drawn_variant(scene)
        return None if variant is None else Choice(variant, "It was drawn at random.", stage=scene.number)


def drawn_variant(scene: Scene, besides: frozenset[str] = frozenset()) -> Variant | None:
    """A variant of the space that was not tried, evenly at random; None where none is found.

    Args:
        scene: the past; the same past gives the same draw.
        besides: ids of further variants that do not count.
    """
    for attempt in range(TRIES):
        source = random.Random(f"{scene.source} {attempt}")
        variant = choose(scene.plan, lambda point, source=source: drawn(point, source))  # type: ignore[misc]
        if is_open(scene, variant) and variant.id not in besides:
            return variant
    return None


def drawn(point: VariationPoint, source: random.Random) -> Scalar:
    """A value of the point, evenly at random."""
    if point.kind == "categorical":
        return source.choice(point.choices)
    assert point.low is not None and point.high is not None
    if point.log:
        value = math.exp(source.uniform(math.log(point.low), math.log(point.high)))
    else:
        value = source.uniform(point.low, point.high)
    value = min(max(value, point.low), point.high)
    return round(value) if point.kind == "int" else value
