"""Walking through a workflow's open choices, one variation point after another, within the bounds of a plan."""

from collections.abc import Callable, Sequence

from experiments.declared import choosing
from experiments.strategies._base import Scene, Tried
from experiments.workflows.tabular import (
    BUILT_IN,
    applies,
    families_of,
    interpretable,
    points,
    variant_of,
    workflow_of,
)
from store.errors import BadRequest
from store.records import Plan, Scalar, Space, TaskKind, Variant, VariationPoint

Suggest = Callable[[VariationPoint], Scalar]
"""Gives a value for a point: one of its choices, or a number in its range."""

TRIES = 200
"""Draws before a space counts as exhausted: at less than one new variant in so many, the search is over."""
_GIVE_UP = 2
"""So many failures without one success, and an estimator is left alone for the rest of the experiment."""


def open_points(plan: Plan) -> tuple[VariationPoint, ...]:
    """The variation points of a plan's space, each after those it depends on.

    Raises:
        BadRequest: the plan's variants are of a workflow whose choices it does not say.
    """
    if plan.workflow is not None:
        return choosing.in_order(plan.workflow.points)
    require_tabular(plan)
    counts = "" if plan.task.monotonic else plan.task.metric  # medians keep to no direction
    space = points(plan.task.kind, plan.space.estimators if plan.space else None, counts)
    # few tables have codes: runs that differ by them alone come from the best runs (`workflows.tailored.recoded`)
    space = tuple(p for p in space if p.name != "codes")
    return tuple(sorted(space, key=lambda p: p.name != "estimator"))


def choose(plan: Plan, suggest: Suggest) -> Variant:
    """The variant that comes of suggesting a value for each point that is open, given the values before it.

    Args:
        plan: its workflow, its space and the task's kind say which points there are.
        suggest: called once for each open point, the choice of estimator first.

    Raises:
        BadRequest: the plan's variants are of a workflow whose choices it does not say.
    """
    if plan.workflow is not None:
        return choosing.chosen(plan.workflow, suggest)
    kind = plan.task.kind
    choices: dict[str, Scalar] = {}
    for point in open_points(plan):
        if applies(point, choices, kind):
            choices[point.name] = suggest(point)
    return variant_of(choices, kind)


def inside(space: Space | None, variant: Variant) -> bool:
    """Whether an approval of that space covers a variant; without a space every variant of the workflow is."""
    if space is None:
        return variant.workflow_id in BUILT_IN
    if space.workflow_id not in BUILT_IN:
        return variant.workflow_id == space.workflow_id and variant.id not in space.avoid
    return (
        variant.workflow_id == space.workflow_id
        and variant.choices.get("estimator") in space.estimators
        and not families_of(variant) & set(space.families_forbidden)
        and (not space.interpretable or interpretable(variant))
        and variant.id not in space.avoid
    )


def is_open(scene: Scene, variant: Variant) -> bool:
    """Whether a variant is in the space, was not tried, is kept by the stage's filter, and nothing like it failed again
    and again.
    """
    workflow = scene.plan.workflow
    return (
        variant.id not in scene.known
        and inside(scene.space, variant)
        and (workflow is None or choosing.covers(workflow, variant))
        and sort_of(variant) not in broken(scene.tried)
        and scene.keeps(variant)
    )


def sort_of(variant: Variant) -> str:
    """What is given up together when it fails: the estimator, or the implementation of a declared workflow."""
    return str(variant.choices.get("estimator", variant.family))


def broken(tried: Sequence[Tried]) -> dict[str, str]:
    """Estimators, or implementations, that failed twice and never succeeded here, with the error of the last time."""
    errors: dict[str, list[str]] = {}
    good = {sort_of(t.variant) for t in tried if t.score is not None}
    for one in tried:
        # a declared workflow with one way to go is never given up as a whole
        if one.failed and sort_of(one.variant) != choosing.PLAIN:
            errors.setdefault(sort_of(one.variant), []).append(one.error)
    return {name: said[-1] for name, said in errors.items() if len(said) >= _GIVE_UP and name not in good}


def space_of(
    kind: TaskKind,
    *,
    families: Sequence[str] = (),
    forbidden: Sequence[str] = (),
    readable: bool = False,
    avoid: Sequence[str] = (),
    directed: bool = False,
) -> Space:
    """The space of the built-in workflow within a goal's constraints.

    Args:
        kind: of the task.
        families: only these families of models; none for all.
        forbidden: families of which no part of a variant may be.
        readable: whether only variants count that a person can follow.
        avoid: ids of variants to leave out.
        directed: whether only estimators count that keep to stated directions.

    Raises:
        BadRequest: nothing is left.
    """
    from experiments.families import FAMILIES

    names = [
        e.name
        for e in FAMILIES
        if kind in e.kinds
        and (not families or e.family in families)
        and e.family not in forbidden
        and (e.monotonic or not directed)
        and (not readable or interpretable(variant_of({"estimator": e.name}, kind)))
    ]
    if not names:
        raise BadRequest("Your wishes leave no kind of model to search among.")
    return Space(
        workflow_id=workflow_of(kind).id, estimators=tuple(names), families_forbidden=tuple(forbidden),
        interpretable=readable, avoid=tuple(avoid),
    )  # fmt: skip


def require_tabular(plan: Plan) -> None:
    """Makes sure that all of the plan's variants belong to the one workflow whose choices are known here.

    Raises:
        BadRequest: they do not.
    """
    others = {r.variant.workflow_id for r in plan.runs} - {workflow_of(plan.task.kind).id}
    if others:
        raise BadRequest(
            f"The choices of the workflow {', '.join(sorted(others))} are not known, so only the listed variants can "
            "be run: choose the strategy 'recommended'."
        )
