"""The search near what did well: neighbours of the best runs, in turn with what the recommender says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from store.records import Goal, PlannedRun, Recommendation, Run, RunEnd

if TYPE_CHECKING:
    from store.records import Variant

FEWEST_ENDED = 5
"""Runs with a score before any neighbour is tried: until then, knowledge of other data says more."""
_LONGER = 1.3
"""A neighbour may take that many times as long as the run it is near to."""
_MOST_ORIGINS = 6
_MOST_OF_A_FAMILY = 2
_LEAST_CHANCE = 0.03
"""Chance to become the best, below which a further variant of a family that was tried is not worth a run."""


def refined(
    goal: Goal, ended: Sequence[tuple[Run, RunEnd]], begun: set[str], left_s: float, seed: int
) -> PlannedRun | None:
    """A run near one of the best so far, within the goal's constraints; None where there is none yet, or no time.

    Args:
        goal: what the runs are for.
        ended: runs with a score, best first.
        begun: ids of the variants that were begun.
        left_s: seconds that are left for it.
        seed: of the choice; with the same runs it gives the same neighbour.
    """
    if len(ended) < FEWEST_ENDED:
        return None
    from experiments.workflows.neighbours import new_neighbour

    origins = _origins(pair for pair in ended if _LONGER * (pair[1].wall_s or 0.0) <= left_s)
    if not origins:
        return None
    chance = random.Random(f"{seed} {len(begun)}")
    found = new_neighbour([run.variant for run, _ in origins], goal.task.kind, begun, chance)
    if found is None or not _allowed(goal, found):
        return None
    like = next(e for r, e in origins if r.variant.choices.get("estimator") == found.choices.get("estimator"))
    return PlannedRun(variant=found, expected_s=_LONGER * (like.wall_s or 0.0))


def worth_running(
    advice: Iterable[Recommendation], ended: Sequence[tuple[Run, RunEnd]], begun: set[str]
) -> list[Recommendation]:
    """The recommendations that may become the best, or are of a family not tried yet; all while little has ended."""
    if len(ended) < FEWEST_ENDED:
        return list(advice)
    families = {run.variant.family for run, _ in ended}
    return [
        r
        for r in advice
        if r.variant.id not in begun
        and (r.variant.family not in families or r.chance_of_best is None or r.chance_of_best >= _LEAST_CHANCE)
    ]


def _origins(ended: Iterable[tuple[Run, RunEnd]]) -> list[tuple[Run, RunEnd]]:
    """The best runs, no more than two of a family, so that the search does not narrow to one."""
    taken: Counter[str] = Counter()
    found: list[tuple[Run, RunEnd]] = []
    for run, end in ended:
        if taken[run.variant.family] < _MOST_OF_A_FAMILY and len(found) < _MOST_ORIGINS:
            taken[run.variant.family] += 1
            found.append((run, end))
    return found


def _allowed(goal: Goal, variant: Variant) -> bool:
    from experiments.workflows.tabular import families_of, interpretable

    limits = goal.constraints
    families = families_of(variant)
    if families & set(limits.families_forbidden):
        return False
    if limits.families_allowed and variant.family not in limits.families_allowed:
        return False
    return interpretable(variant) or not limits.interpretable
