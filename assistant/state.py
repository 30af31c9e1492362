"""Where a conversation stands, derived from the store alone: a reload or a restart changes nothing."""

from dataclasses import dataclass
from typing import Any

from assistant.cards import Question
from assistant.draft import Draft, fold
from store.knowledge import KnowledgeStore
from store.records import (
    Conversation,
    Decision,
    Experiment,
    Feedback,
    FeedbackWithdrawal,
    Goal,
    ModelVersion,
    Proposal,
    Recommendation,
    Run,
    RunEnd,
    Turn,
)


@dataclass(frozen=True)
class State:
    """The present state of one conversation."""

    conversation: Conversation
    turns: tuple[Turn, ...]
    draft: Draft
    goal: Goal | None
    """The newest settled goal."""
    recommendations: tuple[Recommendation, ...]
    """The newest set made for the goal or one that it supersedes, by rank."""
    proposal: Proposal | None
    """The newest proposal, if nobody has decided on it yet."""
    experiments: tuple[Experiment, ...]
    question: Question | None
    """The question asked with the last turn."""

    @property
    def last_turn(self) -> Turn | None:
        """The newest message of Sextant."""
        return next((t for t in reversed(self.turns) if t.speaker == "sextant"), None)

    @property
    def said_unseen(self) -> bool:
        """Whether the person's newest message was said before Sextant's newest was there: it answers nothing in it."""
        said, last = self.turns[-1] if self.turns else None, self.last_turn
        return said is not None and last is not None and said.speaker == "person" and said.said_at < last.said_at


def state_of(store: KnowledgeStore, conversation: Conversation) -> State:
    """Reads a conversation's state."""
    turns = tuple(sorted(store.find(Turn, conversation_id=conversation.id), key=lambda t: t.position))
    goals = store.find(Goal, conversation_id=conversation.id)
    proposals = store.find(Proposal, conversation_id=conversation.id)
    last = next((t for t in reversed(turns) if t.speaker == "sextant"), None)
    question = Question.model_validate(last.question) if last is not None and last.question else None
    return State(
        conversation=conversation,
        turns=turns,
        draft=draft_of(store, conversation.id, turns),
        goal=goals[-1] if goals else None,
        recommendations=_newest_set(store, goals),
        proposal=_pending(store, proposals),
        experiments=tuple(e for p in proposals for e in store.find(Experiment, proposal_id=p.id)),
        question=question,
    )


def draft_of(store: KnowledgeStore, conversation_id: str, turns: tuple[Turn, ...]) -> Draft:
    """The goal as said so far in these turns."""
    feedback = {f.id: f for f in store.find(Feedback, conversation_id=conversation_id)}
    withdrawn = frozenset(w.feedback_id for f in feedback for w in store.find(FeedbackWithdrawal, feedback_id=f))
    pairs, words = [], ""
    for turn in turns:
        if turn.speaker == "person":
            words = turn.text
        elif turn.commands:
            pairs.append((words, turn.commands))
    return fold(pairs, feedback, withdrawn)


def lineage(store: KnowledgeStore, goal: Goal) -> tuple[Goal, ...]:
    """The goal and those that it supersedes, newest first."""
    line = [goal]
    while line[-1].supersedes is not None:
        line.append(store.get(Goal, line[-1].supersedes))
    return tuple(line)


def is_running(store: KnowledgeStore, experiment_id: str) -> bool:
    """Whether the experiment has a run that has not ended, or will choose more."""
    from experiments.progress import is_going

    return is_going(store, experiment_id)


def ended_turn_id(store: KnowledgeStore, experiment_id: str) -> str:
    """The id of the turn that tells an experiment's end: another one each time that runs of it were taken up anew."""
    again = int(store.frame(_RESUMED, [experiment_id, experiment_id])["n"][0])
    return f"{experiment_id}-{again}-ended" if again else f"{experiment_id}-ended"


_RESUMED = """
WITH said AS (
  SELECT signal, lag(signal) OVER (ORDER BY seq) AS before FROM facts.experiment_signal
  WHERE experiment_id = ? AND run_id IS NULL
    AND signal IN ('pause', 'resume', 'stop', 'done', 'interrupted', 'extend'))
SELECT greatest((SELECT count(resumes) FROM facts.run WHERE experiment_id = ?),
                count(*) FILTER (signal = 'resume' AND before = 'interrupted'))
  + count(*) FILTER (signal = 'extend') AS n
FROM said"""


def finished_runs(store: KnowledgeStore, experiments: tuple[Experiment, ...]) -> list[tuple[Run, RunEnd]]:
    """The runs of these experiments that ended, with their ends."""
    runs = store.find(Run, experiment_id=tuple(e.id for e in experiments))
    ends = {end.run_id: end for end in store.find(RunEnd, run_id=tuple(run.id for run in runs))}
    return [(run, ends[run.id]) for run in runs if run.id in ends]


def scored_runs(store: KnowledgeStore, experiments: tuple[Experiment, ...]) -> int:
    """How many runs of these experiments ended with a score; one query, however many runs there are."""
    return int(store.frame(_SCORED, [[e.id for e in experiments]])["n"][0]) if experiments else 0


_SCORED = """
SELECT count(*) AS n FROM facts.run r JOIN facts.run_end z ON z.run_id = r.id
WHERE r.experiment_id IN (SELECT unnest(?)) AND z.outcome = 'ok'"""


def models_of(store: KnowledgeStore) -> dict[str, ModelVersion]:
    """Saved models by name, the newest version of each."""
    return {m.name: m for m in store.find(ModelVersion)}


def as_commands(entries: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Commands as a turn keeps them: name and args first, then what was settled about them."""
    return tuple({"name": e["name"], "args": e.get("args", {}), **e} for e in entries)


def _newest_set(store: KnowledgeStore, goals: tuple[Goal, ...]) -> tuple[Recommendation, ...]:
    for goal in reversed(goals):
        made = store.find(Recommendation, goal_id=goal.id)
        if made:
            return tuple(sorted((r for r in made if r.set_id == made[-1].set_id), key=lambda r: r.rank))
        if goal.supersedes is None:
            return ()
    return ()


def _pending(store: KnowledgeStore, proposals: tuple[Proposal, ...]) -> Proposal | None:
    if not proposals:
        return None
    last = proposals[-1]
    return None if store.find(Decision, proposal_id=last.id) else last
