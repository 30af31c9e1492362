"""Plans: from recommendations to exactly what would run, within the budget. A plan is a row; it runs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import searching, wording
from assistant.cards import ProposalCard
from assistant.expecting import beside_here
from assistant.searching import Search
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import (
    Budget,
    Experiment,
    Goal,
    Limits,
    Plan,
    PlannedRun,
    Proposal,
    Recommendation,
    Stage,
    metric,
)
from store.settings import Settings

_TIMES_EXPECTED = 6.0
"""A run is stopped at this multiple of the upper end of its expected seconds, so that a hang ends early."""
_LEAST_LIMIT_S = 60.0
_SPARE_S = 1.0
"""Seconds that starting and ending a run cost beside the work itself."""


def planned(recommendation: Recommendation) -> PlannedRun:
    """A recommendation as a line of a plan."""
    return PlannedRun(
        variant=recommendation.variant,
        recommendation_id=recommendation.id,
        rank=recommendation.rank,
        expected_score=recommendation.score,
        expected_s=recommendation.cost_s,
        expected_low_s=recommendation.cost_low_s,
        expected_high_s=recommendation.cost_high_s,
        expected_best=recommendation.score_high
        if metric(recommendation.metric).direction == "max"
        else recommendation.score_low,
    )


def within_budget(
    runs: Sequence[PlannedRun], budget: Budget, parallel: int
) -> tuple[list[PlannedRun], list[PlannedRun]]:
    """The runs that fit the budget, in order, and those that do not.

    A run fits while the expected seconds of those taken, divided over the parallel places, stay within the budget and
    no single run is expected to take longer than the whole of it.
    """
    kept: list[PlannedRun] = []
    left_out: list[PlannedRun] = []
    spent = 0.0
    for run in runs:
        cost = (run.expected_s or 0.0) + (run.beside_s if run.beside_s is not None else _SPARE_S)
        too_many = budget.runs is not None and len(kept) >= budget.runs
        too_long = budget.seconds is not None and max((spent + cost) / parallel, cost) > budget.seconds
        if too_many or too_long:
            left_out.append(run)
        else:
            kept.append(run)
            spent += cost
    return kept, left_out


def limits_for(goal: Goal, runs: Sequence[PlannedRun], settings: Settings) -> Limits:
    """What a single run of a plan may use."""
    highest = max((r.expected_high_s or r.expected_s or 0.0 for r in runs), default=0.0)
    run_s = min(settings.run_s, max(_LEAST_LIMIT_S, float(round(_TIMES_EXPECTED * highest))))
    if goal.constraints.max_run_s is not None:
        run_s = goal.constraints.max_run_s
    if goal.budget.seconds is not None:
        run_s = min(run_s, goal.budget.seconds)
    memory = goal.constraints.max_memory_mb or settings.memory_mb
    return Limits(run_s=run_s, memory_mb=memory, threads=settings.threads)


def plan_for(
    goal: Goal, runs: Sequence[PlannedRun], budget: Budget, seed: int, parallel: int, limit_s: float | None
) -> Plan:
    """A plan of just these runs, for a search without a conversation.

    Args:
        goal: what the runs are for.
        runs: in the order in which they would run.
        budget: of the whole search.
        seed: of all that is random.
        parallel: runs at the same time, at most.
        limit_s: seconds that a run has, which may reach beyond the budget where a first score is late; None for the
            usual limits.
    """
    limits = limits_for(goal, runs, Settings.read())
    if limit_s is not None:
        limits = limits.model_copy(update={"run_s": min(limit_s, goal.constraints.max_run_s or limit_s)})
        if budget.seconds is not None:
            budget = budget.model_copy(update={"seconds": max(budget.seconds, limits.run_s)})
    return Plan(
        goal_id=goal.id,
        task=goal.task,
        runs=tuple(runs),
        budget=budget,
        limits=limits,
        parallel=min(parallel, len(runs)),
        seed=seed,
    )


def propose(
    visit: Visit,
    goal: Goal,
    runs: Sequence[PlannedRun],
    budget: Budget,
    replaces: Proposal | None = None,
    seed: int = 0,
    bounds: Mapping[str, float] | None = None,
    search: Search | None = None,
) -> Proposal:
    """Lays a plan before the person: records it and adds its card. The turn ends with it.

    Args:
        visit: the turn.
        goal: what the runs are for.
        runs: in the order in which they would run.
        budget: what the whole may cost.
        replaces: the proposal that this one edits.
        seed: of all runs.
        bounds: `run_s` and `memory_mb` of a single run, and how many go at once (`parallel`), where they were said.
        search: how more runs are chosen, where more than the listed ones may run.

    Raises:
        BadRequest: nothing was chosen, or not even one run fits the budget.
    """
    settings = Settings.read()
    if not runs:
        raise BadRequest("Nothing is left to run: choose at least one of the recommendations.")
    known = beside_here(visit.store)
    runs = [known.added(run) for run in runs]
    own = dict(bounds or {})
    places = int(own.pop("parallel", settings.parallel))
    kept, left_out = within_budget(runs, budget, places)
    if not kept:
        least = min(r.whole_s or 0.0 for r in runs)
        raise BadRequest(
            f"Not even one of these runs fits the budget of {wording.limit(budget.seconds or 0)}: the shortest is "
            f"expected to take {wording.seconds(least)}. Allow more time, or ask for something cheaper."
        )
    plan = Plan(
        goal_id=goal.id,
        task=goal.task,
        runs=tuple(kept),
        # what the budget would allow beyond the listed runs is not asked for where no search chooses them
        budget=budget if search else budget.model_copy(update={"runs": None}),
        limits=limits_for(goal, kept, settings).model_copy(update=own),
        parallel=places if search else min(places, len(kept)),
        seed=seed,
        **_searched(search),
    )
    proposal = show_plan(visit, plan, replaces)
    if left_out and search is None:
        visit.say(
            f"Left out, because the budget would not hold: {wording.listed([r.variant.label for r in left_out], 3)}."
        )
    visit.say("Nothing runs before you agree: say yes, change it, or decline.")
    return proposal


def propose_larger(
    visit: Visit,
    experiment: Experiment,
    plan: Plan,
    added: Sequence[PlannedRun] = (),
    seconds: float | None = None,
    runs: int | None = None,
) -> Proposal:
    """Lays before the person a plan that enlarges an experiment: more time, more runs, or further variants.

    Args:
        visit: the turn.
        experiment: to be enlarged.
        plan: as it stands, see `experiments.adoption.plan_of`.
        added: variants that were not among what was approved.
        seconds: of the whole, where that changes.
        runs: of the whole, where that changes.
    """
    most = max(runs or plan.most_runs, plan.most_runs + len(added))
    stages = plan.stages
    if stages and most > plan.most_runs:
        longer = stages[-1].model_copy(update={"runs": stages[-1].runs + most - plan.most_runs})
        stages = (*stages[:-1], longer)
    elif not stages and most > len(plan.runs) + len(added):
        stages = (Stage(strategy=plan.strategy, runs=most),)
    budget = plan.budget.model_copy(update={"seconds": seconds or plan.budget.seconds, "runs": most})
    update = {"runs": (*plan.runs, *added), "stages": stages, "budget": budget, "extends": experiment.id}
    if plan.space is None and most > len(plan.runs) + len(added):
        update["space"] = searching.space_for(visit, visit.store.get(Goal, experiment.goal_id))
    larger = plan.model_copy(update=update)
    visit.say(
        f"This enlarges the experiment under way: {searching.most_words(larger)} It was at most "
        f"{wording.count(plan.most_runs, 'run')}."
    )
    proposal = show_plan(visit, larger, None)
    visit.say("It goes on as approved meanwhile. Nothing more runs before you agree: say yes, or decline.")
    return proposal


def _searched(search: Search | None) -> dict[str, object]:
    if search is None:
        return {}
    return {
        "strategy": search.stages[0].strategy,
        "stages": search.stages,
        "space": search.space,
        "prune": search.prune,
        "why": search.why,
        "strategy_id": search.strategy_id,
    }


def show_plan(visit: Visit, plan: Plan, replaces: Proposal | None) -> Proposal:
    """Records a proposal of the plan, adds its card, and says what it comes to."""
    proposal = Proposal(
        id=visit.services.new_id("proposal"),
        conversation_id=visit.state.conversation.id,
        plan=plan,
        plan_hash=plan.hash,
        replaces=replaces.id if replaces else None,
        made_at=visit.services.clock(),
    )
    visit.store.append(proposal)
    visit.refresh()
    visit.show(ProposalCard(proposal_id=proposal.id))
    for line in in_words(plan):
        visit.say(line)
    return proposal


def in_words(plan: Plan) -> list[str]:
    """What a plan comes to, a line each; nothing of one that enlarges an experiment, which is told where it is laid."""
    return [] if plan.extends else searching.in_words(plan) if plan.space is not None else [_in_words(plan)]


def _in_words(plan: Plan) -> str:
    total = plan.expected_s
    cost = f", {wording.seconds(total)} in all" if total is not None else ", for a time I cannot predict yet"
    room = f" of your {wording.limit(plan.budget.seconds)}" if plan.budget.seconds and total is not None else ""
    stopped = f"each stopped after {wording.limit(plan.limits.run_s)}"
    fitting = f" ({part})" if (part := wording.of_fitting(plan)) else ""
    return f"The plan: {wording.count(len(plan.runs), 'run')}{cost}{room}{fitting}, {stopped}."
