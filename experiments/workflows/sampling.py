"""Variants that cover the workflow's space evenly, whatever number of them is taken."""

import math
import random
from collections.abc import Iterator

from experiments.families import ESTIMATORS, FAMILIES
from experiments.families._base import CLASSIFICATION, Estimator
from experiments.workflows import forecasting
from experiments.workflows.tabular import CATEGORIES, CLASS_WEIGHT, MISSING, SCALING, SELECTION, TARGET, variant_of
from store.records import Scalar, TaskKind, Variant, VariationPoint

_SHARED = (CATEGORIES, MISSING, SCALING, SELECTION, CLASS_WEIGHT, TARGET)
_KEPT = {
    "categories": 0.45, "missing": 0.6, "scaling": 0.5, "selection": 0.75, "class_weight": 0.6, "target": 0.5,
    **{point.name: 0.45 for point in forecasting.SHARED},
}  # fmt: skip
"""How often a shared point keeps its default: best practice is departed from one or two points at a time."""
_TWIN_EVERY = 3
"""Of the samples of an estimator that learns absolute errors too, one in so many is there with both losses."""


def spread(kind: TaskKind, n: int, seed: int = 0) -> list[Variant]:
    """Defaults of all estimators that can do the kind, then evenly spread samples without repetition.

    Where numbers are predicted, some variants are followed by their twins that learn the absolute error.
    """
    able = [e for e in FAMILIES if kind in e.kinds]
    found: dict[str, Variant] = {}
    for estimator in able:
        found.setdefault((v := variant_of({"estimator": estimator.name}, kind)).id, v)
    for variant in [twin for v in list(found.values()) for twin in _with_twin(v, kind)]:
        found.setdefault(variant.id, variant)
    sources = {e.name: _samples(e, kind, seed) for e in able}
    drawn = {e.name: 1.0 for e in able}
    misses = 0
    while len(found) < n and misses < 2000:
        estimator = min(able, key=lambda e: drawn[e.name] / e.weight)
        drawn[estimator.name] += 1.0
        variant = next(sources[estimator.name])
        misses = misses + 1 if variant.id in found else 0
        both = drawn[estimator.name] % _TWIN_EVERY == 0
        for one in _with_twin(variant, kind) if both else (variant,):
            found.setdefault(one.id, one)
    return list(found.values())[:n]


def _with_twin(variant: Variant, kind: TaskKind) -> tuple[Variant, ...]:
    """The variant and, where its estimator can learn the absolute error of numbers, the one that does."""
    if kind in CLASSIFICATION or not ESTIMATORS[str(variant.choices["estimator"])].learns_absolute:
        return (variant,)
    return variant, variant_of({**variant.choices, "loss": "absolute"}, kind)


def _samples(estimator: Estimator, kind: TaskKind, seed: int) -> Iterator[Variant]:
    shared = forecasting.SHARED if kind == "forecast" else _SHARED
    space = (*estimator.named_points, *shared)
    for place in _even_sequence(len(space), estimator.name, seed):
        choices: dict[str, Scalar] = {"estimator": estimator.name}
        for point, u in zip(space, place, strict=True):
            value = _shared_value(point, u) if point in shared else _value(point, u)
            if value is not None:
                choices[point.name] = value
        yield variant_of(choices, kind)


def _even_sequence(dimensions: int, name: str, seed: int) -> Iterator[tuple[float, ...]]:
    """Points of the unit cube, evenly spread for any number of them.

    A Kronecker sequence: point i has coordinates frac(offset + i · √p) with a prime p for each dimension, which
    stays even in every single coordinate from the first few points on (Niederreiter, 1992). Offsets are drawn once.
    """
    offsets = random.Random(f"{name} {seed}")
    shifts = [offsets.random() for _ in range(dimensions)]
    steps = [math.sqrt(p) % 1.0 for p in _primes(dimensions)]
    i = 0
    while True:
        i += 1
        yield tuple((shift + i * step) % 1.0 for shift, step in zip(shifts, steps, strict=True))


def _primes(n: int) -> list[int]:
    found: list[int] = []
    candidate = 2
    while len(found) < n:
        if all(candidate % p for p in found):
            found.append(candidate)
        candidate += 1
    return found


def _value(point: VariationPoint, u: float) -> Scalar:
    if point.kind == "categorical":
        return point.choices[min(int(u * len(point.choices)), len(point.choices) - 1)]
    assert point.low is not None and point.high is not None
    if point.log:
        value = math.exp(math.log(point.low) + u * (math.log(point.high) - math.log(point.low)))
    else:
        value = point.low + u * (point.high - point.low)
    value = min(max(value, point.low), point.high)
    return round(value) if point.kind == "int" else value


def _shared_value(point: VariationPoint, u: float) -> Scalar:
    """None keeps the estimator's default; the rest of the unit interval is shared by all choices."""
    kept = _KEPT[point.name]
    return None if u < kept else _value(point, (u - kept) / (1.0 - kept))
