"""Steering an experiment under way: the order of its runs, what is left out or run anyway, additions, the budget.

What stays within what was approved is done at once and recorded with who and when. What enlarges it becomes a plan of
its own that waits for a decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import ProgressCard
from assistant.commands._base import Args, Handler
from assistant.commands.plan import ProposeRuns, chosen
from assistant.plain import plain_names
from assistant.proposing import propose_larger
from assistant.state import is_running
from assistant.visit import Visit
from store.errors import BadRequest, NotApproved
from store.records import Experiment, Family, Goal, Plan, PlannedRun, Proposal, Run, Scalar, SignalName, Variant


class WhichRuns(Args):
    """Runs by their place in the experiment, from 1."""

    ranks: list[int] | None = None
    run_id: str | None = None
    reason: str | None = None


class AddRun(Args):
    """What to add: recommendations by rank, the best of some kinds of models, or a variant by its choices."""

    ranks: list[int] | None = None
    families: list[Family] | None = None
    choices: dict[str, Scalar] | None = None


class ChangeBudget(Args):
    """What the whole experiment may use, or how much more than it may now."""

    seconds: float | None = Field(default=None, gt=0)
    runs: int | None = Field(default=None, ge=1, le=1000)
    more_seconds: float | None = Field(default=None, gt=0)
    more_runs: int | None = Field(default=None, ge=1, le=1000)


def steer(visit: Visit, act: SignalName, args: WhichRuns, done: str) -> None:
    """Gives a signal about some runs, and says what was done."""
    experiment = _newest(visit, ended=act == "run_anyway")
    if act == "run_anyway" and not (args.ranks or args.run_id):
        args = args.model_copy(update={"run_id": _spared_last(visit, experiment)})
    runs = _runs(visit, experiment, args)
    visit.services.confirmation.steer(
        experiment.id, act, visit.person, [r.id for r in runs], reason=args.reason or ""
    )  # fmt: skip
    visit.show(ProgressCard(experiment_id=experiment.id))
    visit.say(done.format(runs=wording.listed(_names(visit, experiment, runs), 3)))


def _names(visit: Visit, experiment: Experiment, runs: Sequence[Run]) -> list[str]:
    """What runs are called: by their variant, or as the progress calls them for who does not build models."""
    if not visit.plain or _plan(visit, experiment).workflow is not None:
        return [r.variant.label for r in runs]
    latest = _latest(visit, experiment)
    called = plain_names([latest[place].variant.family for place in sorted(latest)])
    names = dict(zip(sorted(latest), called, strict=True))
    return [f"number {r.position + 1}, {names[r.position]}" for r in runs]


def _spared_last(visit: Visit, experiment: Experiment) -> str:
    """The run that was left out or given up last."""
    found = visit.store.frame(_SPARED, [experiment.id])
    if found.empty:
        raise BadRequest("No run of this experiment was left out or given up.")
    return str(found.run_id[0])


_SPARED = """
SELECT z.run_id FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
WHERE r.experiment_id = ? AND z.outcome IN ('skipped', 'pruned')
  AND r.id NOT IN (SELECT resumes FROM facts.run WHERE resumes IS NOT NULL)
ORDER BY z.seq DESC LIMIT 1"""


def _pin(visit: Visit, args: WhichRuns) -> None:
    steer(visit, "pin", args, "Next: {runs}. It will run to its end whatever it shows.")


def _reorder(visit: Visit, args: WhichRuns) -> None:
    steer(visit, "reorder", args, "The order now begins with {runs}.")


def _skip(visit: Visit, args: WhichRuns) -> None:
    steer(visit, "skip", args, "Left out: {runs}. Say “run it anyway” to take that back.")


def _run_anyway(visit: Visit, args: WhichRuns) -> None:
    steer(visit, "run_anyway", args, "It runs anyway, to its end: {runs}.")


def _add(visit: Visit, args: AddRun) -> None:
    experiment = _newest(visit)
    goal = visit.store.get(Goal, experiment.goal_id)
    wish = ProposeRuns(ranks=args.ranks, families=args.families, runs=None if args.ranks else 1)
    by_hand = _variant(_plan(visit, experiment), args.choices) if args.choices else None
    wanted = [PlannedRun(variant=by_hand)] if by_hand is not None else chosen(visit, goal, wish)
    refused: list[PlannedRun] = []
    for run in wanted:
        try:
            visit.services.confirmation.add(experiment.id, run.variant, visit.person, visit.text)
        except NotApproved:
            refused.append(run)
        else:
            visit.say(f"Added, to run next: {run.variant.label}.")
    if refused:
        propose_larger(visit, experiment, _plan(visit, experiment), refused)
        return
    visit.show(ProgressCard(experiment_id=experiment.id))


def _variant(plan: Plan, choices: dict[str, Scalar]) -> Variant:
    """The variant of some choices, the rest by default."""
    if plan.workflow is not None:
        from experiments.declared.choosing import variant_of as own

        return own(plan.workflow, choices)
    from experiments.workflows.tabular import variant_of

    return variant_of(choices, plan.task.kind)


def _change_budget(visit: Visit, args: ChangeBudget) -> None:
    experiment = _newest(visit)
    plan = _plan(visit, experiment)
    seconds, runs = _wanted(plan, args)
    if seconds is None and runs is None:
        raise BadRequest("Say how much time or how many runs the experiment may have.")
    larger = (runs or 0) > plan.most_runs or (
        seconds is not None and plan.budget.seconds is not None and seconds > plan.budget.seconds
    )
    if larger:
        propose_larger(visit, experiment, plan, (), seconds, runs)
        return
    value: dict[str, Any] = {k: v for k, v in (("seconds", seconds), ("runs", runs)) if v is not None}
    visit.services.confirmation.steer(experiment.id, "budget", visit.person, value=value, reason=visit.text)
    visit.show(ProgressCard(experiment_id=experiment.id))
    said = [wording.limit(seconds)] if seconds is not None else []
    said += [wording.count(runs, "run")] if runs is not None else []
    visit.say(f"The experiment may use {wording.listed(said)} in all from now on.")


def change_laid(visit: Visit, proposal: Proposal, runs: int | None, seconds: float | None) -> None:
    """Changes a plan that waits but was not made of recommendations: one that enlarges an experiment, or one of a file.

    Another limit for the experiment under way takes the place of the larger plan.

    Raises:
        BadRequest: it can only be approved or declined as it is.
    """
    plan = proposal.plan
    going = any(e.id == plan.extends and is_running(visit.store, e.id) for e in visit.state.experiments)
    if plan.extends is None:
        raise BadRequest(
            "This plan is what its file says: change the file and have it run anew, or say yes or no to it as it is."
        )
    if not going or visit.by_model or (runs is None and seconds is None):  # a no to a plan is a person's
        raise BadRequest(
            "The plan that waits goes on with an experiment: say yes or no to it"
            + (", or how many runs or how much time it may have in all." if going else ".")
        )
    _change_budget(visit, ChangeBudget(runs=runs, seconds=seconds))  # first: where it is refused, the plan still waits
    visit.refresh()
    if visit.state.proposal is not None and visit.state.proposal.id == proposal.id:
        why = "another limit was asked for"
        visit.services.confirmation.decline(
            proposal.id, proposal.plan_hash, visit.person, visit.decides_by, visit.text, why
        )
        visit.refresh()


def _wanted(plan: Plan, args: ChangeBudget) -> tuple[float | None, int | None]:
    """The budget that is wished for; more time than none at all stays none."""
    seconds, runs = args.seconds, args.runs
    if args.more_seconds is not None:
        if plan.budget.seconds is None:
            raise BadRequest("The experiment has no limit of time, so there is none to extend.")
        seconds = plan.budget.seconds + args.more_seconds
    if args.more_runs is not None:
        runs = plan.most_runs + args.more_runs
    return seconds, runs


def _plan(visit: Visit, experiment: Experiment) -> Plan:
    from experiments.adoption import plan_of

    return plan_of(visit.store, experiment)


def _newest(visit: Visit, ended: bool = False) -> Experiment:
    going = [e for e in visit.state.experiments if is_running(visit.store, e.id)]
    if going:
        return going[-1]
    if ended and visit.state.experiments:
        return visit.state.experiments[-1]
    raise BadRequest("Nothing is running in this conversation, so there is nothing to steer.")


def _runs(visit: Visit, experiment: Experiment, args: WhichRuns) -> Sequence[Run]:
    if args.run_id is None:
        return runs_meant(visit, experiment, args.ranks or ())
    latest = _latest(visit, experiment)
    return [r for r in latest.values() if r.id == args.run_id] or _absent(args.run_id, len(latest))


def runs_meant(visit: Visit, experiment: Experiment, ranks: Sequence[int]) -> Sequence[Run]:
    """The runs at these places of an experiment, from 1; of one that was done again the last.

    Raises:
        BadRequest: none is named, or there is no such run.
    """
    latest = _latest(visit, experiment)
    if not ranks:
        raise BadRequest(f"Say which run you mean, by its number from 1 to {len(latest)}.")
    return [latest[rank - 1] if rank - 1 in latest else _absent(rank, len(latest))[0] for rank in ranks]


def _latest(visit: Visit, experiment: Experiment) -> dict[int, Run]:
    return {r.position: r for r in visit.store.find(Run, experiment_id=experiment.id)}


def _absent(which: object, n: int) -> list[Run]:
    raise BadRequest(f"There is no run number {which}: the experiment has {wording.count(n, 'run')} so far.")


HANDLERS = (
    Handler("pin_run", "Run these next, in this order, and let them go to their end.", WhichRuns, _pin),
    Handler("reorder_runs", "Put the waiting runs in another order.", WhichRuns, _reorder),
    Handler("skip_run", "Leave runs out of the experiment under way.", WhichRuns, _skip),
    # these start processes that had been ended, so they are for people, like a decision
    Handler("run_anyway", "Run what was skipped or given up; people only.", WhichRuns, _run_anyway, for_models=False),
    Handler("add_run", "Add a variant to the experiment under way; people only.", AddRun, _add, for_models=False),
    Handler(
        "change_budget",
        "Change what the experiment under way may use; more than was approved becomes a plan to decide on.",
        ChangeBudget,
        _change_budget,
    ),
)
