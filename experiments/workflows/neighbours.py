"""Variants close to one that did well: one or two of its choices moved a little."""

import math
import random
from collections.abc import Sequence

from experiments.families import ESTIMATORS
from experiments.workflows import forecasting
from experiments.workflows.tabular import CATEGORIES, MISSING, SCALING, SELECTION, applies, variant_of
from store.records import Scalar, TaskKind, Variant, VariationPoint

STEP = 0.22
"""Standard deviation of a move, as a share of a number's range (of its logarithm where it is a logarithmic one)."""
SHARED_SHARE = 0.3
"""How often one of the choices that all estimators share is moved as well."""
_SHARED = (CATEGORIES, MISSING, SCALING, SELECTION)


def neighbour(variant: Variant, kind: TaskKind, random: random.Random) -> Variant:
    """A variant near the given one, of the same estimator.

    Every own number is moved with a chance of one half, at least one of them; now and then a shared choice, such as
    how categories are encoded, is drawn anew.

    Args:
        variant: of the workflow `tabular`, fit for the kind of task.
        kind: of the task.
        random: where the moves come from; the same state gives the same neighbour.
    """
    choices: dict[str, Scalar] = dict(variant.choices)
    own = [p for p in ESTIMATORS[str(choices["estimator"])].named_points if applies(p, choices, kind)]
    moved = [p for p in own if random.random() < 0.5] or random.sample(list(own), min(1, len(own)))
    for point in moved:
        choices[point.name] = _moved(point, choices.get(point.name, point.default), random)
    if not own or random.random() < SHARED_SHARE:
        shared = forecasting.SHARED if kind == "forecast" else _SHARED
        open_points = [p for p in shared if applies(p, choices, kind)]
        point = random.choice(open_points)
        choices[point.name] = random.choice(point.choices)
    return variant_of(choices, kind)


def new_neighbour(
    variants: Sequence[Variant], kind: TaskKind, begun: set[str], random: random.Random
) -> Variant | None:
    """A neighbour of one of the variants that was not begun; None where none is found in a few tries.

    Args:
        variants: the best first; each is taken half as often as the one before.
        kind: of the task.
        begun: ids of variants that need no other run.
        random: where the choice and the moves come from.
    """
    for _ in range(12):
        place = min(int(-math.log2(max(random.random(), 1e-9))), len(variants) - 1)
        found = neighbour(variants[place], kind, random)
        if found.id not in begun:
            return found
    return None


def _moved(point: VariationPoint, value: Scalar, random: random.Random) -> Scalar:
    if point.kind == "categorical":
        return random.choice(point.choices)
    assert point.low is not None and point.high is not None and isinstance(value, int | float)
    low, high, here = float(point.low), float(point.high), float(value)
    if point.log:
        low, high, here = math.log(low), math.log(high), math.log(here)
    there = here + random.gauss(0.0, STEP) * (high - low)
    there = min(max(there, low), high)
    there = math.exp(there) if point.log else there
    there = min(max(there, float(point.low)), float(point.high))
    return round(there) if point.kind == "int" else there
