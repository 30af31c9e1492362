"""Walking through a workflow's open choices, one variation point after another."""

from collections.abc import Callable

from experiments.workflows.tabular import TABULAR, applies, points, variant_of
from store.errors import BadRequest
from store.records import Plan, Scalar, Variant, VariationPoint

Suggest = Callable[[VariationPoint], Scalar]
"""Gives a value for a point: one of its choices, or a number in its range."""

TRIES = 200
"""Draws before a space counts as exhausted: at less than one new variant in so many, the search is over."""


def choose(plan: Plan, suggest: Suggest) -> Variant:
    """The variant that comes of suggesting a value for each point that is open, given the values before it.

    Args:
        plan: its workflow and the task's kind say which points there are.
        suggest: called once for each open point, the choice of estimator first.

    Raises:
        BadRequest: the plan's variants are not of the built-in workflow.
    """
    require_tabular(plan)
    kind = plan.task.kind
    space = points(kind)
    choices: dict[str, Scalar] = {}
    for point in sorted(space, key=lambda p: p.name != "estimator"):
        if applies(point, choices, kind):
            choices[point.name] = suggest(point)
    return variant_of(choices, kind)


def require_tabular(plan: Plan) -> None:
    """Makes sure that all of the plan's variants belong to the one workflow whose choices are known here.

    Raises:
        BadRequest: they do not.
    """
    others = {r.variant.workflow_id for r in plan.runs} - {TABULAR.id}
    if others:
        raise BadRequest(
            f"The choices of the workflow {', '.join(sorted(others))} are not known, so only the listed variants can "
            "be run: choose the strategy 'recommended'."
        )
