"""What the pages read: the present state of conversations, plans, experiments, data and people."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal

from assistant import wording
from assistant.services import Services
from assistant.state import ended_turn_id, is_running
from lifecycle.registry import aliases
from store.namesakes import CARE
from store.records import (
    AliasProposal,
    Conversation,
    Dataset,
    DatasetVersion,
    Decision,
    Experiment,
    Feedback,
    FeedbackEffect,
    FeedbackWithdrawal,
    Goal,
    ModelVersion,
    Moment,
    Proposal,
    Record,
    Turn,
    UserProfile,
)

if TYPE_CHECKING:
    import pandas as pd

    from assistant.archive import Hit
    from assistant.guide import Guide
    from experiments.progress import ExperimentProgress
    from experiments.results import Results


_SAID = """
SELECT conversation_id, max(said_at) AS last_at,
  coalesce(arg_min(text, position) FILTER (speaker = 'person'), '') AS words
FROM facts.turn GROUP BY conversation_id"""
_NAMED = """
SELECT conversation_id, arg_max(title, seq) AS title FROM facts.conversation_title GROUP BY conversation_id"""
_ABOUT = """
SELECT g.conversation_id, arg_max(g.target || ' in ' || d.name, g.seq) AS title
FROM facts.goal g JOIN facts.dataset_version v ON v.id = g.version_id JOIN facts.dataset d ON d.id = v.dataset_id
GROUP BY g.conversation_id"""
_RUNNING = """
SELECT DISTINCT p.conversation_id
FROM facts.experiment e
  JOIN facts.proposal p ON p.id = e.proposal_id
  LEFT JOIN facts.run r ON r.experiment_id = e.id
  LEFT JOIN facts.run_end z ON z.run_id = r.id
WHERE z.run_id IS NULL"""
_UNDECIDED = """
SELECT conversation_id, arg_max(id, seq) AS proposal_id
FROM (SELECT p.*, d.id IS NOT NULL AS decided
      FROM facts.proposal p LEFT JOIN facts.decision d ON d.proposal_id = p.id)
GROUP BY conversation_id HAVING NOT arg_max(decided, seq)"""
"""What every page lists is asked in a few queries, however many conversations there are."""
_MAY_GO_ON = """
SELECT e.id
FROM facts.experiment e JOIN facts.proposal p ON p.id = e.proposal_id
WHERE NOT EXISTS (SELECT 1 FROM facts.run r WHERE r.experiment_id = e.id)
  OR EXISTS (SELECT 1 FROM facts.run r ANTI JOIN facts.run_end z ON z.run_id = r.id WHERE r.experiment_id = e.id)
  OR (p.grows AND coalesce((
    SELECT arg_max(s.signal, s.seq) FROM facts.experiment_signal s WHERE s.experiment_id = e.id AND s.run_id IS NULL
      AND s.signal IN ('pause', 'resume', 'stop', 'done', 'interrupted')), '') NOT IN ('stop', 'done', 'interrupted'))
ORDER BY e.seq DESC"""
"""Experiments with runs that have not ended, without any, or that choose their runs and were not ended."""


class ConversationLine(Record):
    """A conversation in a list."""

    conversation: Conversation
    title: str
    last_said_at: Moment
    waiting: bool
    """Whether a plan waits for a decision in it."""
    running: bool
    """Whether runs of it are under way."""


class ProposalState(Record):
    """A proposal and what became of it."""

    proposal: Proposal
    goal: Goal
    state: Literal["pending", "approved", "declined", "replaced", "outdated"]
    """`outdated`: the goal changed after the plan was made."""
    decision: Decision | None = None
    experiment_id: str | None = None


class MoveState(Record):
    """A move of a model's alias and what became of it."""

    move: AliasProposal
    state: Literal["pending", "approved", "declined", "outdated"]
    """`outdated`: the alias points elsewhere than when this was proposed."""
    decision: Decision | None = None


class DatasetLine(Record):
    """A dataset with its versions, newest last."""

    dataset: Dataset
    versions: tuple[DatasetVersion, ...]


class FeedbackLine(Record):
    """A piece of feedback, what it was understood to mean and what it changed."""

    feedback: Feedback
    withdrawn: bool
    changed: tuple[str, ...] = ()
    stale: str = ""
    """Why it no longer counts though it was not taken back: its goal or its data has changed."""


class Views:
    """The reading half of the assistant. Every method derives its answer from the store at that moment."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def conversations(self, person: str | None = None) -> tuple[ConversationLine, ...]:
        """Conversations, the one spoken in last first; of one person or of all."""
        store = self.services.store
        found = store.find(Conversation) if person is None else store.find(Conversation, person=person)
        said: dict[str, Any] = {str(row.conversation_id): row for row in store.frame(_SAID).itertuples()}
        about, named = (
            {str(r.conversation_id): str(r.title) for r in store.frame(sql).itertuples()} for sql in (_ABOUT, _NAMED)
        )
        running = set(store.frame(_RUNNING).conversation_id)
        waiting = {
            row.conversation_id
            for row in store.frame(_UNDECIDED).itertuples()
            if self.proposal(str(row.proposal_id)).state == "pending"
        }
        lines = [
            ConversationLine(
                conversation=conversation,
                title=named.get(key)
                or (conversation.title if key.startswith(CARE) else "")
                or about.get(key)
                or conversation.title
                or (_short(said[key].words) if key in said else "")
                or "New conversation",
                last_said_at=said[key].last_at.tz_localize(UTC) if key in said else conversation.started_at,
                waiting=key in waiting,
                running=key in running,
            )
            for conversation in found
            for key in (conversation.id,)
        ]
        return tuple(sorted(lines, key=lambda line: line.last_said_at, reverse=True))

    def search(self, words: str, person: str | None = None) -> tuple[Hit, ...]:
        """Conversations in which words were said, or that are called so, the newest first."""
        from assistant.archive import search

        return search(self, words, person)

    def rename(self, conversation_id: str, title: str, person: str) -> None:
        """Names a conversation.

        Raises:
            BadRequest: the name is empty or too long.
        """
        from assistant.archive import rename

        rename(self.services, conversation_id, title, person)

    def markdown(self, conversation_id: str) -> str:
        """A whole conversation as Markdown.

        Raises:
            UnknownRecord: there is no such conversation.
        """
        from assistant.archive import markdown

        return markdown(self, conversation_id)

    def guide(self, person: str, conversation_id: str | None) -> Guide | None:
        """Where a newcomer is on the way to a first model; None for who has been there."""
        from assistant.guide import guide
        from assistant.state import state_of

        store = self.services.store
        conversation = store.get(Conversation, conversation_id) if conversation_id else None
        return guide(store, person, state_of(store, conversation) if conversation else None)

    def turns(self, conversation_id: str) -> tuple[Turn, ...]:
        """The messages of a conversation, oldest first.

        Raises:
            UnknownRecord: there is no such conversation.
        """
        self.services.store.get(Conversation, conversation_id)
        found = self.services.store.find(Turn, conversation_id=conversation_id)
        return tuple(sorted(found, key=lambda t: t.position))

    def said_so_far(self, conversation_id: str) -> int:
        """How many messages a conversation has: what an open page asks again and again."""
        found = self.services.store.frame(
            "SELECT count(*) AS n FROM facts.turn WHERE conversation_id = ?", [conversation_id]
        )
        return int(found["n"][0])

    def proposal(self, proposal_id: str) -> ProposalState:
        """A proposal with its state.

        Raises:
            UnknownRecord: there is no such proposal.
        """
        store = self.services.store
        proposal = store.get(Proposal, proposal_id)
        goal = store.get(Goal, proposal.plan.goal_id)
        decision = store.latest(Decision, proposal_id=proposal_id)
        experiment = store.latest(Experiment, proposal_id=proposal_id)
        state: Literal["pending", "approved", "declined", "replaced", "outdated"] = "pending"
        if decision is not None:
            state = "approved" if decision.verdict == "approve" else "declined"
        elif store.find(Proposal, conversation_id=proposal.conversation_id)[-1].id != proposal_id:
            state = "replaced"
        elif store.find(Goal, conversation_id=proposal.conversation_id)[-1].id != goal.id:
            state = "outdated"
        return ProposalState(
            proposal=proposal,
            goal=goal,
            state=state,
            decision=decision,
            experiment_id=experiment.id if experiment else None,
        )

    def move(self, proposal_id: str) -> MoveState:
        """A move of an alias with its state.

        Raises:
            UnknownRecord: there is no such move.
        """
        store = self.services.store
        move = store.get(AliasProposal, proposal_id)
        decision = store.latest(Decision, proposal_id=proposal_id)
        state: Literal["pending", "approved", "declined", "outdated"] = "pending"
        if decision is not None:
            state = "approved" if decision.verdict == "approve" else "declined"
        elif aliases(store, move.model).get(move.alias) != move.from_version:
            state = "outdated"
        return MoveState(move=move, state=state, decision=decision)

    def running_experiment(self) -> str | None:
        """The id of the newest experiment under way, None where there is none: open pages ask it again and again."""
        store = self.services.store
        return next((str(e) for e in store.frame(_MAY_GO_ON).id if is_running(store, str(e))), None)

    def progress(self, experiment_id: str) -> ExperimentProgress:
        """How far an experiment is, run by run.

        Raises:
            UnknownRecord: there is no such experiment.
        """
        from experiments.progress import progress

        self.services.store.get(Experiment, experiment_id)
        return progress(self.services.store, self.services.home, experiment_id, self.services.clock())

    def told(self, experiment_id: str) -> bool:
        """Whether an experiment has ended and its conversation says so."""
        store = self.services.store
        return not is_running(store, experiment_id) and bool(store.find(Turn, id=ended_turn_id(store, experiment_id)))

    def results(self, goal_id: str, experiment_id: str | None = None, metric: str | None = None) -> Results:
        """What came of a goal's runs (those of one experiment, or all on its task), best first.

        Raises:
            UnknownRecord: there is no such goal.
        """
        from experiments.results import results

        return results(self.services.store, self.services.home, goal_id, experiment_id, metric)

    def profile(self, person: str) -> UserProfile:
        """What is known of a person, with the words it was learned from."""
        return self.services.person_profile(person)

    def feedback(self, person: str | None = None) -> tuple[FeedbackLine, ...]:
        """What people said of recommendations, runs and results, newest first."""
        from assistant.standing import stale

        store = self.services.store
        lines = []
        for said in reversed(store.find(Feedback)):
            if person not in (None, said.person):
                continue
            changed = tuple(s for e in store.find(FeedbackEffect, feedback_id=said.id) for s in e.sentences)
            withdrawn = bool(store.find(FeedbackWithdrawal, feedback_id=said.id))
            why = "" if withdrawn else stale(store, said)
            lines.append(FeedbackLine(feedback=said, withdrawn=withdrawn, changed=changed, stale=why))
        return tuple(lines)

    def datasets(self) -> tuple[DatasetLine, ...]:
        """Tables that were given, newest first."""
        store = self.services.store
        return tuple(
            DatasetLine(dataset=d, versions=store.find(DatasetVersion, dataset_id=d.id))
            for d in reversed(store.find(Dataset))
        )

    def models(self) -> tuple[ModelVersion, ...]:
        """Saved models, newest first."""
        return tuple(reversed(self.services.store.find(ModelVersion)))

    def query(self, sql: str, max_rows: int = 10_000) -> pd.DataFrame:
        """Runs one read-only SQL statement over the public views.

        Raises:
            BadRequest: it is not one read-only statement, or it is wrong.
        """
        return self.services.store.query(sql, max_rows=max_rows)


def _short(text: str, most: int = 60) -> str:
    """The first line of a message, cut at a word."""
    return wording.cut(text.strip().splitlines()[0] if text.strip() else "", most)
