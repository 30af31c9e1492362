"""What is left out of recommendations because it failed on data like the present one."""

from __future__ import annotations

from store.knowledge import KnowledgeStore
from store.records import Goal, Limits, Variant

_TOLD = 3


class Avoiding:
    """Failures on data like a goal's, looked up again only when something new was recorded."""

    def __init__(self, store: KnowledgeStore) -> None:
        self._store = store
        self._known: tuple[tuple[int, str, Limits], dict[str, str]] | None = None

    def failed(self, goal: Goal) -> dict[str, str]:
        """Variant id to a sentence; what failed on this very data is not among them."""
        from experiments.failures import known_failures

        usual = Limits()
        limits = Limits(
            run_s=goal.constraints.max_run_s or usual.run_s,
            memory_mb=goal.constraints.max_memory_mb or usual.memory_mb,
        )
        key, known = (self._store.position, goal.task.id, limits), self._known
        if known is None or known[0] != key:
            known = self._known = (key, known_failures(self._store, goal.task, limits, here=False))
        return known[1]

    def without(self, goal: Goal, variants: list[Variant]) -> list[Variant]:
        """The variants that did not fail; all of them where none would be left."""
        failed = self.failed(goal)
        return [v for v in variants if v.id not in failed] or variants

    def said(self, goal: Goal) -> tuple[str, ...]:
        """What is left out, in a few sentences; none where nothing is."""
        told = list(self.failed(goal).values())
        more = [f"So did {len(told) - _TOLD} more."] if len(told) > _TOLD else []
        return (*(f"{said.rstrip('.')}. It is not proposed again." for said in told[:_TOLD]), *more)
