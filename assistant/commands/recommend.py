"""Recommendations, and what they would be if something were different."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from assistant import wording
from assistant.cards import Command, TableCard
from assistant.commands._base import Args, Handler
from assistant.commands.goal import Constrain, SetBudget, SetErrorCosts, SetGoal, goal_or_ask
from assistant.finishing import differences
from assistant.plain import plain_figure, plain_metric, plain_names, plain_run
from assistant.visit import RecommendWish, Visit
from store.errors import BadRequest
from store.records import Family, Goal, Metric, Recommendation, Wish, metric

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


_OF_TIME = re.compile(
    r"\b(?:how (?:long|much|many)|when|times?|seconds?|minutes?|hours?|limits?|budget|costs?|takes?|duration|longer)\b",
    re.IGNORECASE,
)
"""What is asked of the time or the budget, which can be told with nothing supposed."""


def _what_if(visit: Visit, args: WhatIf) -> dict[str, Any] | None:
    from assistant.draft import applied
    from assistant.goals import settle_draft, with_profile
    from assistant.proposing import in_words, planned, within_budget
    from store.settings import Settings

    goal = goal_or_ask(visit)
    if goal is None:
        return None
    of_time = _OF_TIME.search(visit.text)
    nothing = not args.model_dump(exclude_none=True, exclude_defaults=True)
    if nothing and of_time and visit.state.proposal is not None and (told := in_words(visit.state.proposal.plan)):
        visit.say(" ".join(told))  # "how long would that take?"
        return None
    if nothing and not of_time:
        visit.say(
            "I could not tell what would be different. Say for example “what if I had 10 more minutes?” or “what if "
            "only linear models were allowed?”."
        )
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
    visit.show(_table(visit, advice.recommendations[:5], metric(other.task.metric)))
    known = [r.expected_s for r in kept if r.expected_s is not None]
    total = sum(known) if len(known) == len(kept) else None
    fits = f"all of my first {len(runs)}" if len(kept) == len(runs) else f"{len(kept)} of my first {len(runs)}"
    visit.say(f"{_supposed(goal, other, args)}{fits} would fit, {wording.seconds(total)} of computing.")
    visit.say(_first_then(visit, other, advice.recommendations))
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


def _table(visit: Visit, items: Sequence[Recommendation], measure: Metric) -> TableCard:
    """What would be recommended, a row each; in everyday words for who does not build models."""
    columns = ("rank", "variant", measure.label, "time")
    names = [r.variant.label for r in items]
    scores = [wording.score(r.score, measure) for r in items]
    if visit.plain:
        columns = ("number", "how it decides", plain_metric(measure.name), "time")
        names = plain_names([r.variant.family for r in items])
        scores = ["not known" if r.score is None else plain_figure(r.score, measure.name) for r in items]
    times = [wording.seconds(r.cost_s) for r in items]
    rows = zip((r.rank for r in items), names, scores, times, strict=True)
    return TableCard(title="What I would recommend then", columns=columns, rows=tuple(rows))


def _first_then(visit: Visit, other: Goal, items: tuple[Recommendation, ...]) -> str:
    """What would come first for the goal as it would be, beside what comes first now."""
    best = next((r for r in items if r.score is not None), None)
    if best is None:
        return ""
    now = visit.state.recommendations[0] if visit.state.recommendations else None
    if now is not None and now.variant.id == best.variant.id:
        return "The first would be the same as now."
    if visit.plain:
        task = other.task
        said = plain_run(best.variant.family, best.score, best.metric, task.positive_class, task.target)
        return f"The first would be {said}."
    measure = metric(best.metric)
    return f"The first would be {best.variant.label}, {measure.label} around {wording.score(best.score, measure)}."


HANDLERS: tuple[Handler, ...] = (
    Handler("recommend", "Recommend what to run next.", Recommend, _recommend),
    Handler("what_if", "Say what would be recommended if something were different; changes nothing.", WhatIf, _what_if),
)
