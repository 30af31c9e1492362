"""Strategies: which one Sextant would take and why; keeping one under a name; what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from pydantic import Field

from assistant import wording
from assistant.cards import ExplanationCard
from assistant.commands._base import Args, Handler, NoArgs
from assistant.commands.goal import goal_or_ask
from assistant.commands.plan import START, ProposeRuns, chosen
from assistant.searching import counsel_for, search_for
from assistant.strategies import history, saved_strategies, saved_strategy
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Budget, Proposal, SavedStrategy, Stage, StageStrategy, StrategyName


class RecommendStrategy(Args):
    """How much there is to spend."""

    seconds: float | None = Field(default=None, gt=0)
    runs: int | None = Field(default=None, ge=1, le=500)


class SaveStrategy(Args):
    """A strategy and its name; without stages the one of the newest plan is kept.

    With a number of runs or a patience and no stages, the strategy of that name is changed.
    """

    name: str = Field(min_length=1, max_length=60)
    strategies: list[StrategyName] | None = None
    """One after the other."""
    runs: int | None = Field(default=None, ge=1, le=500)
    patience: int | None = Field(default=None, ge=1)
    """The last stage ends after so many runs in a row that brought nothing better."""
    prune: bool = True


def _recommend_strategy(visit: Visit, args: RecommendStrategy) -> None:
    from assistant.proposing import propose

    goal = goal_or_ask(visit)
    if goal is None:
        return
    budget = Budget(seconds=args.seconds or goal.budget.seconds, runs=args.runs or goal.budget.runs)
    listed = chosen(visit, goal, ProposeRuns(runs=START))
    found = counsel_for(visit, goal, budget, listed)
    visit.say(f"I would take {_names(found.strategies)}. {found.reason}")
    search = search_for(visit, goal, found.strategies, budget, listed=listed, why=found.reason)
    propose(visit, goal, listed, budget, search=search)


def _save_strategy(visit: Visit, args: SaveStrategy) -> None:
    stages, prune = _stages(visit, args), args.prune
    before = saved_strategies(visit.store).get(args.name.strip().casefold())
    saved = SavedStrategy(
        id=visit.services.new_id("strategy"),
        name=args.name.strip(),
        person=visit.person,
        stages=stages,
        prune=prune,
        supersedes=before.id if before else None,
        made_at=visit.services.clock(),
    )
    visit.store.append(saved)
    words = _names([s.strategy for s in stages])
    total = wording.count(sum(s.runs for s in stages), "run")
    visit.say(f"Kept as “{saved.name}”: {words}, {total} in all{', in place of the one before' if before else ''}.")
    visit.suggest("Use it", f"Propose runs with my strategy {saved.name}")


def _stages(visit: Visit, args: SaveStrategy) -> tuple[Stage, ...]:
    if not args.strategies and (args.runs or args.patience):
        return _changed(visit, args)
    if not args.strategies:
        plans = visit.store.find(Proposal, conversation_id=visit.state.conversation.id)
        if not plans or not plans[-1].plan.stages:
            raise BadRequest("Say which strategies it has, or propose a search first: then I keep that one.")
        return plans[-1].plan.stages
    goal = goal_or_ask(visit)
    if goal is None:
        raise BadRequest("A strategy is fitted to a goal first; state one.")
    made = search_for(visit, goal, args.strategies, Budget(runs=args.runs or goal.budget.runs or 20)).stages
    return _patient(made, args.patience)


def _patient(stages: tuple[Stage, ...], patience: int | None) -> tuple[Stage, ...]:
    """The stages, the last of which ends after so many runs that brought nothing better."""
    if patience is None:
        return stages
    return (*stages[:-1], stages[-1].model_copy(update={"patience": patience}))


def _changed(visit: Visit, args: SaveStrategy) -> tuple[Stage, ...]:
    """The stages of the strategy of that name, with another number of runs or patience.

    Raises:
        BadRequest: there is no such strategy.
    """
    before = saved_strategy(visit.store, args.name)
    patience = args.patience or before.stages[-1].patience
    if args.runs is None:
        return _patient(before.stages, patience)
    goal = goal_or_ask(visit)
    if goal is None:
        raise BadRequest("A strategy is fitted to a goal first; state one.")
    names = [s.strategy for s in before.stages]
    searches: list[StrategyName] = [name for name in get_args(StrategyName) if name in names]
    if len(set(names)) > len(searches):
        raise BadRequest(f"“{before.name}” has stages that only its file can change; edit that and keep it again.")
    return _patient(
        search_for(visit, goal, [n for n in names if n in searches], Budget(runs=args.runs)).stages, patience
    )


def _show_strategies(visit: Visit, args: NoArgs) -> None:
    used = history(visit.store)
    rows = [
        (
            str(r["strategy"]),
            int(r["experiments"]),
            int(r["ok"]),
            int(r["spared"]),
            "" if r["mean_gain"] != r["mean_gain"] or r["mean_gain"] is None else f"{100 * r['mean_gain']:.0f} %",
        )
        for r in used
    ]
    unused = [s for s in saved_strategies(visit.store).values() if s.id not in {r["strategy_id"] for r in used}]
    rows += [(s.name, 0, 0, 0, "") for s in unused]
    if not rows:
        visit.say("No strategy was used or saved so far. Ask “which strategy would you take?”.")
        return
    visit.say(f"{wording.count(len(rows), 'strategy', 'strategies')} so far, the one used last first.")
    visit.show(
        ExplanationCard(
            title="What came of each strategy",
            sentences=("Gain is the distance of the best score to the trivial baseline, as a share of the baseline.",),
            columns=("strategy", "experiments", "finished runs", "spared runs", "mean gain"),
            rows=tuple(rows),
        )
    )


def _names(names: Sequence[StageStrategy]) -> str:
    words = {"recommended": "the recommendations in an order updated after every run", "pareto": "score against cost"}
    return ", then ".join(words.get(n, "Hyperband" if n == "hyperband" else f"{n} search") for n in names)


HANDLERS = (
    Handler(
        "recommend_strategy",
        "Say which search strategy suits the goal and why, and lay a plan with it before the person. Runs nothing.",
        RecommendStrategy,
        _recommend_strategy,
    ),
    Handler("save_strategy", "Keep a search strategy under a name.", SaveStrategy, _save_strategy),
    Handler("show_strategies", "Show the strategies there are and what came of each.", NoArgs, _show_strategies),
)
