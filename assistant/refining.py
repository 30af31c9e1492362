"""The search beyond the listed variants: neighbours of the best runs, and new ones from anywhere in the space."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from store.errors import BadRequest
from store.records import DatasetVersion, Goal, PlannedRun, Recommendation, Run, RunEnd, Task, Variant, metric

FEWEST_ENDED = 5
"""Runs with a score before any neighbour is tried: until then, knowledge of other data says more."""
_FIRST = 2
"""Runs that are begun before one made for the table: quick ones, so that there is something early."""
_ROOM_S = 20.0
"""Seconds that must be left for one with more trees than usual."""
_MOST_OF_IT = 0.4
"""Share of what is left that it may be expected to take."""
_LONGER = 1.3
"""A neighbour may take that many times as long as the run it is near to."""
_MOST_ORIGINS = 6
_MOST_OF_A_FAMILY = 2
_NEAR = 60
"""Neighbours of the best runs that join the candidates once those listed promise little."""
_FAR = 60
"""New variants from anywhere in the space that do."""
_ROUNDS = 5
"""Times that more is drawn where constraints leave too few."""
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

    able = ended[: (len(ended) + 1) // 2]  # what is near a run of the worse half would hardly help, alone or in a blend
    in_time = (pair for pair in able if _LONGER * (pair[1].wall_s or 0.0) <= left_s)
    origins = _origins(in_time, lambda pair: pair[0].variant)
    if not origins:
        return None
    chance = random.Random(f"{seed} {len(begun)}")
    found = new_neighbour([run.variant for run, _ in origins], goal.task.kind, begun, chance)
    if found is None or not allowed(goal, found):
        return None
    like = next(e for r, e in origins if r.variant.choices.get("estimator") == found.choices.get("estimator"))
    return PlannedRun(variant=found, expected_s=_LONGER * (like.wall_s or 0.0))


def made_for_it(
    goal: Goal, version: DatasetVersion, ended: Sequence[tuple[Run, RunEnd]], begun: set[str], left_s: float
) -> PlannedRun | None:
    """A run made for the table as it has shown itself, early in the search; None where there is none (left).

    Args:
        goal: what the runs are for.
        version: its table.
        ended: runs with a score, best first.
        begun: ids of the variants that were begun.
        left_s: seconds that are left for it.
    """
    from experiments.workflows.tabular import WORKFLOW_ID
    from experiments.workflows.tailored import has_codes, recoded, tailored

    if len(begun) < _FIRST:
        return None
    task = goal.task
    judges = task.kind in ("binary", "multiclass")
    classes = version.distinct(task.target) if judges else 0
    share = unexplained(task, ended[0][1]) if ended else None
    offered = [
        PlannedRun(variant=variant, expected_s=_by_its_trees(variant, ended))
        for variant in tailored(task.kind, version.rows, len(version.columns) - 1, classes, share, task.metric)
        if left_s >= _ROOM_S
    ]
    if len(ended) >= FEWEST_ENDED and has_codes(version, task):
        took = {run.variant.family: _LONGER * (end.wall_s or 0.0) for run, end in reversed(ended)}
        best = [run.variant for run, _ in ended if run.variant.workflow_id == WORKFLOW_ID]
        offered += [PlannedRun(variant=v, expected_s=took.get(v.family)) for v in recoded(best, task.kind)]
    for run in offered:
        in_time = run.expected_s is None or run.expected_s <= _MOST_OF_IT * left_s
        if run.variant.id not in begun and in_time and allowed(goal, run.variant):
            return run
    return None


def _by_its_trees(variant: Variant, ended: Sequence[tuple[Run, RunEnd]]) -> float | None:
    """Seconds that a variant is expected to take, as more trees of an estimator that ran; None where none ran."""
    estimator = variant.choices["estimator"]
    trees = f"{estimator}.trees"
    a_tree = [
        (end.wall_s or 0.0) / float(run.variant.choices[trees] or 1)
        for run, end in ended
        if run.variant.choices.get("estimator") == estimator
    ]
    return float(variant.choices[trees] or 1) * sum(a_tree) / len(a_tree) if a_tree else None


def unexplained(task: Task, end: RunEnd) -> float | None:
    """The error that a run leaves as a share of the trivial prediction's; None where it is not known.

    The error is how far the task's metric is from its best value.
    """
    measure = metric(task.metric)
    best = measure.high if measure.direction == "max" else measure.low
    if end.score is None or end.baseline is None or best is None:
        return None
    trivial = measure.regret(end.baseline, best)
    return measure.regret(end.score, best) / trivial if trivial > 0 else None


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


def widened(goal: Goal, version: DatasetVersion, best: Iterable[Variant], known: set[str], seed: int) -> list[Variant]:
    """New variants within the goal's constraints, for when those listed are used up or promise little.

    Args:
        goal: its constraints forbid.
        version: its table.
        best: variants that did well on the goal's data, the best first.
        known: ids of variants that need not be offered anew.
        seed: of the draws; with the same variants it gives the same ones.
    """
    from experiments.workflows.neighbours import new_neighbour
    from experiments.workflows.tabular import sample_variants, workflow_of
    from experiments.workflows.tailored import has_codes, recoded

    kind, chance, found = goal.task.kind, random.Random(f"wider {seed}"), dict[str, Variant]()
    able = [v for v in best if v.workflow_id == workflow_of(kind).id and allowed(goal, v)]
    twins = recoded(able, kind) if has_codes(version, goal.task) else []
    found |= {v.id: v for v in twins if v.id not in known and allowed(goal, v)}
    origins = _origins(able, lambda variant: variant)
    for _ in range(_NEAR if origins else 0):
        near = new_neighbour(origins, kind, known | set(found), chance)
        if near is not None and allowed(goal, near):
            found[near.id] = near
    wanted = len(found) + _FAR
    for draw in range(_ROUNDS):
        if len(found) >= wanted:
            break
        for far in sample_variants(kind, (draw + 2) * _FAR, seed=1 + _ROUNDS * seed + draw):
            if len(found) < wanted and far.id not in known and far.id not in found and allowed(goal, far):
                found[far.id] = far
    return list(found.values())


_Item = TypeVar("_Item")


def _origins(best: Iterable[_Item], variant_of: Callable[[_Item], Variant]) -> list[_Item]:
    """The best, no more than two of a family, so that the search does not narrow to one."""
    taken: Counter[str] = Counter()
    found: list[_Item] = []
    for item in best:
        family = variant_of(item).family
        if taken[family] < _MOST_OF_A_FAMILY:
            taken[family] += 1
            found.append(item)
        if len(found) == _MOST_ORIGINS:
            break
    return found


def allowed(goal: Goal, variant: Variant) -> bool:
    """Whether the goal's constraints on families and on being explainable leave a variant."""
    from experiments.workflows.tabular import families_of, fits, interpretable

    limits = goal.constraints
    families = families_of(variant)
    if families & set(limits.families_forbidden):
        return False
    if limits.families_allowed and variant.family not in limits.families_allowed:
        return False
    return fits(variant, goal.task) and (interpretable(variant) or not limits.interpretable)


def allowed_runs(goal: Goal, ranked: Sequence[tuple[Run, RunEnd]]) -> list[tuple[Run, RunEnd]]:
    """The runs whose variants the goal's constraints leave: those of earlier goals on its task may break them."""
    return [(run, end) for run, end in ranked if allowed(goal, run.variant)]


def eligible(goal: Goal, ranked: Sequence[tuple[Run, RunEnd]]) -> list[tuple[Run, RunEnd]]:
    """The runs that may become the goal's model; some were made before the goal was what it is.

    Raises:
        BadRequest: its constraints allow none of them.
    """
    found = allowed_runs(goal, ranked)
    if not found:
        best = ranked[0][0].variant.label
        raise BadRequest(
            f"Your goal allows none of the {len(ranked):,} runs with a score; the best of them is {best}. "
            "Run what it allows, or say which run to keep all the same, such as “save the first”."
        )
    return found
