"""Variants that a function of the person's own yields, given the results so far."""

from collections.abc import Mapping
from typing import Any, ClassVar

from experiments.declared import choosing
from experiments.strategies._base import WAIT, Choice, Scene, Strategy, Wait, listed
from experiments.strategies.space import is_open
from experiments.workflows.tabular import variant_of
from store.errors import BadRequest
from store.records import Plan, Variant


class Generated(Strategy):
    """Asks the stage's function before each run and takes the first that was not tried.

    While something runs, a function that yields nothing new is asked again when it has ended: it may know more then.
    """

    name: ClassVar[str] = "generated"
    words: ClassVar[str] = "a function of your own says what runs next"

    def lists(self, plan: Plan) -> bool:
        """See `Strategy.lists`: what is listed is the function's affair, too."""
        return False

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`; without a function what is listed runs in its order."""
        if not scene.stage.generate:
            return listed(scene)
        for choices in scene.ask(scene.stage.generate):
            variant = _variant(scene, choices)
            if is_open(scene, variant):
                return Choice(variant, f"{scene.stage.generate} yielded it.", stage=scene.number)
        return WAIT if any(not t.over for t in scene.tried) else None


def _variant(scene: Scene, choices: Mapping[str, Any]) -> Variant:
    try:
        if scene.plan.workflow is not None:
            return choosing.variant_of(scene.plan.workflow, choices)
        return variant_of(dict(choices), scene.plan.task.kind)
    except BadRequest as error:
        raise BadRequest(f"{scene.stage.generate} yielded {dict(choices)}, which is no variant: {error}") from error
