"""What could be tried next in an imported workflow's space: combinations of observed values, and values in between.

Nobody describes the space of a foreign workflow, so it is read from its runs. Parameters that occur together form a
shape (a convolutional network has a kernel size, a dense one has none); within a shape values are combined freely,
except that a parameter which another one settles in all runs (the number of layers, where the list of layer sizes is a
parameter) follows that other one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, product

import numpy as np

from store.errors import BadRequest
from store.importers.experience import imported_metric, imported_runs, measured
from store.importers.limits import Limit, allowed
from store.importers.roles import is_number
from store.importers.wording import family_of, in_words, label_of, whole
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
    limits: Sequence[Limit] = (),
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
        limits: what a person allows; those on parameters hold for every candidate.

    Raises:
        BadRequest: there is no such workflow or metric, no configuration of its runs is known, or none within the
            limits lies where runs tell anything.
    """
    runs = [r for r in imported_runs(store, workflow) if r.variant is not None]
    if not runs:
        raise BadRequest(f"The configurations of the imported runs of {workflow!r} are not known.")
    shapes = _within(shapes_of(runs, interpolate), limits, interpolate)
    tried = {r.variant.id for r in runs if r.variant is not None}
    rng = np.random.default_rng(seed)
    best = _best(store, workflow, runs, metric, limits) if metric else []
    found: dict[str, Variant] = {}
    # the scattered half comes second, so that it fills up what the neighbours leave
    for choices in chain(_neighbours(best, shapes, n // 2, rng), _scattered(shapes, n, rng)):
        variant = _variant(workflow, choices, runs[0])
        if variant.id not in tried:
            found.setdefault(variant.id, variant)
        if len(found) == n:
            break
    return tuple(found.values())


def shapes_of(runs: Sequence[ImportedRun], interpolate: bool = True) -> tuple[Shape, ...]:
    """The shapes of a space, as its runs show them; those with most runs first."""
    every = [r.variant.choices for r in runs if r.variant is not None]
    marks = [{name: _mark(value) for name, value in c.items()} for c in every]
    family = _family_names(every, marks)
    groups: dict[tuple[object, ...], list[int]] = {}
    for i, of in enumerate(marks):
        groups.setdefault((frozenset(of), *(of.get(f) for f in family)), []).append(i)
    links = _links(every, marks)
    shapes = []
    for rows in groups.values():
        named = [f for f in family if f in every[rows[0]]]
        shapes.append(_shape([every[i] for i in rows], [marks[i] for i in rows], named, links, interpolate))
    return tuple(sorted(shapes, key=lambda s: -s.runs))


def _within(shapes: Sequence[Shape], limits: Sequence[Limit], interpolate: bool) -> tuple[Shape, ...]:
    """The shapes with only the values that limits allow; those that have none left are gone.

    Raises:
        BadRequest: none is left.
    """
    limits = [limit for limit in limits if limit.of == "parameter"]
    found = tuple(s for shape in shapes if (s := _narrowed(shape, limits, interpolate)) is not None)
    if not found:
        said = "; ".join(limit.words for limit in limits)
        seen = [f"{name} {in_words(values)}" for name in dict.fromkeys(n.name for n in limits)
                if (values := _seen(shapes, name))]  # fmt: skip
        raise BadRequest(
            f"No configuration like those that were run keeps to this: {said}. Runs had {', '.join(seen)}."
        )
    return found


def _seen(shapes: Sequence[Shape], name: str) -> list[Scalar]:
    """The values of a parameter in all runs, in their order."""
    found: dict[str, Scalar] = {}
    for shape in shapes:
        settled = [v for f, (_, s) in shape.follows.items() if f == name for v in s.values()]
        fixed = [shape.fixed[name]] if name in shape.fixed else []
        free = [v for v in shape.values.get(name, ()) if _mark(v) in shape.observed[name]]
        found |= {_mark(v): v for v in (*settled, *fixed, *free)}
    return sorted(found.values(), key=_order)


def _narrowed(shape: Shape, limits: Sequence[Limit], interpolate: bool) -> Shape | None:
    """The shape with only the values that limits allow, and the bounds themselves; None where none is left."""
    names = {*shape.fixed, *shape.values, *shape.follows}
    if not allowed(shape.fixed, [n for n in limits if n.name in shape.fixed or n.name not in names]):
        return None
    values = {}
    for name, options in shape.values.items():
        own = [n for n in limits if n.name == name]
        settled = [(n, s) for n in limits for f, (other, s) in shape.follows.items() if f == n.name and other == name]
        if own and not settled and interpolate:
            options = (*options, *_ends(options, own))
        values[name] = tuple(
            v for v in options if all(n.allows(v) for n in own) and all(n.allows(s[_mark(v)]) for n, s in settled)
        )
        if not values[name]:
            return None
    return replace(shape, values=values)


def _ends(options: Sequence[Scalar], limits: Sequence[Limit]) -> list[Scalar]:
    """Numbers that limits name and that lie between those tried: a bound is worth trying itself."""
    numbers = [v for v in options if is_number(v)]
    if len(numbers) < max(2, len(options)):
        return []
    named = [whole(v) for n in limits if n.sign in ("<=", ">=", "in") for v in n.values]
    if all(isinstance(v, int) for v in numbers):
        named = [v for v in named if isinstance(v, int)]
    return [v for v in named if isinstance(v, int | float) and min(numbers) < v < max(numbers) and v not in numbers]


def _family_names(every: Sequence[Choices], marks: Sequence[Mapping[str, str]]) -> list[str]:
    """Parameters whose value decides which others there are."""
    sets = [frozenset(c) for c in every]
    if len(set(sets)) < 2:
        return []
    patterns: dict[str, dict[str, set[frozenset[str]]]] = {}
    for choices, of, present in zip(every, marks, sets, strict=True):
        for name, value in choices.items():
            if isinstance(value, str):
                patterns.setdefault(name, {}).setdefault(of[name], set()).add(present)
    return [
        name
        for name, found in patterns.items()
        if 1 < len(found) <= MOST_FAMILIES
        and all(len(p) == 1 for p in found.values())
        and len({frozenset(p) for p in found.values()}) > 1
    ]


def _shape(
    rows: Sequence[Choices], marks: Sequence[Mapping[str, str]], family: Sequence[str], links: Links, interpolate: bool
) -> Shape:
    fixed = {name: rows[0][name] for name in family}
    names = [n for n in rows[0] if n not in fixed]
    follows = {name: link for name, link in links.items() if name in names and link[0] in names}
    values, observed = {}, {}
    for name in names:
        if name not in follows:
            seen = {of[name]: r[name] for of, r in zip(marks, rows, strict=True)}
            settles = any(other == name for other, _ in follows.values())
            known = sorted(seen.values(), key=_order)
            values[name] = tuple([*known, *(_between(known) if interpolate and not settles else [])])
            observed[name] = frozenset(seen)
    return Shape(fixed, values, observed, follows, len(rows))


def _links(every: Sequence[Choices], marks: Sequence[Mapping[str, str]]) -> Links:
    """Parameters that a text settles in every run that has both, with enough runs to be no coincidence."""
    found: Links = {}
    names = list(dict.fromkeys(n for c in every for n in c))
    texts = [n for n in names if str in {type(c.get(n)) for c in every}]
    for name, other in product(names, texts):
        if name == other or name in found or other in found:
            continue
        settled = _settled(marks, name, other)
        if settled is None or not 1 < len(set(settled.values())) < len(settled):
            continue
        rows = [i for i, c in enumerate(every) if name in c and other in c]
        if len(rows) - len(settled) >= FEWEST_LINKS:
            found[name] = (other, {marks[i][other]: every[i][name] for i in reversed(rows)})
    return found


def _settled(marks: Sequence[Mapping[str, str]], effect: str, cause: str) -> dict[str, str] | None:
    """What each value of one goes with, over the runs that have both; None where one goes with two things."""
    found: dict[str, str] = {}
    for of in marks:
        if effect in of and cause in of and found.setdefault(of[cause], of[effect]) != of[effect]:
            return None
    return found


def _between(seen: Sequence[Scalar]) -> list[Scalar]:
    """Numbers halfway between neighbours among at least three, on a logarithmic scale where they range widely."""
    numbers = [v for v in seen if is_number(v)]
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
        kept = {n for n, options in shape.values.items() if any(_mark(choices[n]) == _mark(o) for o in options)}
        for _ in range(4 * len(names)):
            if made >= n:
                return
            free = {
                name: choices[name] if name in kept else _one(options, rng) for name, options in shape.values.items()
            }
            for name in rng.permutation(names)[: int(rng.integers(1, 3))]:
                free[str(name)] = _one(shape.values[str(name)], rng)
            made += 1
            yield shape.complete(free)


def _one(options: Sequence[Scalar], rng: np.random.Generator) -> Scalar:
    return options[int(rng.integers(len(options)))]


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
        yield from (shape.complete(every[i]) for i in rng.permutation(len(every))[:n])
    else:
        for _ in range(n):
            yield shape.complete({name: _one(values, rng) for name, values in shape.values.items()})


def _is_of(choices: Choices, shape: Shape) -> bool:
    names = {*shape.fixed, *shape.values, *shape.follows}
    return set(choices) == names and all(_mark(choices[k]) == _mark(v) for k, v in shape.fixed.items())


def _best(
    store: KnowledgeStore, workflow: str, runs: Sequence[ImportedRun], metric: str, limits: Sequence[Limit]
) -> list[Choices]:
    """Configurations by their mean score, those within limits and the best first; at most 20."""
    name, way = imported_metric(store, workflow, metric)
    scores: dict[str, list[float]] = {}
    choices: dict[str, Choices] = {}
    for run in runs:
        score = measured(run, name)
        if run.variant is not None and run.status == "ok" and score is not None:
            scores.setdefault(run.variant.id, []).append(score if way == "max" else -score)
            choices[run.variant.id] = run.variant.choices
    order = sorted(scores, key=lambda k: (not allowed(choices[k], limits), -math.fsum(scores[k]) / len(scores[k]), k))
    return [choices[k] for k in order[:20]]


def _variant(workflow: str, choices: dict[str, Scalar], example: ImportedRun) -> Variant:
    """The variant of these choices; its kind of model is named as it is in the runs."""
    return Variant.of(workflow, family_of(workflow, choices, example.context), choices, label_of(choices))


def _mark(value: Scalar) -> str:
    """A text that tells values apart, texts and truth values from numbers; asked for each value of each run."""
    kind = type(value)
    return f"number:{value}" if kind is int or kind is float else f"{kind.__name__}:{value}"


def _order(value: Scalar) -> tuple[int, float, str]:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return (0, float(value), "") if number else (1, 0.0, str(value))  # type: ignore[arg-type]
