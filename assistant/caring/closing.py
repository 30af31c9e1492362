"""After a retraining has ended: the best is kept as the next version, compared, and promotion is proposed."""

from __future__ import annotations

from typing import Any

from assistant.cards import MoveCard, Option
from assistant.caring import kept
from assistant.caring.comparing import compare
from assistant.caring.gates import gates_of
from assistant.caring.moves import move_lines
from assistant.caring.policies import DEFAULT_MOST_S
from assistant.caring.slots import policy_behind
from assistant.keeping import keep_model, ranked_runs
from assistant.services import Services
from lifecycle import registry
from lifecycle.triggers import policy_of
from store.errors import SextantError
from store.records import AliasProposal, Experiment, Goal, ModelVersion, Policy, Proposal, Run, RunEnd, Turn


def retrained_model(services: Services, experiment: Experiment) -> str | None:
    """The model that an experiment was to fit anew; None where it was for something else."""
    conversation = services.store.get(Proposal, experiment.proposal_id).conversation_id
    for turn in services.store.find(Turn, conversation_id=conversation):
        for command in turn.commands:
            found = command.get("retrains") or {}
            if found.get("proposal_id") == experiment.proposal_id:
                return str(found["model"])
    return None


def is_open(services: Services, experiment: Experiment) -> bool:
    """Whether a retraining that ended before still waits to be compared: the champion is that of its beginning."""
    name = retrained_model(services, experiment)
    moves = registry.history(services.store, name, registry.CHAMPION) if name is not None else ()
    return bool(moves) and moves[-1].moved_at <= experiment.approved_at


def close_loop(services: Services, experiment: Experiment) -> dict[str, Any] | None:
    """Keeps the best run of a retraining as the next version and proposes to put it into use; nothing moves by it.

    Returns:
        What to say of it: `text`, `cards`, `suggestions` of a turn; None where the experiment was no retraining or
        nothing came of it.
    """
    name = retrained_model(services, experiment)
    if name is None or registry.CHAMPION not in registry.aliases(services.store, name):
        return None
    best = _best(services, experiment)
    if best is None:
        return None
    run, end, goal = best
    known = services.store.latest(ModelVersion, run_id=run.id)
    policy = policy_behind(services, experiment)
    if policy is not None and policy_of(services.store, name) is None:
        return {"text": f"The policy by which {name} was retrained was revoked meanwhile, so nothing of it is kept."}
    try:
        left_s = None if policy is None else _left_s(services, experiment, policy)
        model = known or keep_model(services, run, end, goal, name, experiment.approved_by, left_s)
        move = _proposed(services, name, model)
    except SextantError as error:
        return {"text": f"The retrained model could not be compared with the one in use: {error}"}
    lines = [
        f"Retraining of {name} has ended: {run.variant.label} is kept as version {model.version}, fitted on "
        f"{model.rows:,} rows.",
        *move_lines(move)[1:],
    ]
    passed = move.report is None or move.report.passed
    lines.append("Shall it take the place of the version in use? Say yes, or decline." if passed else "A gate is shut.")
    decline = Option(label="Keep the present one", says="no")
    return {
        "text": "\n".join(lines),
        "cards": (MoveCard(proposal_id=move.id).content(),),
        "suggestions": (decline.content(),),
    }


def _left_s(services: Services, experiment: Experiment, policy: Policy) -> float:
    """Seconds of those that a policy allows that the search has left: the fit on all rows is part of a retraining."""
    whole = policy.most_s or DEFAULT_MOST_S
    searched = services.store.get(Proposal, experiment.proposal_id).plan.budget.seconds or 0.0
    passed = (services.clock() - experiment.approved_at).total_seconds()
    return whole - min(max(passed, 0.0), searched)


def _best(services: Services, experiment: Experiment) -> tuple[Run, RunEnd, Goal] | None:
    goal = services.store.get(Goal, experiment.goal_id)
    ours = {r.id for r in services.store.find(Run, experiment_id=experiment.id)}
    ranked = [(r, e) for r, e in ranked_runs(services, goal) if r.id in ours]
    return (*ranked[0], goal) if ranked else None


def _proposed(services: Services, name: str, model: ModelVersion) -> AliasProposal:
    champion = kept.in_use(services, name)
    report = compare(services, model, champion, gates_of(services, model))
    return registry.propose_move(
        services.store, name, registry.CHAMPION, model.version, clock=services.clock, new_id=services.new_id,
        report=report, why="the retraining that was approved has ended",
    )  # fmt: skip
