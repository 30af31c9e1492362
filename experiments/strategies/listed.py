"""The recommended variants in the order of the plan, and nothing else."""

from collections.abc import Sequence
from typing import ClassVar

from experiments.strategies._base import Strategy, Tried
from store.records import Plan, Variant


class Listed(Strategy):
    """Runs exactly what was listed."""

    name: ClassVar[str] = "recommended"

    def next_variant(self, plan: Plan, tried: Sequence[Tried]) -> Variant | None:
        """See `Strategy.next_variant`: the first of the list that was not tried."""
        known = {t.variant.id for t in tried}
        return next((r.variant for r in plan.runs if r.variant.id not in known), None)
