"""What came of a goal's runs: a leaderboard against the trivial baseline, plots, importance, lessons, next steps."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from pydantic import NonNegativeFloat

from experiments.lessons import NextStep, front_lesson, lessons, next_steps
from experiments.pictures import Plot, plots_of
from experiments.progress import plan_now
from experiments.run_folder import folder_of, kept_table
from store.errors import BadRequest
from store.home import IMPORTANCE
from store.knowledge import KnowledgeStore
from store.records import (
    Experiment,
    Goal,
    Measurement,
    Metric,
    Outcome,
    Record,
    Run,
    RunEnd,
    Task,
    metric,
)

MOST_IMPORTANT = 20


class LeaderboardRow(Record):
    """One line: a run that ended, or the trivial baseline."""

    rank: int | None
    """From 1 for runs with a score; None for the others and the baseline."""
    run_id: str | None
    """None for the baseline."""
    experiment_id: str | None = None
    variant_id: str | None = None
    label: str
    family: str | None = None
    outcome: Outcome = "ok"
    baseline: bool = False
    score: float | None = None
    score_std: NonNegativeFloat | None = None
    """Standard deviation over folds, in the metric's unit."""
    expected_score: float | None = None
    """Predicted before the run; None where another metric than the goal's is shown."""
    wall_s: NonNegativeFloat | None = None
    expected_s: NonNegativeFloat | None = None
    latency_ms: NonNegativeFloat | None = None
    peak_mb: NonNegativeFloat | None = None
    metrics: dict[str, float] = {}
    error: str = ""


class Important(Record):
    """How much worse the metric gets when a column's values are shuffled."""

    column: str
    mean: float
    """In the metric's unit, higher is more important; below 0 where shuffling helped by chance."""
    std: NonNegativeFloat | None
    """Standard deviation over shuffles; None where there was one."""


class Results(Record):
    """Everything that the runs of a goal, or of one experiment, gave."""

    goal_id: str
    experiment_id: str | None
    metric: str
    rows: tuple[LeaderboardRow, ...]
    """Runs with a score, best first; the trivial baseline in its place among them; runs without a score last."""
    best: LeaderboardRow | None
    """The best run, None as long as none has a score."""
    baseline: float | None
    plots: tuple[Plot, ...] = ()
    """Of the best run's out-of-fold predictions."""
    importance: tuple[Important, ...] = ()
    """Of the best run, most important first, at most 20 columns."""
    lessons: tuple[str, ...] = ()
    """Two sentences, and one on the front where a search weighed score against cost."""
    front: tuple[str, ...] = ()
    """Ids of the runs that no other beats in both score and cost, the cheapest first; the answer of such a search."""
    front_cost: str | None = None
    """What was weighed against the score, lower is better, see `Stage.cost`. None where nothing was."""
    next_steps: tuple[NextStep, ...] = ()


def results(
    store: KnowledgeStore, home: Path, goal_id: str, experiment_id: str | None = None, metric: str | None = None
) -> Results:
    """What came of the runs on a goal's task, whichever goal with that task they were made for, or of one experiment.

    Args:
        store: the facts.
        home: Sextant's folder, in which the runs' folders lie.
        goal_id: its task and metric count.
        experiment_id: only this experiment's runs.
        metric: ranks by another metric than the goal's.

    Raises:
        UnknownRecord: there is no such goal.
        BadRequest: that metric is not measured for the task's kind.
    """
    goal = store.get(Goal, goal_id)
    task = goal.task
    measure = _measure(metric, task)
    ended = _ended(store, task, experiment_id)
    rows = [_row(store, run, end, measure) for run, end in ended]
    scored = sorted((r for r in rows if r.score is not None), key=lambda r: -measure.gain(r.score or 0.0))
    ranked = [row.model_copy(update={"rank": i}) for i, row in enumerate(scored, 1)]
    known = [end.baseline for _, end in ended if end.baseline is not None]
    baseline = known[-1] if known and measure.name == task.metric else None
    runs = [*ranked, *(r for r in rows if r.score is None)]
    best = ranked[0] if ranked else None
    best_run = next((run for run, _ in ended if best is not None and run.id == best.run_id), None)
    importance = () if best_run is None else _importance(home, best_run)
    cost = _weighed(store, ended)
    on_front = () if cost is None else pareto_front(ranked, measure, cost)
    return Results(
        goal_id=goal_id,
        experiment_id=experiment_id,
        metric=measure.name,
        rows=tuple(_with_baseline(runs, baseline, task, measure)),
        best=best,
        baseline=baseline,
        plots=() if best_run is None else plots_of(home, best_run, goal.error_costs),
        importance=importance[:MOST_IMPORTANT],
        lessons=(*lessons(runs, measure, baseline), *front_lesson(on_front, measure, cost)),
        front=tuple(row.run_id or "" for row in on_front),
        front_cost=cost,
        next_steps=next_steps(runs, measure, baseline, importance, own=task.kind == "declared"),
    )


def pareto_front(rows: Sequence[LeaderboardRow], measure: Metric, cost: str) -> tuple[LeaderboardRow, ...]:
    """The rows that no other beats in both score and cost, the cheapest first; rows without either are left out."""
    from experiments.strategies.pareto import cost_of, front

    known = [(r, c) for r in rows if r.score is not None and (c := cost_of(r, r.metrics, cost)) is not None]
    return tuple(known[i][0] for i in front([(measure.gain(r.score or 0.0), c) for r, c in known]))


def _weighed(store: KnowledgeStore, ended: Sequence[tuple[Run, RunEnd]]) -> str | None:
    """What the newest search among these runs weighed against the score; None where none did."""
    for experiment_id in dict.fromkeys(run.experiment_id for run, _ in reversed(ended)):
        experiments = store.find(Experiment, id=experiment_id)
        plan = plan_now(store, experiments[0]) if experiments else None
        for stage in plan.stages if plan is not None else ():
            if stage.strategy == "pareto":
                return stage.cost or "wall_s"
    return None


def _measure(name: str | None, task: Task) -> Metric:
    measure = metric(name or task.metric)
    if not measure.measures(task.kind):
        raise BadRequest(
            f"{measure.label} is not measured for {task.kind} tasks; the runs were ranked by {task.metric}."
        )
    return measure


def _ended(store: KnowledgeStore, task: Task, experiment_id: str | None) -> list[tuple[Run, RunEnd]]:
    """Runs that ended, without those that a later run did again."""
    if experiment_id is not None:
        runs: Sequence[Run] = store.find(Run, experiment_id=experiment_id)
    else:
        found = store.frame("SELECT run_id FROM runs WHERE task_id = ? ORDER BY queued_at, position", [task.id])
        by_id = {run.id: run for run in store.find(Run, id=tuple(found["run_id"]))}
        runs = [by_id[run_id] for run_id in found["run_id"]]
    again = {run.resumes for run in runs}
    ends = {end.run_id: end for end in store.find(RunEnd, run_id=tuple(run.id for run in runs))}
    return [(run, ends[run.id]) for run in runs if run.id not in again and run.id in ends]


def _row(store: KnowledgeStore, run: Run, end: RunEnd, measure: Metric) -> LeaderboardRow:
    own = measure.name == run.task.metric
    score, score_std = end.score, end.score_std
    if not own:
        score = end.metrics.get(measure.name)
        folds = [m.value for m in store.find(Measurement, run_id=run.id, metric=measure.name) if m.fold >= 0]
        score_std = statistics.pstdev(folds) if len(folds) > 1 else None
    return LeaderboardRow(
        rank=None, run_id=run.id, experiment_id=run.experiment_id, variant_id=run.variant.id, label=run.variant.label,
        family=run.variant.family, outcome=end.outcome, score=score, score_std=score_std,
        expected_score=run.expected_score if own else None, wall_s=end.wall_s, expected_s=run.expected_s,
        latency_ms=end.latency_ms, peak_mb=end.peak_mb, metrics=end.metrics, error=end.error,
    )  # fmt: skip


def _with_baseline(
    rows: list[LeaderboardRow], baseline: float | None, task: Task, measure: Metric
) -> list[LeaderboardRow]:
    if baseline is None:
        return rows
    what = {"regression": "the usual value", "forecast": "what was there a season ago, or last"}.get(
        task.kind, "the most frequent class"
    )
    line = LeaderboardRow(
        rank=None, run_id=None, label=f"trivial baseline: always {what}", baseline=True, score=baseline
    )
    ahead = sum(r.score is not None and measure.gain(r.score) >= measure.gain(baseline) for r in rows)
    return [*rows[:ahead], line, *rows[ahead:]]


def _importance(home: Path, run: Run) -> tuple[Important, ...]:
    import pandas as pd

    found = kept_table(folder_of(home, run.id) / IMPORTANCE)
    if found is None:
        return ()
    return tuple(
        Important(column=str(c), mean=float(m), std=None if pd.isna(s) else float(s))
        for c, m, s in zip(found["column"], found["mean"], found["std"], strict=True)
    )
