"""What could be tried next in an imported workflow's space: combinations of observed values, and values in between.

Nobody describes the space of a foreign workflow, so it is read from its runs. Parameters that occur together form a
shape (a convolutional network has a kernel size, a dense one has none); within a shape values are combined freely,
except that a parameter which another one settles in all runs (the number of layers, where the list of layer sizes is a
parameter) follows that other one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from store.errors import BadRequest
from store.importers.experience import imported_metric, imported_runs
from store.importers.wording import family_of, label_of, whole
from store.knowledge import KnowledgeStore
from store.records import ImportedRun, Scalar, Variant

FEWEST_LINKS = 8
"""Runs beyond one for each value that must agree before a parameter counts as settled by another."""
WIDE = 8.0
"""Ratio of greatest to least value from which positive numbers are interpolated on a logarithmic scale."""
MOST_COMBINATIONS = 20_000
"""Combinations of one shape that are listed in full; above, they are drawn at random."""
MOST_FAMILIES = 20
"""Values of a text beyond which it is no kind of model."""
Choices = Mapping[str, Scalar]
Links = dict[str, tuple[str, dict[str, Scalar]]]
"""Parameter to the one that settles it, and what each of its values settles."""


@dataclass(frozen=True)
class Shape:
    """Parameters that occur together, with the values each can have."""

    fixed: dict[str, Scalar]
    """Texts that name the kind of model; each shape has its own."""
    values: dict[str, tuple[Scalar, ...]]
    """Free parameters: observed values, and numbers in between."""
    observed: dict[str, frozenset[str]]
    """The observed ones among them, as text."""
    follows: Links
    runs: int

    @property
    def size(self) -> int:
        """Number of combinations."""
        return math.prod(len(v) for v in self.values.values())

    def complete(self, free: Choices) -> dict[str, Scalar]:
        """Choices of the free parameters with all that they settle."""
        made = {**self.fixed, **free}
        for name, (other, settled) in self.follows.items():
            made[name] = settled[_mark(made[other])]
        return made


def candidates(
    store: KnowledgeStore,
    workflow: str,
    *,
    metric: str | None = None,
    n: int = 500,
    seed: int = 0,
    interpolate: bool = True,
) -> tuple[Variant, ...]:
    """Configurations of an imported workflow that nobody has tried.

    Half of them change one or two parameters of the best configurations so far, the others are spread over the space;
    where there are no more than `n` in all, all of them.

    Args:
        store: the facts.
        workflow: its name.
        metric: by which configurations are the best; None spreads all of them.
        n: how many at most.
        seed: the same seed and runs give the same candidates.
        interpolate: whether numbers between observed ones may be proposed, too.

    Raises:
        BadRequest: there is no such workflow or metric, or no configuration of its runs is known.
    """
    runs = [r for r in imported_runs(store, workflow) if r.variant is not None]
    if not runs:
        raise BadRequest(f"The configurations of the imported runs of {workflow!r} are not known.")
    shapes = shapes_of(runs, interpolate)
    tried = {r.variant.id for r in runs if r.variant is not None}
    rng = np.random.default_rng(seed)
    best = _best(store, workflow, runs, metric) if metric else []
    found: dict[str, Variant] = {}
    # the scattered half comes second, so that it fills up what the neighbours leave
    for choices in (*_neighbours(best, shapes, n // 2, rng), *_scattered(shapes, n, rng)):
        variant = _variant(workflow, choices, runs[0])
        if variant.id not in tried:
            found.setdefault(variant.id, variant)
        if len(found) == n:
            break
    return tuple(found.values())


def shapes_of(runs: Sequence[ImportedRun], interpolate: bool = True) -> tuple[Shape, ...]:
    """The shapes of a space, as its runs show them; those with most runs first."""
    every = [r.variant.choices for r in runs if r.variant is not None]
    family = _family_names(every)
    groups: dict[tuple[object, ...], list[Choices]] = {}
    for choices in every:
        key = (tuple(sorted(choices)), tuple(_mark(choices.get(f)) for f in family))
        groups.setdefault(key, []).append(choices)
    links = _links(every)
    shapes = [_shape(rows, [f for f in family if f in rows[0]], links, interpolate) for rows in groups.values()]
    return tuple(sorted(shapes, key=lambda s: -s.runs))


def _family_names(every: Sequence[Choices]) -> list[str]:
    """Parameters whose value decides which others there are."""
    patterns: dict[str, dict[str, set[frozenset[str]]]] = {}
    for choices in every:
        for name, value in choices.items():
            if isinstance(value, str):
                patterns.setdefault(name, {}).setdefault(_mark(value), set()).add(frozenset(choices))
    if len({frozenset(c) for c in every}) < 2:
        return []
    return [
        name
        for name, found in patterns.items()
        if 1 < len(found) <= MOST_FAMILIES
        and all(len(p) == 1 for p in found.values())
        and len({frozenset(p) for p in found.values()}) > 1
    ]


def _shape(rows: Sequence[Choices], family: Sequence[str], links: Links, interpolate: bool) -> Shape:
    fixed = {name: rows[0][name] for name in family}
    names = [n for n in rows[0] if n not in fixed]
    follows = {name: link for name, link in links.items() if name in names and link[0] in names}
    values, observed = {}, {}
    for name in names:
        if name not in follows:
            seen = sorted({_mark(r[name]): r[name] for r in rows}.values(), key=_order)
            settles = any(other == name for other, _ in follows.values())
            between = _between(seen) if interpolate and not settles else []
            values[name] = tuple([*seen, *between])
            observed[name] = frozenset(map(_mark, seen))
    return Shape(fixed, values, observed, follows, len(rows))


def _links(every: Sequence[Choices]) -> Links:
    """Parameters that a text settles in every run that has both, with enough runs to be no coincidence."""
    found: Links = {}
    names = list(dict.fromkeys(n for c in every for n in c))
    texts = [n for n in names if any(isinstance(c.get(n), str) for c in every)]
    for name, other in product(names, texts):
        rows = [c for c in every if name in c and other in c]
        causes, effects = {_mark(c[other]) for c in rows}, {_mark(c[name]) for c in rows}
        if name == other or name in found or other in found or not 1 < len(effects) < len(causes):
            continue
        settled: dict[str, Scalar] = {}
        agree = all(_mark(settled.setdefault(_mark(c[other]), c[name])) == _mark(c[name]) for c in rows)
        if agree and len(rows) - len(causes) >= FEWEST_LINKS:
            found[name] = (other, settled)
    return found


def _between(seen: Sequence[Scalar]) -> list[Scalar]:
    """Numbers halfway between neighbours among at least three, on a logarithmic scale where they range widely."""
    numbers = [v for v in seen if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) < 3 or len(numbers) < len(seen):
        return []
    log = numbers[0] > 0 and numbers[-1] / numbers[0] >= WIDE
    all_whole = all(isinstance(v, int) for v in numbers)
    found: list[Scalar] = []
    for low, high in pairwise(numbers):
        middle = math.sqrt(low * high) if log else (low + high) / 2
        value = round(middle) if all_whole else whole(float(f"{middle:.3g}"))
        if isinstance(value, int | float) and low < value < high:
            found.append(value)
    return found


def _neighbours(
    best: Sequence[Choices], shapes: Sequence[Shape], n: int, rng: np.random.Generator
) -> Iterable[dict[str, Scalar]]:
    """Up to n changes of one or two parameters of the best configurations, the best one's first."""
    made = 0
    for choices in best:
        shape = next((s for s in shapes if _is_of(choices, s)), None)
        if shape is None or not shape.values:
            continue
        names = [name for name, values in shape.values.items() if len(values) > 1]
        for _ in range(4 * len(names)):
            if made >= n:
                return
            free = {name: choices[name] for name in shape.values}
            for name in rng.permutation(names)[: int(rng.integers(1, 3))]:
                options = shape.values[str(name)]
                free[str(name)] = options[int(rng.integers(len(options)))]
            made += 1
            yield shape.complete(free)


def _scattered(shapes: Sequence[Shape], n: int, rng: np.random.Generator) -> Iterable[dict[str, Scalar]]:
    """Combinations over all shapes: first in proportion to their runs, then what is left where it can be listed."""
    total = sum(s.runs for s in shapes)
    for shape in shapes:
        yield from _drawn(shape, max(4, math.ceil(n * shape.runs / total)), rng)
    for shape in shapes:
        yield from _drawn(shape, min(shape.size, MOST_COMBINATIONS), rng)


def _listed(shape: Shape) -> Iterable[dict[str, Scalar]]:
    return (dict(zip(shape.values, point, strict=True)) for point in product(*shape.values.values()))


def _drawn(shape: Shape, n: int, rng: np.random.Generator) -> Iterable[dict[str, Scalar]]:
    if shape.size <= MOST_COMBINATIONS:
        every = list(_listed(shape))
        return [shape.complete(every[i]) for i in rng.permutation(len(every))[:n]]
    return [
        shape.complete({name: values[int(rng.integers(len(values)))] for name, values in shape.values.items()})
        for _ in range(n)
    ]


def _is_of(choices: Choices, shape: Shape) -> bool:
    names = {*shape.fixed, *shape.values, *shape.follows}
    return set(choices) == names and all(_mark(choices[k]) == _mark(v) for k, v in shape.fixed.items())


def _best(store: KnowledgeStore, workflow: str, runs: Sequence[ImportedRun], metric: str) -> list[Choices]:
    """Configurations by their mean score, the best first; at most 20."""
    name, way = imported_metric(store, workflow, metric)
    scores: dict[str, list[float]] = {}
    choices: dict[str, Choices] = {}
    for run in runs:
        score = run.rating if name == "rating" else run.metrics.get(name)
        if run.variant is not None and run.status == "ok" and score is not None:
            scores.setdefault(run.variant.id, []).append(score if way == "max" else -score)
            choices[run.variant.id] = run.variant.choices
    order = sorted(scores, key=lambda k: (-float(np.mean(scores[k])), k))
    return [choices[k] for k in order[:20]]


def _variant(workflow: str, choices: dict[str, Scalar], example: ImportedRun) -> Variant:
    """The variant of these choices; its kind of model is named as it is in the runs."""
    return Variant.of(workflow, family_of(workflow, choices, example.context), choices, label_of(choices))


def _mark(value: Scalar) -> str:
    return f"{type(value).__name__}:{value}" if isinstance(value, bool | str) else f"number:{value}"


def _order(value: Scalar) -> tuple[int, float, str]:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (0, float(value), "") if number else (1, 0.0, str(value))  # type: ignore[arg-type]
