"""The gate: the only way from a plan to running processes, and it needs a person's decision on that very plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from store.errors import BadRequest, NotApproved
from store.knowledge import KnowledgeStore
from store.records import Alias, AliasProposal, Decision, Experiment, Goal, Policy, Proposal, Run, SignalName, Variant

if TYPE_CHECKING:
    from experiments.launcher import Launcher

Channel = Literal["button", "typed", "flag"]


class Confirmation:
    """Records decisions and lets approved plans run.

    Language models never hold this object: no command handler that they can call reaches `decide`.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        launcher: Callable[[], Launcher],
        clock: Callable[[], datetime],
        new_id: Callable[[str], str],
    ) -> None:
        self._store = store
        self._launcher = launcher
        self._clock = clock
        self._new_id = new_id

    def pending(self, conversation_id: str) -> Proposal | None:
        """The newest proposal of a conversation, if nobody has decided on it."""
        proposals = self._store.find(Proposal, conversation_id=conversation_id)
        if not proposals or self._store.find(Decision, proposal_id=proposals[-1].id):
            return None
        return proposals[-1]

    def approve(self, proposal_id: str, plan_hash: str, person: str, channel: Channel, words: str = "") -> Experiment:
        """Records a person's yes to exactly this plan, and starts it.

        Args:
            proposal_id: the proposal that was shown.
            plan_hash: hash of the plan as it was shown.
            person: who decides.
            channel: how: a button, typed words, or a command-line flag.
            words: what was typed; by exact rules it must be a yes with nothing beside it that may change what it means.

        Raises:
            NotApproved: the plan is another one by now, was decided on or replaced, or the words are not a plain yes.
        """
        proposal = self._open_proposal(proposal_id, plan_hash)
        if channel == "typed":
            from assistant.understanding.consent.deciding import approves
            from assistant.understanding.consent.exact import consent

            if consent(words) != "approve" and not approves(words):
                raise NotApproved(f"“{words}” is not a plain yes to the plan, so nothing runs. Say yes to start it.")
        self._same_goal(proposal)
        launcher = self._launcher()  # it takes up what was broken off when it is made: before there is something new
        decision = self._decision(proposal, "approve", person, channel, words, "")
        if proposal.plan.extends is not None:
            self._store.append(decision)
            launcher.extend(proposal.plan.extends, proposal.id, decision.id, person)
            return self._store.get(Experiment, proposal.plan.extends)
        experiment = Experiment(
            id=self._new_id("experiment"),
            proposal_id=proposal.id,
            decision_id=decision.id,
            goal_id=proposal.plan.goal_id,
            approved_by=person,
            approved_at=decision.decided_at,
        )
        self._store.append(decision, experiment)
        launcher.launch(experiment, proposal.plan)
        return experiment

    def approve_standing(self, proposal_id: str, policy_id: str, decision_id: str) -> Experiment:
        """Starts a plan that a person's standing policy approved beforehand, within its bounds.

        Args:
            proposal_id: the plan.
            policy_id: the policy that a person wrote.
            decision_id: one for each slot of the policy, so that the store itself refuses a second start.

        Raises:
            NotApproved: the policy is revoked, replaced or over, approves nothing, or the plan may take longer.
        """
        from lifecycle.triggers import schedule_of

        policy, proposal = self._policy_in_force(policy_id), self._store.get(Proposal, proposal_id)
        approval = schedule_of(self._store, policy)  # who approved it, whoever said something else of it since
        plan, most = proposal.plan, policy.most_s
        if most is None or plan.budget.seconds is None or plan.budget.seconds > most:
            raise NotApproved(
                f"The plan may take longer than the policy for {policy.model} allows, so it waits for you."
            )
        self._open_proposal(proposal_id, proposal.plan_hash)
        self._same_goal(proposal)
        words = f"by the standing policy {approval.id}: {approval.words}"
        launcher = self._launcher()
        decision = self._decided(proposal.id, proposal.plan_hash, "approve", approval.person, "flag", words, "")
        decision = decision.model_copy(update={"id": decision_id})
        experiment = Experiment(
            id=self._new_id("experiment"),
            proposal_id=proposal.id,
            decision_id=decision_id,
            goal_id=plan.goal_id,
            approved_by=approval.person,
            approved_at=decision.decided_at,
        )
        self._store.append(decision, experiment)
        launcher.launch(experiment, plan)
        return experiment

    def go_on_standing(self, policy_id: str, experiment: Experiment) -> None:
        """Goes on with what a standing policy approved where a killed process broke it off; what is done stays done.

        Raises:
            NotApproved: the policy is revoked, replaced or over.
        """
        policy = self._policy_in_force(policy_id)
        launcher = self._launcher()
        if self._store.find(Run, experiment_id=experiment.id):
            launcher.signal(experiment.id, None, "resume", policy.person, "it was broken off")
        else:  # killed between the decision and the launch
            launcher.launch(experiment, self._store.get(Proposal, experiment.proposal_id).plan)

    def _policy_in_force(self, policy_id: str) -> Policy:
        from lifecycle.triggers import policy_of

        policy = self._store.get(Policy, policy_id)
        newest = policy_of(self._store, policy.model)
        over = policy.until is not None and self._clock() > policy.until
        if newest is None or newest.id != policy.id or not policy.standing or over:
            raise NotApproved(f"The policy for {policy.model} is not in force any more, so nothing runs by it.")
        return policy

    def decline(
        self, proposal_id: str, plan_hash: str, person: str, channel: Channel, words: str = "", reason: str = ""
    ) -> Decision:
        """Records a person's no to this plan.

        Raises:
            NotApproved: the plan is another one by now, or was decided on already.
        """
        proposal = self._open_proposal(proposal_id, plan_hash)
        decision = self._decision(proposal, "reject", person, channel, words, reason)
        self._store.append(decision)
        return decision

    def approve_move(self, proposal_id: str, plan_hash: str, person: str, channel: Channel, words: str = "") -> Alias:
        """Records a person's yes to exactly this move of an alias, and carries it out.

        Raises:
            NotApproved: it is another move by now, was decided on, failed a gate, the alias points elsewhere, or the
                words are not a plain yes.
        """
        from lifecycle import registry

        move = self._open_move(proposal_id, plan_hash)
        if channel == "typed":
            from assistant.understanding.consent.deciding import approves
            from assistant.understanding.consent.exact import consent

            if consent(words) != "approve" and not approves(words):
                raise NotApproved(f"“{words}” is not a plain yes to the move, so nothing moves. Say yes to do it.")
        registry.check_possible(self._store, move)
        decision = self._decided(move.id, move.plan_hash, "approve", person, channel, words, "")
        self._store.append(decision)
        reason = move.why or {"promote": "promoted", "roll_back": "rolled back", "retire": "taken away"}[move.kind]
        return registry.move_alias(self._store, move.id, decision.id, person=person, reason=reason, clock=self._clock)

    def decline_move(
        self, proposal_id: str, plan_hash: str, person: str, channel: Channel, words: str = "", reason: str = ""
    ) -> Decision:
        """Records a person's no to this move of an alias.

        Raises:
            NotApproved: it is another move by now, or was decided on already.
        """
        move = self._open_move(proposal_id, plan_hash)
        decision = self._decided(move.id, move.plan_hash, "reject", person, channel, words, reason)
        self._store.append(decision)
        return decision

    def signal(
        self,
        experiment_id: str,
        signal: Literal["pause", "resume", "stop"],
        person: str,
        run_id: str | None = None,
        reason: str = "",
    ) -> None:
        """Stops, pauses or resumes an approved experiment or one of its runs."""
        self._launcher().signal(experiment_id, run_id, signal, person, reason)

    def steer(
        self,
        experiment_id: str,
        act: SignalName,
        person: str,
        run_ids: Sequence[str] = (),
        value: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        """Changes an experiment under way within what was approved, see `Launcher.steer`."""
        self._launcher().steer(experiment_id, act, person, run_ids, value, reason)

    def add(self, experiment_id: str, variant: Variant, person: str, reason: str = "") -> Run:
        """Adds an approved variant to an experiment under way, see `Launcher.add`."""
        return self._launcher().add(experiment_id, variant, person, reason)

    def _open_proposal(self, proposal_id: str, plan_hash: str) -> Proposal:
        proposal = self._store.get(Proposal, proposal_id)
        if plan_hash != proposal.plan_hash or proposal.plan.hash != proposal.plan_hash:
            raise NotApproved(
                "The plan has changed since it was shown, so nothing runs. Look at it again and confirm it."
            )
        decided = self._store.latest(Decision, proposal_id=proposal_id)
        if decided is not None:
            done = {"approve": "approved", "reject": "declined", "edit": "changed"}[decided.verdict]
            raise NotApproved(f"This plan was {done} by {decided.person} already; ask for a new one to run more.")
        newest = self._store.find(Proposal, conversation_id=proposal.conversation_id)[-1]
        if newest.id != proposal.id:
            raise NotApproved(
                "A newer plan has replaced this one, so nothing runs. Look at the newer one and confirm it."
            )
        return proposal

    def _open_move(self, proposal_id: str, plan_hash: str) -> AliasProposal:
        move = self._store.get(AliasProposal, proposal_id)
        if plan_hash != move.plan_hash:
            raise NotApproved("The move has changed since it was shown, so nothing moves. Look at it again.")
        decided = self._store.latest(Decision, proposal_id=proposal_id)
        if decided is not None:
            done = {"approve": "approved", "reject": "declined", "edit": "changed"}[decided.verdict]
            raise NotApproved(f"This move was {done} by {decided.person} already; ask for a new one.")
        return move

    def _same_goal(self, proposal: Proposal) -> None:
        goal = self._store.latest(Goal, conversation_id=proposal.conversation_id)
        if goal is None:
            raise BadRequest("This plan has no goal; state one and ask for a new plan.")
        if goal.id != proposal.plan.goal_id:
            raise NotApproved("The goal has changed since this plan was made, so nothing runs. Ask for a new plan.")

    def _decision(
        self,
        proposal: Proposal,
        verdict: Literal["approve", "reject"],
        person: str,
        channel: Channel,
        words: str,
        reason: str,
    ) -> Decision:
        return self._decided(proposal.id, proposal.plan_hash, verdict, person, channel, words, reason)

    def _decided(
        self,
        proposal_id: str,
        plan_hash: str,
        verdict: Literal["approve", "reject"],
        person: str,
        channel: Channel,
        words: str,
        reason: str,
    ) -> Decision:
        return Decision(
            id=self._new_id("decision"),
            proposal_id=proposal_id,
            plan_hash=plan_hash,
            verdict=verdict,
            person=person,
            channel=channel,
            words=words,
            reason=reason,
            decided_at=self._clock(),
        )
