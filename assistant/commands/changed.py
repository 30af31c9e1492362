"""What the last thing said changed: in the goal, and in the list of recommendations, set against those before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant import wording
from assistant.cards import GoalCard, RecommendationsCard, card_reader
from assistant.draft import changes
from assistant.visit import Visit
from store.records import Goal, Recommendation, Turn, metric

_QUOTED = 60


def say_changes(visit: Visit) -> None:
    """Tells what the newest turn that changed something changed; a change of this very turn is told at its end."""
    if changes(visit.commands):
        return
    turns = visit.state.turns
    at = next((i for i in range(len(turns) - 1, -1, -1) if _is_change(turns[i])), None)
    if at is None:
        visit.say("Nothing was said yet that could have changed the goal or the list.")
        return
    words = _quoted(next((t.text for t in reversed(turns[:at]) if t.speaker == "person"), ""))
    goal, items = _goal(turns[at]), _items(turns[at])
    before = _newest_goal(turns[:at])
    if goal is None and not items:
        visit.say(f"No: after {words} the goal and the list are what they were.")
        return
    if goal is not None and before is not None:
        from assistant.finishing import differences

        visit.say(f"Yes: {words} changed the goal: {'; '.join(differences(before, goal, plain=visit.plain))}.")
    elif goal is not None:
        visit.say(f"Yes: with {words} the goal was settled; there was none before.")
    else:
        visit.say(f"{words} left the goal as it is.")
    was = next((found for turn in reversed(turns[:at]) if (found := _items(turn))), ())
    if items and was:
        _say_list(visit, was, items)
    elif items:
        visit.say("The list of recommendations is the first one, so there is none to set it against.")


def _is_change(turn: Turn) -> bool:
    return turn.speaker == "sextant" and changes(turn.commands)


def _quoted(words: str) -> str:
    return f"“{wording.cut(' '.join(words.split()).rstrip('.?! '), _QUOTED)}”"


def _cards(turn: Turn) -> list[Any]:
    return [card_reader.validate_python(c) for c in turn.cards]


def _goal(turn: Turn) -> Goal | None:
    return next((c.goal for c in reversed(_cards(turn)) if isinstance(c, GoalCard)), None)


def _newest_goal(turns: Iterable[Turn]) -> Goal | None:
    return next((goal for turn in reversed(list(turns)) if (goal := _goal(turn)) is not None), None)


def _items(turn: Turn) -> tuple[Recommendation, ...]:
    return next((c.items for c in reversed(_cards(turn)) if isinstance(c, RecommendationsCard)), ())


def _say_list(visit: Visit, was: tuple[Recommendation, ...], now: tuple[Recommendation, ...]) -> None:
    """How the list differs from the one before: its order, what is new, and what is expected of its first."""
    old, new = [r.variant.id for r in was], [r.variant.id for r in now]
    if old == new:
        visit.say(f"The list has the same {len(new)} in the same order.{_expected(visit, was[0], now[0], same=True)}")
        return
    fresh = [v for v in new if v not in old]
    are = "is" if len(fresh) == 1 else "are"
    many = f"In the list {len(fresh)} of {len(new)} {are} new" if fresh else "The list has the same in another order"
    first = _name(visit, now[0])
    moved = (
        f"; first is now {first} instead of {_name(visit, was[0])}" if old[0] != new[0] else f"; first is {first} still"
    )
    visit.say(f"{many}{moved}.{_expected(visit, was[0], now[0], same=old[0] == new[0])}")


def _name(visit: Visit, item: Recommendation) -> str:
    label = wording.plain_family(item.variant.family) if visit.plain else item.variant.label
    return f"“{label}”"


def _expected(visit: Visit, was: Recommendation, now: Recommendation, *, same: bool) -> str:
    """What was and is expected of the first; empty where that is unknown, measured otherwise, or the same."""
    if was.score is None or now.score is None or was.metric != now.metric:
        return ""
    measure = metric(now.metric)
    old, new = wording.score(was.score, measure), wording.score(now.score, measure)
    if old == new:
        return ""
    whose = "of it" if same else "of the first"
    if visit.plain and measure.unit == "share":
        return f" I expect {100 * now.score:.0f} of 100 {whose}, before that {100 * was.score:.0f}."
    return f" Expected {whose} is now {measure.label} {new}, before {old}."
