"""Experiments under way: how far they are; pausing, resuming, stopping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from assistant import wording
from assistant.cards import ProgressCard
from assistant.caring import kept
from assistant.caring.saying_policies import ENDS, end_policy
from assistant.commands._base import Args, Handler, NoArgs
from assistant.commands.steering import runs_meant
from assistant.state import is_running, models_of
from assistant.understanding.text.words import stands_in
from assistant.visit import Visit
from lifecycle.triggers import policy_of
from store.errors import BadRequest
from store.records import Experiment, Plan, Run, RunEnd, RunStart, metric

if TYPE_CHECKING:
    from experiments.progress import ExperimentProgress


class Which(Args):
    """Which runs, by their place in the experiment from 1; none for all."""

    ranks: list[int] | None = None


GOAL_ASKED = re.compile(
    r"\b(?:goals?|objectives?|aims?|task)\b|\b(?:what|which)\b.*\btarget\b|\bmy target\b"
    r"|\bwhat\b.*\b(?:predict\w*|forecast\w*|optimi[sz]\w+|estimat\w+|aiming|after)\b"
    r"|\bwhat (?:have|did) (?:i|we) (?:ask|want|wish|set)",
    re.IGNORECASE,
)
"""A question for the goal, which is where one stands as well."""
_RESUME = "Say “resume the runs” to go on."
_PROGRESS = re.compile(r"\b(?:status|progress|how (?:far|long|much|is it)|runs?|running|done|finished|going)\b", re.I)


def _status(visit: Visit, args: NoArgs) -> None:
    from experiments.progress import progress

    if GOAL_ASKED.search(visit.text):
        from assistant.finishing import tell_goal

        tell_goal(visit)
        if not _PROGRESS.search(visit.text):
            return
    experiments = visit.state.experiments
    if visit.state.proposal is not None:
        visit.say(_waiting(visit.state.proposal.plan))
    if not experiments:
        if visit.state.proposal is None:
            visit.say("Nothing is running and nothing has run in this conversation.")
            visit.say(_would_take(visit))
        return
    newest = experiments[-1]
    seen = progress(visit.store, visit.services.home, newest.id, visit.services.clock())
    if not any(isinstance(c, ProgressCard) and c.experiment_id == newest.id for c in visit.cards):
        visit.show(ProgressCard(experiment_id=newest.id))
    visit.say(_how_far(seen, plain=visit.plain))
    if seen.state == "interrupted":
        visit.suggest("Resume", "Resume the runs")


def _waiting(plan: Plan) -> str:
    """Which plan waits for a decision."""
    runs = wording.most_runs(plan)
    if plan.extends is not None:
        return (
            f"A larger plan, of {runs} in all, waits for your decision; nothing beyond what you approved has started."
        )
    return f"A plan of {runs} waits for your decision; nothing of it has started."


def _would_take(visit: Visit) -> str:
    """What the recommendations on the table would take; empty where there are none or nobody knows."""
    costs = [r.cost_s for r in visit.state.recommendations if r.cost_s is not None]
    if not costs:
        return ""
    return (
        f"The first I listed takes {wording.seconds(costs[0])} to fit, all {len(costs)} {wording.seconds(sum(costs))}; "
        "“run the first three” makes a plan."
    )


def _how_far(seen: ExperimentProgress, *, plain: bool = False) -> str:
    """How far an experiment is, in a line."""
    broken_off = sum(r.state == "interrupted" for r in seen.runs)
    over = sum(r.over for r in seen.runs) - broken_off
    lost = [r.state for r in seen.runs if r.over and r.state not in ("ok", "interrupted")]
    why = f", {over - len(lost):,} of them with a score: {wording.without_score(lost)}" if lost else ""
    head = f"{wording.over_of(over, len(seen.runs), seen.most_runs)} {'over' if lost else 'done'}{why}"
    best = ""
    if seen.best_score is not None:
        said = f"{metric(seen.metric).label} {wording.score(seen.best_score, seen.metric)}"
        best = f" Best so far: {wording.plain_score(seen.best_score, seen.metric) if plain else said}."
    if seen.state == "paused":
        return f"Paused, {head}. {_RESUME}{best}"
    if seen.running:
        left = f", {wording.seconds(seen.eta_s)} to go" if seen.eta_s is not None else ""
        return f"{head}{left}.{best}"
    if broken_off:
        return f"{head}; {wording.interrupted(broken_off)}{best}"
    return f"All done: {head}.{best}"


def _signal(visit: Visit, args: Which, signal: Literal["pause", "resume", "stop"], done: str) -> None:
    experiment = _target(visit, signal)
    if args.ranks:
        _signal_some(visit, experiment, args.ranks, signal)
    else:
        visit.services.confirmation.signal(experiment.id, signal, visit.person)
        visit.say(done)
    visit.show(ProgressCard(experiment_id=experiment.id))


_DONE_TO_SOME = {
    "stop": "Stopped: {runs}. What was finished is kept, and the others go on.",
    "pause": "Held back until you say “resume” with its number: {runs}.",
    "resume": "No longer held back: {runs}.",
}


def _signal_some(
    visit: Visit, experiment: Experiment, ranks: Sequence[int], signal: Literal["pause", "resume", "stop"]
) -> None:
    """Signals single runs, and says of those that it comes too late for that it does."""
    runs = runs_meant(visit, experiment, ranks)
    over = {end.run_id for end in visit.store.find(RunEnd, run_id=tuple(r.id for r in runs))}
    begun = {start.run_id for start in visit.store.find(RunStart, run_id=tuple(r.id for r in runs))} - over
    open_ = [r for r in runs if r.id not in over and not (signal == "pause" and r.id in begun)]
    for run in open_:
        visit.services.confirmation.signal(experiment.id, signal, visit.person, run.id)
    if open_:
        visit.say(_DONE_TO_SOME[signal].format(runs=_numbers(open_)))
    if ended := [r for r in runs if r.id in over]:
        visit.say(f"{_numbers(ended).capitalize()} {_have(ended)} ended already, so there is nothing to {signal}.")
    if signal == "pause" and (going := [r for r in runs if r.id in begun]):
        visit.say(
            f"{_numbers(going).capitalize()} {_have(going)} begun already: only what waits can be held back. "
            f"Say “stop {going[0].position + 1}” to end it."
        )


def _numbers(runs: Sequence[Run]) -> str:
    """Which runs, by their places."""
    return ("numbers " if len(runs) > 1 else "number ") + wording.listed([str(r.position + 1) for r in runs], len(runs))


def _have(runs: Sequence[Run]) -> str:
    return "have" if len(runs) > 1 else "has"


def _target(visit: Visit, signal: str) -> Experiment:
    going = [e for e in visit.state.experiments if is_running(visit.store, e.id)]
    if going:
        return going[-1]
    if signal == "resume":
        broken_off = [e for e in visit.state.experiments if _is_interrupted(visit, e)]
        if broken_off:
            return broken_off[-1]
        raise BadRequest("Nothing was paused or interrupted in this conversation, so there is nothing to resume.")
    waits = visit.state.proposal is not None
    plan = " The plan still waits: say which of its runs to leave out, or yes or no to it." if waits else ""
    raise BadRequest(f"Nothing is running in this conversation, so there is nothing to {signal}.{plan}")


def _is_interrupted(visit: Visit, experiment: Experiment) -> bool:
    from experiments.progress import progress

    services = visit.services
    return progress(visit.store, services.home, experiment.id, services.clock()).state == "interrupted"


def _pause(visit: Visit, args: Which) -> None:
    _signal(visit, args, "pause", f"Paused. What was measured is kept. {_RESUME}")


def _resume(visit: Visit, args: Which) -> None:
    _signal(visit, args, "resume", "Going on.")
    if visit.state.proposal is not None:
        visit.say(_waiting(visit.state.proposal.plan))


def _stop(visit: Visit, args: Which) -> None:
    if ENDS.search(visit.text) and models_of(visit.store):  # "stop retraining churn" ends its policy too
        said = next((name for name in models_of(visit.store) if stands_in(name, visit.text)), None)
        name = kept.named(visit.services, said, visit.state.goal)
        if policy_of(visit.store, name) is not None:
            end_policy(visit, name)
            return
    _signal(visit, args, "stop", "Stopped. What was finished is kept.")


HANDLERS = (
    Handler("status", "Say what is running, how far it is, and what waits for a decision.", NoArgs, _status),
    Handler("pause", "Pause the running experiment or some of its runs.", Which, _pause),
    # resuming starts processes again, so it is for people, like a decision
    Handler("resume", "Resume what was paused or interrupted; people only.", Which, _resume, for_models=False),
    Handler("stop", "Stop the running experiment or some of its runs.", Which, _stop),
)
