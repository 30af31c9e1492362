"""Recommendations, and what they would be if something were different."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import Command, TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.goal import Constrain, SetBudget, SetErrorCosts, SetGoal, goal_or_ask
from assistant.finishing import differences
from assistant.plain import plain_run
from assistant.visit import RecommendWish, Visit
from store.errors import BadRequest
from store.records import Family, Goal, Recommendation, Wish, metric

_MORE = re.compile(r"\b(more|extra|additional|longer)\b", re.IGNORECASE)


class Recommend(Args):
    """How many recommendations, and of what sort."""

    n: int | None = Field(default=None, ge=1, le=50)
    wish: Wish | None = None
    families: list[Family] | None = None


class WhatIf(SetGoal, SetBudget, SetErrorCosts, Constrain):
    """What would be different."""


_SUPPOSED = (
    ("set_goal", SetGoal),
    ("set_budget", SetBudget),
    ("set_error_costs", SetErrorCosts),
    ("constrain", Constrain),
)


def _recommend(visit: Visit, args: Recommend) -> None:
    if visit.draft.version_id is None:
        from assistant.elsewhere import focus, talking

        about = focus.focus(visit)
        if about is not None:
            talking.recommend(visit, about, n=args.n)
            return
    visit.recommend = RecommendWish(n=args.n, wish=args.wish, families=tuple(args.families or ()))


def as_supposed(said: Mapping[str, Any]) -> tuple[Command, ...]:
    """The commands that make what was only supposed so.

    Args:
        said: args of a `what_if`, as they were understood.
    """
    parts = [(name, {k: v for k, v in said.items() if k in model.model_fields}) for name, model in _SUPPOSED]
    return tuple(Command(name=name, args=args) for name, args in parts if args)


def _what_if(visit: Visit, args: WhatIf) -> dict[str, Any] | None:
    from assistant.draft import applied
    from assistant.goals import settle_draft, with_profile
    from assistant.proposing import planned, within_budget
    from store.settings import Settings

    goal = goal_or_ask(visit)
    if goal is None:
        return None
    draft, services = visit.draft, visit.services
    if args.seconds is not None and draft.budget.seconds is not None and _MORE.search(visit.text):
        args = args.model_copy(update={"seconds": args.seconds + draft.budget.seconds})
    for name, model in _SUPPOSED:
        said = args.model_dump(exclude_none=True, include=set(model.model_fields))
        draft = applied(draft, {"name": name, "args": said}, visit.text, {}) if said else draft
    settled = settle_draft(visit, draft)
    if settled.task is None:
        raise BadRequest("With that change the goal would not be complete, so I cannot say what I would recommend.")
    profile = services.person_profile(visit.person)
    limits = with_profile(draft.constraints, draft, profile)
    other = goal.model_copy(
        update={
            "task": settled.task,
            "constraints": limits,
            "budget": draft.budget,
            "error_costs": draft.error_costs or goal.error_costs,
        }
    )
    advice = services.advising.advise(
        other,
        services.data_profile(other.task),
        person=profile,
        n=10,
        scale=services.score_scale(other.task),
    )
    runs = [planned(r) for r in advice.recommendations]
    kept, _ = within_budget(runs, other.budget, Settings.read().parallel)
    measure = metric(other.task.metric)
    rows = tuple(
        (
            r.rank,
            wording.plain_family(r.variant.family) if visit.plain else r.variant.label,
            wording.score(r.score, measure),
            wording.seconds(r.cost_s),
        )
        for r in advice.recommendations[:5]
    )
    visit.show(
        TableCard(title="What I would recommend then", columns=("rank", "variant", measure.label, "time"), rows=rows)
    )
    known = [r.expected_s for r in kept if r.expected_s is not None]
    total = sum(known) if len(known) == len(kept) else None
    fits = f"all of my first {len(runs)}" if len(kept) == len(runs) else f"{len(kept)} of my first {len(runs)}"
    visit.say(f"{_supposed(goal, other, args)}{fits} would fit, {wording.seconds(total)} of computing.")
    visit.say(_first_then(visit, advice.recommendations))
    visit.say("Nothing is changed; say “do it” if you want it like that.")
    visit.suggest("Do it")
    return {"supposed": args.model_dump(mode="json", exclude_none=True, exclude_defaults=True)}


def _supposed(goal: Goal, other: Goal, args: WhatIf) -> str:
    """What would be different, in a few words; that it would make no difference, where it would not."""
    if args.seconds is not None and goal.budget.seconds is None:
        return f"Your goal has no time limit, so {wording.limit(args.seconds)} would only set one: "
    changed = [] if goal == other else differences(goal, other)
    if other.budget.seconds and other.budget != goal.budget:
        changed = [wording.limit(other.budget.seconds) if c == "the budget" else c for c in changed]
    if changed and changed != ["a detail"]:
        return f"If so ({wording.listed(changed)}), "
    return "As the goal stands, " if other.budget.seconds else "Without a time limit, "


def _first_then(visit: Visit, items: tuple[Recommendation, ...]) -> str:
    """What would come first, beside what comes first now."""
    best = next((r for r in items if r.score is not None), None)
    if best is None:
        return ""
    now = visit.state.recommendations[0] if visit.state.recommendations else None
    if now is not None and now.variant.id == best.variant.id:
        return "The first would be the same as now."
    if visit.plain:
        goal = visit.state.goal
        target, positive = (goal.task.target, goal.task.positive_class) if goal else ("it", None)
        return f"The first would be {plain_run(best.variant.family, best.score, best.metric, positive, target)}."
    measure = metric(best.metric)
    return f"The first would be {best.variant.label}, {measure.label} around {wording.score(best.score, measure)}."


HANDLERS: tuple[Handler, ...] = (
    Handler("recommend", "Recommend what to run next.", Recommend, _recommend),
    Handler("what_if", "Say what would be recommended if something were different; changes nothing.", WhatIf, _what_if),
)
