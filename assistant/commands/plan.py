"""Plans: proposing what to run, and changing what was proposed."""

from __future__ import annotations

import os
import re
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import Command
from assistant.commands._base import Args, Handler
from assistant.commands.goal import goal_or_ask
from assistant.commands.repeating import repeated, untried, with_other_seed
from assistant.doing import perform
from assistant.draft import GOAL_COMMANDS
from assistant.proposing import planned, propose
from assistant.refining import allowed
from assistant.searching import Search, saved_search, search_for
from assistant.strategies import saved_strategy
from assistant.visit import RecommendWish, Visit
from store.errors import BadRequest
from store.records import (
    Budget,
    Family,
    Goal,
    Plan,
    PlannedRun,
    Proposal,
    Recommendation,
    StrategyName,
)
from store.settings import Settings


class ProposeRuns(Args):
    """What to run."""

    ranks: list[int] | None = None
    """Ranks of recommendations, from 1."""
    all: bool | None = None
    exclude_ranks: list[int] | None = None
    families: list[Family] | None = None
    seconds: float | None = Field(default=None, gt=0)
    runs: int | None = Field(default=None, ge=1, le=500)
    strategy: StrategyName | None = None
    """How to search beyond the first recommendations; none: only what is listed runs."""
    saved_strategy: str | None = None
    """Name of a strategy that the person saved."""
    parallel: int | None = Field(default=None, ge=1, le=64)
    """How many runs go at once, at most."""
    seed: int | None = Field(default=None, ge=0, lt=2**31)
    """Of all that is random in the runs."""


class EditProposal(ProposeRuns):
    """What to change in the plan."""

    proposal_id: str | None = None
    drop_position: int | None = Field(default=None, ge=0)
    """Place in the plan, from 0, of a run to leave out."""
    drop_positions: list[int] | None = None
    """Several of them."""
    run_s: float | None = Field(default=None, gt=0, le=86_400)
    """Wall seconds after which a single run is stopped."""
    memory_mb: float | None = Field(default=None, ge=256)
    """Memory in MB above which a single run is stopped."""


START = 5
"""A search starts from so many recommendations."""
_MOST_UNSAID = 3
_MOST_FOR_TIME = 30


def _propose_runs(visit: Visit, args: ProposeRuns) -> None:
    limits = args.model_dump(include={"seconds", "runs"}, exclude_none=True)
    goal = goal_or_ask(visit, keeps=bool(limits))
    if goal is None:
        if limits:  # what may be spent holds for the goal to come
            perform(visit, Command(name="set_budget", args=limits), by_model=visit.by_model)
        return
    args = with_other_seed(visit, args)
    budget = _budget(goal.budget, args)
    more = (args.runs or 0) > len(args.ranks or [])  # than those that are named: the search chooses them
    if (args.strategy is None and args.saved_strategy is None) or (args.ranks and not more):
        runs = repeated(visit, goal, args.ranks) or chosen(visit, goal, args)
        runs = _with_kinds(visit, goal, args, runs)
        propose(visit, goal, runs, budget, seed=args.seed or 0, bounds=_at_once(args))
        _say_settings(visit, args)
        return
    _propose_search(visit, goal, args, budget)


def _propose_search(visit: Visit, goal: Goal, args: ProposeRuns, budget: Budget, bounds: Any = None) -> None:
    """Lays a search before the person: it starts from the recommendations and chooses the rest itself."""
    ahead = args.model_copy(update={"runs": min(args.runs or START, START), "seconds": None, "all": None})
    listed = chosen(visit, goal, ahead)
    families = tuple(args.families or ())
    if args.saved_strategy is not None:
        search = saved_search(visit, goal, saved_strategy(visit.store, args.saved_strategy), families)
    else:
        assert args.strategy is not None
        search = search_for(visit, goal, (args.strategy,), budget, families, listed)
    if args.strategy == "grid":
        listed = []
    bounds = {**(bounds or {}), **_at_once(args)}
    affordable = _affordable(listed, goal, search)
    propose(visit, goal, affordable, budget, seed=args.seed or 0, bounds=bounds, search=search)
    _say_settings(visit, args)


def _affordable(listed: list[PlannedRun], goal: Goal, search: Search) -> list[PlannedRun]:
    """The runs to start from that the space covers; a search always has at least one to start from."""
    from experiments.strategies.space import inside
    from experiments.workflows.tabular import default_variant

    kept = [r for r in listed if inside(search.space, r.variant)]
    return kept or [PlannedRun(variant=default_variant(search.space.estimators[0], goal.task.kind))]


def _allowed(plan: Plan, goal: Goal) -> Budget:
    """What a changed plan may cost: a plan of listed runs does not say itself how many more there might be."""
    return plan.budget if plan.space is not None else plan.budget.model_copy(update={"runs": goal.budget.runs})


def _edit_proposal(visit: Visit, args: EditProposal) -> None:
    proposal = visit.state.proposal
    if proposal is not None and (proposal.plan.extends is not None or proposal.plan.workflow is not None):
        from assistant.commands.steering import change_laid

        change_laid(visit, proposal, args.runs, args.seconds)
        return
    goal = goal_or_ask(visit)
    if goal is None:
        return
    if proposal is None or (args.proposal_id is not None and args.proposal_id != proposal.id):
        raise BadRequest("There is no plan waiting for your decision. Say which recommendations to run.")
    budget = _budget(_allowed(proposal.plan, goal), args)
    still = list(proposal.plan.runs)
    if proposal.plan.goal_id != goal.id:
        still = _left_by(visit, goal, proposal)
        if (args.ranks or args.all) and not (still and _ADDS.search(visit.text)):
            _propose_runs(visit, args)  # what was asked for is plain without the old plan
            return
        if not still:
            raise BadRequest("The goal has changed since that plan was made. Say which recommendations to run now.")
    if args.strategy or args.saved_strategy or proposal.plan.space is not None:
        _edit_search(visit, goal, args, proposal, budget)
        return
    args = with_other_seed(visit, args)
    runs = _changed(visit, goal, args, still)
    bounds = _bounds(proposal.plan, args)
    seed = proposal.plan.seed if args.seed is None else args.seed
    propose(visit, goal, runs, budget, replaces=proposal, seed=seed, bounds=bounds)
    _say_settings(visit, args)


def _left_by(visit: Visit, goal: Goal, proposal: Proposal) -> list[PlannedRun]:
    """The runs of a plan that a goal changed by the same message leaves; none of a search, or of another task."""
    known = visit.store.get(Goal, proposal.plan.goal_id)
    just_now = any(c["name"] in GOAL_COMMANDS for c in visit.commands)
    same = known.task.version_id == goal.task.version_id and known.task.target == goal.task.target
    if not (just_now and same) or proposal.plan.space is not None:
        return []
    return [r for r in proposal.plan.runs if allowed(goal, r.variant)]


def _changed(visit: Visit, goal: Goal, args: EditProposal, before: list[PlannedRun]) -> list[PlannedRun]:
    """The listed runs of a plan as they are after a change."""
    runs = _without(before, args)
    if args.ranks or args.all:
        swaps = args.exclude_ranks and _SWAPS.search(visit.text)  # the rest of the plan stays
        more = chosen(visit, goal, args)
        runs = _beside(runs, more) if swaps or _ADDS.search(visit.text) else more
    if args.exclude_ranks:
        _check_ranks(args.exclude_ranks, max([len(runs), *(r.rank or 0 for r in runs)]))
        runs = [r for i, r in enumerate(runs, 1) if (r.rank or i) not in args.exclude_ranks]
    adds = bool(args.families and _ADDS.search(visit.text))
    if args.families and not adds:
        runs = [r for r in runs if r.variant.family in args.families]
    if args.runs and args.runs > len(runs) and not args.ranks:
        runs = chosen(visit, goal, args.model_copy(update={"families": None}) if adds else args)
    if adds:
        more = _beside(runs, _of_families(visit, goal, args))[len(runs) :]
        runs = [*(runs if args.runs is None else runs[: max(0, args.runs - len(more))]), *more]
    return runs


def _edit_search(visit: Visit, goal: Goal, args: EditProposal, proposal: Proposal, budget: Budget) -> None:
    """A plan with a search, changed: another strategy, budget, or kinds of models."""
    plan = proposal.plan
    if args.ranks:
        propose(visit, goal, chosen(visit, goal, args), budget, replaces=proposal, bounds=_bounds(plan, args))
        return
    names = [args.strategy] if args.strategy else [s.strategy for s in plan.stages] or [plan.strategy]
    families = _searched(plan, args, adds=bool(_ADDS.search(visit.text)))
    runs = [r for r in _without(list(plan.runs), args) if not families or r.variant.family in families]
    if args.saved_strategy is not None:
        search = saved_search(visit, goal, saved_strategy(visit.store, args.saved_strategy), families)
    else:
        search = search_for(visit, goal, names, budget, families, plan.runs, plan.why if not args.strategy else "")
    listed = _affordable(runs, goal, search)
    seed = plan.seed if args.seed is None else args.seed
    propose(visit, goal, listed, budget, proposal, seed, _bounds(plan, args), search)
    _say_settings(visit, args)


def _bounds(plan: Plan, args: EditProposal) -> dict[str, float]:
    """What a single run may use: as said, else as the plan says, unless other runs or another budget were wished."""
    same = not (args.ranks or args.all or args.seconds)
    bounds = {"run_s": plan.limits.run_s, "memory_mb": plan.limits.memory_mb} if same else {}
    places = Settings.read().parallel
    if plan.parallel != (places if plan.space is not None else min(places, len(plan.runs))):  # a person chose it
        bounds["parallel"] = plan.parallel
    said = {"run_s": args.run_s, "memory_mb": args.memory_mb, **_at_once(args)}
    return bounds | {name: value for name, value in said.items() if value is not None}


_ADDS = re.compile(
    r"\b(?:add|also|too(?! (?:many|much|few|little|slow))|as well|plus|include|additionally|in addition|besides"
    r"|on top|put in|throw in|append)\b"
    r"|^\W*(?:and|&|\+)\s+(?!(?:only|just|no|not|without|drop|then)\b)",
    re.IGNORECASE,
)


_SWAPS = re.compile(r"\b(?:swap|exchange|trade|replace|switch)\b", re.IGNORECASE)


def _beside(runs: list[PlannedRun], more: list[PlannedRun]) -> list[PlannedRun]:
    """The runs with those that are wished for besides them."""
    known = {r.variant.id for r in runs}
    return [*runs, *(r for r in more if r.variant.id not in known)]


def _of_families(visit: Visit, goal: Goal, args: EditProposal) -> list[PlannedRun]:
    """The best recommendation of each family that is wished for beside what is planned; new ones where none is shown.

    Raises:
        BadRequest: nothing of such a family can be recommended.
    """
    from assistant.recommending import one_more, recommend_now

    known = [r for r in visit.state.recommendations if r.goal_id == goal.id]
    for family in args.families or ():
        if all(r.variant.family != family for r in known):
            if known:
                known.append(one_more(visit, goal, family))
            else:
                recommend_now(visit, goal, RecommendWish(n=1, families=(family,)))
                known += visit.state.recommendations
    first = {r.variant.family: r for r in reversed(known)}
    return [planned(first[f]) for f in args.families or () if f in first]


_BESIDE = re.compile(
    r"(?:\b(?:and|plus|also|with)\b|,)\s+(?:also |then )?(?:a|an|the|that|this|one|some|something|your)\s",
    re.IGNORECASE,
)


def _with_kinds(visit: Visit, goal: Goal, args: ProposeRuns, runs: list[PlannedRun]) -> list[PlannedRun]:
    """The runs at the places that were named with one of each kind that is wished for beside them."""
    from assistant.advising import NoCandidates
    from assistant.goals import say_none_of_kind

    missing = [f for f in args.families or () if all(r.variant.family != f for r in runs)]
    if not args.ranks or not missing or not (_BESIDE.search(visit.text) or _ADDS.search(visit.text)):
        return runs
    for family in missing:
        try:
            runs = _beside(runs, _of_families(visit, goal, EditProposal(families=[family])))
        except NoCandidates:
            say_none_of_kind(visit, goal, [family])
    return runs


def _searched(plan: Plan, args: EditProposal, adds: bool) -> tuple[str, ...]:
    """The families that a changed search may choose from: as said, else as before; beside those before if it adds."""
    from experiments.families import FAMILIES

    said = tuple(args.families or ())
    if plan.space is None or (said and not adds):
        return said
    names = set(plan.space.estimators)
    return tuple(dict.fromkeys([*(e.family for e in FAMILIES if e.name in names), *said]))


def _at_once(args: ProposeRuns) -> dict[str, float]:
    return {} if args.parallel is None else {"parallel": args.parallel}


def _say_settings(visit: Visit, args: ProposeRuns) -> None:
    """Says the settings that the card of a plan shows among much else, where the person named them."""
    said = (
        [] if args.parallel is None else [f"{args.parallel} at a time" if args.parallel > 1 else "one after the other"]
    )
    said += [] if args.seed is None else [f"seed {args.seed}"]
    if said:
        visit.say(f"As you said: {wording.listed(said)}.")
    cores = os.cpu_count() or 1
    if args.parallel is not None and args.parallel > cores:
        visit.say(f"This machine has {wording.count(cores, 'core')}: more runs at once than that gain nothing.")


def _without(runs: list[PlannedRun], args: EditProposal) -> list[PlannedRun]:
    """The runs of a plan without those at the places to leave out."""
    drop = {*(args.drop_positions or ()), *([] if args.drop_position is None else [args.drop_position])}
    if any(not 0 <= i < len(runs) for i in drop):
        raise BadRequest(f"The plan has only {len(runs)} runs.")
    return [run for i, run in enumerate(runs) if i not in drop]


def _budget(budget: Budget, args: ProposeRuns) -> Budget:
    return Budget(seconds=args.seconds or budget.seconds, runs=args.runs or budget.runs)


def chosen(visit: Visit, goal: Goal, args: ProposeRuns) -> list[PlannedRun]:
    """The recommendations that are meant, as lines of a plan; new ones are made where there are not enough.

    Raises:
        BadRequest: a rank does not exist, or nothing can be recommended.
    """
    wanted = _wanted(args, goal)
    items = _recommendations(visit, goal, wanted, args)
    ranks = args.ranks or []
    _check_ranks([*ranks, *(args.exclude_ranks or [])], len(items))
    if args.families and not ranks:
        items = tuple(r for r in items if r.variant.family in args.families)
    if ranks:
        items = tuple(r for r in items if r.rank in ranks)
    elif not args.all:
        items = items[:wanted]
    runs = [planned(r) for r in items if r.rank not in (args.exclude_ranks or [])]
    return untried(visit, goal, runs) if args.all and not ranks else runs


def _wanted(args: ProposeRuns, goal: Goal) -> int:
    """How many runs are meant where no ranks were said."""
    if args.runs:
        return args.runs
    if args.all or args.exclude_ranks:
        return 0
    return _MOST_FOR_TIME if args.seconds else goal.budget.runs or _MOST_UNSAID


def _recommendations(visit: Visit, goal: Goal, wanted: int, args: ProposeRuns) -> tuple[Recommendation, ...]:
    """Those on the table; new ones where none are, or not enough, or they were for another goal."""
    from assistant.recommending import recommend_now

    shown = visit.state.recommendations
    current = bool(shown) and shown[0].goal_id == goal.id
    ahead = max([wanted, *(args.ranks or [])])
    if not current or (len(shown) < ahead and not args.ranks):
        wish = visit.recommend or RecommendWish(n=max(ahead, 5), families=tuple(args.families or ()))
        recommend_now(visit, goal, wish)
        visit.recommend = None
    return visit.state.recommendations


def _check_ranks(ranks: list[int], most: int) -> None:
    wrong = [r for r in ranks if not 1 <= r <= most]
    if wrong:
        raise BadRequest(f"There is no number {wrong[0]}: there are {wording.count(most, 'recommendation')}.")


HANDLERS = (
    Handler(
        "propose_runs",
        "Lay a plan before the person: which recommendations to run. Runs nothing.",
        ProposeRuns,
        _propose_runs,
    ),
    Handler("edit_proposal", "Change the plan that waits for a decision. Runs nothing.", EditProposal, _edit_proposal),
)
