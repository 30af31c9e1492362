"""The leading runs of a small table are measured on other folds before they become a model."""

import time

import pytest

from assistant.confirming import FEW_ROWS, MANY_RUNS, confirm, leading, measured_again, other_folds, reserved_s
from assistant.final import chosen
from assistant.headless import Search
from assistant.keeping import ranked_runs
from assistant.wish import Wish
from experiments.workflows.tabular import variant_of
from store.records import Budget, DatasetVersion, Decision, PlannedRun, Proposal, Run

QUICK = [{"estimator": "decision_tree", "decision_tree.depth": depth} for depth in range(2, 6)]


@pytest.fixture
def search(app, churn):
    found = Search(app, Wish(data=str(churn), target="churn", budget=Budget(seconds=90)), time.monotonic(), places=2)
    found.settle()
    return found


def run(search, count):
    waiting = [PlannedRun(variant=variant_of(choices, "binary")) for choices in QUICK[:count]]
    search.begin(lambda: search.started + 90, lambda left: [waiting.pop(0)] if waiting and search.has_place else [])


def test_the_leading_runs_weigh_by_what_they_score_on_other_folds(app, search, monkeypatch):
    monkeypatch.setattr("assistant.confirming.MANY_RUNS", len(QUICK))
    monkeypatch.setattr("assistant.confirming.FEWEST", 3)
    run(search, len(QUICK))
    before = search.ended()
    assert len(before) == len(QUICK)
    assert 0 < reserved_s(search) <= 0.3 * 90
    confirm(search, lambda: search.started + 90)
    assert [r.id for r, _ in ranked_runs(app.services, search.goal)] == [r.id for r, _ in before]
    again = measured_again(app.services, search.goal, leading(before))
    assert {pair[0].id for pair, _ in again} == {r.id for r, _ in leading(before)}
    others = [r for r in app.store.find(Run) if r.task.id != search.goal.task.id]
    assert all(r.task == other_folds(search.goal.task) for r in others)
    decided = {d.proposal_id: d for d in app.store.find(Decision)}
    assert all(decided[p.id].verdict == "approve" for p in app.store.find(Proposal))
    both = {pair[0].id: pair[1].score + end.score for pair, end in again}
    assert [pair[0].id for pair, _ in again] == sorted(both, key=lambda i: -both[i])
    members, _ = chosen(app.services, search.goal, before, 60.0, 2)
    assert {m.run.id for m in members} <= set(both)


def test_few_runs_or_many_rows_or_folds_that_follow_time_leave_all_as_it_was(app, search, monkeypatch):
    run(search, 2)
    assert len(search.ended()) == 2 < MANY_RUNS
    assert reserved_s(search) == 0.0
    confirm(search, lambda: search.started + 90)
    assert measured_again(app.services, search.goal, search.ended()) == []
    assert len(app.store.find(Run)) == 2
    monkeypatch.setattr("assistant.confirming.MANY_RUNS", 2)
    assert reserved_s(search) > 0.0
    monkeypatch.setattr("assistant.confirming.MOST_SHARE", 1e-6)
    assert reserved_s(search) == 0.0, "there is no time for enough of them"
    monkeypatch.setattr("assistant.confirming.MOST_SHARE", 0.3)
    version = app.store.get(DatasetVersion, search.goal.task.version_id)
    monkeypatch.setattr("assistant.confirming.FEW_ROWS", version.rows - 1)
    assert reserved_s(search) == 0.0 < FEW_ROWS
    by_time = search.goal.task.validation.model_copy(update={"method": "time"})
    assert other_folds(search.goal.task.model_copy(update={"validation": by_time})) is None
