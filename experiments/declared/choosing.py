"""The variants of a declared workflow: which choices are open, and the variant that some choices make."""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from store.errors import BadRequest
from store.records import Scalar, Variant, VariationPoint, Workflow

PLAIN = "workflow"
"""The family of variants of a workflow whose steps have one implementation each."""
Suggest = Callable[[VariationPoint], Scalar]


def applies(point: VariationPoint, choices: Mapping[str, Scalar]) -> bool:
    """Whether a point is open, given the choices made so far."""
    return all(name in choices and choices[name] in values for name, values in point.condition)


def in_order(points: Sequence[VariationPoint]) -> tuple[VariationPoint, ...]:
    """The points so that each comes after those its condition names; else as declared.

    Raises:
        BadRequest: conditions go round in a circle, or name a point that is not there.
    """
    left, done, found = list(points), set[str](), list[VariationPoint]()
    while left:
        ready = next((p for p in left if all(name in done for name, _ in p.condition)), None)
        if ready is None:
            raise BadRequest(f"The condition of {left[0].name!r} depends on itself or on a point that is not there.")
        left.remove(ready)
        done.add(ready.name)
        found.append(ready)
    return tuple(found)


def always_open(workflow: Workflow) -> tuple[VariationPoint, ...]:
    """The points that every variant has, where no variant has any other; none where they differ."""
    found, settled_at = list[VariationPoint](), dict[str, Scalar]()
    never = set[str]()
    for point in in_order(workflow.points):
        out = any(n in never or (n in settled_at and settled_at[n] not in values) for n, values in point.condition)
        if out:
            never.add(point.name)
        elif all(n in settled_at for n, _ in point.condition):
            found.append(point)
            if len(point.choices) == 1 or (point.kind != "categorical" and point.low == point.high):
                settled_at[point.name] = point.choices[0] if point.choices else point.low
        else:
            return ()
    return tuple(found)


def chosen(workflow: Workflow, suggest: Suggest) -> Variant:
    """The variant that comes of suggesting a value for each point that is open, given the values before it."""
    choices: dict[str, Scalar] = {}
    for point in in_order(workflow.points):
        if applies(point, choices):
            choices[point.name] = settled(point, suggest(point))
    return _variant(workflow, choices)


def variant_of(workflow: Workflow, choices: Mapping[str, Scalar]) -> Variant:
    """The variant of some choices: what is open gets its default, what does not apply is left out.

    Raises:
        BadRequest: there is no such point, or a value is out of its range.
    """
    unknown = set(choices) - {p.name for p in workflow.points}
    if unknown:
        known = ", ".join(p.name for p in workflow.points)
        raise BadRequest(f"{workflow.name} has no choice called {', '.join(sorted(unknown))}. It has: {known}.")
    return chosen(workflow, lambda p: choices.get(p.name, p.default))


def covers(workflow: Workflow, variant: Variant) -> bool:
    """Whether a variant is one of the workflow, all of its values within what is open."""
    if variant.workflow_id != workflow.id:
        return False
    try:
        return variant_of(workflow, variant.choices).id == variant.id
    except BadRequest:
        return False


def narrowed(workflow: Workflow, name: str, value: Scalar) -> Workflow:
    """The workflow with one point settled; its variants keep their ids.

    Raises:
        BadRequest: there is no such point, or it cannot have that value.
    """
    point = next((p for p in workflow.points if p.name == name), None)
    if point is None:
        raise BadRequest(f"{workflow.name} has no choice called {name!r}.")
    value = settled(point, value)
    update: dict[str, object] = {"default": value}
    if point.kind == "categorical":
        update["choices"] = (value,)
    else:
        update |= {"low": value, "high": value}
    fixed = point.model_copy(update=update)
    changed = [[fixed if p is point else p for p in s.points] for s in workflow.steps]
    steps = tuple(s.model_copy(update={"points": tuple(p)}) for s, p in zip(workflow.steps, changed, strict=True))
    return workflow.model_copy(update={"steps": steps})


def settled(point: VariationPoint, value: Scalar) -> Scalar:
    """The value as it is written in a variant: equal choices are written equally.

    Raises:
        BadRequest: the point cannot have that value.
    """
    if point.kind == "categorical":
        for choice in point.choices:
            if choice == value and isinstance(choice, bool) == isinstance(value, bool):
                return choice
        raise BadRequest(f"{point.name} cannot be {value!r}. Choose one of: {', '.join(map(str, point.choices))}.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"{point.name} must be a number, not {value!r}.")
    assert point.low is not None and point.high is not None
    if not point.low <= value <= point.high:
        raise BadRequest(f"{point.name} must lie between {point.low:g} and {point.high:g}, not at {value:g}.")
    # rounding must not leave the range: 0.12345 as the upper end is not 0.1235
    return round(value) if point.kind == "int" else min(max(float(f"{value:.4g}"), point.low), point.high)


def grid(workflow: Workflow, values: Callable[[VariationPoint], Sequence[Scalar]]) -> Iterator[Variant]:
    """Every combination of the values that each open point is given, in the order of the points."""
    yield from (_variant(workflow, c) for c in _combined(in_order(workflow.points), {}, values))


def _combined(
    points: Sequence[VariationPoint], made: dict[str, Scalar], values: Callable[[VariationPoint], Sequence[Scalar]]
) -> Iterator[dict[str, Scalar]]:
    for number, point in enumerate(points):
        if applies(point, made):
            for value in values(point):
                yield from _combined(points[number + 1 :], {**made, point.name: settled(point, value)}, values)
            return
    yield made


def spread(workflow: Workflow, n: int, seed: int) -> list[Variant]:
    """Different variants that cover the space: the default, each implementation with its defaults, then draws.

    The same seed gives the same list, and the list for a smaller n is its beginning.
    """
    found = {v.id: v for v in (variant_of(workflow, {}), *_implementations(workflow))}
    source = random.Random(f"{workflow.id} {seed}")
    for _ in range(20 * n):
        if len(found) >= n:
            break
        one = chosen(workflow, lambda p: drawn(p, source))
        found.setdefault(one.id, one)
    return list(itertools.islice(found.values(), n))


def drawn(point: VariationPoint, source: random.Random) -> Scalar:
    """A value of the point, evenly at random; see `experiments.strategies.random_search`."""
    from experiments.strategies.random_search import drawn as evenly

    return evenly(point, source)


def _implementations(workflow: Workflow) -> Iterator[Variant]:
    for step in workflow.steps:
        for point in step.points:
            if point.name == step.name:
                yield from (variant_of(workflow, {point.name: choice}) for choice in point.choices)


def _variant(workflow: Workflow, choices: dict[str, Scalar]) -> Variant:
    """The family is what the last step with several implementations does: usually the model."""
    named = [s.name for s in workflow.steps if any(p.name == s.name for p in s.points)]
    family = str(choices[named[-1]]) if named and named[-1] in choices else PLAIN
    parts = [str(choices[n]) for n in named if n in choices]
    parts += [f"{name} {_shown(value)}" for name, value in choices.items() if name not in named]
    return Variant.of(workflow.id, family, choices, ", ".join(parts) or workflow.name)


def _shown(value: Scalar) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
