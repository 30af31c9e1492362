"""Runs that are to be done once more: those of the results by their place, with a seed that was not used yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from assistant import wording
from assistant.commands._base import Args
from assistant.keeping import goal_with_runs, ranked_runs
from assistant.visit import Visit
from store.errors import BadRequest
from store.records import Goal, PlannedRun, Proposal, Run, RunEnd

_ONCE_MORE = re.compile(r"\b(?:again|repeat\w*|re-?runs?|once more|another time|anew|redo)\b", re.IGNORECASE)
_OTHER_SEED = re.compile(
    r"\b(?:another|different|new|other|fresh|second|changed) (?:random )?(?:seed|random state)\b", re.IGNORECASE
)
_OF_THE_LIST = re.compile(r"\b(?:of|on|from|in) (?:the|your) (?:list|recommendations|suggestions)\b", re.IGNORECASE)
_Planned = TypeVar("_Planned", bound=Args)


def once_more(text: str) -> bool:
    """Whether a message asks for something to be done again."""
    return bool(_ONCE_MORE.search(text))


def untried(visit: Visit, goal: Goal, runs: list[PlannedRun]) -> list[PlannedRun]:
    """The lines of a plan of all without those that ran in this conversation or are under way, which is told; all where
    nothing else is left, or they are wished for again.
    """
    if once_more(visit.text):
        return runs
    known = visit.store.find(Run, experiment_id=tuple(e.id for e in visit.state.experiments))
    ends = {e.run_id: e.outcome for e in visit.store.find(RunEnd, run_id=tuple(r.id for r in known))}
    done = {r.variant.id for r in known if r.task.id == goal.task.id and ends.get(r.id, "ok") == "ok"}
    left = [r for r in runs if r.variant.id not in done]
    if not left or len(left) == len(runs):
        return runs
    ran = [str(r.rank) for r in runs if r.variant.id in done and r.rank is not None]
    places = f"Number {wording.listed(ran)} has" if len(ran) == 1 else f"Numbers {wording.listed(ran)} have"
    again = f"run number {ran[0]} of the list again" if ran else "run them again"
    visit.say(f"{places} run already, so the plan has the rest; say “{again}” to repeat it.")
    return left


def repeated(visit: Visit, goal: Goal, ranks: Sequence[int] | None) -> list[PlannedRun]:
    """The runs at these places of the results, as lines of a plan; none where nothing is to be repeated.

    Raises:
        BadRequest: there is no such place.
    """
    if not ranks or not once_more(visit.text) or _OF_THE_LIST.search(visit.text):
        return []
    before = goal_with_runs(visit.services, goal)
    ranked = ranked_runs(visit.services, before) if before is not None and before.task.id == goal.task.id else []
    if ranked and max(ranks) > len(ranked):
        count = "one run" if len(ranked) == 1 else f"{len(ranked)} runs"
        raise BadRequest(f"There is no number {max(ranks)}: {count} ended with a score.")
    return [
        PlannedRun(variant=run.variant, expected_score=end.score, expected_s=end.wall_s)
        for run, end in (ranked[r - 1] for r in ranks)
    ] if ranked else []  # fmt: skip


def with_other_seed(visit: Visit, args: _Planned) -> _Planned:
    """The args with the lowest seed that no approved plan of the conversation had, where another one is asked for."""
    if not _OTHER_SEED.search(visit.text):
        return args
    used = {visit.store.get(Proposal, e.proposal_id).plan.seed for e in visit.state.experiments} | {0}
    return args.model_copy(update={"seed": next(s for s in range(len(used) + 1) if s not in used)})
