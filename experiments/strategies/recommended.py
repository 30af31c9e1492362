"""The recommended variants, in an order that is updated after every run."""

from typing import ClassVar

from experiments.strategies._base import Choice, Scene, Strategy, Wait, listed
from experiments.strategies.space import is_open
from store.records import Plan


class Recommended(Strategy):
    """Asks for advice before every run, given all that has ended, and takes the first that was approved.

    Without a space that is one of the list; with one, whatever is best now may take the place of a listed variant.
    Where there is no advice the list is worked off in its order.
    """

    name: ClassVar[str] = "recommended"
    words: ClassVar[str] = "the order is updated after every run"

    def lists(self, plan: Plan) -> bool:
        """See `Strategy.lists`: with a space each run is chosen when its turn comes."""
        return plan.space is None

    def choose(self, scene: Scene) -> Choice | Wait | None:
        """See `Strategy.choose`."""
        if scene.advice is None:
            return listed(scene)
        on_list = {r.variant.id for r in scene.plan.runs}
        for place, variant in enumerate(scene.advice(scene.plan, scene.tried)):
            allowed = variant.id in on_list if scene.space is None else is_open(scene, variant)
            if allowed and variant.id not in scene.known and (scene.space is not None or scene.keeps(variant)):
                n = sum(t.over for t in scene.tried)
                said = f"It promises most after {n} ended runs." if place == 0 else "It promises most of the rest."
                return Choice(variant, said, stage=scene.number)
        return listed(scene)
