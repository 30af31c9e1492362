"""Advice while an experiment runs: the order of what is worth running next, given all that has ended so far."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.services import Services
from store.errors import SextantError
from store.records import Goal, Plan, Variant

if TYPE_CHECKING:
    from experiments.strategies import Tried

_log = logging.getLogger(__name__)
_AHEAD = 8


class Adaptive:
    """Asks the recommender before each run of the strategy `recommended`; called from the strategies' thread."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, plan: Plan, tried: Sequence[Tried]) -> Sequence[Variant]:
        """The variants worth running next, the best first; none where nothing can be said.

        Args:
            plan: its goal says what is wanted, its budget what may be spent.
            tried: what ran or runs in the experiment; the ends of all other runs are read from the store.
        """
        services = self._services
        if plan.workflow is not None:
            from assistant.declared.advice import advised

            return advised(services.store, plan, tried, _AHEAD)
        goal = services.store.get(Goal, plan.goal_id)
        try:
            advice = services.advising.advise(
                goal,
                services.data_profile(goal.task),
                person=services.person_profile(goal.person),
                n=_AHEAD,
                budget_s=plan.budget.seconds,
                under_way=tuple(t.variant.id for t in tried),
                scale=services.score_scale(goal.task),
            )
        except SextantError as error:  # all that the goal allows has been run: the list is what is left
            _log.info("no advice for %s: %s", plan.goal_id, error)
            return ()
        return [r.variant for r in advice.recommendations]
