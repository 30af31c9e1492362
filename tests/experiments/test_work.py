"""What is left of a budget: costs of runs that ended, and whether another one can be afforded."""

from datetime import UTC, datetime

import pytest

from experiments.work import affords, costs, silent
from store.records import Budget, Limits, Partial, Run, RunEnd, Task, Validation, Variant

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("known", "under_way", "enough"),
    [([], 0, True), ([], 3, True), ([4.0], 0, True), ([4.0], 1, False), ([4.0, 6.0], 0, False), ([12.0], 0, False)],
)
def test_a_run_is_afforded_at_the_mean_of_what_runs_cost_so_far(
    known: list[float], under_way: int, enough: bool
) -> None:
    assert affords(10.0, known, under_way) is enough


def _run(number: int) -> Run:
    how = Validation(method="holdout", folds=3)
    return Run(
        id=f"run-{number}", experiment_id="e", position=number, seed=0, limits=Limits(), queued_at=NOW,
        variant=Variant.of("w", "f", {"x": number}, "x"),
        task=Task(id="t", version_id="v", target="w", kind="declared", metric="f1", validation=how),
    )  # fmt: skip


def test_a_workflow_s_own_cost_counts_for_every_repeat() -> None:
    runs = [_run(i) for i in range(4)]
    part = Partial(score=0.5, metrics={"min dollars": 2.0}, folds=2, folds_total=3, rows=1.0)
    ends = {
        "run-0": RunEnd(run_id="run-0", outcome="ok", score=0.5, metrics={"min dollars": 2.0}, cpu_s=7.0, ended_at=NOW),
        "run-1": RunEnd(run_id="run-1", outcome="partial", partial=part, cpu_s=5.0, ended_at=NOW),
        "run-2": RunEnd(run_id="run-2", outcome="failed", error="it broke", cpu_s=1.0, ended_at=NOW),
    }
    assert costs(Budget(cost=10, cost_of="min dollars"), runs, ends) == [6.0, 4.0]
    assert costs(Budget(cost=10), runs, ends) == [7.0, 5.0, 1.0]
    gained = RunEnd(run_id="run-3", outcome="ok", score=0.5, metrics={"min dollars": -50.0}, ended_at=NOW)
    assert costs(Budget(cost=10, cost_of="min dollars"), runs, {"run-3": gained}) == [0.0]


def test_a_budget_that_runs_say_nothing_of_cannot_be_kept() -> None:
    budget, runs = Budget(cost=10, cost_of="min dollars"), [_run(0), _run(1)]
    failed = RunEnd(run_id="run-0", outcome="failed", error="it broke", ended_at=NOW)
    scored = RunEnd(run_id="run-1", outcome="ok", score=0.5, metrics={"f1": 0.5}, ended_at=NOW)
    assert not silent(budget, runs, {"run-0": failed})
    assert silent(budget, runs, {"run-0": failed, "run-1": scored})
    assert not silent(Budget(cost=10), runs, {"run-1": scored})
