"""The last answer once more for somebody who did not understand it: what it speaks of, in everyday words."""

from __future__ import annotations

from assistant import wording
from assistant.cards import Command
from assistant.doing import perform
from assistant.visit import RecommendWish, Visit
from store.records import Goal, Recommendation, metric

_SAID_AGAIN = frozenset(
    {
        "explain_recommendation",
        "explain_model",
        "explain_prediction",
        "show_results",
        "compare",
        "status",
        "ask_numbers",
    }
)
"""Answers that may be given again in other words: they change nothing."""
_GUESSING = {"roc_auc": "50 would be guessing", "balanced_accuracy": "50 would be guessing"}


def say_again(visit: Visit) -> None:
    """Gives the last answer again in the words of the person's role; the recommendations where it was another."""
    last = visit.state.last_turn
    again = [c for c in (last.commands if last else ()) if c["name"] in _SAID_AGAIN and not c.get("refused")]
    for command in again[:1]:
        perform(visit, Command(name=command["name"], args=command.get("args", {})))
    if not again and visit.state.recommendations:
        visit.recommend = RecommendWish()


def say_meaning(visit: Visit, goal: Goal) -> None:
    """Tells what the goal and the first recommendation mean: what is predicted, how well, and what comes next."""
    task = goal.task
    looked = f": whether a row is “{task.positive_class}”" if task.positive_class else ""
    visit.say(f"From the other columns a model says the {task.target} of rows that it has never seen{looked}.")
    first = next(iter(visit.state.recommendations), None)
    if first is not None:
        visit.say(_expected(first, goal))
    if not visit.state.experiments:
        visit.say(
            "Nothing has been tried on your data yet, that is only expected. “Run the first three” makes a plan to try."
        )
    visit.suggest("Why the first one?")


def _expected(first: Recommendation, goal: Goal) -> str:
    """How the first recommendation decides and what its score means."""
    task = goal.task
    how = f"The first on the list decides by {wording.plain_family(first.variant.family)}"
    if first.score is None:
        return f"{how}; how good it will be I cannot say yet."
    meant = wording.plain_score(first.score, first.metric, task.positive_class, task.target)
    beside = f" ({_GUESSING[first.metric]})" if first.metric in _GUESSING else ""
    return f"{how}. I expect: {meant}{beside}. That is called {metric(first.metric).label}."
