"""Random search: after the listed variants, points drawn evenly from the workflow's space (Bergstra & Bengio, 2012)."""

import math
import random
from collections.abc import Sequence
from typing import ClassVar

from experiments.strategies._base import Strategy, Tried
from experiments.strategies.listed import Listed
from experiments.strategies.space import TRIES, choose
from store.records import Plan, Scalar, Variant, VariationPoint


class RandomSearch(Strategy):
    """Draws each open choice by itself, numbers on a logarithmic scale where the point says so."""

    name: ClassVar[str] = "random"

    def next_variant(self, plan: Plan, tried: Sequence[Tried]) -> Variant | None:
        """See `Strategy.next_variant`."""
        listed = Listed().next_variant(plan, tried)
        if listed is not None:
            return listed
        known = {t.variant.id for t in tried}
        for attempt in range(TRIES):
            source = random.Random(f"{plan.seed} {len(tried)} {attempt}")
            variant = choose(plan, lambda point, source=source: drawn(point, source))  # type: ignore[misc]
            if variant.id not in known:
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
