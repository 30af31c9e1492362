"""The person's decision on a plan. No language model can call these."""

from __future__ import annotations

import re

from assistant import wording
from assistant.cards import ProgressCard
from assistant.caring.moves import carried_out, show_move, shown_move, waiting_move
from assistant.commands._base import Args, Handler
from assistant.reading import shown_proposal
from assistant.state import is_running
from assistant.visit import Visit
from store.errors import BadRequest, NotApproved
from store.records import AliasProposal, Plan, Proposal


class Decide(Args):
    """Which plan, as it was shown; a typed decision is about the plan shown last."""

    proposal_id: str | None = None
    plan_hash: str | None = None
    reason: str | None = None


def _approve(visit: Visit, args: Decide) -> None:
    move = _move(visit, args)
    if move is not None:
        _move_it(visit, move, args)
        return
    proposal, plan_hash = _shown(visit, args)
    channel = visit.decides_by
    experiment = visit.services.confirmation.approve(
        proposal.id, plan_hash, visit.person, channel, visit.text if channel == "typed" else ""
    )
    visit.refresh()
    visit.show(ProgressCard(experiment_id=experiment.id))
    plan = proposal.plan
    visit.say(_begun(plan))
    visit.say("You can go on talking to me; I will tell you when it is done.")
    visit.suggest("How is it going?")
    visit.suggest("Stop", "Stop the runs")


def _begun(plan: Plan) -> str:
    """What an approval has set going."""
    if plan.extends is not None:
        return f"The experiment may go on to {wording.count(plan.most_runs, 'run')} in all."
    if plan.grows:
        return f"Started: at most {wording.count(plan.most_runs, 'run')}, one chosen after the other."
    return f"Started: {wording.count(len(plan.runs), 'run')}, {wording.seconds(plan.expected_s)} in all."


def _decline(visit: Visit, args: Decide) -> None:
    move = _refused_move(visit, args)
    if move is not None:
        shown = args.plan_hash or move.plan_hash
        reason = args.reason or ""
        visit.services.confirmation.decline_move(move.id, shown, visit.person, visit.decides_by, visit.text, reason)
        visit.say(f"Declined: {move.model} stays as it is.")
        return
    proposal, plan_hash = _refused_plan(visit, args)
    channel = visit.decides_by
    earlier = channel == "typed" and shown_proposal(visit.state) is None
    visit.services.confirmation.decline(proposal.id, plan_hash, visit.person, channel, visit.text, args.reason or "")
    visit.refresh()
    visit.say(f"I took that for the plan of {wording.most_runs(proposal.plan)} that waited." if earlier else "")
    visit.say(f"{_turned_down(visit)} Tell me what should be different, or ask for other recommendations.")
    visit.suggest("Something cheaper")
    visit.suggest("Recommend others", "Recommend something else")


_STOPS = re.compile(r"\b(?:stop|halt|abort|terminate|kill|quit|end|enough)\b", re.IGNORECASE)


def _turned_down(visit: Visit) -> str:
    """What a no has done; a "stop" where nothing runs is told apart from a stop of runs."""
    running = any(is_running(visit.store, e.id) for e in visit.state.experiments)
    if running:
        return "Declined: the plan is dropped. What was running before goes on."
    if visit.channel == "typed" and _STOPS.search(visit.text):
        return "Nothing was running, so there was nothing to stop: I dropped the plan that waited, and nothing runs."
    return "Declined: nothing runs."


def _refused_move(visit: Visit, args: Decide) -> AliasProposal | None:
    """The move of an alias that a no is about; None where it is about a plan.

    A no sets nothing going, so it holds for what waits even if that was not shown last.
    """
    if visit.channel == "button" or shown_move(visit.store, visit.state) is not None:
        return _move(visit, args)
    return None if visit.state.proposal is not None else waiting_move(visit.store, visit.state)


def _refused_plan(visit: Visit, args: Decide) -> tuple[Proposal, str]:
    """The plan that a no is about: the one that waits, whether or not it was shown last."""
    if visit.channel == "button" or visit.state.proposal is None:
        return _shown(visit, args)
    return visit.state.proposal, visit.state.proposal.plan_hash


def _move(visit: Visit, args: Decide) -> AliasProposal | None:
    """The move of an alias that the decision is about; None where it is about a plan.

    Raises:
        NotApproved: a move waits, but it was not shown last: it is shown again.
    """
    if visit.channel == "button":
        found = visit.store.find(AliasProposal, id=args.proposal_id) if args.proposal_id else ()
        if found and args.plan_hash is None:
            raise NotApproved("A press must name the move it is about, so nothing moves.")
        return found[0] if found else None
    shown = shown_move(visit.store, visit.state)
    waiting = waiting_move(visit.store, visit.state)
    if shown is None and waiting is not None:
        show_move(visit, waiting)
        raise NotApproved(f"{_why_again(visit, 'it')}: here it is again.")
    return shown


def _move_it(visit: Visit, move: AliasProposal, args: Decide) -> None:
    channel = visit.decides_by
    words = visit.text if channel == "typed" else ""
    visit.services.confirmation.approve_move(move.id, args.plan_hash or move.plan_hash, visit.person, channel, words)
    visit.say(carried_out(move))
    visit.suggest("Who approved it?", f"Who approved the {move.model} model?")
    visit.suggest("Watch it", f"Watch the {move.model} model")


def _shown(visit: Visit, args: Decide) -> tuple[Proposal, str]:
    if visit.channel == "button":
        if args.proposal_id is None or args.plan_hash is None:
            raise NotApproved("A press must name the plan it is about, so nothing runs.")
        return visit.store.get(Proposal, args.proposal_id), args.plan_hash
    if visit.state.proposal is None:
        raise BadRequest(_none_waiting(visit))
    if visit.state.goal is not None and visit.state.goal.id != visit.state.proposal.plan.goal_id:
        raise NotApproved(
            "The goal has changed since that plan was made, so nothing runs. Say which recommendations to run now."
        )
    if any(c["name"] == "edit_proposal" and "refused" not in c for c in visit.commands):
        raise NotApproved("That is another plan now, so nothing runs yet: look at it as it is now, and say yes to it.")
    if shown_proposal(visit.state) is None:
        from assistant.cards import ProposalCard

        visit.show(ProposalCard(proposal_id=visit.state.proposal.id))
        raise NotApproved(f"{_why_again(visit, 'the plan')}: here it is again. Say yes to start it.")
    return visit.state.proposal, visit.state.proposal.plan_hash


def _why_again(visit: Visit, what: str) -> str:
    """Why a yes does not count for what waits."""
    if visit.state.said_unseen:
        return f"You said that before you could see {what}"
    return f"We have spoken of other things since I showed {what}"


def _none_waiting(visit: Visit) -> str:
    """Why there is nothing to decide on."""
    if any(is_running(visit.store, e.id) for e in visit.state.experiments):
        return "That plan is approved and under way already; nothing more was started."
    return "There is no plan waiting for your decision. Say which recommendations to run."


HANDLERS = (
    Handler("approve", "Say yes to the plan shown; people only.", Decide, _approve, for_models=False),
    Handler("decline", "Say no to the plan shown; people only.", Decide, _decline, for_models=False),
)
