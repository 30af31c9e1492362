"""The card of an experiment as data, from the facts alone."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.highlights import Group, Importance, groups_of, importance_of
from experiments.results import Results, results
from store.knowledge import KnowledgeStore
from store.records import (
    Dataset,
    DatasetVersion,
    Decision,
    Experiment,
    Feedback,
    FeedbackWithdrawal,
    Goal,
    Proposal,
    Run,
    RunEnd,
    RunStart,
    metric,
)


@dataclass(frozen=True)
class ExperimentCard:
    """What there is to say of one experiment."""

    experiment: Experiment
    goal: Goal
    dataset: Dataset | None
    version: DatasetVersion | None
    proposal: Proposal
    decisions: tuple[Decision, ...]
    results: Results
    runs: tuple[Run, ...]
    outcomes: dict[str, int]
    """Outcome to number of runs."""
    wall_s: float
    """Wall seconds of all runs together."""
    cpu_s: float | None
    feedback: tuple[Feedback, ...]
    """What was said on its goal and runs, as far as it is in force."""
    importance: Importance | None
    groups: tuple[Group, ...]
    code_versions: tuple[str, ...]
    libraries: dict[str, str]

    @property
    def title(self) -> str:
        """The experiment in a few words."""
        data = f" on {self.dataset.name}" if self.dataset else ""
        return f"Predict {self.goal.task.target}{data}"


def card_of(store: KnowledgeStore, home: Path, experiment_id: str) -> ExperimentCard:
    """The card of an experiment.

    Args:
        store: the facts.
        home: Sextant's folder, in which the runs' folders lie.
        experiment_id: which one.

    Raises:
        UnknownRecord: there is no such experiment.
    """
    experiment = store.get(Experiment, experiment_id)
    goal = store.get(Goal, experiment.goal_id)
    proposal = store.get(Proposal, experiment.proposal_id)
    runs = store.find(Run, experiment_id=experiment_id)
    ends = {r.id: end for r in runs if (end := store.latest(RunEnd, run_id=r.id)) is not None}
    starts = [start for r in runs for start in store.find(RunStart, run_id=r.id)]
    version = next(iter(store.find(DatasetVersion, id=goal.task.version_id)), None)
    measured = [end.cpu_s for end in ends.values() if end.cpu_s is not None]
    importance, groups = _highlights(runs, ends, goal)
    return ExperimentCard(
        experiment=experiment,
        goal=goal,
        dataset=next(iter(store.find(Dataset, id=version.dataset_id)), None) if version else None,
        version=version,
        proposal=proposal,
        decisions=store.find(Decision, proposal_id=proposal.id),
        results=results(store, home, goal.id, experiment_id),
        runs=runs,
        outcomes=_counted(runs, ends),
        wall_s=sum(end.wall_s or 0.0 for end in ends.values()),
        cpu_s=sum(measured) if measured else None,
        feedback=_feedback(store, goal, runs),
        importance=importance,
        groups=groups,
        code_versions=tuple(dict.fromkeys(s.code_version for s in starts)),
        libraries={name: of for s in starts for name, of in s.libraries.items()},
    )


def _highlights(
    runs: tuple[Run, ...], ends: dict[str, RunEnd], goal: Goal
) -> tuple[Importance | None, tuple[Group, ...]]:
    """What mattered and which runs are alike; nothing where there are too few runs.

    Places in groups are those of all the runs, also where some of them have not ended.
    """
    if not ends:
        return None, ()
    choices = pd.DataFrame([dict(r.variant.choices) for r in runs])
    of = [ends.get(r.id) for r in runs]
    score = pd.Series([e.score if e is not None else None for e in of], dtype=float)
    cost = pd.Series([e.wall_s if e is not None else None for e in of], dtype=float)
    measure = metric(goal.task.metric)
    higher = measure.direction == "max"
    groups = groups_of(choices, score, cost, measure.label, higher_is_better=higher)
    return importance_of(choices, score if higher else -score), groups


def _counted(runs: tuple[Run, ...], ends: dict[str, RunEnd]) -> dict[str, int]:
    found: dict[str, int] = {}
    for run in runs:
        outcome = str(ends[run.id].outcome) if run.id in ends else "open"
        found[outcome] = found.get(outcome, 0) + 1
    return found


def _feedback(store: KnowledgeStore, goal: Goal, runs: tuple[Run, ...]) -> tuple[Feedback, ...]:
    gone = {w.feedback_id for w in store.find(FeedbackWithdrawal)}
    about = {f.id: f for r in runs for f in store.find(Feedback, subject_id=r.id)}
    about |= {f.id: f for f in store.find(Feedback, goal_id=goal.id)}
    return tuple(f for f in about.values() if f.id not in gone)
