"""What a person changes about an experiment under way: the order, the queue, the budget. Pure bookkeeping.

What makes an experiment smaller, or chooses among what was approved, is done at once. What enlarges it is refused here
and needs a plan of its own that a person approves.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from experiments.strategies.space import inside
from experiments.work import Work
from experiments.workflows.tabular import BUILT_IN, families_of, interpretable
from store.errors import BadRequest, NotApproved
from store.records import Budget, ExperimentSignal, Plan, Run, Variant

AGAIN = ("interrupted", "skipped", "pruned", "stopped", "failed", "timeout", "memory")
"""Outcomes after which a run can be asked for again."""


def reorder(work: Work, positions: Sequence[int]) -> None:
    """Puts the waiting runs at these places of the plan first, in this order; the others keep theirs.

    Raises:
        BadRequest: none of them waits.
    """
    waiting = [r.position for r in work.queue]
    if not set(positions) & set(waiting):
        raise BadRequest("None of these runs waits any more, so there is nothing to put in another order.")
    order = _put_first(waiting, positions)
    work.queue.sort(key=lambda r: order.index(r.position))


def _put_first(waiting: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """Places in the plan with those wanted first, in their order; what does not wait is passed over."""
    first = [p for p in dict.fromkeys(wanted) if p in waiting]
    return [*first, *(p for p in waiting if p not in first)]


def again(work: Work, run: Run, new_id: Callable[[str], str], now: Any) -> Run:
    """A new run in place of one that was skipped, given up or broken off; it will go to its end.

    Raises:
        BadRequest: the run goes on or ended with a score, or the budget is used up.
    """
    end = work.ends.get(run.id)
    if end is None:
        raise BadRequest("That run has not ended; it needs no second one.")
    if end.outcome not in AGAIN:
        raise BadRequest("That run ended as planned; running it again would show the same.")
    if any(r.resumes == run.id for r in work.known):
        raise BadRequest("That run is done again already.")
    if work.spent:
        raise BadRequest("The experiment's time is used up. Ask for more time first; that needs your approval.")
    return run.model_copy(update={"id": new_id("run"), "resumes": run.id, "insisted": True, "queued_at": now})


def check_addition(work: Work, variant: Variant) -> None:
    """Makes sure that a variant may be added under the approval there is.

    Raises:
        BadRequest: it ran or waits already.
        NotApproved: neither the list nor the space of the approved plan has it, or no run is left of the budget.
    """
    if any(r.variant.id == variant.id and r.fidelity is None for r in work.known):
        raise BadRequest(f"“{variant.label}” is part of this experiment already.")
    approved = any(r.variant.id == variant.id for r in work.plan.runs)
    if not approved and (work.plan.space is None or not inside(work.plan.space, variant)):
        raise NotApproved(f"“{variant.label}” is not among what was approved; a plan that adds it needs your decision.")
    if work.positions >= work.plan.most_runs or work.spent:
        raise NotApproved("The approved budget has no room for another run; a plan that adds one needs your decision.")


def smaller(plan: Plan, seconds: float | None, runs: int | None) -> Plan:
    """The plan with a smaller budget; what its runs may cost together stays as it was approved.

    Raises:
        NotApproved: it would be larger, or bounded less.
    """
    old = plan.budget
    if seconds is not None and old.seconds is not None and seconds > old.seconds:
        raise NotApproved("More time than was approved needs your decision on a new plan.")
    if runs is not None and runs > plan.most_runs:
        raise NotApproved("More runs than were approved need your decision on a new plan.")
    budget = Budget(seconds=seconds or old.seconds, runs=runs or old.runs, cost=old.cost, cost_of=old.cost_of)
    return plan.model_copy(update={"budget": budget})


def narrower(plan: Plan, families: Sequence[str], readable: bool) -> Plan:
    """The plan without kinds of models that are wanted no more; a plan that lists its runs keeps its list.

    Args:
        plan: as it stands.
        families: of which no part of a variant that is yet to be chosen may be.
        readable: whether only variants may be chosen from now on that a person can follow.
    """
    if plan.space is None:
        return plan
    space = plan.space.model_copy(
        update={
            "families_forbidden": tuple(dict.fromkeys((*plan.space.families_forbidden, *families))),
            "interpretable": plan.space.interpretable or readable,
        }
    )
    runs = tuple(r for r in plan.runs if not is_of(r.variant, families, readable))
    return plan.model_copy(update={"space": space, "runs": runs})


def is_of(variant: Variant, families: Sequence[str], readable: bool) -> bool:
    """Whether a variant is of a kind that is wanted no more; of a workflow of a person's own none is."""
    if variant.workflow_id not in BUILT_IN:
        return False
    return bool(families_of(variant) & set(families)) or (readable and not interpretable(variant))


def unwanted(work: Work, families: Sequence[str], readable: bool) -> set[str]:
    """Ids of waiting runs of kinds that are wanted no more, but for those that a person asked for one by one."""
    return {r.id for r in work.queue if r.id not in work.insisted and is_of(r.variant, families, readable)}


def beyond(work: Work) -> set[str]:
    """Ids of waiting runs for which a smaller budget has no room."""
    begun = {r.position for r in work.known} - {r.position for r in work.queue}
    room = max(0, work.plan.most_runs - len(begun))
    fresh = [r for r in work.queue if r.position not in begun]
    return {r.id for r in fresh[room:]}


def wished_order(
    waiting: Sequence[int], signals: Sequence[ExperimentSignal], places: Mapping[str, int]
) -> dict[int, int]:
    """When each waiting run comes, 0 for the next: what was put first, added or taken back last comes first.

    Args:
        waiting: places in the plan of the runs that wait, as they were queued.
        signals: all that was said to the experiment, oldest first.
        places: of all its runs, by id.
    """
    order = list(waiting)
    for signal in signals:
        said = signal.value.get("positions", []) if signal.signal in _FIRST else []
        added = places.get(signal.run_id or "")
        if signal.signal == "add" and added is not None:
            said = [added]
        order = _put_first(order, said)
    return {place: turn for turn, place in enumerate(order)}


_FIRST = ("pin", "reorder", "run_anyway")
