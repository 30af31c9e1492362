"""Whether a person's decision, as it is recorded, covers exactly what is to run."""

from store.errors import NotApproved, UnknownRecord
from store.knowledge import KnowledgeStore
from store.records import Decision, Experiment, Plan, Proposal


def verify_extension(store: KnowledgeStore, experiment: Experiment, proposal_id: str, decision_id: str) -> Plan:
    """Makes sure that a person said yes to the plan that enlarges this very experiment, and gives that plan.

    Raises:
        NotApproved: there is no such decision, it was another verdict, or it was on another plan or experiment.
    """
    try:
        decision, proposal = store.get(Decision, decision_id), store.get(Proposal, proposal_id)
    except UnknownRecord as error:
        raise NotApproved(f"Nothing changes, because nobody is on record as having approved it: {error}") from error
    plan = proposal.plan
    for holds, problem in (
        (decision.verdict == "approve", f"{decision.person} decided “{decision.verdict}”"),
        (decision.proposal_id == proposal.id, "the decision was on another proposal"),
        (decision.plan_hash == proposal.plan_hash == plan.hash, "the recorded plan does not match its hash"),
        (plan.extends == experiment.id, "the plan enlarges another experiment"),
        (plan.goal_id == experiment.goal_id, "the plan serves another goal"),
    ):
        if not holds:
            raise NotApproved(f"Nothing changes: {problem}. Show the plan again and have it confirmed.")
    return plan


def verify(store: KnowledgeStore, experiment: Experiment, plan: Plan) -> None:
    """Makes sure that the store holds a person's yes to this very plan, made for this experiment alone.

    Nothing that the caller says is trusted: proposal, decision and experiment are read from the store.

    Raises:
        NotApproved: there is no such decision, it was another verdict, or it was on another plan.
    """
    try:
        decision = store.get(Decision, experiment.decision_id)
        proposal = store.get(Proposal, experiment.proposal_id)
    except UnknownRecord as error:
        raise NotApproved(f"Nothing runs, because nobody is on record as having approved it: {error}") from error
    others = [e for e in store.find(Experiment, decision_id=decision.id) if e != experiment]
    for holds, problem in (
        (decision.verdict == "approve", f"{decision.person} decided “{decision.verdict}”"),
        (decision.proposal_id == proposal.id, "the decision was on another proposal"),
        (decision.plan_hash == proposal.plan_hash == plan.hash, "the plan is not the one that was approved"),
        (proposal.plan.hash == proposal.plan_hash, "the recorded plan does not match its hash"),
        (plan.extends is None, "the plan enlarges an experiment instead of being one"),
        (experiment.goal_id == plan.goal_id, "the plan serves another goal"),
        (experiment.approved_by == decision.person, f"it was {decision.person} who decided"),
        (not others, "that decision has been used for another experiment already"),
    ):
        if not holds:
            raise NotApproved(f"Nothing runs: {problem}. Show the plan again and have it confirmed.")
