"""What a change of the goal means for the runs that are under way: they leave out what is wanted no more, or go on."""

from __future__ import annotations

from typing import get_args

from assistant import wording
from assistant.state import is_running
from assistant.visit import Visit
from store.errors import SextantError
from store.records import Constraints, Experiment, ExperimentSignal, Family, Goal, metric


def follow(visit: Visit, goal: Goal, before: Goal) -> None:
    """Has the runs under way follow a changed goal as far as their approval covers that, and says how far that is.

    Leaving kinds of models out chooses among what was approved, so it is done at once. Another metric, target or column
    is another task: what runs goes on as it was approved, and that is said.

    Args:
        visit: the turn that changed the goal.
        goal: as it is now.
        before: as it was.
    """
    going = [e for e in visit.state.experiments if is_running(visit.store, e.id)]
    if not going or _is_ending(visit, going[-1]):
        return
    experiment = going[-1]
    families = sorted(_ruled_out(goal.constraints) - _ruled_out(before.constraints))
    readable = bool(goal.constraints.interpretable) and not before.constraints.interpretable
    same_table = (goal.task.version_id, goal.task.target) == (before.task.version_id, before.task.target)
    if (families or readable) and same_table and not visit.by_model:
        _leave_out(visit, experiment, families, readable)
    if goal.task.id != before.task.id:
        its = visit.store.get(Goal, experiment.goal_id).task
        judged = f", judged by {metric(its.metric).label}" if its.metric != goal.task.metric else ""
        visit.say(f"What runs goes on as you approved it{judged}; say “stop” to end it.")


def _is_ending(visit: Visit, experiment: Experiment) -> bool:
    """Whether an experiment was stopped and its last runs are about to end."""
    said = visit.store.find(ExperimentSignal, experiment_id=experiment.id)
    ends = [one.signal for one in said if one.run_id is None and one.signal in ("stop", "resume", "extend")]
    return bool(ends) and ends[-1] == "stop"


def _ruled_out(constraints: Constraints) -> set[str]:
    """Families that a goal does not allow."""
    allowed = constraints.families_allowed
    return {*constraints.families_forbidden, *(set(get_args(Family)) - set(allowed) if allowed is not None else ())}


def _leave_out(visit: Visit, experiment: Experiment, families: list[str], readable: bool) -> None:
    before = _skipped(visit, experiment)
    try:
        visit.services.confirmation.steer(
            experiment.id, "narrow", visit.person, value={"families": families, "interpretable": readable},
            reason=visit.text,
        )  # fmt: skip
    except SextantError as error:
        visit.say(str(error))
        return
    gone = _skipped(visit, experiment) - before
    skipped = (
        f" {wording.count(gone, 'waiting run').capitalize()} {'were' if gone > 1 else 'was'} left out." if gone else ""
    )
    visit.say(f"What is under way keeps to that from now on, too; what has begun goes on to its end.{skipped}")


def _skipped(visit: Visit, experiment: Experiment) -> int:
    return int(visit.store.frame(_SKIPPED, [experiment.id])["n"][0])


_SKIPPED = """
SELECT count(*) AS n FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
WHERE r.experiment_id = ? AND z.outcome = 'skipped'"""
